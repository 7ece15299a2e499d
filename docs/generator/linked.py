"""Structured data for search engines: what the package says of itself, cut to the page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nmg_data.core.package import Json
from nmg_data.export.metadata import metadata

from .views import View

# Lists of hundreds of items are left to the metadata of the exports; the others name the whole.
LONG = ("isBasedOn", "variableMeasured")
OF_WHOLE = (*LONG, "@id", "alternateName", "citation")


def for_page(view: View, meta: Mapping[str, Any], url: str, base: str) -> str:
    """Return the JSON-LD of a page, or nothing; `url` is the page's own, `base` the site's."""
    if not {"home", "table", "indicator"} & meta.keys():
        return ""
    whole = metadata("schema-org", view.package)
    left_out = LONG if "home" in meta else OF_WHOLE
    found = {key: value for key, value in whole.items() if key not in left_out}
    if "home" not in meta:
        found["isPartOf"] = {"@type": "Dataset", "@id": whole["@id"], "name": whole["name"]}
        found["inLanguage"] = "zh-Hans" if view.lang == "zh" else "en"
    if "table" in meta:
        table = view.package.table(meta["table"])
        found |= {key: view.own(table.resource, key) for key in ("title", "description")}
        found["name"] = found.pop("title")
        found["distribution"] = metadata("schema-org", view.package, [table])["distribution"]
    if "indicator" in meta:
        found |= series(view, meta["indicator"], base)
    return json.dumps(found | {"url": url}, ensure_ascii=False).replace("</", "<\\/")


def series(view: View, id_: str, base: str) -> Json:
    """Describe an indicator: its own coverage, places, unit and file."""
    row, groups = view.package.row("indicators", id_), view.site.by_indicator[id_]
    years = sorted(one["year"] for group in groups for one in group.rows if one["year"])
    names = dict.fromkeys(view.name("places", group.place_id) for group in groups)
    name, unit = view.name("indicators", id_), view.name("units", row["unit_id"])
    file = {"encodingFormat": "text/csv", "contentUrl": f"{base}indicators/{id_}.csv"}
    return {
        "name": name,
        "description": view.text(row, "definition"),
        "temporalCoverage": f"{years[0]}/{years[-1]}" if years else "",
        "spatialCoverage": [{"@type": "Place", "name": place} for place in names],
        "variableMeasured": {"@type": "PropertyValue", "name": name, "unitText": unit},
        "distribution": [{"@type": "DataDownload"} | file],
    }
