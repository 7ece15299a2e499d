"""``series``: the figures of an indicator over time, as a correct analysis needs them."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..core.errors import UnknownNameError, one_of
from ..core.package import Row, package
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

if TYPE_CHECKING:
    import pandas as pd

    from ..core.package import Json

JOINED, ALL = "joined", "all"
COLUMNS = (
    "value",
    "lower",
    "upper",
    "bound",
    "unit",
    "vintage",
    "break",
    "source_id",
    "observation_id",
)
# The kinds of period whose points are named by their year.
YEARLY = ("year", "year_to_date")


@dataclass(frozen=True)
class Selection:
    """What `series` returns, before it is a frame."""

    points: list[Point]
    left_out: dict[str, int] = field(default_factory=dict)
    """Reason → number of figures."""
    later: str = ""
    """What to say of another vintage that reaches later years."""


def series(
    indicator: str | Sequence[str],
    place: str | Sequence[str] | None = None,
    *,
    kind: str = "year",
    measure: str = "level",
    status: str = "actual",
    vintage: str | None = None,
    scope: str | None = None,
    derive: str | None = None,
    partial_years: bool = False,
) -> pd.DataFrame:
    """Return one or several series: one unit, one vintage, in order of time, bounds kept.

    Nothing is averaged, summed, joined or interpolated. What does not fit together raises an
    error that names what exists instead.

    Parameters
    ----------
    indicator
        Indicator by id or name, or several of them: see `nmg_data.find`.
    place
        Place by id, name or other name, or several. By default Inner Mongolia, or the only
        place for which there are figures.
    kind
        Kind of period: ``"year"`` (whole years, and stocks at the end of a year),
        ``"half_year"`` and ``"quarter"`` (also those from January on), ``"month"``,
        ``"year_to_date"`` (the last one of each year), ``"as_of"``, ``"cumulative"``,
        ``"mean_of_years"`` or ``"span"``.
    measure
        ``"level"``, or ``"growth"``, ``"share"``, ``"rank"``, ``"index"``, ``"change"`` … as
        sources give it. A growth or change is against the year before.
    status
        ``"actual"``, or ``"target"``, ``"planned"``, ``"expected"``, ``"estimate"``.
    vintage
        State of a revised series; by default that of the indicator (``default_vintage``). Another
        one by its name; ``"joined"`` lengthens the default at its two ends with other vintages,
        never inside, with ``break`` true where the vintage changes; ``"all"`` gives all, with the
        vintage in the index.
    scope
        Of what a share is, or among whom a rank (``"china"``, ``"region"`` …); needed only where
        there are several.
    derive
        ``"growth"``: growth in percent computed from consecutive whole years of a level, as an
        interval; never across a break or a change of vintage.
    partial_years
        For whole years of a flow: where a year has no figure, its last year-to-date figure is
        given as a lower bound (``bound`` is ``at_least``).

    Returns
    -------
    pandas.DataFrame
        Index ``year`` (int64; a PeriodIndex for months and quarters, else ``period`` as text).
        ``value``, ``lower``, ``upper`` (float64, the ends of the interval that the figure as
        printed covers; NaN: open), ``bound``, ``unit``, ``vintage`` (text), ``break`` (bool: not
        comparable with the point before), ``source_id``, ``observation_id``. Several indicators
        or places add ``indicator_id`` or ``place_id`` as first columns, so that
        ``.pivot(columns="indicator_id", values="value")`` works; ``kind="year_to_date"`` adds
        ``period``; ``derive`` and ``partial_years`` add ``derived`` (bool). ``attrs`` hold title,
        definition, unit, vintage, what was left out and why, other places, licence and citation.

    Raises
    ------
    ValueError
        A name does not exist, or there is no such series: the message says what there is.
    OSError
        The installation is damaged.

    Warns
    -----
    UserWarning
        Another vintage reaches later years than the one returned.

    Notes
    -----
    Source: preferred rows of the table ``observations``; `nmg_data.trace` shows where each is
    from. Figures are converted to units of use (t, ha, kWh, GW, CNY).

    Examples
    --------
    >>> series("grain_output").loc[2024, ["value", "unit"]].tolist()
    [41005000.0, 't']
    >>> series("china_europe_trains", "Manzhouli port").loc[2024, ["lower", "bound"]].tolist()
    [4000.0, 'over']
    """
    one_of("kind", kind, KINDS)
    for option, value in (("measure", measure), ("status", status), ("scope", scope)):
        if value is not None:
            one_of(option, value, package().table("observations").enum(option) or [])
    if vintage not in (None, JOINED, ALL):
        one_of(
            "vintage",
            vintage,
            [*(package().table("observations").enum("vintage") or []), JOINED, ALL],
        )
    if derive is not None:
        one_of("derive", derive, ("growth",))
    several = not isinstance(indicator, str), not (place is None or isinstance(place, str))
    indicators = [
        resolve("indicators", name)
        for name in ([indicator] if isinstance(indicator, str) else indicator)
    ]
    if vintage is None:
        same_vintage(indicators)
    selections = [
        select(name, where, kind, measure, status, vintage, scope, partial_years)
        for name in indicators
        for where in ([place] if place is None or isinstance(place, str) else place)
    ]
    for selection in selections:
        if selection.later:
            warnings.warn(selection.later, UserWarning, stacklevel=2)
    points = [point for selection in selections for point in selection.points]
    if derive is not None:
        points = [point for selection in selections for point in growth(selection.points)]
    frame = to_frame(points, kind, several, vintage == ALL, derive is not None or partial_years)
    frame.attrs.update(attributes(points, selections))
    return frame


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

    def keep(rows: list[Row], reason: str, fits: Any) -> list[Row]:
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


def last_of_years(points: list[Point]) -> list[Point]:
    """Keep the last point of each year and vintage; the points are in order of time."""
    return list({(point.year, point.vintage): point for point in points}.values())


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


def to_frame(
    points: list[Point], kind: str, several: tuple[bool, bool], all_vintages: bool, derived: bool
) -> pd.DataFrame:
    """Return points as a frame, indexed by their time."""
    import pandas as pd

    frame = pd.DataFrame([asdict(point) for point in points]).rename(
        columns={"break_before": "break"}
    )
    text = pd.StringDtype(na_value=float("nan"))
    kinds: dict[str, Any] = dict.fromkeys(("value", "lower", "upper"), "float64")
    kinds |= {
        str(name): text for name in frame if frame[name].dtype == object and name not in kinds
    }
    frame = frame.astype(kinds)
    frame["vintage"] = frame["vintage"].mask(frame["vintage"] == "")
    if kind in YEARLY:
        frame.index = pd.Index(frame["year"].astype("int64"), name="year")
    elif kind in ("month", "quarter"):
        ends = frame["period"].str.rpartition("/")[2].str[:7]
        frame.index = pd.PeriodIndex(ends, freq="M" if kind == "month" else "Q", name=kind)
    else:
        frame.index = pd.Index(frame["period"], name="period")
    keys = [name for name, more in zip(("indicator_id", "place_id"), several, strict=True) if more]
    extra = (["period"] if kind == "year_to_date" else []) + (["derived"] if derived else [])
    frame = frame[[*keys, *COLUMNS, *extra]]
    return frame.set_index("vintage", append=True).swaplevel() if all_vintages else frame


def attributes(points: list[Point], selections: list[Selection]) -> Json:
    """Return what travels with a series in ``attrs``."""
    whole = package()
    indicators = list(dict.fromkeys(point.indicator_id for point in points))
    places = list(dict.fromkeys(point.place_id for point in points))
    rows = [whole.row("indicators", name) for name in indicators]
    left_out: Counter[str] = Counter()
    for selection in selections:
        left_out.update(selection.left_out)
    return {
        "title": "; ".join(row["name_en"] for row in rows),
        "title_zh": "；".join(row["name_zh"] for row in rows),
        "definition": " ".join(row["definition_en"] for row in rows),
        "place": "; ".join(whole.name("places", place, "en") for place in places),
        "unit": ", ".join(dict.fromkeys(point.unit for point in points)),
        "vintage": ", ".join(dict.fromkeys(point.vintage for point in points if point.vintage)),
        "left_out": dict(left_out),
        "other_places": other_places(indicators, places),
        "licence": whole.licence,
        "version": whole.version,
        "citation": f"{whole.descriptor['title']}, version {whole.version}",
    }


def other_places(indicators: list[str], places: list[str]) -> list[str]:
    """Return places near those of a series that have figures of it too: parts, wholes, siblings."""
    rows = package().table("places").by_key
    there = {
        row["place_id"]
        for row in package().rows("observations")
        if row["indicator_id"] in indicators
    }
    parents = {rows[place]["parent_id"] for place in places} - {"", HOME, "china"}
    near = {
        place
        for place in there
        if place in parents
        or rows[place]["parent_id"] in parents
        or rows[place]["parent_id"] in places
    }
    return sorted(near - set(places) - ({HOME} if HOME not in parents else set()))
