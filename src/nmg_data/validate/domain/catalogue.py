"""NMG42x to NMG46x: places, ports, lists, events, units and notes agree with each other."""

from __future__ import annotations

import re
from collections import Counter

from nmg_data.core.package import Row

from ..constraints import Answer, acyclic, equal, filled_if, judged, numbered, paired, part, pasted
from ..frames import Cells, Data
from ..rules import Findings, rule

PARENTS = {"region": "country", "league": "region", "county": "league", "town": "county league"}
"""What kind of place each division lies in."""
WITHOUT_PARENT = ("world", "country", "group", "city")
"""Kinds of places that may lie outside of every country of the table."""
CODES = {"region": r"\d\d0000", "league": r"\d\d(?!00)\d\d00", "county": r"\d{4}(?!00)\d\d"}
NO_SUM = ("ratio", "rank", "price", "yield", "duration", "distance")
FACETS = ("nature", "product", "flow", "partner_id", "mode", "coverage", "unit_id")
ABSENT = re.compile(
    r"\b(?:no|none|not)\b.*\b(?:found|seen|source)\b|only a wiki|wiki copy alone|left empty"
    r"|未找到|未见|没有来源|无来源|留空",
    re.IGNORECASE,
)
SUBJECTS = {
    r"coordinate|\bpoints?\b|坐标": ["lat"],
    r"counterpart|对应口岸|对方口岸": ["counterpart_en", "counterpart_zh"],
    r"UN/LOCODE": ["un_locode"],
    r"approval date|批准日期|获批日期": ["approved"],
}
"""What a note may call absent, and the cells that are then not all filled."""


@rule("NMG421", fix="Correct the cell here or in places, so that both agree.")
def shared_with_places(data: Data) -> Findings:
    """What ports and platforms share with places (names, division, point) is equal there."""
    for name in ("ports", "platforms"):
        for field in data[name].table.fields:
            theirs = "parent_id" if field == "division_id" else field
            if theirs in data.places.frame and field != "kind":
                yield from equal(data, f"{name}.{field}", f"places.{theirs}")


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


@rule("NMG423", fix="Correct kind or parent_id.", table="places")
def parent_kind(places: Cells) -> Findings:
    """A division lies in one of the next higher kind: county, league, region, country."""
    above = places.look(places.parent_id, "kind").where(places.parent_id != "", "")
    for kind, allowed in PARENTS.items():
        wrong = (places.kind == kind) & above.notna() & ~above.isin(allowed.split())
        message = f"`parent_id` of a {kind} is {{parent_id}}."
        want = f"a place of kind {allowed.replace(' ', ' or ')}"
        yield from places.where(wrong, "parent_id", message, want)


@rule("NMG424", fix="Correct one of the rows in the cycle.")
def cycle(data: Data) -> Findings:
    """No row lies in itself, continues itself or is replaced by itself, directly or not."""
    yield from acyclic(data.places, "parent_id")
    yield from acyclic(data.passages, "continues")
    yield from acyclic(data.observations, "replaced_by")


@rule("NMG425", fix="Look the code up in GB/T 2260.", table="places")
def division_code(places: Cells) -> Findings:
    """A division code has the form of its level and begins with that of the division around it."""
    above = {name: places.look(places.parent_id, name).fillna("") for name in ("gb2260", "kind")}

    def judge(code: str, kind: str, upper: str, upper_kind: str) -> Answer | None:
        fitting = re.fullmatch(CODES.get(upper_kind, r"\d+"), upper)
        stem = re.sub(r"(?:00)+$", "", upper) if fitting else ""
        if re.fullmatch(CODES.get(kind, r"\d+"), code) and code.startswith(stem):
            return None
        return "gb2260", f"{code} is not the code of a {kind} there.", f"a code from {stem}"

    cells = part(places, places.gb2260 != "", upper=above["gb2260"], upper_kind=above["kind"])
    return judged(cells, ["gb2260", "kind", "upper", "upper_kind"], judge)


@rule("NMG426", fix="Fill in the other coordinate, or empty both.")
def half_a_point(data: Data) -> Findings:
    """A point has both coordinates, and a precision where the table asks for one."""
    for name in ("places", "ports"):
        yield from paired(data[name], "lat", "lon")
    point = (data.ports.lat != "") | (data.ports.lon != "")
    yield from filled_if(data.ports, "coordinate_precision", point, "a point")


@rule("NMG427", fix="Correct mode, or the cells that contradict it.", table="ports")
def port_mode(ports: Cells) -> Findings:
    """An airport has airport codes and no neighbour; a road or rail port the reverse."""

    def judge(mode: str, neighbour: str, iata: str, icao: str) -> Answer | None:
        air = mode == "air"
        must = {"neighbour": not air, "iata": air, "icao": air}
        cells = {"neighbour": neighbour, "iata": iata, "icao": icao}
        wrong = [name for name, cell in cells.items() if bool(cell) != must[name]]
        if not wrong or not mode:
            return None
        message = f"`mode` is {mode}, which {' and '.join(wrong)} contradict."
        want = "a value" if must[wrong[0]] else "an empty cell"
        return ("mode", message, "another mode") if wrong == [*must] else (wrong[0], message, want)

    return judged(ports, ["mode", "neighbour", "iata", "icao"], judge)


@rule("NMG462", fix="Fill in parent_id, so that figures of the place belong to its region.")
def lost_place(data: Data) -> Findings:
    """Every place lies in a country of the table; a group in what all its members lie in."""
    places = data.places
    alone = (places.parent_id == "") & ~places.kind.isin(WITHOUT_PARENT) & places.sound
    yield from places.where(alone, "parent_id", "{place_id} lies in no other place.", "a place")
    parent = dict(zip(places.place_id, places.parent_id, strict=True))
    members: dict[str, list[list[str]]] = {}
    for row in data.list_items.rows:
        group = row["list_id"].removesuffix("_members")
        members.setdefault(group, []).append(upwards(row["place_id"], parent))
    for group, chains in members.items():
        want = next((place for place in chains[0] if all(place in c for c in chains)), "")
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
    counts = data.list_items.list_id.value_counts()
    values = data.observations.look(data.lists.observation_id, "value").fillna("")
    members = data.lists.list_id.map(counts).fillna(0).astype(int)
    cells = part(data.lists, values != "", value=values, members=members)

    def judge(name: str, complete: str, value: str, named: int) -> Answer | None:
        message = f"{name} names {named} of {value} members"
        if named > float(value):
            return "observation_id", f"{message}.", f"at most {value} members"
        want = str(named == float(value)).lower()
        message += f", but `complete` is {complete}."
        return None if complete == want else ("complete", message, want)

    yield from judged(cells, ["list_id", "complete", "value", "members"], judge)


@rule("NMG429", fix="Correct passage_id or observation_id.")
def list_passage(data: Data) -> Findings:
    """A list and the figure that counts it are in one paragraph."""
    return equal(data, "lists.passage_id", "observations.passage_id", via="observation_id")


@rule("NMG430", fix="Number the rows again from 1.")
def position_gap(data: Data) -> Findings:
    """Positions run from 1 without a gap."""
    for cells, group in ((data.list_items, "list_id"), (data.relations, "relation_id")):
        found = cells.numbers("position").groupby(cells[group])
        want = found.rank(method="first").map("{:.0f}".format)
        off = (cells.position != want).groupby(cells[group])
        first = (cells.position != want) & (off.cumsum() == 1)
        message = f"The position before {{position}} is missing in {{{group}}}."
        yield from cells.where(first, "position", message, want)


@rule("NMG442", fix="Fill in or correct place_id, or the name of the member.")
def member_place(data: Data) -> Findings:
    """A member of a list that is named like a place refers to a place of that name."""
    place_of = {row["name_zh"]: row["place_id"] for row in data.places.rows}
    name_of = {row["place_id"]: row["name_zh"] for row in data.places.rows}
    for line, row in numbered(data.list_items):
        name, want = row["name_zh"], place_of.get(row["name_zh"])
        if want and name not in name_of.get(row["place_id"], ""):
            message = f"{name} is the name of the place {want}."
            yield data.list_items.at(line, "place_id", message, expected=want)


@rule("NMG447", fix="Correct kind, or take the platform off the list.")
def one_kind_of_member(data: Data) -> Findings:
    """The platforms of one list are of one kind."""
    items, platforms = data.list_items, data.platforms
    kind = platforms.look(items.place_id, "kind").dropna()
    usual = kind.groupby(items.list_id).transform(lambda kinds: kinds.mode().iloc[0])
    odd = usual[kind != usual]
    want = platforms.key.map(dict(zip(items.place_id[odd.index], odd, strict=True)))
    message = "`kind` is {kind}, but the other platforms of its list are {want}."
    yield from platforms.where(want.notna(), "kind", message, want)


@rule("NMG448", fix="Give stated or inferred, or empty the cell; or correct the list.")
def membership(data: Data) -> Findings:
    """A port or platform has a membership exactly if a list with a count names it."""
    counted = data.lists.list_id[data.lists.observation_id != ""]
    named = data.list_items.place_id[data.list_items.list_id.isin(counted)]
    for cells in (data.ports, data.platforms):
        listed = cells.key.isin(named)
        yield from filled_if(cells, "membership", listed, "a member of a counted list")


@rule("NMG457", fix="Correct the port, or take it off the list.")
def port_of_list(data: Data) -> Findings:
    """A port has the mode of the list that counts it, and the neighbour of all others of a list."""
    ports = {row["port_id"]: row for row in data.ports.rows}
    named: dict[str, list[Row]] = {}
    for row in data.list_items.rows:
        if row["place_id"] in ports:
            named.setdefault(row["list_id"], []).append(ports[row["place_id"]])
    indicator = data.observations.look(data.lists.observation_id, "indicator_id")
    modes = data.indicators.look(indicator, "mode").replace("all", "").fillna("")
    for row, mode in zip(data.lists.rows, modes, strict=True):
        members = named.get(row["list_id"], [])
        near = Counter(port["neighbour"] for port in members if port["neighbour"]).most_common()
        alone = row["complete"] == "true" and len(near) == 2 and near[0][1] > 3 and near[1][1] == 1
        for field, want in (("mode", mode), ("neighbour", near[0][0] if alone else "")):
            for port in members if want else ():
                line = data.ports.line_of[port["port_id"]]
                if port[field] not in ("", want) and line not in data.ports.unsound:
                    message = f"`{field}` is {port[field]}; the list {row['list_id']} has {want}."
                    yield data.ports.at(line, field, message, expected=want)


@rule("NMG437", fix="Correct place_id, date or observation_id.")
def event_figure(data: Data) -> Findings:
    """An event and the figure that it reached have one place and one date."""
    events = data.events
    yield from equal(data, "events.place_id", "observations.place_id", via="observation_id")
    period = data.observations.look(events.observation_id, "period").fillna("")
    for line, date, other in zip(events.frame.index.tolist(), events.date, period, strict=True):
        if not (date.startswith(other) or other.startswith(date)):
            message = f"`date` is {date}, but the figure of the event is of {other}."
            yield events.at(line, "date", message, expected=other)


@rule("NMG441", fix="Give the more exact of the two dates in both tables, or correct one.")
def two_dates(data: Data) -> Findings:
    """A date that two tables give is the same in both: platforms or routes, and events."""
    for name, kind in (("platforms", "approved"), ("platforms", "opened"), ("routes", "opened")):
        cells, events = data[name], data.events.frame[data.events.kind == kind]
        place = cells.destination if name == "routes" else cells.key
        dates = events.drop_duplicates("place_id", keep=False).set_index("place_id")["date"]
        want = place.map(dates).where(~place.duplicated(keep=False))
        wrong = want.notna() & (want != cells[kind]) & cells.sound
        message = f"`{kind}` is {{{kind}}}, but the event of that place has another date."
        yield from cells.where(wrong, kind, message, want.where(want != "", "an empty cell"))


@rule("NMG435", fix="Correct the code, or add the place; separate stops by semicolons.")
def unknown_stop(data: Data) -> Findings:
    """Every stop of a route is a place."""
    for line, row in numbered(data.routes):
        for stop in filter(None, row["via"].split(";")):
            if stop not in data.places.line_of:
                message = f"places has no row {stop}."
                yield data.routes.at(line, "via", message, expected="keys of places")


@rule("NMG432", fix="Correct passage_id, paragraph or continues.", table="passages")
def passage_number(passages: Cells) -> Findings:
    """Paragraphs are numbered from 1, as passage_id says; one continues another above it."""
    article = passages.passage_id.str[:2]
    want = passages.passage_id.groupby(article).rank(method="first").map("{:.0f}".format)
    off = (passages.paragraph != want) | (passages.passage_id.str[-2:] != want.str.zfill(2))
    first = off & (off.groupby(article).cumsum() == 1)
    message = "{passage_id} is paragraph {want} of its article, or one before it is missing."
    yield from passages.where(first, "paragraph", message, want)
    source = passages.source_id.groupby(article).transform("first")
    message = "The other paragraphs of this article are of {want}."
    yield from passages.where(passages.source_id != source, "source_id", message, source)
    above = (passages.continues.str[:2] == article) & (passages.continues < passages.passage_id)
    message = "{continues} is not above {passage_id} in its article."
    yield from passages.where(~above & (passages.continues != ""), "continues", message)


@rule("NMG433", fix="Correct factor, base_unit_id or dimension.")
def unit_factor(data: Data) -> Findings:
    """A base unit has the factor 1 and itself as base; a unit measures what its base does."""
    units = data.units
    base = (units.unit_id == units.base_unit_id) & (units.factor != "1")
    yield from units.where(base, "factor", "{unit_id} is a base unit.", "1")
    for field in ("base_unit_id", "dimension"):
        yield from equal(data, f"units.{field}", f"units.{field}", via="base_unit_id")


@rule("NMG445", fix="Give additive = false, or correct nature.", table="indicators")
def sum_of_ratios(indicators: Cells) -> Findings:
    """Ratios, ranks, prices, yields, durations and distances cannot be added up."""
    wrong = indicators.nature.isin(NO_SUM) & (indicators.additive == "true")
    yield from indicators.where(wrong, "additive", "A {nature} is no part of a sum.", "false")


@rule("NMG519", fix="Make them one indicator, or correct the facet.", table="indicators")
def equal_facets(indicators: Cells) -> Findings:
    """No two indicators agree in nature, product, flow, partner, mode, coverage and unit."""
    first: dict[tuple[str, ...], str] = {}
    for line, row in numbered(indicators):
        own = row["indicator_id"]
        other = first.setdefault(tuple(row[name] for name in FACETS), own)
        if other != own:
            message = f"{own} has the same facets as {other}."
            yield indicators.at(line, "indicator_id", message, expected="a facet that differs")


@rule("NMG460", fix="Fill in the text in the other language as well.")
def one_language(data: Data) -> Findings:
    """Notes, reasons and publishers are filled in English and Chinese, or in neither."""
    for cells in map(data.__getitem__, list(data)):
        for name, field in cells.table.fields.items():
            other = f"{name.removesuffix('_en')}_zh"
            if name.endswith("_en") and other in cells.frame and field.get("evidence") == "own":
                yield from paired(cells, name, other)


@rule("NMG461", fix="Correct the note, or empty the cell and its citation.")
def note_of_absence(data: Data) -> Findings:
    """No note says that something was not found where its cell is filled."""
    for cells in (data.ports, data.platforms):
        for line, row in numbered(cells):
            for note in ("note_en", "note_zh"):
                claims = ". ".join(filter(ABSENT.search, re.split(r"[.;。；]\s*", row[note])))
                for words, fields in SUBJECTS.items():
                    if re.search(words, claims, re.IGNORECASE) and all(map(row.get, fields)):
                        message = f"`{note}` calls {fields[-1]} absent; it is {row[fields[-1]]}."
                        yield cells.at(line, note, message, expected="a note that agrees")
