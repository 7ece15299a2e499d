"""``nmg-data format``: put tables into their canonical form, whole files or nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .._atomic import replace_files
from .._errors import NmgDataError
from .._format import format_package
from .._terminal import printable
from ..checks.read import open_package
from ._options import a_path, nearest

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
        type=a_path,
        help="folder with a datapackage.json, or one of its CSV files "
        "(default: the package of this folder or the nearest above it)",
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing, say what would change"
    )


def run(args: argparse.Namespace) -> int:
    """Format the files."""
    path = args.path or nearest() or Path(".")
    folder = open_package(path)
    if folder.base is None and folder.only is None and not args.check:
        raise NmgDataError(
            f"{path} is an archive, and archives are only read. "
            "Unpack it and format the folder, or say what would change with --check."
        )
    done = format_package(folder)
    changed = [one for one, data in done.items() if data != folder.files[one].data]
    if changed and not args.check:
        # Without a package around it, a CSV was read under the name of our table. A link stays:
        # the file that it leads to is written.
        base = folder.base or path.resolve().parent
        named = {one: base / one if folder.base else path for one in changed}
        real = {named[one].resolve().relative_to(base): done[one] for one in changed}
        replace_files(base, {one.as_posix(): data for one, data in real.items()})
    for one in changed:
        shown = one if folder.base else str(path)
        state = "is not in canonical form" if args.check else "formatted"
        print(f"{printable(shown)}: {state}")
    left = changed if args.check else []
    print(f"{len(done) - len(left)} of {len(done)} files are in canonical form", file=sys.stderr)
    if left:
        print("run 'nmg-data format' to mend them", file=sys.stderr)
    return 1 if left else 0
