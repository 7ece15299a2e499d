"""NMG79x: what frictionless and the published profile of Data Package 2.0 say to it.

frictionless never sees the folder itself: the bytes that were read are written into a folder of
our own, below a descriptor that names nothing else, so it follows no link and fetches nothing.
It works in a process of its own beside our rules, and has a limited time.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._descriptor import Json
from .._findings import Finding
from ._json import Document, brief
from ._model import Hit, Sheet, Unavailable
from ._rule import rule
from .read import Folder

MAX_BYTES = 20 * 1024 * 1024
"""frictionless reads 20,000 rows a second; above this size its opinion is not asked for."""
SECONDS = 120.0

# Our codes for classes of faults that frictionless covers as well.
COVERED = {
    *("NMG201", "NMG202", "NMG205", "NMG208", "NMG209"),
    *("NMG308", "NMG309", "NMG310", "NMG311", "NMG401"),
}

CHILD = """
import json, sys
from frictionless import Package, system
folder, answer = sys.argv[1:]
with open(folder + "/datapackage.json", encoding="utf-8") as stream:
    descriptor = json.load(stream)
with system.use_context(trusted=False, onerror="ignore"):
    package = Package.from_descriptor(descriptor, basepath=folder)
    report = package.validate(limit_errors=1000)
found = {
    "errors": [error.message for error in report.errors],
    "tasks": [
        {"name": task.name, "errors": [error.to_descriptor() for error in task.errors]}
        for task in report.tasks
    ],
}
with open(answer, "w", encoding="utf-8") as stream:
    json.dump(found, stream)
"""


@dataclass
class Asked:
    """A question to frictionless that is being answered."""

    child: subprocess.Popen[bytes] | None
    answer: Path
    started: float
    refused: str = ""

    def read(self) -> Json:
        """Wait for the answer, or say why there is none."""
        if self.child is None:
            raise Unavailable(self.refused)
        try:
            self.child.wait(max(0.1, self.started + SECONDS - time.monotonic()))
        except subprocess.TimeoutExpired as late:
            raise Unavailable(f"frictionless took more than {SECONDS:.0f} s") from late
        try:
            found: Json = json.loads(self.answer.read_bytes())
        except (OSError, ValueError) as error:
            raise Unavailable("frictionless failed without an answer") from error
        if found["errors"]:
            raise Unavailable(f"frictionless could not run: {brief(found['errors'][0])}")
        return found


@contextmanager
def ask(sheets: dict[str, Sheet], schemas: dict[str, Json]) -> Iterator[Asked]:
    """Ask frictionless for its opinion, and see that nothing of that is left behind."""
    size = sum(len(sheet.file.data) for sheet in sheets.values())
    if not sheets or size > MAX_BYTES:
        why = f"the tables have {size:,} bytes, more than {MAX_BYTES:,}"
        yield Asked(None, Path(), 0.0, why if sheets else "no table could be read")
        return
    with tempfile.TemporaryDirectory(prefix="nmg-data-") as name:
        folder = Path(name) / "package"
        folder.mkdir()
        write(folder, sheets, schemas)
        answer = Path(name) / "answer.json"
        # -P: a file of the working folder must not pass for a library.
        command = [sys.executable, "-P", "-c", CHILD, str(folder), str(answer)]
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as child:
            try:
                yield Asked(child, answer, time.monotonic())
            finally:
                child.kill()


@dataclass(frozen=True)
class Opinions:
    """What a second opinion is compared with."""

    folder: Folder
    sheets: dict[str, Sheet]
    findings: list[Finding]
    asked: Asked
    memo: dict[str, list[tuple[str, int | None, Json]]]


def errors(opinions: Opinions) -> list[tuple[str, int | None, Json]]:
    """Return table, physical line and error of all that frictionless finds."""
    if "errors" not in opinions.memo:
        opinions.memo["errors"] = list(_errors(opinions))
    return opinions.memo["errors"]


def _errors(opinions: Opinions) -> Iterator[tuple[str, int | None, Json]]:
    for task in opinions.asked.read()["tasks"]:
        starts = opinions.sheets[task["name"]].starts
        for one in task["errors"]:
            row = one.get("rowNumber")
            line = None
            if isinstance(row, int):
                line = starts[row - 2] if 2 <= row < len(starts) + 2 else 1
            yield task["name"], line, one


def write(folder: Path, sheets: dict[str, Sheet], schemas: dict[str, Json]) -> None:
    """Write the tables and a descriptor of what is known to be harmless."""
    resources = []
    for name, sheet in sheets.items():
        (folder / f"{name}.csv").write_bytes(sheet.file.data)
        schema: Json = {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json"}
        schema |= {key: value for key, value in schemas[name].items() if key in KEPT}
        schema["fields"] = [
            {key: value for key, value in field.items() if key in KEPT_OF_FIELD}
            for field in schemas[name]["fields"]
        ]
        schema["foreignKeys"] = [
            key
            for key in schemas[name]["foreignKeys"]
            if (key["reference"].get("resource") or name) in sheets
        ]
        resources.append(
            {
                "name": name,
                "type": "table",
                "path": f"{name}.csv",
                "format": "csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ","},
                "schema": schema,
            }
        )
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "opinion",
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")


KEPT = ("missingValues", "primaryKey")
KEPT_OF_FIELD = ("name", "type", "constraints", "trueValues", "falseValues")


@rule(
    "NMG791",
    "frictionless-objects",
    "descriptor",
    summary="frictionless finds nothing in a file where we find nothing.",
    mend="Look at the cell; if it is right, our rules and frictionless disagree: please report it.",
    good="(both find nothing)",
    bad="(frictionless finds a fault that no rule of ours sees)",
)
def frictionless_objects(opinions: Opinions) -> Iterator[Hit]:
    """Report what frictionless finds in files where we have no error."""
    ours = {one.file for one in opinions.findings if one.severity == "error"}
    for name, line, error in errors(opinions):
        path = opinions.sheets[name].path
        if path not in ours:
            yield Hit(
                file=path,
                line=line,
                column=None,
                field=error.get("fieldName"),
                message=f"frictionless objects: {brief(error.get('message', ''), 200)}",
                found=error.get("type"),
            )


@rule(
    "NMG792",
    "frictionless-passes",
    "descriptor",
    severity="warning",
    summary="frictionless finds something in a file where we find a fault that it covers.",
    mend="The finding above stands; if it is wrong, please report it.",
    good="(both find the fault)",
    bad="(we refuse a key that frictionless takes)",
)
def frictionless_passes(opinions: Opinions) -> Iterator[Hit]:
    """Report files that we refuse for what frictionless covers too, and that it passes."""
    theirs = {opinions.sheets[name].path for name, _, _ in errors(opinions)}
    asked = {sheet.path for sheet in opinions.sheets.values()}
    seen: set[str] = set()
    for one in opinions.findings:
        if one.code in COVERED and one.file in asked - theirs - seen:
            seen.add(one.file)
            message = f"frictionless finds nothing here, where we find {one.code}."
            yield Hit(file=one.file, line=one.line, column=one.column, message=message)


@rule(
    "NMG793",
    "published-profile",
    "descriptor",
    summary="The descriptor and the schemas pass the JSON Schema that Data Package 2.0 publishes.",
    mend="Correct the part as the standard says.",
    good='"licenses": [{"name": "CC-BY-4.0"}]',
    bad='"licenses": "CC-BY-4.0"',
)
def published_profile(opinions: Opinions) -> Iterator[Hit]:
    """Validate with the profiles that dplib-py ships; without it the rule is skipped."""
    folder = opinions.folder
    profiles = _profiles()
    if folder.descriptor:
        yield from _against(profiles["datapackage"], folder.descriptor)
    for one in folder.resources:
        if one.schema:
            yield from _against(profiles["tableschema"], one.schema)


def _profiles() -> dict[str, Any]:
    found = importlib.util.find_spec("dplib")
    if found is None or not found.submodule_search_locations:
        raise Unavailable("dplib-py, which ships the published profiles, is not installed")
    base = Path(next(iter(found.submodule_search_locations))) / "profiles" / "2.0"
    try:
        import jsonschema

        return {
            name: jsonschema.Draft7Validator(
                json.loads((base / f"{name}.json").read_text(encoding="utf-8"))
            )
            for name in ("datapackage", "tableschema")
        }
    except ImportError as error:
        raise Unavailable("jsonschema is not installed") from error
    except OSError as error:
        raise Unavailable("this version of dplib-py has no profiles of version 2.0") from error


def _against(profile: Any, document: Document) -> Iterator[Hit]:
    for error in profile.iter_errors(document.value):
        yield document.hit(
            tuple(error.absolute_path),
            f"The published profile objects: {brief(error.message, 200)}.",
            expected=brief(error.validator, 60),
        )
