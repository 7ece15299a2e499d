"""One report, six forms: a small function each, from a report to a text."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from json import dumps  # not json, which is also the name of a module here

from .._findings import SEVERITIES, Finding
from .._terminal import cut, printable
from ..checks._report import Report

FORMATS = ("text", "json", "github", "junit", "sarif", "markdown")


def render(report: Report, form: str) -> str:
    """Write a report in one of the formats, without a line end at the end."""
    function: Callable[[Report], str] = import_module(f".{form}", __name__).render
    return function(report)


def json_text(value: object) -> str:
    r"""Write JSON in which all that cannot be seen is an escape, and reads back the same.

    >>> json_text(["口岸", "\u202e"])
    '[\n  "口岸",\n  "\\u202e"\n]'
    """
    return "".join(
        char if char.isprintable() or char == "\n" else dumps(char)[1:-1]
        for char in dumps(value, ensure_ascii=False, indent=2)
    )


def counted(number: int, word: str) -> str:
    """Write a number with its noun.

    >>> counted(1, "error"), counted(2, "error")
    ('1 error', '2 errors')
    """
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def summary(report: Report) -> str:
    """Write the closing line: what was found, in which package, and in how much."""
    if not report.findings:
        found = f"No findings in {subject(report)}"
    else:
        files = len({one.file for one in report.findings})
        found = _severities(report.findings)
        found += f" in {counted(files, 'file')} of {subject(report)}"
    read = f"{counted(len(report.tables), 'table')}, {counted(report.rows, 'row')}"
    told = f"{found}: {read}, {counted(len(report.rules), 'rule')} run."
    return f"{told} {elsewhere(report)}" if report.elsewhere else told


def elsewhere(report: Report) -> str:
    """Write what was found in other files than the one that was asked for."""
    found = _severities(report.elsewhere)
    return f"{found} in other files: validate the whole package to see them."


def _severities(findings: list[Finding]) -> str:
    each = [(sum(one.severity == which for one in findings), which) for which in SEVERITIES]
    return ", ".join(counted(number, which) for number, which in each if number)


def subject(report: Report) -> str:
    """Write what was validated: the package with its version, and where it is."""
    package = printable(cut(" ".join(f"{report.package} {report.version}".split()), 80))
    where = printable(report.name) or "installed"
    return f"{package} ({where})" if package else where


def not_run(report: Report) -> list[str]:
    """Write what was not run, the rules with one reason together.

    Rules that another package gives nothing to are only counted.
    """
    foreign = {one.rules for one in report.skipped if one.foreign}
    together: dict[tuple[str, str], list[str]] = {}
    for one in report.skipped:
        if one.foreign:
            continue
        code = f"{one.rules}xx" if len(one.rules) == 4 else one.rules
        together.setdefault((one.what, one.reason), []).append(code)
    lines = [
        f"{', '.join(codes)}{f' on {what}' if what else ''}: {reason}."
        for (what, reason), codes in together.items()
    ]
    if foreign:
        do = "does" if len(foreign) == 1 else "do"
        lines.append(f"{counted(len(foreign), 'rule')} for the tables of nmg-data {do} not apply.")
    return lines
