"""Numbers and lines as text, for a terminal where a Chinese character is two columns wide."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from decimal import Decimal
from html import escape
from itertools import zip_longest
from unicodedata import combining, east_asian_width

GAP = "  "
CLOSING = "，。；：、）」』”》！？…"


def plain_number(value: Decimal | float | int | str) -> str:
    """Return a number as plain decimal text: no exponent, no zeros at the end."""
    if isinstance(value, float):
        # `float`, since a float of numpy is one as well, and its repr names its type.
        value = repr(float(value))
    text = f"{Decimal(value):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def grouped(number: str) -> str:
    """Return a plain number with its thousands separated.

    >>> grouped("-1234567.5")
    '-1,234,567.5'
    """
    whole, point, fraction = number.partition(".")
    return f"{int(whole):,}{point}{fraction}" if whole not in ("", "-", "-0") else number


def width(text: str) -> int:
    """Return how many columns a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


def cut(text: str, columns: int) -> str:
    """Return the beginning of a text that fits into a number of columns."""
    kept = text[:columns]
    while width(kept) > columns:
        kept = kept[:-1]
    return kept


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """Fill a text with spaces to a number of columns."""
    space = " " * max(0, columns - width(text))
    return space + text if right else text + space


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into lines at spaces, or anywhere between Chinese characters."""
    if width(text) <= columns:
        return [text.rstrip()]
    lines, line = [], ""
    for word in _words(text):
        if line and width(line) + width(word.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        while width(word.rstrip()) > columns:
            head = cut(word, columns)
            lines.append(head)
            word = word[len(head) :]
        line += word
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _words(text: str) -> list[str]:
    words: list[str] = []
    for char in text:
        begins = not words or words[-1][-1].isspace() or 2 in (width(words[-1][-1]), width(char))
        if begins and not (words and char in CLOSING):
            words.append(char)
        else:
            words[-1] += char
    return words


def terminal_width() -> int:
    """Return the columns to write for: those of the terminal; 80 when piped."""
    return max(40, shutil.get_terminal_size((80, 24)).columns)


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    columns: int,
    *,
    numeric: Collection[int] = (),
    whole: Collection[int] = (),
    below: Sequence[Sequence[str]] = (),
) -> str:
    """Lay out rows, each before its lines of ``below``; the widest columns are broken to fit.

    Columns of numbers are aligned to the right; those and the ones in ``whole`` are never broken.
    """
    sizes = [max(map(width, column)) for column in zip(header, *rows, strict=True)]
    spare = columns - len(GAP) * (len(header) - 1)
    narrow = [i for i in range(len(header)) if i not in whole and i not in numeric]
    while sum(sizes) > spare and any(sizes[i] > 4 for i in narrow):
        sizes[max(narrow, key=lambda i: sizes[i])] -= 1
    rule = GAP.join("─" * size for size in sizes)
    lines: list[str] = []
    for row, more in zip_longest([header, *rows], [[rule], *below], fillvalue=()):
        parts = [wrap(cell, size) for cell, size in zip(row, sizes, strict=True)]
        for line in zip_longest(*parts, fillvalue=""):
            padded = [pad(part, sizes[i], right=i in numeric) for i, part in enumerate(line)]
            lines.append(GAP.join(padded).rstrip())
        lines += more
    return "\n".join(lines)


def html_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table in HTML, everything escaped."""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def printable(text: str) -> str:
    """Escape what could steer a terminal: control, bidirectional and private characters."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )
