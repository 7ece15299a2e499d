"""``nmg-data diff OLD NEW``: what changed, cell by cell, and which version that asks for."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .._diff import check_version, compare, markdown, read_state, text
from .._render import json_text
from .._terminal import printable
from ._options import add_format

HELP = "show what changed between two states of the data, and the version bump it asks for"
EPILOG = (
    "OLD and NEW are folders, wheels, or git revisions of the repository at hand.\n"
    "Exit codes: 0, or with --check-version 1 when version or changelog do not follow;\n"
    "2 could not run."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("old", metavar="OLD", help="folder, wheel or git revision")
    parser.add_argument("new", metavar="NEW", nargs="?", default=".", help="the same (default: .)")
    parser.add_argument(
        "--check-version",
        action="store_true",
        help="fail when datapackage.json and CHANGELOG.md do not bump enough for the changes",
    )
    parser.add_argument(
        "--changelog",
        metavar="FILE",
        type=Path,
        help="changelog to check (default: CHANGELOG.md beside NEW)",
    )
    add_format(parser, "text", "json", "markdown")


def run(args: argparse.Namespace) -> int:
    """Print the difference."""
    difference = compare(read_state(args.old), read_state(args.new))
    if args.format == "json":
        print(json_text(difference))
    elif args.format == "markdown":
        print(markdown(difference), end="")
    else:
        print(text(difference))
    if not args.check_version:
        return 0
    wrong = check_version(difference, _changelog(args))
    for line in wrong:
        print(printable(line), file=sys.stderr)
    return 1 if wrong else 0


def _changelog(args: argparse.Namespace) -> str | None:
    path = args.changelog or Path(args.new) / "CHANGELOG.md"
    try:
        return str(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
