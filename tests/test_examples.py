"""The notebook and the recipes run, as they are printed."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nmg_data._export import export

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "examples/notebook.ipynb"
RECIPES = {lang: ROOT / f"docs/{lang}/reuse.md" for lang in ("en", "zh")}


PROGRAMS = {"r": ("Rscript", "R"), "javascript": ("node", "mjs")}


def notebook():
    return json.loads(NOTEBOOK.read_text("utf-8"))


def test_the_notebook_runs_from_top_to_bottom(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "__main__"}
    for cell in notebook()["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), str(NOTEBOOK), "exec"), names)
    assert len(names["ports"]) == 20
    assert len(names["levels"]) > 10
    assert list(tmp_path.iterdir()) == []
    for shown in ("describe('ports')", "trace('grain_output.inner_mongolia.2024.level')"):
        assert "<" in eval(shown, names)._repr_html_()


def test_the_notebook_is_stripped_and_valid():
    found = notebook()
    assert found["nbformat"] == 4
    for cell in found["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(found)


def blocks(lang, language):
    """Return the blocks of a language in the recipes."""
    text = RECIPES[lang].read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """Make the folders that the recipes read."""
    for module in ("pyarrow", "xlsxwriter", "duckdb", "polars"):
        pytest.importorskip(module)
    folder = tmp_path_factory.mktemp("recipes")
    for form in ("csv", "json", "parquet", "sqlite", "duckdb", "xlsx"):
        export(folder / "nmg", [form])
    return folder


@pytest.mark.parametrize("block", blocks("en", "python"), ids=lambda text: text.split()[1])
def test_python_recipes(block, exports, monkeypatch):
    for module in ("dask", "pyspark"):
        if module in block:
            pytest.importorskip(module)
    monkeypatch.chdir(exports)
    exec(compile(block, str(RECIPES["en"]), "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize(
    ("language", "block"),
    [(language, block) for language in PROGRAMS for block in blocks("en", language)],
    ids=lambda text: text.split()[0],
)
def test_recipes_of_other_languages(language, block, exports):
    program, suffix = PROGRAMS[language]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    if language == "r" and not installed_in_r(re.findall(r"library\((\w+)\)", block)):
        pytest.skip("a package of R is not installed")
    file = exports / f"recipe.{suffix}"
    file.write_text(block, "utf-8")
    done = subprocess.run(
        [program, str(file)], cwd=exports, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "20" in done.stdout


def installed_in_r(packages):
    code = (
        f"q(status = !all(c({', '.join(map(repr, packages))}) %in% rownames(installed.packages())))"
    )
    return subprocess.run(["Rscript", "-e", code], capture_output=True).returncode == 0


def test_both_languages_have_the_same_recipes():
    for language in ("python", "r", "julia", "javascript", "bash"):
        assert blocks("en", language) == blocks("zh", language), language


def test_the_command_line_of_the_recipes():
    from nmg_data.cli import parser

    for block in blocks("en", "bash"):
        for line in block.splitlines():
            if line.startswith("nmg-data "):
                parser().parse_args(line.split(" #")[0].split()[1:])
