"""The figures of series as plain points: one unit, in order of time, with what was left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..core.labels import converter, target_unit
from ..core.package import Row, package

KINDS = (
    "year",
    "half_year",
    "quarter",
    "month",
    "span",
    "year_to_date",
    "as_of",
    "cumulative",
    "mean_of_years",
)
# Last months of the parts of a year that a figure from January on is one of.
ENDS = {"quarter": ("03",), "half_year": ("06",)}
OPEN = ("over", "at_least", "nearly", "at_most", "range")
HOME = "inner_mongolia"


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series, in the unit of the series."""

    indicator_id: str
    place_id: str
    period: str
    year: int | None
    value: float | None
    lower: float | None
    upper: float | None
    bound: str
    unit: str
    vintage: str
    break_before: bool
    source_id: str
    observation_id: str
    derived: bool = False


def to_point(row: Row, unit: str) -> Point:
    """Return the point of an observation, converted to a unit of the same base."""
    same = ("indicator_id", "place_id", "period", "bound", "vintage", "source_id", "observation_id")
    numbers: dict[str, Any] = {
        name: _number(row[name], row["unit_id"], unit) for name in ("value", "lower", "upper")
    }
    copied: dict[str, Any] = {name: row[name] for name in same}
    return Point(
        **copied,
        **numbers,
        year=int(row["year"]) if row["year"] else None,
        unit=unit,
        break_before=row["break_before"] == "true",
    )


def _number(cell: str, unit: str, target: str) -> float | None:
    if not cell:
        return None
    return float(cell if unit == target else converter(unit, target)(cell))


def base_unit(unit: str) -> str:
    """Return the base unit of a unit."""
    return package().row("units", unit)["base_unit_id"]


def common_unit(rows: Iterable[Row]) -> str:
    """Return the unit of use for rows of one indicator: that in which most can be given."""
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row["unit_id"]] += 1
    bases: dict[str, int] = defaultdict(int)
    for unit, count in counts.items():
        bases[base_unit(unit)] += count
    most = max(bases, key=lambda base: (bases[base], base))
    return target_unit(most, "common")


def is_kind(row: Row, kind: str) -> bool:
    """Return whether a row is of a kind of period; January to March is a quarter too."""
    if row["period_kind"] == kind:
        return True
    if kind not in ENDS or row["period_kind"] != "year_to_date":
        return False
    start, _, end = row["period"].partition("/")
    return start[4:] in ("-01", "-01-01") and whole_month(end) in ENDS[kind]


def whole_month(end: str) -> str | None:
    """Return the month that ends with a date, or None where the date is not a month's last.

    >>> whole_month("2024-03"), whole_month("2024-06-30"), whole_month("2024-06-20")
    ('03', '06', None)
    """
    if len(end) == 7:
        return end[5:]
    return end[5:7] if end[5:] in ("03-31", "06-30", "09-30", "12-31") else None


def end_of(period: str) -> str:
    """Return the last date of a period in a form that sorts by time.

    >>> sorted(["2024", "2024-01/2024-03", "2024-02"], key=end_of)
    ['2024-02', '2024-01/2024-03', '2024']
    """
    end = period.rpartition("/")[2]
    return end + "-99" * (2 - end.count("-"))


def year_before(row: Row) -> bool:
    """Return whether a change is against the period before, and not a farther one."""
    base = row["base_period"]
    if not base or not row["year"]:
        return True
    return base[:4] == str(int(row["year"]) - 1) or row["period_kind"] in ("month", "quarter")
