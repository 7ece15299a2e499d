"""NMG444 to NMG456: how indicators, platforms, lists and sources are classed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ._json import brief
from ._model import Hit, Package, Table, at
from ._rule import rule
from .keys import ours

WORDS = {
    "flow": {
        "加工": "processing",
        "进出口": "both",
        "转口": "transit",
        "进口": "import",
        "出口": "export",
        "产量": "production",
    },
    "mode": {"铁路": "rail", "公路": "road", "航空": "air"},
}
"""Words of Chinese names and the facet that each fixes; the first that is there counts."""
HAPPENED = {
    "获批": "approved",
    "列入": "approved",
    "封关": "opened",
    "开通": "opened",
    "启动": "launched",
    "起步": "launched",
    "投产": "in_production",
    "投运": "in_production",
    "贯通": "completed",
}
"""Words of Chinese names of events and the kind of event that each is."""
NO_SUM = ("ratio", "price", "yield", "duration", "distance")
"""Natures of what cannot be added up."""
DIMENSIONS = {"count": "count", "duration": "time", "distance": "length"}
"""How the dimensions of units end that a nature can have."""


@rule(
    "NMG444",
    "facet-of-name",
    "keys",
    summary="An indicator has the flow, mode and partner that its Chinese name speaks of.",
    mend="Correct the facet, or the name.",
    good="煤炭进口额, flow = import",
    bad="煤炭进口额, flow = export",
)
def facet_of_name(package: Package) -> Iterator[Hit]:
    """Compare names with facets."""
    table = ours(package, "indicators", "name_zh", "partner_id", *WORDS)
    places = ours(package, "places", "place_id", "name_zh", "kind")
    countries = {row["name_zh"]: row["place_id"] for row in places.rows if row["kind"] == "country"}
    known = WORDS | {"partner_id": countries}
    for index, row in enumerate(table.rows):
        for field, words in known.items():
            word = next((one for one in words if one and one in row["name_zh"]), None)
            if word and row[field] != words[word]:
                message = f"The name speaks of {word}."
                yield at(table, index, field, message, expected=words[word])


@rule(
    "NMG445",
    "sum-of-ratios",
    "keys",
    summary="Ratios, prices, yields, durations and distances cannot be added up.",
    mend="Write additive = false, or correct nature.",
    good="nature = ratio, additive = false",
    bad="nature = ratio, additive = true",
)
def sum_of_ratios(package: Package) -> Iterator[Hit]:
    """Compare nature with additive."""
    table = ours(package, "indicators", "nature", "additive")
    pairs = zip(table.columns["nature"], table.columns["additive"], strict=True)
    for index, (nature, additive) in enumerate(pairs):
        if nature in NO_SUM and additive == "true":
            message = f"A {nature} is no part of a sum."
            yield at(table, index, "additive", message, expected="false")


@rule(
    "NMG446",
    "unit-of-levels",
    "keys",
    summary="The unit of an indicator is one in which a source gives a level of it.",
    mend="Correct unit_id of the indicator, or of its observations.",
    good="coal_output, t, with levels in t",
    bad="coal_output, kg, with levels in t alone",
)
def unit_of_levels(package: Package) -> Iterator[Hit]:
    """Compare the unit of every indicator with those of its levels."""
    table = ours(package, "indicators", "indicator_id", "unit_id")
    figures = ours(package, "observations", "indicator_id", "measure", "unit_id")
    units: dict[str, set[str]] = {}
    for indicator, measure, unit in figures.distinct(["indicator_id", "measure", "unit_id"]):
        if measure == "level":
            units.setdefault(indicator, set()).add(unit)
    pairs = zip(table.columns["indicator_id"], table.columns["unit_id"], strict=True)
    for index, (indicator, unit) in enumerate(pairs):
        found = units.get(indicator)
        if found and unit not in found:
            expected = ", ".join(sorted(found))
            message = f"The levels of {brief(indicator, 60)} are in {brief(expected, 60)}."
            yield at(table, index, "unit_id", message, expected=expected)


def members(package: Package, name: str) -> Iterator[tuple[bool, Table, list[int]]]:
    """Yield, for each list, whether it is counted, and the rows of a table that it names."""
    target = ours(package, name, "membership")
    lists = ours(package, "lists", "list_id", "observation_id")
    items = ours(package, "list_items", "list_id", "place_id")
    named: dict[str, list[int]] = {}
    for one, place in zip(items.columns["list_id"], items.columns["place_id"], strict=True):
        if place in target.by_key:
            named.setdefault(one, []).append(target.by_key[place])
    pairs = zip(lists.columns["list_id"], lists.columns["observation_id"], strict=True)
    for one, counted in pairs:
        if one in named:
            yield bool(counted), target, named[one]


@rule(
    "NMG447",
    "one-kind-of-member",
    "keys",
    summary="The platforms of one list are of one kind.",
    mend="Correct kind, or take the platform off the list.",
    good="hohhot_cbz, ordos_cbz and manzhouli_cbz: comprehensive_bonded_zone",
    bad="hohhot_cbz: border_trade_zone, in the list of bonded zones",
)
def one_kind_of_member(package: Package) -> Iterator[Hit]:
    """Compare the kinds of the platforms of each list."""
    for _, table, rows in members(package, "platforms"):
        kinds = [table.rows[index].get("kind", "") for index in rows]
        usual = Counter(kinds).most_common(1)[0][0]
        for index, kind in zip(rows, kinds, strict=True):
            if kind != usual:
                message = f"The other platforms of its list are {usual}."
                yield at(table, index, "kind", message, expected=usual)


@rule(
    "NMG448",
    "membership",
    "keys",
    summary="A port or platform says how its membership is known exactly if a list names it "
    "whose members are counted.",
    mend="Write stated or inferred, or empty the cell; or correct the list.",
    good="hohhot_cbz, one of the three bonded zones: stated",
    bad="hohhot_cbz, one of the three bonded zones: an empty cell",
)
def membership(package: Package) -> Iterator[Hit]:
    """Look every port and platform up in the lists that are counted."""
    for name in ("ports", "platforms"):
        table = ours(package, name, "membership")
        listed = {row for counted, _, rows in members(package, name) if counted for row in rows}
        for index, cell in enumerate(table.columns["membership"]):
            if bool(cell) != (index in listed):
                key = brief(table.key(index), 60)
                message = f"{key} is in {'a' if index in listed else 'no'} list that is counted."
                expected = "stated or inferred" if index in listed else "an empty cell"
                yield at(table, index, "membership", message, expected=expected)


@rule(
    "NMG449",
    "primary-source",
    "keys",
    summary="Primary are the documents of the body that made the figures, where it put them; "
    "all else is a reprint.",
    mend="Correct confidence, kind or host.",
    good="official_document at its publisher: primary",
    bad="news_agency: primary",
)
def primary_source(package: Package) -> Iterator[Hit]:
    """Compare confidence with kind and host."""
    table = ours(package, "sources", "kind", "host", "confidence")
    for index, row in enumerate(table.rows):
        first = row["kind"] == "official_document" and row["host"] != "mirror"
        expected = "primary" if first else "reprint"
        if row["confidence"] not in ("", expected):
            message = f"The source is of the kind {row['kind']} and was read at: {row['host']}."
            yield at(table, index, "confidence", message, expected=expected)


@rule(
    "NMG450",
    "list-elsewhere",
    "keys",
    summary="A member of a list is cited from the paragraph of the list, "
    "where no figure there counts them and they do not make up a place.",
    mend="Correct passage_id of the list, or the citations of its members.",
    good="passage_id = a1p18, list_items/ai_application_fields/1 cited from a1p18",
    bad="passage_id = a1p19, all members cited from a1p18",
)
def list_elsewhere(package: Package) -> Iterator[Hit]:
    """Compare the paragraph of every list with those of its members."""
    table = ours(package, "lists", "list_id", "passage_id", "observation_id")
    places = ours(package, "places", "place_id")
    cited = ours(package, "citations", "resource", "key", "passage_id")
    found: dict[str, set[str]] = {}
    for row in cited.rows:
        if row["resource"] == "list_items" and row["passage_id"]:
            found.setdefault(row["key"].rpartition("/")[0], set()).add(row["passage_id"])
    for index, row in enumerate(table.rows):
        group = row["list_id"].removesuffix("_members") in places.by_key
        named = found.get(row["list_id"], set())
        said = "" if row["observation_id"] or group else row["passage_id"]
        if said and said not in named:
            expected = ", ".join(sorted(named)) or "an empty cell"
            message = f"No member is cited from {said}."
            yield at(table, index, "passage_id", message, expected=expected)


@rule(
    "NMG451",
    "event-place",
    "keys",
    summary="The key of an event that begins like those of places is of one of them.",
    mend="Correct place_id; the key, if the row is new.",
    good="arxan_btz_opened_2024, place_id = arxan_btz",
    bad="arxan_btz_opened_2024, place_id = ordos",
)
def event_place(package: Package) -> Iterator[Hit]:
    """Compare the first word of keys and places."""
    table = ours(package, "events", "event_id", "place_id")
    places = ours(package, "places", "place_id")
    first = {place.partition("_")[0] for place in places.by_key}
    pairs = zip(table.columns["event_id"], table.columns["place_id"], strict=True)
    for index, (event, place) in enumerate(pairs):
        word = event.partition("_")[0]
        if word in first and place.partition("_")[0] != word:
            message = f"The key begins with {brief(word, 40)}."
            yield at(table, index, "place_id", message, expected=f"a place of {brief(word, 40)}")


@rule(
    "NMG452",
    "route-mode",
    "keys",
    summary="A route whose key ends with a mode has that mode.",
    mend="Correct mode; the key, if the row is new.",
    good="hohhot_russia_air, mode = air",
    bad="hohhot_russia_air, mode = road",
)
def route_mode(package: Package) -> Iterator[Hit]:
    """Compare key and mode."""
    table = ours(package, "routes", "route_id", "mode")
    pairs = zip(table.columns["route_id"], table.columns["mode"], strict=True)
    for index, (route, mode) in enumerate(pairs):
        said = route.rpartition("_")[2]
        if said in WORDS["mode"].values() and mode != said:
            message = f"The key ends with {said}."
            yield at(table, index, "mode", message, expected=said)


@rule(
    "NMG453",
    "facts-alone",
    "keys",
    summary="What newspapers, agencies and sites print is cited for its facts alone.",
    mend="Write facts_only, or correct kind.",
    good="newspaper, facts_only",
    bad="newspaper, CC-BY-4.0",
)
def facts_alone(package: Package) -> Iterator[Hit]:
    """Compare licence and kind."""
    table = ours(package, "sources", "kind", "licence")
    pairs = zip(table.columns["kind"], table.columns["licence"], strict=True)
    for index, (kind, licence) in enumerate(pairs):
        if kind in ("newspaper", "news_agency", "web") and licence != "facts_only":
            message = f"The source is of the kind {kind}."
            yield at(table, index, "licence", message, expected="facts_only")


@rule(
    "NMG454",
    "passage-topic",
    "keys",
    summary="A paragraph with figures has the topic of one of them, "
    "or platforms where one is of a platform.",
    mend="Correct topic of the paragraph, or of the indicator.",
    good="a1p09, coal, with the output of coal",
    bad="a1p09, tourism, with the output of coal",
)
def passage_topic(package: Package) -> Iterator[Hit]:
    """Compare the topic of every paragraph with those of its figures."""
    table = ours(package, "passages", "passage_id", "topic")
    indicators = ours(package, "indicators", "indicator_id", "topic").columns
    platforms = ours(package, "platforms", "platform_id")
    figures = ours(package, "observations", "passage_id", "indicator_id", "place_id")
    topic_of = dict(zip(indicators["indicator_id"], indicators["topic"], strict=True))
    found: dict[str, set[str]] = {}
    for passage, indicator, place in figures.distinct(["passage_id", "indicator_id", "place_id"]):
        topics = found.setdefault(passage, set())
        topics.add(topic_of.get(indicator, ""))
        if place in platforms.by_key:
            topics.add("platforms")
    pairs = zip(table.columns["passage_id"], table.columns["topic"], strict=True)
    for index, (passage, topic) in enumerate(pairs):
        named = found.get(passage, set())
        if named and topic not in named:
            expected = ", ".join(sorted(filter(None, named)))
            message = f"The figures of {brief(passage, 20)} are about {expected}."
            yield at(table, index, "topic", message, expected=expected)


@rule(
    "NMG455",
    "unit-of-nature",
    "keys",
    summary="Counts have a unit of counting, durations one of time, distances one of length.",
    mend="Correct nature or unit_id.",
    good="nature = duration, unit_id = working_day",
    bad="nature = duration, unit_id = t",
)
def unit_of_nature(package: Package) -> Iterator[Hit]:
    """Compare nature with the dimension of the unit."""
    table = ours(package, "indicators", "nature", "unit_id")
    units = ours(package, "units", "unit_id", "dimension").columns
    dimension_of = dict(zip(units["unit_id"], units["dimension"], strict=True))
    pairs = zip(table.columns["nature"], table.columns["unit_id"], strict=True)
    for index, (nature, unit) in enumerate(pairs):
        ending, dimension = DIMENSIONS.get(nature), dimension_of.get(unit)
        if ending and dimension and not dimension.endswith(ending):
            message = f"The unit {unit} measures {dimension}."
            yield at(table, index, "nature", message, expected=f"the nature of a {dimension}")


@rule(
    "NMG456",
    "kind-of-event",
    "keys",
    summary="An event has the kind that its Chinese name speaks of, "
    "and the name of what was approved, opened, begun or completed says so.",
    mend="Correct kind, or name what happened: 获批, 开通, 启动, 投产, 贯通.",
    good="通辽保税物流中心获批, approved",
    bad="通辽保税物流中心获批, opened",
)
def kind_of_event(package: Package) -> Iterator[Hit]:
    """Compare names with kinds."""
    table = ours(package, "events", "name_zh", "kind")
    pairs = zip(table.columns["name_zh"], table.columns["kind"], strict=True)
    for index, (name, kind) in enumerate(pairs):
        word = next((one for one in HAPPENED if one in name), "")
        expected = HAPPENED.get(word, "milestone")
        if name and kind != expected and (word or kind in HAPPENED.values()):
            message = f"The name speaks of {word}." if word else f"The name does not say {kind}."
            yield at(table, index, "kind", message, expected=expected)
