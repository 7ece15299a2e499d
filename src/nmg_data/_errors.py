"""The errors that a caller may see, each one sentence that says how to mend it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from difflib import SequenceMatcher

MAX_NAMES = 2_000
"""Of more names than this, a wrong one is compared with its neighbours in their order alone."""
NEIGHBOURS = 50
CLOSE = 0.6


class NmgDataError(Exception):
    """Base of all errors of this package; on the command line it becomes one line."""


class UnknownNameError(NmgDataError, ValueError):
    """A table, field, row or option that does not exist."""


class MissingExtraError(NmgDataError, ImportError):
    """An optional package is needed that is not installed."""


class DamagedDataError(NmgDataError, OSError):
    """A file of the package is missing, unreadable or not what the descriptor says."""


def did_you_mean(wrong: str, right: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the closest name, or an empty string.

    >>> did_you_mean("prots", ["ports", "places"])
    " Did you mean 'ports'?"
    """
    near = Names(right).closest(wrong)
    return f" Did you mean {near!r}?" if near else ""


class Names:
    """Names that a wrong one may have been meant to be, made ready once."""

    def __init__(self, names: Iterable[str]) -> None:
        self.folded = {fold(name): name for name in names}
        self.ordered = sorted(self.folded)

    def closest(self, wrong: str) -> str | None:
        """Return the closest of the names, or None if none is close.

        >>> Names(["manzhouli_road", "manzhouli_rail"]).closest("Manzhouli-rail")
        'manzhouli_rail'
        """
        asked = fold(wrong)
        place = bisect_left(self.ordered, asked)
        # These share the longest beginning, so most of the others are passed over quickly.
        asking = self.ordered[max(0, place - NEIGHBOURS) : place + NEIGHBOURS]
        if len(self.ordered) <= MAX_NAMES:
            asking = [*asking, *self.ordered]
        matcher = SequenceMatcher(None, "", asked)
        best, found = CLOSE, None
        for name in asking:
            matcher.set_seq1(name)
            if (
                matcher.real_quick_ratio() > best
                and matcher.quick_ratio() > best
                and matcher.ratio() > best
            ):
                best, found = matcher.ratio(), self.folded[name]
        return found


def fold(name: str) -> str:
    """Return the beginning of a name without what is easily mistaken: case, hyphen and space."""
    return name[:100].strip().casefold().replace("-", "_").replace(" ", "_")


def one_of(option: str, value: object, allowed: tuple[str, ...]) -> None:
    """Refuse a value that an option does not take."""
    if value not in allowed:
        raise UnknownNameError(
            f"{option}={value!r} does not exist.{did_you_mean(str(value), allowed)} "
            f"Use one of: {', '.join(allowed)}."
        )


def unknown_table(name: object, known: Iterable[str]) -> UnknownNameError:
    """Build the error for a table that does not exist."""
    names = list(known)
    return UnknownNameError(
        f"There is no table {name!r}.{did_you_mean(str(name), names)} "
        f"The tables are: {', '.join(names)}."
    )


def missing_extra(module: str, extra: str, purpose: str) -> MissingExtraError:
    """Build the error for an optional package that is not installed."""
    return MissingExtraError(
        f"{purpose} needs {module}, which is not installed. "
        f"Install it with: pip install 'nmg-data[{extra}]'"
    )
