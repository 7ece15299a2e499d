"""Relations between figures: what holds, what fails, what nobody can test."""

import pytest
from mini import GROWTH, RANK, UNITS, codes, hits, level, observation, package

from nmg_data._relations import counts, read_units, relate, year_before


def related(rows, *relations):
    """Test the relations between some rows."""
    whole = package(list(rows), relations=list(relations))
    units = read_units(whole.tables["units"].rows)
    return relate(whole.tables["observations"].columns, units, whole.tables["relations"].rows)


def written(kind, *terms, expected="holds", name="one"):
    """Return the rows of a relation from pairs of role and row."""
    return [
        {
            "relation_id": name,
            "position": str(position),
            "kind": kind,
            "role": role,
            "observation_id": row["observation_id"],
            "expected": expected,
            "reason": "Because.",
        }
        for position, (role, row) in enumerate(terms, 1)
    ]


def verdict(kind, *terms):
    """Return what comes of one stored relation between rows of different places."""
    rows = [row for _, row in terms]
    found = [one for one in related(rows, *written(kind, *terms)) if one.relation_id]
    return (found[0].verdict, str(found[0].computed)) if found else None


def at(place, lower, upper=None, **cells):
    """Return a level of a place; without an upper end it is exact, with '' a floor."""
    return level(lower, lower if upper is None else upper, place_id=place, **cells)


# Stored relations


@pytest.mark.parametrize(
    ("whole", "parts", "result"),
    [
        (("20",), [("12",), ("2",), ("6",)], ("holds", "20")),
        (("21",), [("12",), ("2",), ("6",)], ("fails", "20")),
        (("19.5", "20.5"), [("12", "13"), ("7", "8")], ("holds", "19 to 21")),
        (("22", "23"), [("12", "13"), ("7", "8")], ("fails", "19 to 21")),
        (("20", ""), [("12", ""), ("6", "")], ("untestable", "at least 18")),
        (("20", ""), [("12",), ("6",)], ("fails", "18")),
        (("17", ""), [("12",), ("6",)], ("holds", "18")),
    ],
)
def test_sum(whole, parts, result):
    terms = [("part", at(f"p{i}", *part)) for i, part in enumerate(parts)]
    assert verdict("sum", ("whole", at("all", *whole)), *terms) == result


@pytest.mark.parametrize(
    ("part", "whole", "result"),
    [
        (("60",), ("200", ""), "holds"),
        (("600",), ("200", ""), "untestable"),
        (("600",), ("200",), "fails"),
        (("900", ""), ("200000", ""), "untestable"),
    ],
)
def test_part(part, whole, result):
    found = verdict("part", ("whole", at("all", *whole)), ("part", at("p", *part)))
    assert found[0] == result


def test_parts_together_are_no_larger_than_the_whole():
    parts = [("part", at("p1", "515")), ("part", at("p2", "131"))]
    assert verdict("part", ("whole", at("all", "775", "785")), *parts) == ("holds", "646")
    assert verdict("part", ("whole", at("all", "600")), *parts) == ("fails", "646")


def test_units_are_converted():
    whole = at("all", "41005000", unit_id="t")
    part = at("p", "82010000000", unit_id="jin")
    assert verdict("part", ("whole", whole), ("part", part)) == ("holds", "41005000")
    assert verdict("same_quantity", ("member", whole), ("member", part)) == ("holds", "41005000")
    wrong = at("p", "82020000000", unit_id="jin")
    assert verdict("part", ("whole", whole), ("part", wrong))[0] == "fails"


def share(lower, upper, **cells):
    return observation(
        **{
            "measure": "share",
            "unit_id": "percent",
            "scope": "whole",
            "lower": lower,
            "upper": upper,
            "place_id": "r",
            **cells,
        }
    )


@pytest.mark.parametrize(
    ("above", "below", "result", "expected"),
    [
        (("118",), ("219",), ("53.85", "53.95"), ("holds", "53.8812785388128")),
        (("118",), ("219",), ("53.95", "54.05"), ("fails", "53.8812785388128")),
        (("118",), ("200", ""), ("53.85", "53.95"), ("holds", "0 to 59")),
        (("118", ""), ("219",), ("80", "100"), ("untestable", "at least 53.8812785388128")),
        (("1",), ("3",), ("33.3333333333333", "33.3333333333333"), ("holds", "33.3333333333333")),
    ],
)
def test_ratio(above, below, result, expected):
    terms = (
        ("numerator", at("n", *above)),
        ("denominator", at("d", *below)),
        ("result", share(*result)),
    )
    assert verdict("ratio", *terms) == expected


@pytest.mark.parametrize(
    ("later", "earlier", "computed"),
    [
        (("83",), ("94",), "-11.7021276595745"),
        (("4000", ""), ("5001",), "at least -20.0159968006399"),
        (("118", ""), ("0", ""), "at least -100"),
    ],
)
def test_a_trend_is_computed_and_never_tested(later, earlier, computed):
    terms = (("numerator", at("n", *later)), ("denominator", at("d", *earlier)))
    assert verdict("trend", *terms) == ("untestable", computed)


@pytest.mark.parametrize(
    ("measure", "lower", "upper", "expected"),
    [
        ("saving", "85", "100", ("untestable", "85 to 100")),
        ("saving", "86", "100", ("untestable", "85 to 100")),
        ("saving", "60", "80", ("fails", "85 to 100")),
    ],
)
def test_a_saving_is_what_is_missing_from_a_hundred(measure, lower, upper, expected):
    days = {"unit_id": "working_day"}
    terms = (
        ("numerator", at("n", "0", "3", **days)),
        ("denominator", at("d", "20", **days)),
        ("result", share(lower, upper, measure=measure, scope="norm")),
    )
    assert verdict("ratio", *terms) == expected


def test_growth_as_a_ratio():
    terms = (
        ("numerator", at("n", "150")),
        ("denominator", at("d", "100")),
        ("result", observation(**GROWTH | {"lower": "49.5", "upper": "50.5"}, place_id="r")),
    )
    assert verdict("ratio", *terms) == ("holds", "50")


def test_a_rate_is_a_ratio_of_its_two_units():
    result = at("r", "400", unit_id="jin_per_mu")
    terms = [
        ("numerator", at("n", "2000", unit_id="t")),
        ("denominator", at("d", "10000", unit_id="mu")),
        ("result", result),
    ]
    assert verdict("ratio", *terms) == ("holds", "400")
    terms[0] = ("numerator", at("n", "3000", unit_id="t"))
    assert verdict("ratio", *terms) == ("fails", "600")


def test_so_much_for_each():
    terms = (
        ("numerator", at("n", "4000", unit_id="cny")),
        ("denominator", at("d", "2", unit_id="item")),
        ("result", at("r", "2000", unit_id="cny")),
    )
    assert verdict("ratio", *terms) == ("holds", "2000")


def test_so_many_times():
    terms = (
        ("numerator", at("n", "71")),
        ("denominator", at("d", "2")),
        ("result", at("r", "35.5", unit_id="times")),
    )
    assert verdict("ratio", *terms) == ("holds", "35.5")


def test_same_quantity():
    members = [("member", at(f"p{i}", *ends)) for i, ends in enumerate([("4", ""), ("5",)])]
    assert verdict("same_quantity", *members)[0] == "holds"
    members.append(("member", at("p3", "6", "7")))
    assert verdict("same_quantity", *members)[0] == "fails"


def test_count():
    members = [("member", at(f"p{i}", "1")) for i in range(3)]
    assert verdict("count", ("whole", at("all", "3")), *members) == ("holds", "3")
    assert verdict("count", ("whole", at("all", "4")), *members) == ("fails", "3")


@pytest.mark.parametrize(
    ("kind", "terms", "problem"),
    [
        (
            "part",
            [("whole", at("a", "1", unit_id="t")), ("part", at("b", "1", unit_id="kw"))],
            "The units do not go together: kw, t.",
        ),
        (
            "ratio",
            [
                ("numerator", at("a", "1", unit_id="t")),
                ("denominator", at("b", "1", unit_id="mu")),
                ("result", share("1", "1")),
            ],
            "The units do not go together: mu, percent, t.",
        ),
        (
            "same_quantity",
            [
                ("member", observation(**RANK)),
                ("member", observation(**RANK | {"measure": "growth_rank"})),
            ],
            "The measures differ: growth_rank, rank.",
        ),
    ],
)
def test_what_cannot_be_computed_says_why(kind, terms, problem):
    (found,) = related([row for _, row in terms], *written(kind, *terms))
    assert (found.problem, found.verdict) == (problem, "untestable")
    assert counts([found]) == {"holds": 0, "fails": 0, "untestable": 0}
    whole = package([row for _, row in terms], relations=written(kind, *terms))
    assert codes(whole, "NMG6") == {"NMG603"}


# Relations that nobody writes down


def grown(lower, upper, **cells):
    return observation(**GROWTH | {"lower": lower, "upper": upper} | cells)


LEVELS = (level("150", "150", period="2024"), level("100", "100", period="2023"))


@pytest.mark.parametrize(
    ("growth", "result"),
    [(("49.5", "50.5"), "holds"), (("14.45", "14.55"), "fails"), (("40", ""), "holds")],
)
def test_growth_is_joined_to_its_levels(growth, result):
    (found,) = related([*LEVELS, grown(*growth)])
    assert (found.kind, found.verdict, str(found.computed)) == ("growth", result, "50")
    assert [(term.role, term.observation_id) for term in found.terms] == [
        ("growth", "coal.north.2024.growth.paper"),
        ("of", "coal.north.2024.level.paper"),
        ("against", "coal.north.2023.level.paper"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [LEVELS[0], grown("1", "1")],
        [LEVELS[1], grown("1", "1")],
        [*LEVELS, grown("1", "1", base_period="2022")],
        [*LEVELS, grown("1", "1", place_id="south")],
        [*LEVELS, grown("1", "1", indicator_id="trains")],
        [*LEVELS, grown("1", "1", period_kind="cumulative")],
        [*LEVELS, grown("1", "1", status="target")],
        [*LEVELS, grown("1", "1", replaced_by="x")],
        [LEVELS[0], LEVELS[1] | {"replaced_by": "x"}, grown("1", "1")],
    ],
)
def test_without_both_levels_there_is_nothing_to_test(rows):
    assert related(rows) == []


def test_two_floors_say_nothing_of_growth():
    floors = [level("150", "", period="2024"), level("100", "", period="2023")]
    (found,) = related([*floors, grown("49.5", "50.5")])
    assert (found.verdict, str(found.computed)) == ("untestable", "at least -100")


def test_a_target_is_set_against_what_was():
    target = {"period": "2024", "status": "target"}
    rows = [level("150", "150", **target), LEVELS[1], grown("10", "10", **target)]
    (found,) = related(rows)
    assert (found.kind, found.verdict) == ("growth", "fails")


def test_several_prints_of_a_level_are_taken_together():
    other = level("145", "", period="2024", source_id="wire")
    found = {one.kind: one for one in related([*LEVELS, other, grown("49.5", "50.5")])}
    assert set(found) == {"growth", "repeated"}
    assert found["growth"].verdict == "holds"
    assert str(found["growth"].computed) == "50"
    assert len(found["growth"].terms) == 4


def test_change_is_joined_to_its_levels():
    change = {"measure": "change", "base_period": "2023"}
    (found,) = related([*LEVELS, level("50", "50", **change)])
    assert (found.kind, found.verdict, str(found.computed)) == ("change", "holds", "50")
    (found,) = related([*LEVELS, level("100000", "100000", unit_id="jin", **change)])
    assert (found.verdict, str(found.stated), found.unit_id) == ("holds", "50", "t")
    (found,) = related([*LEVELS, level("60", "60", **change)])
    assert found.verdict == "fails"


@pytest.mark.parametrize(
    ("scope", "whole", "result"),
    [
        ("china", "china", "holds"),
        ("world", "world", "holds"),
        ("region", "inner_mongolia", "holds"),
        ("region", "china", None),
        ("peers", "china", None),
        ("unstated", "china", None),
    ],
)
def test_share_is_joined_to_its_whole(scope, whole, result):
    part, all_ = level("25", "25", place_id="north"), level("100", "100", place_id=whole)
    found = related([part, all_, share("24.95", "25.05", scope=scope, place_id="north")])
    assert [one.verdict for one in found] == ([result] if result else [])
    if result:
        wrong = related([part, all_, share("30", "31", scope=scope, place_id="north")])
        assert [one.verdict for one in wrong] == ["fails"]


def test_a_gap_in_growth_is_joined_to_both_growths():
    gap = {"measure": "growth_gap", "unit_id": "percentage_point", "scope": "china"}
    rows = [
        grown("5.75", "5.85"),
        grown("4.95", "5.05", place_id="china"),
        level("0.75", "0.85", **gap),
    ]
    (found,) = related(rows)
    assert (found.kind, found.verdict, str(found.computed)) == ("growth_gap", "holds", "0.7 to 0.9")
    rows[2] = level("-0.85", "-0.75", **gap)
    assert [one.verdict for one in related(rows)] == ["fails"]


# Repeated quantities


def twice(first, second, **cells):
    """Return what comes of two levels that two sources print."""
    found = related([level(*first), level(*second, source_id="wire", **cells)])
    return [(one.kind, one.verdict) for one in found]


def test_prints_of_one_quantity_meet():
    assert twice(("120", ""), ("123.35", "123.45")) == [("repeated", "holds")]
    assert twice(("130", ""), ("123.35", "123.45")) == [("repeated", "fails")]
    assert twice(("120", ""), ("130", "")) == [("repeated", "untestable")]


def test_prints_in_two_units_meet():
    found = related([level("41", "41"), level("82000", "82000", unit_id="jin", source_id="wire")])
    assert [(one.verdict, one.unit_id) for one in found] == [("holds", "t")]


@pytest.mark.parametrize(
    "other",
    [
        {"place_id": "south"},
        {"indicator_id": "trains"},
        {"period": "2023"},
        {"measure": "gap"},
        {"scope": "china"},
        {"status": "target"},
        {"period_kind": "cumulative"},
        {"unit_id": "kw"},
        {"unit_id": "unknown"},
        {"lower": "x"},
        {"lower": "7", "upper": "6"},
        {"replaced_by": "x"},
    ],
)
def test_what_is_another_quantity_is_not_compared(other):
    cells = {"source_id": "wire", "lower": "6", "upper": "6"} | other
    assert related([level("5", "5"), observation(**cells)]) == []


def test_an_estimate_is_compared_with_what_came():
    assert twice(("5", "5"), ("6", "6"), status="estimate") == [("repeated", "fails")]


def test_ranks_are_compared_only_where_both_name_a_place():
    one, two = observation(**RANK), observation(**RANK, source_id="wire")
    assert [x.verdict for x in related([one, two])] == ["holds"]
    assert [x.verdict for x in related([one, two | {"lower": "2", "upper": "2"}])] == ["fails"]
    assert related([one, two | {"lower": "2", "upper": "10"}]) == []
    assert related([one, two | {"scope": "region"}]) == []


def test_many_prints_of_one_quantity_are_one_relation():
    rows = [level("5", "5") | {"observation_id": f"x.{i}"} for i in range(5000)]
    (found,) = related(rows)
    assert (found.verdict, len(found.terms)) == ("holds", 5000)


# Disagreements that are explained


def test_a_stored_disagreement_covers_prints_that_cannot_meet():
    one, two = level("5", "5"), level("6", "6", source_id="wire")
    terms = [("member", one), ("member", two)]
    rows = written("same_quantity", *terms, expected="disagrees")
    found = {x.kind: x for x in related([one, two], *rows)}
    assert found["repeated"].covered_by == "one"
    assert not any(x.is_fault for x in found.values())
    assert codes(package([one, two], relations=rows), "NMG6") == set()
    assert codes(package([one, two]), "NMG6") == {"NMG614"}


def test_every_two_that_cannot_meet_need_a_disagreement():
    rows = [level(n, n) | {"observation_id": f"x.{n}"} for n in ("5", "6", "7")]
    some = written("same_quantity", *(("member", row) for row in rows[:2]), expected="disagrees")
    assert [x.covered_by for x in related(rows, *some) if x.kind == "repeated"] == [""]
    every = written("same_quantity", *(("member", row) for row in rows), expected="disagrees")
    assert [x.covered_by for x in related(rows, *every) if x.kind == "repeated"] == ["one"]


def test_a_disagreement_without_the_growth_covers_nothing():
    rows = [*LEVELS, grown("14.45", "14.55")]
    levels = written("same_quantity", *(("member", row) for row in LEVELS), expected="disagrees")
    assert codes(package(rows, relations=levels), "NMG6") == {"NMG613"}
    roles = ("numerator", "denominator", "result")
    ratio = written("ratio", *zip(roles, rows, strict=True), expected="disagrees")
    assert codes(package(rows, relations=ratio), "NMG6") == set()


def test_a_disagreement_that_is_none():
    one, two = level("5", "5"), level("5", "", source_id="wire")
    terms = [("member", one), ("member", two)]
    rows = written("same_quantity", *terms, expected="disagrees")
    (hit,) = hits(package([one, two], relations=rows), "NMG612")
    assert (hit.file, hit.line, hit.field) == ("data/relations.csv", 2, "expected")
    assert hit.message.startswith("'one' holds: 5 beside 5, in t. member coal.north.2024")
    floors = [level("5", ""), level("6", "", source_id="wire")]
    rows = written("same_quantity", *(("member", r) for r in floors), expected="disagrees")
    (hit,) = hits(package(floors, relations=rows), "NMG612")
    assert hit.message.startswith("'one' cannot be tested: ")


# The rules


def test_a_failing_sum_names_all_rows_and_intervals():
    whole, one, two = at("all", "21"), at("p1", "12"), at("p2", "7", "8")
    rows = written("sum", ("whole", whole), ("part", one), ("part", two))
    (hit,) = hits(package([whole, one, two], relations=rows), "NMG611")
    assert (hit.file, hit.line, hit.column, hit.field) == (
        "data/relations.csv",
        2,
        1,
        "relation_id",
    )
    assert hit.message == (
        "'one' does not hold: 21 is printed and 19 to 20 follows, in t. "
        "whole coal.all.2024.level.paper (21 t); part coal.p1.2024.level.paper (12 t); "
        "part coal.p2.2024.level.paper (7 to 8 t)."
    )


def test_a_growth_that_does_not_fit_is_named_in_its_row():
    rows = [*LEVELS, grown("14.45", "14.55")]
    (hit,) = hits(package(rows), "NMG613")
    assert (hit.file, hit.line, hit.field) == ("data/observations.csv", 4, "value")
    assert hit.expected == "50 percent"
    assert "growth coal.north.2024.growth.paper (14.45 to 14.55 percent)" in hit.message
    assert "against coal.north.2023.level.paper (100 t)" in hit.message


def test_prints_that_disagree_are_named_in_the_later_row():
    rows = [level("130", ""), level("123.35", "123.45", source_id="wire")]
    (hit,) = hits(package(rows), "NMG614")
    assert (hit.line, hit.field) == (3, "value")
    assert hit.message.startswith(
        "One quantity is printed with figures that cannot meet: at least 130 beside 123.35 to "
        "123.45, in t. print coal.north.2024.level.paper (at least 130 t); "
    )


TWO = (at("a", "5"), at("b", "6"))


@pytest.mark.parametrize(
    ("kind", "roles", "expected"),
    [
        ("sum", ("whole", "part"), "1 whole; 2 part or more"),
        ("part", ("part", "part"), "1 whole; 1 part or more"),
        ("ratio", ("numerator", "result"), "1 numerator; 1 denominator; 1 result"),
        ("same_quantity", ("member", "whole"), "2 member or more"),
        ("count", ("whole", "whole"), "1 whole; 1 member or more"),
    ],
)
def test_roles(kind, roles, expected):
    rows = written(kind, *zip(roles, TWO, strict=True))
    (hit,) = hits(package(list(TWO), relations=rows), "NMG601")
    assert (hit.field, hit.expected) == ("role", expected)
    assert codes(package(list(TWO), relations=rows), "NMG6") == {"NMG601"}


@pytest.mark.parametrize("field", ["kind", "expected", "reason"])
def test_one_kind_expectation_and_reason(field):
    rows = written("part", ("whole", TWO[1]), ("part", TWO[0]))
    other = {"kind": "sum", "expected": "disagrees", "reason": "Another."}
    rows[1][field] = other[field]
    (hit,) = hits(package(list(TWO), relations=rows), "NMG602")
    assert (hit.line, hit.field, hit.found) == (3, field, other[field])


def test_a_withdrawn_figure():
    old = TWO[0] | {"replaced_by": "new"}
    rows = written("part", ("whole", TWO[1]), ("part", old))
    (hit,) = hits(package([old, TWO[1]], relations=rows), "NMG604")
    assert (hit.line, hit.field, hit.expected) == (3, "observation_id", "new")


def test_an_unknown_figure_is_another_rules_fault():
    rows = written("part", ("whole", TWO[1]), ("part", {"observation_id": "nowhere"}))
    assert codes(package(list(TWO), relations=rows), "NMG6") == set()


def test_without_relations_the_joins_are_tested():
    assert codes(package([*LEVELS, grown("14.45", "14.55")]), "NMG6") == {"NMG613"}


# Small parts


def test_counts():
    rows = [*LEVELS, grown("49.5", "50.5"), level("5", "", place_id="p"), *TWO]
    again = level("6", "", place_id="p", source_id="wire")
    assert counts(related([*rows, again])) == {"holds": 1, "fails": 0, "untestable": 1}


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2024", "2023"),
        ("2024-02", "2023-02"),
        ("2024-02-29", "2023-02-28"),
        ("2025-02-28", "2024-02-28"),
        ("2022/2024", "2019/2021"),
        ("2024-01/2024-06", "2023-01/2023-06"),
        ("2024/2024", "2023/2023"),
        ("", None),
        ("year", None),
    ],
)
def test_year_before(period, before):
    assert year_before(period) == before


def test_units_without_a_factor_are_unknown():
    broken = UNITS.replace("mass,1,t", "mass,one,t").splitlines()
    rows = [dict(zip(broken[0].split(","), line.split(","), strict=True)) for line in broken[1:]]
    assert "t" not in read_units(rows)
    assert read_units(rows)["jin"].base == "t"
