"""``nmg-data cite [TABLE|OBSERVATION_ID]``: how to cite, ready to paste."""

from __future__ import annotations

import argparse

from .._cite import find_reference, render
from ._options import add_format

HELP = "cite the package, a table, or one observation with its source"
EPILOG = """\
An observation is named by its id, or by a beginning of it that fits no other.

Examples:
  nmg-data cite
  nmg-data cite ports --format bibtex
  nmg-data cite coal_output.inner_mongolia.2024.level --format csl-json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "what",
        metavar="TABLE|OBSERVATION_ID",
        nargs="?",
        help="what to cite (default: the package)",
    )
    add_format(parser, "text", "bibtex", "ris", "csl-json")


def run(args: argparse.Namespace) -> int:
    """Print the citation."""
    print(render(find_reference(args.what), args.format))
    return 0
