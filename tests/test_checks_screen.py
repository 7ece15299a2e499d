"""Large tables are screened as a whole; what is dirty is found as in a small one."""

import shutil
from pathlib import Path

import pytest

pl = pytest.importorskip("polars", reason="large tables are screened with polars")

from nmg_data.checks import _model as model  # noqa: E402
from nmg_data.checks import rules, screen, types, validate  # noqa: E402
from nmg_data.checks._model import File, odd_characters  # noqa: E402
from nmg_data.checks.read import open_package  # noqa: E402

TABLES = ("observations", "places", "units", "events", "sources", "indicators")


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take every table for a large one."""
    for module in (model, screen):
        monkeypatch.setattr(module, "LARGE", 0)


def screened(folder: Path) -> set[str]:
    from nmg_data.checks import read_sheets

    sheets, _ = read_sheets(open_package(folder))
    return {name for name, sheet in sheets.items() if screen.screen(sheet) is not None}


def test_sound_tables_are_shown_to_be_sound(package: Path, large: None) -> None:
    assert set(TABLES) <= screened(package)
    report = validate(package, opinions=False)
    assert report.findings == []
    assert {one.code for one in rules() if one.family in ("structure", "types")} <= set(
        report.rules
    )
    assert report.tables == validate(package, opinions=False).tables


def test_small_tables_are_not_screened(package: Path) -> None:
    assert screened(package) == set()


@pytest.mark.parametrize("chosen", range(12))
def test_the_corpus_is_found_in_large_tables_too(package: Path, large: None, chosen: int) -> None:
    from corpus import CORPUS

    mine = [one for one in CORPUS if one.file.startswith("data/") and one.code < "NMG411"]
    for one in mine[chosen::12]:
        folder = package.parent / "one"
        shutil.copytree(package, folder)
        line, column = one.apply(folder)
        found = validate(folder, opinions=False, select=["NMG1", "NMG2", "NMG3", "NMG40"]).findings
        places = {(hit.code, hit.file, hit.line, hit.column) for hit in found}
        assert (one.code, one.found_in, line, column) in places, (one.code, one.what)
        shutil.rmtree(folder)


def test_cells_come_from_the_frame(package: Path, large: None) -> None:
    from nmg_data.checks import read_package, read_sheets

    sheets, broken = read_sheets(open_package(package))
    whole, _ = read_package(open_package(package), sheets, broken)
    for name in TABLES:
        made, plain = whole.tables[name], sheets[name].table()
        assert made.proven
        assert not plain.proven
        assert dict(made.columns) == dict(plain.columns)
        assert made.by_key == plain.by_key
        assert list(made.starts) == list(plain.starts)
        assert made.rows == plain.rows
        key = made.primary_key
        assert made.distinct(key) == plain.distinct(key)
        assert made.known(key, {("nowhere",)}) == set()
        assert types.failures(made) == types.failures(plain) == {}


@pytest.mark.parametrize(
    ("text", "ordinary"),
    [
        ("a,b\nManzhouli (rail),满洲里铁路口岸：突破1.2亿吨…\n", True),
        ("Китайские,ト,‰,ü,×,é\n", True),
        ("", True),
        *(
            (f"a{char}b", False)
            for char in "\t\r\0\x7f\u0085\u00a0\u00ad\u0301\u200b\u202e\u2028\u3000"
        ),
        *((f"a{char}b", False) for char in "\ue000\ufeff\ufffd\uf900\U000f0000\U000e0041\u0378"),
        ("満洲里".encode().decode("latin-1"), False),
        ("满洲里口岸".encode().decode("gbk", "ignore"), False),
        ("锟斤拷", False),
    ],
)
def test_ordinary_characters(text: str, ordinary: bool) -> None:
    assert File("x", text.encode()).ordinary is ordinary


def test_what_is_ordinary_to_one_engine_is_to_the_other() -> None:
    import re

    every = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    odd = {char for char in every if re.search(odd_characters(), char)}
    series = pl.Series(list(every))
    assert set(series.filter(series.str.contains(odd_characters()))) == odd


def test_no_rule_objects_to_an_ordinary_character() -> None:
    import re

    every = "".join(chr(code) for code in range(0x20, 0x110000) if not 0xD800 <= code < 0xE000)
    fine = [char for char in every if not re.search(odd_characters(), char)]
    text = " ".join(fine) + "\n"
    file = File("x", text.encode())
    object.__setattr__(file, "ordinary", False)  # let every rule look
    assert [
        one.code for rule in rules() if rule.family == "bytes" for one in rule.findings(file)
    ] == []
