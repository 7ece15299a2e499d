"""Every corruption of the corpus is found where it is, and no rule is without one."""

from __future__ import annotations

import pytest
from corpus import Case, Files, cases

from nmg_data.validate import run
from nmg_data.validate.rules import rules

pytestmark = pytest.mark.usefixtures("remembered")
# What no edit of data or schemas brings about: an exception, permissions, links,
# a check of a schema that is not ours.
ELSEWHERE = {"NMG000", "NMG318", "NMG703"}


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
