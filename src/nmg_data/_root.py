"""Where the files of the package are: the same relative paths everywhere.

A wheel carries ``datapackage.json``, ``data/`` and ``schemas/`` inside the
package; a checkout and an editable install have them two folders up.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from ._errors import DamagedDataError

REINSTALL = "Reinstall it with: pip install --force-reinstall nmg-data"


def root() -> Traversable:
    """Return the folder that holds ``datapackage.json``."""
    here = files(__package__)
    if here.joinpath("datapackage.json").is_file():
        return here
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "datapackage.json").is_file():
        return checkout
    raise DamagedDataError(f"The installation has no datapackage.json. {REINSTALL}")


def mend() -> str:
    """Say what to do about a damaged file: to reinstall it, or in a checkout to look at it."""
    installed = files(__package__).joinpath("datapackage.json").is_file()
    return REINSTALL if installed else "Run 'nmg-data validate' to see what is wrong."


def read_bytes(path: str) -> bytes:
    """Read one file of the package by its path in the descriptor."""
    file = root()
    for part in path.split("/"):
        file = file.joinpath(part)
    try:
        return file.read_bytes()
    except (OSError, KeyError) as error:
        raise DamagedDataError(f"{path} cannot be read ({reason(error)}). {mend()}") from error


def reason(error: Exception) -> str:
    """Say why a file could not be read, without its absolute path."""
    return getattr(error, "strerror", None) or type(error).__name__
