"""NMG521 to NMG526: every number of a paragraph is observed or excluded, and none twice."""

from __future__ import annotations

import re
from collections import defaultdict

from nmg_data.evidence.figure import is_count, numbers_in, parse_figure

from ..constraints import Answer, answers, judged, numbered, part, pasted
from ..findings import Finding, shorten
from ..frames import Cells, Data
from ..rules import Findings, rule
from .figures import current

WITH_UNIT = ("date", "span", "definition")
"""Reasons for which a number with a unit may be left out."""
DATE = re.compile(r"(?:19|20)\d\d年底?|1?\d月[初中底末]?|[1-3]?\d日")
OF_DATES = re.compile("[年月日天]")
TIMES = ("second", "hour", "day", "month", "year", "working_day")
NUMBERED = ("passage_id", "number_positions", "as_printed")
POSITIONS = "number_positions"


Use = tuple[Cells, int, str, str]
"""A row that names a number of a paragraph: its table, line, source and wording."""


def account(data: Data) -> dict[str, list[Finding]]:
    """Return what is wrong with the numbers of paragraphs, by rule: causes first, each row once."""
    numbers_of = {row["passage_id"]: row["paragraph_numbers"].split() for row in data.passages.rows}
    found = defaultdict[str, list[Finding]](list)
    used = defaultdict[tuple[str, int], list[Use]](list)
    faulty = set()

    def judge(passage: str, positions: str, text: str) -> tuple[str, str, str, str] | None:
        numbers, own = numbers_of.get(passage, []), numbers_in(text)
        at = list(map(int, positions.split()))
        if not passage:
            message = "Numbers are counted within a paragraph, and none is named."
            return "NMG521", POSITIONS, message, "an empty cell"
        if at != sorted(set(at)):
            message = f"{positions} are not in order, or one is there twice."
            return "NMG521", POSITIONS, message, "each once, in order"
        if len(own) != len(at):
            message = f"`as_printed` {shorten(text)} holds {len(own)} numbers, not {len(at)}."
            return "NMG521", POSITIONS, message, f"{len(own)} positions"
        if max(at, default=0) > len(numbers):
            message = f"{passage} has {len(numbers)} numbers, and none is number {at[-1]}."
            return "NMG522", POSITIONS, message, f"positions up to {len(numbers)}"
        named = [numbers[position - 1] for position in at]
        message = f"`as_printed` holds {' '.join(own)}, number {positions} is {' '.join(named)}."
        if named == own:
            return None
        field = POSITIONS if set(own) <= set(numbers) else "as_printed"
        return "NMG526", field, message, " ".join(own if field == POSITIONS else named)

    for cells in (current(data), data.excluded_figures):
        rows = part(cells, (cells.passage_id != "") | (cells.number_positions != ""))
        source = rows.frame.get("source_id", data.passages.look(rows.passage_id, "source_id"))
        wrong = dict(answers(rows, NUMBERED, judge))
        columns = (rows.frame.index.tolist(), source, *(rows[name] for name in NUMBERED))
        for line, name, passage, positions, text in zip(*columns, strict=True):
            if line not in rows.unsound and line not in wrong:
                for position in positions.split():
                    used[passage, int(position)].append((rows, line, name, text))
                continue
            faulty.add(name)
            if line not in rows.unsound:
                code, field, message, want = wrong[line]
                found[code].append(rows.at(line, field, message, expected=want))
    for (passage, position), ((first, at, _, wording), *others) in used.items():
        for cells, line, name, text in others:
            if text != wording or "excluded_figures" in (first.name, cells.name):
                faulty.add(name)
                message = f"Number {position} of {passage} is that of {shorten(wording)!r} on "
                message += f"{first.path}:{at} already."
                want = "a number of its own"
                found["NMG523"].append(cells.at(line, POSITIONS, message, expected=want))
    old = part(data.observations, data.observations.replaced_by != "")
    for passage, positions in zip(old.passage_id, old.number_positions, strict=True):
        used.update(((passage, int(position)), []) for position in positions.split())
    for line, row in numbered(data.passages):
        passage, numbers = row["passage_id"], row["paragraph_numbers"].split()
        missing = [n for n in range(1, len(numbers) + 1) if (passage, n) not in used]
        if missing and row["source_id"] not in faulty:
            listed = ", ".join(f"{n} ({numbers[n - 1]})" for n in missing[:5])
            message = f"Number {listed} of {passage} is neither observed nor excluded."
            known = {"passage_id": passage, POSITIONS: str(missing[0])}
            hint = f"Add an observation, or {pasted(data.excluded_figures, **known)}"
            field, want = "paragraph_numbers", "a row for every number"
            fault = data.passages.at(line, field, message, expected=want, hint=hint)
            found["NMG522"].append(fault)
    return found


def counted(data: Data, code: str) -> Findings:
    """Yield what one rule finds; the numbers are counted once for all."""
    yield from data.once("numbers of paragraphs", lambda: account(data))[code]


@rule("NMG521", fix="Count the numbers of the paragraph from 1, and list those in as_printed.")
def numbers_of_figure(data: Data) -> Findings:
    """number_positions lists as many numbers of the paragraph as as_printed holds, in order."""
    return counted(data, "NMG521")


@rule("NMG522", fix="Add the observation, or a row in excluded_figures with the reason.")
def number_left_over(data: Data) -> Findings:
    """Every number of a paragraph is in an observation or excluded, and no row names others."""
    return counted(data, "NMG522")


@rule("NMG523", fix="Correct number_positions of one of the two rows.")
def number_used_twice(data: Data) -> Findings:
    """A number is observed or excluded, not both; rows that share one have the same wording."""
    return counted(data, "NMG523")


@rule("NMG526", fix="Correct as_printed or number_positions, or paragraph_numbers in passages.")
def other_number(data: Data) -> Findings:
    """as_printed holds the very numbers that number_positions names in its paragraph."""
    return counted(data, "NMG526")


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
