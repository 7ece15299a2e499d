"""The figures of one indicator at one place: what is asked for, or what there is instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ..core.errors import UnknownNameError
from ..core.package import Row, package
from .derive import joined, last_of_years, with_partial_years
from .names import resolve
from .points import (
    HOME,
    KINDS,
    Point,
    base_unit,
    common_unit,
    end_of,
    is_kind,
    to_point,
    year_before,
)

JOINED, ALL = "joined", "all"


@dataclass(frozen=True)
class Selection:
    """What `series` returns, before it is a frame."""

    points: list[Point]
    left_out: dict[str, int] = field(default_factory=dict)
    """Reason → number of figures."""
    later: str = ""
    """What to say of another vintage that reaches later years."""


def select_all(
    indicators: Sequence[str],
    places: Sequence[str | None],
    *,
    kind: str = "year",
    measure: str = "level",
    status: str = "actual",
    vintage: str | None = None,
    scope: str | None = None,
    partial_years: bool = False,
) -> list[Selection]:
    """Choose the figures of every indicator at every place, without pandas."""
    names = [resolve("indicators", name) for name in indicators]
    if vintage is None:
        same_vintage(names)
    return [
        select(name, place, kind, measure, status, vintage, scope, partial_years)
        for name in names
        for place in places
    ]


def select(
    indicator: str,
    place: str | None,
    kind: str,
    measure: str,
    status: str,
    vintage: str | None,
    scope: str | None,
    partial_years: bool,
) -> Selection:
    """Choose the figures of point indicator at point place, or say what there is instead."""
    rows = [
        row
        for row in package().rows("observations")
        if row["indicator_id"] == indicator and not row["replaced_by"]
    ]
    left_out: Counter[str] = Counter()

    def keep(rows: list[Row], reason: str, fits: Callable[[Row], bool]) -> list[Row]:
        kept = [row for row in rows if fits(row)]
        left_out[reason] += len(rows) - len(kept)
        return kept

    if not rows:
        raise UnknownNameError(f"{indicator} has no figures. List those that have: find().")
    rows = of_field(rows, indicator, "measure", measure)
    rows = of_place(rows, indicator, place, kind)
    where = f"{indicator} at {rows[0]['place_id']}"
    ytd = [row for row in rows if row["period_kind"] == "year_to_date"]
    of_measure = len(rows)
    rows = of_kind(rows, where, kind)
    left_out["of another kind of period"] = of_measure - len(rows)
    rows = of_field(rows, where, "status", status)
    if status == "actual":
        rows = keep(rows, "another figure is preferred", lambda row: row["preferred"] == "true")
    if measure in ("growth", "change", "index"):
        rows = keep(rows, "not against the year before", year_before) or rows
    rows = of_scope(rows, where, scope)
    unit = common_unit(rows)
    rows = keep(
        rows, "in a unit of another kind", lambda row: base_unit(row["unit_id"]) == base_unit(unit)
    )
    points = [to_point(row, unit) for row in sorted(rows, key=lambda row: end_of(row["period"]))]
    if kind == "year_to_date":
        points = last_of_years(points)
    chosen, later = of_vintage(points, indicator, where, vintage)
    left_out["of another vintage"] = len(points) - len(chosen)
    single = list({(point.period, point.vintage): point for point in reversed(chosen)}.values())
    left_out["a second figure of the same period"] = len(chosen) - len(single)
    chosen = single[::-1]
    if partial_years and kind == "year" and measure == "level":
        chosen = with_partial_years(chosen, ytd, unit, indicator)
    return Selection(chosen, {reason: count for reason, count in left_out.items() if count}, later)


def same_vintage(indicators: Sequence[str]) -> None:
    """Reject indicators whose default vintages differ, and name the vintages they share."""
    defaults = {name: package().row("indicators", name)["default_vintage"] for name in indicators}
    told = {name: default for name, default in defaults.items() if default}
    if len(set(told.values())) < 2:
        return
    vintages = [
        {row["vintage"] for row in package().rows("observations") if row["indicator_id"] == name}
        for name in told
    ]
    shared = sorted(set.intersection(*vintages) - {""})
    listed = " and ".join(f"{name} is {default}" for name, default in told.items())
    way = (
        f"All have {', '.join(shared)}: pass vintage={shared[0]!r}."
        if shared
        else "They share no vintage: ask for them one by one."
    )
    raise UnknownNameError(f"{listed} by default. {way}")


def of_field(rows: list[Row], where: str, name: str, wanted: str) -> list[Row]:
    """Keep the rows with a value of a field, or say which values there are."""
    kept = [row for row in rows if row[name] == wanted]
    if not kept:
        there = ", ".join(sorted({row[name] for row in rows if row[name]}))
        raise UnknownNameError(f"{where} has no {name} {wanted!r}, but: {there}. Pass {name}=….")
    return kept


def of_place(rows: list[Row], indicator: str, place: str | None, kind: str) -> list[Row]:
    """Keep the rows of one place: the one asked for, the region, or the only one there is."""
    counts = Counter(row["place_id"] for row in rows)
    listed = ", ".join(f"{name} ({count})" for name, count in counts.most_common(12))
    if place is None:
        there = {row["place_id"] for row in rows if is_kind(row, kind)} or set(counts)
        chosen = HOME if HOME in there else next(iter(there)) if len(there) == 1 else ""
        if not chosen:
            raise UnknownNameError(
                f"{indicator} has figures for several places: {listed}. Pass place=…."
            )
    else:
        chosen = resolve("places", place, counts)
    if chosen not in counts:
        raise UnknownNameError(f"{indicator} has no figures for {chosen}. It exists for: {listed}.")
    return [row for row in rows if row["place_id"] == chosen]


def of_kind(rows: list[Row], where: str, kind: str) -> list[Row]:
    """Keep the rows of point kind of period, or say which kinds there are."""
    kept = [row for row in rows if is_kind(row, kind)]
    if not kept:
        there = Counter(row["period_kind"] for row in rows)
        listed = ", ".join(f"{name} ({count})" for name, count in there.most_common())
        wanted = "whole years" if kind == "year" else kind
        best = there.most_common(1)[0][0]
        way = f" Pass kind={best!r}." if best in KINDS else ""
        raise UnknownNameError(f"{where} has no {wanted}, but: {listed}.{way}")
    return kept


def of_scope(rows: list[Row], where: str, scope: str | None) -> list[Row]:
    """Keep the shares or ranks of point scope."""
    scopes = sorted({row["scope"] for row in rows})
    if scope is not None:
        return of_field(rows, where, "scope", scope)
    if len(scopes) > 1:
        raise UnknownNameError(
            f"{where} has several scopes: {', '.join(filter(None, scopes))}. Pass scope=…."
        )
    return rows


def of_vintage(
    points: list[Point], indicator: str, where: str, vintage: str | None
) -> tuple[list[Point], str]:
    """Keep the points of a vintage; also say which other vintage reaches later years."""
    default = package().row("indicators", indicator)["default_vintage"]
    if vintage == ALL or not default:
        return points, ""
    there = {point.vintage for point in points}
    if vintage == JOINED:
        return joined(points, default), ""
    wanted = vintage or default
    if wanted not in there:
        if vintage is None and len(there) == 1:
            return points, ""
        listed = ", ".join(sorted(there))
        raise UnknownNameError(f"{where} has no vintage {wanted!r}, but: {listed}. Pass vintage=….")
    kept = [point for point in points if point.vintage == wanted]
    last = max(end_of(point.period) for point in kept)
    later = sorted({point.vintage for point in points if end_of(point.period) > last})
    if vintage is not None or not later:
        return kept, ""
    years = sorted({point.period for point in points if end_of(point.period) > last})
    return kept, (
        f"{where} is {wanted} and ends with {kept[-1].period}; {', '.join(later)} has "
        f"{', '.join(years)}. Pass vintage='joined' to lengthen the series, "
        f"or vintage={later[0]!r}."
    )
