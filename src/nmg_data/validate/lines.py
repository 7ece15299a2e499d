"""One pass over the lines of a file: encoding, characters, quotes and widths.

A cell never contains a line break, so that a record is a line, and no other fault moves it.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from .characters import GARBLED, KNOWN, LOST, MARKS, encoding, named, oddity, redecoded
from .findings import Finding, counted, shorten

QUOTED = re.compile(r'"[^"]*(?:""[^"]*)*"(?!")')
WHOLE_CELL = re.compile(rf'(?:{QUOTED.pattern}|[^,"]*)(?:,|$)')
WHOLE_CELLS = re.compile(rf'(?:(?:{QUOTED.pattern}|[^,"]*),)*')
LINE_END = re.compile(r"\r\n|\r|\n")
FOREIGN = re.compile(KNOWN["foreign"], re.MULTILINE)
MANY = 9


@dataclass
class Lines:
    """A file as text and lines, as far as it could be read."""

    path: str
    text: str = ""
    lines: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    readable: bool = False

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
        before = LINE_END.split(data[: error.start].decode("utf-8"))
        what = encoding(data)
        message = f"The file is not UTF-8{f'; it looks like {what}' if what else ''}."
        found = f"byte {data[error.start]:02X}"
        place = (len(before), len(before[-1]) + 1)
        file.findings.append(file.at("NMG101", *place, message, expected="UTF-8", found=found))
        return file
    file.lines = LINE_END.split(file.text) if "\r" in file.text else file.text.split("\n")
    if match := FOREIGN.search(file.text):
        number = len(LINE_END.findall(file.text[: match.start()])) + 1
        found = shorten(file.lines[number - 1])
        message = "This line is a mark of a merge conflict, a pointer of Git LFS or a web page."
        file.findings.append(file.at("NMG218", number, 1, message, found=found))
        return file
    file.findings += characters(file)
    file.readable = True
    return file


def characters(file: Lines) -> Iterator[Finding]:
    """Find, once a line, characters that no one sees, that steer, or that were decoded wrongly."""
    odd = "".join(char for char in set(file.text) - {"\n", "\r"} if oddity(char))
    pattern = re.compile(f"[{re.escape(odd)}]|{MARKS.pattern}" if odd else MARKS.pattern)
    runs = ((match, redecoded(match.group())) for match in GARBLED.finditer(file.text))
    garbled = [(match, before) for match, before in runs if before]
    wrong = [*garbled, *((match, None) for match in pattern.finditer(file.text))]
    starts = [0, *(end.end() for end in LINE_END.finditer(file.text))] if wrong else []
    seen = set()
    for match, before in wrong:
        number = bisect(starts, match.start())
        if number in seen:
            continue
        seen.add(number)
        column, char = match.start() - starts[number - 1] + 1, match.group()[0]
        if before:
            message = f"This is text that was once read as {before[1]}, which it is not."
            more = {"expected": shorten(before[0], 40), "found": shorten(match.group(), 40)}
            yield file.at("NMG114", number, column, message, **more)
        else:
            marks = "a letter with three or more combining marks"
            message = f"The text contains {oddity(char) or marks}."
            code = "NMG114" if char == LOST else "NMG106"
            yield file.at(code, number, column, message, found=named(char))


def records(file: Lines, width: int) -> dict[int, list[str]]:
    """Split the lines below the header into cells, by line; note quotes and widths at fault."""
    kept: dict[int, list[str]] = {}
    odd: list[tuple[int, int]] = []
    opened = False
    for number, line in enumerate(file.lines[1:], 2):
        cells = unquoted(line)
        if isinstance(cells, tuple):
            column, message, unclosed = cells
            if not opened:
                found = shorten(line[column - 1 :], 40)
                file.findings.append(file.at("NMG211", number, column, message, found=found))
            opened ^= unclosed
            continue
        if len(cells) == width:
            # Blank lines and rows of empty cells are left out: `nmg-data format` deletes them.
            if any(map(str.strip, cells)):
                kept[number] = cells
        elif line.strip(", ") and not opened:
            odd.append((number, len(cells)))
    for number, size in odd[:1] if len(odd) > max(MANY, len(kept)) else odd:
        file.findings.append(_width(file, number, size, width, len(odd)))
    return kept


def _width(file: Lines, number: int, size: int, width: int, rows: int) -> Finding:
    line = file.lines[number - 1]
    parts = WHOLE_CELL.findall(line + ",")[:size]
    columns = list(accumulate(map(len, parts), initial=1))
    # A space follows a comma of a text, and never one between cells.
    inner = next((i for i in range(1, size) if parts[i].startswith(" ")), None)
    if size == width + 1 and inner:
        column = columns[inner - 1]
    elif size > width:
        column = columns[width]
    else:
        column = len(line) + 1 if number == len(file.lines) else columns[size - 1]
    others = f" So have {rows - 1:,} other rows." if rows > MANY else ""
    message = f"The row has {counted(size, 'cell')}, but the header has {width}.{others}"
    found = shorten(line[column - 1 :], 40) or "the end of the line"
    return file.at("NMG208", number, column, message, expected=counted(width, "cell"), found=found)


def unquoted(line: str) -> list[str] | tuple[int, str, bool]:
    """Split a line; or return column, what is wrong with a quote, and whether one is open."""
    if '"' not in line:
        return line.split(",")
    parts = WHOLE_CELL.findall(f"{line},")[:-1]
    if "".join(parts) == f"{line},":
        return [part[1:-2].replace('""', '"') if part[0] == '"' else part[:-1] for part in parts]
    start = len(WHOLE_CELLS.findall(line)[0])
    if closed := QUOTED.match(line, start):
        return closed.end() + 1, "Text follows the quote that closes the cell.", False
    if line[start] == '"':
        return start + 1, "The quote that opens this cell is not closed on its line.", True
    column, odd = line.index('"', start) + 1, line.count('"') % 2 == 1
    return column, "A quote is inside a cell that is not in quotes.", odd
