"""A Markdown table for a pull request or a step summary."""

from __future__ import annotations

import re

from .._findings import Finding
from .._terminal import printable
from ..checks._report import Report
from . import not_run, summary

MAX_ROWS = 1_000
MAX_SUMMARY = 1_000_000
"""GitHub refuses a step summary of more than 1 MiB."""


def render(report: Report) -> str:
    """Write a report as a heading, a table of findings and what was not run."""
    lines = ["### nmg-data validate", "", escape(summary(report))]
    if report.findings:
        lines += [
            "",
            "| place | rule | what is wrong | how to mend it |",
            "| --- | --- | --- | --- |",
        ]
        lines += [_row(one) for one in report.findings[:MAX_ROWS]]
        left = len(report.findings) - MAX_ROWS
        if left > 0:
            lines += ["", f"{left:,} more findings are not listed here."]
    if report.skipped:
        lines += ["", "Not run:", ""]
        lines += [f"- {escape(one)}" for one in not_run(report)]
    return "\n".join(lines)


def _row(one: Finding) -> str:
    wrong = escape(one.message)
    if one.expected is not None:
        wrong += f" Expected: {escape(one.expected)}."
    if one.found is not None:
        wrong += f" Found: {escape(one.found) or '(empty)'}."
    cells = (escape(one.place), f"{one.severity} {one.code}", wrong, escape(one.hint or ""))
    return "| " + " | ".join(cells) + " |"


def escape(text: str) -> str:
    """Make a text harmless in a cell: no markup, no link, no mention, no line break."""
    shown = printable(text)
    shown = re.sub(r"([\\`*_{}\[\]()#+!|~^$])", r"\\\1", shown)
    shown = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A zero-width joiner would hide; an entity keeps @name and http:// from becoming links.
    return shown.replace("@", "&#64;").replace("://", "&#58;//").replace("www.", "www&#46;")


def fit(text: str) -> str:
    """Cut a text at a line end to what GitHub shows below a step."""
    data = text.encode("utf-8", "backslashreplace")
    if len(data) <= MAX_SUMMARY:
        return text
    return data[:MAX_SUMMARY].rpartition(b"\n")[0].decode() + "\n\nThe list is cut here.\n"
