"""What many rules have in common: equal cells, cells filled together, cycles, judged rows.

Each function yields findings, so that a rule is a summary and few lines. Rows that have an error
already are left out: mostly one follows from the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from nmg_data.core.package import Row

from .frames import Cells, Data
from .rules import Findings

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


def equal(data: Data, here: str, there: str, via: str = "") -> Findings:
    """Compare ``table.field`` with that of the row to which the field `via`, or the key, refers."""
    (name, field), (other, theirs) = here.split("."), there.split(".")
    cells = data[name]
    want = data[other].look(cells[via] if via else cells.key, theirs)
    wrong = want.notna() & (want != cells[field]) & cells.sound
    message = f"`{field}` is {{{field}}}, but `{theirs}` of {other} has {{want}}."
    yield from cells.where(wrong, field, message, want.where(want != "", "an empty cell"))


def filled_if(cells: Cells, field: str, when: Any, what: str, value: str = "a value") -> Findings:
    """Find cells that are empty where `when` is true of their row, or filled where it is not."""
    filled, sound = cells[field] != "", cells.sound
    empty = f"`{field}` is empty, but {what} needs it."
    yield from cells.where(when & ~filled & sound, field, empty, value)
    idle = f"`{field}` is {{{field}}}, but only {what} has one."
    yield from cells.where(~when & filled & sound, field, idle, "an empty cell")


def paired(cells: Cells, first: str, second: str) -> Findings:
    """Find cells that are empty although the other of the pair is filled."""
    for name, other in ((first, second), (second, first)):
        wrong = (cells[name] == "") & (cells[other] != "") & cells.sound
        message = f"`{name}` is empty, but `{other}` is filled."
        yield from cells.where(wrong, name, message, "both or none")


def acyclic(cells: Cells, field: str) -> Findings:
    """Find the rows that refer to themselves through a field, directly or through others."""
    parent = {key: cell for key, cell in zip(cells.key, cells[field], strict=True) if cell}
    done: set[str] = set()
    for start in parent:
        path: dict[str, None] = {}
        key = start
        while key in parent and key not in done and key not in path:
            path[key] = None
            key = parent[key]
        if key in path:
            cycle = [*path][list(path).index(key) :]
            message = f"These refer to each other in a cycle: {' → '.join([*cycle, key])}."
            hint = f"Correct {field} of one of the rows in the cycle."
            yield cells.at(cells.line_of[min(cycle)], field, message, hint=hint)
        done.update(path)


def pasted(cells: Cells, **known: str) -> str:
    """Return a row to paste: what is known, the names of required fields, the rest empty."""
    fields = cells.table.fields.items()
    required = {name for name, field in fields if field.get("constraints", {}).get("required")}
    row = [known.get(name, name.upper() if name in required else "") for name, _ in fields]
    return f"{cells.path}: {','.join(row)}"
