"""What figures of one indicator must agree in, although no relation between them is stored.

Running totals never fall within a year, a part is no larger than its region, and a value far from
both its neighbours is unlikely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from .interval import Interval, no_larger, point
from .periods import end
from .quantities import Figures, Known, Quantity, Relation, Tables

TOTALS = ("year_to_date", "year")
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
FAR = 8  # times larger or smaller than both neighbours: unlikely
NEAR_YEARS = 3  # between two figures that are still neighbours


def consistency(figures: Figures, tables: Tables) -> Iterator[Relation]:
    """Test running totals, parts of regions and magnitudes."""
    series: dict[tuple[str, ...], list[Quantity]] = {}
    for key in figures.rows:
        if key.measure == "level" and not key.scope:
            series.setdefault((key.place, key.indicator, key.vintage, key.status), []).append(key)
    wholes = _wholes(tables)
    for (place, *rest), keys in series.items():
        if figures.fact(keys[0], "additive") == "true":
            for whole in wholes.get(place, ()):
                if (whole, *rest) in series:
                    yield from _place_parts(figures, keys, whole)
        dated = [key for key in keys if key.period[:4].isdigit()]
        dated.sort(key=lambda key: (end(key.period), key.kind in TOTALS))
        unit = figures.units.get(figures.fact(keys[0], "unit_id"))
        ratio = unit is None or re.search("ratio|_per_", unit.dimension)
        summed = figures.fact(keys[0], "nature") == "flow" and not ratio
        if summed:
            yield from _running_totals(figures, dated)
        yield from _magnitudes(figures, dated, summed)


def _wholes(tables: Tables) -> dict[str, list[str]]:
    """Return the places that hold each place: those above it, and groups that hold its members."""
    parents = {row["place_id"]: row["parent_id"] for row in tables.get("places", ())}
    groups: dict[str, set[str]] = {}
    for row in tables.get("list_items", ()):
        group = row["list_id"].removesuffix("_members")
        if group in parents:
            groups.setdefault(group, set()).add(row["place_id"])
    found = {}
    for place, above in parents.items():
        own = groups.get(place, {place})
        found[place] = [name for name, held in groups.items() if own <= held and name != place]
        while above and above not in found[place]:
            found[place].append(above)
            above = parents.get(above, "")
    return found


def _place_parts(figures: Figures, keys: list[Quantity], place: str) -> Iterator[Relation]:
    """Test the quantities of a place against those of a place that holds it."""
    for key in keys:
        whole = figures.known(key._replace(place=place), "whole")
        part = figures.known(key, "part") if whole else None
        if part and whole:
            yield _part_of("place_part", part, whole)


def _running_totals(figures: Figures, dated: list[Quantity]) -> Iterator[Relation]:
    """Test each part of a year against the smallest running total that holds it."""
    smallest: dict[str, tuple[Decimal, Known]] = {}
    for key in reversed(dated):
        year, part = key.period[:4], figures.known(key, "part")
        if not part or year != end(key.period)[:4] or key.kind == "as_of":
            continue
        if year in smallest:
            yield _part_of("running_total", part, smallest[year][1])
        whole = figures.known(key, "whole") if key.kind in TOTALS else None
        upper = whole.base.upper if whole else None
        if whole and upper is not None and (year not in smallest or upper < smallest[year][0]):
            smallest[year] = upper, whole


def _part_of(kind: str, part: Known, whole: Known) -> Relation:
    """Test that a quantity is no larger than another; a fault belongs to the part."""
    verdict, terms = no_larger(part.base, whole.base), (*part.terms, *whole.terms)
    return Relation(kind, terms, verdict, whole.terms[0].unit, whole.base, part.base)


def _magnitudes(figures: Figures, dated: list[Quantity], summed: bool) -> Iterator[Relation]:
    """Name the values that are far from those before and after, or from the two next to an end."""
    sizes = {key: size for key in dated if (size := _size(figures, key, summed)) > 0}
    run = list(sizes)
    # A value that is far from two others is far from one of the two next to it.
    suspects: set[int] = set()
    for index, (size, following) in enumerate(pairwise(sizes.values())):
        if max(size, following) >= FAR * min(size, following):
            suspects |= {index, index + 1}
    for index in sorted(suspects):
        windows = (run[start : start + 3] for start in (index - 1, index - 2, index) if start >= 0)
        window = next((near for near in windows if _is_connected(figures, near)), None)
        if window is None:
            continue
        size = sizes[run[index]]
        others = [key for key in window if key != run[index]]
        low, high = sorted(sizes[key] for key in others)
        if not low / FAR < size < high * FAR:
            value, *neighbours = (figures.rows[key][0] for key in (run[index], *others))
            named = [figures.term("neighbour", row) for row in neighbours]
            terms = (figures.term("value", value), *named)
            usual = Interval(Decimal(low) / FAR, Decimal(high) * FAR)
            unit = terms[0].unit
            yield Relation("magnitude", terms, "fails", unit, point(Decimal(size)), usual)


def _size(figures: Figures, key: Quantity, summed: bool) -> float:
    """Return the middle of a figure in its base unit, of a flow by the month; 0 without one."""
    months = MONTHS.get(key.kind, 0) if summed else int(key.kind in ("year", "as_of"))
    if summed and key.kind == "year_to_date":
        months = int(end(key.period)[5:7])
    if not months:
        return 0
    ends = [float(e) for e in figures.term("", figures.rows[key][0]).base if e is not None]
    return sum(ends) / len(ends) / months if ends else 0


def _is_connected(figures: Figures, window: list[Quantity]) -> bool:
    """Whether three figures follow one another without a gap of years or a break."""
    return len(window) == 3 and all(
        int(later.period[:4]) - int(end(earlier.period)[:4]) <= NEAR_YEARS
        and not figures.broken(later, earlier.period)
        for earlier, later in pairwise(window)
    )
