"""The figures of series as plain points in one unit, in order of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..core.labels import FIGURES, converted, target_unit
from ..core.package import Row, package

# Ends of the parts of a year that a figure from January on is one of.
ENDS = {"quarter": ("-03", "-03-31"), "half_year": ("-06", "-06-30")}
OPEN = ("over", "at_least", "nearly", "at_most", "range")
HOME = "inner_mongolia"


class Point(NamedTuple):
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
    point: dict[str, Any] = {name: row[name] for name in Point._fields if name in row}
    for name in FIGURES:
        point[name] = converted(row[name], row["unit_id"], unit) if row[name] else None
    point["year"] = int(row["year"]) if row["year"] else None
    return Point(**point | {"unit": unit, "break_before": row["break_before"] == "true"})


def base_unit(unit: str) -> str:
    """Return the base unit of a unit."""
    return package().row("units", unit)["base_unit_id"]


def common_unit(rows: Iterable[Row]) -> str:
    """Return the unit of use for rows of one indicator: that in which most can be given."""
    bases = Counter(base_unit(row["unit_id"]) for row in rows)
    most = max(bases, key=lambda base: (bases[base], base))
    return target_unit(most, "common")


def is_kind(row: Row, kind: str) -> bool:
    """Return whether a row is of a kind of period; January to March is a quarter too."""
    if row["period_kind"] != "year_to_date" or kind not in ENDS:
        return row["period_kind"] == kind
    start, _, end = row["period"].partition("/")
    return start[4:] in ("-01", "-01-01") and end[4:] in ENDS[kind]


def end_of(period: str) -> str:
    """Return the last date of a period in a form that sorts by time: a year after its months."""
    end = period.rpartition("/")[2]
    return end + "-99" * (2 - end.count("-"))


def year_before(row: Row) -> bool:
    """Return whether a change is against the period before, and not a farther one."""
    base, year = row["base_period"][:4], row["year"]
    if not base or not year or row["period_kind"] in ("month", "quarter"):
        return True
    return base == str(int(year) - 1)
