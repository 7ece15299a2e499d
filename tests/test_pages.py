"""Every example on a page is run, and says what it prints."""

import doctest
import re
import shutil
from pathlib import Path

import pytest

from nmg_data._describe import read_records
from nmg_data.cli import main

ROOT = Path(__file__).resolve().parents[1]
PAGES = ["README.md", "README.zh.md", "docs/en/cookbook.md", "docs/zh/cookbook.md"]


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    parsed = doctest.DocTestParser().get_doctest(text, {}, page, page, 0)
    assert parsed.examples
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    assert runner.run(parsed).failed == 0


def test_both_cookbooks_run_the_same_code():
    english, chinese = (
        [
            line
            for line in (ROOT / page).read_text(encoding="utf-8").splitlines()
            if line.startswith((">>> ", "... "))
        ]
        for page in ("docs/en/cookbook.md", "docs/zh/cookbook.md")
    )
    assert english == chinese
    questions = (ROOT / "docs/en/cookbook.md").read_text(encoding="utf-8").count("\n## ")
    assert questions >= 15


def test_the_worked_example_of_contributing_is_what_validate_says(tmp_path, capsys, monkeypatch):
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    path = tmp_path / "data" / "observations.csv"
    row = "china_europe_trains.manzhouli_port.2024.level.xinhua_2025"
    assert {one["observation_id"] for one in read_records("observations")} >= {row}
    before = path.read_text(encoding="utf-8")
    after = re.sub(rf"^({re.escape(row)},.*,level,)4000,", r"\g<1>3000,", before, flags=re.M)
    path.write_text(after, encoding="utf-8", newline="")
    monkeypatch.chdir(tmp_path)
    assert main(["validate", "--select", "NMG502", "."]) == 1
    said = capsys.readouterr().out.split("\n\n")[0]
    shown = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"```text\n{said}\n```" in shown
