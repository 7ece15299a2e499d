"""The descriptor in the words of other catalogues: pure functions from one model to a file.

Each takes what `model` returns and uses no clock, so the same package gives the same
bytes. Paths in them are those of the Data Package: the files belong beside its
``datapackage.json`` (``nmg-data export DIR --format csv --metadata all``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ._atomic import sha256
from ._cite import Reference, as_bibtex, author, issued, link, tag_url
from ._describe import read_records
from ._descriptor import Json, enum, fields, package, read_json, resources
from ._records import chosen
from ._root import read_bytes

EU = "http://publications.europa.eu/resource/authority"


def model(tables: Iterable[str] | None = None) -> Json:
    """Return the descriptor with schemas, sizes and hashes of its resources, and the sources."""
    known = resources()
    described = []
    for name in chosen(tables, known):
        content = read_bytes(str(known[name]["path"]))
        described.append(
            {
                **known[name],
                "schema": read_json(str(known[name]["schema"])),
                "bytes": len(content),
                "sha256": sha256(content),
            }
        )
    sources = [row for row in read_records("sources") if link(row)]
    return {**package(), "resources": described, "sources": sources}


def languages(thing: Json, key: str) -> list[Json]:
    """Return a text in both languages as JSON-LD."""
    tags = (("en", key), ("zh", f"{key}_zh"))
    return [{"@value": thing[name], "@language": tag} for tag, name in tags if name in thing]


# Croissant


CROISSANT_CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
CROISSANT_TYPES = {
    "integer": "sc:Integer",
    "year": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}


def croissant(whole: Json) -> Json:
    """Return Croissant 1.1.

    Foreign keys are left out: the readers join them, and fail on a table that refers
    to itself.
    """
    return {
        "@context": CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "name": whole["name"],
        "description": whole["description"],
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "citeAs": as_bibtex(Reference(whole)),
        "creator": {"@type": "sc:Organization", "name": author(whole)},
        "datePublished": issued(whole),
        "inLanguage": ["en", "zh"],
        "isLiveDataset": False,
        "keywords": whole["keywords"],
        "license": whole["licenses"][0]["path"],
        "url": whole["homepage"],
        "version": whole["version"],
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": one["path"],
                "name": one["path"],
                "description": one["description"],
                "contentUrl": one["path"],
                "contentSize": f"{one['bytes']} B",
                "encodingFormat": one["mediatype"],
                "sha256": one["sha256"],
            }
            for one in whole["resources"]
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": one["name"],
                "name": one["name"],
                "description": one["description"],
                "key": [{"@id": f"{one['name']}/{key}"} for key in one["schema"]["primaryKey"]],
                "field": [
                    {
                        "@type": "cr:Field",
                        "@id": f"{one['name']}/{field['name']}",
                        "name": field["name"],
                        "description": f"{field['title']}. {field['description']}",
                        "dataType": "sc:URL"
                        if field.get("format") == "uri"
                        else CROISSANT_TYPES.get(field["type"], "sc:Text"),
                        "source": {
                            "fileObject": {"@id": one["path"]},
                            "extract": {"column": field["name"]},
                        },
                    }
                    for field in fields(one["schema"])
                ],
            }
            for one in whole["resources"]
        ],
    }


# CSV on the Web


def csvw(whole: Json) -> Json:
    """Return CSVW: the tables with types, keys and titles in both languages."""
    paths = {one["name"]: one["path"] for one in whole["resources"]}
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": languages(whole, "title"),
        "dc:description": languages(whole, "description"),
        "dc:creator": author(whole),
        "dc:issued": {"@value": issued(whole), "@type": "xsd:date"},
        "dc:license": {"@id": whole["licenses"][0]["path"]},
        "dc:hasVersion": whole["version"],
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True, "doubleQuote": True},
        "tables": [
            {
                "url": one["path"],
                "dc:title": languages(one, "title"),
                "dc:description": languages(one, "description"),
                "tableSchema": csvw_schema(one, paths),
            }
            for one in whole["resources"]
        ],
    }


def csvw_schema(one: Json, paths: Mapping[str, str]) -> Json:
    """Return the schema of one table; references to absent tables are left out."""
    schema = one["schema"]
    keys = []
    for key in schema.get("foreignKeys", []):
        target = key["reference"].get("resource") or one["name"]
        if target in paths:
            keys.append(
                {
                    "columnReference": key["fields"],
                    "reference": {
                        "resource": paths[target],
                        "columnReference": key["reference"]["fields"],
                    },
                }
            )
    return {
        "columns": [csvw_column(field) for field in fields(schema)],
        "primaryKey": schema["primaryKey"],
        **({"foreignKeys": keys} if keys else {}),
    }


def csvw_column(field: Json) -> Json:
    """Return one column; its header stands among the titles, in no language."""
    column = {
        "name": field["name"],
        "titles": {"und": field["name"], "en": field["title"], "zh": field["title_zh"]},
        "dc:description": languages(field, "description"),
        "datatype": csvw_type(field),
    }
    if field.get("constraints", {}).get("required"):
        column["required"] = True
    return column


def csvw_type(field: Json) -> Json | str:
    """Return the datatype of a column with its limits."""
    limits = field.get("constraints", {})
    values = enum(field)
    if field["type"] == "boolean":
        true, false = field.get("trueValues", ["true"]), field.get("falseValues", ["false"])
        return {"base": "boolean", "format": f"{true[0]}|{false[0]}"}
    base = {"integer": "integer", "year": "integer", "number": "decimal", "date": "date"}
    kind: Json = {"base": base.get(field["type"], "string")}
    if field.get("format") == "uri":
        kind = {"base": "anyURI"}
    names = {"exclusiveMinimum": "minExclusive", "exclusiveMaximum": "maxExclusive"}
    for limit in ("minimum", "maximum", "minLength", "maxLength", *names):
        if limit in limits:
            kind[names.get(limit, limit)] = limits[limit]
    if values is not None:
        kind["format"] = "|".join(values)
    elif "pattern" in limits and kind["base"] == "string":
        kind["format"] = limits["pattern"]
    return kind if len(kind) > 1 else str(kind["base"])


# schema.org


def schema_org(whole: Json) -> Json:
    """Return a schema.org Dataset, as search engines for data read it."""
    made: Json = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": tag_url(whole),
        "name": languages(whole, "title"),
        "alternateName": whole["name"],
        "description": languages(whole, "description"),
        "url": whole["homepage"],
        "version": whole["version"],
        "datePublished": issued(whole),
        "inLanguage": ["en", "zh"],
        "isAccessibleForFree": True,
        "keywords": whole["keywords"],
        "license": whole["licenses"][0]["path"],
        "creator": {"@type": "Organization", "name": author(whole)},
        "publisher": {"@type": "Organization", "name": author(whole)},
        "isBasedOn": [
            _without_empty(
                {
                    "@type": "CreativeWork",
                    "name": row["title"],
                    "url": link(row),
                    "publisher": {"@type": "Organization", "name": row["publisher"]},
                    "datePublished": row["published"],
                    "inLanguage": row["language"],
                }
            )
            for row in whole["sources"]
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": one["title"],
                "description": one["description"],
                "contentUrl": one["path"],
                "contentSize": f"{one['bytes']} B",
                "encodingFormat": one["mediatype"],
                "sha256": one["sha256"],
            }
            for one in whole["resources"]
        ],
        "variableMeasured": [
            _without_empty(
                {
                    "@type": "PropertyValue",
                    "name": f"{one['name']}.{field['name']}",
                    "alternateName": [field["title"], field["title_zh"]],
                    "description": field["description"],
                    "unitText": field.get("unit", ""),
                }
            )
            for one in whole["resources"]
            for field in fields(one["schema"])
            if field["type"] == "number"
        ],
    }
    return made | {
        key: whole[key] for key in ("temporalCoverage", "spatialCoverage") if key in whole
    }


def _without_empty(thing: Json) -> Json:
    return {key: value for key, value in thing.items() if value not in ("", None, [])}


# DCAT-AP


def dcat(whole: Json) -> Json:
    """Return a DCAT-AP dataset in JSON-LD, its context within it."""
    licence = {"@id": whole["licenses"][0]["path"]}
    dataset = tag_url(whole)
    made: Json = {
        "@context": {
            "adms": "http://www.w3.org/ns/adms#",
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": dataset,
        "@type": "dcat:Dataset",
        "dct:identifier": whole["name"],
        "dct:title": languages(whole, "title"),
        "dct:description": languages(whole, "description"),
        "dct:issued": {"@value": issued(whole), "@type": "xsd:date"},
        "dct:language": [{"@id": f"{EU}/language/{code}"} for code in ("ENG", "ZHO")],
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": author(whole)},
        "dct:creator": {"@type": "foaf:Organization", "foaf:name": author(whole)},
        "dct:license": licence,
        "dct:accessRights": {"@id": f"{EU}/access-right/PUBLIC"},
        "dct:source": [{"@id": link(row)} for row in whole["sources"]],
        "dcat:version": whole["version"],
        "dcat:landingPage": {"@id": whole["homepage"], "@type": "foaf:Document"},
        "dcat:keyword": [
            {"@value": word, "@language": "en" if word.isascii() else "zh"}
            for word in whole["keywords"]
        ],
        "dcat:theme": [{"@id": f"{EU}/data-theme/{code}"} for code in ("ECON", "TRAN")],
        "dcat:distribution": [
            {
                "@id": f"{dataset}#{one['name']}",
                "@type": "dcat:Distribution",
                "dct:title": languages(one, "title"),
                "dct:description": languages(one, "description"),
                "dct:format": {"@id": f"{EU}/file-type/CSV"},
                "dct:license": licence,
                "dcat:accessURL": {"@id": dataset},
                "dcat:downloadURL": {
                    "@id": f"{whole['homepage']}/raw/v{whole['version']}/{one['path']}"
                },
                "dcat:mediaType": {
                    "@id": f"https://www.iana.org/assignments/media-types/{one['mediatype']}"
                },
                "dcat:byteSize": {
                    "@value": str(one["bytes"]),
                    "@type": "xsd:nonNegativeInteger",
                },
                "spdx:checksum": {
                    "@type": "spdx:Checksum",
                    "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                    "spdx:checksumValue": {"@value": one["sha256"], "@type": "xsd:hexBinary"},
                },
            }
            for one in whole["resources"]
        ],
    }
    return made


# RO-Crate


def ro_crate(whole: Json) -> Json:
    """Return an RO-Crate 1.1: the folder and its files as one research object."""
    creator = {"@id": "#contributors"}
    licence = {"@id": whole["licenses"][0]["path"]}
    # Two rows may name one address; an entity stands once.
    sources = {link(row): row for row in reversed(whole["sources"])}
    entities: list[Json] = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": whole["title"],
            "description": whole["description"],
            "datePublished": issued(whole),
            "version": whole["version"],
            "license": licence,
            "author": creator,
            "publisher": creator,
            "url": whole["homepage"],
            "keywords": ", ".join(whole["keywords"]),
            "isBasedOn": [{"@id": address} for address in sorted(sources)],
            "hasPart": [
                {"@id": "datapackage.json"},
                *({"@id": one["path"]} for one in whole["resources"]),
            ],
        },
        {"@id": "#contributors", "@type": "Organization", "name": author(whole)},
        {
            "@id": whole["licenses"][0]["path"],
            "@type": "CreativeWork",
            "name": whole["licenses"][0]["title"],
            "identifier": whole["licenses"][0]["name"],
        },
        {
            "@id": "datapackage.json",
            "@type": "File",
            "name": "Data Package descriptor",
            "encodingFormat": "application/json",
            "conformsTo": {"@id": whole["$schema"]},
        },
        {
            "@id": whole["$schema"],
            "@type": "CreativeWork",
            "name": "Data Package, version 2.0",
        },
    ]
    for one in whole["resources"]:
        entities.append(
            {
                "@id": one["path"],
                "@type": "File",
                "name": one["title"],
                "description": one["description"],
                "contentSize": str(one["bytes"]),
                "encodingFormat": one["mediatype"],
                "sha256": one["sha256"],
            }
        )
    for address in sorted(sources):
        row = sources[address]
        entities.append(
            _without_empty(
                {
                    "@id": address,
                    "@type": "CreativeWork",
                    "name": row["title"],
                    "publisher": row["publisher"],
                    "datePublished": row["published"],
                    "inLanguage": row["language"],
                }
            )
        )
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": entities}


# Citation File Format


def cff(whole: Json) -> Json:
    """Return the Citation File Format 1.2.0."""
    return {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them with their version.",
        "type": "dataset",
        "title": f"{whole['name']}: {whole['title']}",
        "abstract": whole["description"],
        "authors": [{"name": one["title"]} for one in whole["contributors"]],
        "version": whole["version"],
        "date-released": issued(whole),
        "license": [one["name"] for one in whole["licenses"]],
        "repository-code": whole["homepage"],
        "url": whole["homepage"],
        "keywords": whole["keywords"],
    }


def yaml(thing: Json) -> bytes:
    """Return a dict of texts and lists as YAML; JSON strings are YAML strings."""
    lines = []
    for key, value in thing.items():
        if isinstance(value, list):
            lines.append(f"{key}:")
            lines += [f"  - {_yaml_item(item)}" for item in value]
        else:
            lines.append(f"{key}: {_yaml_text(value)}")
    return ("\n".join(lines) + "\n").encode()


def _yaml_item(item: Any) -> str:
    if isinstance(item, dict):
        return "\n    ".join(f"{key}: {_yaml_text(value)}" for key, value in item.items())
    return _yaml_text(item)


# What YAML reads as a text without quotes: no number, date, truth value or mark.
PLAIN = re.compile(
    r"(?!(?:[\d.]+(?:[eE]\d+)?|\d{4}-\d\d-\d\d|(?i:yes|no|true|false|null|on|off|y|n))$)"
    r"[A-Za-z0-9][A-Za-z0-9./_-]*"
)
VERSION = re.compile(r"\d+\.\d+\.\d+[A-Za-z0-9.-]*")


def _yaml_text(text: Any) -> str:
    plain = PLAIN.fullmatch(str(text)) or VERSION.fullmatch(str(text))
    return str(text) if plain else json.dumps(text, ensure_ascii=False)


# Zenodo


def zenodo(whole: Json) -> Json:
    """Return the metadata that Zenodo reads from a repository."""
    return {
        "upload_type": "dataset",
        "title": f"{whole['name']}: {whole['title']}",
        "description": f"<p>{whole['description']}</p><p>{whole['description_zh']}</p>",
        "version": whole["version"],
        "publication_date": issued(whole),
        "access_right": "open",
        "license": whole["licenses"][0]["name"].lower(),
        "language": "eng",
        "creators": [{"name": one["title"]} for one in whole["contributors"]],
        "keywords": whole["keywords"],
        "related_identifiers": [
            {
                "identifier": tag_url(whole),
                "relation": "isIdenticalTo",
                "resource_type": "dataset",
                "scheme": "url",
            },
            *(
                {"identifier": address, "relation": "isDerivedFrom", "scheme": "url"}
                for address in sorted({link(row) for row in whole["sources"]})
            ),
        ],
    }


def as_json(function: Callable[[Json], Json]) -> Callable[[Json], bytes]:
    """Return a function that renders a dict as JSON."""
    return lambda whole: (json.dumps(function(whole), ensure_ascii=False, indent=2) + "\n").encode()


METADATA: Mapping[str, tuple[str, Callable[[Json], bytes]]] = {
    "croissant": ("croissant.json", as_json(croissant)),
    "csvw": ("csv-metadata.json", as_json(csvw)),
    "schema-org": ("schema-org.json", as_json(schema_org)),
    "dcat": ("dcat.jsonld", as_json(dcat)),
    "ro-crate": ("ro-crate-metadata.json", as_json(ro_crate)),
    "cff": ("CITATION.cff", lambda whole: yaml(cff(whole))),
    "zenodo": (".zenodo.json", as_json(zenodo)),
}
