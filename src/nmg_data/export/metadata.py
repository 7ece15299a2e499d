"""The descriptor in the words of other catalogues: pure functions from a package to a file.

None uses a clock, so the same package gives the same bytes. Paths are those of the Data Package:
the files belong next to its ``datapackage.json``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from ..core.package import Json, Lang, Package, Table, localized
from .cite import author, cite_in, issued, version_url
from .tables import json_bytes, sha256

Tables = Sequence[Table]
LANGS: tuple[Lang, Lang] = ("en", "zh")


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


# Croissant

CROISSANT_CONTEXT: Json = {
    **{"@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/"},
    **{"cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/"},
    **{"dct": "http://purl.org/dc/terms/", "conformsTo": "dct:conformsTo"},
    **{name: {"@container": "@language"} for name in ("name", "description")},
    **{name: {"@id": f"cr:{name}", "@type": "@json"} for name in ("data", "examples")},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    **{
        name: f"cr:{name}"
        for name in (
            *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract"),
            *("field", "fileProperty", "fileObject", "fileSet", "format", "includes", "isArray"),
            *("isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet"),
            *("references", "regex", "repeated", "replace", "samplingRate", "separator"),
            *("source", "subField", "transform"),
        )
    },
}
CROISSANT_TYPES = {"integer": "sc:Integer", "number": "sc:Float", "boolean": "sc:Boolean"}


def croissant(known: Package, tables: Tables) -> Json:
    """Return Croissant 1.1, without foreign keys: its readers fail on a table that has its own."""
    return {
        "@context": CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "name": known.descriptor["name"],
        "description": known.descriptor["description"],
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "citeAs": cite_in(known, form="bibtex"),
        "creator": {"@type": "sc:Organization", "name": author(known)},
        "isLiveDataset": False,
        **_shared(known),
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


def _shared(known: Package) -> Json:
    """Return what Croissant and schema.org call alike."""
    about = known.descriptor
    return {
        "datePublished": issued(known),
        "inLanguage": ["en", "zh"],
        "keywords": about["keywords"],
        "license": about["licenses"][0]["path"],
        "url": about["homepage"],
        "version": about["version"],
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


def _file(table: Table) -> Json:
    return {
        "description": table.resource["description"],
        "contentUrl": table.path,
        "contentSize": f"{len(table.data)} B",
        "encodingFormat": table.resource["mediatype"],
        "sha256": sha256(table.data),
    }


# CSV on the Web


def csvw(known: Package, tables: Tables) -> Json:
    """Return CSVW: the tables with types, keys and titles in both languages."""
    about = known.descriptor
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": in_both(about, "title"),
        "dc:description": in_both(about, "description"),
        "dc:creator": author(known),
        "dc:issued": {"@value": issued(known), "@type": "xsd:date"},
        "dc:license": {"@id": about["licenses"][0]["path"]},
        "dc:hasVersion": about["version"],
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True, "doubleQuote": True},
        "tables": [
            {
                "url": table.path,
                "dc:title": in_both(table.resource, "title"),
                "dc:description": in_both(table.resource, "description"),
                "tableSchema": _csvw_schema(table, {other.name: other.path for other in tables}),
            }
            for table in tables
        ],
    }


def _csvw_schema(table: Table, paths: Mapping[str, str]) -> Json:
    keys = [
        {
            "columnReference": own,
            "reference": {"resource": paths[target], "columnReference": other},
        }
        for own, (target, other) in table.references.items()
        if target in paths
    ]
    columns = [_csvw_column(name, table) for name in table.fields]
    return {"columns": columns, "primaryKey": table.key, "foreignKeys": keys}


def _csvw_column(name: str, table: Table) -> Json:
    field = table.fields[name]
    limits = field.get("constraints", {})
    base = {"integer": "integer", "number": "decimal", "boolean": "boolean"}
    kind: Json = {"base": base.get(field["type"], "string")}
    if field["type"] == "boolean":
        kind["format"] = "true|false"
    elif codes := table.enum(name):
        kind["format"] = "|".join(codes)
    elif "pattern" in limits:
        kind["format"] = limits["pattern"]
    kind |= {key: limits[key] for key in ("minimum", "maximum", "maxLength") if key in limits}
    return {
        "name": name,
        # The header is in no language.
        "titles": {"und": name, "en": field["title"], "zh": field["title_zh"]},
        "dc:description": in_both(field, "description"),
        "datatype": kind,
        "required": bool(limits.get("required")),
    }


# schema.org


def schema_org(known: Package, tables: Tables | None = None) -> Json:
    """Return a schema.org Dataset, as search engines for data read it; the site uses it too."""
    about, maker = known.descriptor, {"@type": "Organization", "name": author(known)}
    region = [known.name("places", "inner_mongolia", lang) for lang in LANGS]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": version_url(known),
        "name": in_both(about, "title"),
        "alternateName": about["name"],
        "description": in_both(about, "description"),
        "temporalCoverage": covered(known),
        "spatialCoverage": {"@type": "Place", "name": region},
        "isAccessibleForFree": True,
        "creator": maker,
        "publisher": maker,
        "citation": cite_in(known),
        **_shared(known),
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


# Citation File Format


def cff(known: Package, tables: Tables | None = None) -> Json:
    """Return the Citation File Format 1.2.0."""
    about = known.descriptor
    return {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them with their version.",
        "type": "dataset",
        "title": f"{about['name']}: {about['title']}",
        "abstract": about["description"],
        "authors": [{"name": author(known)}],
        "version": about["version"],
        "date-released": issued(known),
        "license": [one["name"] for one in about["licenses"]],
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
