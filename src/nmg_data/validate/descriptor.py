"""The descriptor and the schemas: a Data Package, and the one of this project.

frictionless, the published profile of Data Package 2.0 and ``profile.json`` of this project judge
the documents; the rules here compare parts with each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, get_args

from nmg_data.core.errors import closest
from nmg_data.core.names import TableName
from nmg_data.core.package import Json, Table

from . import canonical
from .characters import named, oddity
from .findings import Finding, shorten
from .lines import Lines, read_lines, unquoted
from .schema import is_free
from .source import DESCRIPTOR

Pointer = tuple[str | int, ...]
SHAPE = ("NMG701", "NMG702", "NMG704", "NMG707", "NMG708", "NMG709")
INDEX = "The first column has no name and numbers the rows: pandas wrote its index."


@dataclass
class Document:
    """A JSON file, its content, and where each part of it is."""

    file: Lines
    value: Any = None

    @cached_property
    def places(self) -> dict[str, Any]:
        """The position of every part by its JSON pointer."""
        from json_source_map import calculate

        places: dict[str, Any] = calculate(self.file.text)
        return places

    def at(self, code: str, pointer: Pointer, message: str, **more: Any) -> Finding:
        """Build a finding on a part, or on the nearest part around it that exists."""
        parts = [str(part).replace("~", "~0").replace("/", "~1") for part in pointer]
        while "".join(f"/{part}" for part in parts) not in self.places:
            parts.pop()
        entry = self.places["".join(f"/{part}" for part in parts)]
        place = entry.key_start or entry.value_start
        return self.file.at(code, place.line + 1, place.column + 1, message, **more)


@dataclass
class Described:
    """What the descriptor says, as far as it could be read."""

    findings: list[Finding] = field(default_factory=list)
    descriptor: Json = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    """The tables whose file and schema can be used."""
    broken: dict[str, str] = field(default_factory=dict)
    """Why the others cannot."""


def check_descriptor(contents: Mapping[str, bytes]) -> Described:
    """Check ``datapackage.json`` and the schemas of a package."""
    described = Described()
    package = read_json(DESCRIPTOR, contents[DESCRIPTOR], "datapackage", described.findings)
    if not isinstance(package.value, dict):
        return described
    described.descriptor = package.value
    schemas: dict[str, Document] = {}
    resources = package.value.get("resources")
    for i, resource in enumerate(resources if isinstance(resources, list) else []):
        if not isinstance(resource, dict):
            continue
        name, before = str(resource.get("name")), len(described.findings)
        paths = [str(resource.get(key)) for key in ("path", "schema")]
        for key, path in zip(("path", "schema"), paths, strict=True):
            if key in resource and path not in contents and re.match(r"(?:data|schemas)/\w", path):
                message = f"{path} does not exist."
                described.findings.append(
                    package.at("NMG704", ("resources", i, key), message, found=path)
                )
        if all(path in contents for path in paths):
            document = read_json(paths[1], contents[paths[1]], "tableschema", described.findings)
            found = described.findings[before:]
            shapely = not any(finding.code in SHAPE for finding in found)
            if shapely and isinstance(document.value, dict):
                schemas[name] = document
                described.tables[name] = Table(
                    name, resource, document.value, contents[paths[0]], ""
                )
        if name not in described.tables:
            described.broken[name] = f"the file or the schema of {name} cannot be used"
    described.findings += _across(package, schemas)
    shape = {finding.file for finding in described.findings if finding.code in SHAPE}
    for name, document in schemas.items():
        if document.file.path in shape:
            del described.tables[name]
            described.broken[name] = f"the schema of {name} cannot be used"
    wrong = {finding.file for finding in described.findings}
    for kind, document in [("datapackage", package), *(("", one) for one in schemas.values())]:
        if document.file.path not in wrong:
            described.findings += _frictionless(document, kind)
    if DESCRIPTOR not in shape:
        described.findings += _unlisted(package, contents)
    return described


def read_json(path: str, data: bytes, kind: str, findings: list[Finding]) -> Document:
    """Read one JSON file and hold it against all profiles."""
    document = Document(read_lines(path, data))
    file = document.file
    found = file.findings
    if file.readable:
        found += canonical.of_file(file, data)
        try:
            document.value = json.loads(file.text, object_pairs_hook=_once)
        except json.JSONDecodeError as error:
            message = f"This is not JSON: {error.msg}."
            found.append(file.at("NMG701", error.lineno, error.colno, message))
        except (ValueError, RecursionError) as error:
            key, offset = _repeated(file.text)
            before = file.text[:offset]
            column = offset - before.rfind("\n")
            message = f"The key {key!r} occurs twice in one object."
            if not key:
                message = f"This is not JSON: {shorten(error)}."
            found.append(file.at("NMG701", before.count("\n") + 1, column, message))
        else:
            before_profiles = len(found)
            found += _against(profiles()[kind], document)
            found += _hidden(document, (), document.value)
            if kind == "tableschema" and len(found) == before_profiles:
                found += _fields(document)
    findings += found
    return document


def _repeated(text: str) -> tuple[str, int]:
    """Return a key that occurs twice in one object, and where it does the second time."""
    objects: list[set[str]] = []
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"(\s*:)?|[{}]', text):
        if token[0] == "{":
            objects.append(set())
        elif token[0] == "}":
            objects.pop()
        elif token[1] and token[0] in objects[-1]:
            return str(json.loads(token[0].rpartition(":")[0])), token.start()
        elif token[1]:
            objects[-1].add(token[0])
    return "", 0


def _once(pairs: list[tuple[str, Any]]) -> Json:
    made: Json = {}
    for key, value in pairs:
        if key in made:
            raise ValueError(key)
        made[key] = value
    return made


@cache
def profiles() -> dict[str, list[Any]]:
    """Return the validators of both kinds of documents: ours, then the published ones."""
    from jsonschema import Draft7Validator

    own = json.loads(files(__package__).joinpath("profile.json").read_text(encoding="utf-8"))
    published = files("dplib").joinpath("profiles", "2.0")
    return {
        kind: [
            Draft7Validator({**own[kind], "definitions": own["definitions"]}),
            Draft7Validator(json.loads(published.joinpath(f"{kind}.json").read_text("utf-8"))),
        ]
        for kind in ("datapackage", "tableschema")
    }


def _against(validators: list[Any], document: Document) -> Iterator[Finding]:
    for validator in validators:
        errors = list(validator.iter_errors(document.value))
        for error in errors:
            code, node = "NMG707", validator.schema
            for part in error.absolute_schema_path if validator is validators[0] else ():
                while "$ref" in node:
                    node = validator.schema["definitions"][node["$ref"].rpartition("/")[2]]
                code = node.get("code", code) if isinstance(node, dict) else code
                node = node[part]
            yield _profile_finding(document, code, error)
        if errors:
            return


def _profile_finding(document: Document, code: str, error: Any) -> Finding:
    pointer = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        pointer = (*pointer, next(key for key in error.instance if f"'{key}'" in error.message))
    name = "/".join(map(str, pointer[-2:])) or "The file"
    found = shorten(json.dumps(error.instance, ensure_ascii=False, default=str), 80)
    if error.validator == "required":
        missing = error.message.split("'")[1]
        return document.at(code, pointer, f"`{missing}` is missing.", expected=missing)
    if error.validator in ("const", "enum", "type", "pattern"):
        expected = shorten(json.dumps(error.validator_value, ensure_ascii=False), 120)
        message = f"`{name}` is {found}."
        return document.at(code, pointer, message, expected=expected, found=found)
    if error.validator in ("not", "additionalProperties"):
        return document.at(code, pointer, f"`{name}` is not used here.", found=found)
    return document.at(code, pointer, f"`{name}`: {shorten(error.message, 160)}.", found=found)


def _frictionless(document: Document, kind: str) -> Iterator[Finding]:
    """Ask frictionless about a document in which nothing else is wrong."""
    from frictionless import FrictionlessException, Package, Schema

    value = document.value
    if kind:
        bare = [{**resource, "schema": {"fields": []}} for resource in value["resources"]]
        value = {**value, "resources": bare}
    try:
        (Package if kind else Schema).from_descriptor(value)
    except FrictionlessException as error:
        for cause in error.reasons or [error.error]:
            name = re.search(r'property "(\w+)"', cause.message)
            pointer = (name[1],) if name else ()
            yield document.at("NMG707", pointer, f"frictionless: {shorten(cause.message, 200)}.")
    except Exception as error:  # It raises whatever Python does on a value of another kind.
        yield document.at("NMG707", (), f"frictionless: {shorten(error, 200)}.")


def _hidden(document: Document, pointer: Pointer, part: Any) -> Iterator[Finding]:
    """Find characters that escapes of JSON can bring in unseen."""
    if "\\" not in document.file.text:
        return
    if isinstance(part, str):
        for char in part:
            if what := oddity(char):
                yield document.at("NMG106", pointer, f"The text has {what}.", found=named(char))
                return
    elif isinstance(part, dict | list):
        items = part.items() if isinstance(part, dict) else enumerate(part)
        for key, value in items:
            yield from _hidden(document, (*pointer, key), value)


def _fields(document: Document) -> Iterator[Finding]:
    """Check patterns, lists of allowed values, keys and scripts of one schema."""
    schema = document.value
    table = Table("", {}, schema, b"")
    for i, described in enumerate(schema["fields"]):
        limits, name = described.get("constraints", {}), described["name"]
        place = ("fields", i, "constraints")
        pattern = limits.get("pattern")
        if pattern is not None and (fault := _pattern_fault(pattern)):
            message = f"The pattern of {name} {fault[1]}."
            found = shorten(pattern)
            yield document.at(fault[0], (*place, "pattern"), message, found=found, field=name)
        listed = limits.get("enum")
        values = [entry.get("value") for entry in described.get("categories", [])] or None
        for key, given in (("categories", values), ("labels_zh", described.get("labels_zh"))):
            if sorted(given or []) != sorted(listed or []):
                message = f"`{key}` of {name} does not list the values of its enum."
                expected, found = shorten(listed, 120), shorten(list(given or []), 120)
                yield document.at(
                    "NMG714", ("fields", i, key), message, expected=expected, found=found
                )
        if name in schema["primaryKey"] and not limits.get("required"):
            message = f"{name} is a part of the key, but not required."
            yield document.at("NMG717", place, message, expected='"required": true', field=name)
        if is_free(table, name) and "script" not in described:
            message = f"{name} does not state its script."
            yield document.at("NMG725", ("fields", i), message, field=name)


def _pattern_fault(pattern: str) -> tuple[str, str] | None:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return "NMG709", f"is no regular expression: {error}"
    try:
        # Where the first bracket closes before the end, what is inside is no expression.
        re.compile(pattern[3:-1])
        grouped = pattern.startswith("(?:") and pattern.endswith(")")
    except re.error:
        grouped = False
    return None if grouped else ("NMG710", "is not one group")


def _across(package: Document, schemas: dict[str, Document]) -> Iterator[Finding]:
    """Compare the parts of all documents with each other."""
    fields = {
        name: {described["name"]: described for described in document.value["fields"]}
        for name, document in schemas.items()
    }
    names = _names(package)
    for name, document in schemas.items():
        schema = document.value
        groups: list[tuple[Pointer, list[str]]] = [(("primaryKey",), schema["primaryKey"])]
        groups += [(("uniqueKeys", i), key) for i, key in enumerate(schema.get("uniqueKeys", []))]
        for i, key in enumerate(schema.get("foreignKeys", [])):
            groups.append((("foreignKeys", i, "fields"), key["fields"]))
        for pointer, group in groups:
            yield from _unknown(document, pointer, f"field of {name}", group, fields[name])
        for i, key in enumerate(schema.get("foreignKeys", [])):
            place: Pointer = ("foreignKeys", i, "reference")
            target = key["reference"].get("resource") or name
            theirs = key["reference"]["fields"]
            yield from _unknown(document, (*place, "resource"), "resource", [target], names)
            place = (*place, "fields")
            if target in schemas:
                kind = f"field of {target}"
                wrong = list(_unknown(document, place, kind, theirs, fields[target]))
                yield from wrong or _target(
                    document, place, key["fields"], fields[name], schemas[target]
                )


def _names(package: Document) -> list[str]:
    resources = package.value.get("resources")
    listed = resources if isinstance(resources, list) else []
    return [str(resource.get("name")) for resource in listed if isinstance(resource, dict)]


def _unlisted(package: Document, contents: Mapping[str, bytes]) -> Iterator[Finding]:
    """Compare the resources with the files, and with the tables that the code names."""
    names, expected = _names(package), list(get_args(TableName))
    listed = {
        resource[key] for resource in package.value["resources"] for key in ("path", "schema")
    }
    for path in sorted(set(contents) - listed - {DESCRIPTOR}):
        if path.partition("/")[2].partition(".")[0] not in set(expected) - set(names):
            message = "The descriptor does not name this file."
            yield Finding(code="NMG718", file=path, message=message)
    if names != expected:
        other = sorted(set(names) ^ set(expected)) or ["the order"]
        message = f"The tables are not those that the code names: {other[0]}."
        yield package.at("NMG719", ("resources",), message, expected=", ".join(expected))


def _unknown(
    document: Document, pointer: Pointer, kind: str, group: list[str], known: Any
) -> Iterator[Finding]:
    for name in group:
        if name not in known:
            near = closest(name, known)
            hint = f"Did you mean {near[0]!r}?" if near else None
            message = f"There is no {kind} {shorten(name)!r}."
            yield document.at("NMG708", pointer, message, found=shorten(name), hint=hint)


def _target(
    document: Document, pointer: Pointer, own: list[str], fields: Json, target: Document
) -> Iterator[Finding]:
    schema = target.value
    theirs = document.value
    for part in pointer:
        theirs = theirs[part]
    described = {field["name"]: field for field in schema["fields"]}
    single = [[n] for n, f in described.items() if f.get("constraints", {}).get("unique")]
    if theirs not in [schema["primaryKey"], *schema.get("uniqueKeys", []), *single]:
        message = f"{'/'.join(theirs)} is not a key of the other table."
        yield document.at("NMG724", pointer, message, expected="a primary or unique key")
    elif [fields[n]["type"] for n in own if n in fields] != [described[n]["type"] for n in theirs]:
        message = f"{'/'.join(own)} and {'/'.join(theirs)} have different types."
        yield document.at("NMG724", pointer, message, expected="fields of equal type")


def header_findings(file: Lines, table: Table) -> list[Finding]:
    """Name what is wrong with a header: the cause once, else each column."""
    line, names = file.lines[0], list(table.fields)
    split = unquoted(line)
    labels = split if isinstance(split, list) else line.split(",")
    if labels == names:
        return []

    def at(i: int, message: str, **more: Any) -> Finding:
        column = len(",".join(labels[:i])) + (2 if i else 1)
        return file.at("NMG201", 1, column, message, **more)

    other = next((mark for mark in ";\t|" if line.count(mark) >= len(names) // 2), None)
    if len(labels) == 1 and other:
        message = f"The cells are separated by {other!r}, not by commas."
        return [file.at("NMG207", 1, 1, message, expected=",", found=other)]
    if labels[0] in ("", "Unnamed: 0", "index") and labels[1:] == names:
        return [at(0, INDEX, found=labels[0], hint="Write the file with to_csv(…, index=False).")]
    if not set(labels) & set(names):
        return [at(0, "The first line is not the header.", expected=shorten(",".join(names), 120))]
    if len(labels) > len(names) and labels[: len(names)] == names and not any(labels[len(names) :]):
        return [at(len(names), "Columns without a name follow the last one.", found="")]
    return list(_labels(labels, names, at))


def _labels(labels: list[str], names: list[str], at: Any) -> Iterator[Finding]:
    """Compare labels by name; frictionless compares them by position, and one slip moves all."""
    missing = [name for name in names if name not in labels]
    for i, label in enumerate(labels):
        near = closest(label.strip(), missing)
        if label in labels[:i]:
            instead = [name for name in names[i : i + 1] if name in missing]
            missing = [name for name in missing if name not in instead]
            more = f"; `{instead[0]}` is missing" if instead else ""
            yield at(i, f"The column {shorten(label)!r} occurs twice{more}.", found=label)
        elif label not in names and near:
            missing.remove(near[0])
            message = f"The column {shorten(label)!r} is not a field; `{near[0]}` is missing."
            yield at(i, message, expected=near[0], found=label)
        elif label not in names:
            what = (
                f"The column {shorten(label)!r} is not a field" if label else "A column has no name"
            )
            yield at(i, f"{what}.", found=label)
    for name in missing:
        place = min(names.index(name), len(labels) - 1)
        yield at(place, f"The column `{name}` is missing.", expected=name, found=labels[place])
    if sorted(labels) == sorted(names):
        i = next(i for i, label in enumerate(labels) if label != names[i])
        message = f"From `{labels[i]}` on the columns are in another order than in the schema."
        yield at(i, message, expected=shorten(",".join(names), 120), found=labels[i])
