"""The list of rules itself, and what the checks make of sound and unsound cells."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nmg_data import _errors, checks
from nmg_data._errors import Names, NmgDataError, UnknownNameError
from nmg_data._findings import SEVERITIES
from nmg_data.checks import explain, rules, validate
from nmg_data.checks._model import File, Hit, Package, Sheet, Table
from nmg_data.checks._rule import FAMILIES, RULES, Rule
from nmg_data.checks.descriptor import grouped
from nmg_data.checks.keys import misplaced
from nmg_data.checks.types import loose, plain

ALL = rules()


def by_name(name: str) -> Rule:
    return next(one for one in ALL if one.name == name)


def sheet(text: str, *fields: dict[str, object], key: str = "a") -> Sheet:
    schema = {"fields": list(fields), "primaryKey": [key], "missingValues": [""]}
    return Sheet("t", File("data/t.csv", text.encode()), schema)


def table(cells: list[str], kind: str, **limits: object) -> Table:
    text = "a,b\n" + "".join(f"k{i},{cell}\n" for i, cell in enumerate(cells))
    key = {"name": "a", "type": "string", "constraints": {"required": True}}
    return sheet(text, key, {"name": "b", "type": kind, "constraints": limits}).table()


def test_a_rule_stops_where_one_file_has_too_many_hits() -> None:
    walked = 0

    def check(subject: object) -> Iterator[Hit]:
        nonlocal walked
        for walked in range(1, 10_000):
            yield Hit(file="data/t.csv" if walked <= 1_000 else "data/u.csv", message="m")

    many = replace(by_name("row-order"), check=check)
    assert len(checks.capped(many, table([], "string"))) == checks.MAX_HITS + 1
    assert walked == checks.MAX_HITS + 1
    found = checks.capped(many, Package({}))
    assert {one.file for one in found} == {"data/t.csv", "data/u.csv"}


def test_a_wrong_name_is_compared_with_few_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    class Counting(_errors.SequenceMatcher):  # type: ignore[type-arg]
        def set_seq1(self, a: str) -> None:
            compared.append(a)
            super().set_seq1(a)

    monkeypatch.setattr(_errors, "SequenceMatcher", Counting)
    many = Names(f"coal_output.place_{i}.2024.level" for i in range(20_000))
    assert many.closest("coal_output.place_777.2024.levle") == "coal_output.place_777.2024.level"
    assert len(compared) <= 2 * _errors.NEIGHBOURS + 1
    assert Names(["ports", "places"]).closest("qorts") == "ports"


def test_row_out_of_order_is_sent_to_its_place() -> None:
    found = by_name("row-order").check(Package({}, {"t": table_of("c", "a", "b", "d", "b")}))
    assert [(one.line, one.expected) for one in found] == [
        (2, "its place after b"),
        (5, "its place after c"),
    ]


def table_of(*keys: str) -> Table:
    return sheet(
        "a\n" + "".join(f"{key}\n" for key in keys), {"name": "a", "type": "string"}
    ).table()


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.code)
def test_rule_is_complete(one: Rule) -> None:
    families = {"1": "bytes", "2": "structure", "3": "types", "4": "keys", "5": "figures"}
    families |= {"6": "relations", "7": "descriptor"}
    assert re.fullmatch(r"NMG[1-7]\d\d", one.code)
    assert re.fullmatch(r"[a-z]+(?:-[a-z0-9]+)*", one.name)
    assert one.family == families[one.code[3]]
    assert one.family in FAMILIES
    assert one.severity in SEVERITIES
    assert one.summary.endswith(".")
    assert one.mend.endswith((".", "?", "TABLE", "all"))
    assert one.good
    assert one.bad
    assert one.good != one.bad
    assert one.check.__doc__


def test_codes_and_names_are_unique() -> None:
    assert len({one.code for one in ALL}) == len({one.name for one in ALL}) == len(RULES)


def test_unknown_codes_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="no rule 'NMG9'"):
        validate(select=["NMG9"])
    with pytest.raises(UnknownNameError, match="explain all"):
        validate(ignore=["X"])


def test_select_and_ignore(package: Path) -> None:
    file = package / "data/units.csv"
    text = file.read_text(encoding="utf-8").replace("kg,kilogram", "kg, kilogram")
    file.write_text(text.replace(",mass,0.001,", ",mass,0.0010,"), encoding="utf-8")

    def found(**options: object) -> list[str]:
        report = validate(package, opinions=False, **options)  # type: ignore[arg-type]
        return sorted({one.code for one in report.findings})

    assert found() == ["NMG214", "NMG303"]
    assert found(select=["NMG3"]) == ["NMG303"]
    assert found(ignore=["NMG303", "NMG1"]) == ["NMG214"]
    with pytest.raises(NmgDataError, match="No rule is left to run"):
        found(select=["NMG303"], ignore=["NMG3"])


def test_explain_by_code_and_family() -> None:
    assert [one.name for one in explain("nmg308")] == ["not-in-list"]
    assert {one.family for one in explain("NMG1")} == {"bytes"}
    assert list(explain("all")) == ALL


# Cells, from the traps that libraries fall into


@pytest.mark.parametrize("cell", ["0", "7", "-3", "9223372036854775807"])
def test_integers_that_are_right(cell: str) -> None:
    sound = table([cell], "integer")
    names = ("not-an-integer", "number-form", "number-precision", "schema-check")
    assert [by_name(name).findings(sound) for name in names] == [[], [], [], []]


@pytest.mark.parametrize(
    "cell", ["0", "-5.8", "0.1", "120000000", "0.333333333333333", "1000000000000000000000"]
)
def test_numbers_that_are_right(cell: str) -> None:
    sound = table([cell], "number")
    names = ("not-a-number", "number-form", "number-precision", "schema-check")
    assert [by_name(name).findings(sound) for name in names] == [[], [], [], []]


@pytest.mark.parametrize(
    ("cell", "canonical"),
    [
        ("1e5", "100000"),
        ("1E-2", "0.01"),
        ("+5", "5"),
        ("05", "5"),
        ("1.0", "1"),
        ("1.50", "1.5"),
        ("-0", "0"),
        ("-0.0", "0"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1_000", "1000"),
        ("１２", "12"),
        (" 5", "5"),
        ("12万", "120000"),
        ("12.9亿", "1290000000"),
        ("1'000", "1000"),
    ],
)
def test_numbers_in_another_form(cell: str, canonical: str) -> None:
    (found,) = by_name("number-form").findings(table([cell], "number"))
    assert (found.line, found.column, found.expected) == (2, 4, canonical)
    assert by_name("not-a-number").findings(table([cell], "number")) == []


@pytest.mark.parametrize(
    "cell",
    [
        "NaN",
        "inf",
        "-Infinity",
        "0x10",
        "1.2.3",
        "5%",
        "--5",
        "1e999",
        "abc",
        "1 2",
        "1e99999999999",
    ],
)
def test_what_is_no_number(cell: str) -> None:
    assert len(by_name("not-a-number").findings(table([cell], "number"))) == 1
    assert len(by_name("not-an-integer").findings(table([cell], "integer"))) == 1


@pytest.mark.parametrize("cell", ["1.5", "0.1", "3万5"])
def test_what_is_no_integer(cell: str) -> None:
    assert len(by_name("not-an-integer").findings(table([cell], "integer"))) == 1


@pytest.mark.parametrize("cell", ["maybe", "TRUE", "1", "yes", "t", "wahr"])
def test_what_is_no_boolean(cell: str) -> None:
    assert len(by_name("not-a-boolean").findings(table([cell], "boolean"))) == 1


@pytest.mark.parametrize(
    "cell", ["2024-2-8", "2024-02-30", "20240208", "2024-02-08T00:00", "nonsense", "２０２４-02-08"]
)
def test_what_is_no_date(cell: str) -> None:
    (found,) = by_name("not-a-date").findings(table([cell], "date"))
    assert found.line == 2
    assert by_name("not-a-date").findings(table(["2024-02-29"], "date")) == []


def test_pattern_is_anchored_on_both_sides() -> None:
    cells = ["axx", "xxb", "a", "b", "ab"]
    found = by_name("pattern").findings(table(cells, "string", pattern="a|b"))
    assert [one.found for one in found] == ["axx", "xxb", "ab"]


def test_missing_cells_are_no_duplicates() -> None:
    found = by_name("not-unique").findings(table(["", "x", "", "x"], "string", unique=True))
    assert [(one.line, one.found) for one in found] == [(5, "x")]


def test_text_na_is_text() -> None:
    sound = table(["NA1", "None such", "nullah"], "string", required=True)
    assert [
        one.code for rule in ALL if rule.family == "types" for one in rule.findings(sound)
    ] == []


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ("-5.8%", False),
        ("+14.5", False),
        ("-", False),
        ("=", False),
        ("=1", True),
        ("-x", True),
        ("@a", True),
    ],
)
def test_formulas_and_signed_numbers(cell: str, wrong: bool) -> None:
    assert bool(by_name("formula").findings(table([cell], "string"))) == wrong


def test_limits_of_each_kind() -> None:
    cells = ["0", "1", "5", "10", "11"]
    found = by_name("out-of-range").findings(table(cells, "number", minimum=1, exclusiveMaximum=10))
    assert [one.found for one in found] == ["0", "10", "11"]
    assert found[0].expected == "at least 1 and less than 10"


# Places


def test_lines_are_physical_also_after_a_quoted_line_break() -> None:
    text = 'a,b\nk0,"one\ntwo\nthree"\nk1,x\nk2,yy\n'
    key = {"name": "a", "type": "string"}
    made = sheet(text, key, {"name": "b", "type": "string", "constraints": {"enum": ["x"]}})
    found = by_name("not-in-list").findings(made.table())
    assert [(one.line, one.column) for one in found] == [(2, 4), (6, 4)]


def test_column_of_a_cell_after_a_quoted_line_break() -> None:
    text = 'a,b,c\n"k\n0","x, y",z\n'
    fields = [{"name": name, "type": "string", "constraints": {}} for name in "abc"]
    assert sheet(text, *fields).table().locate(0, "c") == (3, 11)


def test_blank_rows_do_not_break_the_table() -> None:
    text = "a,b\nk0,x\n\n,\nk1,y\n"
    made = sheet(text, {"name": "a", "type": "string"}, {"name": "b", "type": "string"})
    assert made.fault is None
    assert made.table().starts == [2, 5]
    assert [one.line for one in by_name("blank-row").findings(made)] == [3, 4]


def test_rows_that_must_move_are_few() -> None:
    keys = [((1, one),) for one in "abzcdef"]
    assert misplaced(keys) == [2]  # type: ignore[arg-type]
    assert misplaced([((1, "b"),), ((1, "b"),)]) == []


def test_loose_and_plain_numbers() -> None:
    assert plain(loose("1,234,567.890") or 0) == "1234567.89"  # type: ignore[arg-type]
    assert loose("1,23") is None
    assert loose("1" * 500) is None


@pytest.mark.parametrize(
    ("pattern", "whole"),
    [
        ("(?:a|b)", True),
        ("(?:[)]x)", True),
        (r"(?:\))", True),
        ("(?:a)(?:b)", False),
        ("(a)", False),
    ],
)
def test_grouped_patterns(pattern: str, whole: bool) -> None:
    assert grouped(pattern) is whole


# Reports


def test_no_cascade_from_a_wrong_header(package: Path) -> None:
    file = package / "data/places.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("name_en", "name", 1), encoding="utf-8")
    report = validate(package, opinions=False)
    assert [(one.code, one.field) for one in report.findings] == [("NMG203", "name_en")]
    assert "places" not in report.tables
    assert ("NMG3", "data/places.csv") in {(one.rules, one.what) for one in report.skipped}
    assert "NMG423" in {one.rules for one in report.skipped}
    assert "NMG423" not in report.rules


def test_a_record_that_is_too_wide_hides_no_cell_of_another(package: Path) -> None:
    file = package / "data/ports.csv"
    text = file.read_text(encoding="utf-8")
    text = text.replace("包头航空口岸,air", "包头航空口岸,plane", 1)
    file.write_text(text.replace("\nceke_road,", "\nceke_road,,", 1), encoding="utf-8")
    report = validate(package, opinions=False)
    assert [one.code for one in report.findings] == ["NMG308", "NMG208"]
    skipped = {one.rules for one in report.skipped}
    assert "NMG3" not in skipped
    assert "NMG427" in skipped


def test_a_cell_of_the_wrong_type_is_one_finding(package: Path) -> None:
    file = package / "data/ports.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("包头航空口岸,air", "包头航空口岸,plane", 1), encoding="utf-8")
    report = validate(package, opinions=False)
    assert [(one.code, one.found) for one in report.findings] == [("NMG308", "plane")]


def test_findings_are_the_worst_first(package: Path) -> None:
    for name in ("units", "lists"):
        file = package / f"data/{name}.csv"
        file.write_bytes(file.read_bytes() + b"\n")
    report = validate(package, opinions=False)
    assert [one.file for one in report.findings] == ["data/lists.csv", "data/units.csv"]
    assert [one.severity for one in report.findings] == ["error", "error"]


def test_an_unforeseen_exception_is_our_fault_and_the_rest_goes_on(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(file: File) -> None:
        raise ZeroDivisionError("a slip")

    rule = by_name("nul")
    slip = Rule(
        **{key: getattr(rule, key) for key in Rule.__dataclass_fields__ if key != "check"},
        check=broken,
    )  # type: ignore[arg-type]
    monkeypatch.setattr(checks, "RULES", [*(one for one in RULES if one is not rule), slip])
    file = small / "data/units.csv"
    file.write_bytes(file.read_bytes() + b"\n")
    found = validate(small, opinions=False).findings
    assert {"NMG000", "NMG112"} <= {one.code for one in found}
    with pytest.raises(ZeroDivisionError):
        validate(small, opinions=False, debug=True)
