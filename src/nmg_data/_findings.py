"""What a check finds: one frozen record, the same for every rule and every output."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: where it is, what was expected, what was found, how to mend it."""

    code: str
    severity: Severity
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
        """``file:line:column``, as far as known; editors open it on a click."""
        parts = [self.file, self.line, self.column]
        return ":".join(str(part) for part in parts if part is not None)

    def as_dict(self) -> dict[str, Any]:
        """Return the record as plain data."""
        return asdict(self)


def worst_first(findings: list[Finding]) -> list[Finding]:
    """Sort by severity, then by place, then by code."""
    return sorted(
        findings,
        key=lambda one: (
            SEVERITIES.index(one.severity),
            one.file,
            one.line or 0,
            one.column or 0,
            one.code,
            one.message,
        ),
    )
