"""``nmg-data list``: the tables, with titles and row counts."""

from __future__ import annotations

import argparse
import json

from .._describe import read_records, tables
from .._terminal import table, terminal_width
from ._options import add_format, add_lang

HELP = "list the tables with their titles and row counts"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_lang(parser)
    add_format(parser, "text", "json")


def run(args: argparse.Namespace) -> int:
    """Print the tables."""
    counted = [
        (name, title, len(read_records(name))) for name, title in tables(lang=args.lang).items()
    ]
    if args.format == "json":
        keys = ("name", "title", "rows")
        print(
            json.dumps(
                [dict(zip(keys, row, strict=True)) for row in counted], ensure_ascii=False, indent=2
            )
        )
        return 0
    header = ["table", "title", "rows"] if args.lang == "en" else ["表", "标题", "行数"]
    rows = [[name, title, str(count)] for name, title, count in counted]
    print(table(header, rows, terminal_width(), numeric=(2,)))
    return 0
