"""A JSON Schema (draft 2020-12) for the records of a table, from its Table Schema."""

from __future__ import annotations

from ._describe import Lang, localized
from ._descriptor import Json, enum
from ._records import Table

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TYPES = {"integer": "integer", "year": "integer", "number": "number", "boolean": "boolean"}
SAME = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength")


def array_schema(table: Table, package: Json, lang: Lang) -> Json:
    """Return the schema of a JSON export: an array of records."""
    record = record_schema(table, package, lang)
    head = {key: record.pop(key) for key in ("$schema", "$id", "title", "description")}
    return {
        **head,
        "$id": schema_id(table, package, "schema.json"),
        "type": "array",
        "items": {"$ref": "#/$defs/record"},
        "$defs": {"record": record},
    }


def record_schema(table: Table, package: Json, lang: Lang) -> Json:
    """Return the schema of one record: a line of a JSON Lines export.

    Keys across records and tables are beyond JSON Schema; they are told in
    ``primaryKey`` and ``foreignKeys``, which validators pass over.
    """
    found: Json = {
        "$schema": DRAFT,
        "$id": schema_id(table, package, "record.schema.json"),
        "title": localized(table.described, "title", lang),
        "description": localized(table.described, "description", lang),
        "type": "object",
        "properties": {str(f["name"]): property_schema(f, lang) for f in table.fields},
        "required": table.names,
        "additionalProperties": False,
        "primaryKey": table.key,
    }
    if table.schema.get("foreignKeys"):
        found["foreignKeys"] = table.schema["foreignKeys"]
    return found


def property_schema(field: Json, lang: Lang) -> Json:
    """Return the schema of one value; a value that may be missing may be null."""
    limits = field.get("constraints", {})
    kind = TYPES.get(field["type"], "string")
    optional = not limits.get("required")
    found: Json = {
        "title": localized(field, "title", lang),
        "description": localized(field, "description", lang),
        "type": [kind, "null"] if optional else kind,
    }
    values = enum(field)
    if values is not None:
        found["enum"] = [*values, None] if optional else values
        found["labels"] = value_labels(field, lang)
    found |= {key: limits[key] for key in SAME if key in limits}
    if "pattern" in limits:
        found["pattern"] = f"^(?:{limits['pattern']})$"
    if field["type"] == "date" or field.get("format") == "uri":
        found["format"] = "date" if field["type"] == "date" else "uri"
    if "unit" in field:
        found["unit"] = field["unit"]
    return found


def value_labels(field: Json, lang: Lang) -> dict[str, str]:
    """Return the names of the codes of a closed list."""
    if lang == "zh":
        return dict(field.get("labels_zh", {}))
    return {str(one["value"]): str(one["label"]) for one in field.get("categories", [])}


def schema_id(table: Table, package: Json, suffix: str) -> str:
    """Return where the releases publish the schema of a table."""
    return f"{package['homepage']}/releases/download/v{package['version']}/{table.name}.{suffix}"
