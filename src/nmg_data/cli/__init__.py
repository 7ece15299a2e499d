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

COMMANDS = {**read.COMMANDS, **check.COMMANDS}
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
    for name, (add_arguments, run) in COMMANDS.items():
        summary, _, details = (run.__doc__ or "").partition("\n\n")
        sub = subparsers.add_parser(
            name,
            help=summary.rstrip(".")[0].lower() + summary.rstrip(".")[1:],
            description=summary,
            epilog="\n".join(line.removeprefix("    ") for line in details.rstrip().split("\n")),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        add_arguments(sub)
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
