"""Options that several subcommands share."""

from __future__ import annotations

import argparse
from pathlib import Path

from .._errors import NmgDataError, UnknownNameError


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


def whole_number(text: str) -> int:
    """Read a number of things to show."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, 0 or more")
    return int(text)


def a_path(text: str) -> Path:
    """Read a path; an empty one, as of an unset variable, is not the working folder."""
    if not text:
        raise NmgDataError("The path is empty. Write . for this folder.")
    return Path(text)


def nearest() -> Path | None:
    """Return the working folder, or the nearest one above it, that holds a package."""
    here = Path.cwd()
    folders = enumerate((here, *here.parents))
    above = next((n for n, one in folders if (one / "datapackage.json").is_file()), None)
    return None if above is None else Path(*[".."] * above)


def split_names(option: str, text: str) -> list[str]:
    """Split names that are separated by commas, with spaces around them or not."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise UnknownNameError(f"--{option} names nothing. Give names, separated by commas.")
    return names
