"""Annotations for a GitHub workflow, and the list of all findings for its step summary."""

from __future__ import annotations

from .._findings import SEVERITIES, Finding
from .._terminal import printable
from ..checks._report import Report
from . import summary

MAX_EACH = 10
"""GitHub shows ten errors and ten warnings a step and drops the rest without a word."""


def render(report: Report) -> str:
    """Write the worst findings as annotations, and say how many are left out."""
    lines = []
    left = 0
    for severity in SEVERITIES:
        found = [one for one in report.findings if one.severity == severity]
        lines += [_annotation(one) for one in found[:MAX_EACH]]
        left += max(0, len(found) - MAX_EACH)
    if left:
        lines.append(f"{left:,} more findings are in the summary of this step.")
    lines.append(summary(report))
    return "\n".join(lines)


def _annotation(one: Finding) -> str:
    place = {"file": one.file, "line": one.line, "col": one.column, "title": one.code}
    properties = ",".join(
        f"{key}={_property(str(value))}" for key, value in place.items() if value is not None
    )
    parts = [one.message]
    for label in ("expected", "found", "hint"):
        text = getattr(one, label)
        if text is not None:
            parts.append(f"{label}: {text}")
    return f"::{one.severity} {properties}::{_data(chr(10).join(parts))}"


def _data(text: str) -> str:
    # A line end in a cell would end the command and start another of the cell's choosing.
    shown = "\n".join(printable(line) for line in text.split("\n"))
    return shown.replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
