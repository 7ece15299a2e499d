"""What a validation gives back: findings, and what was and was not looked at."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: where it is, what was expected, what was found and how to fix it.

    Line and column are physical ones, from 1. What a rule leaves out is filled in from the rule.
    """

    code: str = ""
    severity: Severity = "error"
    file: str
    message: str
    line: int | None = None
    column: int | None = None
    field: str | None = None
    expected: str | None = None
    found: str | None = None
    hint: str | None = None

    @property
    def place(self) -> str:
        """File, line and column as editors write them: ``data/ports.csv:3:31``."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain data, without what is not known."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Report:
    """The result of one validation: findings, causes before what may follow from them.

    `name` is what was asked for, empty for the installed package; `tables` has the rows of every
    table that could be read, `rules` what was run, `skipped` what was not, by the reason, and
    `elsewhere` what other files have.
    """

    name: str
    findings: list[Finding]
    version: str = ""
    tables: dict[str, int] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)
    skipped: dict[str, list[str]] = field(default_factory=dict)
    elsewhere: list[Finding] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether there is an error, in the file that was asked for or elsewhere."""
        return any(finding.severity == "error" for finding in (*self.findings, *self.elsewhere))

    @property
    def counts(self) -> dict[str, int]:
        """The numbers of errors and warnings in the file that was asked for."""
        errors = sum(finding.severity == "error" for finding in self.findings)
        return {"error": errors, "warning": len(self.findings) - errors}


def shorten(value: object, length: int = 60) -> str:
    """Return a value as text of a limited length, the middle left out."""
    text = str(value)
    if len(text) <= length:
        return text
    return f"{text[: length - length // 3 - 1]}…{text[-(length // 3) :]}"


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: 1 row, 1,200 rows."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def others(number: int) -> str:
    """Write how many other rows have the same fault, which are no findings of their own."""
    return f" The same is true of {counted(number, 'other row')}." if number else ""
