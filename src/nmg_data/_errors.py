"""The errors that a caller may see, each one sentence that says how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


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
    names = list(right)
    folded = {name.casefold(): name for name in names}
    close = get_close_matches(wrong.casefold()[:100], folded, n=1, cutoff=0.6)
    return f" Did you mean {folded[close[0]]!r}?" if close else ""


def missing_extra(module: str, extra: str, purpose: str) -> MissingExtraError:
    """Build the error for an optional package that is not installed."""
    return MissingExtraError(
        f"{purpose} needs {module}, which is not installed. "
        f"Install it with: pip install 'nmg-data[{extra}]'"
    )
