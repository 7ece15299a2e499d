"""``nmg-data format``: put tables into their canonical form, whole files or nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .._errors import NmgDataError
from .._format import format_package, write_atomically
from ..checks.read import open_package

HELP = "put tables into canonical form and fill the cells that follow from the print"
EPILOG = (
    "Canonical: UTF-8, NFC, LF, plain numbers, rows in the order of their key. No value\n"
    "changes; what cannot be read for certain is refused.\n"
    "Exit codes: 0, or with --check 1 when a file is not in canonical form; 2 could not run."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "path",
        metavar="PATH",
        nargs="?",
        type=Path,
        default=Path("."),
        help="folder with a datapackage.json, or one of its CSV files (default: .)",
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing, say what would change"
    )


def run(args: argparse.Namespace) -> int:
    """Format the files."""
    base = _base(args.path)
    folder = open_package(args.path)
    done = format_package(folder)
    changed = [path for path, data in done.items() if data != folder.files[path].data]
    for path in changed:
        if not args.check:
            write_atomically(base / path, done[path])
        print(f"{path}: {'is not in canonical form' if args.check else 'formatted'}")
    same = len(done) - len(changed)
    print(f"{same} of {len(done)} files are in canonical form", file=sys.stderr)
    if args.check and changed:
        print("run 'nmg-data format' to mend them", file=sys.stderr)
    return 1 if args.check and changed else 0


def _base(path: Path) -> Path:
    """Return the folder of the package; an archive is read only."""
    start = path if path.is_dir() else path.parent
    for folder in (start.absolute(), *list(start.absolute().parents)[:2]):
        if (folder / "datapackage.json").is_file():
            return folder
    raise NmgDataError(f"{path} lies in no data package: there is no datapackage.json around it.")
