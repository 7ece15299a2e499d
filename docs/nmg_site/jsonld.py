"""schema.org Dataset descriptions, for search engines: of the package and of each table."""

from __future__ import annotations

import hashlib
import json

from .content import ROOT, Content, Json

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def as_text(thing: Json) -> str:
    """Write JSON that may stand inside a script element."""
    return json.dumps(thing, ensure_ascii=False, indent=1).replace("</", "<\\/")


def common(content: Content) -> Json:
    """Return what the package and each table share."""
    creators = [
        {"@type": "Organization", "name": one["title"], "url": content.homepage}
        for one in content.descriptor["contributors"]
    ]
    return {
        "license": LICENCE,
        "creator": creators,
        "version": content.version,
        "datePublished": str(content.descriptor["created"])[:10],
        "isAccessibleForFree": True,
        "inLanguage": ["en", "zh"],
        "temporalCoverage": "2024",
        "spatialCoverage": {
            "@type": "Place",
            "name": "Inner Mongolia, China",
            "geo": {"@type": "GeoShape", "box": "37.4 97.2 53.4 126.1"},
        },
    }


def download(content: Content, base: str, path: str, format_: str) -> Json:
    """Describe one served file."""
    data = (ROOT / path).read_bytes()
    return {
        "@type": "DataDownload",
        "encodingFormat": format_,
        "contentUrl": base + path,
        "contentSize": f"{len(data)} B",
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def dataset(content: Content, base: str = "") -> Json:
    """Describe the whole package."""
    descriptor = content.descriptor
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": base or content.homepage,
        "name": descriptor["title"],
        "alternateName": [descriptor["title_zh"], descriptor["name"]],
        "description": descriptor["description"],
        "url": base or content.homepage,
        "sameAs": content.homepage,
        "identifier": f"{content.homepage}#{content.version}",
        "keywords": descriptor["keywords"],
        **common(content),
        "citation": f"{descriptor['contributors'][0]['title']}: {descriptor['title']}, "
        f"version {content.version}, {content.homepage}",
        "measurementTechnique": "Transcription of printed figures, re-read by a machine",
        "variableMeasured": sorted(row["name_en"] for row in content.rows["indicators"]),
        "distribution": [
            download(content, base, "datapackage.json", "application/json"),
            *(
                download(content, base, one["path"], "text/csv")
                for one in content.resources.values()
            ),
        ],
        "hasPart": [
            {
                "@type": "Dataset",
                "name": f"{descriptor['title']}: {one['title']}",
                "description": table_description(content, name),
                "url": f"{base}dictionary/{name}.html",
                "license": LICENCE,
                "creator": common(content)["creator"],
            }
            for name, one in content.resources.items()
        ],
    }


def table_description(content: Content, name: str) -> str:
    """Describe a table in at least the fifty characters that search engines ask for."""
    one = content.resources[name]
    return (
        f"{one['description']} {len(content.rows[name])} rows with "
        f"{len(content.fields(name))} fields. Part of: {content.descriptor['title']}."
    )


def table(content: Content, name: str, base: str) -> Json:
    """Describe one table."""
    one = content.resources[name]
    units = {field["name"]: field.get("unit") for field in content.fields(name)}
    variables = []
    for field in content.fields(name):
        variable = {
            "@type": "PropertyValue",
            "name": field["name"],
            "alternateName": [field["title"], field["title_zh"]],
            "description": field["description"],
        }
        if units[field["name"]]:
            variable["unitText"] = units[field["name"]]
        variables.append(variable)
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{base}dictionary/{name}.html",
        "name": f"{content.descriptor['title']}: {one['title']}",
        "alternateName": [one["title_zh"], name],
        "description": table_description(content, name),
        "url": f"{base}dictionary/{name}.html",
        "identifier": f"{content.homepage}#{content.version}/{name}",
        "keywords": [*content.descriptor["keywords"], one["title"], one["title_zh"]],
        **common(content),
        "isPartOf": {
            "@type": "Dataset",
            "@id": base or content.homepage,
            "name": content.descriptor["title"],
            "description": content.descriptor["description"],
            "url": base or content.homepage,
            "license": LICENCE,
            "creator": common(content)["creator"],
        },
        "variableMeasured": variables,
        "distribution": [download(content, base, one["path"], "text/csv")],
    }
