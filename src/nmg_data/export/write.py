"""``export``: the tables and the metadata as files of a folder, all of them or none."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..core.errors import NmgDataError
from ..core.package import Lang, package
from ..core.text import printable
from .metadata import METADATA, metadata_bytes
from .tables import FORMATS, sha256

SUMS = "SHA256SUMS"


class ExportError(NmgDataError, OSError):
    """A folder that cannot be written to, or that has files."""


def export(
    folder: Path,
    formats: Iterable[str] = ("csv",),
    *,
    tables: Iterable[str] | None = None,
    metadata: Iterable[str] = (),
    lang: Lang = "en",
    force: bool = False,
) -> dict[str, int]:
    """Write exports into a folder and return the size of every file by its relative path."""
    # All is computed before anything is written: a missing extra changes nothing.
    chosen = package().tables(tables)
    files: dict[str, bytes] = {}
    for name in formats:
        files |= FORMATS[name](chosen, lang)
    for name in metadata:
        files[METADATA[name]] = metadata_bytes(name, package(), chosen)
    write_files(folder, files, force=force)
    return {name: len(content) for name, content in files.items()}


def write_files(folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> None:
    """Write files into a new or empty folder, or with ``force`` over those that are there."""
    place = printable(str(folder))
    sums = "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files))
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise ExportError(
            f"{place} has files. Name a new folder, or replace those of an earlier export "
            "with --force."
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".nmg-data-", dir=folder.parent) as temporary:
            for name, content in {**files, SUMS: sums.encode()}.items():
                path = Path(temporary, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            for name in (*files, SUMS):
                folder.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(Path(temporary, name), folder / name)
    except OSError as error:
        raise ExportError(f"{place} cannot be written to: {error.strerror or error}.") from error
