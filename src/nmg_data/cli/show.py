"""``nmg-data show TABLE``: the rows of a table, as text, CSV or JSON."""

from __future__ import annotations

import argparse
import csv
import json
import sys

from .._describe import read_records
from .._descriptor import fields, table_schema
from .._errors import UnknownNameError, did_you_mean
from .._terminal import printable, table, terminal_width
from ._options import add_format, add_lang, split_names, whole_number

HELP = "show the rows of a table"
EPILOG = "Text shows the columns that fit; choose others with --columns, or take --format csv."

FIRST = ("name_en", "name_zh", "mode", "kind", "place_id", "period", "as_printed", "title")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("table", metavar="TABLE", help="name of the table")
    parser.add_argument("--rows", type=whole_number, metavar="N", help="show the first N rows only")
    parser.add_argument(
        "--columns",
        metavar="A,B",
        help="columns to show, separated by commas (default: what fits)",
    )
    parser.add_argument(
        "--where",
        metavar="FIELD=TEXT",
        action="append",
        default=[],
        help="only rows whose field equals the text; may be repeated",
    )
    add_lang(parser)
    add_format(parser, "text", "csv", "json")


def run(args: argparse.Namespace) -> int:
    """Print the rows."""
    known = [field["name"] for field in fields(table_schema(args.table))]
    chosen = None if args.columns is None else _known(split_names("columns", args.columns), known)
    rows = read_records(args.table)
    for condition in args.where:
        field, equals, wanted = condition.partition("=")
        if not equals:
            raise UnknownNameError(f"--where {condition!r} is not FIELD=TEXT, such as mode=road.")
        _known([field], known)
        rows = [row for row in rows if row[field] == wanted]
    total = len(rows)
    if args.rows is not None:
        rows = rows[: args.rows]
    if args.format == "json":
        picked = [{name: row[name] or None for name in chosen or known} for row in rows]
        print(json.dumps(picked, ensure_ascii=False, indent=2))
    elif args.format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(chosen or known)
        writer.writerows([row[name] for name in chosen or known] for row in rows)
    else:
        print(_text(rows, chosen or _fitting(known, rows, terminal_width(), args.lang)))
        hidden = "" if chosen else _hidden(args.lang)
        print(_counted(len(rows), total, args.lang) + hidden)
    return 0


def _known(names: list[str], known: list[str]) -> list[str]:
    for name in names:
        if name not in known:
            raise UnknownNameError(
                f"There is no column {name!r}.{did_you_mean(name, known)} "
                f"The columns are: {', '.join(known)}."
            )
    return names


def _text(rows: list[dict[str, str]], names: list[str]) -> str:
    cells = [[printable(row[name]) for name in names] for row in rows]
    return table(names, cells, terminal_width())


def _fitting(known: list[str], rows: list[dict[str, str]], columns: int, lang: str) -> list[str]:
    """Choose the key, then what reads best, then the rest, while they fit."""
    from .._terminal import GAP, width

    other = "name_en" if lang == "zh" else "name_zh"
    order = [known[0], *[n for n in FIRST if n in known and n != other]]
    order += [n for n in known if n not in order and n != "note"]
    chosen: list[str] = []
    used = 0
    for name in order:
        size = min(24, max([width(name), *[width(row[name]) for row in rows]], default=0))
        if chosen and used + size > columns:
            continue
        chosen.append(name)
        used += size + len(GAP)
    return [name for name in known if name in chosen]


def _counted(shown: int, total: int, lang: str) -> str:
    if lang == "zh":
        return f"共 {total} 行" if shown == total else f"{total} 行中的前 {shown} 行"
    return f"{total} rows" if shown == total else f"first {shown} of {total} rows"


def _hidden(lang: str) -> str:
    return (
        "；其余列见 --columns 或 --format csv"
        if lang == "zh"
        else "; other columns: --columns, --format csv"
    )
