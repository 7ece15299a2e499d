"""What README, SKILL, the notebook and the recipes show is what happens."""

from __future__ import annotations

import ast
import contextlib
import csv
import doctest
import io
import json
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "SKILL.md"])
def test_examples_print_what_they_show(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        failed, tried = doctest.testfile(
            str(ROOT / name), module_relative=False, optionflags=doctest.ELLIPSIS
        )
    assert (failed, tried > 3) == (0, True)


def test_the_coverage_of_the_readme_is_that_of_the_data() -> None:
    command = [sys.executable, "tools/coverage.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_example_of_contributing_works(tmp_path: Path) -> None:
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    cells, message = example_of("CONTRIBUTING.md")
    assert (cells, message) == example_of("CONTRIBUTING.zh.md")

    path = tmp_path / "data/observations.csv"
    fields = path.read_text("utf-8").partition("\n")[0].split(",")
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, fields, lineterminator="\n").writerow(cells)
    assert nmg_data("format", tmp_path).returncode == 0
    done = nmg_data("validate", tmp_path)
    assert done.returncode == 0, done.stdout

    typed = re.sub(r"(manzhouli_port\.2021\..+?),4000,", r"\1,3000,", path.read_text("utf-8"))
    path.write_text(typed, "utf-8", newline="")
    position = r"csv:\d+:\d+"
    found = re.sub(position, "csv", nmg_data("validate", tmp_path).stdout)
    assert found.startswith(re.sub(position, "csv", message))


def example_of(guide: str) -> tuple[dict[str, str], str]:
    """Return the cells of the new row in a guide, and the message that it shows."""
    text = (ROOT / guide).read_text("utf-8")
    cells = dict(re.findall(r"^\| `(\w+)` \| `(.+?)` \|", text, re.MULTILINE))
    return cells, text.partition("```text\n")[2].partition("```")[0]


def nmg_data(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "nmg_data", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_notebook_shows_what_its_cells_give() -> None:
    import matplotlib

    matplotlib.use("Agg")
    space: dict[str, Any] = {}
    pictures = 0
    for cell in json.loads((ROOT / "examples/notebook.ipynb").read_text("utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        shown = run("".join(cell["source"]), space)
        committed = [
            "".join(output.get("text") or output["data"]["text/plain"])
            for output in cell["outputs"]
            if output["output_type"] != "display_data"
        ]
        assert shown == "".join(committed).rstrip("\n")
        pictures += sum("image/png" in output.get("data", {}) for output in cell["outputs"])
    assert pictures == 2


def run(code: str, space: dict[str, Any]) -> str:
    """Run a cell; return what it prints, or the value of its last line."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        exec(compile(tree, "<cell>", "exec"), space)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), space)
            if value is not None and not code.rstrip().endswith(";"):
                print(repr(value))
    return printed.getvalue().rstrip("\n")


def test_no_recipe_averages_or_sums_figures_silently() -> None:
    texts = [ROOT / "README.md", ROOT / "SKILL.md", ROOT / "docs/templates/shared/examples.toml"]
    code = "\n".join(path.read_text("utf-8") for path in texts)
    code += json.dumps(json.loads((ROOT / "examples/notebook.ipynb").read_text("utf-8")))
    assert not re.search(r"pivot_table\(|\.(?:mean|sum|agg|aggregate|resample|interpolate)\(", code)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the shell recipes where a reader would, and return the folder."""
    folder = tmp_path_factory.mktemp("recipes")
    commands = "\n".join(blocks("sh"))
    assert "nmg-data export nmg" in commands
    path = Path(sys.executable).parent
    script = f'set -e\nexport PATH="{path}:$PATH"\n{commands}'
    done = subprocess.run(["bash", "-c", script], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def blocks(language: str, lang: str = "en") -> list[str]:
    """Return the code of a language in the recipes."""
    text = (ROOT / f"docs/templates/{lang}/reuse.md.j2").read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_recipes_of_python(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(exports)
    chinese = [re.sub(r"  # .*", "", block) for block in blocks("python", "zh")]
    assert [re.sub(r"  # .*", "", block) for block in blocks("python")] == chinese
    for block in blocks("python"):
        exec(compile(block, "<recipe>", "exec"), {"__name__": "__main__"})
