"""What many rules have in common: equal cells, cells filled together, cycles, judged rows.

Most are kinds of rules that are declared in ``domain/declared.toml``. Rows that have an error
already are left out: mostly one follows from the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from nmg_data.core.package import Row

from .frames import Cells
from .rules import Findings

Tables = Mapping[str, Cells]
Answer = tuple[str, str, str]
"""The field at fault, a message, and what was expected."""


def numbered(cells: Cells) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a small table with their lines."""
    return zip(cells.frame.index.tolist(), cells.rows, strict=True)


def part(cells: Cells, mask: Any, **more: Any) -> Cells:
    """Return some rows of a table, with further columns at its end."""
    frame = cells.frame.assign(**more) if more else cells.frame
    found = Cells(cells.table, frame if mask.all() else frame[mask], cells.lines)
    found.unsound = cells.unsound
    return found


def answers(
    cells: Cells, fields: Iterable[str], judge: Callable[..., Any]
) -> Iterator[tuple[int, Any]]:
    """Yield line and answer of a function of some cells, asked once for equal cells."""
    keys = list(zip(*(cells[name].tolist() for name in fields), strict=True))
    known = {key: judge(*key) for key in dict.fromkeys(keys)}
    if any(known.values()):
        for line, key in zip(cells.frame.index.tolist(), keys, strict=True):
            if known[key]:
                yield line, known[key]


def judged(cells: Cells, fields: Iterable[str], judge: Callable[..., Answer | None]) -> Findings:
    """Report what a function of some cells answers, on rows without an error so far."""
    for line, (field, message, expected) in answers(cells, fields, judge):
        if line not in cells.unsound:
            yield cells.at(line, field, message, expected=expected)


def column(data: Tables, table: str, path: str) -> Any:
    """Return a field, or as ``reference.field`` that of the rows to which a field refers."""
    own, _, further = path.partition(".")
    cells = data[table]
    if not further:
        return cells[own]
    return data[cells.table.references[own][0]].look(cells[own], further)


def fits(data: Tables, table: str, when: Mapping[str, str]) -> Any:
    """Return whether the cells of a row match all patterns, by path."""
    mask = data[table].sound
    for path, pattern in when.items():
        found = column(data, table, path).fillna("")
        mask &= found.isin([cell for cell in found.unique() if re.fullmatch(pattern, cell)])
    return mask


def only(
    data: Tables, table: str, when: Mapping[str, str], then: Mapping[str, str], words: str = ""
) -> Findings:
    """Find cells that do not match `then` in rows that match `when`; `words` say what fits."""
    reasons = "".join(f", but `{path}` is {{{path}}}" for path in when if "." not in path)
    for path, pattern in then.items():
        wrong = fits(data, table, when) & ~fits(data, table, {path: pattern})
        if wrong.any():
            rows = part(data[table], wrong, there=column(data, table, path).fillna(""))
            want = pattern.strip("|").replace("|", " or ").replace(".+", "a value")
            message = f"`{path}` is {{there}}{reasons}."
            yield from rows.where(
                wrong[wrong], path.split(".")[0], message, words or want or "an empty cell"
            )


def equal(data: Tables, table: str, field: str, path: str, at: str = "") -> Findings:
    """Compare a field with one of the row to which another field refers."""
    cells, want = data[table], column(data, table, path)
    wrong = want.notna() & (want != cells[field]) & cells.sound
    message = f"`{field}` is {{{field}}}, but `{path}` is {{want}}."
    yield from cells.where(wrong, at or field, message, want.where(want != "", "an empty cell"))


def filled_if(
    data: Tables, table: str, field: str, when: Any, what: str, value: str = "a value"
) -> Findings:
    """Find cells that are empty where their row fits `when`, or filled where it does not."""
    cells = data[table]
    mask = fits(data, table, when) if isinstance(when, dict) else when
    filled, sound = cells[field] != "", cells.sound
    empty = f"`{field}` is empty, but {what} needs it."
    yield from cells.where(mask & ~filled & sound, field, empty, value)
    idle = f"`{field}` is {{{field}}}, but only {what} has one."
    yield from cells.where(~mask & filled & sound, field, idle, "an empty cell")


def paired(data: Tables, table: str, first: str, second: str) -> Findings:
    """Find cells that are empty although the other of the pair is filled."""
    cells = data[table]
    for name, other in ((first, second), (second, first)):
        wrong = (cells[name] == "") & (cells[other] != "") & cells.sound
        message = f"`{name}` is empty, but `{other}` is filled."
        yield from cells.where(wrong, name, message, "both or none")


def begins(data: Tables, table: str, field: str, path: str, without: str) -> Findings:
    """Find cells that do not begin as one of the row to which another field refers."""
    cells = data[table]
    want = column(data, table, path).fillna("").str.replace(without, "", regex=True)
    pairs = zip(cells[field], want, strict=True)
    other = [bool(cell) and not cell.startswith(stem) for cell, stem in pairs]
    message = f"`{field}` is {{{field}}}, but `{path}` begins with {{want}}."
    yield from cells.where(cells.sound & want[other].notna(), field, message, want + "…")


def alike(
    data: Tables, table: str, group: list[str], fields: list[str], when: Mapping[str, str]
) -> Findings:
    """Find cells that differ from the first row that has the same cells in the fields `group`."""
    cells = part(data[table], fits(data, table, when))
    for field in fields:
        first = cells.frame.groupby(group, sort=False)[field].transform("first")
        message = f"`{field}` is {{{field}}}, but in a row of the same {group[0]} {{want}}."
        yield from cells.where(first != cells[field], field, message, first)


def distinct(data: Tables, table: str, fields: list[str], when: Mapping[str, str]) -> Findings:
    """Find rows that have the same cells in some fields as one above."""
    cells = data[table]
    rows = cells.frame[fits(data, table, when)]
    again = rows[rows.duplicated(fields, keep=False)]
    key = cells.table.key[0]
    first = again.groupby(fields, sort=False)[key].transform("first")
    message = f"{{want}} has the same {', '.join(fields)}."
    yield from cells.where(first != again[key], key, message, first)


def acyclic(data: Tables, table: str, field: str) -> Findings:
    """Find rows that refer to themselves through a field, directly or through others."""
    cells = data[table]
    pairs = zip(cells.key, cells[field], strict=True)
    try:
        TopologicalSorter({key: [other] for key, other in pairs if other}).prepare()
    except CycleError as error:
        cycle = error.args[1]
        message = f"`{field}` leads back to the row: {' → '.join(cycle)}."
        yield cells.at(cells.line_of[min(cycle)], field, message)


def pasted(cells: Cells, **known: str) -> str:
    """Return a row to paste: what is known, the names of required fields, the rest empty."""
    fields = cells.table.fields.items()
    required = {name for name, field in fields if field.get("constraints", {}).get("required")}
    row = [known.get(name, name.upper() if name in required else "") for name, _ in fields]
    return f"{cells.path}: {','.join(row)}"
