"""The commands that check and write: validate, format, audit and export."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection
from pathlib import Path

from ..core.errors import unknown
from ..core.package import package
from ..core.text import printable, terminal_width, wrap
from .options import names, nearest_package, print_result, separated


def run_validate(args: argparse.Namespace) -> int:
    """Check the data, and say where and how to fix them."""
    if args.explain:
        print(explain(args.explain))
        return 0
    from ..validate.reports import render
    from ..validate.run import validate

    report = validate(
        args.path or nearest_package(),
        select=separated(args.select.upper()),
        ignore=separated(args.ignore.upper()),
        debug=args.debug,
    )
    print(render(report, args.format, columns=terminal_width()))
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if args.format == "github" and summary:
        with open(summary, "ab") as stream:
            stream.write(render(report, "markdown").encode("utf-8", "backslashreplace") + b"\n")
    if any(finding.code == "NMG000" for finding in (*report.findings, *report.elsewhere)):
        return 2
    return 1 if report.failed else 0


def explain(code: str) -> str:
    """Return what a rule asks; of several rules a line each."""
    from ..validate.rules import rules

    known = rules()
    found = [rule for rule in known if code.lower() == "all" or rule.code.startswith(code.upper())]
    if not found:
        raise unknown("rule", code, [rule.code for rule in known], "See --explain all.")
    lines = [f"{rule.code}  {rule.name}: {rule.summary}" for rule in found]
    if len(found) == 1:
        lines += [f"{found[0].severity}, {found[0].family}", f"Fix: {found[0].fix}"]
    return "\n".join(part for line in lines for part in wrap(line, terminal_width()))


def run_format(args: argparse.Namespace) -> int:
    """Put tables into canonical form, and fill the cells that follow from others."""
    from ..validate.formatting import format_package

    result = format_package(args.path or nearest_package() or Path("."), check=args.check)
    for finding in result.left:
        print(printable(f"{finding.place}: {finding.message}"))
    for name in result.changed:
        state = "is not in canonical form" if args.check else "formatted"
        print(f"{printable(name)}: {state}")
    if not result.changed and not result.left:
        print("All files are in canonical form.")
    elif args.check and result.changed:
        print("Run 'nmg-data format' to fix them.", file=sys.stderr)
    return 1 if result.left or (args.check and result.changed) else 0


def run_audit(args: argparse.Namespace) -> int:
    """Compare the data with the articles, if you hold their text."""
    from ..evidence.audit import audit, read_text

    result = audit(read_text(args.source))
    print_result(args.format, result)
    return 1 if result.problems else 0


def run_export(args: argparse.Namespace) -> int:
    """Write the tables in other formats, and metadata for catalogues."""
    from ..export.metadata import METADATA
    from ..export.tables import FORMATS
    from ..export.write import export

    formats = "csv" if args.formats is None and args.metadata is None else args.formats
    files = export(
        args.folder,
        chosen("format", formats, FORMATS),
        tables=names("tables", args.tables, package().resources),
        metadata=chosen("metadata", args.metadata, METADATA),
        lang=args.lang,
        force=args.force,
    )
    for name, size in files.items():
        print(f"{printable(name)}: {max(1, round(size / 1000))} kB")
    print(f"written to {printable(str(args.folder))}, with SHA256SUMS")
    return 0


def chosen(option: str, text: str | None, known: Collection[str]) -> list[str]:
    """Read a list of names; ``all`` means every one."""
    found = names(option, text, [*known, "all"]) or []
    return list(known) if "all" in found else found
