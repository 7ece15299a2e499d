"""NMG3xx: every cell has the form, type and limits that its field promises.

The form of numbers, dates and booleans is ours to check, since libraries take ``1e5``, ``１２``
or ``2024-2-8`` without a word. Everything else in this family is found by pandera on the typed
columns; the rules here turn its failures into places and sentences.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from .._descriptor import Json, enum
from .._pandera import build
from ._json import brief
from ._model import Hit, Table, at
from ._near import Suggest
from ._rule import rule

if TYPE_CHECKING:
    import pandas as pd

INTEGER = re.compile(r"0|-?[1-9][0-9]*")
NUMBER = re.compile(r"(?!-0\Z)-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
LOOSE = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,2})?")
CHINESE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(万亿|亿|万|千|百)")
FACTORS = {"百": 2, "千": 3, "万": 4, "亿": 8, "万亿": 12}
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PARTIAL = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
PLAIN_SIGNED = re.compile(r"[+-][0-9][0-9.,]*\s?(?:%|pp)?")
FORMULA = re.compile(r"\s*[=+@＝＋＠-]")
OTHER_LETTER = "\u0370-\u03a8\u03aa-\u03bb\u03bd-\u03ff\u0400-\u052f\uff21-\uff3a\uff41-\uff5a"
MIXED = re.compile(f"[A-Za-z][{OTHER_LETTER}]|[{OTHER_LETTER}][A-Za-z]")
WEB = re.compile(
    r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]{1,5})?(?:[/?#][^\s<>\"\\^`{|}]*)?"
)
PLACEHOLDER = {
    *(
        "n/a",
        "na",
        "nan",
        "null",
        "none",
        "nil",
        "-",
        "--",
        "—",
        "–",
        "/",
        "?",
        "？",
        "tbd",
        "todo",
    ),
    *("unknown", "missing", "xxx", "无", "未知", "暂无", "不详", "待查", "空", "…", "..."),
}


def plain(number: Decimal) -> str:
    """Write a number the one way that is allowed: ``-5.8``, ``120000000``, ``0``."""
    return format(number.normalize(), "f") if number else "0"


def loose(cell: str) -> Decimal | None:
    """Read a number in a form that is not ours: signs, exponents, separators, full width."""
    text = unicodedata.normalize("NFKC", cell[:200]).strip()
    text = re.sub(r"(?<=[0-9])[,_ '](?=[0-9]{3}(?![0-9]))", "", text)
    chinese = CHINESE.fullmatch(text)
    if chinese:
        return Decimal(chinese[1]).scaleb(FACTORS[chinese[2]])
    try:
        return Decimal(text) if LOOSE.fullmatch(text) else None
    except InvalidOperation:
        return None


def bad_cells(
    table: Table, kinds: Iterable[str], wrong: Callable[[str], bool]
) -> Iterator[tuple[int, str, str]]:
    """Yield row, field and cell of what is wrong in the columns of some types.

    Each different cell of a column is judged once, so that a clean column costs no more than
    its different cells; rows are walked only where one is wrong.
    """
    for name, field in table.fields.items():
        if field["type"] not in kinds:
            continue
        bad = {cell for cell in set(table.columns[name]) if cell and wrong(cell)}
        if bad:
            for index, cell in enumerate(table.columns[name]):
                if cell in bad:
                    yield index, name, cell


def is_whole(number: Decimal) -> bool:
    """Say whether a number is an integer."""
    return number == number.to_integral_value()


@rule(
    "NMG301",
    "not-an-integer",
    "types",
    summary="A cell of an integer field is a whole number.",
    mend="Write a whole number in digits; leave the cell empty if it is not known.",
    good="2024",
    bad="2024.5",
)
def not_an_integer(table: Table) -> Iterator[Hit]:
    """Find cells that are no number, or one with a fraction."""

    def wrong(cell: str) -> bool:
        number = None if INTEGER.fullmatch(cell) else loose(cell)
        return not INTEGER.fullmatch(cell) and (number is None or not is_whole(number))

    for index, name, cell in bad_cells(table, ("integer", "year"), wrong):
        message = f"{brief(cell, 40)!r} is not a whole number."
        yield at(table, index, name, message, expected="a whole number, such as 12")


@rule(
    "NMG302",
    "not-a-number",
    "types",
    summary="A cell of a number field is a number.",
    mend="Write digits alone; the unit, and words such as 'more than', have columns of their own.",
    good="120000000",
    bad="about 120 million",
)
def not_a_number(table: Table) -> Iterator[Hit]:
    """Find cells that cannot be read as a number at all."""

    def wrong(cell: str) -> bool:
        return not NUMBER.fullmatch(cell) and loose(cell) is None

    for index, name, cell in bad_cells(table, ("number",), wrong):
        message = f"{brief(cell, 40)!r} is not a number."
        yield at(table, index, name, message, expected="a plain decimal, such as 12.9")


@rule(
    "NMG303",
    "number-form",
    "types",
    summary="A number has one way to be written: no exponent, separator, leading + or 0, "
    "trailing zero or -0.",
    mend="Write the number in its plain form; 'nmg-data format' does it.",
    good="1234.5",
    bad="1,234.50",
)
def number_form(table: Table) -> Iterator[Hit]:
    """Find numbers that are right but written in another form."""

    def odd_integer(cell: str) -> bool:
        number = None if INTEGER.fullmatch(cell) else loose(cell)
        return number is not None and is_whole(number)

    def odd_number(cell: str) -> bool:
        return not NUMBER.fullmatch(cell) and loose(cell) is not None

    for kinds, odd in ((("integer", "year"), odd_integer), (("number",), odd_number)):
        for index, name, cell in bad_cells(table, kinds, odd):
            number = loose(cell)
            assert number is not None
            message = f"{brief(cell, 40)!r} is not the plain form of this number."
            yield at(table, index, name, message, expected=plain(number))


def digits(cell: str) -> int:
    """Count the significant digits of a plain number."""
    text = cell.lstrip("-")
    return len(
        text.replace(".", "").strip("0") if "." not in text else text.replace(".", "").lstrip("0")
    )


@rule(
    "NMG304",
    "number-precision",
    "types",
    summary="A number survives being read: 15 significant digits, integers of 64 bits.",
    mend="Round the number to 15 significant digits.",
    good="0.333333333333333",
    bad="0.33333333333333333333",
)
def number_precision(table: Table) -> Iterator[Hit]:
    """Find numbers that a 64-bit integer or float cannot hold as written."""
    for index, name, cell in bad_cells(table, ("integer", "year"), _beyond_integer):
        message = f"{brief(cell, 40)!r} does not fit into 64 bits."
        yield at(table, index, name, message, expected="at most 9223372036854775807")
    for index, name, cell in bad_cells(table, ("number",), _beyond_float):
        message = f"{brief(cell, 40)!r} has more digits than a float can hold."
        yield at(table, index, name, message, expected="at most 15 significant digits")


def _beyond_integer(cell: str) -> bool:
    return bool(INTEGER.fullmatch(cell)) and (len(cell) > 20 or abs(int(cell)) >= 2**63)


def _beyond_float(cell: str) -> bool:
    return bool(NUMBER.fullmatch(cell)) and (digits(cell) > 15 or len(cell) > 40)


@rule(
    "NMG305",
    "not-a-boolean",
    "types",
    summary="A cell of a boolean field is true or false.",
    mend="Write true or false, in lower case.",
    good="true",
    bad="yes",
)
def not_a_boolean(table: Table) -> Iterator[Hit]:
    """Find other words than the two."""
    for index, name, cell in bad_cells(table, ("boolean",), lambda cell: cell not in BOOLEANS):
        meant = {
            "yes": "true",
            "no": "false",
            "1": "true",
            "0": "false",
            "是": "true",
            "否": "false",
        }
        near = meant.get(cell.casefold(), cell.casefold())
        hint = f"Did you mean {near!r}?" if near in BOOLEANS else None
        message = f"{brief(cell, 40)!r} is neither true nor false."
        yield at(table, index, name, message, expected="true or false", hint=hint)


BOOLEANS = {"true": True, "false": False}


@rule(
    "NMG306",
    "not-a-date",
    "types",
    summary="A cell of a date field is a day as YYYY-MM-DD.",
    mend="Write year, month and day with two hyphens and leading zeros.",
    good="2024-02-08",
    bad="2024-2-8",
)
def not_a_date(table: Table) -> Iterator[Hit]:
    """Find cells of date fields that are no day of the calendar."""
    for index, name, cell in bad_cells(table, ("date",), lambda cell: not is_day(cell)):
        message = f"{brief(cell, 40)!r} is not a date."
        yield at(table, index, name, message, expected="a day as YYYY-MM-DD")


def is_day(text: str) -> bool:
    """Say whether a text is a day of the calendar."""
    if not DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@rule(
    "NMG307",
    "impossible-date",
    "types",
    summary="A date in a text field is in the calendar, partial or not; an interval runs on.",
    mend="Look the date up in the source; February has 28 or 29 days.",
    good="2024-02-29",
    bad="2023-02-29",
)
def impossible_date(table: Table) -> Iterator[Hit]:
    """Check the dates in fields whose pattern speaks of years."""
    for name in (name for name, field in table.fields.items() if has_dates(field)):
        wrong = {cell: why for cell in set(table.columns[name]) if (why := not_in_calendar(cell))}
        if not wrong:
            continue
        for index, cell in enumerate(table.columns[name]):
            if cell in wrong:
                message = f"{brief(cell, 40)!r} {wrong[cell]}."
                yield at(table, index, name, message, expected="a date of the calendar")


def has_dates(field: Json) -> bool:
    """Say whether the pattern of a text field speaks of years and of nothing else."""
    pattern = str(field.get("constraints", {}).get("pattern", ""))
    named = re.search(r"[A-Za-z]\[|\[a-z\]", pattern)
    return field["type"] == "string" and r"\d{4}" in pattern and not named


def not_in_calendar(cell: str) -> str | None:
    """Say what is wrong with a date, partial date or interval, or None."""
    parts = cell.split("/")
    if not all(PARTIAL.fullmatch(part) for part in parts):
        return None
    for part in parts:
        if not is_day((part + "-01-01")[:10] if len(part) < 10 else part):
            return "is not in the calendar"
    short = min(map(len, parts))
    if len(parts) == 2 and parts[0][:short] > parts[1][:short]:
        return "ends before it begins"
    return None


def failures(table: Table) -> dict[str, list[tuple[int, str]]]:
    """Return what pandera finds in a table: kind of check → row and field."""
    if "pandera" not in table.memo:
        table.memo["pandera"] = _run_pandera(table)
    found: dict[str, list[tuple[int, str]]] = table.memo["pandera"]
    return found


def _run_pandera(table: Table) -> dict[str, list[tuple[int, str]]]:
    schema = build(table.schema, table.name, lists_as_text=True)
    import pandera.errors

    try:
        schema.validate(frame(table), lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return {}
    found: dict[str, list[tuple[int, str]]] = {}
    columns = zip(cases["check"], cases["column"], cases["index"], strict=True)
    for check, column, index in columns:
        kind = re.match(r"\w+", str(check))
        if index is None or index != index or column not in table.columns:
            place = (-1, str(column))
        else:
            place = (int(index), str(column))
        found.setdefault(kind.group() if kind else str(check), []).append(place)
    return found


def frame(table: Table) -> pd.DataFrame:
    """Return the table as a typed frame; cells without the form of their type are missing."""
    import pandas as pd

    columns: dict[str, Any] = {}
    for name, field in table.fields.items():
        cells, kind = table.columns[name], field["type"]
        if kind in ("integer", "year"):
            whole = {
                cell: int(cell)
                for cell in set(cells)
                if INTEGER.fullmatch(cell) and not _beyond_integer(cell)
            }
            columns[name] = pd.array([whole.get(cell) for cell in cells], dtype="Int64")
        elif kind == "number":
            number = {
                cell: float(cell)
                for cell in set(cells)
                if NUMBER.fullmatch(cell) and len(cell) < 300
            }
            columns[name] = pd.array([number.get(cell) for cell in cells], dtype="float64")
        elif kind == "boolean":
            columns[name] = pd.array([BOOLEANS.get(cell) for cell in cells], dtype="boolean")
        else:
            columns[name] = pd.array([cell or None for cell in cells], dtype="string")
    return pd.DataFrame(columns)


def failed(table: Table, *kinds: str) -> Iterator[tuple[int, str, str, Json]]:
    """Yield row, field, cell and constraints of the failures of some checks, top down."""
    found = failures(table)
    for index, name in sorted(place for kind in kinds for place in found.get(kind, [])):
        if index >= 0:
            yield index, name, table.columns[name][index], table.fields[name].get("constraints", {})


@rule(
    "NMG308",
    "not-in-list",
    "types",
    summary="A cell of a field with a closed list holds a value of the list.",
    mend="Take a value of the list; a new one needs a change of the schema first.",
    good="road",
    bad="raod",
)
def not_in_list(table: Table) -> Iterator[Hit]:
    """Turn pandera's ``isin`` failures into findings with the value that was meant."""
    suggest: dict[str, Suggest] = {}
    for index, name, cell, limits in failed(table, "isin"):
        allowed = limits["enum"]
        hint = suggest.setdefault(name, Suggest(allowed))(cell)
        message = f"{brief(cell, 40)!r} is not a value that {name} allows."
        yield at(table, index, name, message, expected=brief(", ".join(allowed), 300), hint=hint)


@rule(
    "NMG309",
    "pattern",
    "types",
    summary="A cell matches the whole pattern of its field.",
    mend="Write the cell in the form that the pattern asks for.",
    good="manzhouli_rail",
    bad="Manzhouli rail",
)
def pattern(table: Table) -> Iterator[Hit]:
    """Turn pandera's ``str_matches`` failures into findings."""
    for index, name, cell, limits in failed(table, "str_matches"):
        message = f"{brief(cell, 40)!r} does not have the form of {name}."
        yield at(table, index, name, message, expected=f"the pattern {limits['pattern']}")


@rule(
    "NMG310",
    "required",
    "types",
    summary="A required cell is not empty.",
    mend="Fill the cell in; if nothing is known, the row cannot be in this table.",
    good="cny,yuan,元",
    bad="cny,,元",
)
def required(table: Table) -> Iterator[Hit]:
    """Turn pandera's ``not_nullable`` failures into findings, but for keys."""
    for index, name, cell, _ in failed(table, "not_nullable"):
        if not cell and name not in table.primary_key:
            yield at(table, index, name, f"{name} is empty.", expected="a value")


@rule(
    "NMG311",
    "out-of-range",
    "types",
    summary="A number lies within the limits of its field.",
    mend="Check the number, its sign and its unit against the source.",
    good="49.6 (a latitude)",
    bad="490.6 (a latitude)",
)
def out_of_range(table: Table) -> Iterator[Hit]:
    """Turn pandera's failures of minimum and maximum into findings."""
    kinds = (
        "greater_than_or_equal_to",
        "less_than_or_equal_to",
        "greater_than",
        "less_than",
    )
    seen: set[tuple[int, str]] = set()
    for index, name, cell, limits in failed(table, *kinds):
        if (index, name) not in seen:
            seen.add((index, name))
            message = f"{brief(cell, 40)} lies outside the limits of {name}."
            yield at(table, index, name, message, expected=between(limits))


def between(limits: Json) -> str:
    """Write the limits of a number field in words."""
    words = {
        "minimum": "at least",
        "maximum": "at most",
        "exclusiveMinimum": "more than",
        "exclusiveMaximum": "less than",
    }
    return " and ".join(f"{words[key]} {limits[key]}" for key in words if key in limits)


@rule(
    "NMG312",
    "not-unique",
    "types",
    summary="No two rows share a value of a field that is unique.",
    mend="Change or delete one of the two rows.",
    good="NZH … HLD",
    bad="NZH … NZH",
)
def not_unique(table: Table) -> Iterator[Hit]:
    """Turn pandera's failures of unique fields into findings on the later rows."""
    first: dict[tuple[str, str], int] = {}
    for index, name, cell, _ in failed(table, "unique"):
        if [name] == table.primary_key:
            continue
        before = first.setdefault((name, cell), index)
        if before != index:
            line = table.starts[before]
            message = f"{brief(cell, 40)!r} stands in {name} already, on line {line}."
            yield at(table, index, name, message, expected="a value of its own")


@rule(
    "NMG313",
    "length",
    "types",
    summary="A text is as long as its field allows.",
    mend="Shorten the text to what the field is for.",
    good="突破1.2亿吨",
    bad="(a whole sentence as_printed)",
)
def length(table: Table) -> Iterator[Hit]:
    """Turn pandera's ``str_length`` failures into findings."""
    for index, name, cell, limits in failed(table, "str_length"):
        bounds = [limits.get("minLength", 0), limits.get("maxLength", "any number of")]
        message = f"The text of {name} has {len(cell)} characters."
        yield at(table, index, name, message, expected=f"{bounds[0]} to {bounds[1]} characters")


def text_cells(table: Table, wrong: Callable[[str], object]) -> Iterator[tuple[int, str, str]]:
    """Yield row, field and cell of what is wrong in text columns."""
    yield from bad_cells(table, ("string",), lambda cell: bool(wrong(cell)))


@rule(
    "NMG314",
    "formula",
    "types",
    summary="No cell begins like a formula of a spreadsheet.",
    mend="Begin the text with a word; a spreadsheet would run this cell as a formula.",
    good="plus 14.5 %",
    bad='=HYPERLINK("http://…")',
)
def formula(table: Table) -> Iterator[Hit]:
    """Find text that begins with =, +, - or @, unless it is a signed number."""

    def wrong(cell: str) -> bool:
        return bool(FORMULA.match(cell)) and not PLAIN_SIGNED.fullmatch(cell) and len(cell) > 1

    for index, name, cell in text_cells(table, wrong):
        message = f"The cell begins with {cell.lstrip()[0]!r}, as a formula does."
        yield at(table, index, name, message, expected="text")


@rule(
    "NMG315",
    "mixed-script",
    "types",
    summary="No word mixes Latin letters with letters of another script that look like them.",
    mend="Type the whole word again on one keyboard.",
    good="manzhouli",
    bad="mаnzhouli (with a Cyrillic а)",
)
def mixed_script(table: Table) -> Iterator[Hit]:
    """Find Cyrillic, Greek and full-width letters beside Latin ones."""
    for index, name, cell in text_cells(table, MIXED.search):
        match = MIXED.search(cell)
        assert match is not None
        odd = next(char for char in match.group() if not char.isascii())
        message = f"A word mixes scripts: {odd!r} is U+{ord(odd):04X} {unicodedata.name(odd, '')}."
        yield at(table, index, name, message, expected="letters of one script")


@rule(
    "NMG316",
    "not-a-web-address",
    "types",
    summary="A cell of a field with the format uri is a full web address.",
    mend="Paste the address from the browser, with https:// in front and no space in it.",
    good="https://www.unece.org/",
    bad="www.unece.org",
)
def not_a_web_address(table: Table) -> Iterator[Hit]:
    """Find what no browser would open."""
    for name, field in table.fields.items():
        if field.get("format") != "uri" or field["type"] != "string":
            continue
        for index, cell in enumerate(table.columns[name]):
            if cell and not WEB.fullmatch(cell):
                message = f"{brief(cell, 40)!r} is not a web address."
                yield at(table, index, name, message, expected="http(s)://host/path")


@rule(
    "NMG317",
    "placeholder",
    "types",
    summary="What is not known is an empty cell, not a word for nothing.",
    mend="Empty the cell.",
    good="(an empty cell)",
    bad="N/A",
)
def placeholder(table: Table) -> Iterator[Hit]:
    """Find words that stand for a missing value."""
    closed = {
        n for n, f in table.fields.items() if enum(f) or "pattern" in f.get("constraints", {})
    }
    for index, name, cell in text_cells(table, lambda cell: cell.casefold() in PLACEHOLDER):
        if name not in closed:
            message = f"{cell!r} stands for a missing value."
            yield at(table, index, name, message, expected="an empty cell")


KNOWN = {
    "isin",
    "str_matches",
    "not_nullable",
    "greater_than_or_equal_to",
    "less_than_or_equal_to",
    "greater_than",
    "less_than",
    "unique",
    "multiple_fields_uniqueness",
    "str_length",
}


@rule(
    "NMG318",
    "schema-check",
    "types",
    summary="A table passes every other check of the pandera schema that is built for it.",
    mend="Compare the cell with the description of its field: nmg-data describe TABLE.",
    good="(a frame that pandera passes)",
    bad="(a frame that pandera refuses for a reason without a rule)",
)
def schema_check(table: Table) -> Iterator[Hit]:
    """Report what pandera finds and no rule above speaks of."""
    for kind, places in failures(table).items():
        if kind in KNOWN:
            continue
        for index, name in places:
            message = f"pandera's check {kind} fails for {name}."
            if index >= 0:
                yield at(table, index, name, message)
            else:
                yield Hit(file=table.path, line=1, column=1, field=name, message=message)
