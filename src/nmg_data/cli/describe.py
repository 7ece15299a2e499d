"""``nmg-data describe TABLE``: fields, types, units, constraints and sources."""

from __future__ import annotations

import argparse
import dataclasses
import json

from .._describe import describe, describe_text
from ._options import add_format, add_lang

HELP = "describe a table: fields, types, units, constraints, sources"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("table", metavar="TABLE", help="name of the table")
    add_lang(parser)
    add_format(parser, "text", "json")


def run(args: argparse.Namespace) -> int:
    """Print the description."""
    if args.format == "json":
        described = dataclasses.asdict(describe(args.table, lang=args.lang))
        print(json.dumps(described, ensure_ascii=False, indent=2))
    else:
        print(describe_text(args.table, args.lang))
    return 0
