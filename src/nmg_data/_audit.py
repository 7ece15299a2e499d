"""Compare the data with the text of the articles, for whoever holds it.

The text is never printed or kept: findings name paragraphs, lines and our own prints.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ._describe import read_records
from ._errors import NmgDataError
from ._figure import _NUMBERS
from ._root import reason

Row = Mapping[str, str]
MAX_BYTES = 64 * 1024 * 1024
MAX_PLACEMENTS = 10_000
"""Ways to place the pieces of a print that are tried; a paragraph has a handful."""


class UnreadableTextError(NmgDataError, OSError):
    """The file with the text cannot be read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in which text and data part; ``line`` is that of the file, where it is known."""

    passage_id: str
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many numbers of one sort were found, and what became of them."""

    total: int = 0
    observed: int = 0
    excluded: int = 0

    @property
    def left(self) -> int:
        """Numbers that are neither observed nor excluded."""
        return self.total - self.observed - self.excluded


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was found of one article."""

    source_id: str
    paragraphs: int
    found: int
    digits: Tally
    chinese: Tally


@dataclass(frozen=True)
class Audit:
    """The result: coverage by article, and all problems in the order of the articles."""

    coverage: tuple[Coverage, ...]
    problems: tuple[Problem, ...] = field(default=())


def read_text(path: Path) -> str:
    """Read a text file of UTF-8, or say why it cannot be read."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableTextError(f"{path} cannot be read ({reason(error)}).") from error
    if len(data) > MAX_BYTES:
        raise UnreadableTextError(f"{path} has more than {MAX_BYTES:,} bytes.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableTextError(
            f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8 and run again."
        ) from error


def audit_installed(text: str) -> Audit:
    """Compare a text with the tables of this installation."""
    return audit(
        text,
        read_records("passages"),
        read_records("observations"),
        read_records("excluded_figures"),
    )


def audit(
    text: str, passages: Sequence[Row], observations: Iterable[Row], excluded: Iterable[Row]
) -> Audit:
    """Compare a text with the data.

    Parameters
    ----------
    text
        The articles; a paragraph is a line that is not empty. Other lines may stand around them.
    passages, observations, excluded
        Rows of the tables ``passages``, ``observations`` and ``excluded_figures``.

    Returns
    -------
    Audit
        For each article how many paragraphs and numbers were found, observed and excluded, and
        every problem: a paragraph that is missing or differs, a print that does not stand in its
        paragraph or not at its numbers, a number that nobody accounts for.
    """
    lines = paragraphs(text)
    place = find_passages(passages, lines)
    used = {"observed": _by_passage(observations), "excluded": _by_passage(excluded)}
    articles: dict[str, list[Row]] = {}
    for one in sorted(passages, key=lambda one: (one["source_id"], int(one["paragraph"]))):
        articles.setdefault(one["source_id"], []).append(one)
    coverage: list[Coverage] = []
    problems: list[Problem] = []
    # In the order of their ids, article 1 comes first.
    for source_id, members in sorted(articles.items(), key=lambda one: one[1][0]["passage_id"]):
        found = [one for one in members if one["passage_id"] in place]
        total = Coverage(source_id, len(members), len(found), Tally(), Tally())
        problems += _lost(members, place, lines)
        for one in found:
            line = place[one["passage_id"]]
            total, wrong = _compare(one, line, lines[line], used, total)
            problems += wrong
        coverage.append(total)
    return Audit(tuple(coverage), tuple(problems))


def paragraphs(text: str) -> dict[int, str]:
    r"""Return the lines that are not empty, by their number in the file.

    >>> paragraphs("one\r\n\n  two \n")
    {1: 'one', 3: 'two'}
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    stripped = (unicodedata.normalize("NFC", line).strip() for line in lines)
    return {n: line for n, line in enumerate(stripped, 1) if line}


def hash_of(paragraph: str) -> str:
    """Return the SHA-256 of a paragraph, as the table ``passages`` has it."""
    return hashlib.sha256(paragraph.encode("utf-8", "surrogatepass")).hexdigest()


def find_passages(passages: Iterable[Row], lines: Mapping[int, str]) -> dict[str, int]:
    """Return the line on which each passage stands; those whose hash is nowhere are left out."""
    by_hash: dict[str, int] = {}
    for number, line in lines.items():
        by_hash.setdefault(hash_of(line), number)
    return {
        one["passage_id"]: by_hash[one["sha256"]] for one in passages if one["sha256"] in by_hash
    }


def _lost(
    members: Sequence[Row], place: Mapping[str, int], lines: Mapping[int, str]
) -> Iterator[Problem]:
    """Name the paragraphs of one article that are not in the text, and where they should be."""
    if not any(one["passage_id"] in place for one in members):
        first, last = members[0], members[-1]
        message = (
            f"None of the {len(members)} paragraphs {first['passage_id']} to "
            f"{last['passage_id']} of {first['source_id']} is in the file: "
            "it holds another text, or every line was changed."
        )
        yield Problem(first["passage_id"], None, message)
        return
    taken = set(place.values())
    position = 0
    while position < len(members):
        if members[position]["passage_id"] in place:
            position += 1
            continue
        end = position
        while end < len(members) and members[end]["passage_id"] not in place:
            end += 1
        before = place[members[position - 1]["passage_id"]] if position else 0
        after = place[members[end]["passage_id"]] if end < len(members) else max(lines) + 1
        lost = [one["passage_id"] for one in members[position:end]]
        between = [n for n in lines if before < n < after and n not in taken]
        for index, passage in enumerate(lost):
            yield _lost_one(passage, index, lost, between, before)
        position = end


def _lost_one(
    passage: str, index: int, lost: Sequence[str], between: Sequence[int], before: int
) -> Problem:
    if len(between) == len(lost):
        return Problem(passage, between[index], "The paragraph differs from the one that was read.")
    # At the beginning, other lines stand before the article; elsewhere after the place.
    shift = 0 if before else max(0, len(between) - len(lost))
    nearest = between[min(index + shift, len(between) - 1)] if between else None
    where = f"after line {before}" if before else "at the beginning"
    message = f"The paragraph is missing or differs; it should stand {where}."
    return Problem(passage, nearest, message)


@dataclass(frozen=True, slots=True)
class _Use:
    """One row that uses numbers of a paragraph."""

    sort: str
    name: str
    text: str
    ordinals: tuple[int, ...]


def _by_passage(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["passage_id"] and not row.get("replaced_by"):
            found.setdefault(row["passage_id"], []).append(row)
    return found


def _compare(
    passage: Row,
    line: int,
    paragraph: str,
    used: Mapping[str, Mapping[str, Sequence[Row]]],
    total: Coverage,
) -> tuple[Coverage, list[Problem]]:
    """Compare one paragraph with the rows that use it; add its numbers to the coverage."""
    identity = passage["passage_id"]
    text = unicodedata.normalize("NFKC", paragraph)
    numbers = [match.span() for match in _NUMBERS.finditer(text)]
    problems = []
    held, listed = [text[start:end] for start, end in numbers], passage["numbers"].split()
    if held != listed:
        problems.append(_other_numbers(held, listed))
    uses = [
        _Use(
            sort,
            row.get("observation_id", f"the excluded {row['as_printed']!r}"),
            unicodedata.normalize("NFKC", row["as_printed"].replace("…", "\0")),
            tuple(map(int, row["nth"].split())),
        )
        for sort, rows in used.items()
        for row in rows.get(identity, ())
    ]
    problems += [wrong for one in uses if (wrong := _misplaced(one, text, numbers))]
    state: dict[int, str] = {}
    for one in uses:
        for ordinal in one.ordinals:
            if state.setdefault(ordinal, one.sort) != one.sort:
                problems.append(f"Number {ordinal} is both observed and excluded.")
    left = [str(n) for n in range(1, len(numbers) + 1) if n not in state]
    if left:
        problems.append(f"Nobody accounts for number {', '.join(left)} of {len(numbers)}.")
    for ordinal, (start, _) in enumerate(numbers, 1):
        total = _counted(total, text[start], state.get(ordinal))
    return total, [Problem(identity, line, message) for message in problems]


def _other_numbers(held: Sequence[str], listed: Sequence[str]) -> str:
    """Say how the numbers of a paragraph differ from those that are listed for it."""
    if len(held) != len(listed):
        return f"The paragraph holds {len(held)} numbers, and {len(listed)} are listed."
    pairs = enumerate(zip(held, listed, strict=True), 1)
    wrong = [str(n) for n, (one, other) in pairs if one != other]
    return f"The paragraph does not hold what is listed as number {', '.join(wrong)}."


def _counted(total: Coverage, first: str, sort: str | None) -> Coverage:
    def add(one: Tally) -> Tally:
        return Tally(
            one.total + 1,
            one.observed + (sort == "observed"),
            one.excluded + (sort == "excluded"),
        )

    if first.isdigit():
        return replace(total, digits=add(total.digits))
    return replace(total, chinese=add(total.chinese))


def _misplaced(use: _Use, text: str, numbers: Sequence[tuple[int, int]]) -> str | None:
    """Say why a print does not stand where its row says, or return None."""
    found: set[tuple[int, ...]] = set()
    pieces = use.text.split("\0")
    for tried, places in enumerate(placements(pieces, text)):
        held = _held(places, numbers)
        if held == use.ordinals:
            return None
        if held is not None:
            found.add(held)
        if tried >= MAX_PLACEMENTS:
            break
    if not found:
        return f"{use.name}: its print does not stand in the paragraph."
    where = " or ".join(", ".join(map(str, one)) or "no number" for one in sorted(found)[:5])
    wanted = ", ".join(map(str, use.ordinals)) or "no number"
    return f"{use.name}: its print holds number {where}, not {wanted}."


def placements(pieces: Sequence[str], text: str, start: int = 0) -> Iterator[list[tuple[int, int]]]:
    """Yield the ways in which pieces stand in a text, in their order and without overlap.

    >>> list(placements(["a", "b"], "abab"))
    [[(0, 1), (1, 2)], [(0, 1), (3, 4)], [(2, 3), (3, 4)]]
    """
    if not pieces:
        yield []
        return
    at = text.find(pieces[0], start)
    while at >= 0 and pieces[0]:
        end = at + len(pieces[0])
        for rest in placements(pieces[1:], text, end):
            yield [(at, end), *rest]
        at = text.find(pieces[0], at + 1)


def _held(
    places: Iterable[tuple[int, int]], numbers: Sequence[tuple[int, int]]
) -> tuple[int, ...] | None:
    """Return the ordinals of the numbers in some places; None where a number is cut."""
    held = []
    for start, end in places:
        for ordinal, (first, last) in enumerate(numbers, 1):
            if start <= first and last <= end:
                held.append(ordinal)
            elif first < end and start < last:
                return None
    return tuple(held)
