"""The figures of one indicator at one place: what is asked for, or what there is instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..core.errors import UnknownNameError, one_of
from ..core.package import Row, package
from .names import resolve
from .points import HOME, Point, base_unit, common_unit, end_of, is_kind, to_point, year_before

JOINED, ALL = "joined", "all"


class Selection(NamedTuple):
    """What `series` returns, before it is a frame."""

    points: list[Point]
    left_out: Counter[str]  # reason → number of figures
    later: str  # what to say of another vintage that reaches later years


class Query(NamedTuple):
    """What is asked of every indicator and place."""

    kind: str = "year"
    measure: str = "level"
    status: str = "actual"
    vintage: str | None = None
    scope: str | None = None


def select_all(
    indicators: Sequence[str], places: Sequence[str | None], query: Query
) -> list[Selection]:
    """Choose the figures of every indicator at every place, without pandas."""
    for option, value in query._asdict().items():
        field = "period_kind" if option == "kind" else option
        codes = package().table("observations").enum(field) or []
        more = [JOINED, ALL] if option == "vintage" else []
        one_of(option, value, [*(code for code in codes if code != "undated"), *more, None])
    names = [resolve("indicators", name) for name in indicators]
    if query.vintage is None:
        same_vintage(names)
    return [select(name, place, query) for name in names for place in places]


def select(indicator: str, place: str | None, query: Query) -> Selection:
    """Choose the figures of an indicator at a place, or say what there is instead."""
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
    rows = of_field(rows, indicator, "measure", query.measure)
    rows = of_place(rows, indicator, place, query.kind)
    where = f"{indicator} at {rows[0]['place_id']}"
    check_kind(rows, where, query.kind)
    rows = keep(rows, "of another kind of period", lambda row: is_kind(row, query.kind))
    rows = of_field(rows, where, "status", query.status)
    if query.status == "actual":
        rows = keep(rows, "another figure is preferred", lambda row: row["preferred"] == "true")
    if query.measure in ("growth", "change", "index"):
        rows = keep(rows, "not against the year before", year_before) or rows
    rows = of_scope(rows, where, query.scope)
    unit = common_unit(rows)
    rows = keep(
        rows, "in a unit of another kind", lambda row: base_unit(row["unit_id"]) == base_unit(unit)
    )
    points = [to_point(row, unit) for row in sorted(rows, key=lambda row: end_of(row["period"]))]
    if query.kind == "year_to_date":
        points = list({(point.year, point.vintage): point for point in points}.values())
    chosen, later = of_vintage(points, indicator, where, query.vintage)
    left_out["of another vintage"] = len(points) - len(chosen)
    single = list({(point.period, point.vintage): point for point in reversed(chosen)}.values())
    left_out["a second figure of the same period"] = len(chosen) - len(single)
    # Unary plus leaves out the reasons for which nothing was.
    return Selection(single[::-1], +left_out, later)


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


def check_kind(rows: list[Row], where: str, kind: str) -> None:
    """Reject a kind of period that there is not, and say which kinds there are."""
    if not any(is_kind(row, kind) for row in rows):
        there = Counter(row["period_kind"] for row in rows)
        listed = ", ".join(f"{name} ({count})" for name, count in there.most_common())
        wanted = "whole years" if kind == "year" else kind
        best = there.most_common(1)[0][0]
        way = f" Pass kind={best!r}." if best != "undated" else ""
        raise UnknownNameError(f"{where} has no {wanted}, but: {listed}.{way}")


def of_scope(rows: list[Row], where: str, scope: str | None) -> list[Row]:
    """Keep the shares or ranks of one scope."""
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
    if vintage == JOINED:
        return joined(points, default), ""
    counts = Counter(point.vintage for point in points)
    wanted = vintage or (default if default in counts else counts.most_common(1)[0][0])
    if wanted not in counts:
        listed = ", ".join(sorted(counts))
        raise UnknownNameError(f"{where} has no vintage {wanted!r}, but: {listed}. Pass vintage=….")
    kept = [point for point in points if point.vintage == wanted]
    others = ", ".join(sorted(counts.keys() - {wanted}))
    if vintage is None and wanted != default and others:
        words = f"is not given in {default}; this is {wanted}. Other vintages: {others}."
        return kept, f"{where} {words}"
    last = max(end_of(point.period) for point in kept)
    beyond = [point for point in points if end_of(point.period) > last]
    if vintage is not None or not beyond:
        return kept, ""
    later = sorted({point.vintage for point in beyond})
    years = sorted({point.period for point in beyond})
    return kept, (
        f"{where} is {wanted} and ends with {kept[-1].period}; {', '.join(later)} has "
        f"{', '.join(years)}. Pass vintage='joined' to lengthen the series, "
        f"or vintage={later[0]!r}."
    )


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
