"""The descriptor and its Table Schemas: the one place where a column is described."""

from __future__ import annotations

import json
from typing import Any

from ._errors import DamagedDataError, unknown_table
from ._root import mend, read_bytes

Json = dict[str, Any]


def read_json(path: str) -> Json:
    """Read a JSON object of the package."""
    try:
        value = json.loads(read_bytes(path))
    except ValueError as error:
        raise DamagedDataError(f"{path} is not valid JSON ({error}). {mend()}") from error
    if not isinstance(value, dict):
        raise DamagedDataError(f"{path} is not a JSON object. {mend()}")
    return value


def package() -> Json:
    """Return the descriptor, freshly read."""
    return read_json("datapackage.json")


def resources() -> dict[str, Json]:
    """Return the resources of the descriptor by name, in its order."""
    try:
        return {str(one["name"]): one for one in package()["resources"]}
    except (KeyError, TypeError) as error:
        raise DamagedDataError(f"datapackage.json lists no resources. {mend()}") from error


def resource(name: str) -> Json:
    """Return one resource, or say which name was probably meant."""
    known = resources()
    if str(name) not in known:
        raise unknown_table(name, known)
    return known[name]


def table_schema(name: str) -> Json:
    """Return the Table Schema of one table, freshly read."""
    return read_json(str(resource(name)["schema"]))


def fields(schema: Json) -> list[Json]:
    """Return the fields of a Table Schema."""
    return list(schema["fields"])


def enum(field: Json) -> list[str] | None:
    """Return the values that a field allows, in their order, or None."""
    values = field.get("constraints", {}).get("enum")
    return None if values is None else list(values)


def references(schema: Json, table: str) -> dict[str, tuple[str, str]]:
    """Return the foreign keys of a schema as field -> (table, field).

    A reference without a resource points to the table itself (Data Package 2.0).
    """
    found = {}
    for key in schema.get("foreignKeys", []):
        target = key["reference"]
        for own, other in zip(key["fields"], target["fields"], strict=True):
            found[own] = (target.get("resource") or table, other)
    return found
