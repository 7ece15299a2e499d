"""What the site shows: the descriptor, its schemas and the rows, read once as plain text cells."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

Json = dict[str, Any]
Row = dict[str, str]
Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = ("en", "zh")

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Reference:
    """One foreign key of one field: `table.field` points to `target.target_field`."""

    table: str
    field: str
    target: str
    target_field: str


@dataclass(frozen=True)
class Content:
    """The package: descriptor, schemas and rows."""

    descriptor: Json
    schemas: dict[str, Json]
    rows: dict[str, list[Row]]

    @property
    def version(self) -> str:
        """Version of data and code."""
        return str(self.descriptor["version"])

    @property
    def homepage(self) -> str:
        """Address of the repository."""
        return str(self.descriptor["homepage"])

    @cached_property
    def resources(self) -> dict[str, Json]:
        """Resources of the descriptor by name, in its order."""
        return {one["name"]: one for one in self.descriptor["resources"]}

    @cached_property
    def references(self) -> list[Reference]:
        """All foreign keys, in the order of the tables."""
        found = []
        for table, schema in self.schemas.items():
            for key in schema.get("foreignKeys", []):
                target = key["reference"]
                for own, other in zip(key["fields"], target["fields"], strict=True):
                    found.append(Reference(table, own, target.get("resource") or table, other))
        return found

    def reference(self, table: str, field: str) -> Reference | None:
        """Return what a field points to, if anything."""
        for one in self.references:
            if (one.table, one.field) == (table, field):
                return one
        return None

    def fields(self, table: str) -> list[Json]:
        """Return the fields of a table."""
        return list(self.schemas[table]["fields"])

    def field(self, table: str, name: str) -> Json:
        """Return one field of a table."""
        return next(one for one in self.fields(table) if one["name"] == name)

    def key(self, table: str) -> list[str]:
        """Return the names of the key fields of a table."""
        return list(self.schemas[table]["primaryKey"])

    def key_of(self, table: str, row: Row) -> str:
        """Return the key of a row, its parts joined by `/`."""
        return "/".join(row[name] for name in self.key(table))

    @cached_property
    def by_key(self) -> dict[str, dict[str, Row]]:
        """Rows by table and key."""
        return {
            table: {self.key_of(table, row): row for row in rows}
            for table, rows in self.rows.items()
        }

    def name(self, table: str, key: str, lang: Lang) -> str:
        """Return the name of a row in a language, or its key where it has no name."""
        row = self.by_key[table].get(key)
        if row is None:
            return key
        if table == "sources":
            return row["title"] if lang == "zh" or not row["title_en"] else row["title_en"]
        if table == "units":
            return row["symbol"] if lang == "en" and row["symbol"] else row[f"name_{lang}"]
        return row.get(f"name_{lang}") or key

    def label(self, table: str, field: str, value: str, lang: Lang) -> str:
        """Return the label of a value of a closed list, in a language."""
        described = self.field(table, field)
        if lang == "zh":
            return str(described.get("labels_zh", {}).get(value, value))
        for one in described.get("categories", []):
            if isinstance(one, dict) and one["value"] == value:
                return str(one.get("label", value))
        return value


def localized(thing: Json, key: str, lang: Lang) -> str:
    """Return `title` or `description` of a part of the descriptor in a language."""
    return str(thing.get(f"{key}_zh" if lang == "zh" else key) or thing.get(key, ""))


def values(field: Json) -> list[str]:
    """Return the closed list of a field, empty where it has none."""
    return [str(one) for one in field.get("constraints", {}).get("enum", [])]


@lru_cache(maxsize=1)
def content() -> Content:
    """Read the package of this checkout."""
    descriptor = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
    schemas: dict[str, Json] = {}
    rows: dict[str, list[Row]] = {}
    for one in descriptor["resources"]:
        schemas[one["name"]] = json.loads((ROOT / one["schema"]).read_text("utf-8"))
        with (ROOT / one["path"]).open(encoding="utf-8", newline="") as file:
            rows[one["name"]] = list(csv.DictReader(file))
    return Content(descriptor, schemas, rows)
