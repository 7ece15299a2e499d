"""The list of rules: a stable code each, never reused; a function where one can be had.

What pandera, frictionless or the pass over the lines find is described in ``rules.toml``; a
domain rule is a generator with the decorator `rule`, and its docstring is its summary.
"""

from __future__ import annotations

import pkgutil
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.resources import files
from typing import Any

from .findings import Finding, Severity

Findings = Iterator[Finding]
Check = Callable[[Any], Findings]

FAMILIES = {
    "NMG0": ("internal", 1),
    "NMG1": ("characters", 1),
    "NMG217": ("structure", 6),
    "NMG2": ("structure", 1),
    "NMG3": ("cells", 2),
    "NMG40": ("keys", 2),
    "NMG4": ("catalogue", 3),
    "NMG525": ("figures", 6),
    "NMG5": ("figures", 3),
    "NMG6": ("relations", 4),
    "NMG7": ("descriptor", 0),
}
"""Name and stage by the beginning of a code; what comes at an earlier stage is the cause."""
CELLS, FILLED = 2, 5
DERIVED = ("value", "unit_id", "bound", "lower", "upper", "year", "preferred")
"""What `nmg-data format` fills in, if the wording can be read; if not, that is the cause."""


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
    message: str = ""
    """What a finding on one cell reads, with ``{field}``, ``{cell}`` and ``{extra}``."""
    form: str = ""
    """A regular expression that tells good cells from bad ones."""
    expected: str = ""
    check: Check | None = None
    """None: found by the engine itself."""

    @property
    def family(self) -> str:
        """The name of the hundred to which the code belongs."""
        return next(name for start, (name, _) in FAMILIES.items() if self.code.startswith(start))


RULES: dict[str, Rule] = {
    code: Rule(code=code, **described)
    for code, described in tomllib.loads(
        files(__package__).joinpath("rules.toml").read_text(encoding="utf-8")
    ).items()
}


def rule(
    code: str, *, fix: str, severity: Severity = "error", table: str = ""
) -> Callable[[Check], Check]:
    """Enter a generator of findings under its code, with the first paragraph of its docstring.

    With a `table` the function is given the `Cells` of it and not the `Data`, and the rule becomes
    a part of ``nmg_data.schema(table)`` as well.
    """

    def enter(check: Check) -> Check:
        summary = re.sub(r"\s+", " ", (check.__doc__ or "").strip().split("\n\n")[0])
        name = check.__name__.replace("_", "-")
        if code in RULES and RULES[code].name != name:
            raise ValueError(f"the code {code} is taken")
        about = {"summary": summary, "fix": fix, "table": table}
        RULES[code] = Rule(code=code, name=name, severity=severity, check=check, **about)
        return check

    return enter


def rules() -> list[Rule]:
    """Return all rules, by code."""
    domain = import_module(f"{__package__}.domain")
    for found in pkgutil.iter_modules(domain.__path__):
        import_module(f"{domain.__name__}.{found.name}")
    return sorted(RULES.values(), key=lambda known: known.code)


def stage(finding: Finding) -> int:
    """Return how late in the pipeline a finding is: descriptor, lines, cells, meaning, form."""
    if finding.code == "NMG310" and finding.field in DERIVED and "observations" in finding.file:
        return FILLED
    return next(at for start, (_, at) in FAMILIES.items() if finding.code.startswith(start))


def causes_first(findings: Iterable[Finding]) -> list[Finding]:
    """Fill in severity and hint of the rules; sort by severity, stage and place."""

    def order(finding: Finding) -> tuple[object, ...]:
        place = (finding.file, finding.line or 0, finding.column or 0, finding.code)
        return (finding.severity != "error", stage(finding), place)

    filled = (
        replace(finding, severity=known.severity, hint=finding.hint or known.fix)
        for finding in findings
        for known in [RULES[finding.code]]
    )
    return sorted(filled, key=order)
