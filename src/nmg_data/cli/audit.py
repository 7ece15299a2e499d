"""``nmg-data audit --source FILE``: the data against the text of the articles."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Iterator
from itertools import groupby

from .._audit import Audit, Coverage, Tally, audit_installed, read_text
from .._terminal import table, terminal_width, wrap
from ._options import a_path, add_format

HELP = "compare the data with the articles, if you hold their text"
EPILOG = """\
FILE is a text in UTF-8 with both articles, a paragraph a line; other lines may stand around them.
Every paragraph is found by its hash, every printed form must stand in it at its numbers, and every
number must be accounted for. The text itself is never printed.

Exit codes: 0 all agrees, 1 something differs, 2 the file cannot be read."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--source", metavar="FILE", type=a_path, required=True, help="text of both articles"
    )
    add_format(parser, "text", "json")


def run(args: argparse.Namespace) -> int:
    """Print what was found; 1 if text and data part."""
    result = audit_installed(read_text(args.source))
    if args.format == "json":
        print(json.dumps(as_dict(result), ensure_ascii=False, indent=2))
    else:
        print("\n".join(as_text(result, terminal_width())))
    return 1 if result.problems else 0


def as_dict(result: Audit) -> dict[str, object]:
    """Return the result as plain data."""
    return {
        "agrees": not result.problems,
        "articles": [
            {
                "source_id": one.source_id,
                "paragraphs": one.paragraphs,
                "found": one.found,
                "digits": _tally(one.digits),
                "chinese": _tally(one.chinese),
            }
            for one in result.coverage
        ],
        "problems": [dataclasses.asdict(one) for one in result.problems],
    }


def _tally(one: Tally) -> dict[str, int]:
    return dataclasses.asdict(one) | {"left": one.left}


def as_text(result: Audit, columns: int) -> Iterator[str]:
    """Yield the lines of the report."""
    header = ["article", "paragraphs", "numbers", "total", "observed", "excluded", "left over"]
    rows = [row for one in result.coverage for row in _rows(one)]
    for sort in ("digits", "chinese"):
        tallies = [getattr(one, sort) for one in result.coverage]
        figures = [
            str(sum(getattr(one, name) for one in tallies))
            for name in ("total", "observed", "excluded", "left")
        ]
        rows.append(["all" if sort == "digits" else "", "", sort, *figures])
    yield table(header, rows, columns, numeric=(3, 4, 5, 6))
    yield ""
    for (line, message), same in groupby(result.problems, key=lambda one: (one.line, one.message)):
        # A run of lost paragraphs is told once.
        names = [one.passage_id for one in same]
        shown = names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"
        place = f" (line {line})" if line else ""
        yield from wrap(f"{shown}{place}: {message}", columns)
    if result.problems:
        count = len(result.problems)
        yield f"{count} problem{'s' if count > 1 else ''}"
    else:
        yield "Text and data agree: every print stands in its place, no number is left over."


def _rows(one: Coverage) -> Iterator[list[str]]:
    for sort, tally in (("digits", one.digits), ("chinese", one.chinese)):
        first = sort == "digits"
        yield [
            one.source_id if first else "",
            f"{one.found} of {one.paragraphs}" if first else "",
            sort,
            *map(str, (tally.total, tally.observed, tally.excluded, tally.left)),
        ]
