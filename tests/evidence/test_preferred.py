"""Which of several figures for one quantity is preferred: the written order, step by step."""

import pytest

from nmg_data.evidence.preferred import QUANTITY, preferred_rows

SOURCES = [
    dict(zip(("source_id", "level", "host", "published"), line.split(","), strict=True))
    for line in (
        "bureau,primary,official,2024-03-01",
        "copy,reprint,publisher,2024-05",
        "news,secondary,publisher,2024-06-01",
        "later,secondary,publisher,2024-07",
        "undated,secondary,publisher,",
        "export,primary,repository,2025",
        "repost,secondary,mirror,2025-01-01",
    )
]
UNITS = [{"unit_id": "t", "factor": "1"}, {"unit_id": "kt", "factor": "1000"}]


def figure(name, source="news", ends="10 12", **cells):
    lower, _, upper = ends.partition(" ")
    return {
        **dict.fromkeys(QUANTITY, "x"),
        "observation_id": name,
        "source_id": source,
        "lower": lower,
        "upper": upper,
        "unit_id": "t",
        "bound": "exact",
        "status": "actual",
        "replaced_by": "",
        **cells,
    }


def preferred(*rows):
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return preferred_rows(columns, SOURCES, UNITS)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"source": "bureau", "status": "estimate"}),
        ({"source": "bureau", "bound": "over"}, {"source": "copy"}),
        ({"source": "copy", "bound": "over"}, {"source": "news"}),
        ({"source": "bureau", "bound": "over"}, {"source": "export"}),
        ({"ends": "10 20"}, {"source": "repost"}),
        ({"ends": "10 20"}, {"source": "later", "bound": "about"}),
        ({"ends": "11 12"}, {"source": "later"}),
        ({"ends": "10 1009"}, {"source": "later", "ends": "10 11", "unit_id": "kt"}),
        ({"ends": "10 90", "bound": "over"}, {"source": "later", "ends": "10 ", "bound": "over"}),
        ({"source": "later"}, {}),
        ({}, {"source": "undated"}),
        ({}, {}),
    ],
)
def test_the_order(first, second):
    assert preferred(figure("a", **first), figure("b", **second)) == {"a"}
    if first != second:
        assert preferred(figure("b", **first), figure("a", **second)) == {"b"}


def test_what_did_not_happen_is_never_preferred():
    for status in ("target", "planned", "expected"):
        assert preferred(figure("a", status=status)) == set()
    assert preferred(figure("a", replaced_by="b"), figure("b")) == {"b"}


@pytest.mark.parametrize("field", QUANTITY)
def test_one_figure_of_every_quantity(field):
    assert preferred(figure("a"), figure("b", **{field: "y"}), figure("c")) == {"a", "b"}
