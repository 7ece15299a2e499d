"""Structured data for search engines: what the package says of itself, cut to the page."""

from __future__ import annotations

import json
from typing import Any

from nmg_data.core.package import Json
from nmg_data.export.metadata import schema_org

from .views import View

SHARED = ("@context", "@type", "creator", "publisher", "license", "version", "datePublished",
          "dateModified", "isAccessibleForFree", "spatialCoverage", "temporalCoverage")  # fmt: skip
LONG = ("isBasedOn", "variableMeasured")
"""Lists of hundreds of parts, left to the metadata of the exports."""


def for_page(view: View, meta: dict[str, Any], url: str, base: str) -> str:
    """Return the JSON-LD of a page, or nothing; `url` is the page's own, `base` the site's."""
    site = view.site
    if "indicator" in meta:
        found = series(view, str(meta["indicator"]), base)
    elif "table" in meta:
        table = site.package.table(str(meta["table"]))
        found = part(view, view.own(table.resource, "title"), view.own(table.resource, "description"))
        found["distribution"] = schema_org(site.package, [table])["distribution"]
    elif "home" in meta:
        found = {key: part for key, part in schema_org(site.package).items() if key not in LONG}
    else:
        return ""
    return json.dumps(found | {"url": url}, ensure_ascii=False).replace("</", "<\\/")


def part(view: View, name: str, description: str) -> Json:
    """Return a Dataset that is a part of the package."""
    whole = schema_org(view.site.package)
    return {
        **{key: whole[key] for key in SHARED if key in whole},
        "name": name,
        "description": description,
        "isPartOf": {"@type": "Dataset", "@id": whole["@id"], "name": whole["name"]},
        "inLanguage": "zh-Hans" if view.lang == "zh" else "en",
    }


def series(view: View, indicator_id: str, base: str) -> Json:
    """Return an indicator as a Dataset: its own coverage, places and file."""
    site = view.site
    row = site.package.row("indicators", indicator_id)
    rows = [figure for group in site.by_indicator[indicator_id] for figure in group.rows]
    years = sorted(figure["year"] for figure in rows if figure["year"])
    places = dict.fromkeys(group.place_id for group in site.by_indicator[indicator_id])
    name = view.name("indicators", indicator_id)
    return part(view, name, view.text(row, "definition")) | {
        "temporalCoverage": f"{years[0]}/{years[-1]}" if years else "",
        "spatialCoverage": [
            {"@type": "Place", "name": view.name("places", place)} for place in places
        ],
        "variableMeasured": {"@type": "PropertyValue", "name": name,
                             "unitText": view.name("units", row["unit_id"])},
        "distribution": {
            "@type": "DataDownload",
            "encodingFormat": "text/csv",
            "contentUrl": f"{base}indicators/{indicator_id}.csv",
        },
    }  # fmt: skip
