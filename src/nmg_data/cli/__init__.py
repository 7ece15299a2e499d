"""The ``nmg-data`` command: parse, one call, print, exit code.

0 fine, 1 findings, 2 could not run; 130 and 141 where it was interrupted or its reader left.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence

from ..core.errors import NmgDataError, did_you_mean
from ..core.text import printable
from . import check, read
from .options import argument, formats, lang, path, whole_number

COMMANDS = {
    read.run_list: [lang(), formats("text", "json")],
    read.run_show: [
        argument("table", help="name of the table"),
        argument("--rows", type=whole_number, metavar="N", help="show the first N rows only"),
        argument("--columns", metavar="A,B", help="columns to show, as they are in the file"),
        argument(
            "--where",
            metavar="FIELD=TEXT",
            action="append",
            default=[],
            help="only rows whose field contains the text (its code or its name); may be repeated",
        ),
        lang(),
        formats("text", "csv", "json"),
    ],
    read.run_find: [
        argument("text", nargs="*", help="words to look for"),
        argument("--topic", help="only series of a topic, such as energy"),
        argument("--place", help="only series of a place, by any of its names"),
        lang(default=None),
        formats("text", "csv", "json"),
    ],
    read.run_series: [
        argument("indicator", nargs="+", help="indicators, by id or name"),
        argument("--place", help="place, by any of its names (default: Inner Mongolia)"),
        argument("--kind", default="year", help="kind of period (default: year)"),
        argument("--measure", default="level", help="measure (default: level)"),
        argument("--status", default="actual", help="status (default: actual)"),
        argument("--vintage", help="vintage by name, or joined, or all"),
        argument("--scope", help="of what a share is, or among whom a rank"),
        lang(),
        formats("text", "csv", "json"),
    ],
    read.run_describe: [argument("table", help="name of the table"), lang()],
    read.run_trace: [
        argument("id", help="id of an observation, or a beginning of it"),
        lang(),
        formats("text", "json"),
    ],
    read.run_cite: [
        argument("id", nargs="*", help="observations or a table (default: the package)"),
        formats("text", "bibtex", "csl-json"),
    ],
    check.run_validate: [
        path("path", nargs="?", help="what to check"),
        formats("text", "json", "github", "sarif", "markdown"),
        argument("--select", metavar="CODES", default="", help="run only these rules: NMG3,NMG403"),
        argument("--ignore", metavar="CODES", default="", help="leave these rules out"),
        argument("--explain", metavar="CODE", help="print what a rule asks (or all) and exit"),
    ],
    check.run_format: [
        path("path", nargs="?", help="a checkout, or one of its CSV files"),
        argument("--check", action="store_true", help="change nothing, say what would change"),
    ],
    check.run_audit: [
        path("--source", required=True, help="text of both articles"),
        formats("text", "json"),
    ],
    check.run_export: [
        path("folder", metavar="DIR", help="folder to write into"),
        argument(
            "--format",
            dest="formats",
            metavar="F[,F]",
            help="csv (a Data Package), json, jsonl, parquet, xlsx, sqlite, duckdb, or all",
        ),
        argument("--metadata", metavar="M[,M]", help="croissant, schema-org, csvw, cff, or all"),
        argument("--tables", metavar="A,B", help="tables to write (default: all)"),
        argument("--force", action="store_true", help="replace files that are there"),
        lang(),
    ],
}
"""The function of every command with its arguments; its docstring is the help."""
INTERRUPTED, CLOSED_PIPE = 130, 141
"""What a shell reports of a program that Ctrl-C or a closed pipe ends: 128 and the signal."""


class Parser(argparse.ArgumentParser):
    """An argument parser that suggests the right word for a wrong one."""

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is not None and value not in action.choices:
            choices = [str(choice) for choice in action.choices]
            raise argparse.ArgumentError(
                action,
                f"{value!r} does not exist.{did_you_mean(str(value), choices)} "
                f"Use one of: {', '.join(choices)}.",
            )


def parser() -> argparse.ArgumentParser:
    """Build the parser with all subcommands."""
    main_parser = Parser(
        prog="nmg-data",
        description="Inner Mongolia in figures: find, show, trace and check every value.",
        epilog="Exit codes: 0 fine, 1 findings, 2 could not run, 130 interrupted, "
        "141 the reader of the output left.",
    )
    main_parser.add_argument("--version", action="store_true", help="print the version and exit")
    main_parser.add_argument(
        "--debug", action="store_true", help="show the traceback of an unforeseen error"
    )
    subparsers = main_parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for run, arguments in COMMANDS.items():
        summary, _, details = (run.__doc__ or "").partition("\n\n")
        sub = subparsers.add_parser(
            run.__name__.removeprefix("run_"),
            help=summary[0].lower() + summary[1:].rstrip("."),
            description=summary,
            epilog="\n".join(line.removeprefix("    ") for line in details.rstrip().split("\n")),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        for names, options in arguments:
            sub.add_argument(*names, **options)
        sub.set_defaults(run=run)
    return main_parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    debug = False
    try:
        whole = parser()
        args = whole.parse_args(argv)
        debug = args.debug
        if args.version:
            from ..core.package import package

            print(f"nmg-data {package().version}")
            return 0
        if args.command is None:
            whole.print_help()
            return 2
        if getattr(args, "format", "text") != "text" and hasattr(sys.stdout, "reconfigure"):
            # Data are the same bytes everywhere, whatever the terminal's own encoding.
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        code = int(args.run(args))
        sys.stdout.flush()
        return code
    except NmgDataError as error:
        print(f"nmg-data: {printable(str(error))}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output stopped; keep the interpreter from complaining at exit.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except KeyboardInterrupt:
        print("nmg-data: interrupted", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        what = error.strerror or str(error) or type(error).__name__
        where = f"{error.filename}: " if error.filename else ""
        print(f"nmg-data: {printable(where + what)}", file=sys.stderr)
        return 2
    except Exception as error:
        if debug:
            raise
        print(
            f"nmg-data: NMG000 unforeseen {type(error).__name__}: {printable(str(error))}. This is "
            "our fault: please report it. Run again with --debug before the command to see the "
            "traceback.",
            file=sys.stderr,
        )
        return 2
