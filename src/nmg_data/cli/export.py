"""``nmg-data export DIR``: the tables in other formats, and metadata for catalogues."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from .._errors import UnknownNameError, did_you_mean
from .._terminal import printable
from ._options import add_lang, split_names

HELP = "write the tables as CSV, JSON, Parquet, Excel, SQLite or DuckDB, and metadata"
EPILOG = """\
Formats: csv (a Data Package), json, jsonl, parquet, xlsx, sqlite, duckdb, or all.
Metadata: croissant, csvw, schema-org, dcat, ro-crate, cff, zenodo, or all. They refer to
the files of the csv export: write both into one folder.

Files are replaced only if SHA256SUMS says that this command wrote them. Nothing is changed
unless everything could be made; check a copy with: sha256sum --check SHA256SUMS

Examples:
  nmg-data export out --format parquet --tables ports,observations
  nmg-data export out --format xlsx --lang zh
  nmg-data export out --format csv --metadata all"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("folder", metavar="DIR", type=_folder, help="folder to write into")
    parser.add_argument(
        "--format",
        metavar="F[,F]",
        help="formats, separated by commas, or all (default: csv, or none with --metadata)",
    )
    parser.add_argument(
        "--metadata", metavar="M[,M]", help="kinds of metadata, separated by commas, or all"
    )
    parser.add_argument("--tables", metavar="A,B", help="tables to write (default: all)")
    parser.add_argument(
        "--force", action="store_true", help="replace files that this command did not write"
    )
    add_lang(parser)


def run(args: argparse.Namespace) -> int:
    """Write the exports and say what was written."""
    from .._export import FORMATS, export, progress
    from .._metadata import METADATA

    metadata = _choose("metadata", args.metadata, METADATA)
    formats = _choose("format", args.format, FORMATS)
    if args.format is None and args.metadata is None:
        formats = ["csv"]
    step, wipe = progress()
    try:
        with terminations_unwind():
            made = export(
                args.folder,
                formats,
                tables=None if args.tables is None else split_names("tables", args.tables),
                lang=args.lang,
                metadata=metadata,
                force=args.force,
                step=step,
            )
    finally:
        wipe()
    for name, files in made.items():
        size = sum(len(content) for content in files.values())
        told = next(iter(files)) if len(files) == 1 else f"{len(files)} files"
        print(f"{name}: {told}, {max(1, round(size / 1000))} kB")
    print(f"written to {printable(str(args.folder))}, with SHA256SUMS")
    return 0


def _folder(text: str) -> Path:
    """Refuse an empty name, such as a variable that is not set: it would be the working folder."""
    if not text:
        raise argparse.ArgumentTypeError("the name of the folder is empty; '.' is the working one")
    return Path(text)


def _choose(option: str, text: str | None, known: Iterable[str]) -> list[str]:
    """Read a list of names; ``all`` stands for every one."""
    if text is None:
        return []
    names = list(known)
    wanted = split_names(option, text)
    if "all" in wanted:
        return names
    for name in wanted:
        if name not in names:
            raise UnknownNameError(
                f"--{option} {name!r} does not exist.{did_you_mean(name, names)} "
                f"Use all, or some of: {', '.join(names)}."
            )
    return list(dict.fromkeys(wanted))


@contextmanager
def terminations_unwind() -> Iterator[None]:
    """Let a termination unwind the stack like Ctrl-C, so that no temporary file stays."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
