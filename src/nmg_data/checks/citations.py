"""NMG41x, NMG420 and NMG443: what the cells rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .._descriptor import Json
from .._interval import number
from ._json import brief
from ._model import Hit, Package, Table, Unavailable, at
from ._near import Suggest
from ._rule import rule
from .keys import ours
from .types import has_dates

CITED = ("cited", "stated")
SHARE_ALIKE = ("ODbL-1.0", "CC-BY-SA-4.0")
FIELDS = ("resource", "key", "field", "source_id", "passage_id")


def citations(package: Package) -> Table:
    """Return the table of citations, or skip the rule."""
    return ours(package, "citations", *FIELDS)


def evidence(table: Table, *kinds: str) -> list[str]:
    """Return the fields of a table whose values come from some kinds of evidence."""
    return [name for name, one in table.fields.items() if one.get("evidence") in kinds]


def cited_tables(package: Package) -> list[str]:
    """Return the tables whose cells are covered by citations, by the list of the schema."""
    field = citations(package).fields["resource"]
    named = field.get("constraints", {}).get("enum") or list(package.tables)
    return [name for name in named if name in package.tables]


def covering(package: Package) -> dict[tuple[str, str, str], set[str]]:
    """Return the sources of every row (field empty) and field that is cited."""
    made: dict[tuple[str, str, str], set[str]] = {}
    for row in citations(package).rows:
        place = (row["resource"], row["key"], row["field"])
        made.setdefault(place, set()).add(row["source_id"])
    return made


@rule(
    "NMG411",
    "citation-to-nothing",
    "keys",
    summary="A citation names a table, row and field that are there.",
    mend="Correct the citation; the parts of a composite key are joined by a slash.",
    good="list_items,road_ports/3,name_zh",
    bad="list_items,road_ports,name_zh",
)
def citation_to_nothing(package: Package) -> Iterator[Hit]:
    """Look up what every citation is for."""
    table = citations(package)
    suggest: dict[str, Suggest] = {}
    for index, row in enumerate(table.rows):
        name = row["resource"]
        if name in package.broken:
            continue
        target = package.tables.get(name)
        if target is None:
            continue  # the closed list of the field speaks of that
        if row["key"] not in target.by_key:
            message = f"{name} has no row {brief(row['key'], 60)!r}."
            if name not in suggest:
                suggest[name] = Suggest(list(target.by_key))
            hint = suggest[name](row["key"])
            yield at(table, index, "key", message, expected=f"a key of {name}", hint=hint)
        elif row["field"] and row["field"] not in target.header:
            message = f"{name} has no field {brief(row['field'], 60)!r}."
            hint = Suggest(target.header)(row["field"])
            yield at(table, index, "field", message, expected=f"a field of {name}", hint=hint)


@rule(
    "NMG412",
    "citation-of-empty-cell",
    "keys",
    summary="A citation of a field is for a cell that is filled in and comes from a source.",
    mend="Fill the cell in from that source, or delete the citation.",
    good="ports,hohhot_air,iata (HET)",
    bad="ports,ceke_road,lat (an empty cell)",
)
def citation_of_empty_cell(package: Package) -> Iterator[Hit]:
    """Find citations of empty cells, keys and our own wording."""
    table = citations(package)
    for index, row in enumerate(table.rows):
        target = package.tables.get(row["resource"])
        name = row["field"]
        if target is None or not name or name not in target.header:
            continue
        place = target.by_key.get(row["key"])
        if place is None:
            continue
        if not target.records[place][target.header.index(name)]:
            message = f"{row['resource']}/{row['key']} has an empty {name}; nothing is cited."
            yield at(table, index, "field", message, expected="a filled cell")
        elif target.fields[name].get("evidence", "cited") not in CITED:
            kind = target.fields[name]["evidence"]
            message = f"{name} of {row['resource']} is {kind}, so no source stands for it."
            expected = f"a field with the evidence {' or '.join(CITED)}"
            yield at(table, index, "field", message, expected=expected)


@rule(
    "NMG413",
    "uncited-cell",
    "keys",
    summary="Every filled cell that is neither a key nor our own wording has a source.",
    mend="Add a row to citations for the row or the field, or empty the cell.",
    good="citations: ports,hohhot_air,iata,airportsdata_20260905",
    bad="ports: hohhot_air with an iata that no citation covers",
)
def uncited_cell(package: Package) -> Iterator[Hit]:
    """Find cells that no citation of their row or field covers."""
    covered = covering(package)
    for name in cited_tables(package):
        table = package.tables[name]
        for field in evidence(table, *CITED):
            for index, cell in enumerate(table.columns[field]):
                key = table.key(index)
                if cell and (name, key, "") not in covered and (name, key, field) not in covered:
                    message = f"No citation covers {field} of {brief(key, 60)}."
                    expected = f"a citation {name},{key},{field},SOURCE"
                    yield at(table, index, field, message, expected=expected)


@rule(
    "NMG414",
    "share-alike-only",
    "keys",
    summary="No cell rests on sources alone whose licence would bind the whole package.",
    mend="Find a second source for the cell, or empty it.",
    good="lat from GeoNames (CC BY 4.0)",
    bad="lat from OpenStreetMap alone (ODbL)",
)
def share_alike_only(package: Package) -> Iterator[Hit]:
    """Find cells all of whose sources are ODbL or CC BY-SA."""
    sources = ours(package, "sources", "source_id", "licence")
    licence = dict(zip(sources.columns["source_id"], sources.columns["licence"], strict=True))
    covered = covering(package)
    for name in cited_tables(package):
        table = package.tables[name]
        for field in evidence(table, *CITED):
            for index, cell in enumerate(table.columns[field]):
                if not cell:
                    continue
                key = table.key(index)
                row, own = (
                    covered.get((name, key, ""), set()),
                    covered.get((name, key, field), set()),
                )
                rests = row | own
                if rests and all(licence.get(one) in SHARE_ALIKE for one in rests):
                    named = ", ".join(sorted(f"{one} ({licence[one]})" for one in rests))
                    message = f"{field} of {brief(key, 60)} rests on {named} alone."
                    yield at(table, index, field, message, expected="a source with a free licence")


@rule(
    "NMG415",
    "mirror-link",
    "keys",
    summary="A text that was read at a mirror has no link.",
    mend="Empty the url, or give the address at the publisher and change host.",
    good="host = mirror, url empty",
    bad="host = mirror, url = https://mirror.example/…",
)
def mirror_link(package: Package) -> Iterator[Hit]:
    """Find links to mirrors."""
    table = ours(package, "sources", "host", "url")
    for index, row in enumerate(table.rows):
        if row["host"] == "mirror" and row["url"]:
            message = f"{row.get('source_id', 'The source')} was read at a mirror but has a link."
            yield at(table, index, "url", message, expected="an empty cell")


@rule(
    "NMG416",
    "passage-of-other-source",
    "keys",
    summary="A paragraph belongs to the source that is named beside it, "
    "and is named wherever that source is split into paragraphs.",
    mend="Correct source_id or passage_id.",
    good="xinhua_2025,a1p05",
    bad="xinhua_2025,a2p05",
)
def passage_of_other_source(package: Package) -> Iterator[Hit]:
    """Compare source and paragraph in every table that has both."""
    passages = ours(package, "passages", "passage_id", "source_id")
    source_of = dict(
        zip(passages.columns["passage_id"], passages.columns["source_id"], strict=True)
    )
    indexed = set(source_of.values())
    for table in package.tables.values():
        if table.name == "passages" or not {"source_id", "passage_id"} <= set(table.header):
            continue
        if not any(
            (not passage and source in indexed) or source_of.get(passage, source) != source
            for source, passage in table.distinct(["source_id", "passage_id"])
        ):
            continue
        sources, cited = table.columns["source_id"], table.columns["passage_id"]
        for index, (source, passage) in enumerate(zip(sources, cited, strict=True)):
            if not passage and source in indexed:
                message = f"{source} is split into paragraphs, and none is named."
                yield at(table, index, "passage_id", message, expected="the paragraph")
            elif passage in source_of and source_of[passage] != source:
                message = f"{passage} is a paragraph of {source_of[passage]}, not of {source}."
                expected = f"a paragraph of {source}"
                yield at(table, index, "passage_id", message, expected=expected)


@rule(
    "NMG417",
    "in-articles",
    "keys",
    summary="in_articles is true exactly where a citation of the row names an indexed article.",
    mend="Correct in_articles, or add or delete the citation of the paragraph.",
    good="in_articles = true beside a citation of a2p28",
    bad="in_articles = false beside a citation of a2p28",
)
def in_articles(package: Package) -> Iterator[Hit]:
    """Work in_articles out from the citations."""
    passages = ours(package, "passages", "source_id")
    articles = set(passages.columns["source_id"])
    cited = {(row["resource"], row["key"], row["source_id"]) for row in citations(package).rows}
    for table in package.tables.values():
        if "in_articles" not in table.header:
            continue
        for index, cell in enumerate(table.columns["in_articles"]):
            key = table.key(index)
            found = any((table.name, key, article) in cited for article in articles)
            if cell in ("true", "false") and (cell == "true") != found:
                what = "An article is cited" if found else "No article is cited"
                message = f"{what} for {brief(key, 60)}."
                yield at(table, index, "in_articles", message, expected=str(found).lower())


@rule(
    "NMG418",
    "idle-source",
    "keys",
    summary="Every source is the source of something.",
    mend="Cite the source where it was used, or delete its row.",
    good="sources: geonames … citations: places,hohhot,lat,geonames",
    bad="a source that no row of any table names",
)
def idle_source(package: Package) -> Iterator[Hit]:
    """Find sources that no foreign key names."""
    table = ours(package, "sources", "source_id")
    if package.broken:
        raise Unavailable(f"{next(iter(package.broken))}: a table that may name sources is broken")
    used = {
        cell
        for other in package.tables.values()
        if other.name != "sources" and "source_id" in other.header
        for (cell,) in other.distinct(["source_id"])
    }
    for index, cell in enumerate(table.columns["source_id"]):
        if cell and cell not in used:
            message = f"Nothing rests on the source {brief(cell, 60)!r}."
            yield at(table, index, "source_id", message, expected="a row that names it")


@rule(
    "NMG420",
    "not-as-stated",
    "keys",
    summary="A cell is what each of its sources states: the same number or code, "
    "the place of that name, a date of which every source gives the whole or the beginning.",
    mend="Look at the source: correct the cell, or stated in the citation.",
    good="approved = 2018-07, stated = 2018-07 and 2018",
    bad="approved = 2018-07, stated = 2019",
)
def not_as_stated(package: Package) -> Iterator[Hit]:
    """Compare every cell with what its citations state."""
    table = ours(package, "citations", *FIELDS, "stated")
    places = ours(package, "places", "place_id", "name_en", "name_zh")
    for index, row in enumerate(table.rows):
        target, said = package.tables.get(row["resource"]), row["stated"]
        if not said:
            continue
        if not row["field"]:
            message = "A citation of the whole row states nothing."
            yield at(table, index, "stated", message, expected="an empty cell, or a field")
            continue
        line = target.by_key.get(row["key"]) if target else None
        if target is None or line is None or row["field"] not in target.header:
            continue
        cell = target.columns[row["field"]][line]
        if cell and not _agree(target.fields[row["field"]], cell, said, places):
            where = f"{table.path}:{table.starts[index]}"
            message = f"{row['source_id']}, cited on {where}, states {brief(said, 60)}."
            yield at(target, line, row["field"], message, expected=brief(said, 60))


def _agree(field: Json, cell: str, said: str, places: Table) -> bool:
    """Say whether a cell is what a source states."""
    if field["type"] in ("number", "integer"):
        return number(cell) == number(said)
    if has_dates(field):
        return cell.startswith(said)
    stops = [places.by_key.get(one) for one in cell.split(";")]
    if None in stops:
        return cell == said
    names = said.split(";")
    rows = [places.rows[stop] for stop in stops if stop is not None]
    return len(names) == len(rows) and all(map(_named, rows, names))


def _named(place: Mapping[str, str], said: str) -> bool:
    """Say whether a name is that of a place, in short or in full."""
    known = place["name_zh"]
    short = bool(said) and known.startswith(said)
    return short or said.startswith(known) or said.casefold() == place["name_en"].casefold()


@rule(
    "NMG443",
    "nothing-stated",
    "keys",
    summary="A number, code, date or stop that a source gives stands in the citation as well, "
    "as exact as in the cell.",
    mend="Fill in stated of the citation of that field, from the source and not from the cell.",
    good="platforms,manzhouli_cbz,area_km2,cns_2016_manzhouli_cbz,,1.44",
    bad="platforms,manzhouli_cbz,area_km2,cns_2016_manzhouli_cbz,,",
)
def nothing_stated(package: Package) -> Iterator[Hit]:
    """Find cells of the evidence stated for which no citation states them."""
    table = ours(package, "citations", *FIELDS, "stated")
    said: dict[tuple[str, str, str], list[str]] = {}
    for row in table.rows:
        if row["stated"]:
            place = (row["resource"], row["key"], row["field"])
            said.setdefault(place, []).append(row["stated"])
    for name in cited_tables(package):
        target = package.tables[name]
        for field in evidence(target, "stated"):
            for index, cell in enumerate(target.columns[field]):
                key = target.key(index)
                found = said.get((name, key, field), [])
                exact = not has_dates(target.fields[field]) or cell in found
                if cell and not (found and exact):
                    message = f"No citation states {field} of {brief(key, 60)}"
                    message += " so exactly." if found else "."
                    expected = f"a citation {name},{key},{field},SOURCE,,WHAT IT GIVES"
                    yield at(target, index, field, message, expected=expected)
