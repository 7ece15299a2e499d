"""Compare the data with the text of the articles, for those who hold it.

The text is never printed or kept: problems name paragraphs, lines and our own wording.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ..core.errors import NmgDataError
from ..core.package import Package, Row, package
from ..core.text import wrap
from .figure import numbers_in


class Audit(NamedTuple):
    """The result: counts of paragraphs and numbers, and all problems in their order."""

    counts: dict[str, int]
    problems: list[tuple[str, int | None, str]]  # the passage, its line if known, a message

    def text(self, columns: int) -> str:
        """Lay the result out for a number of columns."""
        lines = [", ".join(f"{count} {what}" for what, count in self.counts.items())]
        for name, line, message in self.problems:
            lines += wrap(f"{name}{f' (line {line})' if line else ''}: {message}", columns)
        lines.append(f"{len(self.problems)} problems" if self.problems else "Text and data agree.")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        fields = ("passage_id", "line", "message")
        problems = [dict(zip(fields, problem, strict=True)) for problem in self.problems]
        return {"agrees": not problems, "counts": self.counts, "problems": problems}


def read_text(path: Path) -> str:
    """Read a text in UTF-8, or say why it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise NmgDataError(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8."
        raise NmgDataError(message) from error


def audit(text: str, known: Package | None = None) -> Audit:
    """Compare a text with a package; other lines may be around the articles."""
    known = known or package()
    lines = paragraphs(text)
    # Of equal lines, the first counts.
    line_of = {sha256(line.encode()).hexdigest(): n for n, line in reversed(lines.items())}
    rows_of: dict[str, list[Row]] = {}
    for row in (*known.rows("observations"), *known.rows("excluded_figures")):
        if not row.get("replaced_by"):
            rows_of.setdefault(row["passage_id"], []).append(row)
    passages = known.rows("passages")
    found = [passage for passage in passages if passage["sha256"] in line_of]
    numbers = sum(len(passage["paragraph_numbers"].split()) for passage in found)
    result = Audit({"paragraphs": len(passages), "found": len(found), "numbers": numbers}, [])
    last = "first"
    for passage in passages:
        name, line = passage["passage_id"], line_of.get(passage["sha256"])
        messages = [f"The paragraph is missing or differs; it is expected {last}."]
        if line is not None:
            last = f"after line {line}"
            messages = list(_differences(passage, lines[line], rows_of.get(name, [])))
        result.problems.extend((name, line, message) for message in messages)
    return result


def paragraphs(text: str) -> dict[int, str]:
    """Return the lines that are not empty, by their number in the text."""
    lines = (unicodedata.normalize("NFC", line).strip() for line in io.StringIO(text, None))
    return {number: line for number, line in enumerate(lines, 1) if line}


def _differences(passage: Row, paragraph: str, rows: list[Row]) -> Iterator[str]:
    """Say in what a paragraph and the rows that use it differ."""
    text = unicodedata.normalize("NFKC", paragraph)
    numbers = numbers_in(text)
    if numbers != passage["paragraph_numbers"].split():
        yield "The numbers of the paragraph are not those listed in paragraph_numbers."
    used: set[int] = set()
    for row in rows:
        positions = [int(position) for position in row["number_positions"].split()]
        used.update(positions)
        if not _is_at(row["as_printed"], positions, text):
            name = row.get("observation_id") or f"The excluded {row['as_printed']!r}"
            where = f"at number {', '.join(map(str, positions))}" if positions else "with no number"
            yield f"{name}: its wording is not in the paragraph {where}."
    if left := [str(n) for n in range(1, len(numbers) + 1) if n not in used]:
        yield f"Not accounted for: number {', '.join(left)} of {len(numbers)}."


def _is_at(as_printed: str, positions: list[int], text: str) -> bool:
    """Whether the pieces of a wording are in a text in their order, with just these numbers."""
    left, end = positions, 0
    for piece in unicodedata.normalize("NFKC", as_printed).split("..."):
        own = left[: len(numbers_in(piece))]
        spans = (match.span() for match in re.finditer(re.escape(piece), text))
        ends = [stop for start, stop in spans if start >= end and _within(text, start, stop) == own]
        if not ends:
            return False
        left, end = left[len(own) :], ends[0]
    return not left


def _within(text: str, start: int, stop: int) -> list[int] | None:
    """Return the positions of the numbers in a part of a text; None where it cuts a number."""
    numbers, before, until = map(numbers_in, (text, text[:start], text[:stop]))
    if before != numbers[: len(before)] or until != numbers[: len(until)]:
        return None
    return list(range(len(before) + 1, len(until) + 1))
