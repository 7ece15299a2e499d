"""Write a set of files into a folder: all of them whole, or none; never over foreign ones."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from ._errors import NmgDataError
from ._root import reason
from ._terminal import printable

SUMS = "SHA256SUMS"


class ExportError(NmgDataError, OSError):
    """A folder that cannot be written to, or that holds files which are not ours."""


def write_files(
    folder: Path,
    files: Mapping[str, bytes],
    *,
    force: bool = False,
    step: Callable[[str], None] = lambda name: None,
) -> None:
    """Write files by their relative paths, and their hashes into ``SHA256SUMS``.

    A failure or an interruption leaves what was there before. A file
    is ours if ``SHA256SUMS`` names it with the hash that it has; any other one is
    replaced only with ``force``.
    """
    made = make_folder(folder)
    try:
        sums = read_sums(folder / SUMS, force)
        refuse_foreign(folder, files, sums, force)
        sums |= {name: sha256(content) for name, content in files.items()}
        # SHA256SUMS goes last: until then the old one tells what is half replaced.
        replace_files(folder, {**files, SUMS: sums_text(sums)}, step)
        made = []
    except ExportError:
        raise
    except OSError as error:
        raise ExportError(
            f"{printable(str(folder))} cannot be written to: {reason(error)}."
        ) from error
    finally:
        for path in reversed(made):
            shutil.rmtree(path, ignore_errors=True)


def replace_files(
    folder: Path, files: Mapping[str, bytes], step: Callable[[str], None] = lambda name: None
) -> None:
    """Write files by their relative paths, in their order: each keeps the mode that it had.

    Everything is first written into a hidden folder beside the targets and then renamed.
    """
    staging = Path(tempfile.mkdtemp(prefix=".nmg-data-", dir=folder))
    try:
        for name, content in files.items():
            step(name)
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        for name in files:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_file() and not target.is_symlink():
                shutil.copymode(target, staging / name)
            os.replace(staging / name, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def make_folder(folder: Path) -> list[Path]:
    """Make a folder with its parents, and return those that are new, outermost first."""
    missing = [path for path in (folder, *folder.parents) if not os.path.lexists(path)][::-1]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        what = "a link to nothing" if folder.is_symlink() else "a file, not a folder"
        raise ExportError(f"{printable(str(folder))} is {what}. Name another folder.") from error
    except OSError as error:
        raise ExportError(f"{printable(str(folder))} cannot be made: {reason(error)}.") from error
    return missing


def refuse_foreign(
    folder: Path, files: Mapping[str, bytes], sums: Mapping[str, str], force: bool
) -> None:
    """Raise where a target is a folder, leads out of the folder, or is not ours."""
    foreign = []
    for name, content in files.items():
        path = folder / name
        for parent in list(path.relative_to(folder).parents)[:-1]:
            inner = folder / parent
            if inner.is_symlink() or (inner.exists() and not inner.is_dir()):
                raise ExportError(
                    f"{printable(str(inner))} stands where a folder of the export belongs. "
                    "Move it away, or name another folder."
                )
        if path.is_dir() and not path.is_symlink():
            raise ExportError(
                f"{printable(str(path))} is a folder where a file of the export belongs. "
                "Move it away, or name another folder."
            )
        if os.path.lexists(path) and not _ours(path, sums.get(name), sha256(content)):
            foreign.append(name)
    if foreign and not force:
        more = f" and {len(foreign) - 3} more" if len(foreign) > 3 else ""
        raise ExportError(
            f"{printable(str(folder))} holds files that this command did not write, or that "
            f"were changed since: {', '.join(foreign[:3])}{more}. "
            "Name another folder, or replace them with --force."
        )


def _ours(path: Path, *hashes: str | None) -> bool:
    return path.is_file() and not path.is_symlink() and sha256(path.read_bytes()) in hashes


def read_sums(path: Path, force: bool) -> dict[str, str]:
    """Read ``SHA256SUMS``, which may also list files of others; those lines stay."""
    if not os.path.lexists(path):
        return {}
    sums: dict[str, str] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = ["?"]
    for line in lines:
        match = re.fullmatch(r"([0-9a-f]{64})  (.+)", line)
        if match is None or path.is_symlink():
            if force:
                return {}
            raise ExportError(
                f"{printable(str(path))} is not a list of hashes that this command wrote. "
                "Name another folder, or replace it with --force."
            )
        sums[match[2]] = match[1]
    return sums


def sums_text(sums: Mapping[str, str]) -> bytes:
    """Return the lines that ``sha256sum --check`` reads, sorted by path."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()


def sha256(content: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
