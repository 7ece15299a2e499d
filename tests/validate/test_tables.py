"""One table by itself: what a cell, a row and a file may be, and what a finding says."""

import csv
import io
import json
from collections.abc import Callable

import pytest
from corpus import Files

from nmg_data.core.package import Table
from nmg_data.validate import canonical, tables
from nmg_data.validate.canonical import canonical_cell
from nmg_data.validate.findings import Finding

Rows = list[list[str]]


def table(files: Files, name: str, data: bytes | None = None) -> Table:
    schema = json.loads(files[f"schemas/{name}.json"])
    path = f"data/{name}.csv"
    return Table(name, {"path": path}, schema, files[path] if data is None else data)


def rows_of(data: bytes) -> Rows:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def written(rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def found(files: Files, name: str, change: Callable[[Rows], object]) -> list[Finding]:
    """Return the findings after a change of the rows of one table."""
    rows = rows_of(files[f"data/{name}.csv"])
    change(rows)
    return tables.check_table(table(files, name, written(rows))).findings


def with_cell(field: str, new: str, line: int = 3) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[line - 1][rows[0].index(field)] = new

    return change


@pytest.mark.parametrize(
    ("name", "field", "new", "code", "expected", "hint"),
    [
        ("ports", "counterpart_en", "#REF!", "NMG319", "a value", ""),
        ("ports", "counterpart_en", "#########", "NMG319", "a value", ""),
        ("ports", "counterpart_en", "Err:502", "NMG319", "a value", ""),
        ("ports", "counterpart_en", "#ССЫЛКА!", "NMG319", "a value", ""),
        ("ports", "lat", "#DIV/0!", "NMG319", "a value", ""),
        ("ports", "division_id", "#N/A", "NMG319", "a value", ""),
        ("ports", "counterpart_en", ".", "NMG317", "an empty cell", ""),
        ("ports", "note_en", "=SUM(A1:A2)", "NMG314", "text, not a formula", ""),
        ("ports", "lat", "=B2+1", "NMG314", "text, not a formula", ""),
        ("ports", "name_zh", "????", "NMG114", "the text of the source", ""),
        ("ports", "name_zh", "阿尔?口岸", "NMG114", "the text of the source", ""),
        ("ports", "name_zh", "Arxan", "NMG322", "text in simplified Chinese", ""),
        ("ports", "name_en", "阿尔山口岸", "NMG322", "text in Latin letters", ""),
        ("ports", "note_zh", "據海關統計", "NMG322", "text in simplified Chinese", ""),
        ("ports", "name_en", "Аrxan", "NMG315", "Arxan", ""),
        ("ports", "name_en", "Arxan １", "NMG315", "Arxan 1", ""),
        ("ports", "mode", "raod", "NMG308", "road, rail, air", "'road'"),
        ("ports", "mode", "Road", "NMG308", "road, rail, air", "'road'"),
        ("ports", "in_articles", "yes", "NMG305", "true or false", ""),
        ("ports", "iata", "hld", "NMG309", "the pattern (?:[A-Z]{3})", "'HLD'"),
        ("ports", "lat", "4O.5", "NMG302", "a plain decimal, such as 12.9", ""),
        ("ports", "lat", "405", "NMG311", "at least 37 and at most 54", ""),
        ("ports", "lat", "47.12345678901234567", "NMG304", "at most 15 significant digits", ""),
        ("observations", "value", "1.58292E+18", "NMG320", "the number in full", ""),
        ("observations", "value", "1.20E+08", "NMG320", "the number in full", ""),
        ("observations", "value", "5万", "NMG302", "a plain decimal, such as 12.9", ""),
        ("observations", "value", "about 5", "NMG302", "a plain decimal, such as 12.9", ""),
        ("observations", "period", "Jan-24", "NMG321", "the value as it was before", ""),
        ("observations", "period", "2024/2/8", "NMG321", "the value as it was before", ""),
        ("observations", "period", "2024年2月", "NMG321", "the value as it was before", ""),
        ("observations", "period", "45292", "NMG321", "the value as it was before", ""),
        ("observations", "period", "2023-02-29", "NMG307", "a date of the calendar", ""),
        ("observations", "period", "2024/2023", "NMG307", "a date of the calendar", ""),
        ("observations", "year", "2024.5", "NMG301", "a whole number, such as 12", ""),
        ("observations", "as_printed", "万" * 41, "NMG313", "at most 40 characters", ""),
        ("places", "gb2260", "1.506E+05", "NMG320", "the number in full", ""),
        ("sources", "url", "www.unece.org", "NMG316", "http(s)://host/path", ""),
        ("units", "unit_id", "", "NMG402", "a value", ""),
        ("units", "name_en", "", "NMG310", "a value", ""),
    ],
)
def test_a_cell(
    clean: Files, name: str, field: str, new: str, code: str, expected: str, hint: str
) -> None:
    findings = found(clean, name, with_cell(field, new))
    (finding,) = [finding for finding in findings if finding.code != "NMG217"]
    assert (finding.code, finding.line, finding.field) == (code, 3, field)
    assert (finding.expected, finding.found) == (expected, new)
    assert hint in (finding.hint or "")
    assert f"`{field}`" in finding.message


@pytest.mark.parametrize(
    ("name", "field", "new"),
    [
        ("places", "iso3166", "NA"),
        ("places", "name_zh", "𮯰村"),
        ("ports", "counterpart_en", "Is it so? It is."),
        ("ports", "note_zh", "对侧为“TIR线”。"),
        ("sources", "title", "怎么看?"),
        ("sources", "url", "https://x.org/a?b=c"),
        ("observations", "period", "2023-12/2024-02"),
        ("observations", "value", "-0.5"),
    ],
)
def test_a_good_cell(clean: Files, name: str, field: str, new: str) -> None:
    assert found(clean, name, with_cell(field, new)) == []


def test_exchanged_names_are_one_finding(clean: Files) -> None:
    def exchange(rows: Rows) -> None:
        rows[2][1], rows[2][2] = rows[2][2], rows[2][1]

    (finding,) = found(clean, "ports", exchange)
    assert (finding.code, finding.field) == ("NMG322", "name_en")
    assert finding.message == "`name_en` and `name_zh` are exchanged."


@pytest.mark.parametrize(
    ("change", "field", "what"),
    [
        (lambda row: [*row[:2], *row[3:], ""], "name_zh", "a cell is missing here"),
        (lambda row: [*row[:2], "x", *row[2:-1]], "name_zh", "a cell was added here"),
    ],
)
def test_a_shifted_row_is_one_finding(
    clean: Files, change: Callable[[list[str]], list[str]], field: str, what: str
) -> None:
    def shift(rows: Rows) -> None:
        rows[4] = change(rows[4])

    (finding,) = found(clean, "ports", shift)
    assert (finding.code, finding.line, finding.field) == ("NMG219", 5, field)
    assert what in finding.message


def test_rows_pasted_in_again_are_one_finding(clean: Files) -> None:
    (finding,) = found(clean, "units", lambda rows: rows.extend(rows[1:]))
    size = len(rows_of(clean["data/units.csv"]))
    assert (finding.code, finding.line) == ("NMG401", size + 1)
    key = rows_of(clean["data/units.csv"])[1][0]
    others = f"The same is true of {size - 2} other rows."
    assert finding.message == f"The key {key!r} is already on line 2. {others}"


def test_equal_keys_and_unique_cells_name_the_first_line(clean: Files) -> None:
    def double(rows: Rows) -> None:
        rows.insert(3, rows[2])

    (finding,) = found(clean, "ports", double)
    assert finding.message == "The key 'arxan_road' is already on line 3."
    first = rows_of(clean["data/platforms.csv"])[1][2]
    (finding,) = found(clean, "platforms", with_cell("name_zh", first))
    assert finding.message == f"`name_zh` is {first!r}, which is already on line 2."


def test_a_file_of_question_marks_is_seen_in_every_cell(clean: Files) -> None:
    data = clean["data/lists.csv"].decode().encode("latin-1", "replace")
    findings = tables.check_table(table(clean, "lists", data)).findings
    assert {finding.code for finding in findings} == {"NMG114"}
    assert len(findings) == len(rows_of(data)) - 1


# Canonical form


@pytest.mark.parametrize(
    ("kind", "cell", "form"),
    [
        ("number", " 12.50 ", "12.5"),
        ("number", "+5", "5"),
        ("number", "-0", "0"),
        ("number", "1,234", "1234"),
        ("number", "1'234'567.10", "1234567.1"),
        ("number", "1.2E+08", "120000000"),
        ("number", "5e-05", "0.00005"),
        ("number", ".5", "0.5"),
        ("integer", "０５", "5"),
        ("integer", "7.0", "7"),
        ("boolean", "TRUE", "true"),
        ("string", " e\u0301 ", "é"),
        ("string", "1,234", "1,234"),
        # What is not known for certain stays for a rule to find.
        ("number", "12,9", "12,9"),
        ("number", "1.23,4", "1.23,4"),
        ("number", "5万", "5万"),
        ("number", "1.58292E+18", "1.58292E+18"),
        ("number", "1.20E+08", "1.20E+08"),
        ("number", "1E999", "1E999"),
    ],
)
def test_canonical_cells(kind: str, cell: str, form: str) -> None:
    assert canonical_cell(kind, cell) == form
    assert canonical_cell(kind, form) == form


SPOILED: list[tuple[str, Callable[[bytes], bytes], int]] = [
    ("a mark", lambda data: b"\xef\xbb\xbf" + data, 1),
    ("CRLF", lambda data: data.replace(b"\n", b"\r\n"), 1),
    ("no line end", lambda data: data[:-1], 1),
    ("blank lines", lambda data: data.replace(b"\n", b"\n\n", 1) + b",,,,,,,\n", 1),
    ("all quoted", lambda data: quoted(data), 1),
    ("reversed", lambda data: written(rows_of(data)[:1] + rows_of(data)[:0:-1]), 1),
    ("a space", lambda data: data.replace(b"\ncny,", b"\ncny ,", 1), 1),
    ("decomposed", lambda data: data.replace(b",yuan,", ",yua\u0301n,".encode(), 1), 1),
]


def quoted(data: bytes) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows(rows_of(data))
    return text.getvalue().encode()


@pytest.mark.parametrize(
    ("spoil", "count"), [case[1:] for case in SPOILED], ids=[c[0] for c in SPOILED]
)
def test_what_format_would_write_is_one_rule(
    clean: Files, spoil: Callable[[bytes], bytes], count: int
) -> None:
    original = clean["data/units.csv"]
    spoiled = spoil(original)
    assert spoiled != original
    checked = tables.check_table(table(clean, "units", spoiled))
    assert [finding.code for finding in checked.findings] == ["NMG217"] * count
    assert checked.cells is not None
    form = canonical.canonical_bytes(checked.cells)
    assert tables.check_table(table(clean, "units", form)).findings == []
    if "\u0301".encode() not in spoiled:
        assert form == original


def test_every_table_is_what_format_writes(clean: Files) -> None:
    for path in sorted(clean):
        if path.endswith(".csv"):
            checked = tables.check_table(table(clean, path[5:-4]))
            assert checked.findings == [], path
            assert checked.cells is not None
            assert canonical.canonical_bytes(checked.cells) == clean[path]


def test_a_row_out_of_place_is_told_its_place(clean: Files) -> None:
    def move(rows: Rows) -> None:
        rows.append(rows.pop(2))

    (finding,) = found(clean, "ports", move)
    assert (finding.line, finding.field, finding.expected) == (
        21,
        "port_id",
        "after arihashate_road",
    )


def test_number_lists_are_sorted_as_numbers() -> None:
    keys = ["2", "10", "1 9", "1 10", "a10", "a2"]
    ordered = sorted(keys, key=lambda key: canonical.sort_key([key]))
    assert ordered == ["1 9", "1 10", "2", "10", "a10", "a2"]
