"""NMG419 and NMG439 to NMG442: what two cells say in different words must agree."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from .._interval import number
from ._json import brief
from ._model import Hit, Package, at
from ._rule import rule
from .keys import ours

IN_ADDRESS = re.compile(r"/(20\d\d)[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])/")
IN_KEY = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\d\d){0,2}(?!\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
DAYS_APART = 7
"""A text is put online at another clock, and sometimes days after the paper."""
DIGITS = Decimal("1e-9")
FARTHEST = {"league": 1300, "county": 800, "town": 800, "port": 800, "platform": 800}
"""Kilometres between a place and the middle of the one it lies in; the region is 2,400 long."""
RADIUS = 6371


@rule(
    "NMG419",
    "source-date",
    "keys",
    summary="A source was published when its key and its address say: in the year of the key "
    "or the one after, within a week of the day in the address.",
    mend="Look the date up in the text; correct published, or the key if it is new.",
    good="published = 2024-06-19, url = https://…/2024-06/19/…",
    bad="published = 2024-09-16, url = https://…/2024-06/19/…",
)
def source_date(package: Package) -> Iterator[Hit]:
    """Compare published with the dates in the other cells of the row."""
    table = ours(package, "sources", "source_id", "published", "url")
    for index, row in enumerate(table.rows):
        said, years = row["published"], IN_KEY.findall(row["source_id"])
        if not re.match(r"\d{4}", said):
            continue
        if years and not any(0 <= int(said[:4]) - int(year) <= 1 for year in years):
            message = f"The key says {years[0]}."
            yield at(table, index, "published", message, expected=f"a date in {years[0]}")
            continue
        parts = IN_ADDRESS.search(row["url"])
        if parts and not _same_time(said, "-".join(parts.groups())):
            message = f"The address says {'-'.join(parts.groups())}."
            yield at(table, index, "published", message, expected="-".join(parts.groups()))


def _same_time(said: str, other: str) -> bool:
    try:
        theirs = date.fromisoformat(other)
        mine = date.fromisoformat(said) if DAY.fullmatch(said) else None
    except ValueError:
        return True  # no day of the calendar: another rule's fault, or no date at all
    # A year alone is that of the figures where an old text was put online again.
    return mine is None or abs((mine - theirs).days) <= DAYS_APART


@rule(
    "NMG439",
    "rate-factor",
    "keys",
    summary="The factor of a rate follows from those of its two units.",
    mend="Divide the factor of the first unit by that of the second, in the units of the base.",
    good="jin 0.0005, mu 0.0667, jin_per_mu 7.5 kg_per_ha",
    bad="jin_per_mu 75 kg_per_ha",
)
def rate_factor(package: Package) -> Iterator[Hit]:
    """Work the factor of every rate out from its parts."""
    table = ours(package, "units", "unit_id", "factor", "base_unit_id")
    factors = {row["unit_id"]: number(row["factor"]) for row in table.rows}

    def rate(unit: str) -> Decimal | None:
        above, _, below = unit.partition("_per_")
        first, second = factors.get(above), factors.get(below)
        return first / second if first and second else None

    for index, row in enumerate(table.rows):
        own, base = rate(row["unit_id"]), rate(row["base_unit_id"])
        found = factors[row["unit_id"]]
        if own is None or base is None or found is None:
            continue
        expected = own / base
        if abs(found - expected) > DIGITS * abs(expected):
            message = f"{row['unit_id']} is {expected:.6g} {row['base_unit_id']}."
            yield at(table, index, "factor", message, expected=f"{expected:.6g}")


@rule(
    "NMG440",
    "far-from-parent",
    "keys",
    summary="A place lies near the middle of the place that it is in.",
    mend="Look for a slip in lat or lon, or the two exchanged; else correct parent_id.",
    good="hailar_district (119.7, 49.2) in hulunbuir",
    bad="hailar_district (139.7, 49.2) in hulunbuir",
)
def far_from_parent(package: Package) -> Iterator[Hit]:
    """Measure how far each place is from the one around it."""
    table = ours(package, "places", "place_id", "kind", "parent_id", "lat", "lon")
    for index, row in enumerate(table.rows):
        above = table.by_key.get(row["parent_id"])
        limit = FARTHEST.get(row["kind"])
        if above is None or limit is None:
            continue
        points = [number(one[name]) for one in (row, table.rows[above]) for name in ("lat", "lon")]
        if None in points:
            continue
        far = _kilometres(*(float(one) for one in points if one is not None))
        if far > limit:
            message = f"The point is {far:,.0f} km from that of {brief(row['parent_id'], 40)}."
            yield at(table, index, "lat", message, expected=f"at most {limit} km")


def _kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance of two points on a sphere."""
    one, two = math.radians(lat), math.radians(other_lat)
    turn = math.radians(lon - other_lon)
    cosine = math.sin(one) * math.sin(two) + math.cos(one) * math.cos(two) * math.cos(turn)
    return RADIUS * math.acos(max(-1.0, min(1.0, cosine)))


@rule(
    "NMG441",
    "platform-event",
    "keys",
    summary="A platform was approved and opened when the events at its place say.",
    mend="Correct the date in platforms or in events; one may be more exact than the other.",
    good="platforms: approved = 2024-03-19 … events: approved, 2024",
    bad="platforms: approved = 2023-03-19 … events: approved, 2024",
)
def platform_event(package: Package) -> Iterator[Hit]:
    """Compare the dates of platforms with their events."""
    table = ours(package, "platforms", "platform_id", "approved", "opened")
    events = ours(package, "events", "place_id", "kind", "date")
    for index, row in enumerate(table.rows):
        for line, event in enumerate(events.rows):
            kind, said = event["kind"], event["date"]
            if event["place_id"] != table.key(index) or kind not in ("approved", "opened"):
                continue
            shared = min(len(said), len(row[kind]))
            if row[kind][:shared] != said[:shared] or bool(row[kind]) != bool(said):
                where = f"{events.path}:{events.starts[line]}"
                message = f"The event on {where} says {brief(said, 20) or 'nothing'}."
                yield at(table, index, kind, message, expected=said or "an empty cell")


@rule(
    "NMG442",
    "member-place",
    "keys",
    summary="A member of a list that is named like a place refers to a place of that name.",
    mend="Fill in or correct place_id, or the name of the member.",
    good="满洲里口岸, place_id = manzhouli_port",
    bad="满洲里口岸, place_id empty",
)
def member_place(package: Package) -> Iterator[Hit]:
    """Compare the names of members with those of places."""
    table = ours(package, "list_items", "name_zh", "place_id")
    places = ours(package, "places", "place_id", "name_zh")
    name_of = dict(zip(places.columns["place_id"], places.columns["name_zh"], strict=True))
    id_of = {name: place for place, name in name_of.items()}
    cells = zip(table.columns["name_zh"], table.columns["place_id"], strict=True)
    for index, (name, place) in enumerate(cells):
        if name not in id_of or (place and place not in name_of):
            continue
        if name not in name_of.get(place, ""):
            message = f"The place of this name is {brief(id_of[name], 60)}."
            yield at(table, index, "place_id", message, expected=id_of[name])
