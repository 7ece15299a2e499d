"""Exports: the tables in other formats and the package in other catalogues' words."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from ._atomic import SUMS, ExportError, read_sums, write_files
from ._describe import Lang
from ._parquet import export_parquet
from ._records import Table, read_tables
from ._terminal import printable
from ._writers import (
    Files,
    Step,
    export_csv,
    export_duckdb,
    export_json,
    export_jsonl,
    export_sqlite,
)
from ._xlsx import export_xlsx

FORMATS: Mapping[str, Callable[[Sequence[Table], Lang, Step], Files]] = {
    "csv": export_csv,
    "json": export_json,
    "jsonl": export_jsonl,
    "parquet": export_parquet,
    "xlsx": export_xlsx,
    "sqlite": export_sqlite,
    "duckdb": export_duckdb,
}


def export(
    folder: Path,
    formats: Iterable[str] = ("csv",),
    *,
    tables: Iterable[str] | None = None,
    lang: Lang = "en",
    metadata: Iterable[str] = (),
    force: bool = False,
    step: Step = lambda name: None,
) -> dict[str, Files]:
    """Write exports into a folder, all or none, and return them by format.

    Nothing is written before everything is made, so that a missing extra or a
    damaged table changes no file.
    """
    made: dict[str, Files] = {}
    wanted, described = list(formats), list(metadata)
    if wanted:
        read = read_tables(tables)
        for name in wanted:
            made[name] = FORMATS[name](read, lang, step)
    if described:
        from ._metadata import METADATA, model

        whole = model(tables)
        for name in described:
            step(name)
            file, render = METADATA[name]
            made[name] = {file: render(whole)}
    files = {file: content for part in made.values() for file, content in part.items()}
    refuse_mixture(folder, files, force)
    write_files(folder, files, force=force, step=step)
    return made


def refuse_mixture(folder: Path, files: Files, force: bool) -> None:
    """Raise where files of an older Data Package would stay that the new one does not name."""
    if "datapackage.json" not in files:
        return
    left = [
        name
        for name in read_sums(folder / SUMS, force)
        if name.startswith(("data/", "schemas/")) and name not in files
        if os.path.lexists(folder / name)
    ]
    if left:
        more = f" and {len(left) - 3} more" if len(left) > 3 else ""
        raise ExportError(
            f"{printable(str(folder))} holds an export with files that this one has not: "
            f"{', '.join(map(printable, left[:3]))}{more}. Together they would be no "
            "sound package. Name another folder, or remove this one first."
        )


def progress(start: float | None = None) -> tuple[Step, Callable[[], None]]:
    """Return a function that tells a step, and one that wipes the line it is told on.

    Both are silent during the first second and where standard error is no terminal.
    """
    begun = time.monotonic() if start is None else start
    told = False

    def step(name: str) -> None:
        nonlocal told
        if time.monotonic() - begun > 1 and sys.stderr.isatty():
            print(f"\r\x1b[Knmg-data: writing {name} …", end="", file=sys.stderr, flush=True)
            told = True

    def wipe() -> None:
        if told:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    return step, wipe
