"""NMG42x and NMG43x: places, ports, lists, passages, units and events agree with each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from ._json import brief
from ._model import Hit, Package, Table, at
from ._near import Suggest
from ._rule import rule
from .keys import ours
from .types import INTEGER, NUMBER

SHARED = {"division_id": "parent_id"}
"""Fields of ports and platforms that stand in places under another name."""
PARENTS = {
    "world": ("",),
    "country": ("", "world"),
    "region": ("country",),
    "league": ("region",),
    "county": ("league",),
    "town": ("county", "league"),
}
"""What kind of place each division lies in; ``""``: in none."""


def value(cell: str) -> Decimal | None:
    """Return a cell as a number, or None if it is empty or not in plain form."""
    return Decimal(cell) if NUMBER.fullmatch(cell) and len(cell) < 60 else None


@rule(
    "NMG421",
    "places-disagree",
    "keys",
    summary="What ports and platforms share with places (names, division, point) is equal there.",
    mend="Correct the cell here or in places, so that both say the same.",
    good="ports: ordos_air,39.49 … places: ordos_air,39.49",
    bad="ports: ordos_air,39.49 … places: ordos_air,39.94",
)
def places_disagree(package: Package) -> Iterator[Hit]:
    """Compare every row that is a place with its row in places."""
    places = ours(package, "places", "place_id")
    for name in ("ports", "platforms"):
        table = package.tables.get(name)
        if table is None or len(table.primary_key) != 1:
            continue
        shared = [
            (field, SHARED.get(field, field))
            for field in table.header
            if SHARED.get(field, field) in places.header and field != "kind"
        ]
        for index, row in enumerate(table.rows):
            place = places.by_key.get(table.key(index))
            if place is None:
                continue
            for field, theirs in shared:
                other = places.rows[place][theirs]
                if row[field] != other:
                    line = places.starts[place]
                    message = f"places has another {theirs} for this row, on line {line}."
                    yield at(table, index, field, message, expected=other or "an empty cell")


@rule(
    "NMG422",
    "place-kind",
    "keys",
    summary="A port is a place of kind port, a platform one of kind platform, and the reverse.",
    mend="Correct kind in places, or add the row that is missing.",
    good="places: ordos_air … port",
    bad="places: ordos_air … platform",
)
def place_kind(package: Package) -> Iterator[Hit]:
    """Compare the kinds in places with the tables that the places have."""
    places = ours(package, "places", "place_id", "kind")
    for name, kind in (("ports", "port"), ("platforms", "platform")):
        table = package.tables.get(name)
        if table is None:
            continue
        for index, row in enumerate(places.rows):
            there = places.key(index) in table.by_key
            if there and row["kind"] != kind:
                message = f"{places.key(index)} stands in {name}, so it is a {kind}."
                yield at(places, index, "kind", message, expected=kind)
            elif row["kind"] == kind and not there:
                message = f"{places.key(index)} is a {kind} but has no row in {name}."
                yield at(places, index, "kind", message, expected=f"a row in {name}")


@rule(
    "NMG423",
    "parent-kind",
    "keys",
    summary="A place lies in one of the next higher kind: county, league, region, country.",
    mend="Correct kind or parent_id.",
    good="a county in a league",
    bad="a county in a county",
)
def parent_kind(package: Package) -> Iterator[Hit]:
    """Compare the kind of each division with that of the place it lies in."""
    table = ours(package, "places", "place_id", "kind", "parent_id")
    for index, row in enumerate(table.rows):
        allowed = PARENTS.get(row["kind"])
        parent = row["parent_id"]
        if allowed is None or (parent and parent not in table.by_key):
            continue
        kind = table.rows[table.by_key[parent]]["kind"] if parent else ""
        if kind not in allowed:
            expected = " or ".join(one or "none" for one in allowed)
            message = f"A {row['kind']} lies in {kind or 'nothing'} here."
            yield at(table, index, "parent_id", message, expected=f"a parent of kind {expected}")


@rule(
    "NMG424",
    "parent-cycle",
    "keys",
    summary="No place lies in itself, however far round.",
    mend="Correct parent_id of one of the places in the circle.",
    good="ordos → inner_mongolia → china",
    bad="ordos → jungar_banner → ordos",
)
def parent_cycle(package: Package) -> Iterator[Hit]:
    """Follow parent_id upwards from every place, and other fields that refer to their table."""
    for table in package.tables.values():
        for reference in table.schema.get("foreignKeys", []):
            other = reference["reference"]
            if (other.get("resource") or table.name) != table.name or len(reference["fields"]) != 1:
                continue
            name = reference["fields"][0]
            if other["fields"] != table.primary_key or name == "base_unit_id":
                continue
            if name in table.header and table.distinct([name]) != {("",)}:
                yield from _cycles(table, name)


def _cycles(table: Table, name: str) -> Iterator[Hit]:
    parent = dict(zip(table.columns[table.primary_key[0]], table.columns[name], strict=True))
    done: set[str] = set()
    for start in parent:
        path: dict[str, None] = {}
        at_place = start
        while at_place and at_place in parent and at_place not in done:
            if at_place in path:
                circle = [*path][list(path).index(at_place) :]
                index = table.by_key[min(circle)]
                shown = brief(" → ".join([*circle, at_place]), 200)
                yield at(table, index, name, f"These go round in a circle: {shown}.")
                break
            path[at_place] = None
            at_place = parent[at_place]
        done.update(path)


@rule(
    "NMG425",
    "division-code",
    "keys",
    summary="The code of a division begins with that of the division it lies in, "
    "and ends as its level does: 0000 for a region, 00 for a league.",
    mend="Look the code up in GB/T 2260.",
    good="150622 in 150600",
    bad="150622 in 150700",
)
def division_code(package: Package) -> Iterator[Hit]:
    """Compare the codes of places with their kind and their parent's code."""
    table = ours(package, "places", "place_id", "kind", "parent_id", "gb2260")
    forms = {"region": r"\d\d0000", "league": r"\d\d(?!00)\d\d00", "county": r"\d{4}(?!00)\d\d"}
    for index, row in enumerate(table.rows):
        code, form = row["gb2260"], forms.get(row["kind"])
        if not code:
            continue
        if form and not re.fullmatch(form, code):
            message = f"{brief(code, 20)} is not a code of the level of a {row['kind']}."
            yield at(table, index, "gb2260", message, expected=f"the form {form}")
            continue
        above = table.by_key.get(row["parent_id"])
        upper = table.rows[above]["gb2260"] if above is not None else ""
        stem = re.sub(r"(?:00)+$", "", upper)
        if stem and not code.startswith(stem):
            message = (
                f"{brief(code, 20)} does not lie in {row['parent_id']}, whose code is {upper}."
            )
            yield at(table, index, "gb2260", message, expected=f"a code that begins with {stem}")


@rule(
    "NMG426",
    "half-a-point",
    "keys",
    summary="A point has both coordinates, and says how exact it is where the table asks.",
    mend="Fill in the other coordinate, or empty both.",
    good="lat = 49.6, lon = 117.43",
    bad="lat = 49.6, lon empty",
)
def half_a_point(package: Package) -> Iterator[Hit]:
    """Find latitudes without longitude, and points without precision."""
    for table in package.tables.values():
        if not {"lat", "lon"} <= set(table.header):
            continue
        for index, row in enumerate(table.rows):
            lacking = [name for name in ("lat", "lon") if not row[name]]
            if len(lacking) == 1:
                message = f"{lacking[0]} is empty beside a filled coordinate."
                yield at(table, index, lacking[0], message, expected="both or none")
            elif "coordinate_precision" in row and bool(row["coordinate_precision"]) == bool(
                lacking
            ):
                message = "coordinate_precision is filled exactly where there is a point."
                yield at(table, index, "coordinate_precision", message)


@rule(
    "NMG427",
    "port-mode",
    "keys",
    summary="An air port has airport codes and no neighbour; a road or rail port the reverse; "
    "the key ends with the mode.",
    mend="Correct mode, or the cells that contradict it.",
    good="ordos_air: mode = air, iata = DSN",
    bad="ordos_air: mode = rail, iata = DSN",
)
def port_mode(package: Package) -> Iterator[Hit]:
    """Compare mode with the other cells of the row."""
    table = ours(package, "ports", "port_id", "mode", "neighbour", "iata", "icao")
    for index, row in enumerate(table.rows):
        if not row["port_id"].endswith("_" + row["mode"]):
            message = f"The key {brief(row['port_id'], 60)!r} does not end with the mode."
            yield at(table, index, "mode", message, expected=row["port_id"].rpartition("_")[2])
            continue
        air = row["mode"] == "air"
        for name in ("iata", "icao", "neighbour"):
            must = air == (name != "neighbour")
            if bool(row[name]) != must:
                message = f"{name} is {'filled' if row[name] else 'empty'} for mode {row['mode']}."
                yield at(table, index, name, message, expected="a value" if must else "empty")


@rule(
    "NMG428",
    "list-count",
    "keys",
    summary="A list that counts its members names as many, or says that it is not complete.",
    mend="Add the missing members, or correct complete or the figure that the list points to.",
    good="12 stated, 12 members, complete = true",
    bad="12 stated, 11 members, complete = true",
)
def list_count(package: Package) -> Iterator[Hit]:
    """Compare members with the stated count."""
    lists = ours(package, "lists", "list_id", "observation_id", "complete")
    items = ours(package, "list_items", "list_id", "position")
    counts = ours(package, "observations", "observation_id", "value")
    stated = counts.lookup(set(lists.columns["observation_id"]))
    members = Counter(items.columns["list_id"])
    for index, row in enumerate(lists.rows):
        figure = stated.get(row["observation_id"])
        count = value(figure["value"]) if figure else None
        named = members[row["list_id"]]
        if count is None or row["complete"] not in ("true", "false"):
            continue
        if named > count:
            message = f"The list names {named} members, but the stated count is {count}."
            yield at(lists, index, "observation_id", message, expected=f"at most {count} members")
        elif (named == count) != (row["complete"] == "true"):
            message = f"The list names {named} of {count} members."
            expected = str(named == count).lower()
            yield at(lists, index, "complete", message, expected=expected)


@rule(
    "NMG429",
    "list-passage",
    "keys",
    summary="A list and the figure that counts it stand in one paragraph.",
    mend="Correct passage_id or observation_id.",
    good="passage_id = a2p23, observation in a2p23",
    bad="passage_id = a2p24, observation in a2p23",
)
def list_passage(package: Package) -> Iterator[Hit]:
    """Compare the paragraph of a list with that of its count."""
    lists = ours(package, "lists", "list_id", "passage_id", "observation_id")
    figures = ours(package, "observations", "observation_id", "passage_id")
    stated = figures.lookup(set(lists.columns["observation_id"]))
    for index, row in enumerate(lists.rows):
        expected = stated.get(row["observation_id"], row)["passage_id"]
        if expected != row["passage_id"]:
            message = f"The count of this list stands in {expected}."
            yield at(lists, index, "passage_id", message, expected=expected)


@rule(
    "NMG430",
    "position-gap",
    "keys",
    summary="Positions run from 1 without a gap.",
    mend="Number the members again from 1.",
    good="1, 2, 3",
    bad="1, 2, 4",
)
def position_gap(package: Package) -> Iterator[Hit]:
    """Check every table whose key is a group and a position in it."""
    for table in package.tables.values():
        key = table.primary_key
        if len(key) != 2 or key[1] != "position":
            continue
        groups: dict[str, list[tuple[int, int]]] = {}
        for index, (group, cell) in enumerate(zip(*(table.columns[n] for n in key), strict=True)):
            if INTEGER.fullmatch(cell) and len(cell) < 10:
                groups.setdefault(group, []).append((int(cell), index))
        for group, members in groups.items():
            found = sorted({position for position, _ in members})
            gap = next((n for n, position in enumerate(found, 1) if n != position), None)
            if gap is not None:
                index = next(i for position, i in members if position == found[gap - 1])
                message = f"The position before {found[gap - 1]} is missing in {brief(group, 60)}."
                yield at(table, index, "position", message, expected=str(gap))


@rule(
    "NMG431",
    "listed-twice",
    "keys",
    summary="A list names a member once.",
    mend="Delete the second one, or correct it.",
    good="a list of Ceke and Mandula",
    bad="a list of Ceke and Ceke",
)
def listed_twice(package: Package) -> Iterator[Hit]:
    """Find names and places that stand twice in one list."""
    table = ours(package, "list_items", "list_id", "name_en", "name_zh", "place_id")
    for name in ("name_en", "name_zh", "place_id"):
        first: dict[tuple[str, str], int] = {}
        pairs = zip(table.columns["list_id"], table.columns[name], strict=True)
        for index, pair in enumerate(pairs):
            before = first.setdefault(pair, index)
            if pair[1] and before != index:
                line = table.starts[before]
                message = f"{brief(pair[1], 60)!r} stands in the list already, on line {line}."
                yield at(table, index, name, message, expected="another member")


@rule(
    "NMG432",
    "passage-number",
    "keys",
    summary="Paragraphs are numbered from 1 without a gap, and passage_id says which one it is; "
    "a paragraph continues one above it.",
    mend="Correct passage_id, paragraph or continues.",
    good="a1p05 is paragraph 5",
    bad="a1p05 is paragraph 6",
)
def passage_number(package: Package) -> Iterator[Hit]:
    """Compare ids, numbers and order of the paragraphs of each source."""
    table = ours(package, "passages", "passage_id", "source_id", "paragraph", "continues")
    article: dict[str, str] = {}
    numbers: dict[str, list[int]] = {}
    for index, row in enumerate(table.rows):
        form = re.fullmatch(r"(a[1-9])p(\d{2})", row["passage_id"])
        if not form or not INTEGER.fullmatch(row["paragraph"]) or len(row["paragraph"]) > 9:
            continue
        number = int(row["paragraph"])
        numbers.setdefault(row["source_id"], []).append(number)
        if int(form[2]) != number:
            message = f"{row['passage_id']} is not paragraph {number}."
            yield at(table, index, "paragraph", message, expected=str(int(form[2])))
        if article.setdefault(form[1], row["source_id"]) != row["source_id"]:
            expected = article[form[1]]
            message = f"The paragraphs {form[1]} are those of {expected}."
            yield at(table, index, "source_id", message, expected=expected)
        above = table.by_key.get(row["continues"])
        if above is not None:
            other = table.rows[above]
            if other["source_id"] != row["source_id"] or above >= index:
                message = f"{row['continues']} does not stand above {row['passage_id']}."
                yield at(table, index, "continues", message, expected="a paragraph above this one")
    for source, found in numbers.items():
        lacking = set(range(1, max(found) + 1)) - set(found)
        if lacking:
            missing = ", ".join(map(str, sorted(lacking)[:10]))
            message = f"{source} lacks the paragraphs {missing}."
            yield Hit(file=table.path, message=message, expected="every paragraph from 1 on")


@rule(
    "NMG433",
    "unit-factor",
    "keys",
    summary="A base unit has the factor 1 and itself as base; a unit measures what its base does.",
    mend="Correct factor, base_unit_id or dimension.",
    good="t,mass,1,t … kg,mass,0.001,t",
    bad="t,mass,2,t",
)
def unit_factor(package: Package) -> Iterator[Hit]:
    """Compare every unit with its base unit."""
    table = ours(package, "units", "unit_id", "dimension", "factor", "base_unit_id")
    for index, row in enumerate(table.rows):
        base = table.by_key.get(row["base_unit_id"])
        if base is None:
            continue
        other = table.rows[base]
        if row["unit_id"] == row["base_unit_id"]:
            if row["factor"] != "1":
                message = f"{row['unit_id']} is a base unit."
                yield at(table, index, "factor", message, expected="1")
            continue
        if other["base_unit_id"] != row["base_unit_id"]:
            message = f"{row['base_unit_id']} is not a base unit."
            expected = other["base_unit_id"]
            yield at(table, index, "base_unit_id", message, expected=expected)
        if other["dimension"] != row["dimension"]:
            message = f"{row['unit_id']} and its base unit do not measure the same."
            yield at(table, index, "dimension", message, expected=other["dimension"])


@rule(
    "NMG434",
    "one-base-unit",
    "keys",
    summary="Units of one dimension that are not counts have one base unit.",
    mend="Give the unit the base unit of its dimension.",
    good="kg,mass … t … jin,mass … t",
    bad="kg,mass … kg and jin,mass … t",
)
def one_base_unit(package: Package) -> Iterator[Hit]:
    """Find physical dimensions with two base units."""
    table = ours(package, "units", "unit_id", "dimension", "base_unit_id")
    bases: dict[str, Counter[str]] = {}
    for row in table.rows:
        bases.setdefault(row["dimension"], Counter())[row["base_unit_id"]] += 1
    for index, row in enumerate(table.rows):
        found = bases[row["dimension"]]
        if len(found) < 2 or row["dimension"].startswith(("count", "capacity")):
            continue
        usual = found.most_common(1)[0][0]
        if row["base_unit_id"] != usual and found[usual] > 1:
            message = f"Other units of {row['dimension']} have the base unit {usual}."
            yield at(table, index, "base_unit_id", message, expected=usual)


@rule(
    "NMG435",
    "unknown-stop",
    "keys",
    summary="Every stop of a route is a place.",
    mend="Correct the code, or add the place; stops are parted by semicolons.",
    good="ulaanbaatar;erenhot",
    bad="ulaanbator;erenhot",
)
def unknown_stop(package: Package) -> Iterator[Hit]:
    """Look the stops of routes up in places."""
    table = ours(package, "routes", "via")
    places = ours(package, "places", "place_id")
    suggest = Suggest(list(places.by_key))
    for index, cell in enumerate(table.columns["via"]):
        for stop in filter(None, cell.split(";")):
            if stop not in places.by_key:
                message = f"places has no row {brief(stop, 60)!r}."
                expected = "places parted by semicolons"
                yield at(table, index, "via", message, expected=expected, hint=suggest(stop))


@rule(
    "NMG436",
    "event-year",
    "keys",
    summary="The key of an event ends with the year of its date, or with undated.",
    mend="Correct the date or the key.",
    good="arxan_btz_opened_2024, date = 2024",
    bad="arxan_btz_opened_2024, date = 2023",
)
def event_year(package: Package) -> Iterator[Hit]:
    """Compare key and date."""
    table = ours(package, "events", "event_id", "date")
    for index, row in enumerate(table.rows):
        said = row["event_id"].rpartition("_")[2]
        year = row["date"][:4] or "undated"
        if said != year:
            message = f"The key says {brief(said, 20)!r}, the date {year!r}."
            yield at(table, index, "date", message, expected=said)


@rule(
    "NMG437",
    "event-figure",
    "keys",
    summary="An event and the figure that it reached have one place and one date.",
    mend="Correct place_id, date or observation_id.",
    good="place_id = ordos, observation of ordos",
    bad="place_id = ordos, observation of baotou",
)
def event_figure(package: Package) -> Iterator[Hit]:
    """Compare events with the figures they point to."""
    table = ours(package, "events", "observation_id", "place_id", "date")
    figures = ours(package, "observations", "observation_id", "place_id", "period")
    reached = figures.lookup(set(table.columns["observation_id"]))
    for index, row in enumerate(table.rows):
        other = reached.get(row["observation_id"])
        if other is None:
            continue
        if other["place_id"] != row["place_id"]:
            message = f"The figure of this event is of {other['place_id']}."
            yield at(table, index, "place_id", message, expected=other["place_id"])
        shared = min(len(other["period"]), len(row["date"]))
        if shared and other["period"][:shared] != row["date"][:shared]:
            message = f"The figure of this event is of {other['period']}."
            yield at(table, index, "date", message, expected=other["period"])


@rule(
    "NMG438",
    "equal-names",
    "keys",
    summary="No two rows of a catalogue have both names in common.",
    mend="Delete the second row, or name what sets it apart.",
    good="Manzhouli … Manzhouli (rail)",
    bad="Manzhouli,满洲里市 twice",
)
def equal_names(package: Package) -> Iterator[Hit]:
    """Find rows of one table with the same English and Chinese name."""
    for table in package.tables.values():
        if not {"name_en", "name_zh"} <= set(table.header) or len(table.primary_key) != 1:
            continue
        first: dict[tuple[str, str], int] = {}
        for index, pair in enumerate(
            zip(table.columns["name_en"], table.columns["name_zh"], strict=True)
        ):
            before = first.setdefault(pair, index)
            if before != index and all(pair):
                line = table.starts[before]
                message = f"{brief(pair[0], 60)!r} stands already on line {line}."
                yield at(table, index, "name_en", message, expected="a name of its own")
