"""frictionless and the published profile as second opinions, and what they cannot see."""

import json
from pathlib import Path

import pytest

from nmg_data.checks import rules, validate
from nmg_data.checks._json import Document, parse
from nmg_data.checks._model import File, Hit, Sheet, Unavailable
from nmg_data.checks._shape import normal
from nmg_data.checks.opinions import Asked, Opinions, ask, published_profile
from nmg_data.checks.read import Folder, open_package

OBJECTS, PASSES, PROFILE = (one for one in rules() if one.code.startswith("NMG79"))


def asked(small: Path, findings: list[object]) -> Opinions:
    """Ask frictionless about a folder, as if our rules had found what is given."""
    folder = open_package(small)
    sheets = {
        one.name: Sheet(one.name, one.csv, normal(one.schema.value))
        for one in folder.resources
        if one.csv and one.schema
    }
    with ask(sheets, {name: sheet.schema for name, sheet in sheets.items()}) as question:
        answer = question.read()
    question = Asked(question.child, question.answer, question.started)
    question.read = lambda: answer  # type: ignore[method-assign]
    return Opinions(folder, sheets, findings, question, {})  # type: ignore[arg-type]


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_both_agree_on_sound_data(small: Path) -> None:
    opinions = asked(small, [])
    assert OBJECTS.findings(opinions) == []
    assert PASSES.findings(opinions) == []


def test_what_frictionless_alone_finds_is_a_finding(small: Path) -> None:
    edit(small / "data/units.csv", "mass,0.001,", "planet,0.001,")
    found = OBJECTS.findings(asked(small, []))
    assert [(one.file, one.line, one.field, one.found) for one in found] == [
        ("data/units.csv", 25, "dimension", "constraint-error")
    ] or found[0].line == 1 + next(
        n
        for n, line in enumerate((small / "data/units.csv").read_text(encoding="utf-8").split("\n"))
        if ",planet," in line
    )


def test_what_frictionless_does_not_see_is_a_warning(small: Path) -> None:
    folder_findings = validate(small, opinions=False).findings
    edit(small / "data/units.csv", "kg,kilogram", "kg,  kilogram")
    (ours, *_) = [one for one in rules() if one.name == "required"]
    finding = ours.finding(Hit(file="data/units.csv", line=3, column=1, message="made up"))
    found = PASSES.findings(asked(small, [*folder_findings, finding]))
    assert [(one.file, one.line, one.severity) for one in found] == [
        ("data/units.csv", 3, "warning")
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (",mass,0.001,", ",planet,0.001,", "NMG308"),
        (",mass,0.001,", ",mass,-1,", "NMG311"),
        ("kg,kilogram", "KG,kilogram", "NMG309"),
        ("kg,kilogram,", "kg,,", "NMG310"),
        ("kg,kilogram,", "kg,kilogram,,", "NMG208"),
        ("name_zh", "name_cn", "NMG203"),
    ],
)
def test_both_agree_on_what_both_cover(small: Path, old: str, new: str, code: str) -> None:
    edit(small / "data/units.csv", old, new)
    report = validate(small)
    found = {one.code for one in report.findings}
    assert code in found
    assert not found & {"NMG791", "NMG792"}
    assert "NMG791" in report.rules


def test_nothing_is_left_behind(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    validate(small)
    assert list((tmp_path / "tmp").iterdir()) == []


def test_too_large_is_said_and_not_silent(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nmg_data.checks import opinions

    monkeypatch.setattr(opinions, "MAX_BYTES", 100)
    report = validate(small)
    skipped = {one.rules: one.reason for one in report.skipped}
    assert "more than 100" in skipped["NMG791"]
    assert "NMG791" not in report.rules


def test_published_profile(small: Path) -> None:
    pytest.importorskip("dplib", reason="dplib-py ships the published profiles")
    assert "NMG793" in validate(small, select=["NMG793"]).rules
    edit(small / "datapackage.json", '"homepage": "', '"homepage": 1, "page": "')
    edit(small / "schemas/units.json", '"type": "number"', '"type": "decimal"')
    found = validate(small, select=["NMG793"]).findings
    assert {one.file for one in found} == {"datapackage.json", "schemas/units.json"}
    assert all(one.line for one in found)


def test_without_the_profile_the_rule_is_skipped_openly(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Unavailable, match="not installed"):
        list(published_profile(Opinions(Folder("x"), {}, [], Asked(None, Path(), 0.0), {})))


def test_json_places() -> None:
    text = '{\n  "a": [\n    {"b": 1},\n    "x"\n  ]\n}\n'
    document = parse(File("x.json", text.encode()))
    assert isinstance(document, Document)
    assert document.value == json.loads(text)
    assert [document.hit(p, "m").line for p in ((), ("a",), ("a", 0), ("a", 0, "b"), ("a", 1))] == [
        1,
        2,
        3,
        3,
        4,
    ]
    assert document.hit(("a", 0, "b"), "m").column == 6
    assert document.hit(("a", 0, "c"), "m").column == 5
