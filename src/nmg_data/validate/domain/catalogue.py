"""NMG42x to NMG46x: places, ports, lists, events and units agree with each other."""

from __future__ import annotations

from ..constraints import Answer, equal, filled_if, judged, numbered, part, pasted
from ..frames import Cells, Data
from ..rules import Findings, rule


@rule("NMG422", fix="Correct kind, or add the row that is missing.")
def place_kind(data: Data) -> Findings:
    """A port is a place of kind port, a platform one of kind platform, and the reverse."""
    for line, row in numbered(data.places):
        for name, kind in (("ports", "port"), ("platforms", "platform")):
            listed = row["place_id"] in data[name].line_of
            if listed and row["kind"] != kind:
                message = f"{row['place_id']} is in {name}, but its `kind` is {row['kind']}."
                yield data.places.at(line, "kind", message, expected=kind)
                break
            if row["kind"] == kind and not listed:
                known = {f"{kind}_id": row["place_id"], "division_id": row["parent_id"]}
                message = f"{row['place_id']} is a {kind}, but {name} has no row for it."
                hint = f"Correct kind, or add {pasted(data[name], **{**row, **known})}"
                yield data.places.at(line, "kind", message, expected="a row", hint=hint)


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


def upwards(place: str, parent: dict[str, str]) -> list[str]:
    """Return the places around a place, the nearest first."""
    found: list[str] = []
    while (place := parent.get(place, "")) and place not in found:
        found.append(place)
    return found


@rule("NMG428", fix="Add the missing members, or correct complete or observation_id.")
def list_count(data: Data) -> Findings:
    """A list that counts its members names as many, or gives complete = false."""
    value = data.observations.look(data.lists.observation_id, "value")
    named = data.lists.list_id.map(data.list_items.list_id.value_counts()).fillna(0).astype(int)
    lists = part(data.lists, value.notna() & (value != ""), counted=value, named=named.astype(str))
    total, named = lists.counted.astype(float), named[lists.frame.index]
    message = "{list_id} names {named} of {counted} members"
    more = named > total
    yield from lists.where(more, "observation_id", f"{message}.", "as many at most")
    want = (named == total).map({True: "true", False: "false"})
    message += ", but `complete` is {complete}."
    yield from lists.where(~more & (want != lists.complete), "complete", message, want)


@rule("NMG430", fix="Number the rows again from 1.")
def position_gap(data: Data) -> Findings:
    """Members of lists, figures of relations and paragraphs are numbered from 1 without a gap."""
    groups = {"list_items": "list_id", "relations": "relation_id", "passages": "source_id"}
    for name, group in groups.items():
        cells, field = data[name], "paragraph" if name == "passages" else "position"
        found = cells.numbers(field).groupby(cells[group])
        want = found.rank(method="first").map("{:.0f}".format)
        off = cells[field] != want
        first = off & (off.groupby(cells[group]).cumsum() == 1)
        message = f"The {field} before {{{field}}} is missing in {{{group}}}."
        yield from cells.where(first, field, message, want)


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
    items, lists = data.list_items, data.lists
    counted = data.observations.look(lists.observation_id, "indicator_id")
    mode = data.indicators.look(counted, "mode")
    mode_of = dict(zip(lists.list_id, mode.where(mode != "all"), strict=True))
    # Of ports to one country, a short list may name one to another.
    least = {"neighbour": 5, "kind": 3}
    for name, field in (("ports", "mode"), ("ports", "neighbour"), ("platforms", "kind")):
        cells = data[name]
        own = cells.look(items.place_id, field)
        own = own[own.notna() & (own != "")]
        group = own.groupby(items.list_id)
        usual = group.transform(lambda found: found.mode().iloc[0])
        alone = (own != usual).groupby(items.list_id).transform("sum") == 1
        many = group.transform("size") >= least.get(field, 1)
        want = items.list_id.map(mode_of) if field == "mode" else usual.where(alone & many)
        wrong = want[own.index][(want[own.index] != own) & want[own.index].notna()]
        expected = cells.key.map(dict(zip(items.place_id[wrong.index], wrong, strict=True)))
        message = f"`{field}` is {{{field}}}, but by its list it is {{want}}."
        yield from cells.where(expected.notna() & cells.sound, field, message, expected)


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
    for name, kind in (("platforms", "approved"), ("platforms", "opened"), ("routes", "opened")):
        cells, events = data[name], data.events.frame[data.events.kind == kind]
        place = cells.destination if name == "routes" else cells.key
        dates = events.drop_duplicates("place_id", keep=False).set_index("place_id")["date"]
        want = place.map(dates).where(~place.duplicated(keep=False))
        wrong = want.notna() & (want != cells[kind]) & cells.sound
        message = f"`{kind}` is {{{kind}}}, but the event of that place has another date."
        yield from cells.where(wrong, kind, message, want.where(want != "", "an empty cell"))

    def judge(date: str, period: str) -> Answer | None:
        message = f"`date` is {date}, but the figure of the event is of {period}."
        same = date.startswith(period) or period.startswith(date)
        return None if same else ("date", message, period)

    period = data.observations.look(data.events.observation_id, "period").fillna("")
    rows = part(data.events, data.events.sound, period=period)
    yield from judged(rows, ["date", "period"], judge)


@rule("NMG435", fix="Correct the code, or add the place; separate stops by semicolons.")
def unknown_stop(data: Data) -> Findings:
    """Every stop of a route is a place."""
    for line, row in numbered(data.routes):
        for stop in filter(None, row["via"].split(";")):
            if stop not in data.places.line_of:
                message = f"places has no row {stop}."
                yield data.routes.at(line, "via", message, expected="keys of places")


@rule("NMG432", fix="Correct passage_id or continues.", table="passages")
def continues(passages: Cells) -> Findings:
    """A paragraph continues one above it in its article."""
    article, above = passages.passage_id.str[:2], passages.continues
    wrong = (above.str[:2] != article) | (above >= passages.passage_id)
    message = "{continues} is not above {passage_id} in its article."
    yield from passages.where(wrong & (above != ""), "continues", message)


@rule("NMG433", fix="Correct factor, base_unit_id or dimension.", table="units")
def unit_factor(units: Cells) -> Findings:
    """A base unit has the factor 1 and itself as base; a unit measures what its base does."""
    base = (units.unit_id == units.base_unit_id) & (units.factor != "1")
    yield from units.where(base, "factor", "{unit_id} is a base unit.", "1")
    for field in ("base_unit_id", "dimension"):
        yield from equal({"units": units}, "units", field, f"base_unit_id.{field}")
