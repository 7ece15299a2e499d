"""Text for a terminal of 80 columns, where a Chinese character is two columns wide."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from unicodedata import combining, east_asian_width

GAP = "  "


def width(text: str) -> int:
    """Return how many columns a text takes.

    >>> width("口岸 port")
    9
    """
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


def cut(text: str, columns: int) -> str:
    """Shorten a text to a number of columns, with an ellipsis where it was cut.

    >>> cut("满洲里公路口岸", 9)
    '满洲里公…'
    """
    if width(text) <= columns:
        return text
    kept, used = "", 0
    for char in text:
        used += width(char)
        if used > columns - 1:
            break
        kept += char
    return kept + "…"


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Fill a text with spaces to a number of columns."""
    space = " " * max(0, columns - width(text))
    return space + text if right else text + space


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into lines at spaces, or anywhere between Chinese characters."""
    lines, line = [], ""
    for word in _words(text):
        if line and width(line) + width(word.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        while width(word) > columns and width(word.rstrip()) > columns:
            head = cut(word, columns + 1)[:-1]
            lines.append(head)
            word = word[len(head) :]
        line += word
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _words(text: str) -> list[str]:
    closing = "，。；：、）」』”》！？…"
    words: list[str] = []
    for char in text:
        glued = char in closing and words
        begins = not words or words[-1][-1:].isspace() or width(words[-1][-1:]) == 2
        if glued or not (begins or width(char) == 2):
            words[-1] += char
        else:
            words.append(char)
    return words


def terminal_width() -> int:
    """Return the columns to write for: the terminal's, at most 120; 80 when piped."""
    return max(40, min(120, shutil.get_terminal_size((80, 24)).columns))


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], columns: int, numeric: Sequence[int] = ()
) -> str:
    """Lay out rows below a header, cutting the widest columns until all fit."""
    cells = [list(header), *[list(row) for row in rows]]
    widths = [max(width(row[i]) for row in cells) for i in range(len(header))]
    spare = columns - len(GAP) * (len(header) - 1)
    while sum(widths) > spare and max(widths) > 4:
        widths[widths.index(max(widths))] -= 1
    lines = []
    for row in cells:
        parts = [
            pad(cut(cell, size), size, right=i in numeric)
            for i, (cell, size) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(GAP.join(parts).rstrip())
    lines.insert(1, GAP.join("─" * size for size in widths))
    return "\n".join(lines)


def printable(text: str) -> str:
    r"""Escape what could steer a terminal: control, bidirectional and private characters.

    >>> printable("a\x1b[2J\u202eb")
    'a\\x1b[2J\\u202eb'
    """
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )
