"""``nmg-data verify``: whether this installation is what the wheel held."""

from __future__ import annotations

import argparse
import dataclasses
import json

from .._terminal import printable
from .._verify import verify
from ._options import add_format

HELP = "check the installed files against the hashes of the wheel"
EPILOG = """\
Names every file that differs, is missing or was added. It finds damage and edits; whether the
wheel itself is the published one, an attestation says: see RELEASING.md.
A checkout or an editable install has nothing to verify against: exit code 2."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_format(parser, "text", "json")


def run(args: argparse.Namespace) -> int:
    """Print what differs; 0 if nothing does, 1 if something does."""
    result = verify()
    if args.format == "json":
        print(json.dumps(dataclasses.asdict(result), ensure_ascii=False, indent=2))
    else:
        for one in result.differences:
            told = f" (expected {one.expected}, found {one.found})" if one.found else ""
            print(f"{one.kind}: {printable(one.file)}{told}")
        count = len(result.differences)
        print(
            f"nmg-data {result.version}: {result.checked} files checked, "
            + (f"{count} not as in the wheel" if count else "all as in the wheel")
        )
    return 1 if result.differences else 0
