"""The rules that `declared.toml` states, each as a list of cases of some kinds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..constraints import acyclic, alike, begins, distinct, equal, filled_if, only, paired
from ..frames import Cells, Data
from ..rules import RULES, Check, Findings, Rule
from . import read_toml
from .figures import read
from .relations import implied, stored

Kind = Callable[..., Findings]
COMMON: list[Kind] = [acyclic, alike, begins, distinct, equal, filled_if, only, paired]
OWN: list[Kind] = [implied, read, stored]
KINDS = {kind.__name__: kind for kind in COMMON + OWN}
"""What a case may be; its keys are the arguments of the function."""


def declared(cases: list[tuple[str, dict[str, Any]]]) -> Check:
    """Return the function of a rule."""

    def check(found: Data | Cells) -> Findings:
        data = {found.name: found} if isinstance(found, Cells) else found
        for kind, arguments in cases:
            yield from KINDS[kind](data, **arguments)

    return check


for code, stated in read_toml("declared.toml").items():
    found = [(kind, case) for kind in KINDS for case in stated.pop(kind, ())]
    RULES[code] = Rule(code=code, check=declared(found), **stated)
