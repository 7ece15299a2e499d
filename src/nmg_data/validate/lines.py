"""One pass over the lines of a file: encoding, characters, quotes and widths.

A cell never contains a line break, so that a record is a line, and no other fault moves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from .characters import GARBLED, LOST, MARKS, encoding, named, oddity, redecoded
from .findings import Finding, counted, shorten

CELL = re.compile(r'"(?P<quoted>(?:[^"]|"")*)(?P<close>"?)(?P<after>[^,]*)|(?P<plain>[^,]*)')
WHOLE_CELL = re.compile(r'(?:"(?:[^"]|"")*"|[^,"]*)(?:,|$)')
MANY = 9
PLAIN_BYTES = bytes([10, 13, *range(32, 127)])
CONFLICT = "a mark of a merge conflict that is not resolved"
FOREIGN = {
    "version https://git-lfs.github.com/": "a pointer of Git LFS and not the file itself",
    "<!DOCTYPE html": "the beginning of a web page",
    "<html": "the beginning of a web page",
    "<<<<<<< ": CONFLICT,
    "=======": CONFLICT,
    ">>>>>>> ": CONFLICT,
}


@dataclass
class Lines:
    """A file as text and lines, as far as it could be read."""

    path: str
    text: str = ""
    lines: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    readable: bool = False
    doubtful: set[int] = field(default_factory=set)
    """Lines whose quotes may not all be needed."""

    def at(self, code: str, line: int, column: int, message: str, **more: Any) -> Finding:
        """Build a finding on a character of the file."""
        return Finding(code=code, file=self.path, line=line, column=column, message=message, **more)


def read_lines(path: str, data: bytes) -> Lines:
    """Decode a file and look at its characters."""
    file = Lines(path)
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        file.findings.append(file.at("NMG111", 1, 1, "The file is empty."))
        return file
    try:
        file.text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        file.findings.append(_not_utf8(file, data, error))
        return file
    text = file.text
    file.lines = re.split(r"\r\n|\r|\n", text) if "\r" in text else text.split("\n")
    for start, what in FOREIGN.items():
        if text.startswith(start) or f"\n{start}" in text:
            number = next(n for n, line in enumerate(file.lines, 1) if line.startswith(start))
            message = f"This line is {what}."
            found = shorten(file.lines[number - 1])
            file.findings.append(file.at("NMG218", number, 1, message, found=found))
            return file
    file.findings += characters(file, data)
    file.readable = True
    return file


def _not_utf8(file: Lines, data: bytes, error: UnicodeDecodeError) -> Finding:
    before = data[: error.start]
    line = len(re.findall(rb"\r\n|\r|\n", before)) + 1
    start = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
    column = len(before[start:].decode("utf-8", "replace")) + 1
    what = encoding(data)
    message = f"The file is not UTF-8{f'; it looks like {what}' if what else ''}."
    found = "byte " + data[error.start : error.start + 1].hex().upper()
    return file.at("NMG101", line, column, message, expected="UTF-8", found=found)


def characters(file: Lines, data: bytes) -> Iterator[Finding]:
    """Find, once a line, characters that no one sees, that steer, or that were decoded wrongly."""
    # Without plain ASCII few characters are left, of which even fewer are different.
    rest = set(data.translate(None, PLAIN_BYTES).decode("utf-8"))
    odd = "".join(char for char in rest if oddity(char))
    pattern = re.compile(f"[{re.escape(odd)}]|{MARKS.pattern}" if odd else MARKS.pattern)
    marked = bool(odd) or any(MARKS.match(char * 3) for char in rest)
    for number, line in enumerate(file.lines, 1):
        garbled = (
            None
            if line.isascii()
            else next(filter(None, map(_garbled, GARBLED.finditer(line))), None)
        )
        if garbled:
            start, run, (text, wrong) = garbled
            message = f"This is text that was once read as {wrong}, which it is not."
            expected, found = shorten(text, 40), shorten(run, 40)
            yield file.at("NMG114", number, start + 1, message, expected=expected, found=found)
        elif marked and (match := pattern.search(line)):
            char = match.group()[0]
            what = oddity(char) or "a letter with three or more combining marks"
            code = "NMG114" if char == LOST else "NMG106"
            message = f"The text contains {what}."
            yield file.at(code, number, match.start() + 1, message, found=named(char))


def _garbled(match: re.Match[str]) -> tuple[int, str, tuple[str, str]] | None:
    before = redecoded(match.group())
    return (match.start(), match.group(), before) if before else None


def records(file: Lines, width: int) -> dict[int, list[str]]:
    """Split the lines below the header into cells, by line; note quotes and widths at fault.

    Blank lines and rows of empty cells are left out: `nmg-data format` deletes them.
    """
    kept: dict[int, list[str]] = {}
    odd: list[tuple[int, int]] = []
    opened = False
    last = len(file.lines)
    for number, line in enumerate(file.lines[1:], 2):
        cells = unquoted(line)
        if isinstance(cells, tuple):
            column, message, unclosed = cells
            if not opened:
                found = shorten(line[column - 1 :], 40)
                file.findings.append(file.at("NMG211", number, column, message, found=found))
            opened ^= unclosed
            continue
        if '"' in line and not all("," in cell for cell in line.split('"')[1::2]):
            file.doubtful.add(number)
        if len(cells) == width:
            if any(map(str.strip, cells)):
                kept[number] = cells
        elif line.strip(", ") and not opened:
            odd.append((number, len(cells)))
    for number, size in odd[:1] if len(odd) > max(MANY, len(kept)) else odd:
        file.findings.append(_width(file, number, size, width, len(odd), cut=number == last))
    return kept


def _width(file: Lines, number: int, size: int, width: int, rows: int, *, cut: bool) -> Finding:
    line = file.lines[number - 1]
    parts = WHOLE_CELL.findall(line)[:size]
    ends = list(accumulate(map(len, parts), initial=0))
    others = f" So have {rows - 1:,} other rows." if rows > MANY else ""
    message = f"The row has {counted(size, 'cell')}, but the header has {width}.{others}"
    expected: str = counted(width, "cell")
    hint = None
    inner = next((i for i, part in enumerate(parts) if i and part.startswith(" ")), None)
    if size == width + 1 and inner:
        # A space follows a comma of a text, and never one between cells.
        column, found = ends[inner - 1] + 1, (parts[inner - 1] + parts[inner]).removesuffix(",")
        expected = f'"{found}"'
    elif size > width:
        column, found = ends[width] + 1, shorten(line[ends[width] :], 40) or "a comma"
    elif cut:
        message = f"The file ends in the middle of this row, after {size} of {width} cells."
        column, found, expected = len(line) + 1, "end of file", "a whole row"
        hint = "Take the rows from here on from the last version of the file."
    else:
        column, found = ends[size - 1] + 1, counted(size, "cell")
    more = {"expected": expected, "found": found, "hint": hint}
    return file.at("NMG208", number, column, message, **more)


def unquoted(line: str) -> list[str] | tuple[int, str, bool]:
    """Split a line into cells; or return column, what is wrong, and whether a quote is open."""
    if '"' not in line:
        return line.split(",")
    parts = line.split('"')
    if '""' not in line and len(parts) % 2 and f",{parts[0]}"[-1] == "," == f"{parts[-1]},"[0]:
        outside = parts[2:-1:2]
        if all(part[0] == part[-1] == "," for part in outside):
            # The common case: every second part is a cell in quotes, without a quote in it.
            cells = parts[0].split(",")[:-1]
            for inside, after in zip(parts[1:-2:2], outside, strict=True):
                cells += [inside, *after.split(",")[1:-1]]
            cells += [parts[-2], *parts[-1].split(",")[1:]]
            return cells
    return _quoted(line)


def _quoted(line: str) -> list[str] | tuple[int, str, bool]:
    cells, at = [], 0
    while True:
        match = CELL.match(line, at)
        assert match is not None
        cell = match["plain"]
        if cell is None:
            cell = match["quoted"].replace('""', '"')
            if not match["close"]:
                return at + 1, "The quote that opens this cell is not closed on its line.", True
            if match["after"]:
                message = "Text follows the quote that closes the cell."
                return match.start("after") + 1, message, False
        elif '"' in cell:
            column = at + cell.index('"') + 1
            odd = line.count('"') % 2 == 1
            return column, "A quote is inside a cell that is not in quotes.", odd
        cells.append(cell)
        at = match.end() + 1
        if at > len(line):
            return cells
