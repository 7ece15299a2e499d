"""The examples of the guide: run at every build, shown with what they print."""

from __future__ import annotations

import ast
import contextlib
import io
import re
import warnings
from functools import cache
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
CELL = re.compile(r"^# %% (\w+)\n", re.MULTILINE)


@cache
def cells(name: str) -> dict[str, tuple[str, str]]:
    """Run a file of examples; return its cells by name, each with its output."""
    import pandas as pd

    parts = CELL.split((EXAMPLES / f"{name}.py").read_text("utf-8"))[1:]
    space: dict[str, Any] = {}
    found = {}
    with pd.option_context("display.width", 100, "display.max_columns", 12, "display.max_rows", 12):
        for title, code in zip(parts[::2], parts[1::2], strict=True):
            try:  # DRAFT
                found[title] = (code.strip(), run(code, space))
            except Exception as error:
                found[title] = (code.strip(), f"DRAFT {error}")
    return found


def run(code: str, space: dict[str, Any]) -> str:
    """Run a cell and return what it prints, the value of its last line included."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(tree, "<example>", "exec"), space)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "<example>", "eval"), space)
            if value is not None:
                print(value)
    return printed.getvalue().rstrip()
