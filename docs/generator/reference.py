"""What pages take from running code: the help of commands, the rules, the examples."""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import os
import re
import tomllib
import warnings
from functools import cache
from typing import Any

from .words import TEMPLATES


def commands() -> list[tuple[str, str]]:
    """Return the help of the program and of each of its commands."""
    from nmg_data.cli import parser

    os.environ["COLUMNS"] = "90"
    main = parser()
    found = [("nmg-data", main.format_help())]
    subs = next(part for part in main._actions if isinstance(part, argparse._SubParsersAction))
    return found + [(f"nmg-data {name}", sub.format_help()) for name, sub in subs.choices.items()]


def rules() -> list[tuple[Any, str]]:
    """Return every rule with its first bad example."""
    from nmg_data.validate.rules import rules as all_rules

    first: dict[str, dict[str, Any]] = {}
    for path in sorted(TEMPLATES.parents[1].glob("tests/data/corruptions*.toml")):
        for code, cases in tomllib.loads(path.read_text("utf-8")).items():
            first.setdefault(code, cases[0])
    return [(rule, example(first.get(rule.code, {}))) for rule in all_rules()]


def example(case: dict[str, Any]) -> str:
    """Write a bad example in a line: the place, and what it becomes."""
    place = " · ".join(str(case[key]) for key in ("table", "key", "field", "file") if key in case)
    place += "".join(f"/{part}" for part in case.get("pointer", ()))
    old, new = case.get("replace") or case.get("sub") or ("", "")
    cells = "; ".join(f"{name} = {value}" for name, value in case.get("cells", {}).items())
    after = new or cells or next(filter(None, map(case.get, ("new", "line", "row", "value"))), "")
    text = f"{place}: {old} → {after}" if old else f"{place} → {after}" if after else place
    hidden = r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\u00a0\u3000]"
    return re.sub(hidden, lambda match: f"\\u{ord(match[0]):04x}", text)


@cache
def examples() -> dict[str, tuple[str, str]]:
    """Run all examples in order; return each with its output."""
    import pandas as pd

    codes = tomllib.loads((TEMPLATES / "shared/examples.toml").read_text("utf-8"))
    space: dict[str, Any] = {}
    with pd.option_context("display.width", 100, "display.max_columns", 12, "display.max_rows", 12):
        return {name: (code.strip(), run(code, space)) for name, code in codes.items()}


def run(code: str, space: dict[str, Any]) -> str:
    """Run a cell and return what it prints, the value of its last line included."""
    tree = ast.parse(code)
    if isinstance(last := tree.body[-1], ast.Expr) and "print(" not in ast.unparse(last):
        shown = ast.parse(f"print({ast.unparse(last)})")
        tree.body[-1:] = shown.body
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(tree, "<example>", "exec"), space)
    return printed.getvalue().rstrip()
