"""The canonical form: one way to write a table, which `nmg-data format` writes.

UTF-8, LF, quotes only where needed, NFC, no outer spaces, plain numbers, rows sorted by key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unicodedata import normalize

import pandas as pd

from nmg_data.core.package import Table
from nmg_data.core.text import plain_number

from .characters import named
from .findings import Finding, others, shorten
from .frames import Cells
from .lines import WHOLE_CELL, Lines

LOOSE = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?", re.ASCII)
# A number of a spreadsheet that kept three or six digits: the others are lost.
LOSSY = re.compile(r"[+-]?(?:\d[.,]\d\d|\d[.,]\d{5,})[eE][+-]?\d+")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:([,_' ])\d{3})(?:\1\d{3})*(?:\.\d+)?", re.ASCII)
NUMBERS = re.compile(r"\d+(?: \d+)*\Z", re.ASCII)
MANY = 20  # more rows are one finding: a program wrote the whole file in another way


def canonical_cell(kind: str, cell: str) -> str:
    """Return a cell in its one form; what is not known, and a loss, stays as it is."""
    cell = normalize("NFC", cell).strip()
    if kind not in ("integer", "number"):
        return cell.lower() if kind == "boolean" else cell
    plain = normalize("NFKC", cell)
    if GROUPED.fullmatch(plain):
        plain = re.sub(r"[,_' ]", "", plain)
    return plain_number(plain) if LOOSE.fullmatch(plain) and not LOSSY.fullmatch(plain) else cell


def canonical_frame(table: Table, rows: dict[int, list[str]]) -> pd.DataFrame:
    """Return rows as a frame of canonical cells; the index is the line."""
    columns = {}
    cells = zip(*rows.values(), strict=True)
    for (name, described), column in zip(table.fields.items(), cells, strict=True):
        forms = ((cell, canonical_cell(described["type"], cell)) for cell in set(column))
        changed = {cell: form for cell, form in forms if form != cell}
        columns[name] = [changed.get(cell, cell) for cell in column] if changed else column
    return pd.DataFrame(columns, list(rows), dtype=object)


def sort_key(parts: Iterable[str]) -> list[tuple[object, ...]]:
    """Return what a row is sorted by: numbers as numbers, all else by code point."""
    return [(0, *map(int, part.split())) if NUMBERS.match(part) else (1, part) for part in parts]


def in_order(cells: Cells) -> list[int]:
    """Return the positions of the rows in the order of their primary keys."""
    keys = list(map(sort_key, zip(*(cells[name] for name in cells.table.key), strict=True)))
    return sorted(range(len(keys)), key=keys.__getitem__)


def canonical_bytes(cells: Cells) -> bytes:
    """Return the file as it should be."""
    return cells.frame.iloc[in_order(cells)].to_csv(index=False, lineterminator="\n").encode()


def differences(file: Lines, data: bytes, cells: Cells) -> Iterator[Finding]:
    """Find where a file is not in canonical form: rows, else the file; and the order of rows."""
    here = {number: file.lines[number - 1] for number in cells.frame.index.tolist()}
    rows = zip(here.items(), cells.frame.to_numpy().tolist(), strict=True)
    # Only a line with quotes, or one that differs, is not its cells with commas between them.
    unlike = [number for (number, line), row in rows if line != ",".join(row)]
    written = cells.frame.loc[unlike].to_csv(header=False, index=False, lineterminator="\n")
    lines = dict(zip(unlike, written.split("\n"), strict=False))
    wrong = [number for number, line in lines.items() if here[number] != line]
    many = len(wrong) > MANY
    for number in wrong[: 1 if many else None]:
        old, new = WHOLE_CELL.findall(here[number]), WHOLE_CELL.findall(lines[number])
        i = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
        field, count = str(list(cells.frame)[i]), len(wrong) - 1 if many else 0
        message = f"`{field}` is not in its canonical form.{others(count)}"
        want, found = (shorten(row[i].removesuffix(","), 80) for row in (new, old))
        yield cells.at(number, field, message, expected=want, found=found, code="NMG217")
    if not wrong:
        text = "\n".join([",".join(cells.table.fields), *here.values(), ""])
        yield from of_file(file, data, text)
    yield from _out_of_order(cells)


def of_file(file: Lines, data: bytes, text: str) -> Iterator[Finding]:
    """Find the first place in which the bytes of a file are not those of a text."""
    form = text.encode()
    if data != form:
        pairs = enumerate(zip(data, form, strict=False))
        start = next((i for i, (a, b) in pairs if a != b), min(len(data), len(form)))
        before = data[:start].decode("utf-8", "ignore")
        rest = data[start:].decode("utf-8", "replace")[:1]
        message = "From here on the file is written in another way than `nmg-data format` does it."
        column = len(before) - before.rfind("\n")
        found = named(rest) if rest else "end of file"
        yield file.at("NMG217", before.count("\n") + 1, column, message, found=found)


def canonical_json(file: Lines) -> str:
    """Return a JSON file with plain line ends; the order and depth of its parts are free."""
    return "\n".join(file.lines).rstrip() + "\n"


def _out_of_order(cells: Cells) -> Iterator[Finding]:
    """Find the row that is farthest from its place; where keys are not unique, none has one."""
    places = range(len(cells.frame))
    order = in_order(cells)
    if order == list(places) or not cells.key.is_unique:
        return
    place = max(places, key=lambda place: abs(place - order[place]))
    where = f"after {shorten(cells.key.iloc[order[place - 1]])}" if place else "before all others"
    line, field = int(cells.frame.index[order[place]]), cells.table.key[0]
    message = "The rows are not sorted by primary key; this one is farthest from its place."
    yield cells.at(line, field, message, expected=where, code="NMG217")
