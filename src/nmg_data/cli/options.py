"""Options and forms of output that several commands share."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ..core.errors import NmgDataError, UnknownNameError, unknown
from ..core.text import printable


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


def nearest_package() -> Path | None:
    """Return the working folder, or the nearest one above it, that holds a package."""
    here = Path.cwd()
    for above, folder in enumerate((here, *here.parents)):
        if (folder / "datapackage.json").is_file():
            return Path(*[".."] * above)
    return None


def names(option: str, text: str | None, known: Iterable[str]) -> list[str] | None:
    """Split names that are separated by commas, each of which must be known; None stays None."""
    if text is None:
        return None
    allowed = list(known)
    wanted = [name.strip() for name in text.split(",") if name.strip()]
    if not wanted:
        raise UnknownNameError(f"--{option} is empty. Give names, separated by commas.")
    for name in wanted:
        if name not in allowed:
            raise unknown(option.rstrip("s"), name, allowed)
    return list(dict.fromkeys(wanted))


def print_records(form: str, header: Sequence[str], records: Iterable[Sequence[Any]]) -> None:
    """Print records as CSV or JSON; what is missing is an empty cell, or null."""
    if form == "json":
        rows = [
            dict(zip(header, (None if cell == "" else cell for cell in record), strict=True))
            for record in records
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(records)


def printable_lines(text: str) -> str:
    """Escape what could steer a terminal in lines of text."""
    return "\n".join(printable(line) for line in text.split("\n"))
