"""What an observation should have by its original wording, and what follows from its other cells."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmg_data.core.text import plain_number
from nmg_data.evidence.figure import parse_figure
from nmg_data.evidence.reading import (
    Reading,
    differences,
    fill,
    header_units,
    mint,
    read_row,
    year_of,
)

EMPTY = dict.fromkeys(
    (
        *("observation_id", "indicator_id", "place_id", "period", "year", "measure", "value"),
        *("unit_id", "bound", "lower", "upper", "base_period", "source_id", "as_printed"),
        *("inferred", "header_unit"),
    ),
    "",
)
COAL = EMPTY | {
    "measure": "level",
    "value": "1290000000",
    "unit_id": "t",
    "bound": "exact",
    "lower": "1285000000",
    "upper": "1295000000",
    "as_printed": "12.9亿吨",
}


with (Path(__file__).parents[1] / "data/differences.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['as_printed']}:{case['differs']}")
def test_differences(case):
    row = EMPTY | case
    reading = read_row(row, "zh")
    found = [f"{field}={expected}" for field, expected in differences(row, reading)]
    assert found == case["differs"].split()


def test_what_cannot_be_read_is_a_problem():
    assert "not a known word" in read_row(COAL | {"as_printed": "超市50家"}, "zh").problem


@pytest.mark.parametrize(
    ("header", "printed", "measure", "cells"),
    [
        ("亿元", "12.3", "level", ("1230000000", "cny", "1225000000", "1235000000", "level")),
        ("万人", "2401", "level", ("24010000", "person", "24005000", "24015000", "level")),
        ("人", "2401", "level", ("2401", "person", "2401", "2401", "level")),
        ("上年=100", "104.3", "index", ("104.3", "index", "104.25", "104.35", "index")),
        ("上年=100", "104.3", "growth", ("104.3", "index", "104.25", "104.35", "index")),
        ("%", "-3.2", "growth", ("-3.2", "percent", "-3.25", "-3.15", "growth")),
        ("亿斤", "791.6", "level", ("79160000000", "jin", "79155000000", "79165000000", "level")),
    ],
)
def test_digits_below_a_header(header, printed, measure, cells):
    row = EMPTY | {"header_unit": header, "as_printed": printed, "measure": measure}
    value, unit, lower, upper, hint = cells
    assert read_row(row, "zh") == Reading(None, value, unit, "exact", lower, upper, hint)


def test_a_header_takes_digits_alone_and_is_listed():
    for header, printed in (("亿元", "12.3亿元"), ("亿元", ""), ("担", "5")):
        row = EMPTY | {"header_unit": header, "as_printed": printed}
        assert "digits alone" in read_row(row, "zh").problem


def test_every_header_has_a_unit_of_the_table(real):
    rows = csv.DictReader((real / "data/units.csv").read_text(encoding="utf-8").splitlines())
    assert {unit for unit, _ in header_units().values()} <= {row["unit_id"] for row in rows}


WORDS = [
    "突破{}亿吨",
    "增长{}%",
    "下降{}%",
    "占{}%",
    "近{}家",
    "{}家",
    "约{}万人",
    "{}成",
    "{}年",
    "第{}位",
]


@given(
    st.sampled_from([("zh", words) for words in WORDS] + [("en", "{} percent"), ("de", "{}")]),
    st.decimals(min_value="0.001", max_value=999_999_999, places=3),
    st.integers(0, 3),
    st.sampled_from(["level", "growth", "share"]),
)
def test_a_row_reads_as_the_grammar_does(words, number, places, measure):
    """Figures that differ in one number alone are read without the grammar."""
    text = words[1].format(round(number, places) if places else int(number))
    for _ in range(2):
        reading = read_row(EMPTY | {"as_printed": text, "measure": measure}, words[0])
        figure = parse_figure(text, words[0])
        assert reading.problem == figure.problem
        if figure.ok:
            ends = (figure.value, *figure.ends(measure=measure))
            cells = ("" if end is None else plain_number(end) for end in ends)
            assert (reading.value, reading.lower, reading.upper) == tuple(cells)
            assert (reading.unit_id, reading.bound) == (figure.unit or "", figure.bound)


def test_empty_cells_are_filled():
    row = EMPTY | {
        "indicator_id": "coal_output",
        "place_id": "inner_mongolia",
        "period": "2024",
        "measure": "level",
        "source_id": "daily",
        "as_printed": "突破1.2亿吨",
    }
    assert fill(row, "zh", {"coal_output.inner_mongolia.2024.level.daily"}) is None
    assert row["observation_id"] == "coal_output.inner_mongolia.2024.level.daily.2"
    assert [row[name] for name in ("year", "value", "unit_id")] == ["2024", "120000000", "t"]
    assert [row[name] for name in ("bound", "lower", "upper")] == ["over", "120000000", ""]


def test_filled_cells_stay():
    row = COAL | {"observation_id": "mine", "year": "2020", "value": "7"}
    before = dict(row)
    assert fill(row, "zh", set()) is None
    assert row == before
    row |= {"bound": "nearly", "lower": "", "upper": ""}
    fill(row, "zh", set())
    assert (row["value"], row["lower"], row["upper"]) == ("7", "1280000000", "1290000000")


def test_what_cannot_be_read_is_not_filled():
    row = EMPTY | {"observation_id": "mine", "as_printed": "数十家"}
    assert "not a known word" in fill(row, "zh", set())
    assert row["value"] == ""


@pytest.mark.parametrize(
    ("period", "year"),
    [("2024", "2024"), ("2024-01/2024-06", "2024"), ("2023/2024", ""), ("", "")],
)
def test_year_of(period, year):
    assert year_of(period) == year


def test_mint():
    row = EMPTY | {
        "indicator_id": "gdp",
        "place_id": "china",
        "measure": "growth",
        "source_id": "s",
    }
    assert mint(row, set()) == "gdp.china.undated.growth.s"
    row |= {"period": "2023/2024", "base_period": "2021/2022"}
    assert mint(row, set()) == "gdp.china.2023_2024.growth.s"
    row |= {"period": "2024-02", "base_period": "2019-02"}
    assert mint(row, set()) == "gdp.china.2024-02.growth.vs2019-02.s"
