"""The data of the explorer: each table as a script, so that it also loads from file://."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from nmg_data.core.package import Lang, Table

from . import words
from .model import Site, link

LANGS: tuple[Lang, ...] = ("en", "zh")
NAMED = ("places", "indicators", "units", "sources", "ports", "platforms", "lists")


def write(site: Site, folder: Path) -> None:
    """Write the tables as scripts, and the figures of each indicator as CSV."""
    (folder / "indicators").mkdir(exist_ok=True)
    (folder / "explorer").mkdir()
    for id_ in site.by_indicator:
        (folder / f"indicators/{id_}.csv").write_text(indicator_csv(site, id_), "utf-8")
    files = {f"NMG.tables.{table.name}": rows_of(site, table) for table in site.package.tables()}
    for target, value in {"window.NMG={tables:{}};NMG.meta": meta(site), **files}.items():
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        (folder / f"explorer/{target.split('.')[-1]}.js").write_text(f"{target}={text};\n", "utf-8")


def indicator_csv(site: Site, id_: str) -> str:
    """Return the figures of an indicator as CSV, with names, sources and licence."""
    text, name, records = io.StringIO(), site.package.name, []
    for row in (row for series in site.by_indicator[id_] for row in series.rows):
        source, unit = site.source(row), site.units[row["unit_id"]]["symbol"]
        record = dict(row) | {"unit": unit, "url": link(source)}
        for lang in LANGS:
            record[f"indicator_{lang}"] = name("indicators", id_, lang)
            record[f"place_{lang}"] = name("places", row["place_id"], lang)
            record[f"source_{lang}"] = source[f"publisher_{lang}"] or source["publisher_en"]
        records.append(record | {"licence": "CC-BY-4.0, nmg-data contributors"})
    writer = csv.DictWriter(text, records[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()


def rows_of(site: Site, table: Table) -> list[list[str]]:
    """Return the cells of a table; figures by topic and series, the newest first, with words."""
    if table.name != "observations":
        return [list(row.values()) for row in table.rows]
    ids = (id_ for group in site.topics.values() for id_ in group)
    ordered = [row for id_ in ids for one in site.by_indicator[id_] for row in reversed(one.rows)]
    ordered += [row for row in table.rows if row["replaced_by"]]
    said = (words.quantity, lambda row, units, lang: words.period(row, lang))
    return [
        [*row.values(), *(say(row, site.units, lang) for say in said for lang in LANGS)]
        for row in ordered
    ]


def meta(site: Site) -> dict[str, Any]:
    """Return what the explorer knows of all tables: titles, fields, labels and names."""
    package, names = site.package, {}
    for table in NAMED:
        names[table] = {key: [package.name(table, key, lang) for lang in LANGS]
                        for key in package.table(table).by_key}  # fmt: skip
    for id_, row in package.table("indicators").by_key.items():
        address = site.address(id_) if id_ in site.by_indicator else ""
        names["indicators"][id_] += [row["topic"], address]
    for id_, row in package.table("units").by_key.items():
        names["units"][id_] += [row["factor"], row["base_unit_id"]]
    for id_, row in package.table("sources").by_key.items():
        english = row["publisher_en"] or row["title"]
        more = [link(row), row["published"], row["title_en"], row["title"]]
        names["sources"][id_] = [english, row["publisher_zh"] or english, *more]
    tables = {table.name: about(table) for table in package.tables()}
    home = package.descriptor["homepage"]
    return {"version": package.version, "home": home, "names": names, "tables": tables}


def about(table: Table) -> dict[str, Any]:
    """Return titles, fields and labels of a table."""
    fields = {}
    for name, field in table.fields.items():
        target = table.references.get(name, ("", ""))[0]
        labels = [table.labels(name, lang) for lang in LANGS]
        fields[name] = {
            "titles": [field["title"], field["title_zh"]],
            "type": field["type"],
            "names": target if target in NAMED else "",
            "labels": {code: [known[code] for known in labels] for code in labels[0]},
        }
    shown = [name for name, field in table.fields.items() if field.get("show")]
    titles = [table.resource["title"], table.resource["title_zh"]]
    return {"titles": titles, "fields": fields, "shown": shown, "key": table.key}
