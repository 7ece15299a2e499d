"""NMG5xx: one sound row, and one cell wrong at a time."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mini import EXCLUDED, GROWTH, INDICATORS, PASSAGES, RANK, codes, hits, observation, package

from nmg_data._figure import UNITS, numbers_in, parse_figure
from nmg_data._format import mint
from nmg_data._relations import year_before
from nmg_data.checks._model import Unavailable
from nmg_data.checks._shapes import Reader, in_full
from nmg_data.checks.figures import disagreeing_ids


def of(code, **cells):
    """Return the one hit of a rule on the sound row with some cells changed."""
    (hit,) = hits(package([observation(**cells)]), code)
    assert hit.file == "data/observations.csv"
    assert hit.line == 2
    return hit


SHARE = {"measure": "share", "value": "60", "unit_id": "percent", "scope": "china"}


@pytest.mark.parametrize(
    "cells",
    [
        {},
        GROWTH,
        RANK,
        {
            "value": "-3.2",
            "lower": "-3.25",
            "upper": "-3.15",
            **{k: v for k, v in GROWTH.items() if k not in ("value", "lower", "upper")},
            "as_printed": "同比下降3.2%",
        },
        {**SHARE, "bound": "nearly", "lower": "0", "upper": "60", "as_printed": "近6成"},
        {
            "indicator_id": "trains",
            "value": "4000",
            "unit_id": "train",
            "bound": "over",
            "lower": "4000",
            "upper": "",
            "as_printed": "突破4000列",
        },
        {"value": "820", "unit_id": "t", "lower": "819.5", "upper": "820.5", "as_printed": "820吨"},
        {"period": "2024-01/2024-06", "period_kind": "year_to_date"},
        {"period": "2025-02-22", "year": "2025"},
        {"period": "2022/2024", "year": "", "period_kind": "cumulative"},
        {"period": "", "period_kind": "undated", "year": ""},
        {"period": "2025", "year": "2025", "period_kind": "as_of", "inferred": "period"},
        {"status": "target", "period": "2030", "year": "2030"},
    ],
)
def test_a_sound_row_is_never_refused(cells):
    row = observation(**cells)
    passages = PASSAGES.replace("12.9", " ".join(numbers_in(row["as_printed"])))
    assert codes(package([row], passages=passages), "NMG50", "NMG51", "NMG52") == set()


def test_a_range_has_ends_and_no_value():
    cells = {"value": "", "bound": "range", "lower": "5", "upper": "6", "as_printed": "5到6列"}
    row = observation(**cells, unit_id="train", indicator_id="trains", nth="2 3")
    passages = PASSAGES.replace("12.9,x", "5 6,x")
    assert codes(package([row], passages=passages), "NMG5") == set()


# The print


def test_an_unreadable_print_says_why():
    hit = of("NMG501", as_printed="12.9亿吨和3亿元")
    assert (hit.field, hit.found) == ("as_printed", "12.9亿吨和3亿元")
    assert hit.message == (
        "The print '12.9亿吨和3亿元' cannot be read: "
        "The print holds more than one figure: a row takes one."
    )


def test_the_language_of_the_source_decides():
    row = observation(
        source_id="wire",
        passage_id="",
        nth="",
        value="3132",
        lower="3132",
        upper="3132",
        as_printed="3,132 tonnes",
    )
    assert "NMG502" not in codes(package([row]), "NMG50")
    assert codes(package([row | {"source_id": "paper"}]), "NMG501") == {"NMG501"}


@pytest.mark.parametrize(
    ("code", "field", "cell", "printed"),
    [
        ("NMG502", "value", "129000000", "1290000000"),
        ("NMG502", "value", "", "1290000000"),
        ("NMG503", "unit_id", "jin", "t"),
        ("NMG504", "bound", "over", "exact"),
        ("NMG505", "lower", "1290000000", "1285000000"),
        ("NMG505", "upper", "", "1295000000"),
        ("NMG506", "measure", "growth", "neither growth nor change"),
    ],
)
def test_a_cell_beside_its_print_gives_both_readings(code, field, cell, printed):
    hit = of(code, **{field: cell})
    assert (hit.field, hit.found, hit.expected) == (field, cell, printed)
    said = cell or "nothing"
    assert hit.message == f"The row says {said}, the print '12.9亿吨' says {printed}."


def test_another_form_of_the_same_number_is_not_another_number():
    assert codes(package([observation(value="1290000000.0")]), "NMG50") == set()


def test_a_wrong_bound_is_told_once_and_not_as_an_interval_too():
    assert codes(package([observation(bound="over")]), "NMG50") == {"NMG504"}


def test_growth_needs_its_verb():
    hit = of("NMG506", **{**GROWTH, "as_printed": "14.5%"})
    assert hit.expected == "neither growth nor change"
    fall = GROWTH | {"as_printed": "同比下降14.5%"}
    assert of("NMG502", **fall).expected == "-14.5"


def test_a_growth_is_no_level():
    cells = {k: v for k, v in GROWTH.items() if k not in ("measure", "base_period")}
    assert of("NMG506", **cells).expected == "growth"


def test_inferred_exempts_the_cells_that_it_names_and_no_others():
    bare = {"unit_id": "kw", "value": "100000000", "as_printed": "破亿", "bound": "over"}
    row = observation(**bare, lower="100000000", upper="")
    assert codes(package([row]), "NMG50") == {"NMG503"}
    assert codes(package([row | {"inferred": "unit_id"}]), "NMG50") == set()
    assert codes(package([row | {"inferred": "unit_id", "value": "1"}]), "NMG50") == {"NMG502"}


def test_an_inferred_bound_makes_its_own_interval():
    row = observation(bound="over", inferred="bound", lower="1290000000", upper="")
    assert codes(package([row]), "NMG50") == set()
    wrong = row | {"lower": "1285000000", "upper": "1295000000"}
    assert codes(package([wrong]), "NMG50") == {"NMG505"}


def test_an_inferred_measure_needs_no_verb():
    row = observation(**{**GROWTH, "as_printed": "14.5%", "inferred": "measure"})
    assert codes(package([row]), "NMG50") == set()


@pytest.mark.parametrize(
    ("unit", "printed", "value", "ends"),
    [
        ("train", "4000列", "4000", ("4000", "4000")),
        ("train", "0.4万列", "4000", ("3500", "4500")),
        ("item", "36个", "36", ("36", "36")),
        ("working_day", "3个工作日", "3", ("3", "3")),
        ("t", "36吨", "36", ("35.5", "36.5")),
        ("percent", "36%", "36", ("35.5", "36.5")),
    ],
)
def test_counts_are_exact_and_all_else_is_rounded(unit, printed, value, ends):
    indicator = "share_of_power" if unit == "percent" else "coal"
    cells = {"unit_id": unit, "as_printed": printed, "value": value, "indicator_id": indicator}
    row = observation(**cells, lower=ends[0], upper=ends[1])
    assert codes(package([row]), "NMG50") == set()


def test_a_withdrawn_row_stays_as_it_was():
    wrong = observation(value="1", observation_id="old", replaced_by="new", preferred="false")
    assert codes(package([wrong, observation()]), "NMG5") == set()


@pytest.mark.parametrize(
    ("printed", "message"),
    [
        ("12.9亿吨，多", "The print holds '，'."),
        ("12.9亿吨" + "左右" * 9, "The print is 44 columns wide."),
        ("…12.9亿吨", "A piece of the print beside … is empty."),
        ("多…… 吨", "A piece of the print beside … is empty."),
    ],
)
def test_the_form_of_a_print(printed, message):
    assert of("NMG507", as_printed=printed).message == message


@pytest.mark.parametrize("printed", ["一" * 20, "a" * 40, "同比…增长5%"])
def test_the_longest_print(printed):
    assert hits(package([observation(as_printed=printed)]), "NMG507") == []
    assert hits(package([observation(as_printed=printed + "一" * 20)]), "NMG507")


def test_excluded_prints_have_a_form_too():
    (hit,) = hits(package(excluded_figures=EXCLUDED.replace("2024年", "2024年，")), "NMG507")
    assert (hit.file, hit.line) == ("data/excluded_figures.csv", 2)


# Reading quickly

WORDS = [
    "",
    "约",
    "近",
    "超",
    "突破",
    "同比增长",
    "下降",
    "第",
    "翻",
    "每",
    "占",
    "-",
    "前",
    "百分之",
    "三",
    "in ",
]
AFTER = [
    "",
    "年",
    "月",
    "日",
    "位",
    "番",
    "成",
    "倍",
    "以上",
    "多吨",
    "分之一",
    "千2百",
    "%",
    "百吨",
]
PRINTS = st.builds(
    lambda before, whole, decimals, scale, unit: f"{before}{whole}{decimals}{scale}{unit}",
    st.sampled_from(WORDS),
    st.one_of(st.integers(0, 99_999), st.sampled_from([2024, 1999, 0, 7])),
    st.one_of(st.just(""), st.integers(0, 99).map(lambda n: f".{n}")),
    st.sampled_from(["", "万", "亿", "万亿", "千"]),
    st.one_of(st.sampled_from(AFTER), st.sampled_from(sorted(UNITS["zh"]))),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PRINTS, min_size=1, max_size=6), st.sampled_from(["zh", "en", "ja"]))
def test_quick_reading_is_the_reading_of_the_grammar(prints, language):
    read = Reader()
    for _ in range(3):
        for text in prints:
            quick, full = read(text, language), in_full(text, language)
            assert quick == full, text


@settings(max_examples=200, deadline=None)
@given(PRINTS, st.integers(0, 99_999), st.integers(0, 99_999))
def test_a_shape_learnt_from_one_number_reads_another(text, one, other):
    read = Reader()
    digits = "".join(c for c in text if c.isdigit())
    for number in (one, one, other, 2024, 1950):
        changed = text.replace(digits, f"{number:0{max(1, len(digits))}}") if digits else text
        assert read(changed, "zh") == in_full(changed, "zh"), changed


def test_shapes_are_forgotten_before_they_fill_the_memory(monkeypatch):
    monkeypatch.setattr("nmg_data.checks._shapes.MAX_SHAPES", 3)
    read = Reader()
    for i in range(10):
        read(f"约{'十' * i}3吨", "zh")
    assert len(read.shapes) <= 3


def test_years_are_not_learnt_as_numbers():
    read = Reader()
    assert [read(f"{n}年", "zh").value for n in (1, 1, 5, 5)] == [1, 1, 5, 5]
    assert [read(f"{n}年", "zh").problem is None for n in (1111, 3333, 2024)] == [
        parse_figure(f"{n}年").ok for n in (1111, 3333, 2024)
    ]


# The other cells


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"unit_id": "kw"}, "a unit of dimension mass"),
        ({"unit_id": "percent"}, "a unit of dimension mass"),
        ({"measure": "growth", "unit_id": "t"}, "a unit of dimension ratio"),
        ({"measure": "rank", "unit_id": "item"}, "a unit of dimension rank"),
        (
            {"measure": "growth_gap", "unit_id": "percent"},
            "a unit of dimension ratio_difference",
        ),
        (
            {"indicator_id": "share_of_power", "measure": "change", "unit_id": "percent"},
            "a unit of dimension ratio_difference",
        ),
    ],
)
def test_a_unit_of_another_dimension(cells, expected):
    hit = of("NMG511", **cells)
    assert (hit.field, hit.found, hit.expected) == ("unit_id", cells["unit_id"], expected)


@pytest.mark.parametrize(
    "cells",
    [
        {"unit_id": "jin"},
        {"measure": "change", "unit_id": "jin"},
        {"measure": "growth", "unit_id": "per_mille"},
        {"measure": "growth_rank", "unit_id": "rank"},
        {"measure": "growth_gap", "unit_id": "percentage_point"},
        {"measure": "gap", "unit_id": "t"},
        {"unit_id": "unknown"},
        {"indicator_id": "unknown", "unit_id": "kw"},
    ],
)
def test_a_unit_that_fits_or_is_another_rules_fault(cells):
    assert hits(package([observation(**cells)]), "NMG511") == []


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({**GROWTH, "base_period": ""}, "a period"),
        ({**GROWTH, "base_period": "2024"}, "a period before 2024"),
        ({**GROWTH, "period": "2024-02", "base_period": "2024-02"}, "a period before 2024-02"),
        ({"base_period": "2023"}, "an empty cell"),
    ],
)
def test_base_period(cells, expected):
    assert of("NMG512", **cells).expected == expected


@pytest.mark.parametrize("measure", ["share", "rank", "gap", "saving", "growth_rank", "growth_gap"])
def test_scope(measure):
    assert of("NMG513", measure=measure).expected == "a scope, or unstated"
    assert hits(package([observation(measure=measure, scope="unstated")]), "NMG513") == []


def test_no_scope_for_a_level():
    hit = of("NMG513", scope="china")
    assert (hit.expected, hit.found) == ("an empty cell", "china")


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"period": "", "period_kind": "calendar"}, "period_kind"),
        ({"period": "2024", "period_kind": "undated"}, "period_kind"),
        ({"period": "2023/2024", "period_kind": "as_of"}, "period_kind"),
        ({"period": "2024-02/2024-06", "period_kind": "year_to_date"}, "period"),
        ({"period": "2023-01/2024-06", "period_kind": "year_to_date"}, "period"),
        ({"period": "2022/2024-06", "period_kind": "calendar"}, "period"),
        ({"period": "2024/2024", "period_kind": "calendar"}, "period"),
    ],
)
def test_period_kind(cells, field):
    assert of("NMG514", **cells).field == field


@pytest.mark.parametrize(
    ("period", "year", "expected"),
    [
        ("2024", "2023", "2024"),
        ("2024-02", "", "2024"),
        ("2024-01/2024-06", "", "2024"),
        ("2023/2024", "2024", "an empty cell"),
        ("", "2024", "an empty cell"),
    ],
)
def test_year(period, year, expected):
    assert of("NMG515", period=period, year=year).expected == expected


def ids(*rows):
    return list(disagreeing_ids(package(list(rows)).tables["observations"]))


def test_ids_are_made_of_their_parts():
    assert ids(observation()) == []
    assert ids(observation(observation_id="coal.north.2023.level.paper")) == [
        (0, "coal.north.2024.level.paper")
    ]
    assert of("NMG516", observation_id="x").expected == "coal.north.2024.level.paper"


@pytest.mark.parametrize(
    ("cells", "identity"),
    [
        ({"period": ""}, "coal.north.undated.level.paper"),
        ({"period": "2022/2024"}, "coal.north.2022_2024.level.paper"),
        ({**GROWTH}, "coal.north.2024.growth.paper"),
        ({**GROWTH, "base_period": "2019"}, "coal.north.2024.growth.vs2019.paper"),
        (
            {**GROWTH, "period": "2024-02", "base_period": "2023-02"},
            "coal.north.2024-02.growth.paper",
        ),
        (
            {**GROWTH, "period": "2024-02", "base_period": "2024-01"},
            "coal.north.2024-02.growth.vs2024-01.paper",
        ),
        (
            {**GROWTH, "period": "2024-01/2024-06", "base_period": "2023-01/2023-06"},
            "coal.north.2024-01_2024-06.growth.paper",
        ),
    ],
)
def test_the_id_of_each_period(cells, identity):
    assert ids(observation(**cells, observation_id=identity)) == []
    assert ids(observation(**cells, observation_id="x")) == [(0, identity)]


YEARS = st.integers(1949, 2099)
DAYS = st.dates(date(1949, 1, 1), date(2099, 12, 31))
ENDS = st.one_of(YEARS.map(str), DAYS.map("{:%Y-%m}".format), DAYS.map(date.isoformat))
PERIODS = st.one_of(
    ENDS,
    *(st.tuples(one, one).map("/".join) for one in (YEARS.map(str), DAYS.map(date.isoformat))),
    st.tuples(ENDS, ENDS).map("/".join),
    st.just(""),
)


@given(PERIODS, st.one_of(PERIODS, st.none()))
@example("2022/2024", "2019/2021")
@example("2022/2024", "2021/2023")
@example("2024-02-29", "2023-02-28")
@example("", "2023")
def test_a_minted_id_is_what_the_rule_asks_for(period, base):
    base = (year_before(period) or "") if base is None else base
    row = observation(**GROWTH | {"period": period, "base_period": base})
    assert ids(row | {"observation_id": mint(row, set())}) == []


def test_a_source_prints_it_again():
    first, stem = observation(), "coal.north.2024.level.paper"
    second, third = ({**first, "observation_id": f"{stem}.{n}"} for n in (2, 3))
    assert ids(first, second, third) == []
    assert ids(first, third) == [(1, f"{stem}.2")]
    assert ids(second) == [(0, stem)]
    assert ids(first, {**first, "observation_id": f"{stem}.02"}) == [(1, stem)]


def test_a_released_row_keeps_its_id():
    row = observation(observation_id="coal.north.2023.level.paper")
    assert ids(row | {"note": "Corrected."}) != []
    assert ids(row | {"note": "Id kept: the period was 2023."}) == []


@pytest.mark.parametrize(
    ("cells", "field", "expected"),
    [
        ({**SHARE, "value": "600"}, "value", "a number from 0 to 100"),
        ({**SHARE, "value": "-1"}, "value", "a number from 0 to 100"),
        ({**SHARE, "value": "1001", "unit_id": "per_mille"}, "value", "a number from 0 to 1000"),
        ({**SHARE, "value": "", "lower": "5", "upper": "600"}, "upper", "a number from 0 to 100"),
        ({**GROWTH, "value": "-101"}, "value", "a number from -100 to 1000000"),
        ({**RANK, "value": "0"}, "value", "a whole number from 1 to 10000"),
        ({**RANK, "value": "1.5"}, "value", "a whole number from 1 to 10000"),
    ],
)
def test_beyond_sense(cells, field, expected):
    hit = of("NMG517", **cells)
    assert (hit.field, hit.expected) == (field, expected)


def test_growth_of_more_than_a_hundred_times_is_possible():
    assert hits(package([observation(**{**GROWTH, "value": "458500"})]), "NMG517") == []


@pytest.mark.parametrize(
    ("inferred", "message"),
    [
        ("base_period", "inferred names base_period, which is empty."),
        ("period period", "inferred names period twice."),
    ],
)
def test_inferred_names_filled_cells(inferred, message):
    assert of("NMG518", inferred=inferred).message == message


def test_two_indicators_with_equal_facets():
    line = "ore,Ore,矿,coal,flow,coal,t,all,true\n"
    (hit,) = hits(package(indicators=INDICATORS + line), "NMG519")
    assert hit.message == "'coal', on line 2, has the same facets."
    assert (hit.line, hit.field, hit.found) == (5, "indicator_id", "ore")


def test_two_kinds_of_one_period():
    growth = observation(**GROWTH, observation_id="growth", period_kind="as_of")
    (hit,) = hits(package([observation(), growth]), "NMG528")
    assert (hit.line, hit.field, hit.found, hit.expected) == (3, "period_kind", "as_of", "calendar")
    assert hit.message == "Line 2 of the same source, indicator, place and period is calendar."


@pytest.mark.parametrize(
    "cells",
    [
        {"period_kind": "calendar"},
        {"source_id": "other"},
        {"place_id": "ordos"},
        {"indicator_id": "trains"},
        {"period": "2025", "year": "2025"},
        {"status": "target"},
        {"replaced_by": "growth"},
    ],
)
def test_kinds_of_what_is_not_one_period(cells):
    other = observation(**{"observation_id": "other", "period_kind": "as_of", **cells})
    assert hits(package([observation(), other]), "NMG528") == []


# Numbers of a paragraph


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"nth": ""}, "The row lists 0 numbers, the print '12.9亿吨' 1."),
        ({"nth": "1 2"}, "The row lists 2 numbers, the print '12.9亿吨' 1."),
        ({"nth": "2 2"}, "The ordinals are not in order, or one stands twice."),
        ({"nth": "2 1"}, "The ordinals are not in order, or one stands twice."),
        ({"passage_id": ""}, "Numbers are counted within a paragraph, and none is named."),
    ],
)
def test_numbers_of_print(cells, message):
    assert of("NMG521", **cells).message == message


@pytest.mark.parametrize(
    ("printed", "nth"),
    [("850余万吨", "2 3"), ("全国最大", ""), ("670亿亿次", "2"), ("5到6列", "2 3")],
)
def test_numbers_are_counted_by_position(printed, nth):
    assert hits(package([observation(as_printed=printed, nth=nth)]), "NMG521") == []


def test_an_excluded_print_holds_its_numbers():
    (hit,) = hits(package(excluded_figures=EXCLUDED.replace("2024年", "那年")), "NMG521")
    assert (hit.file, hit.message) == (
        "data/excluded_figures.csv",
        "The row lists 1 numbers, the print '那年' 0.",
    )


def test_a_number_left_over():
    (hit,) = hits(package(passages=PASSAGES.replace("12.9,x", "12.9 7 8,x")), "NMG522")
    assert hit.message == "a1p01: number 3, 4 of 4 is neither observed nor excluded."
    assert (hit.file, hit.line, hit.field) == ("data/passages.csv", 2, "numbers")


def test_a_number_beyond_the_last():
    (hit,) = hits(package(passages=PASSAGES.replace(" 12.9,x", ",x")), "NMG522")
    assert hit.message == "a1p01 holds 1 numbers, and none is its 2."
    assert (hit.file, hit.line, hit.field) == ("data/observations.csv", 2, "nth")


@pytest.mark.parametrize(
    ("cells", "field", "expected"),
    [
        ({"as_printed": "12.8亿吨"}, "as_printed", "12.9"),
        ({"nth": "1"}, "nth", "the place of the print"),
        ({"as_printed": "12.9亿吨"}, None, None),
        ({"nth": "3"}, None, None),  # beyond the last, as another rule says
    ],
)
def test_a_print_holds_the_numbers_of_its_paragraph(cells, field, expected):
    found = hits(package([observation(**cells)]), "NMG526")
    assert [(hit.field, hit.expected) for hit in found] == [(field, expected)] * bool(field)


def test_a_deleted_row_leaves_its_number_over():
    assert codes(package([]), "NMG52") == {"NMG522"}


def test_the_number_of_a_withdrawn_row_is_accounted_for():
    old = observation(replaced_by="new", preferred="false")
    assert codes(package([old]), "NMG52") == set()
    assert codes(package([old | {"nth": ""}]), "NMG52") == {"NMG522"}
    # What else is wrong with it is not asked any more.
    assert codes(package([observation(), old | {"nth": "2 3"}]), "NMG52") == set()
    assert (
        codes(package([old], excluded_figures=EXCLUDED + "a1p01,2,12.9,span\n"), "NMG52") == set()
    )


def test_observed_and_excluded():
    extra = EXCLUDED + "a1p01,2,12.9亿,span\n"
    (hit,) = hits(package(excluded_figures=extra), "NMG523")
    assert hit.message == (
        "Number 2 of a1p01 is observed on data/observations.csv:2 and excluded here."
    )
    assert (hit.file, hit.line) == ("data/excluded_figures.csv", 3)


def test_rows_share_a_number_only_with_one_print():
    rank = observation(**RANK, nth="2")
    other = observation(**RANK, nth="2", place_id="south")
    assert hits(package([rank, other]), "NMG523") == []
    (hit,) = hits(package([rank, other | {"as_printed": "全国第一"}]), "NMG523")
    assert hit.message == (
        "Number 2 of a1p01 is printed '全国首位' on data/observations.csv:2 and '全国第一' here."
    )


def test_excluded_twice():
    extra = EXCLUDED + "a1p01,1 2,2024年12.9,date\n"
    found = hits(package([], excluded_figures=extra), "NMG523")
    assert [hit.message for hit in found] == [
        "Number 1 of a1p01 is excluded on data/excluded_figures.csv:2 already."
    ]


@pytest.mark.parametrize(
    ("printed", "reason", "refused"),
    [
        ("2000万元", "idiom", True),
        ("2000万元", "definition", False),
        ("5年", "name", True),
        ("5年", "span", False),
        ("近六成", "idiom", True),
        ("全国首位", "idiom", True),
        ("一辆", "idiom", False),
        ("两个", "idiom", False),
        ("三期", "name", False),
        ("第一棒", "idiom", False),
        ("5G", "name", False),
    ],
)
def test_a_number_with_a_unit_is_left_out_for_few_reasons(printed, reason, refused):
    text = EXCLUDED.replace("2024年,date", f"{printed},{reason}")
    found = hits(package(excluded_figures=text), "NMG524")
    assert [hit.found for hit in found] == [reason] * refused


# Whatever else the cells hold

CELL = st.one_of(st.text(max_size=12), st.sampled_from(["2024", "-1", "1e5", "NaN", "rank", "1 2"]))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(observation())), CELL))
def test_no_cell_breaks_a_rule(cells):
    cells = {name: cell.replace("\r", "") for name, cell in cells.items()}
    broken = package([observation(), observation() | cells], relations=[])
    assert "NMG000" not in codes(broken, "NMG5", "NMG6")


def test_without_a_table_a_rule_is_skipped():
    whole = package()
    del whole.tables["units"]
    with pytest.raises(Unavailable, match="units: the package has no such table"):
        hits(whole, "NMG511")
