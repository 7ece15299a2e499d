"""Options and forms of output that several commands share."""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from ..core.errors import NmgDataError, UnknownNameError, unknown
from ..core.text import printable, terminal_width


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


def as_options(message: str) -> str:
    """Return a message of a function with options and commands for its arguments and calls."""
    option = r"\b(vintage|kind|measure|status|scope|place)=(?:'(.*?)'|(…))"
    return re.sub(option, r"--\1 \2\3", message).replace("find()", "'nmg-data find'")


def names(option: str, text: str | None, known: Collection[str]) -> list[str] | None:
    """Split names that are separated by commas, each of which must be known; None stays None."""
    if text is None:
        return None
    wanted = separated(text)
    if not wanted:
        raise UnknownNameError(f"--{option} is empty. Give names, separated by commas.")
    for name in wanted:
        if name not in known:
            raise unknown(option.rstrip("s"), name, known, f"Use one of: {', '.join(known)}.")
    return wanted


def separated(text: str) -> list[str]:
    """Split what is separated by commas, and leave out what is there again."""
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def print_records(form: str, header: Sequence[str], records: Iterable[Sequence[Any]]) -> None:
    """Print records as CSV or JSON; what is missing is an empty cell, or null."""
    if form == "json":
        filled = ([None if cell == "" else cell for cell in record] for record in records)
        rows = [dict(zip(header, record, strict=True)) for record in filled]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(records)


def print_result(form: str, result: Any) -> None:
    """Print a result as JSON, or as lines in which nothing can steer a terminal."""
    if form == "json":
        print(json.dumps(result.to_dict(), ensure_ascii=False, indent=2))
    else:
        print("\n".join(map(printable, result.text(terminal_width()).split("\n"))))
