"""The rules of this field; `declared.toml` states those of common kinds as lists of cases."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nmg_data.core.package import read_toml

from ..constraints import acyclic, alike, before, begins, equal, filled_if, only, paired
from ..frames import Cells, Data
from ..rules import RULES, Findings, Rule
from . import catalogue, citations  # noqa: F401 - for their rules
from .figures import read
from .relations import implied, stored

FUNCTIONS: list[Callable[..., Findings]] = [acyclic, alike, before, begins, equal, filled_if]
FUNCTIONS += [implied, only, paired, read, stored]
KINDS = {kind.__name__: kind for kind in FUNCTIONS}
"""What a case may be; its keys are the arguments of the function."""


def check(cases: list[tuple[str, dict[str, Any]]], found: Data | Cells) -> Findings:
    """Find what is wrong by the cases of a rule."""
    data = Data([found]) if isinstance(found, Cells) else found
    for kind, arguments in cases:
        yield from KINDS[kind](data, **arguments)


for code, about in read_toml(__package__, "declared.toml").items():
    words = {name: about[name] for name in about if name not in KINDS}
    cases = [(kind, case) for kind in KINDS for case in about.get(kind, ())]
    RULES[code] = Rule(code=code, check=partial(check, cases), **words)
