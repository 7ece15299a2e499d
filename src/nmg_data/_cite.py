"""Citations of the package, a table or one observation with its source."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ._describe import read_records
from ._descriptor import Json, package, resources
from ._errors import UnknownNameError, did_you_mean
from ._terminal import printable
from ._trace import matching


@dataclass(frozen=True)
class Reference:
    """What is cited: the package, and in it perhaps a table, a row and the row's source."""

    package: Json
    table: str | None = None
    row: Mapping[str, str] | None = None
    names: Mapping[str, str] | None = None
    source: Mapping[str, str] | None = None


def find_reference(wanted: str | None) -> Reference:
    """Find a table or an observation by its name, or by the beginning of its id."""
    whole = package()
    if wanted is None:
        return Reference(whole)
    if wanted in resources():
        return Reference(whole, table=wanted)
    observations = read_records("observations")
    ids = [row["observation_id"] for row in observations]
    found = matching(ids, wanted) if wanted else []
    if not found:
        known = [*resources(), *ids]
        raise UnknownNameError(
            f"There is no table or observation {printable(wanted)!r}."
            f"{did_you_mean(wanted, known)} Tables: nmg-data list; "
            "observations: nmg-data show observations --columns observation_id."
        )
    if len(found) > 1:
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        raise UnknownNameError(
            f"{len(found)} observations begin with {printable(wanted)!r}: "
            f"{', '.join(ids[one] for one in found[:5])}{more}. "
            "Give one of them."
        )
    row = observations[found[0]]
    names = {
        table: _name(table, key, row[key])
        for table, key in (("indicators", "indicator_id"), ("places", "place_id"))
    }
    source = next(one for one in read_records("sources") if one["source_id"] == row["source_id"])
    return Reference(whole, "observations", row, names, source)


def _name(table: str, key: str, code: str) -> str:
    return next((row["name_en"] for row in read_records(table) if row[key] == code), code)


def author(whole: Json) -> str:
    """Return who is to be named."""
    return str(whole["contributors"][0]["title"])


def issued(whole: Json) -> str:
    """Return the date of the version, as YYYY-MM-DD."""
    return str(whole["created"])[:10]


def tag_url(whole: Json) -> str:
    """Return where the version is published."""
    return f"{whole['homepage']}/releases/tag/v{whole['version']}"


def title(reference: Reference) -> str:
    """Return the title of the package."""
    return f"{reference.package['name']}: {reference.package['title']}"


def detail(reference: Reference) -> str:
    """Return which table or row is meant, and as what the figure was printed."""
    if reference.row is None or reference.names is None:
        return "" if reference.table is None else f"Table {reference.table}"
    row, names = reference.row, reference.names
    period = row["period"] or "undated"
    withdrawn = f"; withdrawn, replaced by {row['replaced_by']}" if row["replaced_by"] else ""
    return (
        f"Table {reference.table}, row {row['observation_id']}: {names['indicators']}, "
        f"{names['places']}, {period}, {row['measure']}, printed as {row['as_printed']}{withdrawn}"
    )


def source_text(source: Mapping[str, str], passage: str) -> str:
    """Return a source as text."""
    parts = [source["publisher"], source["published"], source["title"]]
    if source["title_en"] and source["title_en"] != source["title"]:
        parts.append(f"[{source['title_en']}]")
    if passage:
        parts.append(f"paragraph {int(passage.rpartition('p')[2])}")
    text = ", ".join(part for part in parts if part)
    return f"{text}. {link(source)}".rstrip()


def link(source: Mapping[str, str]) -> str:
    """Return the address of a source; a mirror is no address to send readers to."""
    return "" if source["host"] == "mirror" else source["url"]


def as_text(reference: Reference) -> str:
    """Return a citation in words."""
    whole = reference.package
    licence = whole["licenses"][0]["name"]
    lines = [
        f"{author(whole)} ({issued(whole)[:4]}). {title(reference)}. "
        f"Version {whole['version']}. {licence}. {tag_url(whole)}"
    ]
    if detail(reference):
        lines.append(f"{detail(reference)}.")
    if reference.source is not None and reference.row is not None:
        lines.append(f"Source: {source_text(reference.source, reference.row['passage_id'])}")
    return "\n".join(lines)


def as_bibtex(reference: Reference) -> str:
    """Return BibTeX: an entry for the package, and one for the source of an observation."""
    whole = reference.package
    entries = [
        _entry(
            "misc",
            f"nmg_data_{whole['version']}",
            {
                "author": f"{{{_tex(author(whole))}}}",
                "title": f"{{{_tex(title(reference))}}}",
                "year": issued(whole)[:4],
                "month": str(int(issued(whole)[5:7])),
                "version": str(whole["version"]),
                "howpublished": r"Data set, \url{" + tag_url(whole) + "}",
                "url": tag_url(whole),
                "note": _tex(detail(reference)),
            },
        )
    ]
    source = reference.source
    if source is not None:
        entries.append(
            _entry(
                "article" if source["kind"] == "newspaper" else "misc",
                source["source_id"],
                {
                    "author": f"{{{_tex(source['publisher'])}}}",
                    "title": f"{{{_tex(source['title'])}}}",
                    "journal": _tex(source["publisher"]) if source["kind"] == "newspaper" else "",
                    "year": source["published"][:4],
                    "month": source["published"][5:7].lstrip("0"),
                    "url": link(source),
                    "langid": source["language"],
                },
            )
        )
    return "\n\n".join(entries)


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    lines = [
        f"  {name:<12} = {value if value.isdecimal() else '{' + value + '}'},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "&%$#_{}"},
}


def _tex(text: str) -> str:
    return "".join(TEX.get(char, char) for char in text)


def as_ris(reference: Reference) -> str:
    """Return RIS: a record for the package, and one for the source of an observation."""
    whole = reference.package
    records = [
        [
            ("TY", "DATA"),
            ("ID", f"nmg_data_{whole['version']}"),
            ("AU", author(whole)),
            ("TI", title(reference)),
            ("PY", issued(whole)[:4]),
            ("DA", issued(whole).replace("-", "/")),
            ("ET", str(whole["version"])),
            ("UR", tag_url(whole)),
            ("N1", detail(reference)),
            ("ER", ""),
        ]
    ]
    source = reference.source
    if source is not None:
        kind = {"newspaper": "NEWS", "news_agency": "NEWS", "dataset": "DATA", "map": "MAP"}
        published = source["published"]
        records.append(
            [
                ("TY", kind.get(source["kind"], "GEN")),
                ("ID", source["source_id"]),
                ("AU", source["publisher"]),
                ("TI", source["title"]),
                ("TT", source["title_en"]),
                ("PY", published[:4]),
                ("DA", published.replace("-", "/") if published else ""),
                ("LA", source["language"]),
                ("UR", link(source)),
                ("ER", ""),
            ]
        )
    return "\n".join(
        f"{tag}  - {' '.join(value.split())}"
        for record in records
        for tag, value in record
        if value or tag == "ER"
    )


def as_csl(reference: Reference) -> list[Json]:
    """Return CSL-JSON items: the package, and the source of an observation."""
    whole = reference.package
    item: Json = {
        "id": f"nmg_data_{whole['version']}",
        "type": "dataset",
        "title": title(reference),
        "author": [{"literal": author(whole)}],
        "issued": _csl_date(issued(whole)),
        "version": str(whole["version"]),
        "URL": tag_url(whole),
        "language": "en",
    }
    if detail(reference):
        item["note"] = detail(reference)
    items = [item]
    source = reference.source
    if source is not None:
        kinds = {"newspaper": "article-newspaper", "dataset": "dataset", "map": "map"}
        found: dict[str, Any] = {
            "id": source["source_id"],
            "type": kinds.get(source["kind"], "document"),
            "title": source["title"],
            "publisher": source["publisher"],
            "container-title": source["publisher"] if source["kind"] == "newspaper" else "",
            "issued": _csl_date(source["published"]) if source["published"] else "",
            "URL": link(source),
            "language": source["language"],
        }
        items.append({key: value for key, value in found.items() if value})
    return items


def _csl_date(date: str) -> Json:
    return {"date-parts": [[int(part) for part in re.split("-", date)]]}


def render(reference: Reference, form: str) -> str:
    """Return a citation in one of the forms ``text``, ``bibtex``, ``ris`` and ``csl-json``."""
    if form == "csl-json":
        return json.dumps(as_csl(reference), ensure_ascii=False, indent=2)
    return {"text": as_text, "bibtex": as_bibtex, "ris": as_ris}[form](reference)
