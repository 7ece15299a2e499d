"""What the rules look at: files, sheets, tables and the package, all plain data.

A `File` is bytes with a name, a `Sheet` is a CSV as far as it can be split into
records, a `Table` is a sheet whose form is sound, a `Package` is all tables together.
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from .._descriptor import Json, fields

LINE_END = re.compile(r"\r\n|\r|\n")
LARGE = 4_000_000
"""Bytes from which on a table is screened as a whole before its rows are looked at."""
MAX_COLUMNS = 1_000
"""A header with more cells than this is refused before anything is compared with it."""


class Unavailable(Exception):
    """A rule asks for a table that is not there or not sound; the rule is then skipped."""


class Absent(Unavailable):
    """A rule asks for a table or field of nmg-data, which another package need not have."""


@dataclass(frozen=True)
class File:
    """One file of a package as it was read."""

    path: str
    data: bytes

    @cached_property
    def text(self) -> str | None:
        """The text without a byte order mark, or None where the bytes are not UTF-8."""
        try:
            return self.data.decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError:
            return None

    @cached_property
    def blank(self) -> bool:
        """Whether there is nothing but white space in the file."""
        return not self.data[:1_000].strip() and not self.data.strip()

    @cached_property
    def ordinary(self) -> bool:
        """Whether every character is one that no rule about characters could object to.

        Printable ASCII, line feeds, letters, dashes, quotes, arrows and most Chinese
        characters: one pass over the text instead of one for every rule.
        """
        text = self.text
        return text is not None and (not text or not contains(text, odd_characters()))

    @cached_property
    def lines(self) -> list[str]:
        """Physical lines without their ends; the last is empty if the file ends with one."""
        text = self.text or ""
        return LINE_END.split(text) if "\r" in text else text.split("\n")

    @cached_property
    def line_starts(self) -> list[int]:
        """Offset in the text at which each physical line begins."""
        text = self.text or ""
        return [0, *(end.end() for end in LINE_END.finditer(text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return physical line and column (1-based) of a character of the text."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1


@cache
def odd_characters() -> str:
    """Return a class of all characters that some rule may object to, as a pattern."""
    # Where UTF-8 was read as GBK, the first character of a run is one of these.
    leads = (0xE3, *range(0xE4, 0xEA), 0xEF)
    telling = {bytes([a, b]).decode("gbk", "ignore") for a in leads for b in range(0x80, 0xC0)}
    telling |= {"锟", "烫"}
    chinese = "".join(chr(code) for code in range(0x4E00, 0xA000) if chr(code) not in telling)
    others = (
        "\n -~\u00a1-\u00ac\u00ae-\u00ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e"
        "\u2103\u2190-\u22ff\u3001-\u3029\u3041-\u3096\u309b-\u30ff\uff01-\uff60"
    )
    # Two letters of Latin-1 that are often one character of UTF-8.
    pair = "[\u00c2-\u00f4][\u0080-\u00bf\u2013-\u2022\u20ac\u2122\u0152-\u017e]"
    return f"[^{others}{_ranges(chinese)}]|{pair}"


def _ranges(characters: str) -> str:
    """Write sorted characters as ranges of a class."""
    written, first = "", 0
    for i in range(1, len(characters) + 1):
        if i == len(characters) or ord(characters[i]) != ord(characters[i - 1]) + 1:
            written += f"{characters[first]}-{characters[i - 1]}"
            first = i
    return written


def contains(text: str, pattern: str) -> bool:
    """Search a text, a large one with the engine of polars, which is many times faster."""
    if len(text) > LARGE:
        try:
            import polars as pl

            return bool(pl.Series([text]).str.contains(pattern).item())
        except ImportError:
            pass
    return re.search(pattern, text) is not None


RAGGED = "not every record is as wide as the header"
"""The one fault of a sheet that leaves its other rows to be looked at."""


@dataclass(frozen=True)
class Sheet:
    """One CSV resource, split into records of whatever width, not yet judged."""

    name: str
    file: File
    schema: Json

    @property
    def path(self) -> str:
        """Path of the file in the package."""
        return self.file.path

    @property
    def lines(self) -> list[str]:
        """Physical lines of the file, without their ends."""
        return self.file.lines

    @cached_property
    def expected(self) -> list[str]:
        """The header that the schema asks for."""
        return [str(one["name"]) for one in fields(self.schema)]

    @cached_property
    def _split(self) -> tuple[list[list[str]], list[int], tuple[int, str] | None]:
        """Records, the line each begins on, and the line and text of what stopped the reader."""
        records: list[list[str]] = []
        starts: list[int] = []
        text = self.file.text or ""
        if '"' not in text and "\r" not in text:
            # Without quotes a record is a line: five times faster than the csv module.
            records = [line.split(",") if line else [] for line in self.lines]
            starts = list(range(1, len(records) + 1))
            if records and not records[-1]:
                records.pop()
                starts.pop()
            if max(map(len, self.lines), default=0) <= csv.field_size_limit():
                return records, starts, None
            records, starts = [], []
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        line = 1
        try:
            for record in reader:
                records.append(record)
                starts.append(line)
                line = reader.line_num + 1
        except csv.Error as error:
            return records, starts, (line, str(error))
        return records, starts, None

    @property
    def header(self) -> list[str]:
        """The cells of the first record."""
        records = self._split[0]
        return records[0] if records else []

    @property
    def records(self) -> list[list[str]]:
        """The records below the header."""
        return self._split[0][1:]

    @property
    def starts(self) -> list[int]:
        """Physical line (1-based) on which each record below the header begins."""
        return self._split[1][1:]

    @property
    def broken_off(self) -> tuple[int, str] | None:
        """Line and text of what stopped the reader, or None if all could be split."""
        return self._split[2]

    @cached_property
    def fault(self) -> str | None:
        """Why this sheet cannot be checked as a table, or None if it can."""
        if self.file.text is None:
            return "it is not UTF-8"
        if self.broken_off:
            return "its quotes do not match or a cell is too long"
        if not self.header:
            return "it is empty"
        if self.header != self.expected:
            return "its header is not that of the schema"
        width = len(self.header)
        if any(len(record) != width and any(record) for record in self.records):
            return RAGGED
        return None

    def locate(self, index: int, cell: int) -> tuple[int, int]:
        """Return line and column (1-based) where a cell of a record begins (-1: the header)."""
        return locate(self.lines, 1 if index < 0 else self.starts[index], cell)

    def table(self) -> Table:
        """Return the sheet as a table, without blank rows and those of another width."""
        records, starts, width = self.records, self.starts, len(self.header)
        if not all(map(any, records)) or self.fault == RAGGED:
            kept = [
                i
                for i, record in enumerate(records)
                if len(record) == width and any(map(str.strip, record))
            ]
            records, starts = [records[i] for i in kept], [starts[i] for i in kept]
        return Table(
            name=self.name,
            path=self.path,
            schema=self.schema,
            header=self.header,
            records=records,
            starts=starts,
            lines=self.lines,
        )


def locate(lines: Sequence[str], line: int, target: int) -> tuple[int, int]:
    """Return physical line and column (1-based) where a cell begins.

    A quoted cell may span lines, so the record is walked from its first line.
    """
    column = cell = 0
    state = "start"  # of a cell; then plain, quoted, or closed by a quote that may be doubled
    while cell < target and line <= len(lines):
        text = lines[line - 1]
        while column < len(text) and cell < target:
            char = text[column]
            if char == "," and state != "quoted":
                cell, state = cell + 1, "start"
            elif char == '"' and state != "plain":
                state = "closed" if state == "quoted" else "quoted"
            elif state != "quoted":
                state = "plain"
            column += 1
        if cell < target:
            line, column = line + 1, 0
    return line, column + 1


@dataclass(frozen=True)
class Table:
    """One CSV resource whose form is sound: every record is as wide as the header."""

    name: str
    path: str
    schema: Json
    header: list[str]
    records: Sequence[list[str]]
    starts: Sequence[int]
    """Physical line (1-based) on which each record begins."""
    lines: Sequence[str]
    """Physical lines of the file, without their line ends."""
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What several rules work out once."""

    def proves(self, family: str) -> bool:
        """Say whether the table was shown as a whole to pass a family of rules."""
        return False

    @property
    def proven(self) -> bool:
        """Whether the table was shown as a whole to be sound, its own keys and order included."""
        return self.proves("types")

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """The records as dicts of text cells."""
        return [dict(zip(self.header, record, strict=True)) for record in self.records]

    @cached_property
    def columns(self) -> Mapping[str, list[str]]:
        """The text cells of every column, by field: what bulk checks work on."""
        if not self.records:
            return {name: [] for name in self.header}
        return dict(zip(self.header, map(list, zip(*self.records, strict=True)), strict=True))

    def known(self, names: Sequence[str], values: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
        """Return those of some values that some columns together hold."""
        return values & self.distinct(names)

    def distinct(self, names: Sequence[str]) -> set[tuple[str, ...]]:
        """Return the different values of some columns together."""
        return set(zip(*(self.columns[name] for name in names), strict=True))

    @cached_property
    def fields(self) -> dict[str, Json]:
        """The fields of the schema by name."""
        return {str(one["name"]): one for one in fields(self.schema)}

    @cached_property
    def primary_key(self) -> list[str]:
        """The names of the key fields."""
        key = self.schema.get("primaryKey", [])
        return [key] if isinstance(key, str) else list(key)

    def lookup(self, keys: set[str]) -> dict[str, dict[str, str]]:
        """Return some rows by the value of their key, which is one field."""
        return {key: self.rows[self.by_key[key]] for key in keys if key in self.by_key}

    @cached_property
    def by_key(self) -> dict[str, int]:
        """Row numbers by key; the parts of a composite key are joined by ``/``."""
        return {self.key(i): i for i in range(len(self.records))}

    def key(self, index: int) -> str:
        """Return the key of a row, its parts joined by ``/``."""
        record = self.records[index]
        return "/".join(record[self.header.index(name)] for name in self.primary_key)

    def locate(self, index: int, name: str | None) -> tuple[int, int]:
        """Return physical line and column (1-based) where a cell begins."""
        cell = self.header.index(name) if name in self.header else 0
        return locate(self.lines, self.starts[index], cell)


@dataclass(frozen=True)
class Package:
    """A folder of our layout, read as far as its form allows."""

    descriptor: Json
    tables: dict[str, Table] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    """Tables that are there but cannot be checked, with the reason."""
    partial: dict[str, Table] = field(default_factory=dict)
    """Of the broken tables those whose other rows can be looked at one by one."""

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a table, none where the package has no such table.

        Raises
        ------
        Unavailable
            The form of the table is broken, so that a rule which needs it is skipped.
        """
        if name in self.broken:
            raise Unavailable(f"{name}: {self.broken[name]}")
        return self.tables[name].rows if name in self.tables else []

    def table(self, name: str) -> Table:
        """Return a table, or raise `Unavailable`."""
        if name not in self.tables:
            if name in self.broken:
                raise Unavailable(f"{name}: {self.broken[name]}")
            raise Absent(f"{name}: the package has no such table")
        return self.tables[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a rule yields; code and severity are the rule's."""

    file: str
    message: str
    line: int | None = None
    column: int | None = None
    field: str | None = None
    expected: str | None = None
    found: str | None = None
    hint: str | None = None


Hits = Iterator[Hit]


def at(
    table: Table,
    index: int,
    name: str | None,
    message: str,
    *,
    expected: str | None = None,
    hint: str | None = None,
) -> Hit:
    """Build a hit on one cell (or, without a field, on the row) of a table."""
    line, column = table.locate(index, name)
    found = table.records[index][table.header.index(name)] if name in table.header else None
    return Hit(
        file=table.path,
        line=line,
        column=column,
        field=name,
        message=message,
        expected=expected,
        found=found,
        hint=hint,
    )
