"""The descriptor in the words of other catalogues, after the templates of ``metadata.json``.

Croissant gets no foreign keys: its readers fail on a table that refers to itself. Paths are those
of the Data Package: the files belong next to its ``datapackage.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from ..core.package import Json, Package, Table, files
from .cite import cite_in, whole
from .tables import json_bytes, sha256

# The kinds of metadata with the names of their files.
METADATA = {
    "croissant": "croissant.json",
    "csvw": "csv-metadata.json",
    "schema-org": "schema-org.json",
    "cff": "CITATION.cff",
}


def metadata(kind: str, known: Package, tables: Sequence[Table] | None = None) -> Json:
    """Return one kind of metadata, of all tables or some: its template, filled with facts."""
    tables = tables or known.tables()
    sources = [row for row in known.rows("sources") if row["url"] and row["host"] != "mirror"]
    facts = {
        **whole(known),
        **known.descriptor,
        "citation": cite_in(known),
        "bibtex": cite_in(known, form="bibtex"),
        "covered": covered(known),
        "sources": sources,
        "indicators": [
            {**row, "unit": known.name("units", row["unit_id"], "en")}
            for row in known.rows("indicators")
        ],
        "tables": [facts_of_table(table, tables) for table in tables],
    }
    filled: Json = fill(templates()[kind], facts)
    return filled


@cache
def templates() -> Json:
    """Return the templates by kind, and what the types of fields are called in them."""
    found: Json = json.loads(files(__package__).joinpath("metadata.json").read_text("utf-8"))
    return found


def metadata_bytes(kind: str, known: Package, tables: Sequence[Table]) -> bytes:
    """Return the file of a kind of metadata; every JSON value is one of YAML, too."""
    found = metadata(kind, known, tables)
    if kind != "cff":
        return json_bytes(found)
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in found.items()]
    return ("\n".join(lines) + "\n").encode()


def fill(part: Any, facts: Mapping[str, Any]) -> Any:
    """Fill a part of a template: ``{name}`` with a fact, ``{"each": …, "as": …}`` with a list."""
    if isinstance(part, list):
        return [fill(value, facts) for value in part]
    if isinstance(part, dict) and "each" in part:
        return [fill(part["as"], {**facts, **more}) for more in facts[part["each"]]]
    if isinstance(part, dict):
        return {key: fill(value, facts) for key, value in part.items()}
    if isinstance(part, str) and re.fullmatch(r"\{\w+\}", part):
        return facts[part[1:-1]]
    return part.format_map(facts) if isinstance(part, str) else part


def facts_of_table(table: Table, tables: Sequence[Table]) -> Json:
    """Return what templates may name of a table and its fields."""
    paths = {other.name: other.path for other in tables}
    return {
        **table.resource,
        "table": table.name,
        "size": len(table.data),
        "sha256": sha256(table.data),
        "keys": [{"key": name} for name in table.key],
        "references": [
            {"own": own, "target": paths[target], "key": key}
            for own, (target, key) in table.references.items()
            if target in paths
        ],
        "fields": [
            {
                **field,
                **templates()["types"][field["type"]],
                "field": name,
                "required": bool(field.get("constraints", {}).get("required")),
            }
            for name, field in table.fields.items()
        ],
    }


def covered(known: Package) -> str:
    """Return the first and the last year of what happened, as ISO 8601."""
    actual = (row for row in known.rows("observations") if row["status"] == "actual")
    years = re.findall(r"\d{4}", " ".join(row["period"] for row in actual))
    return f"{min(years)}/{max(years)}" if years else ""
