"""A memory for validation: what does not depend on the file that changed is not done again.

Used where a package is validated hundreds of times with one small change each. What is remembered
depends on nothing but the bytes of the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from unittest.mock import patch

from nmg_data.core.package import Table
from nmg_data.validate import descriptor, run, tables
from nmg_data.validate.findings import Finding
from nmg_data.validate.frames import Data
from nmg_data.validate.rules import Rule

Files = dict[str, bytes]


@contextmanager
def remember(clean: Files) -> Iterator[None]:
    """Look at each file once, and run a rule only where a table that it looks at has changed."""
    read_json, check_descriptor = descriptor.read_json, descriptor.check_descriptor
    check_table, run_rule = tables.check_table, run.run_rule
    known_tables: dict[tuple[object, ...], tables.Checked] = {}
    looks_at: dict[str, set[str]] = {}

    @cache
    def described(names: tuple[tuple[str, bytes], ...]) -> descriptor.Described:
        return check_descriptor(dict(names))

    def one_descriptor(files: Files) -> descriptor.Described:
        names = tuple((n, data if n.endswith(".json") else b"") for n, data in files.items())
        known = described(names)
        filled = {
            name: Table(name, table.resource, table.schema, files[table.path], table.advice)
            for name, table in known.tables.items()
        }
        return replace(known, tables=filled, findings=[*known.findings])

    def one_table(table: Table) -> tables.Checked:
        key = (table.path, table.data, repr(table.schema))
        if key not in known_tables:
            known_tables[key] = check_table(table)
        return known_tables[key]

    def one_rule(rule: Rule, data: Data) -> list[Finding]:
        def changed(name: str) -> bool:
            cells = dict.get(data, name)
            return not cells or bool(cells.unsound) or cells.table.data != clean[cells.path]

        if rule.code in looks_at and not any(map(changed, looks_at[rule.code])):
            return []
        found = run_rule(rule, data)
        looks_at.setdefault(rule.code, set(data.asked))
        return found

    with (
        patch.object(descriptor, "read_json", cache(read_json)),
        patch.object(descriptor, "check_descriptor", one_descriptor),
        patch.object(tables, "check_table", one_table),
        patch.object(run, "run_rule", one_rule),
    ):
        run.check(clean)
        yield
