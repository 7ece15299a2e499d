"""NMG70x to NMG72x: the descriptor and the schemas, as far as they could be read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any, get_args

from .._descriptor import Json
from .._errors import Names, UnknownNameError
from .._tables import TableName
from ._json import Document, brief
from ._model import Hit
from ._rule import rule
from ._shape import MAX_PATTERN, names, problems
from .bytes import BIDI, CONTROL, PRIVATE, ZERO_WIDTH
from .patterns import compiles
from .read import BAD_JSON, CHANGED, MISSING, ODD_FILE, SHAPE, UNREADABLE, UNSAFE, Folder, Resource

PROFILE = "https://datapackage.org/profiles/2.0/"
EVIDENCE = ("key", "cited", "stated", "own", "derived", "inline")
SEMVER = re.compile(
    r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})"
    r"(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?"
)
FORM = {
    "type": "table",
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8",
    "dialect": {"delimiter": ","},
}


def documents(folder: Folder) -> Iterator[Document]:
    """Yield the descriptor and the schemas that could be read."""
    if folder.descriptor:
        yield folder.descriptor
    for one in folder.resources:
        if one.schema:
            yield one.schema


def schemas(folder: Folder) -> Iterator[tuple[Resource, Document, list[Json]]]:
    """Yield the schemas whose fields can be looked at."""
    for one in folder.resources:
        if one.schema and isinstance(one.schema.value.get("fields"), list):
            fields = one.schema.value["fields"]
            if fields and all(isinstance(field, dict) for field in fields):
                yield one, one.schema, fields


@rule(
    "NMG701",
    "invalid-json",
    "descriptor",
    summary="The descriptor and the schemas are JSON objects: no key twice, no NaN, "
    "at most 32 levels and 4 MiB.",
    mend="Correct the JSON at this place.",
    good='{"name": "ports"}',
    bad='{"name": "ports", "name": "ports"}',
)
def invalid_json(folder: Folder) -> Iterator[Hit]:
    """Report what the reader of JSON refused."""
    yield from folder.faults_of(BAD_JSON)


@rule(
    "NMG702",
    "unsafe-path",
    "descriptor",
    summary="Paths are relative, stay inside the folder, and are no URLs.",
    mend="Put the file into the folder and write its path from there; nothing is fetched.",
    good="data/ports.csv",
    bad="../ports.csv",
)
def unsafe_path(folder: Folder) -> Iterator[Hit]:
    """Report the paths that were not followed."""
    yield from folder.faults_of(UNSAFE)


@rule(
    "NMG703",
    "unreadable-file",
    "descriptor",
    summary="Every file that the descriptor names can be read.",
    mend="Look at the permissions of the file, or restore it.",
    good="a readable file",
    bad="a file without read permission",
)
def unreadable_file(folder: Folder) -> Iterator[Hit]:
    """Report the files that the system would not give."""
    yield from folder.faults_of(UNREADABLE)


@rule(
    "NMG704",
    "missing-file",
    "descriptor",
    summary="Every file that the descriptor names is there.",
    mend="Restore the file, or take it out of the descriptor.",
    good="data/ports.csv in the folder",
    bad="data/ports.csv named but not there",
)
def missing_file(folder: Folder) -> Iterator[Hit]:
    """Report the files that are not there."""
    yield from folder.faults_of(MISSING)


@rule(
    "NMG705",
    "odd-file",
    "descriptor",
    summary="A file is a regular file inside the folder: no link out of it, device or pipe, "
    "and at most 512 MiB.",
    mend="Put the file itself into the folder.",
    good="data/ports.csv",
    bad="data/ports.csv → /etc/passwd",
)
def odd_file(folder: Folder) -> Iterator[Hit]:
    """Report the files that were not opened or not read to the end."""
    yield from folder.faults_of(ODD_FILE)


@rule(
    "NMG706",
    "changed-while-read",
    "descriptor",
    summary="No file changes while it is read.",
    mend="Let the other program finish, and validate again.",
    good="(a file at rest)",
    bad="(a file that is being written)",
)
def changed_while_read(folder: Folder) -> Iterator[Hit]:
    """Report the files that were not the same before and after."""
    yield from folder.faults_of(CHANGED)


@rule(
    "NMG707",
    "wrong-shape",
    "descriptor",
    summary="The descriptor and the schemas have the parts that the checks need, "
    "and no constraint that nobody checks.",
    mend="Write the part as in the schemas of the other tables.",
    good='"primaryKey": ["port_id"]',
    bad='"primaryKey": 1',
)
def wrong_shape(folder: Folder) -> Iterator[Hit]:
    """Report what keeps a resource or a schema from being used."""
    yield from folder.faults_of(SHAPE)
    for one in folder.resources:
        if one.schema:
            yield from problems(one.schema)


@rule(
    "NMG708",
    "unknown-part",
    "descriptor",
    summary="Keys name fields and resources that are there.",
    mend="Correct the name.",
    good='"primaryKey": ["port_id"]',
    bad='"primaryKey": ["port"]',
)
def unknown_part(folder: Folder) -> Iterator[Hit]:
    """Look up the fields and resources of all keys."""
    known = {
        one.name: [field.get("name") for field in fields] for one, _, fields in schemas(folder)
    }
    tables = [one.name for one in folder.resources]
    for one, document, _ in schemas(folder):
        own = known[one.name]
        for pointer, name in key_fields(document.value):
            if name not in own:
                yield _unknown(document, pointer, "field", name, own)
        for i, target, theirs in references(document.value):
            table = one.name if target is None else target
            if table not in tables:
                pointer = ("foreignKeys", i, "reference", "resource")
                yield _unknown(document, pointer, "resource", table, tables)
                continue
            for name in theirs:
                if table in known and name not in known[table]:
                    pointer = ("foreignKeys", i, "reference", "fields")
                    yield _unknown(document, pointer, f"field of {table}", name, known[table])


def key_fields(schema: Json) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the names of own fields that the keys of a schema use, with their places."""
    for name in names(schema.get("primaryKey")) or []:
        yield ("primaryKey",), name
    unique = schema.get("uniqueKeys")
    for i, one in enumerate(unique if isinstance(unique, list) else []):
        for name in names(one) or []:
            yield ("uniqueKeys", i), name
    foreign = schema.get("foreignKeys")
    for i, one in enumerate(foreign if isinstance(foreign, list) else []):
        for name in (names(one.get("fields")) or []) if isinstance(one, dict) else []:
            yield ("foreignKeys", i, "fields"), name


def references(schema: Json) -> Iterator[tuple[int, str | None, list[str]]]:
    """Yield number, resource and fields of the references of a schema."""
    foreign = schema.get("foreignKeys")
    for i, one in enumerate(foreign if isinstance(foreign, list) else []):
        target = one.get("reference") if isinstance(one, dict) else None
        if isinstance(target, dict):
            table = target.get("resource") or None
            yield i, table if isinstance(table, str) else None, names(target.get("fields")) or []


def _unknown(
    document: Document, pointer: tuple[str | int, ...], kind: str, name: str, known: list[Any]
) -> Hit:
    near = Names(one for one in known if isinstance(one, str)).closest(name)
    return document.hit(
        pointer,
        f"There is no {kind} {brief(name, 60)!r}.",
        found=name,
        hint=f"Did you mean {near!r}?" if near else None,
    )


@rule(
    "NMG709",
    "unsafe-pattern",
    "descriptor",
    summary="A pattern is a regular expression of at most 500 characters, fast on every cell.",
    mend="Write a simpler pattern: no repetition inside a repetition of the same characters.",
    good="(?:[a-z]+(?:_[a-z]+)*)",
    bad="(?:([a-z]+)+)",
)
def unsafe_pattern(folder: Folder) -> Iterator[Hit]:
    """Report patterns that do not compile, and those that took too long."""
    yield from folder.faults_of("NMG709")
    for _, document, fields in schemas(folder):
        for i, field in enumerate(fields):
            pattern = limits(field).get("pattern")
            if not isinstance(pattern, str):
                continue
            why = "it is too long" if len(pattern) > MAX_PATTERN else compiles(pattern)
            if why:
                yield document.hit(
                    ("fields", i, "constraints", "pattern"),
                    f"The pattern of {brief(field.get('name'), 40)} cannot be used: {why}.",
                    found=pattern,
                    field=brief(field.get("name"), 40),
                )


def limits(field: Json) -> Json:
    """Return the constraints of a field, none where they are no object."""
    found = field.get("constraints")
    return found if isinstance(found, dict) else {}


@rule(
    "NMG710",
    "ungrouped-pattern",
    "descriptor",
    summary="A pattern stands in one group, since libraries anchor only the ends of a|b.",
    mend="Write (?:…) around the whole pattern.",
    good="(?:a|b)",
    bad="a|b",
)
def ungrouped_pattern(folder: Folder) -> Iterator[Hit]:
    """Find patterns that some reader would anchor wrongly."""
    for _, document, fields in schemas(folder):
        for i, field in enumerate(fields):
            pattern = limits(field).get("pattern")
            if isinstance(pattern, str) and not grouped(pattern):
                name = brief(field.get("name"), 40)
                yield document.hit(
                    ("fields", i, "constraints", "pattern"),
                    f"The pattern of {name} does not stand in one group.",
                    expected=f"(?:{brief(pattern, 80)})",
                    found=pattern,
                    field=name,
                )


def grouped(pattern: str) -> bool:
    """Say whether ``(?:`` at the start is closed by the last character.

    >>> grouped("(?:a|b)"), grouped("(?:a)|(?:b)"), grouped("a")
    (True, False, False)
    """
    if not pattern.startswith("(?:"):
        return False
    depth = 0
    in_class = False
    marks = re.finditer(r"\\.|[\[\]()]", pattern, re.DOTALL)
    for mark in marks:
        found = mark.group()
        if in_class:
            in_class = found != "]"
        elif found == "[":
            in_class = True
        elif found in "()":
            depth += 1 if found == "(" else -1
            if depth == 0:
                return mark.end() == len(pattern)
    return False


@rule(
    "NMG711",
    "profile",
    "descriptor",
    summary="The descriptor and the schemas say that they are Data Package 2.0.",
    mend="Write the $schema of Data Package 2.0; it is never fetched.",
    good=f'"$schema": "{PROFILE}tableschema.json"',
    bad='"$schema": "https://example.org/my.json"',
)
def profile(folder: Folder) -> Iterator[Hit]:
    """Compare $schema, without which libraries fall back to version 1."""
    for document in documents(folder):
        kind = "datapackage" if document is folder.descriptor else "tableschema"
        expected = f"{PROFILE}{kind}.json"
        if document.value.get("$schema") != expected:
            found = document.value.get("$schema", "none")
            message = "The $schema is not that of Data Package 2.0."
            yield document.hit(("$schema",), message, expected=expected, found=found)


@rule(
    "NMG712",
    "untitled",
    "descriptor",
    summary="The package, every table and every field of nmg-data have title and description "
    "in English and Chinese.",
    mend="Write the missing title or description.",
    good='"title": "Ports", "title_zh": "口岸"',
    bad='"title": "Ports"',
)
def untitled(folder: Folder) -> Iterator[Hit]:
    """Look for the four texts everywhere."""
    if not folder.own or folder.descriptor is None:
        return
    descriptor = folder.descriptor
    yield from _texts(descriptor, (), descriptor.value, "The package")
    for one in folder.resources:
        yield from _texts(descriptor, ("resources", one.index), one.described, one.name)
    for _, document, fields in schemas(folder):
        for i, field in enumerate(fields):
            yield from _texts(document, ("fields", i), field, brief(field.get("name"), 40))


def _texts(
    document: Document, pointer: tuple[str | int, ...], part: Json, what: str
) -> Iterator[Hit]:
    for key in ("title", "title_zh", "description", "description_zh"):
        text = part.get(key)
        if not isinstance(text, str) or not text.strip():
            yield document.hit((*pointer, key), f"{what} has no {key}.", expected="a text")
        elif key == "description_zh" and text.isascii():
            message = f"The {key} of {what} is not Chinese."
            yield document.hit((*pointer, key), message, found=text)


@rule(
    "NMG713",
    "evidence",
    "descriptor",
    summary="Every field of nmg-data says where its values come from.",
    mend="Write one of key, cited, stated, own, derived or inline.",
    good='"evidence": "cited"',
    bad='"evidence": "seen"',
)
def evidence(folder: Folder) -> Iterator[Hit]:
    """Check the custom key evidence."""
    if not folder.own:
        return
    for _, document, fields in schemas(folder):
        for i, field in enumerate(fields):
            found = field.get("evidence")
            if found not in EVIDENCE:
                name = brief(field.get("name"), 40)
                yield document.hit(
                    ("fields", i, "evidence"),
                    f"{name} does not say where its values come from.",
                    expected=", ".join(EVIDENCE),
                    found=found,
                    field=name,
                )


@rule(
    "NMG714",
    "closed-list",
    "descriptor",
    summary="enum, categories and the Chinese labels of a field list the same values.",
    mend="Add or delete the value in all three.",
    good='"enum": ["road"], "categories": [{"value": "road", "label": "road"}]',
    bad='"enum": ["road", "rail"], "categories": [{"value": "road", "label": "road"}]',
)
def closed_list(folder: Folder) -> Iterator[Hit]:
    """Compare the three places where the values of a closed list stand."""
    for _, document, fields in schemas(folder):
        for i, field in enumerate(fields):
            listed = limits(field).get("enum")
            categories, labels = field.get("categories"), field.get("labels_zh")
            if listed is None and categories is None and labels is None:
                continue
            name = brief(field.get("name"), 40)
            values = [
                one.get("value") if isinstance(one, dict) else one
                for one in (categories if isinstance(categories, list) else [])
            ]
            if values != listed:
                yield document.hit(
                    ("fields", i, "categories"),
                    f"The categories of {name} are not its enum.",
                    expected=brief(listed),
                    found=brief(values),
                    field=name,
                )
            if folder.own and (list(labels) if isinstance(labels, dict) else None) != listed:
                yield document.hit(
                    ("fields", i, "labels_zh"),
                    f"The Chinese labels of {name} are not for the values of its enum.",
                    expected=brief(listed),
                    found=brief(list(labels) if isinstance(labels, dict) else labels),
                    field=name,
                )


@rule(
    "NMG715",
    "missing-values",
    "descriptor",
    summary="A missing value is an empty cell and nothing else; booleans are true and false.",
    mend='Write "missingValues": [""] into the schema.',
    good='"missingValues": [""]',
    bad='"missingValues": ["", "NA"]',
)
def missing_values(folder: Folder) -> Iterator[Hit]:
    """Compare what a schema takes for missing, true and false."""
    for _, document, fields in schemas(folder):
        if document.value.get("missingValues") != [""]:
            found = document.value.get("missingValues", "none")
            message = "The schema has another idea of what is missing."
            yield document.hit(("missingValues",), message, expected='[""]', found=found)
        for i, field in enumerate(fields):
            for key, usual in (("trueValues", ["true"]), ("falseValues", ["false"])):
                if field.get("type") == "boolean" and field.get(key) != usual:
                    message = f"{key} of {brief(field.get('name'), 40)} is not {brief(usual)}."
                    place = ("fields", i, key)
                    yield document.hit(place, message, expected=brief(usual), found=field.get(key))
            if "missingValues" in field:
                message = "A field has missing values of its own."
                yield document.hit(("fields", i, "missingValues"), message)


@rule(
    "NMG716",
    "table-form",
    "descriptor",
    summary="Every resource says that it is a CSV table in UTF-8 with commas, "
    "since libraries guess what is not said.",
    mend="Write type, format, mediatype, encoding and dialect as for the other tables.",
    good='"encoding": "utf-8", "dialect": {"delimiter": ","}',
    bad='"encoding": "gbk"',
)
def table_form(folder: Folder) -> Iterator[Hit]:
    """Compare the form that each resource declares."""
    if folder.descriptor is None:
        return
    for one in folder.resources:
        for key, expected in FORM.items():
            if one.described.get(key) != expected:
                yield folder.descriptor.hit(
                    ("resources", one.index, key),
                    f"The {key} of {one.name} is not the usual one.",
                    expected=brief(expected),
                    found=one.described.get(key, "none"),
                )


@rule(
    "NMG717",
    "optional-key",
    "descriptor",
    summary="The first field of a primary key is required, the only one above all.",
    mend='Write "required": true into the constraints of the field.',
    good='"constraints": {"required": true}',
    bad='"constraints": {}',
)
def optional_key(folder: Folder) -> Iterator[Hit]:
    """Find keys that may be empty, which libraries take for sound in composite keys."""
    for _, document, fields in schemas(folder):
        first = (names(document.value.get("primaryKey")) or [""])[0]
        for i, field in enumerate(fields):
            if field.get("name") == first and limits(field).get("required") is not True:
                message = f"{first} is the key but not required."
                place = ("fields", i, "constraints")
                yield document.hit(place, message, expected='"required": true', field=first)


@rule(
    "NMG718",
    "unlisted-file",
    "descriptor",
    summary="Every file in data/ and schemas/ is named by the descriptor.",
    mend="Add a resource for the file, or delete it.",
    good="data/ports.csv, named by the descriptor",
    bad="data/ports (copy).csv",
)
def unlisted_file(folder: Folder) -> Iterator[Hit]:
    """Find files that nothing refers to."""
    if folder.descriptor is None:
        return
    entries = folder.descriptor.value.get("resources")
    named = {
        one.get(key)
        for one in (entries if isinstance(entries, list) else [])
        if isinstance(one, dict)
        for key in ("path", "schema")
        if isinstance(one.get(key), str)
    }
    for path in folder.listed:
        if path not in named:
            yield Hit(file=path, message="The descriptor does not name this file.")


@rule(
    "NMG719",
    "table-names",
    "descriptor",
    summary="The tables of nmg-data are those that its code names.",
    # A table that a contribution adds comes with code, which is not at work where it is judged.
    severity="warning",
    mend="Add the name to TableName in _tables.py, in the order of the descriptor.",
    good="fifteen resources, fifteen names",
    bad="a sixteenth resource",
)
def table_names(folder: Folder) -> Iterator[Hit]:
    """Compare the descriptor with the names that editors and type checkers know."""
    if not folder.own or folder.descriptor is None:
        return
    expected, found = list(get_args(TableName)), [one.name for one in folder.resources]
    if expected != found and not folder.faults:
        wrong = next((one for one in found if one not in expected), None) or next(
            (one for one in expected if one not in found), "the order"
        )
        yield folder.descriptor.hit(
            ("resources",),
            f"The tables are not those of the code, first {wrong!r}.",
            expected=", ".join(expected),
            found=", ".join(found),
        )


@rule(
    "NMG720",
    "version",
    "descriptor",
    summary="The package has a semantic version.",
    mend="Write three numbers parted by points.",
    good='"version": "1.2.0"',
    bad='"version": "1.2"',
)
def version(folder: Folder) -> Iterator[Hit]:
    """Check the one version number of data and code."""
    if folder.descriptor is None:
        return
    found = folder.descriptor.value.get("version")
    if not isinstance(found, str) or not SEMVER.fullmatch(found):
        message = "The version is not MAJOR.MINOR.PATCH."
        yield folder.descriptor.hit(("version",), message, expected="such as 1.2.0", found=found)


@rule(
    "NMG721",
    "licence",
    "descriptor",
    summary="The package names a licence, each with name, title and web address.",
    mend="Write name, title and path of the licence.",
    good='{"name": "CC-BY-4.0", "path": "https://…", "title": "…"}',
    bad='"licenses": []',
)
def licence(folder: Folder) -> Iterator[Hit]:
    """Check the list of licences."""
    if folder.descriptor is None:
        return
    found = folder.descriptor.value.get("licenses")
    if not isinstance(found, list) or not found:
        yield folder.descriptor.hit(("licenses",), "The package names no licence.", found=found)
        return
    for i, one in enumerate(found):
        lacking = [
            key
            for key in ("name", "path", "title")
            if not isinstance(one, dict) or not isinstance(one.get(key), str)
        ]
        if lacking:
            message = f"The licence has no {lacking[0]}."
            yield folder.descriptor.hit(("licenses", i), message, found=one)


@rule(
    "NMG722",
    "hidden-text",
    "descriptor",
    summary="No text of the descriptor holds hidden characters, written as escapes or not.",
    mend="Delete the character.",
    good='"title": "Ports"',
    bad='"title": "\\\\u202estroP"',
)
def hidden_text(folder: Folder) -> Iterator[Hit]:
    """Find controls and invisible characters that JSON escapes can smuggle in."""
    hidden = re.compile("|".join(one.pattern for one in (CONTROL, BIDI, ZERO_WIDTH, PRIVATE)))
    for document in documents(folder):
        if "\\" not in (document.file.text or ""):
            continue
        for pointer, text in _strings((), document.value):
            match = hidden.search(text)
            if match:
                message = f"The text holds U+{ord(match.group()):04X}, which cannot be seen."
                yield document.hit(pointer, message, found=f"U+{ord(match.group()):04X}")


def _strings(
    pointer: tuple[str | int, ...], part: Any
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(part, str):
        yield pointer, part
    elif isinstance(part, dict):
        for key, value in part.items():
            yield (*pointer, key), key
            yield from _strings((*pointer, key), value)
    elif isinstance(part, list):
        for i, value in enumerate(part):
            yield from _strings((*pointer, i), value)


@rule(
    "NMG723",
    "checksum",
    "descriptor",
    summary="Size and hash of a file are what the descriptor says, where it says them.",
    mend="Restore the file, or write its new size and hash into the descriptor.",
    good='"bytes": 3071 beside a file of 3071 bytes',
    bad='"bytes": 3071 beside a file of 3070 bytes',
)
def checksum(folder: Folder) -> Iterator[Hit]:
    """Compare bytes and hash (MD5, or with a prefix sha1, sha256 or sha512)."""
    if folder.descriptor is None:
        return
    for one in folder.resources:
        if one.csv is None:
            continue
        place = ("resources", one.index)
        size, said = one.described.get("bytes"), one.described.get("hash")
        if size is not None and size != len(one.csv.data):
            message = f"{one.csv.path} has {len(one.csv.data)} bytes."
            yield folder.descriptor.hit((*place, "bytes"), message, found=size)
        if said is None:
            continue
        kind, _, digest = said.rpartition(":") if isinstance(said, str) else ("", "", "")
        kind = kind or "md5"
        if kind not in ("md5", "sha1", "sha256", "sha512"):
            message = "The kind of the hash is not known."
            yield folder.descriptor.hit((*place, "hash"), message, found=said)
            continue
        actual = hashlib.new(kind, one.csv.data, usedforsecurity=False).hexdigest()
        if actual != digest:
            message = f"{one.csv.path} has another {kind}."
            hit = folder.descriptor.hit((*place, "hash"), message, expected=actual, found=said)
            yield hit


@rule(
    "NMG724",
    "reference-target",
    "descriptor",
    summary="A foreign key refers to the primary or a unique key of a table, of the same type.",
    mend="Refer to the primary key of the other table.",
    good='"reference": {"resource": "places", "fields": ["place_id"]}',
    bad='"reference": {"resource": "places", "fields": ["kind"]}',
)
def reference_target(folder: Folder) -> Iterator[Hit]:
    """Compare the fields of each reference with the keys of its table."""
    known = {one.name: (document.value, fields) for one, document, fields in schemas(folder)}
    for one, document, _ in schemas(folder):
        for i, target, theirs in references(document.value):
            schema, fields = known.get(target or one.name, ({}, []))
            described = {
                field["name"]: field for field in fields if isinstance(field.get("name"), str)
            }
            if not theirs or not set(theirs) <= set(described):
                continue
            unique = schema.get("uniqueKeys")
            keys = [names(key) for key in (unique if isinstance(unique, list) else [])]
            single = [[name] for name in described if limits(described[name]).get("unique") is True]
            if theirs not in [names(schema.get("primaryKey")), *keys, *single]:
                yield document.hit(
                    ("foreignKeys", i, "reference", "fields"),
                    f"{'/'.join(theirs)} of {target or one.name} is not a key.",
                    expected="a primary or unique key",
                )


def refuse_unknown_code(code: str, known: list[str]) -> None:
    """Raise for a code, or the beginning of one, that no rule has."""
    if not any(one.startswith(code) for one in known):
        raise UnknownNameError(
            f"There is no rule {code!r}. Codes look like NMG308, families like NMG3; "
            "list them with: nmg-data validate --explain all"
        )
