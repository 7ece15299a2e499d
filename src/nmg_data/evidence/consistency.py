"""What figures of one indicator must agree in, although no relation between them is stored.

Running totals never fall within a year, a part is no larger than its region, and a value far from
both its neighbours is unlikely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from .interval import Interval, no_larger, point
from .quantities import (
    Columns,
    Figures,
    Known,
    Quantity,
    Relation,
    Tables,
    begin,
    end,
    year_before,
)

TOTALS = ("year_to_date", "year")
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
FAR = Decimal(8)
"""How many times larger or smaller than both neighbours a value is unlikely."""
NEAR_YEARS = 3
"""Years between two figures that are still neighbours."""

YEAR_BEFORE = re.compile(r"同比|[比较](?:上年|去年)|前年同期比|(?i:year[- ]on[- ]year|yoy)")
NAMED_YEAR = re.compile(r"(?:[比较]|(?i:over|than|from|compared with) )(\d{4})(?:年|\b)")


def consistency(figures: Figures, tables: Tables) -> Iterator[Relation]:
    """Test running totals, parts of regions and magnitudes."""
    series: dict[tuple[str, ...], list[Quantity]] = {}
    wholes = _Wholes(tables)
    for key in figures.rows:
        if key.measure == "level" and not key.scope:
            series.setdefault((key.indicator, key.place, key.vintage, key.status), []).append(key)
            if figures.fact(key, "additive") == "true":
                for place in wholes.of(key.place):
                    if whole := figures.known(key._replace(place=place)):
                        yield from _no_larger(figures, "place_part", figures.known(key), whole)
    for keys in series.values():
        dated = sorted((key for key in keys if key.period[:4].isdigit()), key=_by_end)
        if len(dated) > 1:
            summed = _is_summed(figures, dated[0])
            yield from _running_totals(figures, dated if summed else [])
            yield from _magnitudes(figures, dated if len(dated) > 2 else [], summed)


def _by_end(key: Quantity) -> tuple[str, bool]:
    return end(key.period), key.kind in TOTALS


def _is_summed(figures: Figures, key: Quantity) -> bool:
    """Return whether an indicator is a flow that is summed over time and cannot be negative."""
    unit = figures.units.get(figures.fact(key, "unit_id"))
    dimension = unit.dimension if unit else "ratio"
    return figures.fact(key, "nature") == "flow" and not re.search("ratio|_per_", dimension)


def _no_larger(
    figures: Figures, kind: str, part: Known | None, whole: Known | None
) -> Iterator[Relation]:
    """Test that one quantity is no larger than another; the fault is that of the part."""
    if part and whole and figures.alike((part, whole)):
        (small, large), unit = figures.shared((part, whole))
        terms = (*part.named("part"), *whole.named("whole"))
        yield Relation(kind, terms, no_larger(small, large), large, small, unit)


def _running_totals(figures: Figures, dated: list[Quantity]) -> Iterator[Relation]:
    """Test each part of a year against the smallest running total that holds it."""
    smallest: tuple[Decimal, Known] | None = None
    year = ""
    for key in reversed(dated):
        if begin(key.period)[:4] != end(key.period)[:4] or key.kind == "as_of":
            continue
        if key.period[:4] != year:
            year, smallest = key.period[:4], None
        known = figures.known(key)
        if smallest:
            yield from _no_larger(figures, "running_total", known, smallest[1])
        upper = figures.in_base(known).upper if known and key.kind in TOTALS else None
        if known and upper is not None and (not smallest or upper < smallest[0]):
            smallest = upper, known


class _Wholes:
    """The places that hold a place: those above it, and the groups that hold all its members."""

    def __init__(self, tables: Tables) -> None:
        self.parents = {row["place_id"]: row["parent_id"] for row in tables.get("places", ())}
        self.members: dict[str, set[str]] = {}
        for row in tables.get("list_items", ()):
            group = row["list_id"].removesuffix("_members")
            if group in self.parents and row["place_id"]:
                self.members.setdefault(group, set()).add(row["place_id"])
        self._found: dict[str, list[str]] = {}

    def of(self, place: str) -> list[str]:
        """Return the places that hold a place."""
        if place not in self._found:
            own = self.members.get(place, {place})
            found = [group for group, members in self.members.items() if own <= members]
            above = self.parents.get(place, "")
            while above and above not in found:
                found.append(above)
                above = self.parents.get(above, "")
            self._found[place] = [one for one in found if one != place]
        return self._found[place]


Point = tuple[Quantity, Known, Decimal]


def _magnitudes(figures: Figures, dated: list[Quantity], summed: bool) -> Iterator[Relation]:
    """Name the values that are far from both neighbours; a flow is counted by the month."""
    points: list[Point] = []
    for key in dated:
        known = figures.known(key)
        months = MONTHS.get(key.kind) if summed else key.kind in ("year", "as_of")
        if summed and key.kind == "year_to_date":
            months = int(end(key.period)[5:7])
        if known and months:
            last = points[-1][0].period if points else key.period
            far = int(key.period[:4]) - int(end(last)[:4]) > NEAR_YEARS
            if far or figures.broken(key, last):
                yield from _far(figures, points)
                points = []
            interval = figures.in_base(known)
            ends = [one for one in (interval.lower, interval.upper) if one is not None]
            size = sum(ends, Decimal(0)) / (len(ends) or 1) / months
            points += [(key, known, size)] if size > 0 else []
    yield from _far(figures, points)


def _far(figures: Figures, points: list[Point]) -> Iterator[Relation]:
    """Compare each point with those before and after it, or the two next to an end."""
    for index, (_, known, size) in enumerate(points if len(points) > 2 else ()):
        first = max(0, min(index - 1, len(points) - 3))
        near = [points[i] for i in range(first, first + 3) if i != index]
        low, high = min(one[2] for one in near) / FAR, max(one[2] for one in near) * FAR
        if not low < size < high:
            neighbours = (term for _, one, _ in near for term in one.named("neighbour"))
            terms = (*known.named("value")[:1], *neighbours)
            unit = figures.units[known.unit_id].base
            yield Relation("magnitude", terms, "fails", point(size), Interval(low, high), unit)


def contradicted_bases(observations: Columns) -> list[tuple[int, str, str]]:
    """Return the rows whose wording names another base period than theirs.

    Parameters
    ----------
    observations
        Text cells by column: as_printed, period, period_kind and base_period.

    Returns
    -------
    list of tuple
        The number of the row, the words, and the base period that they mean (only the year where
        the wording names one).

    Examples
    --------
    >>> row = {"as_printed": ["同比增长3.2%"], "period": ["2024"], "period_kind": ["year"]}
    >>> contradicted_bases({**row, "base_period": ["2021"]})
    [(0, '同比', '2023')]
    """
    found = []
    names = ("as_printed", "period", "period_kind", "base_period")
    cells = zip(*(observations[name] for name in names), strict=True)
    for row, (text, period, kind, base) in enumerate(cells):
        if not base or kind in ("cumulative", "mean_of_years"):
            continue
        words, wanted = YEAR_BEFORE.search(text), year_before(period)
        if words and wanted not in ("", base):
            found.append((row, words[0], wanted))
        named = NAMED_YEAR.search(text)
        if named and not base.startswith(named[1]):
            found.append((row, named[0], named[1]))
    return found
