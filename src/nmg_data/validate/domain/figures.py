"""NMG50x to NMG51x and NMG530: every figure agrees with its original wording and its own row."""

from __future__ import annotations

import re

from nmg_data.core.text import width
from nmg_data.evidence.quantities import year_before
from nmg_data.evidence.reading import differences, header_units, read_row, year_of

from ..constraints import Answer, answers, filled_if, judged, part
from ..findings import shorten
from ..frames import Cells, Data
from ..rules import Findings, rule

BASED = ("change", "growth", "index")
SCOPED = ("share", "rank", "gap", "saving", "growth_rank", "growth_gap")
DIMENSIONS = {
    **dict.fromkeys(("growth", "share", "saving"), ("ratio",)),
    **dict.fromkeys(("rank", "growth_rank"), ("rank",)),
    "contribution": ("ratio", "ratio_difference"),
    "growth_gap": ("ratio_difference",),
    "index": ("index", "ratio"),
}
"""Dimensions of the unit of a measure; the other measures have that of the indicator."""
RANGES = {
    "growth": (-100, 1_000_000),
    "index": (0, 1_000_000),
    **dict.fromkeys(("share", "saving"), (0, 100)),
    **dict.fromkeys(("rank", "growth_rank"), (1, 10_000)),
    **dict.fromkeys(("contribution", "growth_gap"), (-1000, 1000)),
}
"""Least and greatest number that a measure can sensibly take, in percent or places."""
READ = (
    *("as_printed", "header_unit", "measure", "value", "unit_id", "bound", "lower", "upper"),
    *("inferred", "language"),
)
FORBIDDEN = re.compile("[，。；！？]")
MAX_WIDTH = 40
"""Columns of as_printed: twenty Chinese characters or forty Latin ones."""
ID_PARTS = ("indicator_id", "place_id", "period", "measure", "source_id")
ID_KEPT = "Id kept: "


def current(data: Data) -> Cells:
    """Return the observations that are not withdrawn; what was replaced stays as it was."""
    observations = data.observations
    return data.once("current", lambda: part(observations, observations.replaced_by == ""))


def columns(data: Data) -> dict[str, list[str]]:
    """Return the cells of the observations by column."""
    observations = data.observations
    names = observations.table.fields
    return data.once("columns", lambda: {name: observations[name].tolist() for name in names})


def read(data: Data, *fields: str) -> Findings:
    """Report the fields whose cells differ from what as_printed gives; all are read once."""

    def judge(*cells: str) -> dict[str, str]:
        row = dict(zip(READ, cells, strict=True))
        if ill_formed(row["as_printed"]) or row["header_unit"] not in ("", *header_units()):
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
            yield rows.at(line, name, message, expected=want)


@rule("NMG501", fix="Shorten as_printed to the figure with its qualifier and unit; join by ….")
def unreadable_figure(data: Data) -> Findings:
    """A figure as printed can be read, in the language of its source."""
    return read(data, "as_printed")


@rule("NMG502", fix="Correct value, or correct as_printed after the source.")
def value_disagrees(data: Data) -> Findings:
    """value is the number that is printed, with 万, 亿 and the like expanded; a range has none."""
    return read(data, "value")


@rule("NMG503", fix="Correct unit_id, or name it in inferred where the source prints no unit.")
def unit_disagrees(data: Data) -> Findings:
    """unit_id is the printed unit, rates included, unless inferred names it."""
    return read(data, "unit_id")


@rule("NMG504", fix="Correct bound, add the qualifier to as_printed, or name bound in inferred.")
def bound_disagrees(data: Data) -> Findings:
    """bound is what the words around the figure mean, unless inferred names it."""
    return read(data, "bound")


@rule("NMG505", fix="Empty lower and upper and run 'nmg-data format', which works them out.")
def interval_disagrees(data: Data) -> Findings:
    """lower and upper are the ends of the interval that the original wording stands for."""
    return read(data, "lower", "upper")


@rule("NMG506", fix="Correct measure, add the verb to as_printed, or name measure in inferred.")
def measure_disagrees(data: Data) -> Findings:
    """measure is one that the wording can mean; growth and change need their verb."""
    return read(data, "measure")


@rule("NMG507", fix="Shorten it to the figure with its qualifier and unit.")
def as_printed_form(data: Data) -> Findings:
    """as_printed has at most 20 Chinese or 40 Latin characters and no punctuation of sentences."""
    for cells in (data.observations, data.excluded_figures):
        yield from judged(cells, ["as_printed"], ill_formed)


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


@rule("NMG530", fix="Correct header_unit, or add it to the units of headers.")
def header_unit(data: Data) -> Findings:
    """header_unit is one of the known units of the headers of tables."""
    wrong = ~data.observations.header_unit.isin(["", *header_units()])
    message = "`header_unit` {header_unit} is not known."
    yield from data.observations.where(wrong, "header_unit", message, "a known header")


@rule("NMG511", fix="Correct unit_id or measure; or the figure belongs to another indicator.")
def wrong_dimension(data: Data) -> Findings:
    """The unit fits the measure: that of the indicator for a level, percent for growth, …."""
    units, indicators = part(data.units, data.units.sound), data.indicators
    dimension = dict(zip(units.unit_id, units.dimension, strict=True))
    unit_of = dict(zip(indicators.indicator_id, indicators.unit_id, strict=True))

    def judge(indicator: str, measure: str, unit: str) -> Answer | None:
        found, level = dimension.get(unit), dimension.get(unit_of.get(indicator, ""))
        if not found or not level or not measure:
            return None
        allowed = DIMENSIONS.get(measure, (level,))
        if measure in ("change", "gap") and level == "ratio":
            allowed = ("ratio_difference",)
        elif measure == "gap":
            allowed += ("ratio", "ratio_difference")
        want = f"a unit of dimension {' or '.join(allowed)}"
        message = f"A {measure} of {indicator} is not measured in {unit}."
        return None if found in allowed else ("unit_id", message, want)

    return judged(data.observations, ["indicator_id", "measure", "unit_id"], judge)


@rule("NMG512", fix="Give the period compared with (同比: the year before), or empty the cell.")
def base_period(data: Data) -> Findings:
    """base_period is filled exactly for change, growth and index, and lies before the period."""
    cells, what = data.observations, "a change, growth or index"
    yield from filled_if(cells, "base_period", cells.measure.isin(BASED), what, "a period")

    def judge(period: str, base: str) -> Answer | None:
        if not period or not base or base.partition("/")[0] < period.partition("/")[0]:
            return None
        message = f"`base_period` {base} does not lie before {period}."
        return "base_period", message, f"a period before {period}"

    yield from judged(cells, ["period", "base_period"], judge)


@rule("NMG513", fix="Give of what or among whom; unstated where the text does not say.")
def scope(data: Data) -> Findings:
    """scope is filled exactly for shares, ranks, gaps and savings."""
    cells, what = data.observations, "a share, rank, gap or saving"
    return filled_if(cells, "scope", cells.measure.isin(SCOPED), what, "a scope, or unstated")


@rule("NMG515", fix="Correct year or period.", table="observations")
def year(observations: Cells) -> Findings:
    """year is the calendar year in which the period lies; empty where it spans several."""

    def judge(period: str, year: str) -> Answer | None:
        want, where = year_of(period), f"`period` is {period or 'empty'}"
        message = f"`year` is {year or 'empty'}, but {where}."
        return None if year == want else ("year", message, want or "an empty cell")

    return judged(observations, ["period", "year"], judge)


@rule("NMG516", fix="Empty the id of a new row and run 'nmg-data format'; see the rule's page.")
def id_parts(data: Data) -> Findings:
    """The id of a row is made of its parts; `.2` where a source gives the figure again.

    A row that was released keeps its id when a part is corrected. Its note then begins with
    `Id kept: ` and names the field, such as `Id kept: place_id was inner_mongolia.`
    """
    rows = current(data)
    ids = set(rows.observation_id)
    fields = (*ID_PARTS, "base_period", "note_en")
    columns = (rows[name].tolist() for name in fields)
    for line, found, *cells in zip(rows.frame.index, rows.observation_id, *columns, strict=True):
        *parts, base, note = cells
        parts[2] = parts[2].replace("/", "_") or "undated"
        if base and base != year_before(cells[2]):
            parts[3] += f".vs{base.replace('/', '_')}"
        stem = ".".join(parts)
        if found == stem or line in rows.unsound or is_kept(found, parts, note):
            continue
        again = re.fullmatch(re.escape(stem) + r"\.([2-9]|[1-9]\d)", found)
        before = f"{stem}.{int(again[1]) - 1}".removesuffix(".1") if again else stem
        if not again or before not in ids:
            message = f"{shorten(found, 100)} is not made of the parts of its row."
            yield rows.at(line, "observation_id", message, expected=before)


def is_kept(found: str, parts: list[str], note: str) -> bool:
    """Return whether a note names the parts in which an id differs from its row, and no others."""
    old = re.sub(r"(?<=[a-z])\.(?=vs\d)", "_", found).split(".")
    pairs = zip(ID_PARTS, old, parts, strict=False)
    changed = [name for name, before, cell in pairs if before != cell.replace(".", "_")]
    named = [name for name in ID_PARTS if name in note.partition(".")[0]]
    return note.startswith(ID_KEPT) and changed == named


@rule("NMG517", fix="Look for a slip of the decimal point or of the measure.", table="observations")
def beyond_sense(observations: Cells) -> Findings:
    """Growth is at least -100 percent, a share between 0 and 100, a rank a whole number from 1."""

    def judge(measure: str, unit: str, value: str, lower: str, upper: str) -> Answer | None:
        scale = 10 if unit == "per_mille" else 1
        low, high = (limit * scale for limit in RANGES[measure])
        whole = "rank" in measure
        for cell in filter(None, [value] if value else [lower, upper]):
            if not low <= float(cell) <= high or (whole and not float(cell).is_integer()):
                kind = "a whole number" if whole else "a number"
                message = f"{cell} makes no sense as {measure}."
                return "value" if value else "lower", message, f"{kind} from {low} to {high}"
        return None

    cells = part(observations, observations.measure.isin(RANGES))
    return judged(cells, ["measure", "unit_id", "value", "lower", "upper"], judge)


@rule("NMG518", fix="Take the name out of inferred, or fill the cell in.", table="observations")
def inferred_nothing(observations: Cells) -> Findings:
    """inferred names cells of the row that are filled in, each once."""
    listed = {name for text in set(observations.inferred) for name in text.split(" ")}
    fields = ["inferred", *sorted(listed & {*observations.frame})]

    def judge(*cells: str) -> Answer | None:
        row = dict(zip(fields, cells, strict=True))
        names = row["inferred"].split(" ")
        wrong = [name for name in names if names.count(name) > 1 or not row.get(name, name)]
        message = f"`inferred` names {', '.join(wrong)}, which is empty or named twice."
        return ("inferred", message, "names of filled cells") if wrong and cells[0] else None

    return judged(observations, fields, judge)
