"""The canonical form: one way to write a table, which `nmg-data format` writes.

UTF-8 without a mark, LF, quotes only where they are needed, cells in NFC without outer spaces,
plain numbers, rows sorted by primary key.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import normalize

from nmg_data.core.text import plain_number

from .findings import Finding, shorten
from .frames import Cells
from .lines import WHOLE_CELL, Lines

LOOSE = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?", re.ASCII)
LOSSY = re.compile(r"[+-]?(?:\d[.,]\d\d|\d[.,]\d{5,})[eE][+-]?\d+")
"""A number of a spreadsheet that kept three or six digits: the others are lost."""
PLAIN = re.compile(r"(?!-0\Z)-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?", re.ASCII)
GROUPED = re.compile(r"[+-]?\d{1,3}(?:([,_' ])\d{3})(?:\1\d{3})*(?:\.\d+)?", re.ASCII)
NUMBERS = re.compile(r"\d+(?: \d+)*", re.ASCII)
SPECIAL = re.compile(r'[,"\r\n]')

FEW, MANY = 3, 20
"""More faults of a kind are one finding: a program wrote the whole file in another way."""

SortKey = tuple[object, ...]


def canonical_cell(kind: str, cell: str) -> str:
    """Return a cell in its one form; what is not known, and a loss, stays as it is.

    >>> canonical_cell("number", "1,234.50"), canonical_cell("integer", "1.58292E+18")
    ('1234.5', '1.58292E+18')
    """
    if not cell.isascii():
        cell = normalize("NFC", cell)
    cell = cell.strip()
    if kind == "boolean":
        return cell.lower()
    if kind not in ("integer", "number") or PLAIN.fullmatch(cell):
        return cell
    plain = normalize("NFKC", cell)
    if GROUPED.fullmatch(plain):
        plain = re.sub(r"[,_' ]", "", plain)
    return plain_number(plain) if LOOSE.fullmatch(plain) and not LOSSY.fullmatch(plain) else cell


def canonical_line(cells: list[str]) -> str:
    """Write a record, with quotes around the cells that need them."""
    return ",".join(
        '"' + cell.replace('"', '""') + '"' if SPECIAL.search(cell) else cell for cell in cells
    )


def sort_key(parts: list[str]) -> SortKey:
    """Return what a row is sorted by: numbers as numbers, all else by code point."""
    return tuple(
        (0, *map(int, part.split()))
        if part[:1].isdecimal() and NUMBERS.fullmatch(part)
        else (1, part)
        for part in parts
    )


def canonical_bytes(cells: Cells, lines: dict[int, str]) -> bytes:
    """Return the file as it should be, from its cells and the canonical lines of its rows."""
    header = ",".join(map(str, cells.frame))
    order = sorted(zip(_keys(cells), lines.values(), strict=True), key=lambda pair: pair[0])
    return "\n".join([header, *(line for _, line in order), ""]).encode()


def canonical_lines(cells: Cells, changed: set[int]) -> dict[int, str]:
    """Return the canonical form of every row by line; only those that changed are written."""
    columns = [cells.frame[name].tolist() for name in cells.frame]
    rows = zip(*columns, strict=True)
    return {
        number: canonical_line(list(row)) if number in changed else cells.lines[number - 1]
        for number, row in zip(cells.frame.index.tolist(), rows, strict=True)
    }


def differences(file: Lines, data: bytes, cells: Cells, lines: dict[int, str]) -> Iterator[Finding]:
    """Find where a file is not in canonical form."""
    yield from of_file(file, data)
    filled = {1, *cells.frame.index.tolist()}
    for number in range(2, max(filled)):
        if number not in filled:
            yield file.at("NMG217", number, 1, "A blank row is between the rows.", found="")
    lines = {1: ",".join(map(str, cells.frame)), **lines}
    wrong = [number for number, line in lines.items() if file.lines[number - 1] != line]
    many = len(wrong) > MANY or len(wrong) == len(lines) > 5
    for number in wrong[: 1 if many else None]:
        yield _difference(file, cells, number, lines[number], len(wrong) if many else 1)
    yield from _out_of_order(cells)


def of_file(file: Lines, data: bytes) -> Iterator[Finding]:
    """Find what is not canonical in the bytes of a file, which may be JSON as well."""
    if data.startswith(b"\xef\xbb\xbf"):
        yield file.at("NMG217", 1, 1, "The file begins with a byte order mark.", found="U+FEFF")
    if b"\r" in data:
        ends = "CRLF" if data.count(b"\r") == data.count(b"\r\n") else "CR"
        number = file.text[: file.text.index("\r")].count("\n") + 1
        column = len(file.lines[number - 1]) + 1
        yield file.at(
            "NMG217", number, column, f"Lines end with {ends}.", expected="LF", found=ends
        )
    elif not data.endswith(b"\n"):
        number, column = len(file.lines), len(file.lines[-1]) + 1
        yield file.at("NMG217", number, column, "The last line has no line end.", expected="LF")
    last = max(number for number, line in enumerate(file.lines, 1) if line.strip(", "))
    if len(file.lines) > last + 1 or (len(file.lines) > last and file.lines[-1]):
        yield file.at("NMG217", last + 1, 1, "Blank lines are at the end of the file.", found="")


def _difference(file: Lines, cells: Cells, number: int, line: str, count: int) -> Finding:
    old, new = WHOLE_CELL.findall(file.lines[number - 1]), WHOLE_CELL.findall(line)
    i = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    field = str(list(cells.frame)[i])
    others = f" So are {count - 1:,} other rows." if count > 1 else ""
    return Finding(
        code="NMG217",
        file=file.path,
        line=number,
        column=sum(map(len, old[:i])) + 1,
        field=field,
        message=f"`{field}` is not in its canonical form.{others}",
        expected=shorten(new[i].removesuffix(","), 80),
        found=shorten(old[i].removesuffix(","), 80),
    )


def _out_of_order(cells: Cells) -> Iterator[Finding]:
    """Find the fewest rows that would have to move for the others to be in order."""
    keys = _keys(cells)
    if len(set(keys)) < len(keys) or all(before <= after for before, after in pairwise(keys)):
        return
    tails: list[SortKey] = []
    ends: list[int] = []
    chain: list[int] = []
    for i, key in enumerate(keys):
        place = bisect_right(tails, key)
        chain.append(ends[place - 1] if place else -1)
        tails[place : place + 1], ends[place : place + 1] = [key], [i]
    kept, i = set(), ends[-1]
    while i >= 0:
        kept.add(i)
        i = chain[i]
    moved = [i for i in range(len(keys)) if i not in kept]
    names, lines = cells.key.tolist(), cells.frame.index.tolist()
    ordered = sorted(range(len(keys)), key=keys.__getitem__)
    in_order = [keys[i] for i in ordered]
    others = f" So are {len(moved) - 1:,} other rows." if len(moved) > FEW else ""
    for i in moved[: 1 if others else None]:
        before = bisect_left(in_order, keys[i])
        where = f"after {shorten(names[ordered[before - 1]])}" if before else "before all others"
        message = f"The row is not in its place by primary key.{others}"
        yield cells.at(lines[i], cells.table.key[0], message, expected=where, code="NMG217")


def _keys(cells: Cells) -> list[SortKey]:
    columns = [cells.frame[name].tolist() for name in cells.table.key]
    return [sort_key(list(parts)) for parts in zip(*columns, strict=True)]
