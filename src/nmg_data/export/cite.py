"""``cite``: how to cite the package, a table, or figures with their sources.

Text and BibTeX are written from items of CSL-JSON, in which an inferred year is in brackets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Literal
from urllib.parse import unquote

from ..core.errors import one_of
from ..core.package import Json, Package, Row, package
from ..evidence.lookup import matching

Form = Literal["text", "bibtex", "csl-json"]
AT_COMMIT = re.compile(r"/([0-9a-f]{40})/")
TYPES = {"newspaper": "article-newspaper", "dataset": "dataset", "map": "map", "web": "webpage"}
TEX = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {char: f"\\{char}" for char in "&%$#_{}"}
)


def cite(ids: str | Iterable[str] | None = None, *, format: Form = "text") -> str:
    """Cite the package, a table, or figures together with their sources.

    Parameters
    ----------
    ids
        The id of an observation or a beginning of it (of several figures the preferred one is
        cited, as in `nmg_data.trace`), the name of a table, or several of these. By default the
        package itself.
    format
        ``"text"``, ``"bibtex"`` or ``"csl-json"``.

    Returns
    -------
    str
        An entry for each figure and each source under its id. A year in brackets is inferred from
        the figures, since the source gives none. A mirror is never linked.

    Raises
    ------
    ValueError
        There is no such figure, table or format.
    OSError
        The installation is damaged.

    Examples
    --------
    >>> cite("coal_output.inner_mongolia.2024.rank.xinhua_2025").splitlines()[2][:62]
    'Raw coal output, Inner Mongolia, 2024, rank. As printed: 全国首位.'
    >>> cite(["gdp", "coal_output"], format="bibtex").count("@")
    4
    """
    one_of("format", format, ("text", "bibtex", "csl-json"))
    return cite_in(package(), [ids] if isinstance(ids, str) else ids or (), format)


def cite_in(known: Package, ids: Iterable[str] = (), form: Form = "text") -> str:
    """Cite parts of a package: see `cite`."""
    parts: dict[str, Json] = {}
    sources: dict[str, Json] = {}
    for name in ids:
        if name in known.resources:
            title = f"{known.resources[name]['title']} (table {name})"
            parts[name] = _part(known, f"nmg-data-{name}", title)
        else:
            row = matching(known, name)[0]
            if row["source_id"] not in sources:
                source = known.row("sources", row["source_id"])
                sources[row["source_id"]] = _source(known, source)
            parts[row["observation_id"]] = _figure(known, row, sources[row["source_id"]])
    items = [*parts.values(), *sources.values()]
    if form == "text":
        return "\n\n".join(map(_text, [whole(known), *items]))
    items = items or [whole(known)]
    if form == "bibtex":
        return "\n\n".join(map(_bibtex, items))
    return json.dumps(list(map(_csl, items)), ensure_ascii=False, indent=2)


def whole(known: Package) -> Json:
    """Return the package as an item."""
    about = known.descriptor
    return {
        "id": f"{about['name']}-{about['version']}",
        "type": "dataset",
        "author": about["contributors"][0]["title"],
        "title": f"{about['name']}: {about['title']}",
        "issued": about["created"][:10],
        "version": about["version"],
        "URL": f"{about['homepage']}/releases/tag/v{about['version']}",
        "language": "en",
        "note": known.licence,
    }


def _part(known: Package, key: str, title: str, note: str = "") -> Json:
    """Return a part of the package as an item."""
    item = whole(known)
    return {**item, "id": key, "title": title, "container-title": item["title"], "note": note}


def _figure(known: Package, row: Row, source: Json) -> Json:
    """Return a figure as an item: what it is, as printed, and where."""
    fields = ("indicator_id", "place_id", "period", "measure")
    names = [known.label("observations", name, row[name], "en") or "undated" for name in fields]
    passage = known.table("passages").by_key.get(row["passage_id"], {})
    parts = [f"{source['author']} {source['issued'].partition('-')[0]}".strip()]
    if passage:
        parts.append(f"paragraph {passage['paragraph']}")
    if commit := AT_COMMIT.search(source["URL"]):
        parts.append(f"{unquote(source['URL'][commit.end() :])} at commit {commit[1][:7]}")
    parts.append(f"source {row['source_id']}")
    if row["replaced_by"]:
        parts.append(f"replaced by {row['replaced_by']}")
    note = f"As printed: {row['as_printed']}. {', '.join(filter(None, parts))}"
    return _part(known, row["observation_id"], ", ".join(names), note)


def _source(known: Package, source: Row) -> Json:
    """Return a source as an item; without a date it is of the last year of what happened."""
    original, english = source["title"], source["title_en"]
    mine = (r for r in known.rows("observations") if r["source_id"] == source["source_id"])
    years = [row["period"].rpartition("/")[2][:4] for row in mine if row["status"] == "actual"]
    return {
        "id": source["source_id"],
        "type": TYPES.get(source["kind"], "document"),
        "author": source["publisher_en"],
        "title": original if english in ("", original) else f"{original} [{english}]",
        "container-title": source["publisher_en"] if source["kind"] == "newspaper" else "",
        "issued": source["published"] or (f"[{max(years)}]" if any(years) else ""),
        "URL": "" if source["host"] == "mirror" else source["url"],
        "language": source["language"],
    }


def _text(item: Json) -> str:
    """Return an item as a line; what is part of the package comes after it."""
    if "version" in item and "container-title" in item:
        return ". ".join(filter(None, (item["title"], item["note"]))) + "."
    year = item["issued"].partition("-")[0]
    dated = f"({year})" if year.isdecimal() else year
    version = f"Version {item['version']}. {item['note']}" if "version" in item else ""
    parts = (f"{item['author']} {dated}".strip(), item["title"], version, item["URL"])
    return ". ".join(filter(None, parts))


def _csl(item: Json) -> Json:
    """Return an item as CSL-JSON: a date in parts, an inferred one marked."""
    found = {name: value for name, value in item.items() if value}
    date = found.pop("issued", "")
    if "author" in found:
        found["author"] = [{"literal": found["author"]}]
    if date:
        parts = [int(part) for part in date.strip("[]").split("-")]
        inferred = {"circa": True} if date.startswith("[") else {}
        found["issued"] = {"date-parts": [parts], **inferred}
    return found


def _bibtex(item: Json) -> str:
    """Return an item as a BibTeX entry."""
    article, inside = item["type"] == "article-newspaper", item.get("container-title", "")
    fields = {
        "author": item["author"],
        "title": item["title"],
        "journal": inside if article else "",
        "howpublished": f"In: {inside}" if inside and not article else "",
        "year": item["issued"].partition("-")[0],
        "month": item["issued"].strip("[]")[5:7].lstrip("0"),
        "version": item.get("version", ""),
        "url": item["URL"],
        "note": item.get("note", ""),
    }
    lines = []
    for name, text in fields.items():
        value = text if name == "url" else text.translate(TEX)
        value = f"{{{value}}}" if name in ("author", "title") else value
        if text:
            lines.append(f"  {name:<12} = {value if text.isdecimal() else f'{{{value}}}'},")
    return "\n".join([f"@{'article' if article else 'misc'}{{{item['id']},", *lines, "}"])
