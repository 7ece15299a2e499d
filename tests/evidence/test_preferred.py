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
USUAL = {"source_id": "news", "lower": "10", "upper": "12", "unit_id": "t", "bound": "exact"}
USUAL |= {"status": "actual", "replaced_by": ""}


def figure(name, text=""):
    """Return a figure from words such as `bound=over`; the rest of its cells are usual."""
    cells = dict(word.split("=") for word in text.split())
    return dict.fromkeys(QUANTITY, "x") | USUAL | {"observation_id": name} | cells


def preferred(*rows):
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return preferred_rows(columns, SOURCES, UNITS)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", "source_id=bureau status=estimate"),
        ("source_id=bureau bound=over", "source_id=copy"),
        ("source_id=copy bound=over", "source_id=news"),
        ("source_id=bureau bound=over", "source_id=export"),
        ("upper=20", "source_id=repost"),
        ("upper=20", "source_id=later bound=about"),
        ("lower=11", "source_id=later"),
        ("upper=1009", "source_id=later upper=11 unit_id=kt"),
        ("upper=90 bound=over", "source_id=later upper= bound=over"),
        ("source_id=later", ""),
        ("", "source_id=undated"),
        ("", ""),
    ],
)
def test_the_order(first, second):
    assert preferred(figure("a", first), figure("b", second)) == {"a"}
    if first != second:
        assert preferred(figure("b", first), figure("a", second)) == {"b"}


def test_what_did_not_happen_is_never_preferred():
    for status in ("target", "planned", "expected"):
        assert preferred(figure("a", f"status={status}")) == set()
    assert preferred(figure("a", "replaced_by=b"), figure("b")) == {"b"}


@pytest.mark.parametrize("field", QUANTITY)
def test_one_figure_of_every_quantity(field):
    assert preferred(figure("a"), figure("b", f"{field}=y"), figure("c")) == {"a", "b"}
