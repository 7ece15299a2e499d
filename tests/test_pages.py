"""Every example on a page is run, and says what it prints."""

import doctest
from pathlib import Path

import pytest

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
        [line for line in (ROOT / page).read_text(encoding="utf-8").splitlines()
         if line.startswith((">>> ", "... "))]
        for page in ("docs/en/cookbook.md", "docs/zh/cookbook.md")
    )
    assert english == chinese
    questions = (ROOT / "docs/en/cookbook.md").read_text(encoding="utf-8").count("\n## ")
    assert questions >= 15
