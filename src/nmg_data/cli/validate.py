"""``nmg-data validate [PATH]``: every rule that can be run, and what each finding asks for."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from .._terminal import printable, terminal_width, wrap
from ._options import a_path, add_format, nearest

HELP = "check the data, and say where and how to mend it"
EPILOG = """\
PATH is a folder with a datapackage.json, one .csv of such a folder, a .whl or a .zip. Without
it, the package of the working folder or of the nearest folder above it is checked; where there
is none, the installed one.

Exit codes: 0 no error (warnings alone do not fail), 1 errors, also those that a .csv causes
in other files, 2 could not run."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("path", metavar="PATH", nargs="?", type=a_path, help="what to check")
    add_format(parser, "text", "json", "github", "junit", "sarif", "markdown")
    parser.add_argument(
        "--select",
        metavar="CODES",
        default="",
        help="run only these rules: codes or beginnings, such as NMG3,NMG403",
    )
    parser.add_argument("--ignore", metavar="CODES", default="", help="leave these rules out")
    parser.add_argument(
        "--no-opinions", action="store_true", help="do not ask frictionless and the profile as well"
    )
    parser.add_argument(
        "--explain", metavar="CODE", help="print what a rule asks (or NMG3, or all) and leave"
    )


def run(args: argparse.Namespace) -> int:
    """Validate, print the report, and return 1 if it holds an error."""
    if args.explain:
        print(_explain(args.explain))
        return 0
    from .._render import render
    from ..checks import UNFORESEEN, validate

    started = time.monotonic()
    path = nearest() if args.path is None else args.path
    report = validate(
        path,
        select=_codes(args.select),
        ignore=_codes(args.ignore),
        opinions=not args.no_opinions,
        debug=getattr(args, "debug", False),
    )
    report = report.below(_folder(path))
    if args.format == "text":
        from .._render.text import render as text

        colour = _colour()
        print(text(report, colour=colour))
        if sys.stdout.isatty():
            print(f"{time.monotonic() - started:.1f} s")
    else:
        print(render(report, args.format))
    if args.format == "github":
        _step_summary(render(report, "markdown"))
    if any(one.code == UNFORESEEN for one in (*report.findings, *report.elsewhere)):
        return 2
    return 1 if report.failed else 0


def _codes(text: str) -> list[str]:
    return [code.strip().upper() for code in text.split(",") if code.strip()]


def _folder(path: Path | None) -> str:
    """Return what stands before the files of the report, as the user named the folder."""
    if path is None:
        return ""
    if path.is_dir():
        return path.as_posix()
    if path.suffix.lower() in (".whl", ".zip"):
        return path.as_posix()
    from ..checks.read import package_around

    around, here = package_around(path), Path.cwd()
    if around is None:
        return ""
    around = around.resolve()
    return (around.relative_to(here) if around.is_relative_to(here) else around).as_posix()


def _colour() -> bool:
    """Say whether to colour: on a terminal, unless NO_COLOR is set (https://no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _step_summary(markdown: str) -> None:
    """Append to the file that GitHub shows below the step, where it names one."""
    from .._render.markdown import fit

    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        data = fit(markdown + "\n").encode("utf-8", "backslashreplace")
        with open(path, "ab") as stream:
            stream.write(data)


def _explain(code: str) -> str:
    from ..checks import explain, rules
    from ..checks.descriptor import refuse_unknown_code

    found = list(explain(code))
    if not found:
        refuse_unknown_code(code, [one.code for one in rules()])
    if len(found) > 1:
        return "\n".join(f"{one.code}  {one.name:<24} {one.summary}" for one in found)
    one = found[0]
    columns = terminal_width()
    lines = [
        f"{one.code} {one.name} ({one.family}, {one.severity})",
        "",
        *wrap(one.summary, columns),
    ]
    for label, text in (("mend", one.mend), ("good", one.good), ("bad", one.bad)):
        shown = wrap(printable(text), columns - 8)
        lines += ["", f"  {label + ':':<6}{shown[0]}", *(" " * 8 + part for part in shown[1:])]
    return "\n".join(lines)
