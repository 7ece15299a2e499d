"""Patterns of a stranger's schema, tried in a process of their own that has little time.

A regular expression can take for ever on a short text, and no reading of the pattern tells for
sure. So patterns that are not our own are matched against all cells of their column by another
interpreter; what it did not finish in time is reported and taken out of the schema, before
pandera or frictionless see it. What it did finish is safe for them too: they match the same
pattern with the same engine against the same cells.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable

from .._descriptor import fields, resources, table_schema
from .._errors import NmgDataError
from ._model import Table

SECONDS = 3.0

CHILD = """
import json, re, sys
for number, (pattern, cells) in enumerate(json.load(sys.stdin)):
    anchored = re.compile("^(?:%s)\\\\Z" % pattern)
    for cell in cells:
        anchored.match(cell)
    print(number, flush=True)
"""


def compiles(pattern: str) -> str | None:
    """Say why a pattern is no regular expression, or None if it is one."""
    try:
        re.compile(f"^(?:{pattern})\\Z")
    except (re.error, RecursionError, OverflowError, ValueError) as error:
        return str(error) or type(error).__name__
    return None


def trusted() -> set[str]:
    """Return the patterns of the installed package."""
    try:
        schemas = [table_schema(name) for name in resources()]
    except NmgDataError:
        return set()
    return {
        str(field["constraints"]["pattern"])
        for schema in schemas
        for field in fields(schema)
        if "pattern" in field.get("constraints", {})
    }


def too_slow(tables: Iterable[Table]) -> list[tuple[str, str]]:
    """Return table and field of the patterns that were not done in time."""
    known = trusted()
    asked = [
        (table.name, name, str(field["constraints"]["pattern"]), sorted(set(table.columns[name])))
        for table in tables
        for name, field in table.fields.items()
        if "pattern" in field.get("constraints", {})
        and field["constraints"]["pattern"] not in known
    ]
    slow: list[tuple[str, str]] = []
    while asked:
        done = _finished([(pattern, cells) for _, _, pattern, cells in asked])
        if done >= len(asked):
            break
        slow.append(asked[done][:2])
        # One slow pattern is enough to know the kind of schema; the rest get one more run.
        asked = asked[done + 1 :] if len(slow) < 3 else []
        if not asked:
            break
    return slow


def _finished(work: list[tuple[str, list[str]]]) -> int:
    """Return how many patterns another interpreter finished, in order."""
    command = [sys.executable, "-I", "-S", "-c", CHILD]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(work).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired as late:
        done = late.stdout or b""
    except OSError:
        return 0
    return len(done.split())
