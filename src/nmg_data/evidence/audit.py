"""Compare the data with the text of the articles, for those who hold it.

The text is never printed or kept: problems name paragraphs, lines and our own wording.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from ..core.errors import NmgDataError
from ..core.package import Package, Row, package
from ..core.text import wrap
from .figure import _NUMBERS

MAX_PLACEMENTS = 10_000  # of the pieces of one wording; a paragraph has a handful


class Problem(NamedTuple):
    """One thing in which text and data differ, and the line of the text, if it is known."""

    passage_id: str
    line: int | None
    message: str


class Audit(NamedTuple):
    """The result: counts of paragraphs and numbers, and all problems in their order."""

    counts: dict[str, int]
    problems: list[Problem]

    def text(self, columns: int) -> str:
        """Lay the result out for a number of columns."""
        lines = [", ".join(f"{count} {what}" for what, count in self.counts.items())]
        for name, line, message in self.problems:
            lines += wrap(f"{name}{f' (line {line})' if line else ''}: {message}", columns)
        lines.append(f"{len(self.problems)} problems" if self.problems else "Text and data agree.")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        problems = [problem._asdict() for problem in self.problems]
        return {"agrees": not self.problems, "counts": self.counts, "problems": problems}


def read_text(path: Path) -> str:
    """Read a text in UTF-8, or say why it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise NmgDataError(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise NmgDataError(
            f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8."
        ) from error


def audit(text: str, known: Package | None = None) -> Audit:
    """Compare a text with the passages, observations and excluded figures of a package.

    A paragraph is a line of the text that is not empty; other lines may be around the articles.
    A problem is a paragraph that is missing or differs, a wording that is not in its paragraph or
    not at its numbers, or a number that is not accounted for.
    """
    known = known or package()
    lines = paragraphs(text)
    line_of = {hash_of(line): number for number, line in reversed(lines.items())}
    rows_of: dict[str, list[Row]] = {}
    for row in (*known.rows("observations"), *known.rows("excluded_figures")):
        if not row.get("replaced_by"):
            rows_of.setdefault(row["passage_id"], []).append(row)
    counts = dict.fromkeys(("paragraphs", "found", "numbers", "observed", "excluded"), 0)
    problems: list[Problem] = []
    last = ""
    for passage in sorted(known.rows("passages"), key=lambda row: row["passage_id"]):
        counts["paragraphs"] += 1
        name, line = passage["passage_id"], line_of.get(passage["sha256"])
        if line is None:
            message = f"The paragraph is missing or differs; it is expected {last or 'first'}."
            problems.append(Problem(name, None, message))
            continue
        counts["found"] += 1
        last = f"after line {line}"
        messages = _compare(passage, lines[line], rows_of.get(name, []), counts)
        problems += [Problem(name, line, message) for message in messages]
    return Audit(counts, problems)


def paragraphs(text: str) -> dict[int, str]:
    r"""Return the lines that are not empty, by their number in the text.

    >>> paragraphs("one\r\n\n  two \n")
    {1: 'one', 3: 'two'}
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    stripped = (unicodedata.normalize("NFC", line).strip() for line in lines)
    return {number: line for number, line in enumerate(stripped, 1) if line}


def hash_of(paragraph: str) -> str:
    """Return the SHA-256 of a paragraph, as the table ``passages`` has it."""
    return hashlib.sha256(paragraph.encode("utf-8", "surrogatepass")).hexdigest()


def _compare(
    passage: Row, paragraph: str, rows: Sequence[Row], counts: dict[str, int]
) -> Iterator[str]:
    """Compare one paragraph with the rows that use it; count its numbers."""
    text = unicodedata.normalize("NFKC", paragraph)
    spans = [match.span() for match in _NUMBERS.finditer(text)]
    if [text[start:end] for start, end in spans] != passage["paragraph_numbers"].split():
        yield "The numbers of the paragraph are not those listed in paragraph_numbers."
    used_for: dict[int, str] = {}
    for row in rows:
        use = "observed" if "observation_id" in row else "excluded"
        positions = tuple(map(int, row["number_positions"].split()))
        yield from _misplaced(row, positions, text, spans)
        for position in positions:
            if used_for.setdefault(position, use) != use:
                yield f"Number {position} is both observed and excluded."
    left = [str(n) for n in range(1, len(spans) + 1) if n not in used_for]
    if left:
        yield f"Not accounted for: number {', '.join(left)} of {len(spans)}."
    counts["numbers"] += len(spans)
    for use in used_for.values():
        counts[use] += 1


def _misplaced(
    row: Row, positions: tuple[int, ...], text: str, spans: Sequence[tuple[int, int]]
) -> Iterator[str]:
    """Say why a wording is not where its row has it."""
    pieces = [unicodedata.normalize("NFKC", piece) for piece in row["as_printed"].split("…")]
    found = {_inside(places, spans) for places in islice(_placed(pieces, text), MAX_PLACEMENTS)}
    if positions in found:
        return
    name = row.get("observation_id") or f"The excluded {row['as_printed']!r}"
    where = sorted(places for places in found if places is not None)[:5]
    found_at = " or ".join(map(_listed, where))
    wrong = f"has {found_at}, not {_listed(positions)}" if where else "is not in the paragraph"
    yield f"{name}: its wording {wrong}."


def _listed(positions: Sequence[int]) -> str:
    return f"number {', '.join(map(str, positions))}" if positions else "no number"


def _placed(pieces: Sequence[str], text: str, start: int = 0) -> Iterator[list[tuple[int, int]]]:
    """Yield the ways in which pieces are in a text, in their order and without overlap."""
    if not pieces:
        yield []
        return
    at = text.find(pieces[0], start)
    while at >= 0 and pieces[0]:
        end = at + len(pieces[0])
        yield from ([(at, end), *rest] for rest in _placed(pieces[1:], text, end))
        at = text.find(pieces[0], at + 1)


def _inside(
    places: Iterable[tuple[int, int]], spans: Sequence[tuple[int, int]]
) -> tuple[int, ...] | None:
    """Return the positions of the numbers in some places; None where a number is cut."""
    found = []
    for start, end in places:
        for position, (first, last) in enumerate(spans, 1):
            if start <= first and last <= end:
                found.append(position)
            elif first < end and start < last:
                return None
    return tuple(found)
