"""NMG41x, NMG420, NMG443 and others: what the cells are based on, and the sources themselves."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from nmg_data.core.errors import did_you_mean
from nmg_data.core.package import Json
from nmg_data.evidence.interval import number

from ..constraints import Answer, judged, numbered, pasted
from ..findings import Finding
from ..frames import Cells, Data
from ..rules import Findings, rule

CITED = ("cited", "stated")
SHARE_ALIKE = ("ODbL-1.0", "CC-BY-SA-4.0")
PRESS = ("newspaper", "news_agency", "web")
COPIES = ("mirror", "repository")
COMMIT = r"/[0-9a-f]{40}/"
"""Where the address of a file in a repository names its commit."""


class Cited(NamedTuple):
    """A filled cell that needs a source, with the sources and statements that are cited for it."""

    cells: Cells
    line: int
    key: str
    field: str
    described: Json
    cell: str
    sources: set[str]
    stated: set[str]

    def finding(self, message: str, expected: str, hint: str | None = None) -> Finding:
        """Build a finding on the cell; `message` follows its name."""
        text = f"`{self.field}` of {self.key} {message}"
        return self.cells.at(self.line, self.field, text, expected=expected, hint=hint)

    def citation(self, data: Data, **more: str) -> str:
        """Return the citation to paste for the cell."""
        known = {"resource": self.cells.name, "key": self.key, "field": self.field}
        return f"Empty the cell, or add {pasted(data.citations, **known, **more)}"


def cited_cells(data: Data) -> list[Cited]:
    """Return every filled cell that needs a citation, worked out once."""

    def collect() -> list[Cited]:
        sources, stated = defaultdict[object, set[str]](set), defaultdict[object, set[str]](set)
        for row in data.citations.rows:
            place = (row["resource"], row["key"], row["field"])
            sources[place].add(row["source_id"])
            stated[place].update(filter(None, [row["stated"]]))
        found = []
        for name in data.citations.table.enum("resource") or ():
            fields = data[name].table.fields.items()
            for field, described in fields:
                column = zip(data[name].key, data[name][field].items(), strict=True)
                for key, (line, cell) in column if described.get("evidence") in CITED else ():
                    own, whole = (name, key, field), (name, key, "*")
                    known = (described, cell, sources[own] | sources[whole], stated[own])
                    found += [Cited(data[name], int(str(line)), key, field, *known)] if cell else []
        return found

    return data.once("cited cells", collect)


def has_dates(field: Json) -> bool:
    """Return whether a field holds dates, whole or partial."""
    return r"\d{4}" in field.get("constraints", {}).get("pattern", "")


@rule("NMG411", fix="Correct the citation; the parts of a composite key are joined by a slash.")
def citation_to_nothing(data: Data) -> Findings:
    """A citation names a table, row and field that exist; `*` is the whole row."""
    for line, row in numbered(data.citations):
        name, key, field = row["resource"], row["key"], row["field"]
        if name and key not in data[name].line_of:
            alike = [known for known in data[name].line_of if known[:6] == key[:6]][:200]
            message = f"{name} has no row {key}.{did_you_mean(key, alike)}"
            yield data.citations.at(line, "key", message, expected=f"a key of {name}")
        elif name and field not in ("", "*") and field not in data[name].frame:
            message = f"{name} has no field {field}.{did_you_mean(field, data[name].table.fields)}"
            yield data.citations.at(line, "field", message, expected="a field, or *")


@rule("NMG412", fix="Fill the cell in from that source, or delete the citation.")
def citation_of_empty_cell(data: Data) -> Findings:
    """A citation of a field is for a cell that is filled in and comes from a source."""
    for line, row in numbered(data.citations):
        name, key, field = row["resource"], row["key"], row["field"]
        described = data[name].table.fields.get(field) if name in data else None
        if described is None or key not in data[name].line_of:
            continue
        if described["evidence"] not in CITED:
            message = f"`{field}` of {name} is {described['evidence']} and needs no source."
            yield data.citations.at(line, "field", message, expected="a field with a source")
        elif not data[name].frame.at[data[name].line_of[key], field]:
            message = f"`{field}` of {key} is empty, so there is nothing to cite."
            yield data.citations.at(line, "field", message, expected="a filled cell")


@rule("NMG413", fix="Add a row to citations for the row or the field, or empty the cell.")
def uncited_cell(data: Data) -> Findings:
    """Every filled cell that is neither a key nor our own wording has a source."""
    faulty = data.citations.frame[~data.citations.sound]
    near = {
        cells
        for name in ("key", "field")
        for cells in zip(faulty.resource, faulty[name], strict=True)
    }
    for cited in cited_cells(data):
        places = {(cited.cells.name, cited.key), (cited.cells.name, cited.field)}
        if not cited.sources and not places & near:
            yield cited.finding("has no citation.", "a citation", cited.citation(data))


@rule("NMG414", fix="Find a second source for the cell, or empty it.")
def share_alike_only(data: Data) -> Findings:
    """No cell is based only on share-alike sources, but points of maps, which are attributed."""
    sources = data.sources
    bound = set(sources.source_id[sources.licence.isin(SHARE_ALIKE)])
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
        want = data.passages.look(cells.passage_id, "source_id")
        other = want.notna() & (want != cells.source_id)
        message = "{passage_id} is a paragraph of {want}, but `source_id` is {source_id}."
        yield from cells.where(other, "passage_id", message, want)
        none = (cells.passage_id == "") & cells.source_id.isin(set(data.passages.source_id))
        message = "{source_id} is split into paragraphs, and none is named."
        yield from cells.where(none, "passage_id", message, "the paragraph")


@rule("NMG417", fix="Correct in_articles, or add or delete the citation of the paragraph.")
def in_articles(data: Data) -> Findings:
    """in_articles is true exactly where a citation of the row names an indexed article."""
    cites = data.citations.frame[data.citations.source_id.isin(data.passages.source_id)]
    for cells in (data.ports, data.platforms):
        cited = cells.key.isin(cites["key"][cites["resource"] == cells.name])
        want = cited.map({True: "true", False: "false"})
        message = "`in_articles` is {in_articles}, but by the citations it is {want}."
        yield from cells.where(want != cells.in_articles, "in_articles", message, want)


@rule("NMG418", fix="Cite the source where it was used, or delete its row.")
def unused_source(data: Data) -> Findings:
    """Every source is the source of something."""
    used = {*data.citations.source_id, *data.observations.source_id, *data.passages.source_id}
    unused = ~data.sources.source_id.isin(used)
    row = pasted(data.citations, source_id="{source_id}")
    hint = f"Delete it, use it as source_id of an observation, or add {row}"
    message = "No row names the source {source_id}."
    yield from data.sources.where(unused, "source_id", message, "a row that names it", hint)


@rule("NMG420", fix="Look at the source: correct the cell, or stated in the citation.")
def not_as_stated(data: Data) -> Findings:
    """A cell is what each of its sources states: the number, code, place or date."""
    citations = data.citations
    whole = (citations.stated != "") & (citations["field"] == "*")
    message = "A citation of the whole row cannot state a cell."
    yield from citations.where(whole, "stated", message, "an empty cell, or a field")
    for cited in cited_cells(data):
        texts = [text for text in sorted(cited.stated) if not agrees(data.places, cited, text)]
        if texts:
            yield cited.finding(f"is {cited.cell}, but a source states {texts[0]}.", texts[0])


def agrees(places: Cells, cited: Cited, text: str) -> bool:
    """Return whether a cell is what a source states."""
    if cited.described["type"] in ("number", "integer"):
        return number(cited.cell) == number(text)
    if has_dates(cited.described):
        return cited.cell.startswith(text)
    stops, names = cited.cell.split(";"), text.split(";")
    if len(stops) != len(names) or not set(stops) <= places.line_of.keys():
        return cited.cell == text
    known = places.frame.loc[[places.line_of[stop] for stop in stops]]
    pairs = zip(known.name_zh, known.name_en, names, strict=True)
    return all(
        (name and (zh.startswith(name) or name.startswith(zh))) or name.casefold() == en.casefold()
        for zh, en, name in pairs
    )


@rule("NMG443", fix="Fill in stated of the citation of that field, from the source.")
def nothing_stated(data: Data) -> Findings:
    """A number, code, date or stop of a source is in the citation too, as exact as in the cell."""
    for cited in cited_cells(data):
        stated = cited.described["evidence"] == "stated" and cited.sources
        if not stated or cited.line in cited.cells.unsound:
            continue
        if not cited.stated or (has_dates(cited.described) and cited.cell not in cited.stated):
            message = f"is not stated{' so exactly' if cited.stated else ''} by a citation."
            hint = cited.citation(data, stated="WHAT_THE_SOURCE_GIVES")
            yield cited.finding(message, "stated in a citation of the field", hint)


@rule("NMG415", fix="Empty url, or give the publisher's and correct host.", table="sources")
def mirror_link(sources: Cells) -> Findings:
    """A text that was read at a mirror has no link."""
    linked = (sources.host == "mirror") & (sources.url != "")
    message = "{source_id} was read at a mirror, but has a link."
    yield from sources.where(linked, "url", message, "an empty cell")


@rule("NMG449", fix="Correct level, kind or host.", table="sources")
def level_of_source(sources: Cells) -> Findings:
    """Primary is what a body published itself, reprint its text elsewhere, secondary all else."""

    def judge(kind: str, host: str, level: str) -> Answer | None:
        allowed = (
            ["secondary"]
            if kind in (*PRESS, "wiki", "map")
            else ["primary", "reprint", "secondary"]
        )
        if kind == "official_document":
            allowed = ["primary"] if host == "official" else ["primary", "reprint"]
        allowed = [name for name in allowed if name != "primary" or host not in COPIES]
        message = f"`level` is {level}, but `kind` is {kind} and `host` is {host}."
        return None if level in ("", *allowed) else ("level", message, " or ".join(allowed))

    return judged(sources, ["kind", "host", "level"], judge)


@rule("NMG453", fix="Give facts_only, or correct kind.", table="sources")
def facts_alone(sources: Cells) -> Findings:
    """What newspapers, agencies and sites publish is cited for its facts alone."""
    wrong = sources.kind.isin(PRESS) & ~sources.licence.isin(["facts_only", ""])
    message = "`licence` is {licence}, but the source is of kind {kind}."
    yield from sources.where(wrong, "licence", message, "facts_only")


@rule("NMG463", fix="Give the address of the file at its commit, or correct host.", table="sources")
def commit_of_repository(sources: Cells) -> Findings:
    """A file in a public repository is linked at its commit, and nothing else is."""
    repository, commit = sources.host == "repository", sources.url.str.contains(COMMIT)
    message = "`host` is repository, but the address of {source_id} names no commit."
    expected = "…/<40 hexadecimal digits>/FILE"
    yield from sources.where(repository & ~commit, "url", message, expected)
    message = "The address of {source_id} is that of a file at a commit, but `host` is {host}."
    yield from sources.where(commit & ~repository, "host", message, "repository")
