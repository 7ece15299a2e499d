"""What changed between two states of the data, and which version that asks for.

    python tools/diff.py OLD [NEW] [--format text|markdown|json] [--check-version]

OLD and NEW are folders, or git revisions of the repository at hand; NEW is this folder by default.
A removed or renamed id, field or type is major, what is added is minor, a correction is a patch.
Exit codes: 0, or with --check-version 1 where version or changelog do not follow; 2 could not run.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nmg_data.core.errors import NmgDataError
from nmg_data.core.package import Json, Package, Row, Table
from nmg_data.core.text import printable

LEVELS = ("none", "patch", "minor", "major")
CHANGELOG = "CHANGELOG.md"
SHOWN = 200
"""Rows of one table that are shown; a pull request has limits."""
CELL = 80
LOOSER_WHEN_GONE = ("required", "unique", "enum", "pattern", "minimum", "maximum", "maxLength")


def read_state(where: str, scratch: Path) -> Path:
    """Return the folder of a state; a git revision is unpacked into a scratch folder."""
    if Path(where).is_dir():
        return Path(where)
    if not re.fullmatch(r"\w[\w./^~@{}+-]*", where):
        raise NmgDataError(f"{printable(where)!r} is neither a folder nor a git revision.")
    wanted = ["datapackage.json", "data", "schemas", CHANGELOG]
    done = subprocess.run(["git", "archive", where, *wanted], capture_output=True, check=False)
    if done.returncode:
        reason = printable(done.stderr.decode("utf-8", "replace").strip())
        raise NmgDataError(f"{where!r} is no folder, and git has no such data ({reason}).")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(scratch, filter="data")
    return scratch


def compare(old: Package, new: Package) -> Json:
    """Return what changed as plain data, with the verdict and its reasons."""
    tables: Json = {}
    reasons = [*compare_descriptors(old.descriptor, new.descriptor)]
    loosened: list[str] = []
    for name in dict.fromkeys([*old.resources, *new.resources]):
        if name not in new.resources:
            reasons.append(("major", f"table {name} removed"))
        elif name not in old.resources:
            reasons.append(("minor", f"table {name} added"))
        else:
            before, after = old.table(name), new.table(name)
            tables[name] = compare_rows(before, after)
            for level, what, looser in compare_schemas(before.schema, after.schema):
                reasons.append((level, f"{name}: {what}"))
                loosened += [f"{name}: {what}"] if looser else []
            for sort, level in (("removed", "major"), ("added", "minor"), ("changed", "patch")):
                if tables[name][sort]:
                    reasons.append((level, f"{name}: {len(tables[name][sort])} {sort}"))
    verdict = max((level for level, _ in reasons), key=LEVELS.index, default="none")
    return {
        "old": old.version,
        "new": new.version,
        "verdict": verdict,
        "loosened": loosened,
        "reasons": sorted(reasons, key=lambda reason: -LEVELS.index(reason[0])),
        "tables": {name: change for name, change in tables.items() if any(change.values())},
    }


def compare_rows(old: Table, new: Table) -> dict[str, Any]:
    """Return the keys added and removed, and the cells changed with what they were and are."""
    changed = {}
    for key in old.by_key.keys() & new.by_key.keys():
        before, after = old.by_key[key], new.by_key[key]
        cells = {
            field: [before[field], after[field]]
            for field in after
            if field in before and before[field] != after[field]
        }
        if cells:
            changed[key] = cells
    return {
        "added": sorted(new.by_key.keys() - old.by_key.keys()),
        "removed": sorted(old.by_key.keys() - new.by_key.keys()),
        "changed": dict(sorted(changed.items())),
    }


def compare_schemas(old: Json, new: Json) -> Iterator[tuple[str, str, bool]]:
    """Yield level, words, and whether the schema now accepts more than before."""
    before = {field["name"]: field for field in old["fields"]}
    after = {field["name"]: field for field in new["fields"]}
    for name in before.keys() - after.keys():
        yield "major", f"field {name} removed", True
    for name in after.keys() - before.keys():
        yield "major", f"field {name} added", False
    if [name for name in before if name in after] != [name for name in after if name in before]:
        yield "major", "fields reordered", False
    for part in ("primaryKey", "foreignKeys", "uniqueKeys", "missingValues"):
        if old.get(part) != new.get(part):
            fewer = len(new.get(part) or []) < len(old.get(part) or [])
            yield "major", f"{part} changed", fewer or part == "missingValues"
    for name in sorted(before.keys() & after.keys()):
        for level, what, looser in compare_fields(before[name], after[name]):
            yield level, f"{name}: {what}", looser


def compare_fields(old: Json, new: Json) -> Iterator[tuple[str, str, bool]]:
    """Yield the changes of one field: what it may hold, where its values come from, its words."""
    for part in ("type", "format", "unit", "evidence", "script"):
        if old.get(part) != new.get(part):
            looser = new.get(part) == "string" or part in ("evidence", "script")
            yield "major", f"{part} {old.get(part)!r} → {new.get(part)!r}", looser
    before, after = old.get("constraints", {}), new.get("constraints", {})
    for part in sorted(before.keys() | after.keys()):
        if before.get(part) != after.get(part):
            change = direction(part, before.get(part), after.get(part))
            level = "minor" if change == "loosened" else "major"
            yield level, f"constraint {part} {change}", change != "tightened"
    named = {"type", "format", "unit", "evidence", "script", "constraints", "name"}
    words = [
        part for part in sorted((old.keys() | new.keys()) - named) if old.get(part) != new.get(part)
    ]
    if words:
        yield "patch", f"{', '.join(words)} reworded", False


def direction(part: str, old: Any, new: Any) -> str:
    """Say whether a constraint now accepts more, less, or cannot be compared (patterns)."""
    if part in ("required", "unique"):
        return "tightened" if new else "loosened"
    if new is None or old is None:
        return "loosened" if new is None else "tightened"
    if part == "enum":
        return "tightened" if set(new) <= set(old) else "loosened"
    if part in ("minimum", "exclusiveMinimum", "minLength"):
        return "tightened" if new > old else "loosened"
    if part in ("maximum", "exclusiveMaximum", "maxLength"):
        return "tightened" if new < old else "loosened"
    return "changed"


def compare_descriptors(old: Json, new: Json) -> Iterator[tuple[str, str]]:
    """Yield the changes of the descriptor itself; version and date are no change of the data."""
    for part in sorted((old.keys() | new.keys()) - {"version", "created"}):
        if old.get(part) != new.get(part):
            level = "major" if part == "name" else "patch"
            yield level, f"datapackage.json: {part} changed"


def numbers(version: str) -> tuple[int, int, int]:
    """Return the three numbers of a version."""
    match = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)", version)
    if match is None:
        raise NmgDataError(f"{version!r} is not a version such as 0.1.0.")
    return int(match[1]), int(match[2]), int(match[3])


def at_least(old: str, verdict: str) -> tuple[int, int, int]:
    """Return the version that a change asks for; before 1.0.0 the second number is the first."""
    first, second, third = numbers(old)
    if first == 0:
        verdict = {"major": "minor", "minor": "patch"}.get(verdict, verdict)
    if verdict == "none":
        return first, second, third
    if verdict == "major":
        return first + 1, 0, 0
    return (first, second + 1, 0) if verdict == "minor" else (first, second, third + 1)


def unreleased(changelog: str) -> set[str]:
    """Return the lines of ``## [Unreleased]`` where it is the first section of a changelog."""
    sections = re.split(r"(?m)^## ", changelog)
    if len(sections) < 2 or not sections[1].startswith("[Unreleased]"):
        return set()
    lines = sections[1].splitlines()[1:]
    return {line.strip() for line in lines if line.strip() and not line.startswith("#")}


def version_problems(difference: Json, old_changelog: str, new_changelog: str) -> list[str]:
    """Return what is wrong with version and changelog for a difference; empty if nothing."""
    old, new, verdict = difference["old"], difference["new"], difference["verdict"]
    wanted = ".".join(map(str, at_least(old, verdict)))
    if numbers(new) < numbers(old):
        return [f"datapackage.json: the version falls from {old} to {new}."]
    if new != old:
        problems = []
        if verdict == "none":
            problems.append(f"datapackage.json: the version goes to {new}, but no data changed.")
        elif numbers(new) < at_least(old, verdict):
            problems.append(
                f"datapackage.json: the changes ask for {wanted} ({verdict}), not {new}."
            )
        if f"## [{new}]" not in new_changelog:
            problems.append(f"{CHANGELOG}: there is no section '## [{new}]'.")
        return problems
    if verdict != "none" and not unreleased(new_changelog) - unreleased(old_changelog):
        return [
            f"{CHANGELOG}: no new line under '## [Unreleased]' at its top says what changed. "
            f"The next release will be {wanted} or later ({verdict})."
        ]
    return []


def row_words(package: Package, table: str, row: Row) -> list[str]:
    """Return what a reviewer needs to know of a row: of a figure what, where, when, how much."""
    if table != "observations":
        return [", ".join(f"{field}={cell}" for field, cell in row.items() if cell)]

    def name(field: str) -> str:
        return package.label(table, field, row[field], "en")

    number = row["value"] or f"{row['lower']} to {row['upper']}"
    return [
        name("indicator_id"),
        name("place_id"),
        f"{row['period'] or 'undated'} ({row['period_kind']})",
        f"{row['measure']} {row['bound']} {number} {row['unit_id']}",
        row["as_printed"],
        name("source_id"),
    ]


def lines_of(difference: Json, old: Package, new: Package) -> Iterator[tuple[str, str, list[str]]]:
    """Yield table, sign and words of every row added, removed or changed."""
    for table, change in difference["tables"].items():
        for sign, sort, package in (("+", "added", new), ("-", "removed", old)):
            for key in change[sort]:
                row = package.table(table).by_key[key]
                yield table, sign, [key, *row_words(package, table, row)]
        for key, cells in change["changed"].items():
            for field, (before, after) in cells.items():
                yield table, "~", [key, f"{field}: {shorten(before)} → {shorten(after)}"]


def shorten(cell: str) -> str:
    """Cut a cell to what can be read in a table."""
    return cell if len(cell) <= CELL else cell[: CELL - 1] + "…"


def as_text(difference: Json, lines: list[tuple[str, str, list[str]]]) -> str:
    """Lay a difference out for a terminal; no cell begins a line."""
    out = [f"{difference['old']} → {difference['new']}: {difference['verdict']}"]
    out += [f"  ! accepts more than before: {what}" for what in difference["loosened"]]
    out += [f"  {level}: {what}" for level, what in difference["reasons"]]
    out += [f"  {sign} {table}: {' | '.join(words)}" for table, sign, words in lines]
    return "\n".join(printable(line) for line in out)


def as_markdown(difference: Json, lines: list[tuple[str, str, list[str]]]) -> str:
    """Lay a difference out for a pull request: what loosens a schema first, then every row."""
    wanted = ".".join(map(str, at_least(difference["old"], difference["verdict"])))
    out = [f"### Data: {difference['verdict']}, next version {wanted} or later", ""]
    if difference["loosened"]:
        out += ["**The schemas now accept more than before:**", ""]
        out += [f"- {escape(what)}" for what in difference["loosened"]] + [""]
    out += [f"- {level}: {escape(what)}" for level, what in difference["reasons"]]
    for table in difference["tables"]:
        rows = [(sign, words) for name, sign, words in lines if name == table]
        width = max(len(words) for _, words in rows)
        heads = ["", "row", "what", "where", "when", "value", "as printed", "source"][: width + 1]
        out += [
            "",
            f"#### {escape(table)}",
            "",
            f"| {' | '.join(heads)} |",
            "| --- " * len(heads) + "|",
        ]
        for sign, words in rows[:SHOWN]:
            cells = [sign, *map(escape, words), *[""] * (width - len(words))]
            out.append(f"| {' | '.join(cells)} |")
        if len(rows) > SHOWN:
            out += ["", f"and {len(rows) - SHOWN} more"]
    return "\n".join(out) + "\n"


def escape(text: str) -> str:
    """Escape what Markdown or HTML would take for its own."""
    return re.sub(r"([\\`*_\[\]<>|#&~@])", r"\\\1", printable(text))


def main(argv: list[str] | None = None) -> int:
    """Print the difference; with --check-version return 1 where version or changelog lag."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("old")
    parser.add_argument("new", nargs="?", default=".")
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text")
    parser.add_argument("--check-version", action="store_true")
    args = parser.parse_args(argv)
    try:
        with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
            folders = read_state(args.old, Path(first)), read_state(args.new, Path(second))
            old, new = map(Package.of_folder, folders)
            difference = compare(old, new)
            lines = list(lines_of(difference, old, new))
            if args.format == "json":
                print(json.dumps(difference, ensure_ascii=False, indent=2))
            else:
                print({"text": as_text, "markdown": as_markdown}[args.format](difference, lines))
            changelogs = [folder / CHANGELOG for folder in folders]
            texts = [path.read_text("utf-8") if path.is_file() else "" for path in changelogs]
            problems = version_problems(difference, *texts) if args.check_version else []
    except (NmgDataError, OSError) as error:
        print(f"diff: {printable(str(error))}", file=sys.stderr)
        return 2
    for problem in problems:
        print(printable(problem), file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
