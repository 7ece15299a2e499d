"""Whether a Table Schema has the shape that the checks can rely on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from .._descriptor import Json
from ._json import Document, brief
from ._model import MAX_COLUMNS, Hit

TYPES = ("string", "integer", "number", "boolean", "date", "year")
LIMITS: dict[str, tuple[str, ...]] = {
    # constraint -> the types that it may be set for
    "required": TYPES,
    "unique": TYPES,
    "enum": ("string",),
    "pattern": ("string",),
    "minLength": ("string",),
    "maxLength": ("string",),
    "minimum": ("integer", "number", "year"),
    "maximum": ("integer", "number", "year"),
    "exclusiveMinimum": ("integer", "number", "year"),
    "exclusiveMaximum": ("integer", "number", "year"),
}
MAX_PATTERN = 500


def names(value: object) -> list[str] | None:
    """Return a field name or a list of field names as a list, or None if it is neither."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return value
    return None


def problems(document: Document) -> Iterator[Hit]:
    """Yield what keeps a Table Schema from being used at all."""
    described = document.value.get("fields")
    if not isinstance(described, list) or not described:
        yield document.hit(("fields",), "The schema lists no fields.", expected="a list of fields")
        return
    if len(described) > MAX_COLUMNS:
        yield document.hit(("fields",), f"The schema lists {len(described):,} fields.")
        return
    seen: set[str] = set()
    for i, field in enumerate(described):
        if not isinstance(field, dict):
            yield document.hit(("fields", i), "A field is not an object.", found=field)
            continue
        yield from _field(document, i, field, seen)
    for key in ("primaryKey", "uniqueKeys", "foreignKeys"):
        if key in document.value:
            yield from _keys(document, key, document.value[key])
    if "primaryKey" not in document.value:
        yield document.hit((), "The schema has no primary key.", expected="a primaryKey")


def _field(document: Document, i: int, field: Json, seen: set[str]) -> Iterator[Hit]:
    name, kind = field.get("name"), field.get("type")
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,99}", name):
        yield document.hit(
            ("fields", i, "name"),
            "A field needs a name.",
            expected="letters, digits and underscores",
            found=name,
        )
        return
    if name in seen:
        yield document.hit(("fields", i, "name"), f"Two fields are named {name!r}.", field=name)
    seen.add(name)
    if kind not in TYPES:
        yield document.hit(
            ("fields", i, "type"),
            f"The type of {name} is not one that this package uses.",
            expected=", ".join(TYPES),
            found=kind,
            field=name,
        )
        return
    limits = field.get("constraints", {})
    if not isinstance(limits, dict):
        yield document.hit(("fields", i, "constraints"), "Constraints are an object.", field=name)
        return
    for key, value in limits.items():
        why = _limit(str(kind), key, value)
        if why:
            yield document.hit(
                ("fields", i, "constraints", key),
                f"The constraint {brief(key, 40)!r} of {name} {why}.",
                found=value,
                field=name,
            )


def _limit(kind: str, key: str, value: object) -> str | None:
    """Say what is wrong with a constraint, or None."""
    if key not in LIMITS:
        return "is not one that this package checks"
    if kind not in LIMITS[key]:
        return f"cannot be set for the type {kind}"
    if key in ("required", "unique"):
        return None if isinstance(value, bool) else "is not true or false"
    if key == "enum":
        texts = names(value) if isinstance(value, list) else None
        return None if texts and len(set(texts)) == len(texts) else "is not a list of unlike texts"
    if key == "pattern":
        return None if isinstance(value, str) else "is not a text"
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return "is not a number"
    if abs(value) >= 2**63:
        return "is beyond 64 bits"
    if key in ("minLength", "maxLength") and (not isinstance(value, int) or value < 0):
        return "is not a whole number"
    return None


def _keys(document: Document, key: str, value: object) -> Iterator[Hit]:
    if key == "primaryKey":
        if names(value) is None:
            yield document.hit((key,), "The primary key is not a list of field names.", found=value)
        return
    if not isinstance(value, list):
        yield document.hit((key,), f"{key} is not a list.", found=value)
        return
    for i, one in enumerate(value):
        if key == "uniqueKeys":
            if names(one) is None:
                yield document.hit((key, i), "A unique key is not a list of names.", found=one)
            continue
        own = names(one.get("fields")) if isinstance(one, dict) else None
        target = one.get("reference") if isinstance(one, dict) else None
        other = names(target.get("fields")) if isinstance(target, dict) else None
        if own is None or other is None or len(own) != len(other):
            yield document.hit(
                (key, i),
                "A foreign key needs as many fields as its reference has.",
                expected='{"fields": […], "reference": {"resource": …, "fields": […]}}',
                found=one,
            )
        elif not isinstance(target.get("resource", ""), str):  # type: ignore[union-attr]
            yield document.hit((key, i, "reference", "resource"), "A resource has a name.")


def normal(schema: Json) -> Json:
    """Return a sound schema with its keys as lists, as all checks expect them."""
    made = dict(schema)
    made["primaryKey"] = names(schema.get("primaryKey")) or []
    made["uniqueKeys"] = [names(one) for one in schema.get("uniqueKeys", [])]
    made["foreignKeys"] = [
        {
            "fields": names(one["fields"]),
            "reference": {**one["reference"], "fields": names(one["reference"]["fields"])},
        }
        for one in schema.get("foreignKeys", [])
    ]
    made["missingValues"] = [""]
    return made
