"""One documented rule picks one figure of several for the same quantity."""

from decimal import Decimal

import pytest

from nmg_data._describe import read_records
from nmg_data._preferred import KEY, pick, rank_rows

SOURCES = {
    "office": {"source_id": "office", "confidence": "primary", "published": "2023-01-10"},
    "revised": {"source_id": "revised", "confidence": "primary", "published": "2024-03"},
    "paper": {"source_id": "paper", "confidence": "reprint", "published": "2025-02-01"},
    "undated": {"source_id": "undated", "confidence": "reprint", "published": ""},
}
FACTORS = {"t": Decimal(1), "jin": Decimal("0.0005")}


def row(name, source, lower="10", upper="10", **cells):
    same = dict.fromkeys(KEY, "x")
    base = {"status": "actual", "unit_id": "t", "bound": "exact", "replaced_by": ""}
    return (
        same
        | base
        | {
            "observation_id": name,
            "source_id": source,
            "lower": lower,
            "upper": upper,
        }
        | cells
    )


def columns(rows):
    return {name: [one[name] for one in rows] for name in rows[0]}


@pytest.mark.parametrize(
    ("rows", "order"),
    [
        ([row("a", "paper"), row("b", "office")], ["b", "a"]),
        ([row("a", "office"), row("b", "revised", "11", "11")], ["b", "a"]),
        ([row("a", "undated"), row("b", "paper", "11", "11")], ["b", "a"]),
        ([row("a", "office", status="target"), row("b", "paper")], ["b", "a"]),
        ([row("a", "revised", "9", ""), row("b", "office")], ["b", "a"]),
        ([row("a", "revised", "11", ""), row("b", "office")], ["a", "b"]),
        ([row("a", "office", "9.5", "10.5"), row("b", "office", "9.96", "10.04")], ["b", "a"]),
        ([row("a", "office", bound="about"), row("b", "office")], ["b", "a"]),
        ([row("b", "office"), row("a", "office")], ["a", "b"]),
        ([row("a", "office", "20000", "20000", unit_id="jin"), row("b", "office")], ["a", "b"]),
        ([row("a", "office", replaced_by="b"), row("b", "paper")], ["b"]),
    ],
)
def test_the_rule(rows, order):
    assert list(rank_rows(rows, SOURCES, FACTORS).values()) == [order]


def test_other_quantities_do_not_compete():
    rows = [row("a", "paper"), row("b", "office", period="2023")]
    units = [{"unit_id": "t", "factor": "1"}]
    assert pick(columns(rows), SOURCES.values(), units) == {0: True, 1: True}


@pytest.mark.parametrize(
    "cells", [{"status": "x"}, {"unit_id": "x"}, {"source_id": "x"}, {"lower": "ten"}]
)
def test_rows_beside_a_faulty_one_are_left_out(cells):
    rows = [row("a", "office") | cells, row("b", "paper"), row("c", "paper", period="y")]
    units = [{"unit_id": "t", "factor": "1"}]
    assert pick(columns(rows), SOURCES.values(), units) == {2: True}


def test_a_withdrawn_row_is_never_preferred():
    rows = [row("a", "office", replaced_by="b")]
    assert pick(columns(rows), SOURCES.values(), []) == {0: False}


def test_every_quantity_of_the_package_has_one_preferred_figure():
    seen = {}
    for one in read_records("observations"):
        if one["preferred"] == "true":
            key = tuple(one[name] for name in KEY)
            assert key not in seen, (seen[key], one["observation_id"])
            seen[key] = one["observation_id"]
    assert len(seen) == len({tuple(r[name] for name in KEY) for r in read_records("observations")})
