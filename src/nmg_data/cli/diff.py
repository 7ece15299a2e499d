"""``nmg-data diff OLD NEW``: what changed, cell by cell, and which version that asks for."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .._diff import (
    State,
    check_version,
    compare,
    markdown,
    read_changelog,
    read_state,
    read_text,
    text,
)
from .._errors import NmgDataError
from .._render import json_text
from .._terminal import printable
from ._options import a_path, add_format, nearest

HELP = "show what changed between two states of the data, and the version bump it asks for"
EPILOG = (
    "OLD and NEW are folders, wheels, or git revisions of the repository at hand; without NEW,\n"
    "the package of the working folder or of the nearest folder above it.\n"
    "Exit codes: 0, or with --check-version 1 when version or changelog do not follow;\n"
    "2 could not run."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("old", metavar="OLD", help="folder, wheel or git revision")
    parser.add_argument(
        "new", metavar="NEW", nargs="?", help="the same (default: the package here)"
    )
    parser.add_argument(
        "--check-version",
        action="store_true",
        help="fail when neither CHANGELOG.md has a new line under Unreleased nor the version "
        "of datapackage.json goes up enough for the changes",
    )
    parser.add_argument(
        "--changelog",
        metavar="FILE",
        type=a_path,
        help="changelog to check (default: CHANGELOG.md beside NEW)",
    )
    add_format(parser, "text", "json", "markdown")


def run(args: argparse.Namespace) -> int:
    """Print the difference."""
    old, new = (
        read_state(args.old),
        read_state(str(nearest() or ".") if args.new is None else args.new),
    )
    difference = compare(old, new)
    if args.format == "json":
        print(json_text(difference))
    elif args.format == "markdown":
        print(markdown(difference), end="")
    else:
        print(text(difference))
    if not args.check_version:
        return 0
    wrong = check_version(difference, read_changelog(old), _changelog(new, args.changelog))
    for line in wrong:
        print(printable(line), file=sys.stderr)
    return 1 if wrong else 0


def _changelog(new: State, named: Path | None) -> str | None:
    if named is None and new.base is None and new.revision is None:
        raise NmgDataError(
            f"{new.name} is an archive, and its changelog is not read. Name one with --changelog."
        )
    if named is None:
        return read_changelog(new)
    if not named.exists():
        raise NmgDataError(f"{named} does not exist. Name the changelog of NEW with --changelog.")
    real = named.resolve()
    return read_text(real.parent, real.name)
