"""JSON for programs; its JSON Schema is ``findings.schema.json`` beside this module."""

from __future__ import annotations

from typing import Any

from ..checks._report import Report
from . import json_text


def plain(report: Report) -> dict[str, Any]:
    """Return a report as plain data: no clock, no path of a machine but the one given."""
    return {
        "package": {
            "name": report.package or None,
            "version": report.version or None,
            "path": report.name or None,
        },
        "valid": not report.failed,
        "summary": {
            "errors": report.errors,
            "warnings": report.warnings,
            "elsewhere": len(report.elsewhere),
            "tables": report.tables,
            "rows": report.rows,
            "rules": report.rules,
        },
        "findings": [one.as_dict() for one in report.findings],
        "skipped": [
            {"rules": one.rules, "what": one.what, "reason": one.reason} for one in report.skipped
        ],
    }


def render(report: Report) -> str:
    """Write a report as one JSON object."""
    return json_text(plain(report))
