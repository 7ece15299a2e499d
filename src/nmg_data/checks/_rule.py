"""The list of rules: a function each, with a stable code that is never reused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from .._findings import Finding, Severity
from ._model import Hit

Family = Literal["bytes", "structure", "types", "keys", "figures", "relations", "descriptor"]
FAMILIES: tuple[Family, ...] = (
    "bytes",
    "structure",
    "types",
    "keys",
    "figures",
    "relations",
    "descriptor",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it asks, one example that passes and one that fails."""

    code: str
    name: str
    family: Family
    severity: Severity
    summary: str
    mend: str
    good: str
    bad: str
    check: Callable[..., Iterable[Hit]]

    def findings(self, subject: Any) -> list[Finding]:
        """Run the rule on its subject (a file, a table or a package, by family)."""
        return [self.finding(hit) for hit in self.check(subject)]

    def finding(self, hit: Hit) -> Finding:
        """Make a finding of a hit."""
        return Finding(
            code=self.code,
            severity=self.severity,
            file=hit.file,
            line=hit.line,
            column=hit.column,
            field=hit.field,
            message=hit.message,
            expected=hit.expected,
            found=hit.found,
            hint=hit.hint or self.mend,
        )


RULES: list[Rule] = []


def rule(
    code: str,
    name: str,
    family: Family,
    *,
    summary: str,
    mend: str,
    good: str,
    bad: str,
    severity: Severity = "error",
) -> Callable[[Callable[..., Iterable[Hit]]], Callable[..., Iterable[Hit]]]:
    """Enter a check function in the list of rules."""

    def enter(check: Callable[..., Iterable[Hit]]) -> Callable[..., Iterable[Hit]]:
        RULES.append(
            Rule(
                code=code,
                name=name,
                family=family,
                severity=severity,
                summary=summary,
                mend=mend,
                good=good,
                bad=bad,
                check=check,
            )
        )
        return check

    return enter
