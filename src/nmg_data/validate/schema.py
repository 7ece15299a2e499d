"""Table Schemas as pandera schemas: one for typed frames of users, one for cells as text.

The name of a pandera check is the code of a rule; it judges each different cell of a column once.
"""

from __future__ import annotations

import operator
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

from .canonical import LOOSE, LOSSY
from .characters import in_script, look_alikes, lost
from .frames import Cells
from .rules import RULES, Rule, rules

if TYPE_CHECKING:
    import pandera.pandas as pa

    from nmg_data.core.names import TableName

Test = Callable[[str], bool]
TYPES = {"integer": "NMG301", "number": "NMG302", "boolean": "NMG305"}
SPREADSHEET = ("NMG319", "NMG314", "NMG321")
EXPONENT = re.compile(r"\d(?:[.,]\d+)?[eE][+-]?\d+")
DAYS = re.compile(r"[1-6]\d{4}(?:\.\d+)?")  # a date as days since 1900, which spreadsheets keep
SCRIPTS = {"latin": "text in Latin letters", "han": "text in simplified Chinese"}
LIMITS: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "minimum": ("at least", operator.ge),
    "maximum": ("at most", operator.le),
    "exclusiveMinimum": ("more than", operator.gt),
    "exclusiveMaximum": ("less than", operator.lt),
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
    return build(package().table(name), text=False)


def build(table: Table, *, text: bool) -> pa.DataFrameSchema:
    """Convert one Table Schema, for columns of text or for typed ones with the rules on them."""
    try:
        import pandera.pandas as pa
    except ImportError as error:
        raise missing_extra("pandera", "validate", "A pandera schema") from error

    def check(judge: Callable[[Any], Any], code: str, expected: str) -> pa.Check:
        return pa.Check(judge, name=code, error=expected, ignore_na=False)

    columns = {}
    types = {} if text else {n: t for n, t in dtypes(table).items() if str(t) != "str"}
    for name, field in table.fields.items():
        limits = field.get("constraints", {})
        checks = [] if text or name in types else [check(_is_text, "NMG318", "text")]
        checks += [check(_each(test), *about) for *about, test in tests(table, name, text=text)]
        if table.key == [name] or limits.get("unique"):
            code = "NMG401" if table.key == [name] else "NMG312"
            checks.append(check(_unlike_others, code, "a value of its own"))
        columns[name] = pa.Column(types.get(name), checks, nullable=not limits.get("required"))
    groups = {tuple(group): "NMG404" for group in table.schema.get("uniqueKeys", [])}
    groups |= {tuple(table.key): "NMG401"} if len(table.key) > 1 else {}
    checks = [check(_unlike_rows(g), code, "/".join(g)) for g, code in groups.items()]
    own = [] if text else [rule for rule in rules() if rule.table == table.name]
    checks += [pa.Check(_rule_of(table, rule), name=rule.code) for rule in own]
    return pa.DataFrameSchema(columns, checks, name=table.name, strict=True, ordered=True)


def _is_text(cells: Any) -> bool:
    # `load` makes a category without values of a text column in which no cell is filled.
    return pd.api.types.is_string_dtype(cells.dtype) or bool(cells.isna().all())


def _unlike_others(cells: Any) -> Any:
    return ~cells.duplicated() | cells.isna()


def _unlike_rows(group: tuple[str, ...]) -> Callable[[Any], Any]:
    names = list(group)
    return lambda frame: ~frame.duplicated(names) | frame[names].isna().any(axis=1)


def _each(test: Test) -> Callable[[Any], Any]:
    """Turn a test of one cell into one of a column; missing cells pass."""

    def judge(cells: Any) -> Any:
        if not isinstance(cells.dtype, pd.CategoricalDtype):
            cells = cells.map(as_text, na_action="ignore").astype("category")
        passed = list(map(test, cells.cat.categories.tolist()))
        return pd.Series(np.array([*passed, True])[cells.cat.codes], cells.index)

    return judge


def as_text(cell: object) -> str:
    """Return a typed cell as it is written in the CSV."""
    if cell is None or cell is pd.NA or cell != cell:
        return ""
    if isinstance(cell, bool | np.bool_):
        return str(cell).lower()
    return plain_number(cell) if isinstance(cell, float) else str(cell)


def _rule_of(table: Table, rule: Rule) -> Callable[[pd.DataFrame], Any]:
    """Turn a rule on one table into a check of a typed frame."""

    def judge(frame: pd.DataFrame) -> Any:
        lines = pd.RangeIndex(len(frame))
        columns = {name: [as_text(cell) for cell in frame[name]] for name in frame}
        cells = Cells(table, pd.DataFrame(columns, lines, dtype=object))
        wrong = {finding.line for finding in rule.check(cells)}
        return pd.Series([line not in wrong for line in lines], frame.index, dtype=bool)

    return judge


def tests(table: Table, name: str, *, text: bool) -> Iterator[tuple[str, str, Test]]:
    """Yield code, expectation and test of all that a cell must be, the likeliest cause first."""
    field, free = table.fields[name], is_free(table, name)
    limits, kind, script = field.get("constraints", {}), field["type"], field.get("script", "any")
    if text and kind in TYPES:
        yield _form(TYPES[kind])
    if "enum" in limits and kind == "string":
        yield "NMG308", ", ".join(limits["enum"]), limits["enum"].__contains__
    if "pattern" in limits:
        pattern = re.compile(limits["pattern"], re.ASCII)
        yield "NMG309", f"the pattern {pattern.pattern}", lambda cell: bool(pattern.fullmatch(cell))
    if has_dates(field):
        yield "NMG307", "a date of the calendar", in_calendar
    if bounds := {key: limits[key] for key in LIMITS if key in limits}:
        expected = " and ".join(f"{LIMITS[key][0]} {limit}" for key, limit in bounds.items())
        yield "NMG311", expected, lambda cell: _within(cell, bounds)
    if kind == "number":
        yield "NMG304", "at most 15 significant digits", _exact
    if kind == "string" and not {"enum", "pattern"} & set(limits):
        # A text that people write may be a date as it is written in its language.
        yield from (_form(code, bad=True) for code in SPREADSHEET[: 2 if free else 3])
    if free:
        yield "NMG114", "the text of the source", lambda cell: not lost(script, cell)
        yield _form("NMG317", bad=True)
        yield "NMG315", "letters of one script", lambda cell: not look_alikes(script, cell)
        yield "NMG322", SCRIPTS.get(script, ""), lambda cell: in_script(script, cell)
    if field.get("format") == "uri":
        yield _form("NMG316")
    if "maxLength" in limits or free:
        longest = limits.get("maxLength", 10_000)
        yield "NMG313", f"at most {longest:,} characters", lambda cell: len(cell) <= longest


def _form(code: str, *, bad: bool = False) -> tuple[str, str, Test]:
    """Return the test that a cell has the form of a rule, or the form of what it forbids."""
    pattern = re.compile(RULES[code].form, 0 if bad else re.ASCII)
    return code, RULES[code].expected, lambda cell: (pattern.fullmatch(cell) is None) == bad


def is_free(table: Table, name: str) -> bool:
    """Say whether a field is text that people write: no code, reference, number or address."""
    field = table.fields[name]
    return (
        field["type"] == "string"
        and field.get("format") != "uri"
        and not {"enum", "pattern"} & set(field.get("constraints", {}))
        and name not in (*table.references, *table.key)
    )


def has_dates(field: Json) -> bool:
    """Say whether a field holds dates, whole or partial: its pattern begins with a year."""
    return bool(field.get("constraints", {}).get("pattern", "").startswith(r"(?:\d{4}"))


def cause(field: Json, cell: str) -> tuple[str, str] | None:
    """Return code and expectation where a spreadsheet made a cell wrong; else None."""
    if (EXPONENT if field["type"] == "string" else LOSSY).fullmatch(cell):
        return "NMG320", "the number in full"
    days = has_dates(field) and DAYS.fullmatch(cell)
    known = SPREADSHEET[: 2 if field["type"] != "string" and LOOSE.fullmatch(cell) else 3]
    found = (code for code in known if re.fullmatch(RULES[code].form, cell))
    code = "NMG321" if days else next(found, None)
    return (code, RULES[code].expected) if code else None


def _within(cell: str, bounds: dict[str, float]) -> bool:
    try:
        return all(LIMITS[key][1](float(cell), limit) for key, limit in bounds.items())
    except ValueError:
        return True


def _exact(cell: str) -> bool:
    digits = cell.lstrip("-").replace(".", "").lstrip("0")
    return len(digits if "." in cell else digits.rstrip("0")) <= 15


def in_calendar(cell: str) -> bool:
    """Say whether a date, partial date or interval is in the calendar and runs forward."""
    ends = cell.split("/")
    try:
        for end in ends:
            date.fromisoformat(end if len(end) >= 10 else f"{end}-01-01"[:10])
    except ValueError:
        return False
    shortest = min(map(len, ends))
    return len(ends) < 2 or ends[0][:shortest] <= ends[1][:shortest]
