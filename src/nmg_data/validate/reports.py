"""One report in five forms. No cell can steer a terminal, a workflow, Markdown or a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import quote

from nmg_data.core.text import printable, wrap

from .findings import Finding, Report, counted
from .rules import rules

ANNOTATIONS = 10  # GitHub lists ten of a step, and drops the rest without a word
LISTED = 1_000  # of the summary of a step, GitHub takes one megabyte


def render(report: Report, form: str, *, columns: int = 80) -> str:
    """Write a report in one of `FORMS`; text has a width."""
    return text(report, columns) if form == "text" else FORMS[form](report)


def summary(report: Report) -> str:
    """Write in one sentence what was found, in what."""
    files = len({finding.file for finding in report.findings})
    found = ", ".join(counted(n, noun) for noun, n in report.counts.items() if n) or "No findings"
    found += f" in {counted(files, 'file')} of" if files else " in"
    what = f"nmg-data {report.version}".strip() + f" ({printable(report.name) or 'installed'})"
    rows = sum(report.tables.values())
    sizes = {"table": len(report.tables), "row": rows, "rule": len(report.rules)}
    return f"{found} {what}: {', '.join(counted(n, noun) for noun, n in sizes.items())}."


def notes(report: Report) -> list[str]:
    """Write what was not run or is not listed."""
    lines = [f"Not run: {', '.join(codes)}, since {why}." for why, codes in report.skipped.items()]
    if report.elsewhere:
        number = counted(len(report.elsewhere), "more finding")
        lines.append(f"{number} in other files: validate the whole package to see them.")
    return [printable(line) for line in lines]


def unlisted(report: Report, most: int, where: str) -> list[str]:
    """Write how many findings there are beyond those that a form lists."""
    left = len(report.findings) - most
    return [f"{counted(left, 'more finding')}: see {where}."] if left > 0 else []


def parts(finding: Finding) -> dict[str, str]:
    """Return the message of a finding and what else is known by label, fit for a terminal."""
    found = {"": printable(finding.message)}
    for label in ("expected", "found", "hint"):
        value = getattr(finding, label)
        if value is not None:
            found[f"{label}: "] = printable(value) or "(empty)"
    return found


def sentences(finding: Finding) -> str:
    """Write a finding in lines of text."""
    return "\n".join(label + value for label, value in parts(finding).items())


def blocks(report: Report, columns: int) -> list[str]:
    """Write every finding as a block of lines."""
    found = []
    for finding in report.findings:
        head = f"{finding.place} {finding.severity} {finding.code} {finding.field or ''}"
        lines = [printable(head).rstrip()]
        for label, value in parts(finding).items():
            start = f"  {label}".ljust(12 if label else 0)
            broken = wrap(value, columns - len(start))
            lines.append(start + f"\n{' ' * len(start)}".join(broken))
        found.append("\n".join(lines))
    return found


def text(report: Report, columns: int = 80) -> str:
    """Write a report for people."""
    after = ["\n".join(wrap(line, columns)) for line in (*notes(report), summary(report))]
    return "\n\n".join([*blocks(report, columns), *after])


def markdown(report: Report) -> str:
    """Write the text for a pull request or the summary of a step: no markup, mention or link."""
    lines = [summary(report), *notes(report), *blocks(report, 100)[:LISTED]]
    lines += unlisted(report, LISTED, "the output of nmg-data validate")
    shown = escape("\n\n".join(lines), quote=False)
    shown = shown.replace("@", "&#64;").replace("://", "&#58;//").replace("www.", "www&#46;")
    return f"### nmg-data validate\n\n<pre>\n{shown}\n</pre>"


def as_json(report: Report) -> str:
    """Write a report for programs: no clock, and no path of a machine but the one given."""
    return json.dumps(
        {
            "package": {"name": "nmg-data", "version": report.version, "path": report.name or None},
            "valid": not report.failed,
            "summary": {
                **{f"{noun}s": total for noun, total in report.counts.items()},
                "elsewhere": len(report.elsewhere),
                "tables": report.tables,
                "rows": sum(report.tables.values()),
                "rules": report.rules,
            },
            "findings": [finding.as_dict() for finding in report.findings],
            "skipped": [{"rules": c, "reason": reason} for reason, c in report.skipped.items()],
        },
        indent=2,
    )


def github(report: Report) -> str:
    """Write annotations of a workflow, one a finding, ten at most, then the number left."""
    lines = []
    for finding in report.findings[:ANNOTATIONS]:
        place = {"file": finding.file, "line": finding.line, "col": finding.column}
        properties = [
            f"{name}={_escape(str(value)).replace(':', '%3A').replace(',', '%2C')}"
            for name, value in {**place, "title": finding.code}.items()
            if value is not None
        ]
        lines.append(f"::{finding.severity} {','.join(properties)}::{_escape(sentences(finding))}")
    lines += unlisted(report, ANNOTATIONS, "the summary of this step")
    return "\n".join([*lines, *notes(report), summary(report)])


def _escape(value: str) -> str:
    # A line end would end the command and begin another of the cell's choosing.
    lines = "\n".join(printable(line) for line in value.split("\n"))
    return lines.replace("%", "%25").replace("\n", "%0A")


def sarif(report: Report) -> str:
    """Write SARIF 2.1.0, as code hosts and editors read it."""
    results: list[dict[str, Any]] = []
    for finding in report.findings:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.file)}}
        if finding.line is not None:
            place["region"] = {"startLine": finding.line, "startColumn": finding.column or 1}
        more = {"message": {"text": sentences(finding)}, "locations": [{"physicalLocation": place}]}
        results.append({"ruleId": finding.code, "level": finding.severity, **more})
    known = [{"id": rule.code, "shortDescription": {"text": rule.summary}} for rule in rules()]
    run = {
        "tool": {"driver": {"name": "nmg-data", "version": report.version, "rules": known}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2)


FORMS: dict[str, Callable[[Report], str]] = {"text": text, "json": as_json, "github": github}
FORMS |= {"sarif": sarif, "markdown": markdown}
