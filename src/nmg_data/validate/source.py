"""Read a checkout, one CSV of it, a wheel or a zip into memory; no link is followed."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path

from nmg_data.core.errors import NmgDataError, missing_extra
from nmg_data.core.package import root

from .findings import Finding

NEEDED = ("pandera", "frictionless", "jsonschema", "dplib", "charset_normalizer")
DESCRIPTOR = "datapackage.json"
WHAT = "Give a folder with a datapackage.json, one CSV of such a folder, a .whl or a .zip."


@dataclass
class Source:
    """The files of a package by relative path, and what was found while they were read."""

    name: str  # what was asked for; empty: the installed package
    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    only: str | None = None  # the one file that was asked for; findings on others are counted


def open_source(path: Path | None) -> Source:
    """Read the package at a path; without one, the installed package or the checkout."""
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise missing_extra(", ".join(missing), "validate", "Checking a package")
    if path is None:
        return _read(root(), "")
    folder = path.parent if path.name == DESCRIPTOR else path
    try:
        if folder.is_dir():
            return _read(folder, str(folder))
        if path.suffix.lower() == ".csv":
            return _csv(path)
        if path.suffix.lower() in (".whl", ".zip"):
            with zipfile.ZipFile(path) as archive:
                tops = [name for name in archive.namelist() if Path(name).name == DESCRIPTOR]
                top = min(tops, key=lambda name: (name.count("/"), name), default=DESCRIPTOR)
                return _read(zipfile.Path(archive, top.removesuffix(DESCRIPTOR)), str(path))
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError) as error:
        raise NmgDataError(f"{path} cannot be read ({error}).") from error
    raise NmgDataError(f"{path} cannot be validated. {WHAT}")


def _read(base: Traversable, name: str) -> Source:
    """Read a folder of our layout, or one in an archive; a link or folder in it is a finding."""
    source = Source(name)
    if not base.joinpath(DESCRIPTOR).is_file():
        raise NmgDataError(f"{name} has no {DESCRIPTOR}. {WHAT}")
    paths = [DESCRIPTOR]
    for folder in map(base.joinpath, ("data", "schemas")):
        if folder.is_dir() and not _is_link(folder):
            children = sorted(file.name for file in folder.iterdir())
            paths += [f"{folder.name}/{child}" for child in children if child[0] != "."]
    for path in paths:
        file = base.joinpath(*path.split("/"))
        message = "The file is not read: it is a link, a folder or a device."
        try:
            if file.is_file() and not _is_link(file):
                source.files[path] = file.read_bytes()
                continue
        except OSError as error:
            message = f"The file cannot be read: {error.strerror}."
        source.findings.append(Finding(code="NMG703", file=path, message=message))
    return source


def _is_link(file: Traversable) -> bool:
    """Say whether a file or folder is a link; in an archive, nothing is followed anyway."""
    return isinstance(file, Path) and file.is_symlink()


def _csv(path: Path) -> Source:
    """Read one CSV with the package around it, else with the installed one."""
    around = [base for base in list(path.absolute().parents)[:2] if (base / DESCRIPTOR).is_file()]
    source = _read(around[0] if around else root(), str(path))
    if around:
        source.only = path.absolute().relative_to(around[0]).as_posix()
        return source
    source.only = f"data/{path.name}"
    if source.only not in source.files:
        names = ", ".join(sorted(file for file in source.files if file.endswith(".csv")))
        raise NmgDataError(f"{path.name} is not named like a table of nmg-data: {names}.")
    source.files[source.only] = path.read_bytes()
    return source
