"""NMG42x to NMG46x: places, ports, lists, events and units agree with each other."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from ..constraints import begins, compared, filled_if, lines, part, upwards
from ..frames import Data
from ..rules import Findings, rule


@rule("NMG422", fix="Correct kind, or add the row that is missing.")
def place_kind(data: Data) -> Findings:
    """A port is a place of kind port, a platform one of kind platform, and the reverse."""
    places = data.places
    for name, kind in (("ports", "port"), ("platforms", "platform")):
        listed, is_kind = places.key.isin(data[name].key), places.kind == kind
        message = f"{{place_id}} is in {name}, but its `kind` is {{kind}}."
        yield from places.where(listed & ~is_kind, "kind", message, kind)
        message = f"{{place_id}} is a {kind}, but {name} has no row for it."
        yield from places.where(is_kind & ~listed, "kind", message, f"a row of {name}")


@rule("NMG462", fix="Fill in parent_id, so that figures of the place belong to its region.")
def lost_group(data: Data) -> Findings:
    """A group of places lies in what all its members lie in."""
    places = data.places
    parent = dict(zip(places.place_id, places.parent_id, strict=True))
    groups = data.list_items.list_id.str.removesuffix("_members")
    for group, members in data.list_items.place_id.groupby(groups):
        first, *others = (upwards(place, parent) for place in members)
        want = next((place for place in first if all(place in chain for chain in others)), "")
        if group in parent and want and want not in upwards(group, parent):
            message = f"All members of {group} lie in {want}."
            yield places.at(places.line_of[group], "parent_id", message, expected=want)


@rule("NMG428", fix="Add the missing members, or correct complete or observation_id.")
def list_count(data: Data) -> Findings:
    """A list that counts its members names as many, or gives complete = false."""
    counted = data.observations.look(data.lists.observation_id, "value").fillna("")
    named = data.lists.list_id.map(data.list_items.list_id.value_counts()).fillna(0)
    lists = part(data.lists, counted != "", counted=counted, named=named.astype(int).astype(str))
    more = lists.named.astype(int) - lists.counted.astype(float)
    message = "{list_id} names {named} of {counted} members."
    yield from lists.where(more > 0, "observation_id", message, "as many at most")
    message = "`complete` is {complete}, but {named} of {counted} members are named."
    yield from compared(part(lists, more <= 0), "complete", more == 0, message)


@rule("NMG430", fix="Number the rows again from 1.")
def position_gap(data: Data) -> Findings:
    """Members of lists, figures of relations and paragraphs are lines from 1 without a gap."""
    groups = {"list_items": "list_id", "relations": "relation_id", "passages": "source_id"}
    for name, group in groups.items():
        cells, field = data[name], "paragraph" if name == "passages" else "position"
        numbers = pd.to_numeric(cells[field], errors="coerce").astype("float64")
        want = numbers.groupby(cells[group]).rank(method="first").map("{:.0f}".format)
        off = cells[field] != want
        first = off.groupby(cells[group]).cumsum() == 1
        message = f"The {field} before {{{field}}} is missing in {{{group}}}."
        yield from cells.where(off & first, field, message, want)


@rule("NMG442", fix="Fill in or correct place_id, or the name of the member.")
def member_place(data: Data) -> Findings:
    """A member of a list that is named like a place refers to a place of that name."""
    items, places = data.list_items, data.places
    want = items.name_zh.map(dict(zip(places.name_zh, places.place_id, strict=True)))
    own = places.look(items.place_id, "name_zh").fillna("")
    other = [name not in place for name, place in zip(items.name_zh, own, strict=True)]
    message = "{name_zh} is the name of the place {want}."
    yield from items.where(want[other].notna(), "place_id", message, want)


@rule("NMG457", fix="Correct the row, or take it off the list.")
def unlike_its_list(data: Data) -> Findings:
    """A port has the mode that its list counts; neighbour or kind are as of all others on it."""
    counted = data.observations.look(data.lists.observation_id, "indicator_id")
    modes = data.indicators.look(counted, "mode").fillna("").replace("all", "")
    mode_of = dict(zip(data.lists.list_id, modes, strict=True))
    # Of ports to one country, a short list may name one to another.
    least = {"mode": 1, "neighbour": 5, "kind": 3}
    for name, field in (("ports", "mode"), ("ports", "neighbour"), ("platforms", "kind")):
        cells = data[name]
        cell_of = dict(zip(cells.key, cells[field], strict=True))
        want: dict[str, str] = {}
        for list_id, members in data.list_items.place_id.groupby(data.list_items.list_id):
            found = {place: cell_of[place] for place in members if cell_of.get(place)}
            most = Counter(found.values()).most_common(1) if len(found) >= least[field] else []
            usual = next((cell for cell, times in most if times >= len(found) - 1), "")
            wanted = mode_of.get(list_id, "") if field == "mode" else usual
            want |= {place: wanted for place in found if wanted}
        message = f"`{field}` is {{{field}}}, but by its list it is {{want}}."
        yield from compared(cells, field, cells.key.map(want), message)


@rule("NMG448", fix="Give stated or inferred, or empty the cell; or correct the list.")
def membership(data: Data) -> Findings:
    """A port or platform has a membership exactly if a list with a count names it."""
    counted = data.lists.list_id[data.lists.observation_id != ""]
    named = data.list_items.place_id[data.list_items.list_id.isin(counted)]
    for name in ("ports", "platforms"):
        listed = data[name].key.isin(named)
        yield from filled_if(data, name, "membership", listed, "a member of a counted list")


@rule("NMG441", fix="Give the more exact of the two dates in both tables, or correct one.")
def two_dates(data: Data) -> Findings:
    """A date that two tables give is the same: an event and its figure, platform or route."""
    events = data.events.frame
    for name, kind in (("platforms", "approved"), ("platforms", "opened"), ("routes", "opened")):
        place = data.routes.destination if name == "routes" else data.platforms.key
        once = events[events.kind == kind].drop_duplicates("place_id", keep=False)
        dates = dict(zip(once.place_id, once.date, strict=True))
        want = place.map(dates).where(~place.duplicated(keep=False))
        message = f"`{kind}` is {{{kind}}}, but the event of that place has another date."
        yield from compared(data[name], kind, want, message)
    yield from begins(data, "events", "date", "observation_id.period")


@rule("NMG435", fix="Correct the code, or add the place; separate stops by semicolons.")
def unknown_stop(data: Data) -> Findings:
    """Every stop of a route is a place."""
    for line, stops in lines(data.routes, "via"):
        for stop in filter(None, stops.split(";")):
            if stop not in data.places.line_of:
                message = f"places has no row {stop}."
                yield data.routes.at(line, "via", message, expected="keys of places")
