"""Tables as typed plain Python values: what the databases, exports and labels are made from."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ._descriptor import Json, enum, fields, read_json, references, resources
from ._errors import DamagedDataError, unknown_table
from ._loader import read_table_text
from ._root import mend


@dataclass(frozen=True)
class Table:
    """One table: its part of the descriptor, its Table Schema and its typed rows.

    integer and year → int, number → float, boolean → bool, date → datetime.date,
    else str; an empty cell is None. Rows are in the order of the file.
    """

    name: str
    described: Json
    schema: Json
    rows: list[tuple[Any, ...]]

    @property
    def fields(self) -> list[Json]:
        """The fields of the schema."""
        return fields(self.schema)

    @property
    def names(self) -> list[str]:
        """The names of the fields."""
        return [str(field["name"]) for field in self.fields]

    @property
    def key(self) -> list[str]:
        """The names of the fields of the primary key."""
        return [str(name) for name in self.schema["primaryKey"]]

    @property
    def references(self) -> dict[str, tuple[str, str]]:
        """The foreign keys as field → (table, field)."""
        return references(self.schema, self.name)

    def column(self, name: str) -> list[Any]:
        """Return the values of one field."""
        index = self.names.index(name)
        return [row[index] for row in self.rows]


def read_table(described: Json) -> Table:
    """Read one table of the installation by its part of the descriptor."""
    name, path = str(described["name"]), str(described["path"])
    schema = read_json(str(described["schema"]))
    parsers = [parser(field) for field in fields(schema)]
    missing = set(schema["missingValues"])
    text = read_table_text(path, [field["name"] for field in fields(schema)])
    records = csv.reader(io.StringIO(text, newline=""))
    next(records)
    rows = []
    for record in records:
        try:
            rows.append(
                tuple(
                    None if cell in missing else parse(cell)
                    for parse, cell in zip(parsers, record, strict=True)
                )
            )
        except (ValueError, KeyError) as error:
            raise DamagedDataError(
                f"{path}:{records.line_num}: a cell does not have the type that its schema "
                f"promises ({error}). {mend()}"
            ) from error
    return Table(name, described, schema, rows)


def read_tables(names: Iterable[str] | None = None) -> list[Table]:
    """Read some tables, or all, in the order of the descriptor."""
    known = resources()
    return [read_table(known[name]) for name in chosen(names, known)]


def chosen(names: Iterable[str] | None, known: Iterable[str]) -> list[str]:
    """Return the chosen names in the order of the known ones; refuse unknown ones."""
    everything = list(known)
    if names is None:
        return everything
    wanted = set()
    for name in names:
        if name not in everything:
            raise unknown_table(name, everything)
        wanted.add(name)
    return [name for name in everything if name in wanted]


def parser(field: Json) -> Callable[[str], Any]:
    """Return the function that turns a cell of a field into its value."""
    kind = field["type"]
    if kind in ("integer", "year"):
        return int
    if kind == "number":
        return _number
    if kind == "boolean":
        true, false = field.get("trueValues", ["true"]), field.get("falseValues", ["false"])
        return {**dict.fromkeys(true, True), **dict.fromkeys(false, False)}.__getitem__
    if kind == "date":
        return date.fromisoformat
    codes = enum(field)
    return str if codes is None else {code: code for code in codes}.__getitem__


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a number")
    return value


def plain_number(value: float) -> int | float:
    """Return a whole number as int, so that it is written without ``.0``.

    >>> plain_number(120000000.0), plain_number(0.5)
    (120000000, 0.5)
    """
    return int(value) if value.is_integer() else value


def parents_first(tables: Sequence[Table]) -> list[Table]:
    """Sort tables so that each stands after those that it refers to."""
    left = {table.name: table for table in tables}
    ordered: list[Table] = []
    while left:
        free = [
            table
            for table in left.values()
            if not any(
                target in left and target != table.name for target, _ in table.references.values()
            )
        ]
        if not free:
            raise DamagedDataError(
                f"The foreign keys of {', '.join(left)} refer to each other in a circle. {mend()}"
            )
        for table in free:
            ordered.append(left.pop(table.name))
    return ordered
