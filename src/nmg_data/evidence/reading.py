"""What the original wording of an observation gives, beside the cells of its row."""

from __future__ import annotations

from collections.abc import Container, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from ..core.package import read_toml
from ..core.text import plain_number
from .figure import Figure, parse_figure
from .interval import Precision, number
from .periods import year_before


class Reading(NamedTuple):
    """The cells that follow from `as_printed`, as text; or the problem why it cannot be read."""

    problem: str | None
    value: str = ""
    unit_id: str = ""
    bound: str = ""
    lower: str = ""
    upper: str = ""
    measure: str = ""  # empty where the wording may be any measure


def read_row(row: Mapping[str, str], lang: str) -> Reading:
    """Read `as_printed` of an observation, for its other cells; its source is in ``lang``."""
    inferred = row["inferred"].split()
    bound = row["bound"] if "bound" in inferred else ""
    cells = (row["measure"], bound, row["unit_id"])
    reading = _read(row["as_printed"], lang, row["header_unit"], *cells)
    if reading.unit_id == "times" and row["measure"] == "growth" and "measure" in inferred:
        # Without its verb, 4.8倍 is growth by so many times, or to so many times.
        less = 1 if row["value"] == _percent(reading.value, 1) else 0
        ends = (reading.value, reading.lower, reading.upper)
        value, lower, upper = (_percent(end, less) for end in ends)
        return Reading(None, value, "percent", reading.bound, lower, upper, "growth")
    return reading


def differences(row: Mapping[str, str], reading: Reading) -> list[tuple[str, str]]:
    """Return fields that differ from a reading, with its cells; ends only where the words agree."""
    inferred = row["inferred"].split()
    printed = [field for field in ("unit_id", "bound") if field not in inferred]
    wrong = [field for field in printed if row[field] != getattr(reading, field)]
    if not _can_be(reading.measure, row["measure"], "measure" in inferred):
        wrong.append("measure")
    numbers = ("value",) if wrong else ("value", "lower", "upper")
    wrong += [field for field in numbers if not _same(row[field], getattr(reading, field))]
    return [(field, getattr(reading, field)) for field in wrong]


def fill(row: dict[str, str], lang: str, taken: Container[str]) -> str | None:
    """Fill empty cells that follow from others; return why `as_printed`, if needed, is unread."""
    row["year"] = row["year"] or year_of(row["period"])
    row["observation_id"] = row["observation_id"] or mint(row, taken)
    unread = not row["value"] and row["bound"] != "range"
    # Both ends are empty only in a row that has not been filled.
    unfilled = not (row["lower"] or row["upper"])
    if not row["as_printed"] or not (unread or unfilled or not (row["unit_id"] and row["bound"])):
        return None
    given = f"{row['inferred']} bound" if row["bound"] else row["inferred"]
    reading = read_row(row | {"inferred": given}, lang)
    if reading.problem:
        return reading.problem
    for field in ("value", "unit_id", "bound", *(("lower", "upper") if unfilled else ())):
        row[field] = row[field] or getattr(reading, field)
    return None


def year_of(period: str) -> str:
    """Return the calendar year in which a period lies, or nothing where it spans several."""
    years = {part[:4] for part in period.split("/")}
    return years.pop() if len(years) == 1 else ""


def mint(row: Mapping[str, str], taken: Container[str]) -> str:
    """Make the id of a new row from its parts; `.2` and so on where one source prints it again."""
    period, base = (row[name].replace("/", "_") for name in ("period", "base_period"))
    parts = [row["indicator_id"], row["place_id"], period or "undated", row["measure"]]
    if base and row["base_period"] != year_before(row["period"]):
        parts.append(f"vs{base}")
    name = first = ".".join([*parts, row["source_id"]])
    again = 2
    while name in taken:
        name, again = f"{first}.{again}", again + 1
    return name


@cache
def header_units() -> dict[str, tuple[str, Decimal]]:
    """The units that headers of tables name: header → unit_id and factor."""
    return {
        header: (unit, Decimal(factor))
        for unit, headers in read_toml(__package__, "header_units.toml").items()
        for header, factor in headers.items()
    }


@lru_cache(maxsize=50_000)
def _read(text: str, lang: str, header: str, measure: str, bound: str, unit: str) -> Reading:
    """The reading of a wording, for the cells of its row."""
    figure = _below(header, text) if header else parse_figure(text, lang)
    if figure.problem:
        return Reading(figure.problem)
    all_ends = (figure.value, *figure.ends(bound, measure, unit))
    value, lower, upper = ("" if end is None else plain_number(end) for end in all_ends)
    hint = figure.measure or (measure if header else "")
    return Reading(None, value, figure.unit or "", bound or figure.bound, lower, upper, hint)


def _below(header: str, text: str) -> Figure:
    """A figure in digits below the header of a table: the grammar is not asked."""
    digits = number(text)
    if digits is None or header not in header_units():
        return Figure(text, problem="It is not digits alone, below a header that is known.")
    unit, factor = header_units()[header]
    value, measure = digits * factor, "index" if unit == "index" else None
    precision = Precision(factor.scaleb(-len(text.partition(".")[2])))
    return Figure(text, value, unit, measure=measure, precision=precision, multiplied=factor != 1)


def _percent(times: str, less: int) -> str:
    """So many times as percent of growth."""
    return plain_number((Decimal(times) - less) * 100) if times else ""


def _same(cell: str, expected: str) -> bool:
    """Whether two cells are the same text or number; what is no number is another rule's fault."""
    found = number(cell)
    return cell == expected or (found is None and cell != "") or found == number(expected)


def _can_be(reading: str, measure: str, inferred: bool) -> bool:
    """Whether a wording can be of a measure; growth and change need their verb."""
    if inferred and not reading:
        return True
    if measure in ("growth", "change", "index"):
        return reading == measure
    return reading in ("", measure) or (reading == "rank" and measure == "growth_rank")
