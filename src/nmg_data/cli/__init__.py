"""The ``nmg-data`` command: one thin module a subcommand.

A module has ``HELP`` (one line), ``add_arguments(parser)`` and ``run(args)``,
which returns the exit code: 0 fine, 1 findings, 2 could not run; 130 and 141, where it was
interrupted or its reader left, are returned here.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from .._errors import NmgDataError, did_you_mean
from .._terminal import printable

COMMANDS = (
    "list",
    "show",
    "describe",
    "trace",
    "validate",
    "format",
    "diff",
    "audit",
    "export",
    "cite",
    "verify",
)


INTERRUPTED, CLOSED_PIPE = 130, 141
"""What a shell reports of a program that Ctrl-C or a closed pipe ends: 128 and the signal."""


def command(name: str) -> ModuleType:
    """Import the module of one subcommand."""
    return import_module(f".{name}", __name__)


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


def parser(named: str | None = None) -> argparse.ArgumentParser:
    """Build the parser with all subcommands, or with the one that is named, which is quicker."""
    main_parser = Parser(
        prog="nmg-data",
        description="Inner Mongolia in figures: list, show, trace and check every value.",
        epilog="Exit codes: 0 fine, 1 findings, 2 could not run, 130 interrupted, 141 the reader "
        "of the output left (as head does).",
    )
    main_parser.add_argument("--version", action="store_true", help="print the version and leave")
    main_parser.add_argument(
        "--debug", action="store_true", help="show the traceback of an unforeseen error"
    )
    subparsers = main_parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for name in (named,) if named in COMMANDS else COMMANDS:
        module = command(name)
        sub = subparsers.add_parser(
            name,
            help=module.HELP,
            description=module.HELP[0].upper() + module.HELP[1:] + ".",
            epilog=getattr(module, "EPILOG", None),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(sub)
    return main_parser


def for_programs(args: argparse.Namespace) -> bool:
    """Whether the output is data and not text for people; an export names its files in text."""
    return args.command != "export" and getattr(args, "format", "text") != "text"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    if sys.stderr is None:
        # Without this, what print is told to write there would go to standard output.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        print(
            "nmg-data: standard output is closed; send it to a file or to a terminal.",
            file=sys.stderr,
        )
        return 2
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    debug = False
    try:
        # Building the parser imports the command: Ctrl-C may well come here.
        given = sys.argv[1:] if argv is None else [*argv]
        whole = parser(next((word for word in given if not word.startswith("-")), None))
        args = whole.parse_args(given)
        debug = args.debug
        if args.version:
            from .. import __version__

            print(f"nmg-data {__version__}")
            return 0
        if args.command is None:
            whole.print_help()
            return 2
        if for_programs(args) and hasattr(sys.stdout, "reconfigure"):
            # Data is the same bytes everywhere, whatever the terminal's own encoding.
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        code = int(command(args.command).run(args))
        sys.stdout.flush()
        return code
    except NmgDataError as error:
        print(f"nmg-data: {printable(str(error))}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output stopped; keep the interpreter from complaining at exit.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except KeyboardInterrupt:
        print("nmg-data: interrupted", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        what = error.strerror or str(error) or type(error).__name__
        where = f"{error.filename}: " if error.filename else ""
        print(f"nmg-data: {where}{what}", file=sys.stderr)
        return 2
    except Exception as error:
        if debug:
            raise
        print(
            f"nmg-data: NMG000 unforeseen {type(error).__name__}: {error}. This is our fault: "
            "please report it. Run again with --debug before the command to see the traceback.",
            file=sys.stderr,
        )
        return 2
