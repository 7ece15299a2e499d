"""``series``: the figures of an indicator over time, as a correct analysis needs them."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from ..core.labels import FIGURES
from ..core.package import package
from .points import HOME, Point
from .select import ALL, Query, Selection, coded, select_all

if TYPE_CHECKING:
    import pandas as pd

    from ..core.package import Json

COLUMNS = (*FIGURES, "bound", "unit", "vintage", "break", "source_id", "observation_id")


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
        Kind of period, like measure, status, vintage and scope by its code or its label in
        English or Chinese: ``"year"`` (whole years, and stocks at the end of a year),
        ``"half_year"`` and ``"quarter"`` (also those from January on), ``"month"``,
        ``"year_to_date"`` (the last one of each year; ``attrs`` count the others), ``"as_of"``,
        ``"cumulative"``, ``"mean_of_years"`` or ``"span"``.
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
        interval; never across a break or a change of vintage; nominal from current prices.
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
        definition, unit, vintage, what was left out and why, years without a figure, warnings,
        other places, licence and citation.

    Raises
    ------
    ValueError
        A name does not exist, or there is no such series: the message says what there is.
    OSError
        The installation is damaged.

    Warns
    -----
    UserWarning
        Another vintage reaches later years, or derived growth is nominal, where sources publish
        it at constant prices.

    Notes
    -----
    Source: preferred rows of the table ``observations``; `nmg_data.trace` shows where each is
    from. Figures are converted to units of use (t, ha, kWh, GW, CNY).

    Examples
    --------
    >>> series("grain_output").query("year == 2023")[["value", "unit"]].values.tolist()
    [[39580000.0, 't']]
    >>> trains = series("china_europe_trains", "Manzhouli port")
    >>> trains[["lower", "bound"]].values.tolist()
    [[4000.0, 'over']]
    """
    query = coded(Query(kind, measure, status, vintage, scope, derive, partial_years))
    indicators = [indicator] if isinstance(indicator, str) else list(indicator)
    places = [place] if isinstance(place, str | None) else list(place)
    keys = [] if isinstance(indicator, str) else ["indicator_id"]
    keys += [] if isinstance(place, str | None) else ["place_id"]
    selections = select_all(indicators, places, query)
    for note in chain.from_iterable(selection.notes for selection in selections):
        warnings.warn(note, UserWarning, stacklevel=2)
    points = list(chain.from_iterable(selection.points for selection in selections))
    frame = to_frame(points, query, keys, derived=partial_years or derive is not None)
    frame.attrs.update(attributes(points, selections))
    return frame


def to_frame(points: list[Point], query: Query, keys: list[str], derived: bool) -> pd.DataFrame:
    """Return points as a frame, indexed by their time."""
    import pandas as pd

    frame = pd.DataFrame(points, columns=Point._fields).rename(columns={"break_before": "break"})
    types: dict[str, Any] = dict.fromkeys(frame.columns, pd.StringDtype(na_value=float("nan")))
    types |= {"year": "Int64", "break": "bool", "derived": "bool"}
    frame = frame.astype(types | dict.fromkeys(FIGURES, "float64"))
    frame["vintage"] = frame["vintage"].mask(frame["vintage"] == "")
    if query.kind in ("year", "year_to_date"):
        frame.index = pd.Index(frame["year"].astype("int64"), name="year")
    elif query.kind in ("month", "quarter"):
        ends = frame["period"].str.rpartition("/")[2].str[:7]
        unit = "M" if query.kind == "month" else "Q"
        frame.index = pd.PeriodIndex(ends, freq=unit, name=query.kind)
    else:
        frame.index = pd.Index(frame["period"], name="period")
    extra = (["period"] if query.kind == "year_to_date" else []) + (["derived"] if derived else [])
    frame = frame[[*keys, *COLUMNS, *extra]]
    return frame.set_index("vintage", append=True).swaplevel() if query.vintage == ALL else frame


def attributes(points: list[Point], selections: list[Selection]) -> Json:
    """Return what travels with a series in ``attrs``."""
    whole = package()
    indicators = list(dict.fromkeys(point.indicator_id for point in points))
    places = list(dict.fromkeys(point.place_id for point in points))
    rows = [whole.row("indicators", name) for name in indicators]
    return {
        "title": "; ".join(row["name_en"] for row in rows),
        "title_zh": "；".join(row["name_zh"] for row in rows),
        "definition": " ".join(row["definition_en"] for row in rows),
        "place": "; ".join(whole.name("places", place, "en") for place in places),
        "unit": ", ".join(dict.fromkeys(point.unit for point in points)),
        "vintage": ", ".join(dict.fromkeys(point.vintage for point in points if point.vintage)),
        "left_out": dict(sum((selection.left_out for selection in selections), Counter())),
        "gaps": sorted({gap for part in selections for gap in part.gaps}),
        "notes": [note for part in selections for note in part.notes],
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
    near = {place for place in there if rows[place]["parent_id"] in parents.union(places)}
    return sorted((near | (there & parents)) - {HOME, *places})
