"""Options that several subcommands share."""

from __future__ import annotations

import argparse


def add_lang(parser: argparse.ArgumentParser) -> None:
    """Add ``--lang``."""
    parser.add_argument(
        "--lang", choices=("en", "zh"), default="en", help="language of the output (default: en)"
    )


def add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    """Add ``--format``; the first format is the default."""
    parser.add_argument(
        "--format",
        choices=formats,
        default=formats[0],
        help=f"form of the output (default: {formats[0]})",
    )
