"""Read a checkout, one CSV of it, a wheel or a zip into memory: nothing is followed or fetched.

A package becomes a mapping of relative paths to bytes: ``datapackage.json`` and the files in
``data/`` and ``schemas/``. A path that leads elsewhere is then no more than a missing key.
"""

from __future__ import annotations

import lzma
import os
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from nmg_data.core.errors import NmgDataError
from nmg_data.core.package import root

from .findings import Finding

DESCRIPTOR = "datapackage.json"
FOLDERS = ("data", "schemas")
WHAT = "Give a folder with a datapackage.json, one CSV of such a folder, a .whl or a .zip."


@dataclass
class Source:
    """The files of a package, and what was found while they were read."""

    name: str
    """What was asked for, as the caller named it; empty: the installed package."""
    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    only: str | None = None
    """The one file that was asked for; findings on others are only counted."""

    def refuse(self, code: str, path: str, message: str) -> None:
        """Note a file that is not read."""
        self.findings.append(Finding(code=code, file=path, message=message))


def open_source(path: Path | None) -> Source:
    """Read the package at a path; without one, the installed package or the checkout."""
    if path is None:
        return _installed("")
    try:
        kind = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        raise NmgDataError(f"{path} cannot be read ({reason(error)}).") from error
    suffix = path.suffix.lower()
    if stat.S_ISDIR(kind):
        return _folder(path, str(path))
    if stat.S_ISREG(kind) and path.name == DESCRIPTOR:
        return _folder(path.parent, str(path.parent))
    if stat.S_ISREG(kind) and suffix == ".csv":
        return _csv(path)
    if stat.S_ISREG(kind) and suffix in (".whl", ".zip"):
        return _archive(path)
    raise NmgDataError(f"{path} cannot be validated. {WHAT}")


def reason(error: BaseException) -> str:
    """Return why a file cannot be read, in a few words."""
    return getattr(error, "strerror", None) or type(error).__name__


def _installed(name: str) -> Source:
    base = root()
    if isinstance(base, Path):
        return _folder(base, name)
    listed = [
        f"{folder}/{file.name}" for folder in FOLDERS for file in base.joinpath(folder).iterdir()
    ]
    return Source(name, {path: base.joinpath(path).read_bytes() for path in (DESCRIPTOR, *listed)})


def _folder(base: Path, name: str) -> Source:
    """Read a folder of our layout; links, folders and devices in it are findings."""
    source = Source(name)
    paths = [DESCRIPTOR] if os.path.lexists(base / DESCRIPTOR) else []
    for folder in FOLDERS if paths else ():
        names = [] if (base / folder).is_symlink() else _names(base / folder)
        paths += [f"{folder}/{name}" for name in names] if names else [folder]
    for path in paths:
        try:
            kind = os.lstat(base / path).st_mode
            if stat.S_ISREG(kind):
                source.files[path] = (base / path).read_bytes()
            elif path not in FOLDERS or stat.S_ISLNK(kind):
                what = "a link" if stat.S_ISLNK(kind) else "no regular file"
                source.refuse("NMG705", path, f"This is {what}, and is not read.")
        except OSError as error:
            source.refuse("NMG703", path, f"The file cannot be read ({reason(error)}).")
    if not source.files and not source.findings:
        raise NmgDataError(f"{base} has no {DESCRIPTOR}. {WHAT}")
    return source


def _names(folder: Path) -> list[str]:
    """Return the names in a folder that are not hidden; none where there is no folder."""
    if not folder.is_dir():
        return []
    return sorted(name for name in os.listdir(folder) if not name.startswith("."))


def _csv(path: Path) -> Source:
    """Read one CSV with the package around it, else with the installed one."""
    for base in list(path.absolute().parents)[:2]:
        if (base / DESCRIPTOR).is_file():
            source = _folder(base, str(path))
            source.only = path.absolute().relative_to(base).as_posix()
            return source
    source = _installed(str(path))
    source.only = f"data/{path.name}"
    if source.only not in source.files:
        names = ", ".join(sorted(file for file in source.files if file.endswith(".csv")))
        raise NmgDataError(f"{path.name} is not named like a table of nmg-data: {names}.")
    if path.is_symlink():
        raise NmgDataError(f"{path} is a link, and is not read.")
    source.files[source.only] = path.read_bytes()
    return source


def _archive(path: Path) -> Source:
    """Read a wheel or zip in memory; nothing is unpacked to the disk."""
    source = Source(str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            tops = [name for name in archive.namelist() if name.rpartition("/")[2] == DESCRIPTOR]
            if not tops:
                raise NmgDataError(f"{path.name} has no {DESCRIPTOR}. {WHAT}")
            prefix = min(tops, key=lambda name: (name.count("/"), name))[: -len(DESCRIPTOR)]
            for member in archive.infolist():
                inner = member.filename.removeprefix(prefix)
                folder, _, file = inner.partition("/")
                wanted = inner == DESCRIPTOR or (folder in FOLDERS and file)
                if not wanted or not member.filename.startswith(prefix):
                    continue
                if stat.S_ISLNK(member.external_attr >> 16):
                    source.refuse("NMG705", inner, "This is a link, and is not read.")
                else:
                    source.files[inner] = archive.read(member)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        OSError,
        RuntimeError,
    ) as error:
        raise NmgDataError(f"{path.name} is not a readable archive ({error}).") from error
    return source
