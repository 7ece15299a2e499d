"""The list of rules: a stable code each, never reused; what no function finds is in ``rules.toml``.

A domain rule is a generator with the decorator `rule`, and its docstring is its summary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

from nmg_data.core.package import read_toml

from .findings import Finding, Severity

Findings = Iterator[Finding]
Check = Callable[[Any], Findings]

CELLS, FILLED = 2, 5
DERIVED = ("value", "unit_id", "bound", "lower", "upper", "year", "preferred")
"""What `nmg-data format` fills in, if the wording can be read; if not, that is the cause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it asks, and how to fix what it finds.

    With a `table` it looks at that one only. Where `check` finds nothing, the engine itself does.
    """

    code: str
    name: str
    summary: str
    fix: str
    severity: Severity = "error"
    table: str = ""
    message: str = ""
    form: str = ""
    expected: str = ""
    check: Check = lambda data: iter(())

    @property
    def family(self) -> str:
        """The name of the hundred to which the code belongs."""
        return self.hundred[0]

    @property
    def hundred(self) -> tuple[str, int]:
        """Name and stage by the beginning of the code."""
        return next(known for start, known in FAMILIES.items() if self.code.startswith(start))


_described = read_toml(__package__, "rules.toml")
FAMILIES: dict[str, tuple[str, int]] = _described["families"]
RULES = {code: Rule(code=code, **_described[code]) for code in _described if code != "families"}


def rule(code: str, *, fix: str, table: str = "") -> Callable[[Check], Check]:
    """Enter a generator of findings; with a `table`, also into ``nmg_data.schema(table)``."""

    def enter(check: Check) -> Check:
        name = check.__name__.replace("_", "-")
        summary = str(check.__doc__)
        RULES[code] = Rule(code=code, name=name, summary=summary, fix=fix, table=table, check=check)
        return check

    return enter


def rules() -> list[Rule]:
    """Return all rules, by code."""
    import_module(f"{__package__}.domain")
    return sorted(RULES.values(), key=lambda known: known.code)


def stage(finding: Finding) -> int:
    """Return how late in the pipeline a finding is: descriptor, lines, cells, meaning, form."""
    if finding.code == "NMG310" and finding.field in DERIVED and "observations" in finding.file:
        return FILLED
    return RULES[finding.code].hundred[1]


def causes_first(findings: Iterable[Finding]) -> list[Finding]:
    """Fill in severity and hint of the rules; sort by severity, stage and place."""
    filled = []
    for finding in findings:
        known = RULES[finding.code]
        filled.append(replace(finding, severity=known.severity, hint=finding.hint or known.fix))
    filled.sort(key=lambda found: (found.file, found.line or 0, found.column or 0, found.code))
    return sorted(filled, key=lambda found: (found.severity != "error", stage(found)))
