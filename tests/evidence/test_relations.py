"""Relations between figures: what holds, what fails, what cannot be tested."""

import pytest

from nmg_data.evidence.consistency import contradicted_bases
from nmg_data.evidence.quantities import columns_of, year_before
from nmg_data.evidence.relations import relate, roles_fit

UNITS = """t mass 1 t|jin mass 0.0005 t|kw power 1000 w|cny currency_cny 1 cny|item count 1 item
person count 1 person|percent ratio 1 percent|per_mille ratio 0.1 percent|rank rank 1 rank
percentage_point ratio_difference 1 percentage_point|times multiple 1 times|index index 1 index
mu area 0.0666666666666667 ha|jin_per_mu mass_per_area 7.5 kg_per_ha"""
TABLES = {
    "units": [
        dict(zip(("unit_id", "dimension", "factor", "base_unit_id"), line.split(), strict=True))
        for line in UNITS.replace("\n", "|").split("|")
    ],
    "indicators": [
        {"indicator_id": name, "unit_id": "t", "nature": "flow", "additive": "true"}
        | {"growth_basis": "comparable" if name == "gdp" else ""}
        for name in ("coal", "gdp")
    ],
    "places": [
        {"place_id": "north", "parent_id": "inner_mongolia"},
        {"place_id": "inner_mongolia", "parent_id": "china"},
        {"place_id": "north_ports", "parent_id": "inner_mongolia"},
        {"place_id": "gate", "parent_id": "north"},
        {"place_id": "china", "parent_id": ""},
    ],
    "list_items": [{"list_id": "north_ports_members", "place_id": "gate"}],
}
EMPTY = dict.fromkeys(columns_of([]), "")


def figure(ends, period="2024", measure="level", **cells):
    """Return a figure of coal in the north; its ends are written '5', '4 6', '5 …' or '… 5'."""
    lower, _, upper = ends.partition(" ")
    upper = upper or lower
    kind = "year" if len(period) == 4 else "month" if len(period) == 7 else "year_to_date"
    unit = {"growth": "percent", "share": "percent", "rank": "rank", "index": "index"}
    base = year_before(period) if measure in ("growth", "change", "index") else ""
    row = EMPTY | {
        "indicator_id": "coal",
        "place_id": "north",
        "period": period,
        "period_kind": kind,
        "measure": measure,
        "base_period": base,
        "status": "actual",
        "source_id": "paper",
        "unit_id": unit.get(measure, "t"),
        "lower": lower.strip("…"),
        "upper": upper.strip("…"),
        **cells,
    }
    names = ("indicator_id", "place_id", "period", "measure", "source_id", "vintage", "lower")
    return row | {"observation_id": ".".join(row[name] or "-" for name in names)}


def related(rows, relations=(), **tables):
    return relate(columns_of(list(rows)), TABLES | tables | {"relations": list(relations)})


def results(rows, relations=()):
    """Return kind, verdict and what was computed of all relations."""
    return [(one.kind, one.verdict, str(one.computed)) for one in related(rows, relations)]


def written(kind, *terms, expected="holds", name="one"):
    """Return the rows of a stored relation from pairs of role and figure."""
    return [
        {"relation_id": name, "kind": kind, "role": role, "expected": expected}
        | {"observation_id": row["observation_id"], "reason_en": "Because.", "reason_zh": ""}
        for role, row in terms
    ]


def stored(kind, *terms):
    """Return what comes of one stored relation between figures of different places."""
    rows = [(role, row | {"place_id": f"p{i}"}) for i, (role, row) in enumerate(terms)]
    rows = [(role, row | {"observation_id": row["place_id"]}) for role, row in rows]
    (found,) = related([row for _, row in rows], written(kind, *rows))
    return found.verdict, found.problem or str(found.computed)


@pytest.mark.parametrize(
    ("whole", "parts", "result"),
    [
        ("20", ["12", "2", "6"], ("holds", "20")),
        ("21", ["12", "2", "6"], ("fails", "20")),
        ("19.5 20.5", ["12 13", "7 8"], ("holds", "19 to 21")),
        ("20 …", ["12 …", "6 …"], ("untestable", "at least 18")),
        ("20 …", ["12", "6"], ("fails", "18")),
    ],
)
def test_a_sum_is_that_of_its_parts(whole, parts, result):
    terms = [("part", figure(part)) for part in parts]
    assert stored("sum", ("whole", figure(whole)), *terms) == result


@pytest.mark.parametrize(
    ("part", "whole", "result"),
    [("60", "200 …", "holds"), ("600", "200 …", "untestable"), ("600", "200", "fails")],
)
def test_a_part_is_no_larger_than_its_whole(part, whole, result):
    assert stored("part", ("whole", figure(whole)), ("part", figure(part)))[0] == result


def test_units_are_converted():
    whole, part = figure("41005000"), figure("82010000000", unit_id="jin")
    assert stored("part", ("whole", whole), ("part", part)) == ("holds", "41005000")
    wrong = figure("82020000000", unit_id="jin")
    assert stored("part", ("whole", whole), ("part", wrong)) == ("fails", "41010000")


@pytest.mark.parametrize(
    ("above", "below", "result", "expected"),
    [
        ("118", "219", ("53.85 53.95", "share", "percent"), ("holds", "53.8812785388128")),
        ("118", "219", ("53.95 54.05", "share", "percent"), ("fails", "53.8812785388128")),
        ("118", "200 …", ("53.85 53.95", "share", "percent"), ("holds", "0 to 59")),
        (
            "118 …",
            "219",
            ("80 100", "share", "percent"),
            ("untestable", "at least 53.8812785388128"),
        ),
        ("3", "20", ("85", "saving", "percent"), ("holds", "85")),
        ("150", "100", ("49.5 50.5", "growth", "percent"), ("holds", "50")),
        ("7", "1000", ("7", "level", "per_mille"), ("holds", "7")),
        ("71", "2", ("35.5", "level", "times"), ("holds", "35.5")),
    ],
)
def test_a_ratio_is_the_quotient_of_two_figures(above, below, result, expected):
    ends, measure, unit = result
    terms = (("numerator", figure(above)), ("denominator", figure(below)))
    row = figure(ends, measure=measure, unit_id=unit, scope="whole")
    assert stored("ratio", *terms, ("result", row)) == expected


def test_a_ratio_may_be_a_rate_or_so_much_for_each():
    grain, fields = figure("2000"), figure("10000", unit_id="mu")
    terms = [("numerator", grain), ("denominator", fields)]
    rate = figure("400", unit_id="jin_per_mu")
    assert stored("ratio", *terms, ("result", rate)) == ("holds", "400")
    each = [("numerator", grain), ("denominator", figure("4", unit_id="item"))]
    assert stored("ratio", *each, ("result", figure("600"))) == ("fails", "500")


def test_same_quantity_and_count():
    members = [("member", figure("4 …")), ("member", figure("5"))]
    assert stored("same_quantity", *members)[0] == "holds"
    assert stored("same_quantity", *members, ("member", figure("6 7")))[0] == "fails"
    assert stored("count", ("whole", figure("2")), *members) == ("holds", "2")
    assert stored("count", ("whole", figure("3")), *members) == ("fails", "2")


def test_what_cannot_be_computed_says_why():
    part = (("whole", figure("1")), ("part", figure("1", unit_id="kw")))
    assert stored("part", *part) == ("untestable", "The units cannot be compared: kw, t.")
    levels = (("numerator", figure("1")), ("denominator", figure("1")))
    ratio = (*levels, ("result", figure("1", unit_id="kw")))
    assert stored("ratio", *ratio) == ("untestable", "The units cannot be compared: kw, t.")


def test_two_measures_are_not_one_quantity():
    rank = figure("1", measure="rank")
    terms = [("member", rank), ("member", rank | {"measure": "growth_rank"})]
    assert stored("same_quantity", *terms)[1] == "The measures differ: growth_rank, rank."


def test_roles():
    assert roles_fit("sum", ("whole", "part", "part"))
    assert not roles_fit("sum", ("whole", "part"))
    assert not roles_fit("ratio", ("numerator", "result"))
    assert not roles_fit("same_quantity", ("member", "whole"))


# Growth, change, share, rank


LEVELS = (figure("150"), figure("100", "2023"))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (figure("49.5 50.5", measure="growth"), ("growth", "holds", "50")),
        (figure("14.5", measure="growth"), ("growth", "fails", "50")),
        (figure("150", measure="index"), ("index", "holds", "150")),
        (figure("100000", measure="change", unit_id="jin"), ("change", "holds", "100000")),
        (figure("60", measure="change"), ("change", "fails", "50")),
        (figure("10", measure="growth", status="target"), None),
        (figure("10", measure="growth", base_period="2022"), None),
        (figure("10", measure="growth", place_id="south"), None),
        (figure("10", measure="growth", vintage="latest"), None),
        (figure("10", measure="growth", replaced_by="x"), None),
        (figure("10", measure="growth", period_kind="cumulative"), None),
    ],
)
def test_growth_follows_from_two_levels(row, expected):
    assert results([*LEVELS, row]) == ([expected] if expected else [])


def test_a_target_is_held_against_the_outcome_before():
    rows = [figure("150", status="target"), figure("10", measure="growth", status="target")]
    assert results([*rows, LEVELS[1]]) == [("growth", "fails", "50")]


def test_several_sources_of_a_level_are_taken_together():
    rows = [*LEVELS, figure("145 …", source_id="wire"), figure("50", measure="growth")]
    found = related(rows)
    assert [(one.kind, one.verdict) for one in found] == [
        ("repeated", "holds"),
        ("growth", "holds"),
    ]
    assert [str(term) for term in found[1].terms] == [
        "result coal.north.2024.growth.paper.-.50 (50 percent)",
        "of coal.north.2024.level.paper.-.150 (150 t)",
        "of coal.north.2024.level.wire.-.145 (at least 145 t)",
        "base coal.north.2023.level.paper.-.100 (100 t)",
    ]


def test_growth_of_a_first_print_belongs_to_the_levels_of_its_source():
    first = {"vintage": "first_print"}
    growth = figure("14.5", measure="growth", **first)
    own = [figure("150", **first), figure("100", "2023", **first)]
    assert results([*own, growth]) == [("growth", "fails", "50")]
    assert results([own[0], own[1] | {"source_id": "wire"}, growth]) == []


def test_growth_at_comparable_prices_says_nothing_of_current_ones():
    gdp = {"indicator_id": "gdp"}
    rows = [row | gdp for row in (*LEVELS, figure("14.5", measure="growth"))]
    assert results(rows) == [("growth", "fails", "50")]
    money = [row | {"unit_id": "cny"} for row in rows[:2]]
    assert results([*money, rows[2]]) == []


@pytest.mark.parametrize(
    ("period", "compared"),
    [("2023", True), ("2024", False), ("2024-02", True), ("2025", True)],
)
def test_growth_does_not_cross_a_break(period, compared):
    broken = figure("7", period, break_before="true", measure="contribution")
    found = results([*LEVELS, figure("50", measure="growth"), broken])
    assert found == ([("growth", "holds", "50")] if compared else [])


@pytest.mark.parametrize(("scope", "place"), [("china", "china"), ("region", "inner_mongolia")])
def test_a_share_follows_from_its_whole(scope, place):
    rows = [figure("25"), figure("100", place_id=place)]
    share = figure("24.95 25.05", measure="share", scope=scope)
    assert ("share", "holds", "25") in results([*rows, share])
    assert ("share", "fails", "25") in results([*rows, share | {"upper": "24.99"}])
    assert "share" not in [kind for kind, *_ in results([*rows, share | {"scope": "unstated"}])]


def test_a_gap_in_growth_follows_from_both_growths():
    rows = [
        figure("5.75 5.85", measure="growth"),
        figure("4.95 5.05", measure="growth", place_id="china"),
        figure("0.75 0.85", measure="growth_gap", unit_id="percentage_point", scope="china"),
    ]
    assert results(rows) == [("growth_gap", "holds", "0.7 to 0.9")]


def test_those_ranked_before_leave_room_for_a_rank():
    rows = [figure("30"), figure("100", place_id="china")]
    second, fourth = (figure(n, measure="rank", scope="china") for n in ("2", "4"))
    assert ("rank", "holds", "60") in results([*rows, second])
    assert ("rank", "fails", "120") in results([*rows, fourth])


# Several sources, and disagreements that are explained


def twice(first, second, **cells):
    found = results([figure(first), figure(second, source_id="wire", **cells)])
    return [(kind, verdict) for kind, verdict, _ in found]


def test_sources_of_one_quantity_meet():
    assert twice("120 …", "123.35 123.45") == [("repeated", "holds")]
    assert twice("130 …", "123.35 123.45") == [("repeated", "fails")]
    assert twice("120 …", "130 …") == [("repeated", "untestable")]
    assert twice("41", "82000", unit_id="jin") == [("repeated", "holds")]
    assert twice("5", "6", status="estimate") == [("repeated", "fails")]


@pytest.mark.parametrize(
    "other",
    [
        {"place_id": "south"},
        {"period": "2023"},
        {"period_kind": "as_of"},
        {"vintage": "latest"},
        {"scope": "china"},
        {"status": "target"},
        {"unit_id": "kw"},
        {"unit_id": "unknown"},
        {"lower": "x"},
        {"lower": "7"},
        {"replaced_by": "x"},
        {"period": ""},
    ],
)
def test_what_is_another_quantity_is_not_compared(other):
    rows = [figure("5"), figure("6", source_id="wire") | other]
    assert [one for one in related(rows) if one.kind == "repeated"] == []


def test_a_stored_disagreement_covers_every_figure_that_meets_one_of_it():
    rows = [figure("5"), figure("6", source_id="wire")]
    known = written("same_quantity", *(("member", row) for row in rows), expected="disagrees")

    def faults(*more):
        return [one.kind for one in related([*rows, *more], known) if one.is_fault]

    assert faults() == []
    assert faults(figure("6", source_id="late")) == []
    assert faults(figure("7", source_id="late")) == ["repeated"]
    assert [one.kind for one in related(rows) if one.is_fault] == ["repeated"]


def test_a_disagreement_covers_a_growth_only_where_it_names_every_role():
    rows = [*LEVELS, figure("14.5", measure="growth")]
    levels = written("same_quantity", *(("member", row) for row in LEVELS), expected="disagrees")
    assert [one.kind for one in related(rows, levels) if one.is_fault] == ["growth"]
    roles = ("numerator", "denominator", "result")
    ratio = written("ratio", *zip(roles, rows, strict=True), expected="disagrees")
    assert [one.covered_by for one in related(rows, ratio) if not one.relation_id] == ["one"]


def test_a_disagreement_that_holds_is_a_fault():
    rows = [figure("5"), figure("5 …", source_id="wire")]
    known = written("same_quantity", *(("member", row) for row in rows), expected="disagrees")
    assert [one.relation_id for one in related(rows, known) if one.is_fault] == ["one"]


# Identities


def product(name, ends, **cells):
    return figure(ends, indicator_id=name, unit_id="cny", **cells)


def test_sectors_are_the_whole_within_one_vintage():
    rows = [product("gdp", "100"), product("gdp_primary", "20"), product("gdp_secondary", "30")]
    assert results(rows) == [("identity", "holds", "50")]  # no larger than the whole
    (found,) = related([*rows, product("gdp_tertiary", "60")])
    assert (found.verdict, str(found.stated), str(found.computed)) == ("fails", "100", "110")
    assert found.formula == "gdp = gdp_primary + gdp_secondary + gdp_tertiary"
    assert found.terms[0].role == "result"
    other = product("gdp_tertiary", "60", vintage="census_4")
    assert results([*rows, other]) == [("identity", "holds", "50")]


def test_product_per_head_is_over_the_mean_population():
    people = {"indicator_id": "resident_population", "unit_id": "person"}
    rows = [
        product("gdp", "1000", vintage="census_4"),
        product("gdp_per_capita", "10", vintage="census_4"),
        figure("90", "2023", vintage="pop_census_2020") | people,
        figure("110", vintage="pop_census_2020") | people,
    ]
    assert ("identity", "holds", "999 to 1001") in results(rows)  # to one in a thousand
    rows[3] |= {"lower": "130", "upper": "130"}
    assert ("identity", "fails", "1098.9 to 1101.1") in results(rows)
    rows[3] |= {"break_before": "true"}
    assert [one for one in results(rows) if one[0] == "identity"] == []


def test_an_index_is_a_growth_and_a_hundred():
    rows = [figure("104.4", measure="index"), figure("4.35 4.45", measure="growth")]
    assert results(rows) == [("index", "holds", "104.35 to 104.45")]
    assert results([rows[0], figure("4", measure="growth")]) == [("index", "fails", "104")]


def test_a_share_of_people_is_a_quotient():
    people = {"unit_id": "person"}
    rows = [
        figure("69", indicator_id="urban_population", **people),
        figure("100", indicator_id="resident_population", **people),
        figure("69", measure="share", scope="whole", indicator_id="urban_population"),
    ]
    assert ("identity", "holds", "69") in results(rows)


# What is asked of every series


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([figure("30", "2024-01/2024-11"), figure("25")], "fails"),
        ([figure("30", "2024-01/2024-11"), figure("25 …")], None),
        ([figure("30", "2024-01/2024-06"), figure("25", "2024-01/2024-07-15")], "fails"),
        ([figure("20", "2024-01/2024-06"), figure("25", "2024-01/2024-07-15")], "holds"),
        ([figure("20", "2024-05"), figure("15", "2024-01/2024-06")], "fails"),
        ([figure("20", "2024-07"), figure("15", "2024-01/2024-06")], None),
        ([figure("20", "2024-05"), figure("15", "2023")], None),
        ([figure("30", "2024-01/2024-11"), figure("25", vintage="latest")], None),
    ],
)
def test_a_running_total_does_not_fall_within_a_year(rows, verdict):
    found = [one.verdict for one in related(rows) if one.kind == "running_total"]
    assert found == ([verdict] if verdict else [])


@pytest.mark.parametrize(
    ("own", "place"), [("north", "inner_mongolia"), ("north", "china"), ("gate", "north_ports")]
)
def test_a_part_is_no_larger_than_its_region(own, place):
    part = figure("5", place_id=own)
    assert results([part, figure("6", place_id=place)]) == [("place_part", "holds", "5")]
    (found,) = related([part, figure("4", place_id=place)])
    assert (found.verdict, found.terms[0].row) == ("fails", 0)
    assert related([part | {"vintage": "latest"}, figure("4", place_id=place)]) == []


@pytest.mark.parametrize(
    ("values", "unlikely"),
    [
        ([10, 12, 14, 13], []),
        ([10, 12, 140, 13], [140]),
        ([10, 12, 14, 1], [1]),
        ([1, 3, 9, 27, 81, 243], []),  # what grows is not far from its neighbours
        ([10, 140], []),
    ],
)
def test_a_value_far_from_both_neighbours_is_unlikely(values, unlikely):
    rows = [figure(str(value), str(2019 + i)) for i, value in enumerate(values)]
    found = related(rows)
    assert [one.stated.lower * 12 for one in found] == pytest.approx(unlikely)
    assert all(one.is_warning for one in found)
    rows[2:3] = [row | {"break_before": "true"} for row in rows[2:3]]
    assert related(rows[:4] if unlikely == [140] else []) == []


@pytest.mark.parametrize(
    ("printed", "base", "meant"),
    [
        ("同比增长3.2%", "2021", "2023"),
        ("同比增长3.2%", "2023", None),
        ("up 3.2% year-on-year", "2021", "2023"),
        ("比2019年增长3.2%", "2023", "2019"),
        ("比2019年增长3.2%", "2019", None),
        ("增长3.2%", "2021", None),
        ("over 2000 trains", "", None),
    ],
)
def test_a_base_that_the_wording_contradicts(printed, base, meant):
    row = figure("3.2", measure="growth", as_printed=printed, base_period=base)
    found = contradicted_bases(columns_of([row]))
    assert [wanted for _, _, wanted in found] == ([meant] if meant else [])


def test_many_figures_of_one_quantity_are_one_relation_each():
    rows = [figure("5") | {"observation_id": f"x{i}"} for i in range(3000)]
    rows += [figure("5", "2023") | {"observation_id": f"y{i}"} for i in range(3000)]
    rows += [figure("0", measure="growth") | {"observation_id": f"z{i}"} for i in range(3000)]
    found = related(rows)
    assert [one.verdict for one in found] == ["holds"] * 3003
    assert max(len(one.terms) for one in found if one.kind == "growth") == 17
