"""Show in bulk that a large table is sound, so that rows are looked at only where it is not.

A table of a million rows is read by polars. If writing it again gives the same bytes, its
quotes, widths and line ends are canonical; the forms of its cells are matched a column at a
time, and pandera checks the typed frame with the schema that small tables have too. A column of
few different cells is judged by these, each once. Whatever is not shown to be sound here goes
the ordinary way, which finds the place. Without polars, which is an extra, every table goes that
way.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from .._descriptor import Json
from ._model import LARGE, Sheet, Table, odd_characters
from ._order import is_numeric
from .structure import MAX_CELL
from .types import (
    FORMULA,
    MIXED,
    PLACEHOLDER,
    PLAIN_SIGNED,
    WEB,
    digits,
    has_dates,
    not_in_calendar,
)

if TYPE_CHECKING:
    import polars as pl

# As in the module of the types, for an engine whose classes and anchors are written otherwise.
FORMS = {
    "integer": r"^(?:0|-?[1-9][0-9]{0,17})$",
    "year": r"^(?:0|-?[1-9][0-9]{0,17})$",
    "number": r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?$",
    "boolean": r"^(?:true|false)$",
    "date": r"^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])$",
}
# White space to Python is more than to the engine: four control characters as well.
SUSPECT = rf"^[\s\x1c-\x1f=+@＝＋＠-]|[\s\x1c-\x1f]$|{MIXED.pattern}"
SUSPECT_START = r"^[\s\x1c-\x1f=+@-]"
FEW = 4_096
"""Different cells up to which a column is judged by them and not row by row."""
SAMPLE = 8_192
"""Rows from which it is guessed whether a column has few."""
LONGEST_PLACEHOLDER = max(map(len, PLACEHOLDER))


class Part(NamedTuple):
    """Some columns of a table, of one length, with a schema that describes these alone."""

    schema: Json
    frame: pl.DataFrame


@dataclass(frozen=True, kw_only=True)
class Screened(Table):
    """A table that was shown to be sound, in form and in type; cells come a column at a time."""

    frame: pl.DataFrame
    """The cells as text; an empty cell is null."""
    few: Part
    """The different cells of the columns that have few, some of them repeated."""
    whole: Part
    """All cells of the other columns."""

    def proves(self, family: str) -> bool:
        """Say whether the table was shown to pass the rules of a family."""
        return family in ("structure", "types") or (family == "bytes" and self.ordinary)

    @cached_property
    def ordinary(self) -> bool:
        """Whether no rule about characters would object to a cell or to the name of a column."""
        named = re.search(odd_characters(), "".join(self.frame.columns))
        return not named and all(map(_ordinary, (self.few, self.whole)))

    @cached_property
    def columns(self) -> Mapping[str, list[str]]:
        """The text cells of every column, read from the frame when they are asked for."""
        return _Columns(self)

    def known(self, names: Sequence[str], values: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
        """Return those of some values that some columns together hold."""
        if len(names) != 1:
            return values & self.distinct(names)
        asked = [value for (value,) in values]
        column = self.frame.get_column(names[0])
        return {(value,) for value in column.filter(column.is_in(asked)).unique()}

    def distinct(self, names: Sequence[str]) -> set[tuple[str, ...]]:
        """Return the different values of some columns together."""
        few = self.few.frame
        frame = few if len(names) == 1 and names[0] in few.columns else self.frame
        rows = frame.select(names).unique().fill_null("").rows()
        return {tuple(map(str, row)) for row in rows}

    def lookup(self, keys: set[str]) -> dict[str, dict[str, str]]:
        """Return some rows by the value of their key, which is one field."""
        column = self.frame.get_column(self.primary_key[0])
        found = self.frame.filter(column.is_in(list(keys))).fill_null("")
        return {row[self.primary_key[0]]: row for row in found.rows(named=True)}

    @cached_property
    def by_key(self) -> dict[str, int]:
        """Row numbers by key."""
        parts = zip(*(self.columns[name] for name in self.primary_key), strict=True)
        return {"/".join(cells): index for index, cells in enumerate(parts)}


class _Columns(Mapping[str, list[str]]):
    def __init__(self, table: Screened) -> None:
        self.table, self.frame = table, table.frame
        self.read: dict[str, list[str]] = {}

    def __getitem__(self, name: str) -> list[str]:
        if name not in self.read:
            if name not in self.frame.columns:
                raise KeyError(name)
            few = self.table.few.frame
            column = self.frame.get_column(name)
            self.read[name] = (
                _shared(column, few.get_column(name))
                if name in few.columns
                else column.fill_null("").to_list()
            )
        return self.read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.frame.columns)

    def __len__(self) -> int:
        return self.frame.width


def _shared(column: pl.Series, few: pl.Series) -> list[str]:
    """Return the cells of a column of few different ones; those that are alike are one text."""
    import polars as pl

    texts: list[str] = few.drop_nulls().unique().to_list()
    if not texts:
        return [""] * len(column)
    places = column.cast(pl.Enum(texts)).to_physical().cast(pl.UInt32).fill_null(len(texts))
    return [*map([*texts, ""].__getitem__, places.to_list())]


class _Later(Sequence[Any]):
    """A list of known length whose elements are worked out when one is asked for."""

    def __init__(self, sheet: Sheet, what: str, length: int) -> None:
        self.sheet, self.what, self.length = sheet, what, length

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        return getattr(self.sheet, self.what)[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(getattr(self.sheet, self.what))


def screen(sheet: Sheet) -> Screened | None:
    """Return a large sheet as a table if no rule of structure and types would object to it."""
    if len(sheet.file.data) < LARGE:
        return None
    try:
        import polars as pl
    except ImportError:
        return None
    try:
        frame = pl.read_csv(sheet.file.data, infer_schema=False, encoding="utf8")
        if frame.columns != sheet.expected or frame.is_empty() or not _canonical(sheet, frame):
            return None
        parts = _parts(sheet.schema, frame)
        sound = (
            _in_order(sheet.schema, frame)
            and _unique_together(sheet.schema, frame)
            and all(_lexical(part) and _texts(part) for part in parts)
            and all(_typed(part, sheet.name) for part in parts)
        )
    except pl.exceptions.PolarsError:
        return None
    if not sound:
        return None
    return Screened(
        name=sheet.name,
        path=sheet.path,
        schema=sheet.schema,
        header=list(frame.columns),
        records=_Later(sheet, "records", frame.height),
        starts=_Later(sheet, "starts", frame.height),
        lines=_Later(sheet, "lines", frame.height + 1),
        frame=frame,
        few=parts[0],
        whole=parts[1],
        memo={"pandera": {}},
    )


def _canonical(sheet: Sheet, frame: pl.DataFrame) -> bool:
    """Say whether the frame, written again, is the file to the byte."""
    data, lines = sheet.file.data, frame.height + 1
    if (
        b'"' not in data
        and b"\r" not in data
        and data.endswith(b"\n")
        and data.count(b"\n") == lines
        and frame.width > 1
        and not data.startswith(b"\xef\xbb\xbf")
    ):
        # Nothing is quoted and every line is a record. Polars takes none that is too wide, and
        # one that is too narrow has fewer commas than are counted here.
        cells = sum(map(len, map(str.encode, frame.columns)))
        cells += sum(int(column.str.len_bytes().sum()) for column in frame)
        return len(data) == cells + lines * frame.width
    again = io.BytesIO()
    frame.write_csv(again, quote_style="necessary")
    return again.getvalue() == data


def _parts(schema: Json, frame: pl.DataFrame) -> tuple[Part, Part]:
    """Split the columns: the different cells of those that have few, and all others whole.

    Nothing but what is unique depends on other rows. Columns of which that is asked stay whole;
    the primary key is looked at with the order of rows, and other keys for themselves.
    """
    import polars as pl

    bound = {f["name"] for f in schema["fields"] if f.get("constraints", {}).get("unique")}
    bound |= set(schema["primaryKey"])
    sample = frame.gather_every(max(1, frame.height // SAMPLE))
    asked = [one.name for one in sample if one.name not in bound and one.n_unique() <= FEW]
    distinct = frame.select(pl.col(asked).unique().implode()) if asked else pl.DataFrame()
    few = {one.name: one.explode() for one in distinct if one.list.len().item() <= FEW}
    longest = max(map(len, few.values()), default=0)
    # All columns of a frame have one length: the last cell is repeated.
    filled = [cells.extend_constant(cells[-1], longest - len(cells)) for cells in few.values()]
    kept = schema | {"primaryKey": [], "uniqueKeys": [], "foreignKeys": []}

    def part(columns: pl.DataFrame) -> Part:
        fields = [field for field in schema["fields"] if field["name"] in columns.columns]
        return Part(kept | {"fields": fields}, columns)

    return part(pl.DataFrame(filled)), part(frame.drop(list(few)))


def _any(frame: pl.DataFrame, *wrong: pl.Expr) -> bool:
    """Say whether one of some expressions is true anywhere; missing cells are not."""
    each = [one.any(ignore_nulls=True).alias(str(i)) for i, one in enumerate(wrong)]
    return any(frame.select(each).row(0)) if each else False


def _lexical(part: Part) -> bool:
    """Say whether numbers, booleans and dates have the one form that they are allowed."""
    import polars as pl

    schema, frame = part
    forms = {f["name"]: FORMS[f["type"]] for f in schema["fields"] if f["type"] in FORMS}
    if _any(frame, *(~pl.col(name).str.contains(form) for name, form in forms.items())):
        return False
    numbers = [f["name"] for f in schema["fields"] if f["type"] == "number"]
    if _any(frame, *(pl.col(name) == "-0" for name in numbers)):
        return False
    for name in numbers:
        cells = frame.get_column(name)
        if any(digits(cell) > 15 for cell in cells.filter(cells.str.len_bytes() > 15).unique()):
            return False
    return True


def _texts(part: Part) -> bool:
    """Say whether no rule about texts would object."""
    import polars as pl

    schema, frame = part
    if _any(frame, *(pl.col(name).str.len_bytes() > MAX_CELL for name in frame.columns)):
        return False
    for field in schema["fields"]:
        limits = field.get("constraints", {})
        cells = frame.get_column(field["name"]).drop_nulls()
        if field["type"] == "string" and "enum" not in limits:
            suspect = cells.filter(_suspect(cells)).unique()
            short = cells.filter(cells.str.len_chars() <= LONGEST_PLACEHOLDER)
            held = short.filter(short.str.to_lowercase().is_in(list(PLACEHOLDER)))
            if any(map(_odd, suspect)) or ("pattern" not in limits and not held.is_empty()):
                return False
        if field.get("format") == "uri" and not all(map(WEB.fullmatch, cells.unique())):
            return False
        if has_dates(field) and any(map(not_in_calendar, cells.unique())):
            return False
    return True


def _suspect(cells: pl.Series) -> pl.Series:
    """Say of every cell whether it may be odd; a long text of ASCII is looked at at its ends."""
    if (cells.str.len_bytes() == cells.str.len_chars()).all():
        return cells.str.contains(SUSPECT_START) | cells.str.contains(r"[\s\x1c-\x1f]$")
    return cells.str.contains(SUSPECT)


def _odd(cell: str) -> bool:
    formula = FORMULA.match(cell) and not PLAIN_SIGNED.fullmatch(cell) and len(cell) > 1
    return bool(cell != cell.strip() or formula or MIXED.search(cell))


def _ordinary(part: Part) -> bool:
    """Say whether no rule about characters would object to a cell."""
    import polars as pl

    texts = [f["name"] for f in part.schema["fields"] if f["type"] not in FORMS]
    odd = odd_characters()
    return not _any(part.frame, *(pl.col(name).str.contains(odd) for name in texts))


def _in_order(schema: Json, frame: pl.DataFrame) -> bool:
    """Say whether rows are sorted by a key of one text field, the only order looked at here.

    Every key is more than the one above it, so that it is not empty and there but once.
    """
    import polars as pl

    key = schema["primaryKey"]
    described = {field["name"]: field for field in schema["fields"]}
    if len(key) != 1 or described[key[0]]["type"] != "string" or is_numeric(described[key[0]]):
        return False
    name = key[0]
    return not _any(frame, pl.col(name).shift(1) >= pl.col(name), pl.col(name).is_null())


def _unique_together(schema: Json, frame: pl.DataFrame) -> bool:
    """Say whether unique keys are unique; one with an empty part is."""
    return not any(
        frame.select(names).drop_nulls().is_duplicated().any()
        for names in schema.get("uniqueKeys", [])
    )


def _typed(part: Part, name: str) -> bool:
    """Say whether pandera finds nothing in the typed frame."""
    import pandera.errors
    import polars as pl

    from .._pandera import build_polars

    schema, frame = part
    if not frame.width:
        return True
    kinds = {"integer": pl.Int64, "year": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean}
    typed = frame.with_columns(
        (pl.col(f["name"]) == "true")
        if f["type"] == "boolean"
        else pl.col(f["name"]).cast(kinds[f["type"]])
        for f in schema["fields"]
        if f["type"] in kinds
    )
    try:
        build_polars(schema, name).validate(typed, lazy=True)
    except pandera.errors.SchemaErrors:
        return False
    return True
