"""Every corruption of the corpus is found where it is, and the corpus is wide enough."""

from collections import Counter
from pathlib import Path

import pytest
from corpus import CORPUS, Corruption

from nmg_data.checks import UNFORESEEN, rules, validate

ROOT = Path(__file__).resolve().parents[1]
NAMES = [f"{one.code} {one.file} {one.what[:60]}" for one in CORPUS]

# What a small change of the data or the schemas cannot bring about; test_hostile.py,
# test_checks_read.py and test_checks_opinions.py have these.
ELSEWHERE = {
    *("NMG306", "NMG318", "NMG703", "NMG705", "NMG706", "NMG791", "NMG792", "NMG793"),
}


pytestmark = pytest.mark.usefixtures("remembered")


@pytest.mark.parametrize("one", CORPUS, ids=NAMES)
def test_is_found_in_its_place(one: Corruption, package: Path) -> None:
    line, column = one.apply(package)
    found = validate(package, opinions=False).findings
    codes = {hit.code for hit in found}
    assert UNFORESEEN not in codes
    places = [
        (hit.line, hit.column) for hit in found if (hit.code, hit.file) == (one.code, one.found_in)
    ]
    assert (line, column) in places, (codes, places)


def test_the_data_have_no_findings(package: Path) -> None:
    assert validate(package, opinions=False).findings == []


def test_corpus_is_wide() -> None:
    codes = Counter(one.code for one in CORPUS)
    missing = {one.code: codes[one.code] for one in rules() if codes[one.code] < 2}
    assert set(missing) - ELSEWHERE == set()
    families = Counter(one.family for one in rules() for _ in range(codes[one.code]))
    assert {name: count for name, count in families.items() if count < 10} == {}
    tables = {file.name for file in (ROOT / "data").glob("*.csv")}
    files = Counter(Path(one.file).name for one in CORPUS)
    assert {name: files[name] for name in tables if files[name] < 5} == {}
    assert len(CORPUS) >= 150


def test_no_two_differ_in_the_row_alone() -> None:
    assert [
        one for one, count in Counter((c.code, c.file, c.what) for c in CORPUS).items() if count > 1
    ] == []
