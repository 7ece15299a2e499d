"""The errors that a caller may see, each a sentence that says how to fix it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches


class NmgDataError(Exception):
    """Base of all errors of this package; on the command line it becomes one line."""


class UnknownNameError(NmgDataError, ValueError):
    """A table, field, row, series or option that does not exist."""


class MissingExtraError(NmgDataError, ImportError):
    """An optional package is needed that is not installed."""


class DamagedDataError(NmgDataError, OSError):
    """A file of the package is missing, unreadable or not what the descriptor says."""


def closest(wrong: str, names: Iterable[str], count: int = 1) -> list[str]:
    """Return the names that come closest to a wrong one, the best first."""
    folded = {fold(name): name for name in names}
    return [folded[near] for near in get_close_matches(fold(wrong), folded, count)]


def did_you_mean(wrong: str, names: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the closest name, or an empty string."""
    near = closest(wrong, names)
    return f" Did you mean {near[0]!r}?" if near else ""


def fold(name: str) -> str:
    """Return the beginning of a name without what is easily mistaken: case, hyphen and space."""
    return name[:100].strip().casefold().replace("-", "_").replace(" ", "_")


def one_of(option: str, value: object, allowed: Collection[str | None]) -> None:
    """Reject a value that an option does not take; where None is allowed, no message lists it."""
    if value not in allowed:
        names = [name for name in allowed if name is not None]
        raise UnknownNameError(
            f"{option}={value!r} does not exist.{did_you_mean(str(value), names)} "
            f"Use one of: {', '.join(names)}."
        )


def unknown(kind: str, name: object, known: Iterable[str], advice: str = "") -> UnknownNameError:
    """Build the error for a name that does not exist; without advice, few names are listed."""
    names = list(known)
    advice = advice or (f"Use one of: {', '.join(names)}." if len(names) <= 20 else "")
    message = f"There is no {kind} {name!r}.{did_you_mean(str(name), names)} {advice}"
    return UnknownNameError(message.rstrip())


def missing_extra(module: str, extra: str, purpose: str) -> MissingExtraError:
    """Build the error for an optional package that is not installed."""
    return MissingExtraError(
        f"{purpose} needs {module}. Install what is missing: pip install 'nmg-data[{extra}]'"
    )
