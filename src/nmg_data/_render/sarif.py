"""SARIF 2.1.0, as code hosts and editors read it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from .._descriptor import package
from .._findings import Finding
from ..checks import rules
from ..checks._report import Report
from ..checks._rule import Rule
from . import elsewhere, json_text

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(report: Report) -> str:
    """Write a report as one run with the metadata of all rules."""
    known = rules()
    index = {one.code: number for number, one in enumerate(known)}
    about = package()
    run = {
        "tool": {
            "driver": {
                "name": "nmg-data",
                "version": about["version"],
                "informationUri": about["homepage"],
                "rules": [_rule(one) for one in known],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, index) for one in report.findings],
    }
    notes = [f"{one.rules} not run {one.what}: {one.reason}" for one in report.skipped]
    notes += [elsewhere(report)] if report.elsewhere else []
    if notes:
        run["invocations"] = [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "note", "message": {"text": note.replace("  ", " ")}}
                    for note in notes
                ],
            }
        ]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(log)


def _rule(one: Rule) -> dict[str, Any]:
    return {
        "id": one.code,
        "name": "".join(part.capitalize() for part in one.name.split("-")),
        "shortDescription": {"text": one.summary},
        "help": {"text": f"{one.mend}\nGood: {one.good}\nBad: {one.bad}"},
        "defaultConfiguration": {"level": one.severity},
        "properties": {"tags": [one.family]},
    }


def _result(one: Finding, index: dict[str, int]) -> dict[str, Any]:
    parts = [one.message]
    for label in ("expected", "found", "hint"):
        if getattr(one, label) is not None:
            parts.append(f"{label}: {getattr(one, label)}")
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(one.file)}}
    if one.line is not None:
        place["region"] = {"startLine": one.line}
        if one.column is not None:
            place["region"]["startColumn"] = one.column
    result: dict[str, Any] = {
        "ruleId": one.code,
        "level": one.severity,
        "message": {"text": "\n".join(parts)},
        "locations": [{"physicalLocation": place}],
    }
    if one.code in index:
        result["ruleIndex"] = index[one.code]
    return result
