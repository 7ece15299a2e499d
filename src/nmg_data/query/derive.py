"""Points that follow from others: joined vintages, and growth."""

from __future__ import annotations

from ..core.errors import UnknownNameError
from ..core.package import package
from .points import Point, end_of


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
        point._replace(break_before=True) if i and point.vintage != line[i - 1].vintage else point
        for i, point in enumerate(line)
    ]


def growth(points: list[Point]) -> list[Point]:
    """Return the growth between consecutive years, as intervals, but not across breaks."""
    found = []
    known = {(point.vintage, point.year): point for point in points}
    for point in points:
        before = known.get((point.vintage, point.year - 1)) if point.year is not None else None
        if before is None or point.break_before:
            continue
        found.append(
            point._replace(
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
