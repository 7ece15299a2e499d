"""``nmg-data trace ID``: where a figure comes from, and what it was checked against."""

from __future__ import annotations

import argparse
import json

from .._terminal import terminal_width
from .._trace import trace
from ._options import add_format, add_lang

HELP = "show where a figure comes from, how it was read and what it was checked against"
EPILOG = """\
ID is the id of an observation, or any beginning of it.

Examples:
  nmg-data trace port_freight.manzhouli_road.2024.level
  nmg-data trace coal_output --lang zh"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("id", metavar="ID", help="id of an observation, or a beginning of it")
    add_lang(parser)
    add_format(parser, "text", "json")


def run(args: argparse.Namespace) -> int:
    """Print the trace."""
    found = trace(args.id, lang=args.lang)
    if args.format == "json":
        print(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    else:
        print(found.text(terminal_width()))
    return 0
