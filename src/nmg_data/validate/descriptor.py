"""The descriptor and the schemas: judged by ``profile.json``, by Data Package 2.0, by frictionless.

What compares parts with each other is a rule here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, get_args

from nmg_data.core.errors import did_you_mean
from nmg_data.core.names import TableName
from nmg_data.core.package import Json, Table

from . import canonical
from .findings import Finding, shorten
from .lines import Lines, read_lines, unquoted
from .schema import is_free
from .source import DESCRIPTOR

Pointer = tuple[str | int, ...]
# After these, other checks cannot take the parts of a document for granted.
UNUSABLE = {"NMG702", "NMG707", "NMG708", "NMG709"}


@dataclass
class Document:
    """A JSON file, its content, and where each part of it is."""

    file: Lines
    value: Any = None

    @cached_property
    def places(self) -> Any:
        """The position of every part by its JSON pointer."""
        from json_source_map import calculate

        return calculate(self.file.text)

    @property
    def usable(self) -> bool:
        """Whether its parts are what other checks take for granted."""
        return self.value is not None and UNUSABLE.isdisjoint(f.code for f in self.file.findings)

    def at(self, code: str, pointer: Pointer, message: str, **more: Any) -> Finding:
        """Build a finding on a part, or on the nearest part around it that exists."""
        parts = [str(part).replace("~", "~0").replace("/", "~1") for part in pointer]
        while "".join(f"/{part}" for part in parts) not in self.places:
            parts.pop()
        entry = self.places["".join(f"/{part}" for part in parts)]
        place = entry.key_start or entry.value_start
        if parts and len(parts) == len(pointer):
            text = self.file.text[entry.value_start.position : entry.value_end.position]
            more = {"found": shorten(" ".join(text.split()), 80), **more}
        return self.file.at(code, place.line + 1, place.column + 1, message, **more)


@dataclass
class Described:
    """What the descriptor says: the tables that can be used, and why the others are broken."""

    findings: list[Finding] = field(default_factory=list)
    descriptor: Json = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


def check_descriptor(contents: Mapping[str, bytes]) -> Described:
    """Check ``datapackage.json`` and the schemas of a package."""
    package = read_json(DESCRIPTOR, contents[DESCRIPTOR], "datapackage")
    described = Described([*package.file.findings])
    if isinstance(package.value, dict):
        described.descriptor = package.value
    if not package.usable:
        described.broken = dict.fromkeys(get_args(TableName), "the descriptor cannot be used")
        return described
    schemas: dict[str, Document] = {}
    for i, resource in enumerate(package.value["resources"]):
        name, path, schema = (resource[key] for key in ("name", "path", "schema"))
        described.findings += [
            package.at("NMG704", ("resources", i, key), f"{resource[key]} does not exist.")
            for key in ("path", "schema")
            if resource[key] not in contents
        ]
        if schema in contents:
            document = read_json(schema, contents[schema], "tableschema")
            described.findings += document.file.findings
            if document.usable and path in contents:
                described.tables[name] = Table(name, resource, document.value, contents[path], "")
                schemas[name] = document
    described.findings += _listed(package, contents)
    for name, table in described.tables.items():
        described.findings += _fields(schemas[name], table)
        described.findings += _keys(schemas[name], table, described.tables)
    for document in (package, *schemas.values()):
        if not any(finding.file == document.file.path for finding in described.findings):
            described.findings += _against_frictionless(document)
    unusable = {finding.file for finding in described.findings if finding.code in UNUSABLE}
    for resource in package.value["resources"]:
        name = resource["name"]
        if name not in schemas or resource["schema"] in unusable:
            described.tables.pop(name, None)
            described.broken[name] = f"the file or the schema of {name} cannot be used"
    return described


def read_json(path: str, data: bytes, kind: str) -> Document:
    """Read one JSON file and hold it against the profiles."""
    document = Document(read_lines(path, data))
    file = document.file
    if not file.readable:
        return document
    file.findings += canonical.of_file(file, data, canonical.canonical_json(file))
    try:
        document.value = _parse(file.text)
    except (ValueError, RecursionError) as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        message = f"This is not JSON: {shorten(getattr(error, 'msg', error))}."
        file.findings.append(file.at("NMG701", line, column, message))
    else:
        file.findings += _against_profiles(document, kind)
    return document


def _parse(text: str) -> Any:
    """Parse JSON in which no key is repeated and no escape hides a character."""

    def once(pairs: list[tuple[str, Any]]) -> Json:
        for key, count in Counter(key for key, _ in pairs).items():
            if count > 1:
                name = re.escape(json.dumps(key, ensure_ascii=False))
                # What lies between the two is not in the next object of a list.
                twice = re.search(rf"{name}\s*:(?:[^{{}}]|{{[^{{}}]*}})*?({name}\s*:)", text)
                place = twice.start(1) if twice else 0
                raise json.JSONDecodeError(f"the key {key!r} occurs twice", text, place)
        return dict(pairs)

    if escape := re.search(r"(?<!\\)\\u", text):
        raise json.JSONDecodeError("an escape hides a character", text, escape.start())
    return json.loads(text, object_pairs_hook=once)


@cache
def profiles(kind: str) -> list[Any]:
    """Return the validators of a kind of documents: ours, then the published one."""
    from jsonschema import Draft7Validator

    own = json.loads(files(__package__).joinpath("profile.json").read_text(encoding="utf-8"))
    published = files("dplib").joinpath("profiles", "2.0", f"{kind}.json").read_text("utf-8")
    profile = {**own[kind], "definitions": own["definitions"]}
    return [Draft7Validator(profile), Draft7Validator(json.loads(published))]


def _against_profiles(document: Document, kind: str) -> Iterator[Finding]:
    """Turn what the first profile that does not fit finds into findings."""
    errors = next(filter(None, (list(p.iter_errors(document.value)) for p in profiles(kind))), [])
    for error in errors:
        pointer = tuple(error.absolute_path)
        problem = "it is not used here" if error.validator == "not" else error.message
        message = f"`{'/'.join(map(str, pointer[-2:])) or kind}`: {shorten(problem, 160)}."
        expected = None
        if error.validator in ("const", "enum", "type", "pattern"):
            expected = shorten(json.dumps(error.validator_value, ensure_ascii=False), 120)
        code = error.schema.get("code", "NMG707")
        yield document.at(code, pointer, message, expected=expected)


def _against_frictionless(document: Document) -> Iterator[Finding]:
    """Ask frictionless about a document in which nothing else is wrong."""
    from frictionless import Package, Schema

    value = document.value
    try:
        if "resources" in value:
            bare = [{**resource, "schema": {"fields": []}} for resource in value["resources"]]
            Package.from_descriptor({**value, "resources": bare})
        else:
            Schema.from_descriptor(value)
    except Exception as error:  # It raises whatever Python does on a value of another kind.
        cause = (getattr(error, "reasons", None) or [getattr(error, "error", error)])[0]
        message = f"frictionless: {shorten(getattr(cause, 'message', cause), 200)}."
        pointer = tuple(re.findall(r'property "(\w+)"', message)[:1])
        yield document.at("NMG707", pointer, message)


def _listed(package: Document, contents: Mapping[str, bytes]) -> Iterator[Finding]:
    """Compare the resources with the tables that the code names, and with the files."""
    resources, expected = package.value["resources"], list(get_args(TableName))
    names = [resource["name"] for resource in resources]
    if names != expected:
        message, found = "The tables are not those that the code names.", ", ".join(names)
        more = {"expected": ", ".join(expected), "found": found}
        yield package.at("NMG719", ("resources",), message, **more)
        return
    listed = {resource[key] for resource in resources for key in ("path", "schema")}
    # Where a file is missing, it may only have another name.
    for path in sorted(set(contents) - listed - {DESCRIPTOR}) if listed <= set(contents) else ():
        yield Finding(code="NMG718", file=path, message="The descriptor does not name this file.")


def _fields(document: Document, table: Table) -> Iterator[Finding]:
    """Compare the parts of each field of a schema."""
    for i, (name, described) in enumerate(table.fields.items()):
        limits: Json = described.get("constraints", {})
        enum, labels = sorted(limits.get("enum", [])), sorted(described.get("labels_zh", {}))
        values = sorted(entry["value"] for entry in described.get("categories", []))
        keyed, free = name in table.key, is_free(table, name)
        for code, part, right, message in (
            ("NMG709", "constraints/pattern", _is_group(limits.get("pattern")), "is not one group"),
            ("NMG714", "categories", values == enum, "does not list the values of the enum"),
            ("NMG714", "labels_zh", labels == enum, "does not list the values of the enum"),
            ("NMG717", "constraints", limits.get("required") or not keyed, "has no `required`"),
            ("NMG725", "script", "script" in described or not free, "is missing"),
        ):
            if not right:
                message = f"`{part.rpartition('/')[2]}` of {name} {message}."
                pointer: Pointer = ("fields", i, *part.split("/"))
                yield document.at(code, pointer, message, field=name)


def _is_group(pattern: str | None) -> bool:
    """Say whether a pattern, if there is one, is one group: libraries anchor only its ends."""
    group = re.fullmatch(r"\(\?:(.*)\)", pattern or "(?:)", re.DOTALL)
    try:
        # Where the first bracket closes before the end, what is inside is no expression.
        return bool(group and all(map(re.compile, group.group(0, 1))))
    except (re.error, OverflowError, RecursionError):
        return False


def _keys(document: Document, table: Table, tables: Mapping[str, Table]) -> Iterator[Finding]:
    """Look up what the keys of a schema name, and compare both ends of each reference."""

    def unknown(pointer: Pointer, names: list[str], known: Iterable[str]) -> Iterator[Finding]:
        for name in [name for name in names if name not in known]:
            hint = did_you_mean(name, known).strip() or None
            yield document.at("NMG708", pointer, f"There is no {shorten(name)!r}.", hint=hint)

    yield from unknown(("primaryKey",), table.key, table.fields)
    for i, group in enumerate(document.value.get("uniqueKeys", [])):
        yield from unknown(("uniqueKeys", i), group, table.fields)
    for i, (own, (target, other)) in enumerate(table.references.items()):
        theirs = tables[target].fields if target in tables else {other: None}
        place: Pointer = ("foreignKeys", i, "reference")
        wrong = [
            *unknown(("foreignKeys", i, "fields"), [own], table.fields),
            *unknown((*place, "resource"), [target], get_args(TableName)),
            *unknown((*place, "fields"), [other], theirs),
        ]
        yield from wrong
        if (there := theirs.get(other)) and not wrong:
            unique = tables[target].key == [other] or there.get("constraints", {}).get("unique")
            if not unique or there["type"] != table.fields[own]["type"]:
                message = f"{other} is no key of {target}, or of another type than {own}."
                yield document.at("NMG724", (*place, "fields"), message)


def header_findings(file: Lines, table: Table) -> list[Finding]:
    """Name what is wrong with a header, at the first column that is not as in the schema."""
    line, names = file.lines[0], list(table.fields)
    cells = unquoted(line)
    labels = cells if isinstance(cells, list) else line.split(",")
    if labels == names:
        return []
    other = next((mark for mark in ";\t|" if line.count(mark) >= len(names) // 2), None)
    if len(labels) == 1 and other:
        message = f"The cells are separated by {other!r}, not by commas."
        return [file.at("NMG207", 1, 1, message, expected=",", found=other)]
    i = next((i for i, name in enumerate(names) if labels[i : i + 1] != [name]), len(names))
    i = min(i, len(labels) - 1)
    missing = [name for name in names if name not in labels]
    more = sorted(map(repr, Counter(labels) - Counter(names)))
    message, hint = "The columns are not in the order of the schema.", None
    if labels[1:] == names:
        message = "The first column numbers the rows: pandas wrote its index."
        hint = "Write the file with to_csv(…, index=False)."
    elif missing or more:
        lists = {"Missing": missing, "Not in the schema, or twice": more}
        message = " ".join(f"{what}: {', '.join(part)}." for what, part in lists.items() if part)
    column = len(",".join(labels[:i])) + (2 if i else 1)
    place = {"expected": names[i] if i < len(names) else None, "found": shorten(labels[i])}
    return [file.at("NMG201", 1, column, shorten(message, 200), **place, hint=hint)]
