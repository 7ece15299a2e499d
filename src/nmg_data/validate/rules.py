"""The list of rules: a stable code each, never reused; a function where one can be had.

What pandera, frictionless or the pass over the lines find is entered with `declare`; a domain
rule is a generator with the decorator `rule`, and its docstring is its summary.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from .findings import Finding, Severity

Findings = Iterator[Finding]
Check = Callable[[Any], Findings]

FAMILIES = {
    "NMG0": "internal",
    "NMG1": "characters",
    "NMG2": "structure",
    "NMG3": "cells",
    "NMG40": "keys",
    "NMG4": "catalogue",
    "NMG5": "figures",
    "NMG6": "relations",
    "NMG7": "descriptor",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: what it asks, and how to fix what it finds."""

    code: str
    name: str
    summary: str
    fix: str
    severity: Severity = "error"
    table: str = ""
    """The only table that the rule looks at; its function then takes the `Cells` of it."""
    check: Check | None = None
    """None: found by the engine itself."""

    @property
    def family(self) -> str:
        """The name of the hundred to which the code belongs."""
        return next(name for start, name in FAMILIES.items() if self.code.startswith(start))


RULES: dict[str, Rule] = {}


def declare(code: str, name: str, summary: str, fix: str, **more: Any) -> Rule:
    """Enter a rule that the engine finds itself."""
    if code in RULES:
        raise ValueError(f"the code {code} is taken")
    RULES[code] = Rule(code=code, name=name, summary=summary, fix=fix, **more)
    return RULES[code]


def rule(
    code: str, *, fix: str, severity: Severity = "error", table: str = ""
) -> Callable[[Check], Check]:
    """Enter a generator of findings under its code.

    Parameters
    ----------
    code
        ``NMG`` and three digits; the first says the family.
    fix
        How to fix what is found, in one sentence; a finding may carry a better `hint`.
    severity
        ``warning`` where it is only unlikely, ``error`` where it cannot be.
    table
        The one table that the rule looks at. The function is then given its `Cells` and not the
        `Data`, and the rule becomes a part of ``nmg_data.schema(table)`` as well.
    """

    def enter(check: Check) -> Check:
        summary = re.sub(r"\s+", " ", (check.__doc__ or "").strip().split("\n\n")[0])
        name = check.__name__.replace("_", "-")
        declare(code, name, summary, fix, severity=severity, table=table, check=check)
        return check

    return enter


def rules() -> list[Rule]:
    """Return all rules, by code."""
    for module in ("descriptor", "lines", "schema", "canonical", "run"):
        import_module(f"{__package__}.{module}")
    domain = import_module(f"{__package__}.domain")
    for found in pkgutil.iter_modules(domain.__path__):
        import_module(f"{domain.__name__}.{found.name}")
    return sorted(RULES.values(), key=lambda known: known.code)
