"""NMG41x and NMG420: what the cells are based on, and whether every source is used."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from nmg_data.core.errors import did_you_mean
from nmg_data.core.package import Json
from nmg_data.evidence.interval import number

from ..constraints import Answer, compared, equal, judged, lines, only, part, pasted, shared
from ..findings import Finding
from ..frames import Cells, Data
from ..rules import Findings, rule
from ..schema import has_dates

PLACE = ("resource", "key", "field")


class Cited(NamedTuple):
    """A filled cell that needs a source, with the sources and statements that are cited for it."""

    cells: Cells
    line: int
    key: str
    field: str
    cell: str
    sources: set[str]
    stated: set[str]

    def finding(self, message: str, expected: str, hint: str | None = None) -> Finding:
        """Build a finding on the cell; `message` follows its name."""
        text = f"`{self.field}` of {self.key} {message}"
        return self.cells.at(self.line, self.field, text, expected=expected, hint=hint)


@shared
def cited_cells(data: Data) -> list[Cited]:
    """Return every filled cell that needs a citation."""
    sources, stated = defaultdict[Any, set[str]](set), defaultdict[Any, set[str]](set)
    for _, *place, source, said in lines(data.citations, *PLACE, "source_id", "stated"):
        sources[tuple(place)].add(source)
        stated[tuple(place)] |= {said} - {""}
    found = []
    for name in data.citations.table.enum("resource") or ():
        cells = data[name]
        for field in filter(lambda field: is_cited(cells, field), cells.table.fields):
            for key, (line, cell) in zip(cells.key, lines(cells, field), strict=True):
                if cell:
                    own = (name, key, field)
                    both = sources[own] | sources[name, key, "*"]
                    found.append(Cited(cells, line, key, field, cell, both, stated[own]))
    return found


def to_cite(data: Data, cited: Cited, **more: str) -> str:
    """Return the citation to paste for a cell."""
    known = {"resource": cited.cells.name, "key": cited.key, "field": cited.field}
    return f"Empty the cell, or add to {pasted(data.citations, **known, **more)}"


def is_cited(cells: Cells, field: str) -> bool:
    """Return whether the cells of a field need a source."""
    return cells.table.fields[field].get("evidence") in ("cited", "stated")


@rule("NMG411", fix="Correct or delete the citation; composite keys are joined by a slash.")
def citation_of_nothing(data: Data) -> Findings:
    """A citation is for a row that exists (`*`), or for its filled cell that needs a source."""

    def judge(name: str, key: str, field: str) -> Answer | None:
        cells = data[name]
        if key not in cells.line_of:
            alike = [known for known in cells.line_of if known[:6] == key[:6]][:200]
            message = f"{name} has no row {key}.{did_you_mean(key, alike)}"
            return "key", message, f"a key of {name}"
        if field in ("", "*"):
            return None
        message = f"`{field}` of {key} is empty, so there is nothing to cite."
        if field not in cells.table.fields:
            message = f"{name} has no field {field}.{did_you_mean(field, cells.table.fields)}"
        elif not is_cited(cells, field):
            message = f"`{field}` of {name} needs no source."
        elif cells.frame.at[cells.line_of[key], field]:
            return None
        return "field", message, "a filled cell with a source, or *"

    return judged(part(data.citations, data.citations.resource != ""), PLACE, judge)


@rule("NMG413", fix="Add a row to citations for the row or the field, or empty the cell.")
def uncited_cell(data: Data) -> Findings:
    """Every filled cell that is neither a key nor our own wording has a source."""
    faulty = {*data.citations.resource[~data.citations.sound]}
    for cited in cited_cells(data):
        if not cited.sources and cited.cells.name not in faulty:
            yield cited.finding("has no citation.", "a citation", to_cite(data, cited))


@rule("NMG414", fix="Find a second source for the cell, or empty it.")
def share_alike_only(data: Data) -> Findings:
    """No cell is based only on share-alike sources, but points of maps, which are attributed."""
    sources = data.sources
    bound = set(sources.source_id[sources.licence.isin(["ODbL-1.0", "CC-BY-SA-4.0"])])
    maps = set(sources.source_id[(sources.kind == "map") & (sources.licence == "ODbL-1.0")])
    for cited in cited_cells(data):
        allowed = maps if cited.field in ("lat", "lon") else set()
        if cited.sources and cited.sources <= bound - allowed:
            message = f"has share-alike sources alone: {', '.join(sorted(cited.sources))}."
            yield cited.finding(message, "a source with a free licence")


@rule("NMG416", fix="Correct source_id or passage_id.")
def passage_of_other_source(data: Data) -> Findings:
    """A paragraph belongs to the source of its row; sources with paragraphs name one."""
    for cells in (data.citations, data.observations):
        yield from equal(data, cells.name, "source_id", "passage_id.source_id", at="passage_id")
        none = (cells.passage_id == "") & cells.source_id.isin(set(data.passages.source_id))
        message = "{source_id} is split into paragraphs, and none is named."
        yield from cells.where(none, "passage_id", message, "the paragraph")


@rule("NMG417", fix="Correct in_articles, or add or delete the citation of the paragraph.")
def in_articles(data: Data) -> Findings:
    """in_articles is true exactly where a citation of the row names an indexed article."""
    cites = data.citations.frame[data.citations.source_id.isin(data.passages.source_id)]
    for cells in (data.ports, data.platforms):
        cited = cells.key.isin(cites["key"][cites["resource"] == cells.name])
        message = "`in_articles` is {in_articles}, but by the citations it is {want}."
        yield from compared(cells, "in_articles", cited, message)


@rule("NMG418", fix="Cite the source where it was used, or delete its row.")
def unused_source(data: Data) -> Findings:
    """Every source is the source of something."""
    used = {*data.citations.source_id, *data.observations.source_id, *data.passages.source_id}
    unused = ~data.sources.key.isin(used)
    message = "No row names the source {source_id}."
    yield from data.sources.where(unused, "source_id", message, "a row that names it")


@rule("NMG420", fix="Look at the source: correct the cell, or stated in the citation.")
def not_as_stated(data: Data) -> Findings:
    """A number, code, place or date is what its sources state, and is stated so exactly."""
    yield from only(data, "citations", {"field": r"\*"}, {"stated": ""})
    for cited in cited_cells(data):
        field = cited.cells.table.fields[cited.field]
        wrong = [text for text in cited.stated if not agrees(data.places, field, cited.cell, text)]
        exact = cited.cell in cited.stated if has_dates(field) else cited.stated
        if wrong:
            yield cited.finding(f"is {cited.cell}, but a source states {min(wrong)}.", min(wrong))
        elif field["evidence"] == "stated" and cited.sources and not exact:
            hint = to_cite(data, cited, stated="WHAT_THE_SOURCE_GIVES")
            want = "stated in a citation of the field"
            yield cited.finding("is not stated so exactly by a citation.", want, hint)


def agrees(places: Cells, field: Json, cell: str, text: str) -> bool:
    """Return whether a cell is what a source states."""
    if field["type"] in ("number", "integer"):
        return number(cell) == number(text)
    if has_dates(field):
        return cell.startswith(text)
    stops, names = cell.split(";"), text.split(";")
    if len(stops) != len(names) or not set(stops) <= places.line_of.keys():
        return cell == text
    known = places.frame.loc[[places.line_of[stop] for stop in stops]]
    pairs = zip(known.name_zh, known.name_en, names, strict=True)
    return all(
        (name and (zh.startswith(name) or name.startswith(zh))) or name.casefold() == en.casefold()
        for zh, en, name in pairs
    )
