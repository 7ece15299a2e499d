"""Which of several figures for one quantity is the preferred one.

Rows compete when they agree in indicator, place, period, measure, base period and scope.
Of those

1. a withdrawn row never wins;
2. an outcome comes before an estimate, an expectation, a plan, a target;
3. a primary source comes before a reprint;
4. a row that only says less falls out: its interval holds that of another and is wider
   (`over 100 million` beside `123.4 million`);
5. what was published later comes before what was published earlier (not printed: earliest);
6. exact comes before bounded;
7. then the source_id, then the observation_id, in the order of the alphabet.

Without step 4 a floor that is printed again a year later would push out the figure itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ._interval import number

Row = Mapping[str, str]
KEY = ("indicator_id", "place_id", "period", "measure", "base_period", "scope")
STATUS = ("actual", "estimate", "expected", "planned", "target")
CONFIDENCE = ("primary", "reprint", "")
CELLS = ("observation_id", "source_id", "status", "unit_id", "bound", "lower", "upper")
"""What the rule looks at in rows that compete."""


_DATE = re.compile(r"(?:[0-9]{4}(?:-[0-9]{2}){0,2})?")


def pick(
    observations: Mapping[str, Sequence[str]], cited: Iterable[Row], units: Iterable[Row]
) -> dict[int, bool]:
    """Say of every observation, by its number, whether it is preferred.

    ``observations`` are the columns of that table, ``cited`` and ``units`` the rows of the tables
    sources and units. Rows that compete with one that has a fault in what the rule looks at are
    left out: they are that fault's matter.
    """
    groups: dict[tuple[str, ...], int | list[int]] = {}
    picked = {}
    for index, key in enumerate(zip(*(observations[name] for name in KEY), strict=True)):
        if observations["replaced_by"][index]:
            picked[index] = False
        elif key not in groups:
            groups[key] = index
        elif isinstance(group := groups[key], list):
            group.append(index)
        else:
            groups[key] = [group, index]
    sources = {row["source_id"]: row for row in cited}
    factors = {row["unit_id"]: Decimal(row["factor"]) for row in units if number(row["factor"])}
    for group in groups.values():
        if isinstance(group, int):
            picked[group] = True
            continue
        rows = [{name: observations[name][index] for name in CELLS} for index in group]
        if all(_sound(row, sources, factors) for row in rows):
            first = order_rows(rows, sources, factors)[0]["observation_id"]
            for index, row in zip(group, rows, strict=True):
                picked[index] = row["observation_id"] == first
    return picked


def _sound(row: Row, sources: Mapping[str, Row], factors: Mapping[str, Decimal]) -> bool:
    source = sources.get(row["source_id"])
    return (
        source is not None
        and source["confidence"] in CONFIDENCE
        and _DATE.fullmatch(source["published"]) is not None
        and row["status"] in STATUS
        and row["unit_id"] in factors
        and all(not row[end] or number(row[end]) is not None for end in ("lower", "upper"))
    )


def rank_rows(
    rows: Iterable[Row], sources: Mapping[str, Row], factors: Mapping[str, Decimal]
) -> dict[tuple[str, ...], list[str]]:
    """Return the ids of the rows of every quantity, the preferred one first.

    ``sources`` gives confidence and published by source_id, ``factors`` the factor of a unit_id.
    """
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        if not row["replaced_by"]:
            groups.setdefault(tuple(row[name] for name in KEY), []).append(row)
    return {
        key: [row["observation_id"] for row in order_rows(group, sources, factors)]
        for key, group in groups.items()
    }


def order_rows(
    group: Sequence[Row], sources: Mapping[str, Row], factors: Mapping[str, Decimal]
) -> list[Row]:
    """Return rows that compete, the preferred one first."""

    def standing(row: Row) -> tuple[int, int]:
        confidence = sources[row["source_id"]]["confidence"]
        return STATUS.index(row["status"]), CONFIDENCE.index(confidence)

    def order(row: Row) -> tuple[object, ...]:
        peers = [other for other in group if standing(other) == standing(row)]
        return (
            *standing(row),
            any(_says_less(row, other, factors) for other in peers),
            _latest_first(sources[row["source_id"]]["published"]),
            row["bound"] != "exact",
            row["source_id"],
            row["observation_id"],
        )

    return sorted(group, key=order)


def _latest_first(published: str) -> int:
    """Return a number that falls with the date; a year or month alone counts as its beginning."""
    year, month, day = [*published.split("-"), "0", "0", "0"][:3]
    return -(int(year or 0) * 10000 + int(month) * 100 + int(day))


def _says_less(row: Row, other: Row, factors: Mapping[str, Decimal]) -> bool:
    mine, theirs = _ends(row, factors), _ends(other, factors)
    return mine != theirs and mine[0] <= theirs[0] and theirs[1] <= mine[1]


def _ends(row: Row, factors: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    factor = factors[row["unit_id"]]
    low = Decimal(row["lower"]) * factor if row["lower"] else Decimal("-Infinity")
    high = Decimal(row["upper"]) * factor if row["upper"] else Decimal("Infinity")
    return low, high
