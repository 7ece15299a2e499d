"""Relations between figures: what holds, fails or cannot be tested, by tests/data/relations.toml."""

import re
import tomllib
from pathlib import Path

import pytest

from nmg_data.evidence.periods import contradicted_bases, end, year_before
from nmg_data.evidence.quantities import columns_of
from nmg_data.evidence.relations import relate, roles_fit

CASES = tomllib.loads((Path(__file__).parents[1] / "data/relations.toml").read_text("utf-8"))
USUAL_UNITS = {"growth": "percent", "share": "percent", "rank": "rank", "index": "index"}
EMPTY = dict.fromkeys(columns_of([]), "")


def figure(text, **cells):
    """Return the figure that a text describes: see the head of the file of cases."""
    words = text.split()
    cells |= dict(word.split("=") for word in words if "=" in word)
    numbers = [word.strip("…") for word in words if re.fullmatch(r"…|-?[\d.]+", word)]
    period = next((word[1:] for word in words if word[0] == "@"), "2024")
    measure = next((word for word in words if word.isidentifier()), "level")
    kind = {4: "year", 7: "month"}.get(len(period), "year_to_date")
    row = EMPTY | {"indicator_id": "coal", "place_id": "north", "source_id": "paper"}
    row |= {"period": period, "period_kind": kind, "measure": measure, "status": "actual"}
    row |= {"unit_id": USUAL_UNITS.get(measure, "t"), "lower": numbers[0], "upper": numbers[-1]}
    if measure in ("growth", "change", "index"):
        row["base_period"] = year_before(period)
    names = ("indicator_id", "place_id", "period", "measure", "source_id", "vintage", "lower")
    row |= cells
    return row | {"observation_id": ".".join(row[name] or "-" for name in names)}


def related(rows, relations=()):
    tables = CASES["tables"] | {"relations": list(relations)}
    return list(relate(columns_of(list(rows)), tables))


def written(kind, *terms, expected="holds", name="one"):
    """Return the rows of a stored relation from pairs of role and figure."""
    return [
        {"relation_id": name, "kind": kind, "role": role, "expected": expected}
        | {"observation_id": row["observation_id"], "reason_en": "Because.", "reason_zh": ""}
        for role, row in terms
    ]


def cases(part):
    return [(name, *case) for name, found in CASES[part].items() for case in found.items()]


@pytest.mark.parametrize(("kind", "terms", "result"), cases("stored"))
def test_a_stored_relation(kind, terms, result):
    named = []
    for number, text in enumerate(terms.split("; ")):
        role, _, described = text.partition(" ")
        row = figure(described, place_id=f"p{number}", scope="whole")
        named.append((role, row | {"observation_id": row["place_id"]}))
    (found,) = related([row for _, row in named], written(kind, *named))
    assert f"{found.verdict} {found.problem or found.computed}" == result


@pytest.mark.parametrize(("what", "rows", "result"), cases("together"))
def test_figures_together(what, rows, result):
    found = related(map(figure, rows.split("; ")))
    assert "; ".join(f"{one.kind} {one.verdict} {one.computed}" for one in found) == result


def test_roles():
    assert roles_fit("sum", ("whole", "part", "part"))
    assert not roles_fit("sum", ("whole", "part"))
    assert not roles_fit("ratio", ("numerator", "result"))
    assert not roles_fit("same_quantity", ("member", "whole"))


def test_a_relation_names_its_figures_and_intervals():
    rows = ["150", "145 … source_id=wire", "100 @2023", "50 growth"]
    repeated, growth = related(map(figure, rows))
    assert (repeated.kind, repeated.terms[-1].row) == ("repeated", 1)
    assert [str(term) for term in growth.terms] == [
        "result coal.north.2024.growth.paper.-.50 (50 percent)",
        "of coal.north.2024.level.paper.-.150 (150 t)",
        "of coal.north.2024.level.wire.-.145 (at least 145 t)",
        "base coal.north.2023.level.paper.-.100 (100 t)",
    ]
    assert (str(growth.stated), growth.unit.unit_id, growth.is_fault) == ("50", "percent", False)
    assert growth.formula == "*.growth = * / base(*) - 1"


def test_a_stored_disagreement_covers_every_figure_that_meets_one_of_it():
    rows = [figure("5"), figure("6 source_id=wire")]
    known = written("same_quantity", *(("member", row) for row in rows), expected="disagrees")

    def faults(*more, relations=known):
        return [one.kind for one in related([*rows, *more], relations) if one.is_fault]

    assert faults() == faults(figure("6 source_id=late")) == []
    assert faults(figure("7 source_id=late")) == faults(relations=()) == ["repeated"]


def test_a_disagreement_covers_a_growth_only_where_it_names_every_role():
    rows = [figure("150"), figure("100 @2023"), figure("14.5 growth")]
    levels = written("same_quantity", *(("member", r) for r in rows[:2]), expected="disagrees")
    assert [one.kind for one in related(rows, levels) if one.is_fault] == ["growth"]
    roles = ("numerator", "denominator", "result")
    ratio = written("ratio", *zip(roles, rows, strict=True), expected="disagrees")
    assert [one.covered_by for one in related(rows, ratio) if not one.relation_id] == ["one"]


def test_a_disagreement_that_holds_is_a_fault():
    rows = [figure("5"), figure("5 … source_id=wire")]
    known = written("same_quantity", *(("member", row) for row in rows), expected="disagrees")
    assert [one.relation_id for one in related(rows, known) if one.is_fault] == ["one"]


def test_periods():
    assert [end(period) for period in ("2024", "2024-01/2024-06", "2024-02-17")] == [
        "2024-12-31",
        "2024-06-31",
        "2024-02-17",
    ]
    assert year_before("2024-01/2024-06") == "2023-01/2023-06"
    assert year_before("2022/2024") == "2019/2021"
    assert year_before("2024-02-29") == "2023-02-28"


@pytest.mark.parametrize(("text", "meant"), CASES["bases"].items())
def test_a_base_that_the_wording_contradicts(text, meant):
    printed, _, base = text.rpartition(" ")
    row = figure("3.2 growth", base_period=base) | {"as_printed": printed}
    found = contradicted_bases(columns_of([row]))
    assert [wanted for _, _, wanted in found] == ([meant] if meant else [])


def test_many_figures_of_one_quantity_are_one_relation_each():
    texts = ("5", "5 @2023", "0 growth")
    named = ((figure(text), f"{text} {n}") for text in texts for n in range(3000))
    found = related(row | {"observation_id": name} for row, name in named)
    assert [one.verdict for one in found] == ["holds"] * 3003
    assert max(len(one.terms) for one in found if one.kind == "growth") == 17


def test_a_unit_without_a_factor():
    units = [{"unit_id": "t", "dimension": "mass", "factor": "one"}]
    rows = columns_of([figure("5"), figure("6 unit_id=jin"), figure("7 unit_id=jin")])
    assert list(relate(rows, {"units": units})) == []
    units[0] |= {"unit_id": "jin", "factor": "0.0005"}
    assert [one.verdict for one in relate(rows, {"units": units})] == ["fails"]
