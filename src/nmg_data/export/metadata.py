"""The descriptor in the words of other catalogues: pure functions from a package to a file.

What is the same for every package is in ``metadata.json``. None uses a clock, so the same package
gives the same bytes. Paths are those of the Data Package: the files belong next to it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files

from ..core.package import Json, Lang, Package, Table, localized
from .cite import cite_in, whole
from .tables import json_bytes, sha256

Tables = Sequence[Table]
LANGS: tuple[Lang, Lang] = ("en", "zh")
CROISSANT_TYPES = {"integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean"}
CSVW_TYPES = {"integer": "integer", "number": "decimal", "boolean": "boolean"}


def covered(known: Package) -> str:
    """Return the first and the last year of what happened, as ISO 8601."""
    years = {
        part[:4]
        for row in known.rows("observations")
        if row["status"] == "actual" and row["period"]
        for part in row["period"].split("/")
    }
    return f"{min(years)}/{max(years)}" if years else ""


def in_both(part: Json, key: str) -> list[Json]:
    """Return a text in both languages as JSON-LD."""
    return [{"@value": localized(part, key, lang), "@language": lang} for lang in LANGS]


def fixed(name: str) -> Json:
    """Return what is the same for every package in one kind of metadata."""
    found: Json = json.loads(files(__package__).joinpath("metadata.json").read_text("utf-8"))[name]
    return found


def croissant(known: Package, tables: Tables) -> Json:
    """Return Croissant 1.1, without foreign keys: its readers fail on a table that has its own."""
    return {
        **fixed("croissant"),
        **_shared(known),
        "name": known.descriptor["name"],
        "description": known.descriptor["description"],
        "citeAs": cite_in(known, form="bibtex"),
        "creator": {"@type": "sc:Organization", "name": whole(known)["author"]},
        "distribution": [
            {"@type": "cr:FileObject", "@id": table.path, "name": table.path, **_file(table)}
            for table in tables
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": table.name,
                "name": table.name,
                "description": table.resource["description"],
                "key": [{"@id": f"{table.name}/{name}"} for name in table.key],
                "field": [_croissant_field(table, name) for name in table.fields],
            }
            for table in tables
        ],
    }


def _croissant_field(table: Table, name: str) -> Json:
    field = table.fields[name]
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{name}",
        "name": name,
        "description": f"{field['title']}. {field['description']}",
        "dataType": CROISSANT_TYPES.get(field["type"], "sc:Text"),
        "source": {"fileObject": {"@id": table.path}, "extract": {"column": name}},
    }


def _shared(known: Package) -> Json:
    """Return what Croissant and schema.org call alike."""
    about = known.descriptor
    return {
        "datePublished": whole(known)["issued"],
        "inLanguage": LANGS,
        "keywords": about["keywords"],
        "license": about["licenses"][0]["path"],
        "url": about["homepage"],
        "version": about["version"],
    }


def _file(table: Table) -> Json:
    return {
        "description": table.resource["description"],
        "contentUrl": table.path,
        "contentSize": f"{len(table.data)} B",
        "encodingFormat": table.resource["mediatype"],
        "sha256": sha256(table.data),
    }


def csvw(known: Package, tables: Tables) -> Json:
    """Return CSV on the Web: types, keys and titles in both languages."""
    paths = {table.name: table.path for table in tables}
    return {
        **fixed("csvw"),
        "dc:title": in_both(known.descriptor, "title"),
        "dc:license": {"@id": known.descriptor["licenses"][0]["path"]},
        "tables": [
            {
                "url": table.path,
                "dc:title": in_both(table.resource, "title"),
                "tableSchema": {
                    "columns": [_csvw_column(name, field) for name, field in table.fields.items()],
                    "primaryKey": table.key,
                    "foreignKeys": [
                        {
                            "columnReference": own,
                            "reference": {"resource": paths[target], "columnReference": key},
                        }
                        for own, (target, key) in table.references.items()
                        if target in paths
                    ],
                },
            }
            for table in tables
        ],
    }


def _csvw_column(name: str, field: Json) -> Json:
    return {
        "name": name,
        # The header is in no language.
        "titles": {"und": name, "en": field["title"], "zh": field["title_zh"]},
        "dc:description": in_both(field, "description"),
        "datatype": CSVW_TYPES.get(field["type"], "string"),
        "required": bool(field.get("constraints", {}).get("required")),
    }


def schema_org(known: Package, tables: Tables | None = None) -> Json:
    """Return a schema.org Dataset, as search engines for data read it; the site uses it too."""
    about, item = known.descriptor, whole(known)
    maker = {"@type": "Organization", "name": item["author"]}
    region = [known.name("places", "inner_mongolia", lang) for lang in LANGS]
    return {
        **fixed("schema.org"),
        **_shared(known),
        "@id": item["URL"],
        "name": in_both(about, "title"),
        "alternateName": about["name"],
        "description": in_both(about, "description"),
        "temporalCoverage": covered(known),
        "spatialCoverage": {"@type": "Place", "name": region},
        "creator": maker,
        "publisher": maker,
        "citation": cite_in(known),
        "isBasedOn": [
            {"@type": "CreativeWork", "name": row["title"], "url": row["url"]}
            for row in known.rows("sources")
            if row["url"] and row["host"] != "mirror"
        ],
        "distribution": [
            {"@type": "DataDownload", "name": table.resource["title"], **_file(table)}
            for table in tables or known.tables()
        ],
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": row["name_en"],
                "alternateName": row["name_zh"],
                "description": row["definition_en"],
                "unitText": known.name("units", row["unit_id"], "en"),
            }
            for row in known.rows("indicators")
        ],
    }


def cff(known: Package, tables: Tables | None = None) -> Json:
    """Return the Citation File Format 1.2.0."""
    about, item = known.descriptor, whole(known)
    return {
        **fixed("cff"),
        "title": item["title"],
        "abstract": about["description"],
        "authors": [{"name": item["author"]}],
        "version": about["version"],
        "date-released": item["issued"],
        "license": [licence["name"] for licence in about["licenses"]],
        "repository-code": about["homepage"],
        "url": about["homepage"],
        "keywords": about["keywords"],
    }


def yaml_bytes(thing: Json) -> bytes:
    """Return a dict of texts and lists as YAML: every JSON value is one of YAML, too."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in thing.items()]
    return ("\n".join(lines) + "\n").encode()


METADATA: Mapping[str, tuple[str, Callable[[Package, Tables], bytes]]] = {
    "croissant": ("croissant.json", lambda known, tables: json_bytes(croissant(known, tables))),
    "csvw": ("csv-metadata.json", lambda known, tables: json_bytes(csvw(known, tables))),
    "schema-org": ("schema-org.json", lambda known, tables: json_bytes(schema_org(known, tables))),
    "cff": ("CITATION.cff", lambda known, tables: yaml_bytes(cff(known, tables))),
}
