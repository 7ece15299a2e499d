"""JUnit XML, as CI servers read it: a test case for every rule, a failure for every finding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from .._findings import Finding
from .._terminal import printable
from ..checks._report import Report
from . import elsewhere

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """Write a report as one test suite."""
    names = _names()
    by_code: dict[str, list[Finding]] = {code: [] for code in report.rules}
    for one in report.findings:
        by_code.setdefault(one.code, []).append(one)
    skipped: dict[str, str] = {}
    for gap in report.skipped:
        if gap.rules in names and gap.rules not in by_code:
            skipped[gap.rules] = gap.reason
    cases = [_case(code, names.get(code, code), found) for code, found in sorted(by_code.items())]
    cases += [
        f"    <testcase{_attributes(classname='nmg-data', name=f'{code} {names[code]}')}>"
        f"<skipped{_attributes(message=reason)}/></testcase>"
        for code, reason in sorted(skipped.items())
    ]
    failed = sum(bool(_errors(found)) for found in by_code.values())
    counts = _attributes(
        name="nmg-data validate",
        tests=str(len(cases)),
        failures=str(failed),
        errors="0",
        skipped=str(len(skipped)),
    )
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            "<testsuites>",
            f"  <testsuite{counts}>",
            *cases,
            *(
                [f"    <system-out>{escape(elsewhere(report))}</system-out>"]
                if report.elsewhere
                else []
            ),
            "  </testsuite>",
            "</testsuites>",
        ]
    )


def _names() -> dict[str, str]:
    from ..checks import rules

    return {one.code: one.name for one in rules()}


def _case(code: str, name: str, found: Iterable[Finding]) -> str:
    head = f"    <testcase{_attributes(classname='nmg-data', name=f'{code} {name}')}"
    errors, warnings = _errors(found), [one for one in found if one.severity != "error"]
    parts = []
    if errors:
        # One failure a case: several in one case are read by some servers and not by others.
        message = _attributes(message=f"{errors[0].place}: {errors[0].message}", type=code)
        parts.append(f"<failure{message}>{escape(_clean(_lines(errors)))}</failure>")
    if warnings:
        parts.append(f"<system-out>{escape(_clean(_lines(warnings)))}</system-out>")
    return f"{head}>{''.join(parts)}</testcase>" if parts else f"{head}/>"


def _errors(found: Iterable[Finding]) -> list[Finding]:
    return [one for one in found if one.severity == "error"]


def _lines(found: Iterable[Finding]) -> str:
    lines = []
    for one in found:
        extra = [
            f"{label}: {getattr(one, label)}"
            for label in ("expected", "found", "hint")
            if getattr(one, label) is not None
        ]
        lines.append(" · ".join([f"{one.place}: {one.message}", *extra]))
    return "\n".join(lines)


def _clean(text: str) -> str:
    # What cannot be seen is mostly not allowed in XML either, not even as an entity.
    shown = "\n".join(printable(line) for line in text.split("\n"))
    return NOT_XML.sub("\ufffd", shown)


def _attributes(**values: str) -> str:
    return "".join(f" {key}={quoteattr(_clean(value))}" for key, value in values.items())
