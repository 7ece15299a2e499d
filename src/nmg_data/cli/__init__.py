"""The ``nmg-data`` command: parse, one call, print, exit code.

0 fine, 1 findings, 2 could not run; 130 and 141 where it was interrupted or its reader left.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from ..core.errors import NmgDataError, unknown
from ..core.package import Json, package, read_toml
from ..core.text import printable
from . import check, read
from .options import a_path, as_options, whole_number

TYPES: dict[str, Callable[[str], Any]] = {"count": whole_number, "path": a_path}
INTERRUPTED, CLOSED_PIPE = 130, 141  # as shells report Ctrl-C and a closed pipe: 128 + signal


class Parser(argparse.ArgumentParser):
    """An argument parser that suggests the right word for a wrong one."""

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is not None and value not in action.choices:
            choices = map(str, action.choices)
            raise argparse.ArgumentError(action, str(unknown("choice", value, choices)))


def commands() -> dict[str, Json]:
    """Return every command with its summary, details and arguments, from ``commands.toml``."""
    return read_toml(__package__, "commands.toml")


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
    for word, command in commands().items():
        summary = command["summary"]
        sub = subparsers.add_parser(
            word,
            help=summary[0].lower() + summary[1:].rstrip("."),
            description=summary,
            epilog=command.get("details"),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        for argument in command["arguments"]:
            options: dict[str, Any] = dict(argument)
            name = options.pop("name")
            if not name.startswith("-"):
                options.setdefault("metavar", name.upper())
            if "type" in options:
                options["type"] = TYPES[options["type"]]
            sub.add_argument(name, **options)
        if "lang" in command:
            default = command["lang"] or None
            words = f"language of the output (default: {default or 'that of the words'})"
            sub.add_argument("--lang", choices=("en", "zh"), default=default, help=words)
        if "formats" in command:
            forms = command["formats"]
            words = f"form of the output (default: {forms[0]})"
            sub.add_argument("--format", choices=forms, default=forms[0], help=words)
        sub.set_defaults(run=getattr(read, f"run_{word}", None) or getattr(check, f"run_{word}"))
    return main_parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["--lang"]:  # an option of commands, accepted before them too
        words = [*words[2:], *words[:2]]
    try:
        whole = parser()
        args = whole.parse_args(words)
        if args.version:
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
        return could_not_run(as_options(str(error)))
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
        return could_not_run(f"{error.filename}: {what}" if error.filename else what)
    except Exception as error:
        if "--debug" in words:
            raise
        return could_not_run(
            f"NMG000 unforeseen {type(error).__name__}: {error}. This is our fault: please report "
            "it. Run again with --debug before the command to see the traceback."
        )


def could_not_run(why: str) -> int:
    """Say why a command could not run, and return its exit code."""
    print(f"nmg-data: {printable(why)}", file=sys.stderr)
    return 2
