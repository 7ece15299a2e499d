"""Which of several figures is preferred: the written order, by tests/data/preferred.toml."""

import tomllib
from pathlib import Path

import pytest

from nmg_data.evidence.preferred import QUANTITY, preferred_rows

CASES = tomllib.loads((Path(__file__).parents[1] / "data/preferred.toml").read_text("utf-8"))
USUAL = {"source_id": "news", "lower": "10", "upper": "12", "unit_id": "t", "bound": "exact"}
USUAL |= {"status": "actual", "replaced_by": ""}


def figure(name, text=""):
    """Return a figure from words such as `bound=over`; the rest of its cells are usual."""
    cells = dict(word.split("=") for word in text.split())
    return dict.fromkeys(QUANTITY, "x") | USUAL | {"observation_id": name} | cells


def preferred(*rows):
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return preferred_rows(columns, CASES["sources"], CASES["units"])


@pytest.mark.parametrize(("first", "second"), CASES["order"])
def test_the_order(first, second):
    assert preferred(figure("a", first), figure("b", second)) == {"a"}
    if first != second:
        assert preferred(figure("b", first), figure("a", second)) == {"b"}


@pytest.mark.parametrize("status", ["target", "planned", "expected"])
def test_what_did_not_happen_is_never_preferred(status):
    assert preferred(figure("a", f"status={status}")) == set()


def test_a_replaced_figure_is_never_preferred():
    assert preferred(figure("a", "replaced_by=b"), figure("b")) == {"b"}


@pytest.mark.parametrize("field", QUANTITY)
def test_one_figure_of_every_quantity(field):
    assert preferred(figure("a"), figure("b", f"{field}=y"), figure("c")) == {"a", "b"}
