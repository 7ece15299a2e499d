"""NMG521 to NMG526: every number of a paragraph is observed or excluded, and none twice."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from nmg_data.evidence.figure import is_count, numbers_in, parse_figure

from ..constraints import Answer, judged, numbered, part, pasted
from ..findings import shorten
from ..frames import Cells, Data
from ..rules import Findings, rule

WITH_UNIT = ("date", "span", "definition")
"""Reasons for which a number with a unit may be left out."""
DATE = re.compile(r"(?:19|20)\d\d年底?|1?\d月[初中底末]?|[1-3]?\d日")
OF_DATES = re.compile("[年月日天]")
TIMES = ("second", "hour", "day", "month", "year", "working_day")
NUMBERED = ["passage_id", "number_positions", "as_printed"]


class Use(NamedTuple):
    """A row that names a number of a paragraph."""

    cells: Cells
    line: int
    text: str
    withdrawn: bool


def uses(data: Data) -> dict[tuple[str, int], list[Use]]:
    """Return the rows that name each number, by paragraph and position; observations first."""

    def collect() -> dict[tuple[str, int], list[Use]]:
        found = defaultdict(list)
        for cells in map(of_paragraphs, (data.observations, data.excluded_figures)):
            new = cells["replaced_by"] if "replaced_by" in cells.frame else [""] * len(cells.frame)
            columns = (cells.frame.index.tolist(), *(cells[name] for name in NUMBERED), new)
            for line, passage, positions, text, by in zip(*columns, strict=True):
                for position in positions.split():
                    found[passage, int(position)].append(Use(cells, line, text, bool(by)))
        return found

    return data.once("uses of numbers", collect)


def of_paragraphs(cells: Cells) -> Cells:
    """Return the rows that have to do with a paragraph."""
    return part(cells, (cells.passage_id != "") | (cells.number_positions != ""))


@rule("NMG521", fix="Count the numbers of the paragraph from 1, and list those in as_printed.")
def numbers_of_figure(data: Data) -> Findings:
    """number_positions lists as many numbers as as_printed holds, each once and in order.

    It is empty where the source is not split into paragraphs.
    """

    def judge(passage: str, positions: str, text: str) -> Answer | None:
        listed, count = [int(position) for position in positions.split()], len(numbers_in(text))
        if listed and not passage:
            message = "Numbers are counted within a paragraph; none is named."
            return "number_positions", message, "an empty cell"
        if listed != sorted(set(listed)):
            message = f"{positions} are not in order, or one is there twice."
            return "number_positions", message, "each once, in order"
        if count == len(listed) or not passage or not text:
            return None
        message = f"`as_printed` {shorten(text)} holds {count} numbers; {len(listed)} are listed."
        return "number_positions", message, f"{count} positions"

    for cells in (data.observations, data.excluded_figures):
        yield from judged(of_paragraphs(cells), NUMBERED, judge)


@rule("NMG522", fix="Add the observation, or a row in excluded_figures with the reason.")
def number_left_over(data: Data) -> Findings:
    """Every number of a paragraph is in an observation or excluded, and no row names others."""
    used, known = uses(data), {row["passage_id"]: 0 for row in data.passages.rows}
    for line, row in numbered(data.passages):
        passage, numbers = row["passage_id"], row["paragraph_numbers"].split()
        known[passage] = len(numbers)
        missing = [n for n in range(1, len(numbers) + 1) if (passage, n) not in used]
        if missing:
            listed = ", ".join(f"{n} ({numbers[n - 1]})" for n in missing[:5])
            message = f"Number {listed} of {passage} is neither observed nor excluded."
            cells = {"passage_id": passage, "number_positions": str(missing[0])}
            hint = f"Add an observation, or {pasted(data.excluded_figures, **cells)}"
            want = "a row for every number"
            yield data.passages.at(line, "paragraph_numbers", message, expected=want, hint=hint)
    for (passage, position), (use, *_) in used.items():
        count = known.get(passage, position)
        if position > count:
            message = f"{passage} has {count} numbers, and none is number {position}."
            want = f"positions up to {count}"
            yield use.cells.at(use.line, "number_positions", message, expected=want)


@rule("NMG523", fix="Correct number_positions of one of the two rows.")
def number_used_twice(data: Data) -> Findings:
    """A number is observed or excluded, not both; rows that share one have the same wording."""
    told = set()
    for (passage, position), rows in uses(data).items():
        first, *others = [use for use in rows if not use.withdrawn] or rows[:1]
        for use in others:
            observed = first.cells.name == use.cells.name == "observations"
            if (observed and first.text == use.text) or (use.cells.name, use.line) in told:
                continue
            told.add((use.cells.name, use.line))
            message = f"Number {position} of {passage} is that of {shorten(first.text)!r} on "
            message += f"{first.cells.path}:{first.line} already."
            want = "a number of its own"
            yield use.cells.at(use.line, "number_positions", message, expected=want)


@rule("NMG524", fix="Make it an observation, or correct the reason.")
def reason_of_exclusion(data: Data) -> Findings:
    """A number is left out as a date if it is one; a number with a unit as a span or definition."""
    excluded = data.excluded_figures
    source = data.passages.look(excluded.passage_id, "source_id")
    language = data.sources.look(source, "language").fillna("zh")

    def judge(text: str, reason: str, lang: str) -> Answer | None:
        figure, numbers = parse_figure(text, lang), numbers_in(text)
        dated = DATE.fullmatch(text) if reason != "date" else OF_DATES.search(text)
        if bool(dated) != (reason == "date"):
            return "reason", f"{shorten(text)} is {'a' if dated else 'no'} date.", "date"
        if reason in WITH_UNIT or not figure.ok or not figure.unit:
            return None
        counted = figure.unit != "rank" and (is_count(figure.unit) or figure.unit in TIMES)
        if counted and numbers and not numbers[0][0].isdigit():
            return None  # 一辆 and 两个 are no figures by themselves
        message = f"{shorten(text)} is a figure in {figure.unit}, left out as {reason}."
        return "reason", message, ", ".join(WITH_UNIT)

    cells = part(excluded, excluded.reason != "", language=language)
    yield from judged(cells, ["as_printed", "reason", "language"], judge)


@rule("NMG526", fix="Correct as_printed or number_positions, or paragraph_numbers in passages.")
def other_number(data: Data) -> Findings:
    """as_printed holds the very numbers that number_positions names in its paragraph."""
    numbers_of = dict(zip(data.passages.passage_id, data.passages.paragraph_numbers, strict=True))

    def judge(passage: str, positions: str, text: str) -> Answer | None:
        numbers, own = numbers_of.get(passage, "").split(), numbers_in(text)
        listed = [int(position) for position in positions.split()]
        if len(own) != len(listed) or max(listed, default=1) > len(numbers):
            return None  # the rules above report that
        named = [numbers[position - 1] for position in listed]
        message = f"`as_printed` holds {' '.join(own)}, number {positions} is {' '.join(named)}."
        if named == own:
            return None
        if set(own) <= set(numbers):
            return "number_positions", message, "the position of the number"
        return "as_printed", message, " ".join(named)

    for cells in (data.observations, data.excluded_figures):
        yield from judged(of_paragraphs(cells), NUMBERED, judge)
