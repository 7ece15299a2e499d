"""``find``: what there is to ask for, one row a series."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from ..core.errors import one_of, unknown
from ..core.package import LANGS, Lang, Row, package
from .names import code_of, labels_of, language_of, matching, names_of, nearest_word, score
from .points import HOME, OPEN, common_unit

if TYPE_CHECKING:
    import pandas as pd

# The fields that tell series from each other.
KEY = ("indicator_id", "place_id", "measure", "period_kind", "vintage", "status", "scope")
Key = tuple[str, ...]


class SeriesInfo(NamedTuple):
    """One series: what it is of, and what there is of it."""

    series_id: str
    indicator_id: str
    indicator: str
    place_id: str
    place: str
    measure: str
    kind: str
    vintage: str
    status: str
    scope: str
    unit: str
    first: int | None
    last: int | None
    points: int
    gaps: int
    breaks: int
    bounded: bool


def find(
    text: str | None = None,
    *,
    topic: str | None = None,
    place: str | None = None,
    lang: Lang | None = None,
) -> pd.DataFrame:
    """List the series that fit a text, a topic or a place; without any, all there are.

    Parameters
    ----------
    text
        What to look for in ids, names, definitions, topics, places and their other names, in
        English or Chinese; case does not matter, and near misses are found where nothing
        else is. Several words must all occur.
    topic
        A topic, by its code or label: ``"energy"``, ``"能源"``.
    place
        A place with figures, by id, name or other name, or a part of these: ``"满洲里"``.
    lang
        Language of the names in the result; by default that of ``text``.

    Returns
    -------
    pandas.DataFrame
        One row a series, the best match first: ``series_id``, ``indicator_id``, ``indicator``,
        ``place_id``, ``place``, ``measure``, ``kind`` (of period), ``vintage``, ``status``,
        ``scope`` (of shares and ranks), ``unit`` (in which `series` gives it), ``first`` and
        ``last`` year (Int64), ``points`` (int64), ``gaps`` (years without a figure between first
        and last), ``breaks`` and ``bounded`` (bool: some figures are bounds such as "over 4,000").
        No row where nothing fits.

    Raises
    ------
    ValueError
        The topic, place or language does not exist.
    OSError
        The installation is damaged.

    Notes
    -----
    Source: the table ``observations``. Counted are the preferred figures of what happened, and
    separately what is planned or expected (``status``); all vintages are listed.

    Examples
    --------
    >>> find("gdp").loc[0, "indicator_id"]
    'gdp'
    >>> len(find("甘其毛都")) == len(find(place="ganqimaodu_road")) > 0
    True
    """
    import pandas as pd

    found = find_series(text, topic, place, lang)
    frame = pd.DataFrame(found, columns=SeriesInfo._fields)
    kinds = dict.fromkeys(("points", "gaps", "breaks"), "int64")
    return frame.astype({**kinds, "first": "Int64", "last": "Int64", "bounded": "bool"})


def find_series(
    text: str | None = None,
    topic: str | None = None,
    place: str | None = None,
    lang: Lang | None = None,
) -> list[SeriesInfo]:
    """Return the series that fit, the best match first, without pandas."""
    one_of("lang", lang, (*LANGS, None))
    language = lang or language_of(text, topic, place)
    groups = all_series()
    there = {key[1] for key in groups}
    if topic is not None:
        code = code_of("topic", topic, labels_of("indicators", "topic"))
        indicators = package().table("indicators").by_key
        groups = {key: rows for key, rows in groups.items() if indicators[key[0]]["topic"] == code}
    if place is not None:
        # A town has no figures of its own where its ports have them: these are in its name.
        places = set(matching("places", place, there))
        if not places:
            raise unknown("place", place, chain.from_iterable(names_of("places").values()))
        groups = {key: rows for key, rows in groups.items() if key[1] in places}
    ranks = ranked(text, groups) if text else dict.fromkeys(groups, 0)
    found = [(rank, describe_series(key, groups[key], language)) for key, rank in ranks.items()]
    weight: Counter[str] = Counter()
    for _, series in found:
        weight[series.indicator_id] += series.points

    def order(pair: tuple[int, SeriesInfo]) -> tuple[object, ...]:
        rank, series = pair
        home = (series.place_id != HOME, series.place_id)
        usual = (series.status != "actual", series.measure != "level", series.kind != "year")
        indicator = (-weight[series.indicator_id], series.indicator_id)
        return (-rank, *indicator, *home, *usual, -series.points, series.series_id)

    return [series for _, series in sorted(found, key=order)]


def all_series() -> dict[Key, list[Row]]:
    """Return the rows of every series: preferred ones of what happened, all of what is planned."""
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in package().rows("observations"):
        wanted = row["status"] != "actual" or row["preferred"] == "true"
        if wanted and not row["replaced_by"]:
            groups[tuple(row[name] for name in KEY)].append(row)
    return groups


def describe_series(key: Key, rows: list[Row], lang: Lang) -> SeriesInfo:
    """Count what there is of one series."""
    indicator, place, measure, kind, vintage, status, scope = key
    years = sorted({int(row["year"]) for row in rows if row["year"]})
    extra = [part for part in (scope, vintage, "" if status == "actual" else status) if part]
    return SeriesInfo(
        series_id=".".join([indicator, place, measure, kind, *extra]),
        indicator_id=indicator,
        indicator=package().name("indicators", indicator, lang),
        place_id=place,
        place=package().name("places", place, lang),
        measure=measure,
        kind=kind,
        vintage=vintage,
        status=status,
        scope=scope,
        unit=common_unit(rows),
        first=years[0] if years else None,
        last=years[-1] if years else None,
        points=len({row["period"] for row in rows}),
        gaps=years[-1] - years[0] + 1 - len(years) if years else 0,
        breaks=sum(row["break_before"] == "true" for row in rows),
        bounded=any(row["bound"] in OPEN for row in rows),
    )


def ranked(text: str, groups: Iterable[Key]) -> dict[Key, int]:
    """Return the series in which every word of a text occurs, with how well they fit."""
    words = text.split()
    found = rank_words([text], groups) or rank_words(words, groups)
    if not found:
        known = names_of("indicators") | names_of("places")
        names = [name for key in groups for part in key[:2] for name in known[part]]
        found = rank_words([nearest_word(word, names) for word in words], groups)
    return found


def rank_words(words: list[str], groups: Iterable[Key]) -> dict[Key, int]:
    """Return the series in which all words occur, with the sum of how well each fits."""
    total = dict.fromkeys(groups, 0)
    for word in words:
        indicators, places = ({key[part] for key in total} for part in (0, 1))
        by_indicator = {key: _indicator_score(word, key) for key in indicators}
        by_place = {key: score(word, names_of("places")[key], []) for key in places}
        total = {
            key: total[key] + best
            for key in total
            if (best := max(2 * by_indicator[key[0]], 2 * by_place[key[1]] - 1)) > 0
        }
    return total


def _indicator_score(word: str, key: str) -> int:
    row = package().row("indicators", key)
    partner = names_of("places").get(row["partner_id"], [])
    named = score(word, names_of("indicators")[key], [row["definition_en"], row["definition_zh"]])
    topic = labels_of("indicators", "topic")[row["topic"]]
    facets = score(word, [*topic, row["product"], *partner], [])
    return max(named, min(2, facets))
