"""NMG508, NMG514, NMG525, NMG528 and NMG53x: time, vintages, breaks, and rows of one quantity."""

from __future__ import annotations

import re

from nmg_data.evidence.periods import contradicted_bases
from nmg_data.evidence.preferred import preferred_rows

from ..constraints import Answer, judged, part
from ..frames import Cells, Data
from ..rules import Findings, rule
from . import read_toml
from .figures import current

FORMS = read_toml("figures.toml")["periods"]
"""The periods of every kind, as a pattern and in words."""
RUNNING = ("as_of", "cumulative", "year")
"""Kinds of period that need not be over; of a year, December has to have begun."""
NO_SPAN = ("year_to_date", "half_year", "quarter", "month")


@rule("NMG514", fix="Correct period or period_kind.", table="observations")
def period_kind(observations: Cells) -> Findings:
    """period_kind fits the period: a year is whole, what begins in January is year_to_date."""

    def judge(period: str, kind: str) -> Answer | None:
        first, _, last = period.partition("/")
        message = f"`period` is {period or 'empty'}, but `period_kind` is {kind}."
        if not period or kind == "undated":
            same = bool(period) != (kind == "undated")
            want = "undated exactly where period is empty"
            return None if same else ("period_kind", message, want)
        if last and len(first) != len(last):
            message = f"The ends of {period} have different precision."
            return "period", message, "two years, two months or two days"
        form, words = FORMS.get(kind, (".*", ""))
        if not re.fullmatch(form, period):
            return "period_kind", message, words
        other = next((name for name in NO_SPAN if re.fullmatch(FORMS[name][0], period)), "")
        return ("period_kind", message, other) if kind == "span" and other else None

    return judged(observations, ["period", "period_kind"], judge)


@rule("NMG508", fix="Correct base_period, or as_printed after the source.")
def contradicted_base(data: Data) -> Findings:
    """base_period is the one that the printed words mean: 同比, year on year, 比2019年."""
    observations = data.observations
    columns = {name: observations[name].tolist() for name in observations.table.fields}
    for row, word, base in contradicted_bases(columns):
        line = int(observations.frame.index[row])
        message = f"`base_period` is not {base}, which {word} means."
        yield observations.at(line, "base_period", message, expected=base)


@rule("NMG535", fix="Correct period, status, or published of the source.")
def after_the_source(data: Data) -> Findings:
    """What a source gives as actual was over when it was published."""

    def judge(period: str, kind: str, published: str) -> Answer | None:
        # Harvests and freight of a year are published in its December.
        end = period.rpartition("/")[2] + "-12" * (kind == "year")
        short = min(len(end), len(published))
        inside = len(published) > len(end) and kind not in RUNNING
        last, day = end[:short], published[:short]
        if not period or last < day or (last == day and not inside):
            return None
        message = f"The period {period} was not over when the source was published, {published}."
        return "period", message, f"a period up to {published}"

    rows = current(data)
    published = data.sources.look(rows.source_id, "published").fillna("")
    cells = part(rows, rows.status == "actual", published=published)
    yield from judged(cells, ["period", "period_kind", "published"], judge)


@rule("NMG525", fix="Set preferred as the rule has it: 'nmg-data format' does.")
def preferred(data: Data) -> Findings:
    """preferred is true for the figure that the documented order puts first, never for a target."""
    observations = data.observations
    columns = {name: observations[name].tolist() for name in observations.table.fields}
    first = preferred_rows(columns, data.sources.rows, data.units.rows)
    want = observations.observation_id.isin(first).map({True: "true", False: "false"})
    message = "`preferred` is {preferred}, but by the documented order it is {want}."
    wrong = (want != observations.preferred) & observations.sound
    yield from observations.where(wrong, "preferred", message, want)
