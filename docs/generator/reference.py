"""The reference: commands from the command line itself, rules from their list and the corpus."""

from __future__ import annotations

import argparse
import os
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def commands() -> list[tuple[str, str]]:
    """Return the help of the program and of each of its commands, 90 columns wide."""
    from nmg_data.cli import parser

    os.environ["COLUMNS"], before = "90", os.environ.get("COLUMNS")
    main = parser()
    found = [("nmg-data", main.format_help())]
    for action in main._actions:
        if isinstance(action, argparse._SubParsersAction):
            found += [(f"nmg-data {name}", sub.format_help()) for name, sub in action.choices.items()]
    if before is None:
        del os.environ["COLUMNS"]
    return found


def rules() -> list[tuple[Any, list[str]]]:
    """Return every rule with the edits of its first bad example."""
    from nmg_data.validate.rules import rules as all_rules

    examples: dict[str, dict[str, Any]] = {}
    for path in sorted((ROOT / "tests/data").glob("corruptions*.toml")):
        for code, cases in tomllib.loads(path.read_text("utf-8")).items():
            if cases:
                examples.setdefault(code, cases[0])
    return [(rule, example(examples.get(rule.code))) for rule in all_rules()]


def example(case: dict[str, Any] | None) -> list[str]:
    """Write a bad example as lines: which cell, and what it becomes."""
    if not case:
        return []
    place = " · ".join(str(case[key]) for key in ("table", "key", "field", "file") if key in case)
    if "new" in case:
        return [f"{place} → {case['new'] or '(empty)'}"]
    if "replace" in case or "sub" in case:
        old, new = case.get("replace") or case["sub"]
        return [f"{place}: {_visible(old)} → {_visible(new)}"]
    if "cells" in case:
        return [f"{place}: {name} → {value}" for name, value in case["cells"].items()]
    if "row" in case:
        return [f"{place}: {case['row']}"]
    if "pointer" in case:
        pointer = "/".join(map(str, case["pointer"]))
        return [f"{place} {pointer} → {case.get('value', '(deleted)')}"]
    if "line" in case:
        return [f"{place}: {_visible(case['line'])}"]
    return [place]


def _visible(text: str) -> str:
    """Return a text with its control and invisible characters written out."""
    return re.sub(
        r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\u00a0\u3000]",
        lambda match: f"\\u{ord(match[0]):04x}",
        text,
    )
