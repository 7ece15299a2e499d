"""The figures of one indicator at one place: what is asked for, or what there is instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from ..core.errors import UnknownNameError, one_of
from ..core.package import Lang, Row, package
from ..core.words import say
from .names import code_of, labels_of, resolve
from .points import HOME, Point, base_unit, common_unit, end_of, is_kind, to_point, year_before

JOINED, ALL = "joined", "all"


class Selection(NamedTuple):
    """What `series` returns, before it is a frame."""

    points: list[Point]
    left_out: Counter[str]  # reason → number of figures
    gaps: list[str]  # years between the first and the last that have no figure
    notes: list[str]  # what to know: a vintage that reaches later years, growth that is nominal


class Query(NamedTuple):
    """What is asked of every indicator and place, and the language of the notes."""

    kind: str = "year"
    measure: str = "level"
    status: str = "actual"
    vintage: str | None = None
    scope: str | None = None
    derive: str | None = None
    partial_years: bool = False
    lang: Lang = "en"


def coded(query: Query) -> Query:
    """Return a query with codes for labels in either language, or say which codes there are."""
    one_of("derive", query.derive, ("growth", None))
    codes: dict[str, Any] = {}
    for option in ("kind", "measure", "status", "vintage", "scope"):
        known = dict(labels_of("observations", "period_kind" if option == "kind" else option))
        known.pop("undated", None)
        known |= {JOINED: [JOINED], ALL: [ALL]} if option == "vintage" else {}
        if (value := getattr(query, option)) is not None:
            codes[option] = code_of(option, value, known)
    if query.derive and (codes["kind"], codes["measure"]) != ("year", "level"):
        raise UnknownNameError("Growth is derived from levels of whole years only.")
    return query._replace(**codes)


def select_all(
    indicators: Sequence[str], places: Sequence[str | None], query: Query
) -> list[Selection]:
    """Choose the figures of every indicator at every place, without pandas."""
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
        raise UnknownNameError(f"{indicator} has no figures; find() lists what has.")
    rows = of_field(rows, indicator, "measure", query.measure)
    rows = of_place(rows, indicator, place, query.kind)
    where = f"{indicator} at {rows[0]['place_id']}"
    begun = [r for r in rows if is_kind(r, "year_to_date") and r["status"] == query.status]
    check_kind(rows, where, query.kind)
    rows = keep(rows, "of another kind of period", lambda row: is_kind(row, query.kind))
    rows = of_field(rows, where, "status", query.status)
    if query.status == "actual":
        rows = keep(rows, "another figure is preferred", lambda row: row["preferred"] == "true")
    if query.measure in ("growth", "change", "index"):
        rows = keep(rows, "not against the year before", year_before) or rows
    scopes = sorted({row["scope"] for row in rows})
    if query.scope is not None:
        rows = of_field(rows, where, "scope", query.scope)
    elif len(scopes) > 1:
        listed = ", ".join(filter(None, scopes))
        raise UnknownNameError(f"{where} has several scopes: {listed}. Pass scope=….")
    unit = common_unit(rows)
    base = base_unit(unit)
    rows = keep(rows, "in a unit of another kind", lambda row: base_unit(row["unit_id"]) == base)
    points = [to_point(row, unit) for row in sorted(rows, key=lambda row: end_of(row["period"]))]
    if query.kind == "year_to_date":
        last = list({(point.year, point.vintage): point for point in points}.values())
        left_out["earlier in the same year"] = len(points) - len(last)
        points = last
    where = say("{} at {}", query.lang, indicator, points[0].place_id)
    chosen, later = of_vintage(points, indicator, where, query.vintage, query.lang)
    left_out["of another vintage"] = len(points) - len(chosen)
    single = list({(point.period, point.vintage): point for point in reversed(chosen)}.values())
    left_out["a second figure of the same period"] = len(chosen) - len(single)
    points, notes = single[::-1], [later] if later else []
    known = package().row("indicators", indicator)
    if query.partial_years and (query.kind, query.measure) == ("year", "level"):
        if known["nature"] != "flow":
            raise UnknownNameError(f"{indicator} is no flow: a part of a year is no bound of it.")
        parts = query._replace(kind="year_to_date", vintage=ALL, derive=None, partial_years=False)
        so_far = select(indicator, points[0].place_id, parts).points if begun else []
        points = with_partial_years(points, so_far)
    gaps = missing_years(points) if query.kind in ("year", "year_to_date") else []
    if query.derive:
        points = growth(points)
        if known["growth_basis"] == "comparable":
            notes.append(say("growth of {} is nominal", query.lang, indicator))
    # Unary plus leaves out the reasons for which nothing was.
    return Selection(points, +left_out, gaps, notes)


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
    way = "They share no vintage: ask for them one by one."
    if shared:
        way = f"All have {', '.join(shared)}: pass vintage={shared[0]!r}."
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
            raise UnknownNameError(f"{indicator} has several places: {listed}. Pass place=….")
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


def of_vintage(
    points: list[Point], indicator: str, where: str, vintage: str | None, lang: Lang = "en"
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
        return kept, say("{} is not given in {}", lang, where, default, wanted, others)
    last = max(end_of(point.period) for point in kept)
    beyond = [point for point in points if end_of(point.period) > last]
    if vintage is not None or not beyond:
        return kept, ""
    later = sorted({point.vintage for point in beyond})
    years = ", ".join(sorted({point.period for point in beyond}))
    words = (where, wanted, kept[-1].period, ", ".join(later), years, later[0])
    return kept, say("{} ends earlier", lang, *words)


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


def missing_years(points: list[Point]) -> list[str]:
    """Return the years, or spans of years, between points that have none."""
    years = sorted({point.year for point in points if point.year is not None})
    return [
        str(year + 1) if after == year + 2 else f"{year + 1}–{after - 1}"
        for year, after in pairwise(years)
        if after > year + 1
    ]


def with_partial_years(points: list[Point], so_far: list[Point]) -> list[Point]:
    """Add the last year-to-date figure of each year that has none, as a lower bound."""
    years = {point.year for point in points}
    vintages = {point.vintage for point in points} | {""}
    added = [
        point._replace(
            period=str(point.year), value=point.lower, upper=None, bound="at_least", derived=True
        )
        for point in so_far
        if point.lower is not None and point.year not in years and point.vintage in vintages
    ]
    return sorted([*points, *added], key=lambda point: point.year or 0)


def growth(points: list[Point]) -> list[Point]:
    """Return the growth between consecutive years, as intervals, but not across breaks."""
    found = []
    known = {(point.vintage, point.year): point for point in points}
    for point in points:
        before = known.get((point.vintage, point.year - 1)) if point.year is not None else None
        if before is None or point.break_before:
            continue
        against = {"value": before.value, "lower": before.upper, "upper": before.lower}
        rates: dict[str, Any] = {
            end: _rate(getattr(point, end), earlier) for end, earlier in against.items()
        }
        found.append(point._replace(**rates, bound="range", unit="percent", derived=True))
    if not found:
        raise UnknownNameError("No two years in a row are comparable, so no growth can be derived.")
    return found


def _rate(later: float | None, earlier: float | None) -> float | None:
    if later is None or not earlier or earlier < 0:
        return None
    return float(f"{(later / earlier - 1) * 100:.12g}")
