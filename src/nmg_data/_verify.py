"""Check an installation against the hashes that its wheel carried (RECORD)."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from ._errors import NmgDataError
from ._root import REINSTALL, reason

NAME = "nmg-data"


class NothingToVerifyError(NmgDataError):
    """The package was not installed from a wheel, or its RECORD is gone."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not as the wheel had it."""

    kind: str  # differs, missing, added or unreadable
    file: str
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was compared and what was found."""

    version: str
    checked: int
    differences: tuple[Difference, ...]


def verify() -> Verified:
    """Compare the files of this installation with the RECORD of its wheel.

    RECORD lists every file with its SHA-256. It guards against damage and edits, not
    against somebody who changes RECORD as well: for that there are the attestations of
    a release.
    """
    installed = find_distribution()
    record = installed.read_text("RECORD")
    if record is None:
        raise NothingToVerifyError(
            f"The installation has no RECORD, so there is nothing to verify against. {REINSTALL}"
        )
    listed, differences = 0, []
    names = set()
    for row in csv.reader(io.StringIO(record)):
        if len(row) != 3:
            raise NothingToVerifyError(
                f"The RECORD of the installation is damaged: nothing can be verified. {REINSTALL}"
            )
        name, promised, _ = row
        names.add(name)
        if not promised or name.endswith(".pyc"):
            continue
        listed += 1
        difference = compare(installed, name, promised)
        differences += [] if difference is None else [difference]
    here = files(__package__)
    for name in sorted(walk(here, here.name)):
        if name not in names:
            differences.append(Difference("added", name))
    return Verified(installed.version, listed, tuple(differences))


def find_distribution() -> Distribution:
    """Return the installed distribution that this very code belongs to."""
    here = files(__package__)
    for found in distributions(name=NAME):
        record = found.read_text("RECORD") or ""
        package = f"{here.name}/_verify.py"
        lists_us = any(line.startswith(f"{package},") for line in record.splitlines())
        if lists_us and str(found.locate_file(package)) == str(here / "_verify.py"):
            return found
    raise NothingToVerifyError(
        "This is a checkout or an editable install, not an installed wheel: there are no hashes "
        "to verify against. Use git status there, or install the wheel: pip install nmg-data"
    )


def compare(installed: Distribution, name: str, promised: str) -> Difference | None:
    """Compare one file with its hash in RECORD, written ``sha256=<urlsafe base64>``."""
    algorithm, _, digest = promised.partition("=")
    if algorithm not in ("sha256", "sha384", "sha512"):
        return Difference("unreadable", name, expected=promised, found="no hash that is known")
    path: Any = installed.locate_file(name)
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, KeyError):
        return Difference("missing", name, expected=promised)
    except OSError as error:
        return Difference("unreadable", name, expected=promised, found=reason(error))
    raw = hashlib.new(algorithm, content).digest()
    found = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    if found == digest.rstrip("="):
        return None
    return Difference("differs", name, expected=promised, found=f"{algorithm}={found}")


def walk(folder: Traversable, name: str) -> list[str]:
    """Return the files below a folder, without what Python compiles there by itself."""
    found = []
    for one in folder.iterdir():
        inner = f"{name}/{one.name}"
        if isinstance(one, Path) and one.is_symlink():
            found.append(inner)
        elif one.is_dir():
            found += [] if one.name == "__pycache__" else walk(one, inner)
        else:
            found.append(inner)
    return found
