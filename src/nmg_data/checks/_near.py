"""The name that a wrong one was probably meant to be, asked for a bounded number of times."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

MAX_ASKED = 25
"""Comparing one name with thousands takes milliseconds; a file of faults must not take hours."""


def closest(wrong: str, right: Iterable[str]) -> str | None:
    """Return the closest of some names, or None if none is close.

    >>> closest("Manzhouli-rail", ["manzhouli_road", "manzhouli_rail"])
    'manzhouli_rail'
    """
    folded = {name.casefold().replace("-", "_").replace(" ", "_"): name for name in right}
    asked = wrong[:100].strip().casefold().replace("-", "_").replace(" ", "_")
    close = get_close_matches(asked, folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


class Suggest:
    """Hints for wrong values among some right ones; each value is compared once."""

    def __init__(self, right: Collection[str]) -> None:
        self.right = right
        self.known: dict[str, str | None] = {}

    def __call__(self, wrong: str) -> str | None:
        """Return ``Did you mean 'x'?``, or None."""
        if wrong not in self.known:
            if len(self.known) >= MAX_ASKED:
                return None
            self.known[wrong] = closest(wrong, self.right)
        near = self.known[wrong]
        return f"Did you mean {near!r}?" if near else None
