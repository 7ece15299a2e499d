"""What changed between two states of a package, and which version bump that asks for.

``compare`` gives plain data; ``text`` and ``markdown`` are two small functions over it.
The verdict follows the Data Package version recipe: an id, field or type that goes or
changes is major, what is added is minor, a correction is a patch.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from ._descriptor import Json, fields
from ._errors import NmgDataError
from ._render.markdown import escape, fit
from ._terminal import printable
from .checks import sound_sheets
from .checks._model import Sheet
from .checks.descriptor import SEMVER
from .checks.read import MISSING, Folder, Refused, open_package, read_inside

LEVELS = ("none", "patch", "minor", "major")
CHANGELOG = "CHANGELOG.md"
UNRELEASED = "Unreleased"
SHOWN = 50
"""Rows of one table that the Markdown form shows of each sort; a pull request has limits."""
CELL = 60
"""Characters of a cell that are shown."""

Key = tuple[str, ...]


@dataclass(frozen=True)
class State:
    """One state of a package: its descriptor, schemas, headers and rows by key."""

    name: str
    descriptor: Json
    schemas: dict[str, Json]
    headers: dict[str, list[str]]
    rows: dict[str, dict[Key, dict[str, str]]]
    base: Path | None = None
    """Folder that it was read from; None for an archive and for a revision."""
    revision: str | None = None

    @property
    def version(self) -> str:
        """The version that the descriptor gives."""
        return str(self.descriptor.get("version", ""))


def read_state(where: str) -> State:
    """Read a folder, a wheel, or a git revision of the repository at hand."""
    path = Path(where)
    if path.exists():
        return _state(open_package(path))
    with tempfile.TemporaryDirectory() as made:
        archive = Path(made) / "revision.zip"
        archive.write_bytes(_archive(where))
        folder = open_package(archive)
    folder.name = where
    return replace(_state(folder), revision=where)


def read_changelog(state: State) -> str | None:
    """Read the changelog beside the data of a folder or revision, or None where there is none."""
    if state.revision is not None:
        done = _git("cat-file", "blob", f"{state.revision}:{CHANGELOG}")
        return None if done.returncode else done.stdout.decode("utf-8", "replace")
    return None if state.base is None else read_text(state.base, CHANGELOG)


def read_text(base: Path, name: str) -> str | None:
    """Read a regular file of a folder without leaving it, or None where there is none."""
    try:
        data = read_inside(base, name)
    except Refused as refused:
        if refused.code == MISSING:
            return None
        raise NmgDataError(f"{name}: {refused.message}") from refused
    return data.decode("utf-8", "replace")


def _archive(revision: str) -> bytes:
    """Return the data files of a git revision as a zip; nothing is checked out or run."""
    hint = "Give a folder, a wheel, or a git revision such as HEAD~1 or v0.1.0."
    if not re.fullmatch(r"[\w][\w./^~@{}+-]*", revision):
        raise NmgDataError(f"{printable(revision)!r} is neither a path nor a git revision. {hint}")
    try:
        done = _git("archive", "--format=zip", revision, "datapackage.json", "data", "schemas")
    except OSError as error:
        raise NmgDataError(f"{revision!r} is no path, and git cannot be run. {hint}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
        raise NmgDataError(
            f"{revision!r} is no path, and git has no such data ({printable(said)}). {hint}"
        )
    return done.stdout


def _git(*words: str) -> subprocess.CompletedProcess[bytes]:
    """Run git at the top of the repository at hand."""
    top = subprocess.run(
        ["git", "rev-parse", "--show-toplevel"], capture_output=True, text=True, check=False
    ).stdout.strip()
    return subprocess.run(["git", *words], capture_output=True, check=False, cwd=top or None)


def _state(folder: Folder) -> State:
    sheets = sound_sheets(folder)
    assert folder.descriptor is not None
    headers, rows = {}, {}
    for name, one in sheets.items():
        headers[name], rows[name] = _rows(folder.name, one)
    # The keys as lists, and the missing values as they are written.
    schemas = {
        one.name: sheets[one.name].schema | {"missingValues": one.schema.value.get("missingValues")}
        for one in folder.resources
        if one.schema is not None
    }
    return State(folder.name, folder.descriptor.value, schemas, headers, rows, folder.base)


def _rows(name: str, sheet: Sheet) -> tuple[list[str], dict[Key, dict[str, str]]]:
    """Return the header and the rows by key; a broken file is refused with its line."""
    key, path, content = sheet.schema["primaryKey"], sheet.path, sheet.file.text
    if content is None:
        raise NmgDataError(f"{name}: {path}: this is not UTF-8. Save it as UTF-8 first.")
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    found: dict[Key, dict[str, str]] = {}
    try:
        header = next(reader, [])
        missing = [part for part in key if part not in header]
        if missing:
            raise NmgDataError(f"{name}: {path}:1: the header lacks the key {', '.join(missing)}.")
        if len(set(header)) < len(header):
            raise NmgDataError(f"{name}: {path}:1: the header names a column twice.")
        for record in reader:
            if len(record) != len(header):
                raise NmgDataError(
                    f"{name}: {path}:{reader.line_num}: "
                    f"expected {len(header)} cells, found {len(record)}."
                )
            row = dict(zip(header, record, strict=True))
            one = tuple(row[part] for part in key)
            if one in found:
                raise NmgDataError(
                    f"{name}: {path}:{reader.line_num}: the key {'/'.join(one)!r} stands twice."
                )
            found[one] = row
    except csv.Error as error:
        raise NmgDataError(f"{name}: {path}:{reader.line_num}: {error}.") from error
    return header, found


def compare(old: State, new: State) -> Json:
    """Return what changed as plain data, with the verdict and its reasons."""
    reasons: list[Json] = []
    tables: Json = {}
    for name in [*old.rows, *[name for name in new.rows if name not in old.rows]]:
        if name not in new.rows:
            reasons.append(_reason("major", f"table {name} removed"))
        elif name not in old.rows:
            reasons.append(_reason("minor", f"table {name} added, {len(new.rows[name])} rows"))
        else:
            change = _table(old.rows[name], new.rows[name])
            change["fields"] = _fields(old.schemas[name], new.schemas[name])
            if not (_as_described(old, name) and _as_described(new, name)):
                change["fields"] += _names("column", old.headers[name], new.headers[name])
            if any(change.values()):
                tables[name] = change
                reasons += _reasons(name, change)
    reasons += _metadata(old, new)
    level = max((one["level"] for one in reasons), key=LEVELS.index, default="none")
    return {
        "old": {"name": old.name, "version": old.version},
        "new": {"name": new.name, "version": new.version},
        "verdict": level,
        "reasons": sorted(reasons, key=lambda one: -LEVELS.index(one["level"])),
        "tables": tables,
    }


def _as_described(state: State, name: str) -> bool:
    """Whether a table has the columns that its schema names."""
    return state.headers[name] == [one["name"] for one in fields(state.schemas[name])]


def _reason(level: str, what: str) -> Json:
    return {"level": level, "what": what}


def _table(old: dict[Key, dict[str, str]], new: dict[Key, dict[str, str]]) -> Json:
    changed = []
    for key in old.keys() & new.keys():
        before, after = old[key], new[key]
        cells = {
            field: [before.get(field), after.get(field)]
            for field in [*after, *[name for name in before if name not in after]]
            if field in before and field in after and before[field] != after[field]
        }
        if cells:
            changed.append({"key": list(key), "cells": cells})
    return {
        "added": [new[key] for key in sorted(new.keys() - old.keys())],
        "removed": [old[key] for key in sorted(old.keys() - new.keys())],
        "changed": sorted(changed, key=lambda one: one["key"]),
    }


def _fields(old: Json, new: Json) -> list[Json]:
    """Return the changes of fields, keys and constraints, each with its level."""
    before = {str(one["name"]): one for one in fields(old)}
    after = {str(one["name"]): one for one in fields(new)}
    found = _names("field", list(before), list(after))
    common = [name for name in before if name in after]
    for name in common:
        found += _field(name, before[name], after[name])
    keys = ("primaryKey", "foreignKeys", "uniqueKeys", "missingValues")
    for part in [*keys, *sorted((old.keys() | new.keys()) - {"fields", *keys})]:
        if old.get(part) != new.get(part):
            found.append(_reason("major" if part in keys else "patch", f"{part} changed"))
    return found


def _names(kind: str, old: list[str], new: list[str]) -> list[Json]:
    """Return which fields or columns went, came, or stand in another order."""
    found = [_reason("major", f"{kind} {name} removed") for name in old if name not in new]
    found += [_reason("major", f"{kind} {name} added") for name in new if name not in old]
    if [name for name in old if name in new] != [name for name in new if name in old]:
        found.append(_reason("major", f"{kind}s reordered"))
    return found


def _field(name: str, old: Json, new: Json) -> list[Json]:
    found = [
        _reason("major", f"{name}: {part} {old.get(part)!r} → {new.get(part)!r}")
        for part in ("type", "format", "unit")
        if old.get(part) != new.get(part)
    ]
    before, after = old.get("constraints", {}), new.get("constraints", {})
    for part in sorted(before.keys() | after.keys()):
        if before.get(part) != after.get(part):
            level = "major" if _tighter(part, before.get(part), after.get(part)) else "minor"
            word = "tightened" if level == "major" else "relaxed"
            found.append(_reason(level, f"{name}: constraint {part} {word}"))
    told = {"type", "format", "unit", "constraints", "name"}
    if before.get("enum") != after.get("enum"):
        told |= {"categories", "labels_zh"}  # they follow the enum
    # What is left is wording.
    words = [
        part for part in sorted((old.keys() | new.keys()) - told) if old.get(part) != new.get(part)
    ]
    found += [_reason("patch", f"{name}: {part} changed") for part in words]
    return found


def _tighter(part: str, old: object, new: object) -> bool:
    """Say whether a constraint refuses what it let pass before."""
    if new is None or (part in ("required", "unique") and new is False):
        return False
    if old is None or (part in ("required", "unique") and old is False):
        return True
    if isinstance(old, list) and isinstance(new, list):
        return not set(map(str, old)) <= set(map(str, new))
    if isinstance(old, int | float) and isinstance(new, int | float):
        return new > old if part in ("minimum", "exclusiveMinimum", "minLength") else new < old
    return True  # two patterns: which is narrower cannot be known


def _reasons(name: str, change: Json) -> list[Json]:
    found = [_reason(one["level"], f"{name}: {one['what']}") for one in change["fields"]]
    for sort, level in (("removed", "major"), ("added", "minor"), ("changed", "patch")):
        if change[sort]:
            count = len(change[sort])
            found.append(_reason(level, f"{name}: {count} row{'s' * (count > 1)} {sort}"))
    return found


def _metadata(old: State, new: State) -> list[Json]:
    """Return changes of the descriptor beside the tables; the version itself is none."""
    apart = {"version", "created", "resources"}
    found = [
        _reason("major" if part == "name" else "patch", f"descriptor: {part} changed")
        for part in sorted((old.descriptor.keys() | new.descriptor.keys()) - apart)
        if old.descriptor.get(part) != new.descriptor.get(part)
    ]
    before = {one["name"]: one for one in old.descriptor["resources"]}
    if _order(old, new) != _order(new, old):
        found.append(_reason("patch", "descriptor: resources reordered"))
    for one in new.descriptor["resources"]:
        if one["name"] in before and one != before[one["name"]]:
            moved = one.get("path") != before[one["name"]].get("path")
            found.append(
                _reason(
                    "major" if moved else "patch", f"descriptor: resource {one['name']} changed"
                )
            )
    return found


def _order(one: State, other: State) -> list[str]:
    return [name for name in one.rows if name in other.rows]


def bump(old: str, new: str) -> str:
    """Return which part of a version went up: none, patch, minor or major.

    Before 1.0.0 the second number stands for the first, as semantic versioning has it.

    >>> bump("1.2.3", "1.3.0"), bump("0.1.0", "0.2.0"), bump("1.0.0", "1.0.0")
    ('minor', 'major', 'none')
    """
    before, after = _numbers(old), _numbers(new)
    if after == before and _early(old) and old != new:
        return "major"  # what a pre-release holds may still change
    if after <= before:
        return "none"
    if before[0] != after[0]:
        return "major"
    if before[1] != after[1]:
        return "major" if after[0] == 0 else "minor"
    return "minor" if after[0] == 0 else "patch"


def _numbers(version: str) -> tuple[int, ...]:
    match = SEMVER.fullmatch(version)
    if match is None:
        raise NmgDataError(f"{version!r} is not a version such as 0.1.0.")
    return tuple(int(part) for part in match.groups()[:3])


def _early(version: str) -> bool:
    match = SEMVER.fullmatch(version)
    return match is not None and match[4] is not None


def check_version(
    difference: Json, old_changelog: str | None, new_changelog: str | None
) -> list[str]:
    """Return what is wrong with version and changelog for a difference; empty if nothing.

    While the version stays, a new line under ``## [Unreleased]`` is enough; the release bumps.
    """
    wanted = difference["verdict"]
    old, new = difference["old"]["version"], difference["new"]["version"]
    if wanted == "none":
        return []
    before, after = _entries(old_changelog, UNRELEASED), _entries(new_changelog, UNRELEASED)
    if old == new and after is not None:
        if set(after) - set(before or []):
            return []
        return [f"{CHANGELOG}: there is no new line under '## [{UNRELEASED}]'; say what changed."]
    if old == new:
        return [
            f"{CHANGELOG}: there is no section '## [{UNRELEASED}]' with a line on the change. "
            "Add it above the newest version, or release: "
            f"the changes ask for the version {_at_least(old, wanted)} or more ({wanted})."
        ]
    wrong = []
    if LEVELS.index(bump(old, new)) < LEVELS.index(wanted):
        wrong.append(
            f"datapackage.json: the version goes from {old} to {new}, "
            f"but the changes ask for {_at_least(old, wanted)} or more ({wanted})."
        )
    if _entries(new_changelog, new) is None:
        wrong.append(f"{CHANGELOG}: there is no entry '## [{new}]'.")
    return wrong


def _entries(changelog: str | None, version: str) -> list[str] | None:
    """Return the lines of a version in a changelog without headings, None where it has none."""
    found: list[str] | None = None
    for line in (changelog or "").splitlines():
        if line.startswith("## "):
            if found is not None:
                break
            if line.startswith(f"## [{version}]"):
                found = []
        elif found is not None and line.strip() and not line.startswith("#"):
            found.append(line.strip())
    return found


def _at_least(old: str, level: str) -> str:
    first, second, third = _numbers(old)
    if first == 0:
        level = {"major": "minor", "minor": "patch"}.get(level, level)
    if level == "major":
        return f"{first + 1}.0.0"
    return f"{first}.{second + 1}.0" if level == "minor" else f"{first}.{second}.{third + 1}"


def text(difference: Json) -> str:
    """Lay a difference out for a terminal.

    Nothing is wrapped: no cell may begin a line, where a workflow would take it for a command.
    """
    old, new = difference["old"], difference["new"]
    lines = [f"{old['name']} ({old['version']}) → {new['name']} ({new['version']})"]
    for name, change in difference["tables"].items():
        lines += ["", f"{name}: {_counts(change)}"]
        lines += [f"  ! {one['what']}" for one in change["fields"]]
        lines += [f"  + {_brief(row)}" for row in change["added"]]
        lines += [f"  - {_brief(row)}" for row in change["removed"]]
        for row in change["changed"]:
            lines.append(f"  ~ {'/'.join(row['key'])}")
            for field, (before, after) in row["cells"].items():
                lines.append(f"      {field}: {' → '.join(_parting(before, after))}")
    lines += ["", f"verdict: {difference['verdict']}"]
    lines += [f"  {one['level']}: {one['what']}" for one in difference["reasons"]]
    return "\n".join(printable(line) for line in lines)


def markdown(difference: Json) -> str:
    """Lay a difference out for a pull request, cut to what GitHub shows."""
    old, new = difference["old"], difference["new"]
    lines = [
        f"### Data: **{difference['verdict']}**, "
        f"{escape(old['version'])} → {escape(new['version'])}",
        "",
        *[f"- {one['level']}: {escape(one['what'])}" for one in difference["reasons"]],
    ]
    if not difference["reasons"]:
        lines.append("Nothing changed.")
    for name, change in difference["tables"].items():
        lines += ["", f"#### {escape(name)}: {_counts(change)}", ""]
        rows = [
            ("~", "/".join(row["key"]), field, *_parting(before, after))
            for row in change["changed"]
            for field, (before, after) in row["cells"].items()
        ]
        rows += [("+", _brief(row), "", "", "") for row in change["added"]]
        rows += [("-", _brief(row), "", "", "") for row in change["removed"]]
        if rows:
            lines += ["| | row | field | was | is |", "| --- | --- | --- | --- | --- |"]
            lines += [
                f"| {' | '.join(escape(_cell(one)) for one in row)} |" for row in rows[:SHOWN]
            ]
        if len(rows) > SHOWN:
            lines += ["", f"and {len(rows) - SHOWN} more"]
    return fit("\n".join(lines) + "\n")


def _counts(change: Json) -> str:
    parts = [
        f"{len(change[sort])} {sort}" for sort in ("added", "removed", "changed") if change[sort]
    ]
    return ", ".join([*parts, *["fields changed"] * bool(change["fields"])])


def _brief(row: dict[str, str]) -> str:
    return _cell(", ".join(cell for cell in row.values() if cell))


def _parting(before: str, after: str) -> tuple[str, str]:
    """Return two cells to show, long ones from shortly before the place where they part."""
    pairs = zip(before, after, strict=False)
    shorter = min(len(before), len(after))
    same = next((n for n, (one, other) in enumerate(pairs) if one != other), shorter)
    if max(len(before), len(after)) <= CELL or same < CELL // 2:
        return _cell(before), _cell(after)
    start = same - CELL // 4
    return _cell("…" + before[start:]), _cell("…" + after[start:])


def _cell(cell: str) -> str:
    shown = printable(cell)
    return shown if len(shown) <= CELL else shown[: CELL - 1] + "…"
