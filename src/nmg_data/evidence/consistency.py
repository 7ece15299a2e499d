"""What figures of one indicator must agree in, although no relation between them is stored.

Running totals never fall within a year, a part is no larger than its region, and a value far from
both its neighbours is unlikely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from .interval import ANY, Interval, point
from .periods import end
from .quantities import Figures, Known, Quantity, Relation, Tables, part_of, tested

TOTALS = ("year_to_date", "year")
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
FAR = 8  # times larger or smaller than both neighbours: unlikely
NEAR_YEARS = 3  # between two figures that are still neighbours


def consistency(figures: Figures, tables: Tables) -> Iterator[Relation]:
    """Test running totals, parts of regions and magnitudes."""
    series: dict[tuple[str, ...], list[Quantity]] = {}
    wholes = _wholes(tables)
    for key in figures.rows:
        if key.measure != "level" or key.scope:
            continue
        if key.period[:4].isdigit():
            series.setdefault((key.indicator, key.place, key.vintage, key.status), []).append(key)
        if figures.fact(key, "additive") == "true":
            for place in wholes.get(key.place, ()):
                whole = figures.known(key._replace(place=place), "whole")
                part = figures.known(key, "part") if whole else None
                if part and whole:
                    yield part_of("place_part", part, whole)
    for keys in series.values():
        keys.sort(key=lambda key: (end(key.period), key.kind in TOTALS))
        unit = figures.units.get(figures.fact(keys[0], "unit_id"))
        ratio = unit is None or re.search("ratio|_per_", unit["dimension"])
        summed = figures.fact(keys[0], "nature") == "flow" and not ratio
        if summed:
            yield from _running_totals(figures, keys)
        yield from _magnitudes(figures, keys, summed)


def _wholes(tables: Tables) -> dict[str, list[str]]:
    """Return the places that hold each place: those above it, and groups that hold its members."""
    parents = {row["place_id"]: row["parent_id"] for row in tables.get("places", ())}
    members: dict[str, set[str]] = {}
    for row in tables.get("list_items", ()):
        members.setdefault(row["list_id"].removesuffix("_members"), set()).add(row["place_id"])
    groups = {place: members[place] for place in parents if place in members}
    found: dict[str, list[str]] = {}
    for place, above in parents.items():
        own = groups.get(place, {place})
        inside_of = [group for group, all_ in groups.items() if own <= all_ and group != place]
        while above and above not in inside_of:
            inside_of.append(above)
            above = parents.get(above, "")
        found[place] = inside_of
    return found


def _running_totals(figures: Figures, dated: list[Quantity]) -> Iterator[Relation]:
    """Test each part of a year against the smallest running total that holds it."""
    smallest: dict[str, tuple[Decimal, Known]] = {}
    for key in reversed(dated):
        year, part = key.period[:4], figures.known(key, "part")
        if not part or year != end(key.period)[:4] or key.kind == "as_of":
            continue
        if year in smallest:
            yield part_of("running_total", part, smallest[year][1])
        whole = figures.known(key, "whole") if key.kind in TOTALS else None
        upper = whole.base.upper if whole else None
        if whole and upper is not None and (year not in smallest or upper < smallest[year][0]):
            smallest[year] = upper, whole


def _magnitudes(figures: Figures, dated: list[Quantity], summed: bool) -> Iterator[Relation]:
    """Name the values that are far from those before and after, or from the two next to an end."""
    sizes = {key: size for key in dated if (size := _size(figures, key, summed)) > 0}
    run = list(sizes)
    for index, key in enumerate(run):
        windows = (run[start : start + 3] for start in (index - 1, index - 2, index) if start >= 0)
        window = next((near for near in windows if _is_connected(figures, near)), None)
        if window is None:
            continue
        others = [other for other in window if other != key]
        low, high = sorted(sizes[other] for other in others)
        if not low / FAR < sizes[key] < high * FAR:
            roles = {key: "value", **dict.fromkeys(others, "neighbour")}
            terms = tuple(figures.term(role, figures.rows[of][0]) for of, role in roles.items())
            expected = Interval(Decimal(low) / FAR, Decimal(high) * FAR)
            ends = point(Decimal(sizes[key])), expected
            yield tested("magnitude", terms, "fails", ends, terms[0].unit)


def _size(figures: Figures, key: Quantity, summed: bool) -> float:
    """Return the middle of a figure in its base unit, of a flow by the month; 0 without one."""
    months = MONTHS.get(key.kind, 0) if summed else int(key.kind in ("year", "as_of"))
    if summed and key.kind == "year_to_date":
        months = int(end(key.period)[5:7])
    interval = figures.term("value", figures.rows[key][0]).base if months else ANY
    ends = [float(value) for value in (interval.lower, interval.upper) if value is not None]
    return sum(ends) / len(ends) / months if ends else 0


def _is_connected(figures: Figures, window: list[Quantity]) -> bool:
    """Whether three figures follow one another without a gap of years or a break."""
    return len(window) == 3 and all(
        int(later.period[:4]) - int(end(earlier.period)[:4]) <= NEAR_YEARS
        and not figures.broken(later, earlier.period)
        for earlier, later in pairwise(window)
    )
