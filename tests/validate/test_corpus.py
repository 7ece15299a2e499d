"""Every corruption of the corpus is found where it is, and no rule is without one."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, ValuesView
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from corpus import Case, Files, cases, frozen_files

from nmg_data.core.package import Table
from nmg_data.validate import descriptor, run, tables
from nmg_data.validate.findings import Finding
from nmg_data.validate.frames import Cells, Data
from nmg_data.validate.rules import Rule, rules

# What no edit of data or schemas brings about: an exception, permissions, links, a check of a
# schema that is not ours.
ELSEWHERE = {"NMG000", "NMG318", "NMG703", "NMG705"}


class Recorded(Data):
    """Tables that know which of them, and whether the descriptor, a rule has asked for."""

    asked: set[str]
    parts: dict[str, set[str]]

    def __getitem__(self, name: str) -> Cells:
        self.__dict__.setdefault("asked", set()).add(name)
        return super().__getitem__(name)

    def items(self) -> ItemsView[str, Cells]:
        self.asked |= set(self)
        return super().items()

    def values(self) -> ValuesView[Cells]:
        self.__dict__.setdefault("asked", set()).update(self)
        return super().values()

    def once(self, name: str, compute: Callable[[], Any]) -> Any:
        outer, self.asked = self.asked, set()
        result = super().once(name, compute)
        parts = self.__dict__.setdefault("parts", {}).setdefault(name, self.asked)
        self.asked = outer | parts
        return result


@pytest.fixture(scope="module")
def clean() -> Files:
    """Return the files of the frozen package."""
    return frozen_files()


@pytest.fixture(scope="module", autouse=True)
def remembered(clean: Files) -> Iterator[None]:
    """Look at each file once, and run a rule only where a table that it looks at has changed.

    What is remembered depends on nothing but the bytes of the files.
    """
    read_json, check_table, run_rule = descriptor.read_json, tables.check_table, run.run_rule
    known_tables: dict[tuple[object, ...], tables.Checked] = {}
    looks_at: dict[str, set[str]] = {}

    @cache
    def document(path: str, data: bytes, kind: str) -> tuple[descriptor.Document, list[Finding]]:
        found: list[Finding] = []
        return read_json(path, data, kind, found), found

    def one_document(path: str, data: bytes, kind: str, findings: list[Finding]) -> object:
        known, found = document(path, data, kind)
        findings += found
        return known

    @cache
    def described(names: tuple[tuple[str, bytes], ...]) -> descriptor.Described:
        return check_descriptor(dict(names))

    check_descriptor = descriptor.check_descriptor

    def one_descriptor(files: Files) -> descriptor.Described:
        names = tuple((n, data if n.endswith(".json") else b"") for n, data in files.items())
        known = described(names)
        filled = {n: replace(table, data=files[table.path]) for n, table in known.tables.items()}
        return replace(known, tables=filled, findings=[*known.findings])

    def one_table(table: Table) -> tables.Checked:
        key = (table.path, table.data, repr(table.schema))
        if key not in known_tables:
            known_tables[key] = check_table(table)
        return known_tables[key]

    def one_rule(rule: Rule, data: Recorded) -> list[Finding]:
        changed = {
            name
            for name, cells in dict.items(data)
            if cells.unsound or cells.table.data != clean[cells.path]
        } | set(data.broken)
        as_before = data.descriptor == known_descriptor
        if as_before and rule.code in looks_at and not looks_at[rule.code] & changed:
            return []
        data.asked = set()
        found = run_rule(rule, data)
        looks_at.setdefault(rule.code, data.asked)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(descriptor, "read_json", one_document)
        patch.setattr(descriptor, "check_descriptor", one_descriptor)
        patch.setattr(tables, "check_table", one_table)
        patch.setattr(run, "Data", Recorded)
        known_descriptor = one_descriptor(clean).descriptor
        patch.setattr(run, "run_rule", one_rule)
        run.check(clean)
        yield


def test_the_frozen_package_has_no_findings(clean: Files) -> None:
    assert run.check(clean).findings == []


@pytest.mark.parametrize("case", cases(), ids=[case.name for case in cases()])
def test_is_found_in_its_place(case: Case, clean: Files) -> None:
    files, place = case.apply(clean)
    findings = run.check(files).findings
    places = {(f.code, f.file, f.line, f.column): f for f in findings}
    assert (case.code, *place) in places
    assert "NMG000" not in {finding.code for finding in findings}
    found = places[case.code, *place]
    words = f"{found.message} {found.expected} {found.found} {found.hint}"
    assert case.edit.get("says", "") in words
    assert "never" not in case.edit or case.edit["never"] not in words
    assert case.edit.get("more") or findings == [found]


def test_every_rule_has_an_example() -> None:
    codes = {case.code for case in cases()}
    assert {rule.code for rule in rules()} - codes - ELSEWHERE == set()
    assert codes - {rule.code for rule in rules()} == set()


def test_no_two_cases_are_the_same() -> None:
    edits = [repr(case.edit) for case in cases()]
    assert len(edits) == len(set(edits))
