"""NMG521 to NMG524: every number of a paragraph is observed or excluded, and none twice."""

from __future__ import annotations

import re
from collections import defaultdict

from nmg_data.evidence.figure import is_count, numbers_in, parse_figure

from ..constraints import Answer, judged, numbered, part, pasted
from ..findings import shorten
from ..frames import Cells, Data
from ..rules import Findings, rule
from .figures import current

WITH_UNIT = ("date", "span", "definition")
"""Reasons for which a number with a unit may be left out."""
DATE = re.compile(r"(?:19|20)\d\d年底?|1?\d月[初中底末]?|[1-3]?\d日")
OF_DATES = re.compile("[年月日天]")
TIMES = ("second", "hour", "day", "month", "year", "working_day")
POSITIONS = "number_positions"
Use = tuple[Cells, int, str, str]
"""A row that names a number of a paragraph: its table, line, source and wording."""


@rule("NMG521", fix="Count the numbers of the paragraph from 1, and list those in as_printed.")
def numbers_of_figure(data: Data) -> Findings:
    """number_positions lists the very numbers of the paragraph that as_printed holds, in order."""
    passages = data.passages
    numbers_of = dict(zip(passages.passage_id, passages.paragraph_numbers.str.split(), strict=True))

    def judge(passage: str, positions: str, text: str) -> Answer | None:
        numbers, own = numbers_of.get(passage, []), numbers_in(text)
        at = list(map(int, positions.split()))
        if not passage:
            message = "Numbers are counted within a paragraph, and none is named."
            return (POSITIONS, message, "an empty cell") if at else None
        if at != sorted(set(at)) or len(own) != len(at):
            message = f"`as_printed` {shorten(text)} holds {len(own)} numbers."
            return POSITIONS, message, f"{len(own)} positions, each once, in order"
        if max(at, default=0) > len(numbers):
            message = f"{passage} has {len(numbers)} numbers, and none is number {at[-1]}."
            return POSITIONS, message, f"positions up to {len(numbers)}"
        named = [numbers[position - 1] for position in at]
        if named == own:
            return None
        message = f"`as_printed` holds {' '.join(own)}, number {positions} is {' '.join(named)}."
        field = POSITIONS if set(own) <= set(numbers) else "as_printed"
        return field, message, " ".join(own if field == POSITIONS else named)

    for cells in (current(data), data.excluded_figures):
        yield from judged(cells, ["passage_id", POSITIONS, "as_printed"], judge)


def uses(data: Data) -> dict[tuple[str, int], list[Use]]:
    """Return the rows without an error that name each number of each paragraph."""
    found = defaultdict[tuple[str, int], list[Use]](list)
    for cells in (data.observations, data.excluded_figures):
        rows = part(cells, cells.sound & (cells.number_positions != ""))
        source = data.passages.look(rows.passage_id, "source_id")
        names = (rows.passage_id, rows.number_positions, rows.as_printed)
        for line, name, passage, positions, text in zip(
            rows.frame.index, source, *names, strict=True
        ):
            for position in positions.split():
                found[passage, int(position)].append((rows, line, name, text))
    return found


@rule("NMG522", fix="Add the observation, or a row in excluded_figures with the reason.")
def number_left_over(data: Data) -> Findings:
    """Every number of a paragraph is observed or excluded, and not both.

    Observations that share a number have the same wording.
    """
    excluded, used = data.excluded_figures, uses(data)
    faulty = {*data.observations.source_id[~data.observations.sound]}
    faulty |= {*data.passages.look(excluded.passage_id[~excluded.sound], "source_id")}
    for (passage, position), (first, *others) in used.items():
        for cells, line, source, text in others:
            if text != first[3] or excluded.name in (first[0].name, cells.name):
                faulty.add(source)
                message = f"Number {position} of {passage} is that of {shorten(first[3])!r} on "
                message += f"{first[0].path}:{first[1]} already."
                yield cells.at(line, POSITIONS, message, expected="a number of its own")
    for line, row in numbered(data.passages):
        passage, numbers = row["passage_id"], row["paragraph_numbers"].split()
        missing = [n for n in range(1, len(numbers) + 1) if (passage, n) not in used]
        if missing and row["source_id"] not in faulty:
            listed = ", ".join(f"{n} ({numbers[n - 1]})" for n in missing[:5])
            message = f"Number {listed} of {passage} is neither observed nor excluded."
            known = {"passage_id": passage, POSITIONS: str(missing[0])}
            hint = f"Add an observation, or {pasted(excluded, **known)}"
            want = "a row for every number"
            yield data.passages.at(line, "paragraph_numbers", message, expected=want, hint=hint)


@rule("NMG524", fix="Make it an observation, or correct the reason.")
def reason_of_exclusion(data: Data) -> Findings:
    """A number is left out as a date if it is one; a number with a unit as a span or definition."""
    excluded = data.excluded_figures
    source = data.passages.look(excluded.passage_id, "source_id")
    language = data.sources.look(source, "language").fillna("zh")

    def judge(text: str, reason: str, lang: str) -> Answer | None:
        numbers = numbers_in(text)
        figure = parse_figure(text[text.find(numbers[0]) :] if numbers else text, lang)
        dated = DATE.fullmatch(text) if reason != "date" else OF_DATES.search(text)
        if bool(dated) != (reason == "date"):
            return "reason", f"{shorten(text)} is {'a' if dated else 'no'} date.", "date"
        if reason in WITH_UNIT or not figure.ok or not figure.unit:
            return None
        one_by_one = figure.unit != "rank" and (is_count(figure.unit) or figure.unit in TIMES)
        if one_by_one and numbers and not numbers[0][0].isdigit():
            return None  # 一辆 and 两个 are no figures by themselves
        message = f"{shorten(text)} is a figure in {figure.unit}, left out as {reason}."
        return "reason", message, ", ".join(WITH_UNIT)

    cells = part(excluded, excluded.reason != "", language=language)
    return judged(cells, ["as_printed", "reason", "language"], judge)
