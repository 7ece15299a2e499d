"""NMG50x to NMG51x: every figure agrees with its original wording and its own row."""

from __future__ import annotations

import re

from nmg_data.core.text import width
from nmg_data.evidence.reading import differences, header_units, mint, read_row, year_of

from ..constraints import Answer, answers, filled_if, judged, numbered, part
from ..findings import shorten
from ..frames import Cells, Data
from ..rules import Findings, rule
from . import read_toml

READ = (
    *("as_printed", "header_unit", "measure", "value", "unit_id", "bound", "lower", "upper"),
    *("inferred", "language"),
)
FORBIDDEN = re.compile("[，。；！？]")
MAX_WIDTH = 40
"""Columns of as_printed: twenty Chinese characters or forty Latin ones."""


def current(data: Data) -> Cells:
    """Return the observations that are not withdrawn; what was replaced stays as it was."""
    observations = data.observations
    return data.once("current", lambda: part(observations, observations.replaced_by == ""))


def read(data: Data, fields: list[str]) -> Findings:
    """Report the fields whose cells differ from what as_printed gives; all are read once."""

    def judge(*cells: str) -> dict[str, str]:
        row = dict(zip(READ, cells, strict=True))
        if row["header_unit"] not in ("", *header_units()):
            return {"header_unit": "a known unit of a header"}
        if ill_formed(row["as_printed"]):
            return {}
        reading = read_row(row, row["language"])
        if reading.problem:
            return {"as_printed": reading.problem}
        return {found.field: found.expected for found in differences(row, reading)}

    def collect() -> tuple[Cells, list[tuple[int, dict[str, str]]]]:
        language = data.sources.look(current(data).source_id, "language").fillna("zh")
        rows = part(current(data), language != "", language=language)
        return rows, list(answers(rows, READ, judge))

    rows, found = data.once("read figures", collect)
    for line, different in found:
        for name in different.keys() & set(fields):
            cell, text = rows[name][line], shorten(rows.as_printed[line])
            want = different[name] or "nothing"
            message = f"`{name}` is {cell or 'empty'}, but `as_printed` {text!r} gives {want}."
            if name == "as_printed":
                message, want = f"{text!r} cannot be read: {want}", "a readable figure"
            elif name == "header_unit":
                message = f"`header_unit` {shorten(cell)} is not known."
            yield rows.at(line, name, message, expected=want)


@rule("NMG501", fix="Shorten as_printed to the figure with its qualifier and unit; join by ….")
def unreadable_figure(data: Data) -> Findings:
    """A figure as printed is short, and can be read with the header and language of its source.

    It has at most 20 Chinese or 40 Latin characters and no punctuation of sentences.
    """
    for cells in (data.observations, data.excluded_figures):
        yield from judged(cells, ["as_printed"], ill_formed)
    yield from read(data, ["as_printed", "header_unit"])


def ill_formed(text: str) -> Answer | None:
    """Return what is wrong with the form of as_printed, or None."""
    wrong = FORBIDDEN.search(text)
    if wrong:
        return "as_printed", f"`as_printed` holds {wrong.group()}.", "none of ，。；！？"
    if len(text) > MAX_WIDTH // 2 and width(text) > MAX_WIDTH:
        message = f"`as_printed` is {width(text)} columns wide."
        return "as_printed", message, "at most 20 Chinese or 40 Latin characters"
    if text and not all(map(str.strip, text.split("…"))):
        return "as_printed", "A piece next to … is empty.", "a piece on either side"
    return None


@rule("NMG511", fix="Correct unit_id or measure; or the figure belongs to another indicator.")
def wrong_dimension(data: Data) -> Findings:
    """The unit fits the measure: that of the indicator for a level, percent for growth, …."""
    units, indicators = part(data.units, data.units.sound), data.indicators
    dimensions = read_toml("figures.toml")["dimensions"]
    dimension = dict(zip(units.unit_id, units.dimension, strict=True))
    unit_of = dict(zip(indicators.indicator_id, indicators.unit_id, strict=True))

    def judge(indicator: str, measure: str, unit: str) -> Answer | None:
        found, level = dimension.get(unit), dimension.get(unit_of.get(indicator, ""))
        if not found or not level or not measure:
            return None
        names = dimensions.get(f"{measure} of {level}") or dimensions.get(measure, ["own"])
        allowed = [level if name == "own" else name for name in names]
        want = f"a unit of dimension {' or '.join(allowed)}"
        message = f"A {measure} of {indicator} is not measured in {unit}."
        return None if found in allowed else ("unit_id", message, want)

    return judged(data.observations, ["indicator_id", "measure", "unit_id"], judge)


@rule("NMG512", fix="Give the period compared with (同比: the year before), or empty the cell.")
def base_period(data: Data) -> Findings:
    """base_period is filled exactly for change, growth and index, and lies before the period."""
    when, what = {"measure": "change|growth|index"}, "a change, growth or index"
    yield from filled_if(data, "observations", "base_period", when, what, "a period")

    cells = data.observations
    start, base = (cells[name].str.split("/").str[0] for name in ("period", "base_period"))
    late = (start != "") & (base != "") & (base >= start) & cells.sound
    message = "`base_period` {base_period} does not lie before {period}."
    yield from cells.where(late, "base_period", message, "a period before " + cells.period)


@rule("NMG515", fix="Correct year or period.", table="observations")
def year(observations: Cells) -> Findings:
    """year is the calendar year in which the period lies; empty where it spans several."""
    want = observations.period.map(year_of)
    message = "`year` is {year}, but `period` is {period}."
    expected = want.where(want != "", "an empty cell")
    yield from observations.where(want != observations.year, "year", message, expected)


@rule("NMG516", fix="Empty the id of a new row and run 'nmg-data format'.")
def id_parts(data: Data) -> Findings:
    """The id of a row is made of its parts; `.2` where a source gives the figure again."""
    rows = current(data)
    ids = set(rows.observation_id)
    for line, row in numbered(part(rows, rows.sound)):
        found, stem = row["observation_id"], mint(row, ())
        again = re.fullmatch(r"\.([2-9]|[1-9]\d)", found.removeprefix(stem))
        before = f"{stem}.{int(again[1]) - 1}".removesuffix(".1") if again else stem
        if found != stem and not (again and before in ids):
            message = f"{shorten(found, 100)} is not made of the parts of its row."
            yield rows.at(line, "observation_id", message, expected=before)


@rule("NMG517", fix="Look for a slip of the decimal point or of the measure.", table="observations")
def beyond_sense(observations: Cells) -> Findings:
    """Growth is at least -100 percent, a share between 0 and 100, a rank a whole number from 1."""
    ranges = read_toml("figures.toml")["ranges"]

    def judge(measure: str, unit: str, value: str, lower: str, upper: str) -> Answer | None:
        low, high = (limit * (10 if unit == "per_mille" else 1) for limit in ranges[measure])
        whole = "rank" in measure
        for cell in filter(None, [value] if value else [lower, upper]):
            if not low <= float(cell) <= high or (whole and not float(cell).is_integer()):
                message = f"{cell} makes no sense as {measure}."
                want = f"{'a whole' if whole else 'a'} number from {low} to {high}"
                return "value" if value else "lower", message, want
        return None

    cells = part(observations, observations.measure.isin(ranges))
    return judged(cells, ["measure", "unit_id", "value", "lower", "upper"], judge)


@rule("NMG518", fix="Take the name out of inferred, or fill the cell in.", table="observations")
def inferred_nothing(observations: Cells) -> Findings:
    """inferred names cells of the row that are filled in, each once."""
    for line, row in numbered(part(observations, observations.inferred != "")):
        names = row["inferred"].split(" ")
        wrong = [name for name in names if names.count(name) > 1 or not row.get(name)]
        if wrong:
            message = f"`inferred` names {', '.join(wrong)}, which is empty or named twice."
            yield observations.at(line, "inferred", message, expected="names of filled cells")
