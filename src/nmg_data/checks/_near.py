"""The name that a wrong one was probably meant to be, asked for a bounded number of times."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from .._errors import Names

MAX_ASKED = 25
"""Comparing one name with thousands takes milliseconds; a file of faults must not take hours."""


class Suggest:
    """Hints for wrong values among some right ones; each value is compared once."""

    def __init__(self, right: Collection[str]) -> None:
        self.right = right
        self.known: dict[str, str | None] = {}

    @cached_property
    def names(self) -> Names:
        """The right values, made ready when the first wrong one comes."""
        return Names(self.right)

    def __call__(self, wrong: str) -> str | None:
        """Return ``Did you mean 'x'?``, or None."""
        if wrong not in self.known:
            if len(self.known) >= MAX_ASKED:
                return None
            self.known[wrong] = self.names.closest(wrong)
        near = self.known[wrong]
        return f"Did you mean {near!r}?" if near else None
