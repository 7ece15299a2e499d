"""Read a folder, an archive or one CSV safely: nothing is followed, fetched or unpacked.

Limits: a CSV of 512 MiB, a JSON file of 4 MiB; in an archive 2,000 members, 64 MiB a member
and 256 MiB in all, and no member that grows more than 200 times.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from .._descriptor import Json
from .._errors import DamagedDataError, NmgDataError
from .._root import root
from ._json import Document, brief, parse
from ._model import File, Hit

DESCRIPTOR = "datapackage.json"
MAX_FILE = 512 * 1024 * 1024
MAX_RESOURCES = 500
MAX_MEMBERS = 2_000
MAX_MEMBER = 64 * 1024 * 1024
MAX_ARCHIVE = 256 * 1024 * 1024
MAX_RATIO = 200

UNREADABLE, UNSAFE, MISSING, BAD_JSON, ODD_FILE, CHANGED, SHAPE = (
    "NMG703",
    "NMG702",
    "NMG704",
    "NMG701",
    "NMG705",
    "NMG706",
    "NMG707",
)


class Refused(Exception):
    """A file that is not read, with the code of the rule that says so."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


@dataclass(frozen=True)
class Resource:
    """One resource: its entry, its file and its schema, as far as they could be had."""

    name: str
    index: int
    described: Json
    csv: File | None
    schema: Document | None
    schema_path: str | None


@dataclass
class Folder:
    """What could be read of a package, and what could not."""

    name: str
    """What was asked for, as the caller named it; empty: the installed package."""
    descriptor: Document | None = None
    resources: list[Resource] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    """Files below data/ and schemas/, whether the descriptor names them or not."""
    faults: list[tuple[str, Hit]] = field(default_factory=list)
    """What the reading itself came upon: code of the rule and hit."""
    own: bool = False
    """Whether this is nmg-data itself, whose table names the code repeats."""
    base: Path | None = None
    """Where it lies; None for an archive, and where the installed package lends its schemas."""
    only: str | None = None
    """Path of the one file that was asked for; findings on others are only counted."""

    def faults_of(self, code: str) -> Iterable[Hit]:
        """Return the hits of one rule that the reading came upon."""
        return [hit for one, hit in self.faults if one == code]


Read = Callable[[str], bytes]


def open_package(path: Path | None) -> Folder:
    """Read the package at a path; without one, the installed package or the checkout."""
    if path is None:
        here = root()
        return _collect("", lambda name: _from_traversable(here, name), _names(here))
    try:
        kind = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise NmgDataError(f"{path} cannot be read: {why}.") from error
    if stat.S_ISDIR(kind):
        return from_folder(path, str(path))
    if not stat.S_ISREG(kind):
        raise NmgDataError(f"{path} is neither a folder nor a regular file; it is not read.")
    if path.suffix.lower() == ".csv":
        return from_csv(path)
    if path.name == DESCRIPTOR:
        return from_folder(path.parent, str(path.parent))
    if path.suffix.lower() in (".zip", ".whl"):
        return from_archive(path)
    raise NmgDataError(
        f"{path} is not something to validate. Give a folder with a datapackage.json, "
        "one .csv of such a folder, or a .whl or .zip."
    )


def from_folder(folder: Path, name: str) -> Folder:
    """Read a folder of our layout."""
    if not (folder / DESCRIPTOR).is_file():
        raise NmgDataError(
            f"{folder} has no {DESCRIPTOR}. Give the folder that holds it, or one of its CSV files."
        )
    base = folder.resolve()
    made = _collect(name, lambda path: read_inside(base, path), _list(base))
    made.base = base
    return made


def from_csv(path: Path) -> Folder:
    """Read one CSV with the package around it, else with the installed one."""
    around = package_around(path)
    if around is not None:
        folder = from_folder(around, str(path))
        listed = [one.described.get("path") for one in folder.resources]
        folder.only = next((one for one in _inside(path, around) if one in listed), None)
        if folder.only:
            return folder
    here = root()
    asked = f"data/{path.name}"
    real = path.resolve()
    try:
        data = read_inside(real.parent, real.name)
    except Refused as refused:
        raise NmgDataError(f"{path} is not read. {refused.message}") from refused
    folder = _collect(
        str(path),
        lambda name: data if name == asked else _from_traversable(here, name),
        _names(here),
    )
    known = [one.name for one in folder.resources]
    if path.stem not in known:
        raise NmgDataError(
            f"{path.name} belongs to no package around it and is not named like one of our "
            f"tables: {', '.join(known)}."
        )
    folder.only = asked
    return folder


def package_around(path: Path) -> Path | None:
    """Return the nearest folder around a file, three up at most, that holds a package."""
    parents = list(path.absolute().parents)[:3]
    return next((one for one in parents if (one / DESCRIPTOR).is_file()), None)


def _inside(path: Path, around: Path) -> Iterator[str]:
    """Yield the path of a file inside a folder: as it is named, and where links lead inside."""
    yield path.absolute().relative_to(around).as_posix()
    real, base = path.resolve(), around.resolve()
    if real.is_relative_to(base):
        yield real.relative_to(base).as_posix()


def from_archive(path: Path) -> Folder:
    """Read a wheel or zip in memory; nothing is unpacked to the disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive, path.name)
            tops = [name for name in members if name.rsplit("/", 1)[-1] == DESCRIPTOR]
            if not tops:
                raise NmgDataError(f"{path.name} holds no {DESCRIPTOR}.")
            prefix = min(tops, key=lambda name: (name.count("/"), name))[: -len(DESCRIPTOR)]
            names = [one[len(prefix) :] for one in members if one.startswith(prefix)]

            def read(name: str) -> bytes:
                info = members.get(prefix + name)
                if info is None:
                    raise Refused(MISSING, f"The archive has no file {brief(name)}.")
                return _member(archive, info)

            return _collect(path.name, read, [n for n in names if _ours(n)])
    except NmgDataError:
        raise
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        # ValueError: among others a name of a member that is not UTF-8 though it says so.
        raise NmgDataError(f"{path.name} is not a sound archive ({error}).") from error


def _members(archive: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise NmgDataError(f"{name} has {len(infos):,} members; at most {MAX_MEMBERS:,} are read.")
    total = 0
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        shown = brief(info.filename, 80)
        if info.is_dir():
            continue
        why = unsafe(info.filename)
        if why:
            raise NmgDataError(f"{name}: the member {shown!r} is refused: {why}.")
        if info.filename in members:
            raise NmgDataError(f"{name}: the member {shown!r} stands in the archive twice.")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise NmgDataError(f"{name}: the member {shown!r} is a symbolic link.")
        total += info.file_size
        if info.file_size > MAX_MEMBER or total > MAX_ARCHIVE:
            raise NmgDataError(
                f"{name}: the members are too large when unpacked, first at {shown!r}; "
                f"at most {MAX_MEMBER:,} bytes each and {MAX_ARCHIVE:,} in all are read."
            )
        if info.file_size > MAX_RATIO * max(info.compress_size, 1_000):
            raise NmgDataError(
                f"{name}: the member {shown!r} would grow more than {MAX_RATIO} times."
            )
        members[info.filename] = info
    return members


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(info) as stream:
            # The directory of the archive may lie about the size, so the reading stops there.
            data = stream.read(info.file_size + 1)
    except (OSError, ValueError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise Refused(UNREADABLE, f"The member cannot be read ({error}).") from error
    except Exception as error:  # zlib.error, lzma.LZMAError: no common base
        if type(error).__module__ in ("zlib", "_lzma", "lzma", "_bz2"):
            raise Refused(UNREADABLE, f"The member cannot be unpacked ({error}).") from error
        raise
    if len(data) != info.file_size:
        raise Refused(UNREADABLE, "The member has another size than the archive says.")
    return data


def unsafe(path: object) -> str | None:
    """Say why a path of a descriptor or archive is refused, or None if it is safe."""
    if not isinstance(path, str) or not path:
        return "it is not a text"
    if len(path) > 255:
        return "it is longer than 255 characters"
    if not path.isprintable():
        return "it holds control or hidden characters"
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path):
        return "it is a URL or names a drive, and nothing is ever fetched"
    if "\\" in path:
        return "it holds a backslash"
    if path.startswith(("/", "~")):
        return "it is absolute"
    if any(part in ("", ".", "..") for part in path.split("/")):
        return "it has an empty part, or one that leads out of the folder"
    return None


def read_inside(base: Path, path: str) -> bytes:
    """Read one regular file below a folder, following no link that leaves it."""
    target = base.joinpath(*path.split("/"))
    try:
        real = target.resolve(strict=True)
    except FileNotFoundError as error:
        raise Refused(MISSING, "The file does not exist.") from error
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before 3.13
        raise Refused(UNREADABLE, f"The file cannot be read ({_why(error)}).") from error
    if not real.is_relative_to(base):
        raise Refused(ODD_FILE, "The file is a link that leads out of the folder.")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(real, flags | getattr(os, "O_BINARY", 0))
    except FileNotFoundError as error:
        raise Refused(CHANGED, "The file vanished while it was read.") from error
    except OSError as error:
        raise Refused(UNREADABLE, f"The file cannot be read ({_why(error)}).") from error
    try:
        return _read_handle(handle)
    except OSError as error:
        raise Refused(UNREADABLE, f"The file cannot be read ({_why(error)}).") from error
    finally:
        os.close(handle)


def _read_handle(handle: int) -> bytes:
    before = os.fstat(handle)
    if not stat.S_ISREG(before.st_mode):
        raise Refused(ODD_FILE, "This is a folder, device or pipe, not a regular file.")
    if before.st_size > MAX_FILE:
        raise Refused(
            ODD_FILE, f"The file has {before.st_size:,} bytes; at most {MAX_FILE:,} are read."
        )
    parts, size = [], 0
    # At once, and a byte more than there should be.
    while part := os.read(handle, max(1, before.st_size + 1 - size)):
        parts.append(part)
        size += len(part)
        if size > before.st_size:
            break
    after = os.fstat(handle)
    if size != before.st_size or (before.st_mtime_ns, before.st_size) != (
        after.st_mtime_ns,
        after.st_size,
    ):
        raise Refused(CHANGED, "The file changed while it was read.")
    return b"".join(parts)


def _why(error: BaseException) -> str:
    return getattr(error, "strerror", None) or type(error).__name__


def _from_traversable(here: Traversable, path: str) -> bytes:
    if isinstance(here, Path):
        return read_inside(here.resolve(), path)
    file = here
    for part in path.split("/"):
        file = file.joinpath(part)
    try:
        return file.read_bytes()
    except (OSError, KeyError) as error:
        raise Refused(MISSING, "The file does not exist.") from error


def _ours(path: str) -> bool:
    folder, _, rest = path.partition("/")
    return folder in ("data", "schemas") and bool(rest)


def _list(base: Path) -> list[str]:
    """List what lies in data/ and schemas/, without going into folders or links."""
    names = []
    for folder in ("data", "schemas"):
        try:
            with os.scandir(base / folder) as entries:
                for entry, _ in zip(entries, range(MAX_MEMBERS), strict=False):
                    if not entry.name.startswith("."):
                        names.append(f"{folder}/{entry.name}")
        except OSError:
            continue
    return sorted(names)


def _names(here: Traversable) -> list[str]:
    if isinstance(here, Path):
        return _list(here)
    return sorted(
        f"{folder}/{one.name}"
        for folder in ("data", "schemas")
        for one in (here / folder).iterdir()
    )


def _collect(name: str, read: Read, listed: Iterable[str]) -> Folder:
    """Read the descriptor and every file that it names."""
    folder = Folder(name, listed=sorted(listed))
    file = _read_file(folder, read, DESCRIPTOR)
    if file is None:
        reason = folder.faults[-1][1].message
        where = name or "the installed package"
        raise DamagedDataError(f"{where}: {DESCRIPTOR} cannot be read. {reason}")
    document = parse(file)
    if isinstance(document, Hit):
        folder.faults.append((BAD_JSON, document))
        return folder
    folder.descriptor = document
    folder.own = document.value.get("name") == "nmg-data"
    entries = document.value.get("resources")
    if not isinstance(entries, list) or not entries:
        hit = document.hit(
            ("resources",), "The descriptor lists no resources.", expected="a list of resources"
        )
        folder.faults.append((SHAPE, hit))
        return folder
    if len(entries) > MAX_RESOURCES:
        message = f"The descriptor lists {len(entries):,} resources."
        hit = document.hit(("resources",), message, expected=f"at most {MAX_RESOURCES}")
        folder.faults.append((SHAPE, hit))
        return folder
    for index, entry in enumerate(entries):
        one = _resource(folder, read, index, entry)
        if one is not None:
            folder.resources.append(one)
    return folder


def _resource(folder: Folder, read: Read, index: int, entry: Any) -> Resource | None:
    document = folder.descriptor
    assert document is not None
    pointer = ("resources", index)
    if not isinstance(entry, dict):
        hit = document.hit(pointer, "A resource is not an object.", found=entry)
        folder.faults.append((SHAPE, hit))
        return None
    name = entry.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,99}", name):
        hit = document.hit(
            (*pointer, "name"),
            "A resource needs a name.",
            expected="lower-case letters, digits, '.', '_' and '-'",
            found=name,
        )
        folder.faults.append((SHAPE, hit))
        return None
    if any(one.name == name for one in folder.resources):
        hit = document.hit((*pointer, "name"), "Two resources have one name.", found=name)
        folder.faults.append((SHAPE, hit))
        return None
    data = _named_file(folder, read, entry.get("path"), (*pointer, "path"), ".csv")
    schema: Document | None = None
    schema_path: str | None = None
    if isinstance(entry.get("schema"), dict):
        hit = document.hit(
            (*pointer, "schema"),
            f"The schema of {name} is written into the descriptor.",
            expected=f"a path such as schemas/{name}.json",
        )
        folder.faults.append((SHAPE, hit))
    else:
        file = _named_file(folder, read, entry.get("schema"), (*pointer, "schema"), ".json")
        if file is not None:
            schema_path = file.path
            parsed = parse(file)
            if isinstance(parsed, Hit):
                folder.faults.append((BAD_JSON, parsed))
            else:
                schema = parsed
    return Resource(name, index, entry, data, schema, schema_path)


def _named_file(
    folder: Folder, read: Read, path: object, pointer: tuple[str | int, ...], suffix: str
) -> File | None:
    """Read a file that the descriptor names, or note why not."""
    document = folder.descriptor
    assert document is not None
    why = unsafe(path)
    if why is None and not str(path).endswith(suffix):
        why = f"it does not end with {suffix}"
    if why is None and str(path) in folder.files:
        why = "another resource names the same file"
    if why:
        hit = document.hit(
            pointer,
            f"The {pointer[-1]} is refused: {why}.",
            expected=f"a relative path inside the folder, ending with {suffix}",
            found=path,
        )
        folder.faults.append((UNSAFE, hit))
        return None
    return _read_file(folder, read, str(path))


def _read_file(folder: Folder, read: Read, path: str) -> File | None:
    try:
        file = File(path, read(path))
    except Refused as refused:
        hit = Hit(file=path, message=refused.message, hint=refused.hint)
        folder.faults.append((refused.code, hit))
        return None
    folder.files[path] = file
    return file
