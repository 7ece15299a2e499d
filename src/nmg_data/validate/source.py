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
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from nmg_data.core.errors import NmgDataError
from nmg_data.core.package import installed

from .findings import Finding

DESCRIPTOR = "datapackage.json"
FOLDERS = ("data", "schemas")
MAX_BYTES = 512 * 1024 * 1024
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
    root = files("nmg_data") if installed() else Path(__file__).resolve().parents[3]
    if isinstance(root, Path):
        return _folder(root, name)
    source = Source(name, {DESCRIPTOR: root.joinpath(DESCRIPTOR).read_bytes()})
    for folder in FOLDERS:
        for file in root.joinpath(folder).iterdir():
            source.files[f"{folder}/{file.name}"] = file.read_bytes()
    return source


def _folder(base: Path, name: str) -> Source:
    """Read a folder of our layout; links, folders and devices in it are findings."""
    source = Source(name)
    for path in _paths(base):
        try:
            kind = os.lstat(base / path).st_mode
            size = os.lstat(base / path).st_size
            if not stat.S_ISREG(kind):
                what = "a link" if stat.S_ISLNK(kind) else "no regular file"
                _refuse(source, "NMG705", path, f"This is {what}, and is not read.")
            elif size > MAX_BYTES:
                _refuse(source, "NMG705", path, f"The file has {size:,} bytes.")
            else:
                source.files[path] = (base / path).read_bytes()
        except OSError as error:
            _refuse(source, "NMG703", path, f"The file cannot be read ({reason(error)}).")
    if not source.files and not source.findings:
        raise NmgDataError(f"{base} has no {DESCRIPTOR}. {WHAT}")
    return source


def _paths(base: Path) -> Iterator[str]:
    if os.path.lexists(base / DESCRIPTOR):
        yield DESCRIPTOR
        for folder in FOLDERS:
            if (base / folder).is_symlink():
                yield folder
            elif (base / folder).is_dir():
                names = sorted(os.listdir(base / folder))
                yield from (f"{folder}/{name}" for name in names if not name.startswith("."))


def _refuse(source: Source, code: str, path: str, message: str) -> None:
    source.findings.append(Finding(code=code, file=path, message=message))


def _csv(path: Path) -> Source:
    """Read one CSV with the package around it, else with the installed one."""
    for base in list(path.absolute().parents)[:2]:
        inside = path.absolute().relative_to(base).as_posix()
        if (base / DESCRIPTOR).is_file():
            source = _folder(base, str(path))
            source.only = inside
            return source
    source = _installed(str(path))
    source.only = f"data/{path.name}"
    if source.only not in source.files:
        names = ", ".join(sorted(file for file in source.files if file.endswith(".csv")))
        raise NmgDataError(f"{path.name} is not named like a table of nmg-data: {names}.")
    if path.is_symlink() or path.stat().st_size > MAX_BYTES:
        raise NmgDataError(f"{path} is a link or too large, and is not read.")
    source.files[source.only] = path.read_bytes()
    return source


def _archive(path: Path) -> Source:
    """Read a wheel or zip in memory; nothing is unpacked to the disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = {member.filename: member for member in archive.infolist()}
            tops = [name for name in members if name.rsplit("/", 1)[-1] == DESCRIPTOR]
            if not tops:
                raise NmgDataError(f"{path.name} has no {DESCRIPTOR}. {WHAT}")
            prefix = min(tops, key=lambda name: (name.count("/"), name))[: -len(DESCRIPTOR)]
            source = Source(str(path))
            left = MAX_BYTES
            for name, member in members.items():
                inner = name.removeprefix(prefix)
                folder, _, file = inner.partition("/")
                wanted = inner == DESCRIPTOR or (folder in FOLDERS and file)
                if not name.startswith(prefix) or not wanted or member.is_dir():
                    continue
                left -= member.file_size
                if left < 0:
                    raise NmgDataError(f"{path.name} has more than {MAX_BYTES:,} bytes unpacked.")
                if stat.S_ISLNK(member.external_attr >> 16):
                    _refuse(source, "NMG705", inner, "This is a link, and is not read.")
                else:
                    source.files[inner] = archive.read(member)
            return source
    except (
        *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
        *(NotImplementedError, RuntimeError, ValueError),
    ) as error:
        if isinstance(error, NmgDataError):
            raise
        raise NmgDataError(f"{path.name} is not a readable archive ({error}).") from error
