"""The rules of this field; `declared.toml` states those of common kinds as lists of cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..constraints import acyclic, alike, before, begins, equal, filled_if, only, paired
from ..frames import Cells, Data
from ..rules import RULES, Check, Findings, Rule, read_toml
from .figures import read
from .relations import implied, stored

Kind = Callable[..., Findings]
FUNCTIONS: list[Kind] = [acyclic, alike, before, begins, equal, filled_if, only, paired]
FUNCTIONS += [implied, read, stored]
KINDS = {kind.__name__: kind for kind in FUNCTIONS}
"""What a case may be; its keys are the arguments of the function."""


def declared(cases: list[tuple[str, dict[str, Any]]]) -> Check:
    """Return the function of a rule."""

    def check(found: Data | Cells) -> Findings:
        data = {found.name: found} if isinstance(found, Cells) else found
        for kind, arguments in cases:
            yield from KINDS[kind](data, **arguments)

    return check


for code, about in read_toml("domain/declared.toml").items():
    cases = [(kind, case) for kind in KINDS for case in about.pop(kind, ())]
    RULES[code] = Rule(code=code, check=declared(cases), **about)
