"""The data of the explorer: each table as a script, so that it also loads from file://."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nmg_data.core.package import Lang, Row, Table

from . import words
from .model import Site, link
from .pages import indicator_csv

LANGS: tuple[Lang, ...] = ("en", "zh")
NAMED = ("places", "indicators", "units", "sources", "ports", "platforms", "lists")
WIDTH = 8
"""How many columns of a table are shown where its schema does not say which."""


def write(site: Site, folder: Path) -> None:
    """Write the tables as scripts, and the figures of each indicator as CSV."""
    (folder / "indicators").mkdir(exist_ok=True)
    (folder / "explorer").mkdir(exist_ok=True)
    for id_ in site.by_indicator:
        (folder / f"indicators/{id_}.csv").write_text(indicator_csv(site, id_), "utf-8")
    _script(folder / "explorer/meta.js", "window.NMG={tables:{}};NMG.meta", _meta(site))
    for table in site.package.tables():
        rows = [list(row.values()) for row in table.rows]
        if table.name == "observations":
            rows = [[*row.values(), *_words(site, row)] for row in _in_order(site)]
        _script(folder / f"explorer/{table.name}.js", f"NMG.tables.{table.name}", rows)


def _script(path: Path, target: str, value: Any) -> None:
    path.write_text(f"{target}={json.dumps(value, ensure_ascii=False, separators=(',', ':'))};\n", "utf-8")


def _in_order(site: Site) -> list[Row]:
    """Return all figures by topic and series, the newest first; those replaced at the end."""
    ids = (id_ for group in site.topics.values() for id_ in group)
    series = [one for id_ in ids for one in site.by_indicator.get(id_, [])]
    ordered = [row for one in series for row in reversed(one.rows)]
    return ordered + [row for row in site.package.rows("observations") if row["replaced_by"]]


def _words(site: Site, row: Row) -> list[str]:
    """Return figure and period of a row in words, in both languages."""
    figures = [words.quantity(row, site.units, lang) for lang in LANGS]
    return [*figures, *(words.period(row, lang) for lang in LANGS)]


def _meta(site: Site) -> dict[str, Any]:
    """Return what the explorer knows of all tables: titles, fields, labels and names."""
    package = site.package
    names = {
        name: {
            key: [package.name(name, key, "en"), package.name(name, key, "zh")]
            for key in package.table(name).by_key
        }
        for name in NAMED
    }
    for key, row in package.table("indicators").by_key.items():
        names["indicators"][key] += [row["topic"], site.address(key)]
    for key, row in package.table("units").by_key.items():
        names["units"][key] += [row["factor"], row["base_unit_id"]]
    for key, row in package.table("sources").by_key.items():
        publishers = [row["publisher_en"] or row["title"], row["publisher_zh"] or row["publisher_en"]]
        names["sources"][key] = [*publishers, link(row), row["published"], row["title_en"], row["title"]]
    return {
        "version": package.version,
        "home": package.descriptor["homepage"],
        "names": names,
        "tables": {table.name: _table(table) for table in package.tables()},
    }


def _table(table: Table) -> dict[str, Any]:
    fields = {}
    shown = [name for name, field in table.fields.items() if field.get("show")]
    for name, field in table.fields.items():
        target = table.references.get(name)
        fields[name] = {
            "titles": [field["title"], field.get("title_zh", field["title"])],
            "type": field["type"],
            "names": target[0] if target and target[0] in NAMED else "",
            "labels": {
                code: [label, table.labels(name, "zh")[code]]
                for code, label in table.labels(name, "en").items()
            },
        }
    return {
        "titles": [table.resource["title"], table.resource.get("title_zh", table.resource["title"])],
        "fields": fields,
        "shown": shown or list(fields)[:WIDTH],
        "key": table.key,
    }
