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
    end,
    year_before,
)

TOTALS = ("year_to_date", "year")
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
FAR = 8  # times larger or smaller than both neighbours: unlikely
NEAR_YEARS = 3  # between two figures that are still neighbours

YEAR_BEFORE = re.compile(r"同比|[比较](?:上年|去年)|前年同期比|(?i:year[- ]on[- ]year|yoy)")
NAMED_YEAR = re.compile(r"(?:[比较]|(?i:over|than|from|compared with) )(\d{4})(?:年|\b)")


def consistency(figures: Figures, tables: Tables) -> Iterator[Relation]:
    """Test running totals, parts of regions and magnitudes."""
    series: dict[tuple[str, ...], list[Quantity]] = {}
    wholes = _wholes(tables)
    known = {(key.indicator, key.place) for key in figures.rows}
    for key in figures.rows:
        if key.measure != "level" or key.scope:
            continue
        if key.period[:4].isdigit():
            series.setdefault((key.indicator, key.place, key.vintage, key.status), []).append(key)
        if figures.fact(key, "additive") == "true":
            for place in wholes.get(key.place, ()):
                whole = key._replace(place=place) if (key.indicator, place) in known else None
                if whole in figures.rows:
                    part, all_ = figures.known(key), figures.known(whole)
                    yield from _no_larger(figures, "place_part", part, all_)
    for keys in series.values():
        if len(keys) > 1:
            keys.sort(key=lambda key: (end(key.period), key.kind in TOTALS))
            unit = figures.units.get(figures.fact(keys[0], "unit_id"))
            ratio = unit is None or re.search("ratio|_per_", unit.dimension)
            summed = figures.fact(keys[0], "nature") == "flow" and not ratio
            yield from _running_totals(figures, keys if summed else [])
            yield from _magnitudes(figures, keys if len(keys) > 2 else [], summed)


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
    smallest: tuple[str, Decimal, Known] | None = None
    for key in reversed(dated):
        year = key.period[:4]
        if year != end(key.period)[:4] or key.kind == "as_of":
            continue
        if smallest and smallest[0] != year:
            smallest = None
        known = figures.known(key)
        yield from _no_larger(figures, "running_total", known, smallest[2] if smallest else None)
        upper = figures.in_base(known).upper if known and key.kind in TOTALS else None
        if known and upper is not None and (not smallest or upper < smallest[1]):
            smallest = year, upper, known


Point = tuple[Quantity, float]


def _magnitudes(figures: Figures, dated: list[Quantity], summed: bool) -> Iterator[Relation]:
    """Name the values that are far from both neighbours; a flow is counted by the month."""
    points: list[Point] = []
    for key in dated:
        months = MONTHS.get(key.kind, 0) if summed else int(key.kind in ("year", "as_of"))
        if summed and key.kind == "year_to_date":
            months = int(end(key.period)[5:7])
        size = figures.size(key) / months if months else 0
        if size > 0:
            last = points[-1][0].period if points else key.period
            apart = int(key.period[:4]) - int(end(last)[:4]) > NEAR_YEARS
            if apart or figures.broken(key, last):
                yield from _far(figures, points)
                points = []
            points.append((key, size))
    yield from _far(figures, points)


def _far(figures: Figures, points: list[Point]) -> Iterator[Relation]:
    """Compare each point with those before and after it, or the two next to an end."""
    for index, (key, size) in enumerate(points if len(points) > 2 else ()):
        first = max(0, min(index - 1, len(points) - 3))
        near = [points[i] for i in range(first, first + 3) if i != index]
        low, high = sorted(one[1] for one in near)
        if not low / FAR < size < high * FAR:
            known = [figures.known(one) for one in (key, *(other for other, _ in near))]
            roles = zip(("value", "neighbour", "neighbour"), known, strict=True)
            terms = tuple(term for role, one in roles if one for term in one.named(role)[:1])
            expected = Interval(Decimal(low) / FAR, Decimal(high) * FAR)
            unit = figures.units[terms[0].unit_id].base
            yield Relation("magnitude", terms, "fails", point(Decimal(size)), expected, unit)


def contradicted_bases(observations: Columns) -> list[tuple[int, str, str]]:
    """Return the rows whose wording names another base period than theirs.

    Each is the number of a row, the words, and the base period that they mean (only the year
    where the wording names one).

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
