"""What the rules look at: every table as a frame of text whose index is the physical line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

import pandas as pd

from nmg_data.core.package import Row, Table

from .findings import Finding, shorten
from .lines import WHOLE_CELL
from .rules import Findings


class Unavailable(Exception):
    """A rule asks for a table that could not be read; the rule is then not run."""


class Cells:
    """A table as text columns; an empty cell is ``""`` and the index is the physical line.

    Columns are attributes (``cells.place_id``) unless this class has an attribute of that name:
    ``cells["key"]`` is the column, ``cells.key`` the primary key.
    """

    def __init__(self, table: Table, frame: pd.DataFrame, lines: list[str] | None = None) -> None:
        self.table, self.frame, self.lines = table, frame, lines or []
        self.name, self.path = table.name, table.path
        self.unsound: set[int] = set()  # the lines that have an error so far

    def __getattr__(self, name: str) -> pd.Series[str]:
        try:
            return self.__dict__["frame"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(f"the table has no column {name!r}") from None

    def __getitem__(self, name: str) -> pd.Series[str]:
        return self.frame[name]

    @cached_property
    def key(self) -> pd.Series[str]:
        """The primary keys, the parts of a composite one joined by a slash."""
        first, *others = (self[name] for name in self.table.key)
        return first.str.cat(others, sep="/") if others else first  # type: ignore[arg-type]

    @cached_property
    def line_of(self) -> dict[str, int]:
        """The physical line of every primary key."""
        return dict(zip(self.key, self.frame.index.tolist(), strict=True))

    @cached_property
    def rows(self) -> list[Row]:
        """The rows as dicts of text cells, in the order of the file."""
        return self.frame.to_dict("records")  # type: ignore[return-value]

    @property
    def sound(self) -> pd.Series[bool]:
        """Whether a row has no error so far, so that it may be held against others."""
        lines = self.frame.index
        return pd.Series(~lines.isin(self.unsound) if self.unsound else True, lines)

    def look(self, keys: pd.Series[str], field: str) -> pd.Series[str]:
        """Return the cells of a field for some keys, NaN where there is no such row."""
        known = dict(zip(self.key, self.frame[field], strict=True))
        found = [known.get(key, float("nan")) for key in keys.tolist()]
        return pd.Series(found, keys.index, dtype=object)

    def where(self, mask: Any, field: str, message: str, expected: Any = None) -> Findings:
        """Yield a finding on a field for every row of a mask.

        `message` may name fields of the row, ``{place_id}``, and ``{want}``, which is what is
        expected: a value, or a Series of values by line.
        """
        wrong = mask.fillna(False).astype(bool)
        for line in wrong.index[wrong]:
            want = expected.get(line) if isinstance(expected, pd.Series) else expected
            want = None if want is None or want != want else str(want)
            cells = {name: shorten(cell) for name, cell in self.frame.loc[line].items()}
            text = message.format(**{**cells, "want": want or ""})
            yield self.at(int(line), field, text, expected=want)

    def at(self, line: int, field: str | None, message: str, **more: Any) -> Finding:
        """Build a finding on one cell, or without a field on the row."""
        before = list(self.frame).index(field) if field in self.frame else 0
        cells = WHOLE_CELL.findall(self.lines[line - 1]) if line <= len(self.lines) else []
        if field in self.frame and line in self.frame.index:
            more = {"found": shorten(self.frame.at[line, field], 80), **more}
        more |= {"column": sum(map(len, cells[:before])) + 1, "field": field}
        return Finding(file=self.path, line=line, message=message, **more)


class Data(dict[str, Cells]):
    """All tables by name, also as attributes; a table that could not be read skips the rule."""

    def __init__(self, tables: Iterable[Cells], broken: Mapping[str, str] | None = None) -> None:
        super().__init__({cells.name: cells for cells in tables})
        self.by_path = {cells.path: cells for cells in self.values()}
        self.broken = broken or {}  # why the others could not be read
        # The tables that were asked for: what is found may follow from an error in them.
        self.asked: set[str] = set()
        self.shared: dict[Callable[..., Any], tuple[Any, set[str]]] = {}

    def __getitem__(self, name: str) -> Cells:
        self.asked.add(name)
        if name not in self:
            raise Unavailable(self.broken.get(name, f"the package has no table {name}"))
        return super().__getitem__(name)

    def __getattr__(self, name: str) -> Cells:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]
