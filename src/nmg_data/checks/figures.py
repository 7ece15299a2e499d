"""NMG5xx: every figure agrees with its print, its id, its period and its indicator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .._figure import COUNT_UNITS, numbers_in, parse_figure
from .._interval import number
from .._relations import INTENDED, year_before
from .._terminal import width
from ._json import brief
from ._model import Hit, Package, Table, at
from ._prints import faults, languages
from ._rule import rule
from .keys import ours

BASED = ("change", "growth")
SCOPED = ("share", "rank", "gap", "saving", "growth_rank", "growth_gap")
# Dimension of the unit of a measure; None: that of the indicator.
DIMENSIONS = {
    "level": None,
    "change": None,
    "growth": "ratio",
    "share": "ratio",
    "contribution": "ratio",
    "saving": "ratio",
    "rank": "rank",
    "growth_rank": "rank",
    "gap": None,
    "growth_gap": "ratio_difference",
}
# Least and greatest number that a measure can sensibly take, in percent or places.
RANGES = {
    "growth": (-100, 1_000_000),
    "share": (0, 100),
    "saving": (0, 100),
    "contribution": (-1000, 1000),
    "rank": (1, 10_000),
    "growth_rank": (1, 10_000),
    "growth_gap": (-1000, 1000),
}
FACETS = ("nature", "product", "flow", "partner_id", "mode", "coverage", "unit_id")
FORBIDDEN = re.compile("[，。；！？]")
ORDINARY = re.compile("[^，。；！？…]{1,20}")
MAX_WIDTH = 40
"""Columns of a print: twenty Chinese characters or forty Latin ones."""
COUNTED = COUNT_UNITS - {"rank"} | {"second", "hour", "day", "month", "year", "working_day"}
WITH_UNIT = ("date", "span", "definition")
DATE = re.compile(r"(?:19|20)\d\d年底?|1?\d月[初中底末]?|[1-3]?\d日")
OF_DATES = re.compile("[年月日天]")
ORDINALS = re.compile(r"[1-9][0-9]{0,5}(?: [1-9][0-9]{0,5})*")
MAX_NUMBERS = 10_000
"""More numbers than any paragraph holds."""


# What the print says


def _of(package: Package, kind: str) -> Iterator[Hit]:
    for table, one in faults(package, kind):
        yield at(table, one.row, one.field, one.message, expected=one.expected)


@rule(
    "NMG501",
    "unreadable-print",
    "figures",
    summary="A printed figure can be read, in the language of its source.",
    mend="Shorten as_printed to the figure with its qualifier and unit; "
    "what stands between them is left out with ….",
    good="突破1.2亿吨",
    bad="突破1.2亿吨和3亿元",
)
def unreadable_print(package: Package) -> Iterator[Hit]:
    """Parse every print."""
    yield from _of(package, "print")


@rule(
    "NMG502",
    "value-disagrees",
    "figures",
    summary="value is the number that is printed, with 万, 亿 and the like expanded; "
    "a range has none.",
    mend="Read the print again and correct value, or correct as_printed after the source.",
    good="value = 1290000000 beside 12.9亿吨",
    bad="value = 129000000 beside 12.9亿吨",
)
def value_disagrees(package: Package) -> Iterator[Hit]:
    """Compare value with the print."""
    yield from _of(package, "value")


@rule(
    "NMG503",
    "unit-disagrees",
    "figures",
    summary="unit_id is the printed unit, rates included, "
    "unless inferred says that it is our reading.",
    mend="Correct unit_id, or name it in inferred where the print leaves the unit out.",
    good="unit_id = jin beside 820.1亿斤",
    bad="unit_id = t beside 820.1亿斤",
)
def unit_disagrees(package: Package) -> Iterator[Hit]:
    """Compare unit_id with the print."""
    yield from _of(package, "unit")


@rule(
    "NMG504",
    "bound-disagrees",
    "figures",
    summary="bound is what the words around the figure say, "
    "unless inferred says that it is our reading.",
    mend="Correct bound, add the qualifier to as_printed, or name bound in inferred with a note.",
    good="bound = over beside 突破1.2亿吨",
    bad="bound = exact beside 突破1.2亿吨",
)
def bound_disagrees(package: Package) -> Iterator[Hit]:
    """Compare bound with the print."""
    yield from _of(package, "bound")


@rule(
    "NMG505",
    "interval-disagrees",
    "figures",
    summary="lower and upper are the ends of the interval that the print stands for.",
    mend="Half a unit of the last printed digit to either side, counts exact; "
    "over: from the value on; nearly: up to the value; about: a whole unit to either side.",
    good="1285000000 to 1295000000 beside 12.9亿吨",
    bad="1290000000 to 1290000000 beside 12.9亿吨",
)
def interval_disagrees(package: Package) -> Iterator[Hit]:
    """Compare lower and upper with the print."""
    yield from _of(package, "interval")


@rule(
    "NMG506",
    "measure-disagrees",
    "figures",
    summary="measure is one that the print can mean; growth and change carry their verb, "
    "unless inferred says that it is our reading.",
    mend="Correct measure, add the verb to as_printed, its pieces joined by …, or name measure "
    "in inferred where the print leaves the verb out.",
    good="measure = growth beside 同比增长14.5%",
    bad="measure = level beside 同比增长14.5%",
)
def measure_disagrees(package: Package) -> Iterator[Hit]:
    """Compare measure with the print."""
    yield from _of(package, "measure")


@rule(
    "NMG507",
    "print-form",
    "figures",
    summary="A print has at most 20 Chinese or 40 Latin characters, none of ，。；！？, "
    "and no empty piece beside ….",
    mend="Shorten it to the figure with its qualifier and unit.",
    good="增长…68.5%",
    bad="货物900万吨，比上年增长5%；其中铁路增长6%",
)
def print_form(package: Package) -> Iterator[Hit]:
    """Check length and characters of the prints, of excluded numbers too."""
    for table in _printed(package):
        for index, text in enumerate(table.columns["as_printed"]):
            if ORDINARY.fullmatch(text):
                continue
            wrong = FORBIDDEN.search(text)
            if wrong:
                message = f"The print holds {wrong.group()!r}."
                yield at(table, index, "as_printed", message, expected="none of ，。；！？")
            elif width(text) > MAX_WIDTH:
                message = f"The print is {width(text)} columns wide."
                expected = "at most 20 Chinese or 40 Latin characters"
                yield at(table, index, "as_printed", message, expected=expected)
            elif "…" in text and not all(map(str.strip, text.split("…"))):
                message = "A piece of the print beside … is empty."
                yield at(table, index, "as_printed", message, expected="a piece on either side")


def _printed(package: Package) -> Iterator[Table]:
    yield ours(package, "observations", "as_printed")
    if "excluded_figures" in package.tables:
        yield ours(package, "excluded_figures", "as_printed")


# What the other cells of the row say


@rule(
    "NMG511",
    "wrong-dimension",
    "figures",
    summary="The unit fits the measure: that of the indicator for a level or change, "
    "percent for growth and shares, rank for ranks, percentage_point for a growth_gap.",
    mend="Correct unit_id or measure; or the figure belongs to another indicator.",
    good="coal_output, level, t",
    bad="coal_output, level, kwh",
)
def wrong_dimension(package: Package) -> Iterator[Hit]:
    """Compare the dimension of each unit with that of measure and indicator."""
    table = ours(package, "observations", "indicator_id", "measure", "unit_id")
    units = ours(package, "units", "unit_id", "dimension").columns
    dimension_of = dict(zip(units["unit_id"], units["dimension"], strict=True))
    indicators = ours(package, "indicators", "indicator_id", "unit_id").columns
    own = {
        indicator: dimension_of.get(unit)
        for indicator, unit in zip(indicators["indicator_id"], indicators["unit_id"], strict=True)
    }
    names = ("indicator_id", "measure", "unit_id")
    cells = zip(*(table.columns[name] for name in names), strict=True)
    known: dict[tuple[str, ...], str | None] = {}
    for index, key in enumerate(cells):
        if key not in known:
            known[key] = _misfit(*key, own=own, dimension_of=dimension_of)
        expected = known[key]
        if expected:
            message = f"A {key[1]} of {key[0]} is not measured in {key[2]}."
            yield at(table, index, "unit_id", message, expected=expected)


def _misfit(
    indicator: str,
    measure: str,
    unit: str,
    *,
    own: Mapping[str, str | None],
    dimension_of: Mapping[str, str],
) -> str | None:
    """Return the dimension that the unit should have, or None if it has it or is unknown."""
    found, level = dimension_of.get(unit), own.get(indicator)
    if found is None or level is None or measure not in DIMENSIONS:
        return None
    wanted = DIMENSIONS[measure] or level
    allowed = {wanted}
    if measure in ("change", "gap") and level == "ratio":
        allowed = {"ratio_difference"}
    elif measure == "gap":
        allowed |= {"ratio", "ratio_difference"}
    if found in allowed:
        return None
    return f"a unit of dimension {' or '.join(sorted(allowed))}"


@rule(
    "NMG512",
    "base-period",
    "figures",
    summary="base_period is filled exactly for change and growth, and lies before the period.",
    mend="Fill in the period compared with (同比 in 2024: 2023), or empty the cell.",
    good="growth, period = 2024, base_period = 2023",
    bad="growth, period = 2024, base_period empty",
)
def base_period(package: Package) -> Iterator[Hit]:
    """Compare base_period with measure and period."""
    table = ours(package, "observations", "measure", "period", "base_period")
    names = ("measure", "period", "base_period")
    cells = zip(*(table.columns[name] for name in names), strict=True)
    for index, (measure, period, base) in enumerate(cells):
        if measure in BASED:
            if not base:
                message = f"A {measure} needs the period that it is against."
                yield at(table, index, "base_period", message, expected="a period")
            elif period and not _begin(base) < _begin(period):
                message = f"The base period {brief(base, 30)} does not lie before {period}."
                yield at(table, index, "base_period", message, expected=f"a period before {period}")
        elif base:
            message = f"A {brief(measure, 30)} has no base period."
            yield at(table, index, "base_period", message, expected="an empty cell")


def _begin(period: str) -> str:
    return (period.partition("/")[0] + "-01-01")[:10]


@rule(
    "NMG513",
    "scope",
    "figures",
    summary="scope is filled exactly for shares, ranks, gaps and savings.",
    mend="Say of what or among whom; unstated where the text does not say.",
    good="rank, scope = china",
    bad="rank, scope empty",
)
def scope(package: Package) -> Iterator[Hit]:
    """Compare scope with measure."""
    table = ours(package, "observations", "measure", "scope")
    cells = zip(table.columns["measure"], table.columns["scope"], strict=True)
    for index, (measure, cell) in enumerate(cells):
        if (measure in SCOPED) == bool(cell):
            continue
        if cell:
            message = f"A {brief(measure, 30)} has no scope."
            yield at(table, index, "scope", message, expected="an empty cell")
        else:
            message = f"A {measure} needs its scope."
            yield at(table, index, "scope", message, expected="a scope, or unstated")


@rule(
    "NMG514",
    "period-kind",
    "figures",
    summary="period_kind fits the period: undated exactly where it is empty, as_of no interval, "
    "year_to_date from January within a year; both ends of an interval are of one form.",
    mend="Correct period or period_kind.",
    good="period = 2025, period_kind = as_of",
    bad="period empty, period_kind = as_of",
)
def period_kind(package: Package) -> Iterator[Hit]:
    """Compare period_kind with period."""
    table = ours(package, "observations", "period", "period_kind")
    cells = zip(table.columns["period"], table.columns["period_kind"], strict=True)
    known: dict[tuple[str, str], tuple[str, str, str] | None] = {}
    for index, key in enumerate(cells):
        if key not in known:
            known[key] = _odd_period(*key)
        odd = known[key]
        if odd:
            field, message, expected = odd
            yield at(table, index, field, message, expected=expected)


def _odd_period(period: str, kind: str) -> tuple[str, str, str] | None:
    """Return field, message and what was expected, or None if period and kind go together."""
    ends = period.split("/")
    if (kind == "undated") != (not period):
        if period:
            return "period_kind", "A row with a period is not undated.", "another period_kind"
        return "period_kind", "The period is empty.", "undated"
    # A sum since 2013 up to a day is 2013/2023-04-16, as ISO 8601-2 has it.
    mixed = len(ends) == 2 and len(ends[0]) != len(ends[1]) and kind != "cumulative"
    if mixed or (len(ends) == 2 and ends[0] == ends[1]):
        message = "The ends of the interval are the same, or of different form."
        return "period", message, "two years, two months or two days"
    if kind == "as_of" and len(ends) > 1:
        return "period_kind", "A figure as of a time has no interval.", "a year, month or day"
    if kind == "year_to_date":
        from_january = ends[0][4:] in ("", "-01", "-01-01")
        if not from_january or ends[0][:4] != ends[-1][:4]:
            message = "Year to date runs from January within one year."
            return "period", message, "an interval such as 2024-01/2024-06"
    return None


@rule(
    "NMG528",
    "two-period-kinds",
    "figures",
    summary="Figures of one source, indicator, place and period have one period_kind, "
    "as far as all came about or all were intended.",
    mend="Write one period_kind in both rows: as_of for what is counted at a time, "
    "calendar for what a whole period holds.",
    good="pigs at the end of June 2022: level and growth as_of",
    bad="pigs at the end of June 2022: level as_of, growth calendar",
)
def two_period_kinds(package: Package) -> Iterator[Hit]:
    """Compare the kinds of one period, as one source gives it for one indicator and place."""
    names = ("source_id", "indicator_id", "place_id", "period")
    others = ("period_kind", "status", "replaced_by")
    table = ours(package, "observations", *names, *others)
    first: dict[tuple[str, ...], int] = {}
    kinds = table.columns["period_kind"]
    rows = zip(*(table.columns[name] for name in (*names, *others)), strict=True)
    for index, (*quantity, kind, status, withdrawn) in enumerate(rows):
        if withdrawn:
            continue
        before = first.setdefault((*quantity, str(status in INTENDED)), index)
        if kinds[before] != kind:
            message = f"Line {table.starts[before]} of the same source, indicator, place and "
            message += f"period is {brief(kinds[before], 30)}."
            yield at(table, index, "period_kind", message, expected=brief(kinds[before], 30))


@rule(
    "NMG515",
    "year",
    "figures",
    summary="year is the calendar year in which the period lies; empty where it spans several.",
    mend="Correct year or period.",
    good="period = 2025-02-22, year = 2025",
    bad="period = 2025-02-22, year = 2024",
)
def year(package: Package) -> Iterator[Hit]:
    """Compare year with period."""
    table = ours(package, "observations", "period", "year")
    for index, (period, cell) in enumerate(
        zip(table.columns["period"], table.columns["year"], strict=True)
    ):
        if period[:4] == cell and len(period) <= 10:
            continue
        years = {end[:4] for end in period.split("/")}
        expected = years.pop() if len(years) == 1 else ""
        if cell != expected:
            if period:
                message = f"The period {brief(period, 30)} lies in {expected or 'several years'}."
            else:
                message = "The period is empty, so the year is too."
            yield at(table, index, "year", message, expected=expected or "an empty cell")


@rule(
    "NMG516",
    "id-parts",
    "figures",
    summary="The id of a row is made of its parts: indicator, place, period, measure, source; "
    ".vs2019 where the base is not the period before, .2 where a source prints it again. "
    "A row that was corrected after its release keeps its id, and its note begins with Id kept.",
    mend="New row: make the id of the parts, or correct the part that is wrong. Released row: "
    "keep the id, and begin the note with 'Id kept: ' and what was corrected.",
    good="gdp.inner_mongolia.2024.level.xinhua_2025",
    bad="gdp.inner_mongolia.2023.level.xinhua_2025 beside period = 2024",
)
def id_parts(package: Package) -> Iterator[Hit]:
    """Compare ids with the parts of their rows."""
    names = (*ID_PARTS, "observation_id", "base_period", "replaced_by", "note")
    table = ours(package, "observations", *names)
    for index, expected in disagreeing_ids(table):
        found = table.columns["observation_id"][index]
        message = f"The id {brief(found, 100)!r} is not made of the parts of its row."
        yield at(table, index, "observation_id", message, expected=expected)


ID_PARTS = ("indicator_id", "place_id", "period", "measure", "source_id")
ID_KEPT = "Id kept: "
"""How the note of a row begins that was corrected in a part of its id after its release."""


def disagreeing_ids(table: Table) -> Iterator[tuple[int, str]]:
    """Yield rows whose id does not agree with their parts, and the id that would."""
    columns = table.columns
    ids = columns["observation_id"]
    every: set[str] | None = None
    names = (*ID_PARTS, "base_period", "replaced_by", "note")
    parts = zip(*(columns[name] for name in names), strict=True)
    for index, (found, cells) in enumerate(zip(ids, parts, strict=True)):
        indicator, place, period, measure, source, base, withdrawn, note = cells
        when = period.replace("/", "_") or "undated"
        against = ""
        if base and base != year_before(period):
            against = f".vs{base.replace('/', '_')}"
        stem = f"{indicator}.{place}.{when}.{measure}{against}.{source}"
        if found == stem or withdrawn or note.startswith(ID_KEPT):
            continue
        again = re.fullmatch(r"\.([2-9]|[1-9][0-9])", found.removeprefix(stem))
        if again is None or not found.startswith(stem):
            yield index, stem
            continue
        if every is None:
            every = set(ids)
        before = int(again.group(1)) - 1
        earlier = stem if before == 1 else f"{stem}.{before}"
        if earlier not in every:
            yield index, earlier


@rule(
    "NMG517",
    "beyond-sense",
    "figures",
    summary="Growth is at least -100 percent, a share between 0 and 100, "
    "a rank a whole number from 1.",
    mend="Look for a slip of the point or of the measure.",
    good="share, 27.3",
    bad="share, 273",
)
def beyond_sense(package: Package) -> Iterator[Hit]:
    """Check the numbers of each measure against what it can mean."""
    names = ("value", "lower", "upper")
    table = ours(package, "observations", "measure", "unit_id", *names)
    cells = zip(*(table.columns[name] for name in ("measure", "unit_id", *names)), strict=True)
    for index, (measure, unit, *numbers) in enumerate(cells):
        if measure not in RANGES:
            continue
        scale = 10 if unit == "per_mille" else 1
        low, high = RANGES[measure][0] * scale, RANGES[measure][1] * scale
        whole = measure in ("rank", "growth_rank")
        # The ends of growth are its value give or take: only the value, or a range, can slip.
        looked = names if not numbers[0] else names[:1]
        for name, cell in zip(looked, numbers, strict=False):
            value = number(cell)
            broken = whole and value is not None and value != value.to_integral_value()
            if value is None or (low <= value <= high and not broken):
                continue
            message = f"{brief(cell, 40)} makes no sense as {measure}."
            expected = f"{'a whole number' if whole else 'a number'} from {low} to {high}"
            yield at(table, index, name, message, expected=expected)


@rule(
    "NMG518",
    "inferred-nothing",
    "figures",
    summary="inferred names cells of the row that are filled in, each once.",
    mend="Take the name out of inferred, or fill the cell in.",
    good="inferred = period beside period = 2025",
    bad="inferred = period beside an empty period",
)
def inferred_nothing(package: Package) -> Iterator[Hit]:
    """Look up what inferred names."""
    table = ours(package, "observations", "inferred")
    for index, cell in enumerate(table.columns["inferred"]):
        if not cell:
            continue
        names = cell.split(" ")
        twice = next((name for name in names if names.count(name) > 1), None)
        empty = [name for name in names if name in table.columns and not table.columns[name][index]]
        if twice:
            message = f"inferred names {brief(twice, 40)} twice."
            yield at(table, index, "inferred", message, expected="each name once")
        elif empty:
            message = f"inferred names {empty[0]}, which is empty."
            yield at(table, index, "inferred", message, expected="names of filled cells")


@rule(
    "NMG519",
    "equal-facets",
    "figures",
    summary="No two indicators agree in nature, product, flow, partner, mode, coverage and unit.",
    mend="They are one indicator; or give one of them the facet in which they differ.",
    good="coal, import … coal, export",
    bad="coal, import … coal, import",
)
def equal_facets(package: Package) -> Iterator[Hit]:
    """Compare the facets of all indicators."""
    table = ours(package, "indicators", "indicator_id", *FACETS)
    first: dict[tuple[str, ...], int] = {}
    for index, facets in enumerate(zip(*(table.columns[name] for name in FACETS), strict=True)):
        before = first.setdefault(facets, index)
        if before != index:
            other = table.columns["indicator_id"][before]
            message = f"{brief(other, 60)!r}, on line {table.starts[before]}, has the same facets."
            yield at(table, index, "indicator_id", message, expected="one facet that differs")


# Numbers, by their place in the paragraph


@rule(
    "NMG521",
    "numbers-of-print",
    "figures",
    summary="nth lists as many numbers as the print holds, each once and in order; "
    "it is empty where the paragraph is not indexed.",
    mend="Count the numbers of the paragraph from 1, and list those that stand in the print.",
    good="nth = 3 4 beside 850余万吨",
    bad="nth = 3 beside 850余万吨",
)
def numbers_of_print(package: Package) -> Iterator[Hit]:
    """Count the numbers of the prints."""
    for table, index, passage, nth, text in _counted(package):
        wrong = _miscounted(passage, nth, text)
        if wrong:
            yield at(table, index, "nth", wrong[0], expected=wrong[1])


def _counted(package: Package) -> Iterator[tuple[Table, int, str, str, str]]:
    """Yield table, row, passage, nth and print of all prints whose nth can be read."""
    for table in _printed(package):
        columns = ours(package, table.name, "passage_id", "nth").columns
        withdrawn = columns.get("replaced_by", [""] * len(table.records))
        cells = zip(
            columns["passage_id"], columns["nth"], columns["as_printed"], withdrawn, strict=True
        )
        for index, (passage, nth, text, replaced) in enumerate(cells):
            if not replaced and (not nth or ORDINALS.fullmatch(nth)):
                yield table, index, passage, nth, text


def _miscounted(passage: str, nth: str, text: str) -> tuple[str, str] | None:
    """Return message and what was expected, or None if nth fits the print."""
    if not passage:
        message = "Numbers are counted within a paragraph, and none is named."
        return (message, "an empty cell") if nth else None
    ordinals = [int(one) for one in nth.split()]
    if ordinals != sorted(set(ordinals)):
        return "The ordinals are not in order, or one stands twice.", "each once, in order"
    held = len(numbers_in(text))
    if held != len(ordinals):
        message = f"The row lists {len(ordinals)} numbers, the print {brief(text, 60)!r} {held}."
        return message, f"{held} ordinals"
    return None


@rule(
    "NMG522",
    "number-left-over",
    "figures",
    summary="Every number of a paragraph is in an observation, a withdrawn one too, or excluded, "
    "and no row names a number beyond the last.",
    mend="Add the observation, or a row in excluded_figures with the reason.",
    good="numbers = 2024 12.9; nth 1 excluded, nth 2 observed",
    bad="numbers = 2024 12.9; nth 1 excluded, nth 2 nowhere",
)
def number_left_over(package: Package) -> Iterator[Hit]:
    """Compare the ordinals that are used with the numbers of every paragraph."""
    passages = ours(package, "passages", "passage_id", "numbers")
    used, withdrawn = _used(package), _withdrawn(package)
    for index, (passage, cell) in enumerate(
        zip(passages.columns["passage_id"], passages.columns["numbers"], strict=True)
    ):
        count, there = len(cell.split()), used.get(passage, {})
        told = there.keys() | withdrawn.get(passage, ())
        missing = [str(n) for n in range(1, min(count, MAX_NUMBERS) + 1) if n not in told]
        if missing:
            message = f"{brief(passage, 20)}: number {brief(', '.join(missing), 60)} of {count} "
            message += "is neither observed nor excluded."
            yield at(passages, index, "numbers", message, expected="a row for every number")
        for ordinal, places in there.items():
            if ordinal > count:
                table, row = places[0]
                message = f"{brief(passage, 20)} holds {count} numbers, and none is its {ordinal}."
                yield at(table, row, "nth", message, expected=f"ordinals up to {count}")


@rule(
    "NMG526",
    "other-number",
    "figures",
    summary="A print holds the very numbers that nth names in the list of its paragraph.",
    mend="Look at the paragraph: correct as_printed or nth, or numbers in passages.",
    good="numbers = 2024 12.9; nth = 2 beside 12.9亿吨",
    bad="numbers = 2024 12.9; nth = 2 beside 12.8亿吨",
)
def other_number(package: Package) -> Iterator[Hit]:
    """Compare the numbers of the prints with those of the paragraphs."""
    passages = ours(package, "passages", "passage_id", "numbers").columns
    pairs = zip(passages["passage_id"], passages["numbers"], strict=True)
    listed = {passage: cell.split() for passage, cell in pairs}
    for table, index, passage, nth, text in _counted(package):
        numbers = listed.get(passage)
        if not numbers:
            continue  # most prints stand in texts that are not split into paragraphs
        held, ordinals = numbers_in(text), [int(one) for one in nth.split()]
        if len(held) != len(ordinals) or not all(n <= len(numbers) for n in ordinals):
            continue  # the rules above speak of that
        named = [numbers[n - 1] for n in ordinals]
        if named != held:
            field = "nth" if set(held) <= set(numbers) else "as_printed"
            message = f"The print holds {brief(' '.join(held), 40)}, "
            message += f"number {nth} of {brief(passage, 20)} is {brief(' '.join(named), 40)}."
            expected = " ".join(named) if field == "as_printed" else "the place of the print"
            yield at(table, index, field, message, expected=expected)


@rule(
    "NMG523",
    "number-used-twice",
    "figures",
    summary="A number is observed or excluded, not both; "
    "rows that share one have the same print, and it is excluded once.",
    mend="Correct nth of one of the two rows.",
    good="双居全国第一 in two rows, with the same nth",
    bad="12个 and 2个 in two rows, both nth = 1",
)
def number_used_twice(package: Package) -> Iterator[Hit]:
    """Compare the rows that name one number."""
    told: set[tuple[str, int, int]] = set()
    for passage, ordinals in _used(package).items():
        for ordinal, places in ordinals.items():
            first, row = places[0]
            for table, other in places[1:]:
                message = _clash(first, row, table, other)
                if message and (table.name, row, other) not in told:
                    told.add((table.name, row, other))
                    where = f"Number {ordinal} of {brief(passage, 20)} {message}"
                    yield at(table, other, "nth", where, expected="a number for each row")


def _clash(first: Table, row: int, table: Table, other: int) -> str | None:
    line = f"{first.path}:{first.starts[row]}"
    if first.name != table.name:
        return f"is observed on {line} and excluded here."
    if table.name == "excluded_figures":
        return f"is excluded on {line} already."
    one, two = first.columns["as_printed"][row], table.columns["as_printed"][other]
    if one != two:
        return f"is printed {brief(one, 50)!r} on {line} and {brief(two, 50)!r} here."
    return None


def _used(package: Package) -> dict[str, dict[int, list[tuple[Table, int]]]]:
    """Return the rows that use each number: paragraph → ordinal → rows, observations first."""
    observations = ours(package, "observations", "passage_id", "nth", "as_printed", "replaced_by")
    if "ordinals" not in observations.memo:
        excluded = ours(package, "excluded_figures", "passage_id", "nth", "as_printed")
        used: dict[str, dict[int, list[tuple[Table, int]]]] = {}
        for table in (observations, excluded):
            columns = table.columns
            withdrawn = columns.get("replaced_by", [""] * len(table.records))
            cells = zip(columns["passage_id"], columns["nth"], withdrawn, strict=True)
            for index, (passage, nth, replaced) in enumerate(cells):
                if not nth or replaced or not ORDINALS.fullmatch(nth):
                    continue
                for ordinal in map(int, nth.split()):
                    used.setdefault(passage, {}).setdefault(ordinal, []).append((table, index))
        observations.memo["ordinals"] = used
    found: dict[str, dict[int, list[tuple[Table, int]]]] = observations.memo["ordinals"]
    return found


def _withdrawn(package: Package) -> dict[str, set[int]]:
    """Return the numbers of each paragraph that stand in withdrawn observations."""
    columns = ours(package, "observations", "passage_id", "nth", "replaced_by").columns
    cells = zip(columns["passage_id"], columns["nth"], columns["replaced_by"], strict=True)
    found: dict[str, set[int]] = {}
    for passage, nth, replaced in cells:
        if replaced and ORDINALS.fullmatch(nth):
            found.setdefault(passage, set()).update(map(int, nth.split()))
    return found


@rule(
    "NMG524",
    "excluded-with-unit",
    "figures",
    summary="A number with a unit is left out as a date, span or definition alone; "
    "counting words after 一, 两 and the like may be idioms and names.",
    mend="Make it an observation, or correct the reason.",
    good="5年前, span",
    bad="2000万元, idiom",
)
def excluded_with_unit(package: Package) -> Iterator[Hit]:
    """Parse what was excluded."""
    table = ours(package, "excluded_figures", "passage_id", "as_printed", "reason")
    passages = ours(package, "passages", "passage_id", "source_id").columns
    source_of = dict(zip(passages["passage_id"], passages["source_id"], strict=True))
    language_of = languages(package)
    cells = zip(*(table.columns[n] for n in ("passage_id", "as_printed", "reason")), strict=True)
    for index, (passage, text, reason) in enumerate(cells):
        if reason in WITH_UNIT:
            continue
        language = language_of.get(source_of.get(passage, ""), "zh")
        unit = _unit_of_data(text, language)
        if unit:
            message = f"The print {brief(text, 60)!r} is a figure in {unit}, left out as {reason}."
            yield at(table, index, "reason", message, expected=", ".join(WITH_UNIT))


@rule(
    "NMG527",
    "excluded-date",
    "figures",
    summary="A number is left out as a date exactly if it is a year, month or day.",
    mend="Correct the reason.",
    good="2024年, date",
    bad="2024年, idiom",
)
def excluded_date(package: Package) -> Iterator[Hit]:
    """Compare the reason with the print."""
    table = ours(package, "excluded_figures", "as_printed", "reason")
    cells = zip(table.columns["as_printed"], table.columns["reason"], strict=True)
    for index, (text, reason) in enumerate(cells):
        if reason != "date" and DATE.fullmatch(text):
            message = f"{brief(text, 60)!r} is a date."
            yield at(table, index, "reason", message, expected="date")
        elif reason == "date" and not OF_DATES.search(text):
            message = f"{brief(text, 60)!r} is no date."
            yield at(table, index, "reason", message, expected="another reason")


def _unit_of_data(text: str, language: str) -> str | None:
    """Return the unit of a print that is a figure; 一辆 and 两个 are no figures by themselves."""
    figure = parse_figure(text, language)
    numbers = numbers_in(text)
    if not figure.ok or figure.unit is None:
        return None
    if not numbers or numbers[0][0].isdigit():
        return figure.unit
    return None if figure.unit in COUNTED else figure.unit
