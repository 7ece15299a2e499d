"""One report in five forms. No cell can steer a terminal, a workflow, Markdown or a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from nmg_data.core.text import printable, wrap

from .findings import Finding, Report, counted
from .rules import rules

LABELS = ("expected", "found", "hint")
INDENT = 12
ANNOTATIONS = 10
"""GitHub lists ten annotations of a step and drops the rest without a word."""
ROWS = 1_000
COLOURS = {"error": "31", "warning": "33", "bold": "1", "dim": "2", "good": "32"}


def render(report: Report, form: str, *, columns: int = 80, colour: bool = False) -> str:
    """Write a report in one of `FORMS`; text has a width, and is coloured for a terminal."""
    return text(report, columns, colour) if form == "text" else FORMS[form](report)


def counts(report: Report) -> dict[str, int]:
    """Count errors and warnings."""
    errors = sum(finding.severity == "error" for finding in report.findings)
    return {"error": errors, "warning": len(report.findings) - errors}


def summary(report: Report) -> str:
    """Write in one sentence what was found, in what."""
    what = f"nmg-data {report.version}".strip() + f" ({printable(report.name) or 'installed'})"
    files = len({finding.file for finding in report.findings})
    totals = [counted(total, noun) for noun, total in counts(report).items() if total]
    found = ", ".join(totals) or "No findings"
    found += f" in {counted(files, 'file')} of {what}" if files else f" in {what}"
    rows = sum(report.tables.values())
    size = f"{counted(len(report.tables), 'table')}, {counted(rows, 'row')}"
    return f"{found}: {size}, {counted(len(report.rules), 'rule')}."


def notes(report: Report) -> list[str]:
    """Write what was not run or is not listed."""
    lines = [f"Not run: {', '.join(gap.codes)}, since {gap.reason}." for gap in report.skipped]
    if report.elsewhere:
        number = counted(len(report.elsewhere), "more finding")
        lines.append(f"{number} in other files: validate the whole package to see them.")
    return [printable(line) for line in lines]


def parts(finding: Finding) -> dict[str, str]:
    """Return what is known of a finding beside its message, fit for a terminal."""
    known = {label: getattr(finding, label) for label in LABELS}
    return {
        label: printable(value) or "(empty)" for label, value in known.items() if value is not None
    }


def sentences(finding: Finding) -> str:
    """Write a finding in lines of text."""
    lines = [f"{label}: {value}" for label, value in parts(finding).items()]
    return "\n".join([printable(finding.message), *lines])


def text(report: Report, columns: int = 80, colour: bool = False) -> str:
    """Write a report for people."""

    def paint(part: str, style: str) -> str:
        return f"\x1b[{COLOURS[style]}m{part}\x1b[0m" if colour and part else part

    def block(finding: Finding) -> str:
        head = paint(printable(finding.place), "bold")
        field = f" {printable(finding.field)}" if finding.field else ""
        lines = [f"{head} {paint(finding.severity, finding.severity)} {finding.code}{field}"]
        lines += [f"  {line}" for line in wrap(printable(finding.message), columns - 2)]
        for label, value in parts(finding).items():
            first, *rest = wrap(value, columns - INDENT)
            lines.append(paint(f"  {label + ':':<{INDENT - 2}}", "dim") + first)
            lines += [" " * INDENT + line for line in rest]
        return "\n".join(lines)

    blocks = [block(finding) for finding in report.findings]
    blocks += ["\n".join(wrap(note, columns)) for note in notes(report)]
    style = "error" if report.failed else "good"
    blocks.append("\n".join(paint(line, style) for line in wrap(summary(report), columns)))
    return "\n\n".join(blocks)


def as_json(report: Report) -> str:
    """Write a report for programs: no clock, and no path of a machine but the one given."""
    totals = {f"{noun}s": total for noun, total in counts(report).items()}
    return _json(
        {
            "package": {"name": "nmg-data", "version": report.version, "path": report.name or None},
            "valid": not report.failed,
            "summary": {
                **totals,
                "elsewhere": len(report.elsewhere),
                "tables": report.tables,
                "rows": sum(report.tables.values()),
                "rules": report.rules,
            },
            "findings": [finding.as_dict() for finding in report.findings],
            "skipped": [{"rules": gap.codes, "reason": gap.reason} for gap in report.skipped],
        }
    )


def _json(value: Any) -> str:
    # Half of a surrogate pair cannot be written as UTF-8.
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "backslashreplace").decode()


def github(report: Report) -> str:
    """Write annotations of a workflow, one a finding, ten at most, then the number left."""

    def annotation(finding: Finding) -> str:
        place = {"file": finding.file, "line": finding.line, "col": finding.column}
        properties = ",".join(
            f"{key}={_escape(str(value)).replace(':', '%3A').replace(',', '%2C')}"
            for key, value in {**place, "title": finding.code}.items()
            if value is not None
        )
        return f"::{finding.severity} {properties}::{_escape(sentences(finding))}"

    lines = [annotation(finding) for finding in report.findings[:ANNOTATIONS]]
    left = len(report.findings) - ANNOTATIONS
    if left > 0:
        lines.append(f"{counted(left, 'more finding')}: see the summary of this step.")
    return "\n".join([*lines, *notes(report), summary(report)])


def _escape(value: str) -> str:
    # A line end would end the command and begin another of the cell's choosing.
    lines = "\n".join(printable(line) for line in value.split("\n"))
    return lines.replace("%", "%25").replace("\n", "%0A")


def sarif(report: Report) -> str:
    """Write SARIF 2.1.0, as code hosts and editors read it."""

    def result(finding: Finding) -> dict[str, Any]:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.file)}}
        if finding.line is not None:
            place["region"] = {"startLine": finding.line, "startColumn": finding.column or 1}
        return {
            "ruleId": finding.code,
            "level": finding.severity,
            "message": {"text": sentences(finding)},
            "locations": [{"physicalLocation": place}],
        }

    known = [
        {"id": rule.code, "shortDescription": {"text": rule.summary}, "help": {"text": rule.fix}}
        for rule in rules()
    ]
    messages = [{"level": "note", "message": {"text": note}} for note in notes(report)]
    run = {
        "tool": {"driver": {"name": "nmg-data", "version": report.version, "rules": known}},
        "columnKind": "unicodeCodePoints",
        "results": [result(finding) for finding in report.findings],
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": messages}],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return _json({"$schema": schema, "version": "2.1.0", "runs": [run]})


def markdown(report: Report) -> str:
    """Write a table for a pull request or the summary of a step."""
    lines = ["### nmg-data validate", "", escaped(summary(report))]
    if report.findings:
        lines += ["", "| place | rule | what is wrong, and how to fix it |", "| --- | --- | --- |"]
    for finding in report.findings[:ROWS]:
        wrong = "<br>".join(map(escaped, sentences(finding).split("\n")))
        lines.append(f"| {escaped(finding.place)} | {finding.severity} {finding.code} | {wrong} |")
    left = len(report.findings) - ROWS
    if left > 0:
        lines += ["", f"{counted(left, 'more finding')} are not listed."]
    lines += [line for note in notes(report) for line in ("", escaped(note))]
    return "\n".join(lines)


def escaped(value: str) -> str:
    """Make a text harmless in Markdown: no markup, no link, no mention, no line break."""
    marked = re.sub(r"([\\`*_{}\[\]()#+!|~^$])", r"\\\1", printable(value))
    marked = marked.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # An entity keeps @name and http:// from becoming a mention and a link.
    return marked.replace("@", "&#64;").replace("://", "&#58;//").replace("www.", "www&#46;")


FORMS: dict[str, Callable[[Report], str]] = {
    "text": text,
    "json": as_json,
    "github": github,
    "sarif": sarif,
    "markdown": markdown,
}
