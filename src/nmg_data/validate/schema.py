"""Table Schemas as pandera schemas: one for typed frames of users, one for cells as text.

The name of each pandera check is the code of a rule, so that a failure needs no mapping. A test
judges one cell and is asked once for each different cell of a column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from nmg_data.core.errors import missing_extra
from nmg_data.core.load import dtypes
from nmg_data.core.package import Json, Table, package
from nmg_data.core.text import plain_number

from .canonical import LOSSY
from .characters import in_script, look_alikes, lost
from .frames import Cells
from .rules import Rule

if TYPE_CHECKING:
    import pandera.pandas as pa

    from nmg_data.core.names import TableName

Test = Callable[[str], bool]
FORMS = {
    "integer": ("NMG301", r"0|-?[1-9]\d{0,17}", "a whole number, such as 12"),
    "year": ("NMG301", r"\d{4}", "a year, such as 2024"),
    "number": ("NMG302", r"-?(?:0|[1-9]\d*)(?:\.\d+)?", "a plain decimal, such as 12.9"),
    "boolean": ("NMG305", r"true|false", "true or false"),
    "date": ("NMG306", r"\d{4}-\d\d-\d\d", "a day as YYYY-MM-DD"),
}
ERROR = r"#(?:[A-Z/_0-9]+[!?]?|#+)|Err:\d{3}|#[^\W\da-z_]+[!?]"
FORMULA = r"\s*(?:[=@＝＋＠]|[+-](?![\d.,]+\s?(?:%|pp)?\Z)).+"
MONTH = r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*\.?"
SHEET_DATE = (
    rf"(?i)\d{{1,4}}[-/. ]{MONTH}(?:[-/. ]\d{{2,4}})?|{MONTH}[-/. ]\d{{1,4}}"
    r"|\d{4}-\d\d-\d\d[ T]\d\d:\d\d.*|\d{1,2}[月/]\d{1,2}日?|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}"
    r"|\d{4}[/.年]\d{1,2}(?:[/.月]\d{1,2}日?|月)?|\d{4}年"
)
SPREADSHEET = (
    ("NMG319", "a value", ERROR),
    ("NMG314", "text, not a formula", FORMULA),
    ("NMG321", "the value as it was before", SHEET_DATE),
)
DATES = re.compile(r"\(\?:\\d\{4\}")
"""The beginning of a pattern of years, months and days."""
EXPONENT = re.compile(r"\d(?:[.,]\d+)?[eE][+-]?\d+")
DAYS = re.compile(r"[1-6]\d{4}(?:\.\d+)?")
"""A date as the days since 1900, which is what a spreadsheet keeps."""
WEB = r"https?://[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?(?:[/?#][^\s<>\"\\^`{|}]*)?"
PLACEHOLDER = (
    r"(?i)n/?a|nan|null|none|nil|tbd|todo|unknown|missing|xxx|[-—–/?？.…]{1,3}"
    "|无|未知|暂无|不详|待查|空"
)
SCRIPTS = {"latin": "text in Latin letters", "han": "text in simplified Chinese"}
LIMITS: dict[str, tuple[str, Callable[[float, float], bool]]] = {
    "minimum": ("at least", lambda cell, limit: cell >= limit),
    "maximum": ("at most", lambda cell, limit: cell <= limit),
    "exclusiveMinimum": ("more than", lambda cell, limit: cell > limit),
    "exclusiveMaximum": ("less than", lambda cell, limit: cell < limit),
}


def schema(name: TableName) -> pa.DataFrameSchema:
    """Return the pandera schema of a table, to check frames of your own.

    Parameters
    ----------
    name
        Name of the table: see `nmg_data.tables`.

    Returns
    -------
    pandera.pandas.DataFrameSchema
        Strict and ordered, without coercion: the columns of `nmg_data.load` with their dtypes,
        and every check of ``nmg-data validate`` that needs no other table. The name of a check
        is the code of its rule.

    Raises
    ------
    ValueError
        The table does not exist.
    ImportError
        pandera is not installed: ``pip install 'nmg-data[validate]'``.

    Examples
    --------
    >>> from nmg_data import load
    >>> schema("ports").validate(load("ports")).shape[0]
    20
    """
    from .rules import rules

    table = package().table(name)
    own = [rule for rule in rules() if rule.table == name]
    return build(table, text=False, rules=own)


def build(table: Table, *, text: bool, rules: list[Rule] | None = None) -> pa.DataFrameSchema:
    """Convert one Table Schema, for columns of text or for typed ones."""
    try:
        import pandera.pandas as pa
    except ImportError as error:
        raise missing_extra("pandera", "validate", "A pandera schema") from error

    types = {} if text else {n: t for n, t in dtypes(table).items() if str(t) != "str"}
    words = pa.Check(_is_text, name="NMG318", error="text")
    columns = {
        name: pa.Column(
            types.get(name),
            ([] if text or name in types else [words])
            + [
                pa.Check(_each(test), name=code, error=expected, ignore_na=False)
                for code, expected, test in tests(table, name, text=text)
            ]
            + [
                pa.Check(_unlike_others, name=code, error="a value of its own", ignore_na=False)
                for code in _unique(table, name)
            ],
            nullable=not (field.get("constraints", {}).get("required") or table.key == [name]),
        )
        for name, field in table.fields.items()
    }
    groups = {tuple(group): "NMG404" for group in table.schema.get("uniqueKeys", [])}
    groups |= {tuple(table.key): "NMG401"} if len(table.key) > 1 else {}
    checks = [
        pa.Check(
            lambda frame, g=list(group): ~frame.duplicated(g) | frame[g].isna().any(axis=1),
            name=code,
            error="/".join(group),
        )
        for group, code in groups.items()
    ]
    checks += [pa.Check(_rule_of(table, rule), name=rule.code) for rule in rules or []]
    return pa.DataFrameSchema(columns, checks, name=table.name, strict=True, ordered=True)


def _is_text(cells: Any) -> bool:
    # `load` makes a category without values of a text column in which no cell is filled.
    return pd.api.types.is_string_dtype(cells.dtype) or bool(cells.isna().all())


def _unlike_others(cells: Any) -> Any:
    return ~cells.duplicated() | cells.isna()


def _unique(table: Table, name: str) -> list[str]:
    if table.key == [name]:
        return ["NMG401"]
    return ["NMG312"] if table.fields[name].get("constraints", {}).get("unique") else []


def _each(test: Test) -> Callable[[Any], Any]:
    """Turn a test of one cell into one of a column; missing cells pass."""

    def judge(cells: Any) -> Any:
        if not isinstance(cells.dtype, pd.CategoricalDtype):
            cells = cells.map(as_text, na_action="ignore").astype("category")
        passed = [test(cell) for cell in cells.cat.categories]
        if all(passed):
            return True
        return pd.Series(np.array([*passed, True])[cells.cat.codes], cells.index)

    return judge


def as_text(cell: object) -> str:
    """Return a typed cell as it is written in the CSV."""
    if cell is None or cell is pd.NA or cell != cell:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, pd.Timestamp):
        return cell.strftime("%Y-%m-%d")
    return plain_number(cell) if isinstance(cell, float) else str(cell)


def _rule_of(table: Table, rule: Rule) -> Callable[[pd.DataFrame], Any]:
    """Turn a rule on one table into a check of a typed frame."""

    def judge(frame: pd.DataFrame) -> Any:
        lines = pd.RangeIndex(len(frame))
        columns = {name: [as_text(cell) for cell in frame[name]] for name in frame}
        cells = Cells(table, pd.DataFrame(columns, lines, dtype=object))
        assert rule.check is not None
        wrong = {finding.line for finding in rule.check(cells)}
        return pd.Series([line not in wrong for line in lines], frame.index, dtype=bool)

    return judge


def tests(table: Table, name: str, *, text: bool) -> Iterator[tuple[str, str, Test]]:
    """Yield code, expectation and test of all that a cell must be, the likeliest cause first."""
    field = table.fields[name]
    limits, kind, script = field.get("constraints", {}), field["type"], field.get("script", "any")
    if text and kind in FORMS:
        code, form, expected = FORMS[kind]
        yield code, expected, _like(form)
    if "enum" in limits and kind == "string":
        yield "NMG308", ", ".join(limits["enum"]), frozenset(limits["enum"]).__contains__
    if "pattern" in limits:
        yield "NMG309", f"the pattern {limits['pattern']}", _like(limits["pattern"])
    if kind == "date" or DATES.search(limits.get("pattern", "")):
        yield "NMG307", "a date of the calendar", in_calendar
    bounds = {key: limits[key] for key in LIMITS if key in limits}
    if bounds:
        expected = " and ".join(f"{LIMITS[key][0]} {limit}" for key, limit in bounds.items())
        yield "NMG311", expected, lambda cell: _within(cell, bounds)
    if kind == "number":
        yield "NMG304", "at most 15 significant digits", _exact
    if is_free(table, name):
        yield from ((code, expected, _unlike(form)) for code, expected, form in SPREADSHEET[:2])
        yield "NMG114", "the text of the source", lambda cell: not lost(script, cell)
        yield "NMG317", "an empty cell", _unlike(PLACEHOLDER)
        yield "NMG315", "letters of one script", lambda cell: not look_alikes(script, cell)
        yield "NMG322", SCRIPTS.get(script, ""), lambda cell: in_script(script, cell)
    elif kind == "string" and "enum" not in limits and "pattern" not in limits:
        yield from ((code, expected, _unlike(form)) for code, expected, form in SPREADSHEET)
    if field.get("format") == "uri":
        yield "NMG316", "http(s)://host/path", _like(WEB)
    if "maxLength" in limits or is_free(table, name):
        longest = limits.get("maxLength", 10_000)
        yield "NMG313", f"at most {longest:,} characters", lambda cell: len(cell) <= longest


def is_free(table: Table, name: str) -> bool:
    """Say whether a field is text that people write: no code, reference, number or address."""
    field = table.fields[name]
    return (
        field["type"] == "string"
        and field.get("format") != "uri"
        and not {"enum", "pattern"} & set(field.get("constraints", {}))
        and name not in (*table.references, *table.key)
    )


def cause(field: Json, cell: str) -> tuple[str, str] | None:
    """Return code and expectation where a spreadsheet made a cell wrong; else None."""
    if (EXPONENT if field["type"] == "string" else LOSSY).fullmatch(cell):
        return "NMG320", "the number in full"
    if DATES.search(field.get("constraints", {}).get("pattern", "")) and DAYS.fullmatch(cell):
        return SPREADSHEET[2][:2]
    is_number = field["type"] != "string" and _number(cell) is not None
    for code, expected, form in SPREADSHEET[: 2 if is_number else 3]:
        if re.fullmatch(form, cell):
            return code, expected
    return None


def _like(form: str) -> Test:
    pattern = re.compile(form, re.ASCII)
    return lambda cell: pattern.fullmatch(cell) is not None


def _unlike(form: str) -> Test:
    pattern = re.compile(form)
    return lambda cell: pattern.fullmatch(cell) is None


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _within(cell: str, bounds: dict[str, float]) -> bool:
    number = _number(cell)
    return number is None or all(LIMITS[key][1](number, limit) for key, limit in bounds.items())


def _exact(cell: str) -> bool:
    digits = cell.lstrip("-").replace(".", "").lstrip("0")
    return len(digits if "." in cell else digits.rstrip("0")) <= 15


def in_calendar(cell: str) -> bool:
    """Say whether a date, partial date or interval is in the calendar and runs forward."""
    ends = cell.split("/")
    try:
        for end in ends:
            date.fromisoformat((end + "-01-01")[:10] if len(end) < 10 else end)
    except ValueError:
        return False
    shortest = min(map(len, ends))
    return len(ends) < 2 or ends[0][:shortest] <= ends[1][:shortest]
