"""Points that follow from others: joined vintages, lower bounds of years, growth."""

from __future__ import annotations

from dataclasses import replace

from ..core.errors import UnknownNameError
from ..core.package import Row, package
from .points import Point, base_unit, end_of, to_point


def last_of_years(points: list[Point]) -> list[Point]:
    """Keep the last point of each year and vintage; the points are in order of time."""
    return list({(point.year, point.vintage): point for point in points}.values())


def joined(points: list[Point], default: str) -> list[Point]:
    """Lengthen the default vintage at its two ends, with a break where the vintage changes."""
    order = package().table("observations").enum("vintage") or []
    core = [point for point in points if point.vintage == default] or points
    first, last = end_of(core[0].period), end_of(core[-1].period)
    chosen = {point.period: point for point in core}
    others = sorted(points, key=lambda point: order.index(point.vintage), reverse=True)
    for point in others:
        if not first <= end_of(point.period) <= last:
            chosen.setdefault(point.period, point)
    line = sorted(chosen.values(), key=lambda point: end_of(point.period))
    return [
        replace(point, break_before=True) if i and point.vintage != line[i - 1].vintage else point
        for i, point in enumerate(line)
    ]


def with_partial_years(
    points: list[Point], rows: list[Row], unit: str, indicator: str
) -> list[Point]:
    """Add the last year-to-date figure of each year that has none, as a lower bound."""
    if package().row("indicators", indicator)["nature"] != "flow":
        raise UnknownNameError(f"{indicator} is no flow: a part of a year is no bound of it.")
    years = {point.year for point in points}
    vintages = {point.vintage for point in points}
    parts = [
        to_point(row, unit)
        for row in sorted(rows, key=lambda row: end_of(row["period"]))
        if row["preferred"] == "true"
        and base_unit(row["unit_id"]) == base_unit(unit)
        and (row["vintage"] in vintages or not row["vintage"])
    ]
    added = [
        replace(
            point,
            period=str(point.year),
            upper=None,
            bound="at_least",
            value=point.lower,
            derived=True,
        )
        for point in last_of_years(parts)
        if point.year not in years and point.lower is not None
    ]
    return sorted([*points, *added], key=lambda point: end_of(point.period))


def growth(points: list[Point]) -> list[Point]:
    """Return the growth between consecutive years, as intervals, but not across breaks."""
    found = []
    known = {(point.vintage, point.year): point for point in points}
    for point in points:
        before = known.get((point.vintage, point.year - 1)) if point.year is not None else None
        if before is None or point.break_before:
            continue
        found.append(
            replace(
                point,
                value=_rate(point.value, before.value),
                lower=_rate(point.lower, before.upper),
                upper=_rate(point.upper, before.lower),
                bound="range",
                unit="percent",
                derived=True,
            )
        )
    if not found:
        raise UnknownNameError("No two years in a row are comparable, so no growth can be derived.")
    return found


def _rate(later: float | None, earlier: float | None) -> float | None:
    if later is None or not earlier or earlier < 0:
        return None
    return float(f"{(later / earlier - 1) * 100:.12g}")
