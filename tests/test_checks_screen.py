"""Large tables are screened as a whole; what is dirty is found as in a small one."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

pl = pytest.importorskip("polars", reason="large tables are screened with polars")

from nmg_data.checks import _model as model  # noqa: E402
from nmg_data.checks import rules, screen, types, validate  # noqa: E402
from nmg_data.checks._model import File, odd_characters  # noqa: E402
from nmg_data.checks.read import open_package  # noqa: E402

TABLES = ("observations", "places", "units", "events", "sources", "indicators")


@pytest.fixture(params=[screen.FEW, 3, 0], ids=lambda few: f"few={few}")
def large(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Take every table for a large one, and its columns for such of few or many unlike cells."""
    for module in (model, screen):
        monkeypatch.setattr(module, "LARGE", 0)
    monkeypatch.setattr(screen, "FEW", request.param)


def screened(folder: Path, *names: str) -> set[str]:
    """Return which tables, of some or of all, are shown to be sound."""
    from nmg_data.checks import read_sheets

    sheets, _ = read_sheets(open_package(folder))
    return {name for name in names or sheets if screen.screen(sheets[name]) is not None}


def test_sound_tables_are_shown_to_be_sound(package: Path, large: None) -> None:
    assert set(TABLES) <= screened(package)
    report = validate(package, opinions=False)
    assert report.findings == []
    assert {one.code for one in rules() if one.family in ("structure", "types")} <= set(
        report.rules
    )
    assert report.tables == validate(package, opinions=False).tables


@pytest.fixture
def screened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Screen a table again only where its bytes are others."""
    known: dict[tuple[str, bytes], object] = {}
    plain = screen.screen

    def once(sheet: model.Sheet) -> object:
        key = (sheet.name, sheet.file.data)
        if key not in known:
            known[key] = plain(sheet)
        return known[key]

    monkeypatch.setattr(screen, "screen", once)


def test_small_tables_are_not_screened(package: Path) -> None:
    assert screened(package) == set()


@pytest.mark.parametrize("chosen", range(4))
def test_the_corpus_is_found_in_large_tables_too(
    package: Path, large: None, screened_once: None, remembered: None, chosen: int
) -> None:
    from corpus import CORPUS

    mine = [one for one in CORPUS if one.file.startswith("data/") and one.code < "NMG411"]
    for one in mine[chosen::4]:
        folder = package.parent / "one"
        shutil.copytree(package, folder)
        line, column = one.apply(folder)
        found = validate(folder, opinions=False, select=["NMG1", "NMG2", "NMG3", "NMG40"]).findings
        places = {(hit.code, hit.file, hit.line, hit.column) for hit in found}
        assert (one.code, one.found_in, line, column) in places, (one.code, one.what)
        shutil.rmtree(folder)


def without(line: str, part: str) -> str:
    assert part in line
    return line.replace(part, "", 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [*lines, ""],
        lambda lines: [lines[0], "", *lines[1:]],
        lambda lines: [*lines[:5], without(lines[5], ","), *lines[6:]],
        # A blank line and a comma that is missing are as many bytes as before.
        lambda lines: [*lines[:5], "", without(lines[5], ","), *lines[6:]],
        lambda lines: [*lines[:5], without(lines[5], ","), lines[6] + ",", *lines[7:]],
        lambda lines: [*lines[:5], lines[5] + ",", *lines[6:]],
        lambda lines: [*lines[:5], lines[5][:-1], *lines[6:]],
        lambda lines: [*lines[:5], lines[5], lines[5], *lines[6:]],
        lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]],
        *(
            lambda lines, odd=odd: [*lines[:-1], lines[-1].replace(",", f"{odd},", 1)]
            for odd in "\x1c\x1f\u0085\u3000"
        ),
    ],
)
def test_an_unsound_form_is_not_shown_to_be_sound(
    package: Path, large: None, change: Callable[[list[str]], list[str]]
) -> None:
    assert screened(package, "passages") == {"passages"}
    file = package / "data/passages.csv"
    lines = file.read_text(encoding="utf-8").split("\n")[:-1]
    assert not any('"' in line for line in lines)
    file.write_text("\n".join(change(lines)) + "\n", encoding="utf-8", newline="")
    assert screened(package, "passages") == set()


def test_a_field_that_is_unique_is_looked_at_whole(package: Path, large: None) -> None:
    file = package / "schemas/observations.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    for field in schema["fields"]:
        if field["name"] == "as_printed":
            field["constraints"]["unique"] = True
    file.write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    assert screened(package, "observations") == set()
    found = validate(package, opinions=False, select=["NMG312"])
    assert {(one.code, one.field) for one in found.findings} == {("NMG312", "as_printed")}


def test_characters_are_looked_at_only_for_the_rules_about_them(
    package: Path, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    ordinary = screen._ordinary
    monkeypatch.setattr(screen, "_ordinary", lambda part: asked.append(part) or ordinary(part))
    assert validate(package, opinions=False, select=["NMG3"]).findings == []
    assert asked == []
    assert "NMG101" in validate(package, opinions=False, select=["NMG1"]).rules
    assert asked != []


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
        for column in plain.header:
            assert made.distinct([column]) == plain.distinct([column])
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
