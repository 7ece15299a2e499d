"""Text for people: the worst finding first, at most as wide as the terminal."""

from __future__ import annotations

from .._findings import Finding
from .._terminal import printable, terminal_width, wrap
from ..checks._report import Report
from . import not_run, summary

BOLD, RED, YELLOW, GREEN, DIM, OFF = "1", "31", "33", "32", "2", "0"
LABELS = ("expected", "found", "hint")
INDENT = 12


def render(report: Report, *, colour: bool = False, columns: int | None = None) -> str:
    """Write a report for a terminal; ``colour`` adds ANSI colours and nothing else."""
    columns = columns or terminal_width()
    blocks = [_finding(one, colour, columns) for one in report.findings]
    if report.skipped:
        blocks.append(_skipped(report, colour, columns))
    closing = RED if report.failed else GREEN
    blocks.append(
        "\n".join(paint(part, closing, colour) for part in wrap(summary(report), columns))
    )
    return "\n\n".join(blocks)


def paint(text: str, style: str, colour: bool) -> str:
    """Put a text between two escape sequences, if colours are wanted."""
    return f"\x1b[{style}m{text}\x1b[{OFF}m" if colour and text else text


def _finding(one: Finding, colour: bool, columns: int) -> str:
    severity = paint(one.severity, RED if one.severity == "error" else YELLOW, colour)
    field = f" {printable(one.field)}" if one.field else ""
    lines = [f"{paint(printable(one.place), BOLD, colour)} {severity} {one.code}{field}"]
    lines += [f"  {part}" for part in wrap(printable(one.message), columns - 2)]
    for label in LABELS:
        text = getattr(one, label)
        if text is None:
            continue
        shown = wrap(printable(text) or "(empty)", columns - INDENT)
        head = paint(f"  {label + ':':<{INDENT - 2}}", DIM, colour)
        lines += [head + shown[0], *(" " * INDENT + part for part in shown[1:])]
    return "\n".join(lines)


def _skipped(report: Report, colour: bool, columns: int) -> str:
    lines = [paint("Not run:", BOLD, colour)]
    for one in not_run(report):
        lines += [f"  {part}" for part in wrap(printable(one), columns - 2)]
    return "\n".join(lines)
