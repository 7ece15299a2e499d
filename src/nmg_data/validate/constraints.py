"""What many rules have in common; most are kinds of rules in ``domain/declared.toml``.

Rows that have an error already are left out: mostly one follows from the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from .frames import Cells, Data
from .rules import Findings

Result = TypeVar("Result")
Judge = Callable[..., Any]
Patterns = Mapping[str, str]  # for whole cells, by path
Answer = tuple[str, str, str]  # the field at fault, a message, and what was expected


def part(cells: Cells, mask: Any, **more: Any) -> Cells:
    """Return some rows of a table, with further columns at its end."""
    frame = cells.frame if mask.all() else cells.frame[mask]
    found = Cells(cells.table, frame.assign(**more), cells.lines)
    found.unsound = cells.unsound
    return found


def columns(cells: Cells, names: Iterable[str] = ()) -> dict[str, list[str]]:
    """Return the cells of some columns, or of all fields, as lists."""
    return {name: cells[name].tolist() for name in names or cells.table.fields}


def lines(cells: Cells, *fields: str) -> Iterator[Any]:
    """Yield the line and some cells of every row."""
    return zip(cells.frame.index.tolist(), *columns(cells, fields).values(), strict=True)


def shared(compute: Callable[[Data], Result]) -> Callable[[Data], Result]:
    """Let several rules have what only one of them works out, with the tables it asks for."""

    def once(data: Data) -> Result:
        if compute not in data.shared:
            before, data.asked = data.asked, set()
            data.shared[compute] = (compute(data), data.asked)
            data.asked = before
        result, asked = data.shared[compute]
        data.asked |= asked
        return result  # type: ignore[no-any-return]

    return once


def answers(cells: Cells, fields: Iterable[str], judge: Judge) -> Iterator[tuple[int, Any]]:
    """Yield line and answer of a function of some cells, asked once for equal cells."""
    keys = list(zip(*columns(cells, fields).values(), strict=True))
    known = {key: answer for key in dict.fromkeys(keys) if (answer := judge(*key))}
    if known:
        pairs = zip(cells.frame.index.tolist(), keys, strict=True)
        yield from ((line, known[key]) for line, key in pairs if key in known)


def judged(cells: Cells, fields: Iterable[str], judge: Callable[..., Answer | None]) -> Findings:
    """Report what a function of some cells answers, on rows without an error so far."""
    for line, (field, message, expected) in answers(cells, fields, judge):
        if line not in cells.unsound:
            yield cells.at(line, field, message, expected=expected)


def compared(cells: Cells, field: str, want: Any, message: str, at: str = "") -> Findings:
    """Find cells that are not as wanted, by line; where nothing is known, any cell will do."""
    want = want.map({True: "true", False: "false"}) if want.dtype == bool else want
    wrong = want.notna() & (want != cells[field]) & cells.sound
    yield from cells.where(wrong, at or field, message, want[wrong].replace("", "an empty cell"))


def column(data: Data, table: str, path: str) -> Any:
    """Return a field, or as ``reference.field`` that of the rows to which a field refers."""
    own, _, further = path.partition(".")
    cells = data[table]
    if not further:
        return cells[own]
    return data[cells.table.references[own][0]].look(cells[own], further)


def fits(data: Data, table: str, when: Patterns) -> Any:
    """Return whether the cells of a row match all patterns, or equal a field (`=name`), by path."""
    mask = data[table].sound
    for path, pattern in when.items():
        found = column(data, table, path)
        found = found.fillna("") if "." in path else found
        if pattern.startswith("="):
            mask &= found == data[table][pattern[1:]]
        else:
            mask &= found.isin([cell for cell in found.unique() if re.fullmatch(pattern, cell)])
    return mask


def only(data: Data, table: str, when: Patterns, then: Patterns, words: str = "") -> Findings:
    """Find cells that do not match `then` in rows that match `when`; `words` say what fits."""
    seen = {"": "empty", ".+": "filled"}
    own = {path: when[path] for path in when if "." not in path}
    reasons = [f"`{path}` is {seen.get(own[path], '{' + path + '}')}" for path in own]
    why = f", but {' and '.join(reasons)}" if reasons else ""
    for path, pattern in then.items():
        wrong = fits(data, table, when) & ~fits(data, table, {path: pattern})
        if wrong.any():
            there = column(data, table, path)[wrong].fillna("").replace("", "empty")
            rows = part(data[table], wrong, there=there)
            want = words or pattern.strip("|").replace("|", " or ").replace(".+", "a value")
            message, field = f"`{path}` is {{there}}{why}.", path.split(".")[0]
            yield from rows.where(wrong[wrong], field, message, want or "an empty cell")


def equal(data: Data, table: str, field: str, path: str, at: str = "") -> Findings:
    """Compare a field with one of the row to which another field refers."""
    message = f"`{field}` is {{{field}}}, but `{path}` is {{want}}."
    yield from compared(data[table], field, column(data, table, path), message, at)


def filled_if(
    data: Data, table: str, field: str, when: Any, what: str, value: str = "a value"
) -> Findings:
    """Find cells that are empty where their row fits `when`, or filled where it does not."""
    cells = data[table]
    mask = fits(data, table, when) if isinstance(when, dict) else when
    filled, sound = cells[field] != "", cells.sound
    empty = f"`{field}` is empty, but {what} needs it."
    yield from cells.where(mask & ~filled & sound, field, empty, value)
    idle = f"`{field}` is {{{field}}}, but only {what} has one."
    yield from cells.where(~mask & filled & sound, field, idle, "an empty cell")


def paired(data: Data, table: str, first: str, second: str) -> Findings:
    """Find cells that are empty although the other of the pair is filled."""
    for name, other in ((first, second), (second, first)):
        yield from only(data, table, {other: ".+"}, {name: ".+"}, "both or none")


def before(data: Data, table: str, field: str, than: str) -> Findings:
    """Find cells that do not come before another cell of their row, or before its beginning."""
    cells = data[table]
    pairs = zip(cells[field], cells[than], strict=True)
    late = [bool(cell and end) and cell.split("/")[0] >= end.split("/")[0] for cell, end in pairs]
    message = f"`{field}` {{{field}}} does not come before {{{than}}}."
    yield from cells.where(cells.sound[late], field, message, "before " + cells[than])


def begins(data: Data, table: str, field: str, path: str, without: str = "$") -> Findings:
    """Find cells that begin otherwise than one of the row to which another field refers."""
    cells = data[table]
    want = column(data, table, path).fillna("").str.replace(without, "", regex=True)
    pairs = zip(cells[field], want, strict=True)
    other = [not (cell.startswith(stem) or stem.startswith(cell)) for cell, stem in pairs]
    message = f"`{field}` is {{{field}}}, but `{path}` begins with {{want}}."
    yield from cells.where(cells.sound[other], field, message, want)


def alike(data: Data, table: str, group: list[str], fields: list[str], when: Patterns) -> Findings:
    """Find cells that differ from the first row that has the same cells in the fields `group`."""
    cells = part(data[table], fits(data, table, when))
    for field in fields:
        first = cells.frame.groupby(group, sort=False)[field].transform("first")
        message = f"`{field}` is {{{field}}}, but {{want}} in another row with the same "
        message += f"{', '.join(group)}."
        yield from compared(cells, field, first, message)


def upwards(key: str, parent: Mapping[str, str]) -> list[str]:
    """Return what a row lies in, the nearest first; it is there itself if that leads back to it."""
    found: list[str] = []
    while (key := parent.get(key, "")) and key not in found:
        found.append(key)
    return found


def acyclic(data: Data, table: str, field: str) -> Findings:
    """Find a row that refers to itself through a field, directly or through others."""
    cells = data[table]
    other = dict(zip(cells.key, cells[field], strict=True))
    first = min((key for key in other if key in upwards(key, other)), default=None)
    if first is not None:
        message = f"`{field}` leads back to the row: {' → '.join([first, *upwards(first, other)])}."
        yield cells.at(cells.line_of[first], field, message)


def pasted(cells: Cells, **known: str) -> str:
    """Return a row to paste: what is known, the names of required fields, the rest empty."""
    fields = cells.table.fields.items()
    required = {name for name, field in fields if field.get("constraints", {}).get("required")}
    row = [known.get(name, name.upper() if name in required else "") for name, _ in fields]
    return f"{cells.path}: {','.join(row)}"
