"""Series: figures of one quantity over the years, and what the data say against comparing them."""

from __future__ import annotations

import calendar
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from .content import Content, Row, values
from .svg import to_float

Kind = Literal["year", "moment", "part"]

RANKS = ("rank", "growth_rank")
"""Measures without a series: a place in a list is better read than drawn."""

BEFORE = re.compile(r"Before (?:the|a) .*\b(?:revision|correction|break)\b")
"""Notes that say that a figure lies before a break of its series."""

APART = ("_above_size", "_2023", "_railway", "_domestic", "_all")
"""Endings of indicators that are kept apart from another one, of other coverage or basis."""


# Time ------------------------------------------------------------------------------------------


def span(row: Row) -> tuple[float, float]:
    """Return where a period begins and ends, in years: a year is 2024.0 to 2025.0.

    >>> span({"period": "2024"}), span({"period": "2022-07/2023-06"})
    ((2024.0, 2025.0), (2022.5, 2023.5))
    """
    first, _, last = row["period"].partition("/")
    return _ends(first)[0], _ends(last or first)[1]


def _ends(date: str) -> tuple[float, float]:
    year, month, day = [*(int(part) for part in date.split("-")), 0, 0][:3]
    if not month:
        return float(year), float(year + 1)
    start = year + (month - 1) / 12
    if not day:
        return start, start + 1 / 12
    step = 1 / 12 / calendar.monthrange(year, month)[1]
    return start + (day - 1) * step, start + day * step


def kind(row: Row) -> Kind:
    """Tell a whole year from a moment, and both from a part of a year or several years."""
    if row["period_kind"] == "as_of":
        return "moment"
    whole = row["period_kind"] == "calendar" and len(row["period"]) == len("2024")
    return "year" if whole else "part"


# Series ----------------------------------------------------------------------------------------


def series(content: Content, rows: Iterable[Row]) -> list[list[Row]]:
    """Return what makes a series: dated figures of two years or more for one quantity.

    The figures of a series agree in indicator, place, measure and scope, and their units can be
    converted into one another. Sums of several years are series of their own.
    """
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    units = content.by_key["units"]
    for row in rows:
        if row["period"] and row["measure"] not in RANKS and (row["lower"] or row["upper"]):
            base = units[row["unit_id"]]["base_unit_id"]
            names = ("indicator_id", "place_id", "measure", "scope")
            groups[(*(row[name] for name in names), base, str(summed(row)))].append(row)
    measures = values(content.field("observations", "measure"))
    found = [sorted(group, key=span) for group in groups.values() if len(years(group)) > 1]
    return sorted(found, key=lambda group: measures.index(group[0]["measure"]))


def summed(row: Row) -> bool:
    """Say whether a figure covers more than one year."""
    start, end = span(row)
    return end - start > 1.01


def years(rows: Iterable[Row]) -> set[int]:
    """Return the years in which periods end."""
    return {math.ceil(span(row)[1]) - 1 for row in rows}


def whole_years(rows: Iterable[Row]) -> set[str]:
    """Return the whole years that figures are given for."""
    return {row["period"] for row in rows if kind(row) == "year"}


def unit_of(content: Content, rows: Sequence[Row]) -> str:
    """Return the unit to draw a series in: that of the indicator, else the most frequent one."""
    units = content.by_key["units"]
    own = content.by_key["indicators"][rows[0]["indicator_id"]]["unit_id"]
    if units[own]["base_unit_id"] == units[rows[0]["unit_id"]]["base_unit_id"]:
        return own
    return Counter(row["unit_id"] for row in rows).most_common(1)[0][0]


@dataclass(frozen=True)
class Point:
    """A figure in the unit of its chart: its place in time, its interval, its value."""

    row: Row
    start: float
    end: float
    at: float
    lower: float | None
    upper: float | None
    value: float | None

    @property
    def open(self) -> Literal["", "up", "down"]:
        """Say to which side the figure is open."""
        if self.row["bound"] in ("over", "at_least"):
            return "up"
        return "down" if self.row["bound"] in ("nearly", "at_most") else ""


def points(content: Content, rows: Sequence[Row]) -> list[Point]:
    """Place the figures of a series; those of one period stand side by side within it."""
    units = content.by_key["units"]
    factor = Decimal(units[unit_of(content, rows)]["factor"])
    ahead = sorted(rows, key=lambda row: row["preferred"] != "true")
    peers: dict[str, list[str]] = defaultdict(list)
    for row in ahead:
        peers[row["period"] + kind(row)].append(row["observation_id"])
    room = 0.045 * len(years(rows))
    found = []
    for row in rows:
        times = float(Decimal(units[row["unit_id"]]["factor"]) / factor)
        ends = (to_float(row[name]) for name in ("lower", "upper", "value"))
        lower, upper, value = (None if end is None else end * times for end in ends)
        same = peers[row["period"] + kind(row)]
        start, end = span(row)
        share = _share(row, same.index(row["observation_id"]), len(same), room)
        found.append(Point(row, start, end, start + share * (end - start), lower, upper, value))
    return found


def _share(row: Row, number: int, count: int, room: float) -> float:
    """Return where within its period a figure stands: sums at the end, all else in the middle.

    Others of the same period stand beside it, as far as the chart needs to tell them apart.
    """
    if row["period_kind"] in ("year_to_date", "cumulative"):
        return 1 - 0.15 * number
    ring, rings = math.ceil(number / 2), math.ceil((count - 1) / 2) or 1
    return 0.5 + (1 if number % 2 else -1) * ring * min(room, 0.34 / rings)


# Breaks ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Break:
    """What the data say against comparing: where, between which periods, and why."""

    at: float
    line: bool
    periods: tuple[str, ...]
    reason: str


def breaks(content: Content, rows: Sequence[Row]) -> list[Break]:
    """Return the breaks that relations and notes document, in the order of time.

    A relation that disagrees and has two periods of the series for members parts them; one with
    two figures of the same period concerns that period alone.
    """
    here = {row["observation_id"]: row for row in rows}
    members: dict[str, list[Row]] = defaultdict(list)
    reasons = {}
    for one in content.rows["relations"]:
        if one["expected"] == "disagrees" and one["observation_id"] in here:
            members[one["relation_id"]].append(here[one["observation_id"]])
            reasons[one["relation_id"]] = one["reason"]
    found = set()
    for id_, group in members.items():
        first, last = min(group, key=span), max(group, key=span)
        periods = tuple(dict.fromkeys(dates(row) for row in (first, last)))
        apart = span(last)[0] >= span(first)[1] - 1e-9
        if apart or len(group) > 1:
            at = span(last)[0] if apart else sum(span(first)) / 2
            found.add(Break(round(at, 6), apart, periods, reasons[id_]))
    for row in rows:
        end = span(row)[1]
        if BEFORE.match(row["note"]) and any(span(one)[0] >= end - 1e-9 for one in rows):
            found.add(Break(round(end, 6), True, (dates(row),), row["note"]))
    return sorted(found, key=lambda one: (one.at, one.line, one.reason))


def dates(row: Row) -> str:
    """Write a period without saying of which kind it is."""
    return row["period"].replace("/", "–")


def joined(found: Sequence[Point], parted: Sequence[Break]) -> list[tuple[Point, Point]]:
    """Return the pairs that a line joins: preferred whole years that follow one another.

    A missing year, an open bound, a plan or a break leaves a gap.
    """
    good = [
        one
        for one in found
        if kind(one.row) == "year"
        and one.row["preferred"] == "true"
        and one.row["status"] == "actual"
        and one.value is not None
        and not one.open
    ]
    return [
        (one, other)
        for one, other in pairwise(good)
        if other.start == one.end and not any(cut.line and cut.at == one.end for cut in parted)
    ]


def siblings(content: Content, indicator_id: str) -> list[str]:
    """Return indicators that are kept apart from one, since their coverage or basis differs."""
    known = content.by_key["indicators"]
    roots = [indicator_id, *(indicator_id.removesuffix(end) for end in APART)]
    near = {root + end for root in roots for end in ("", *APART)} - {indicator_id}
    return sorted(near & known.keys())
