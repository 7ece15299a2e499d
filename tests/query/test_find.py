"""What there is to ask for, in either language, forgiving of case and spelling."""

from __future__ import annotations

import pytest

from nmg_data import find
from nmg_data.core.errors import UnknownNameError

pytestmark = pytest.mark.usefixtures("frozen")


def test_a_row_is_a_series() -> None:
    found = find("gdp").set_index("series_id")
    row = found.loc["gdp.inner_mongolia.level.year.census_5"]
    assert row[["indicator_id", "place_id", "unit"]].tolist() == ["gdp", "inner_mongolia", "cny"]
    assert row[["first", "last", "points", "gaps", "breaks"]].tolist() == [2015, 2024, 10, 0, 0]
    assert not row["bounded"]
    assert found.loc["gdp.inner_mongolia.level.year.first_print", "bounded"]
    assert found.loc["gdp.inner_mongolia.growth.year.first_print.target", "status"] == "target"
    milk = find("milk_output").set_index("series_id").loc["milk_output.inner_mongolia.level.year"]
    assert milk[["first", "last", "points", "gaps", "breaks"]].tolist() == [2014, 2023, 5, 5, 1]


def test_everything_is_the_coverage() -> None:
    everything = find()
    assert everything["series_id"].is_unique
    assert set(everything["indicator_id"]) >= {"gdp", "port_freight", "milk_output"}
    assert (everything["points"] > 0).all()


@pytest.mark.parametrize("text", ["GDP", "Gross Domestic Product", "地区生产总值", " gdp "])
def test_the_thing_itself_comes_first(text: str) -> None:
    assert find(text)["indicator_id"].iloc[0] == "gdp"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("coal", "coal_output"),
        ("freigt", "port_freight"),
        ("manzhouli freight", "port_freight"),
        ("原煤", "coal_output"),
        ("energy", "new_energy_capacity"),
    ],
)
def test_words_parts_and_near_misses(text: str, expected: str) -> None:
    assert expected in set(find(text)["indicator_id"])


def test_names_of_places_and_their_language() -> None:
    by_name, by_place = find("甘其毛都"), find(place="ganqimaodu_road", lang="zh")
    assert set(by_name["series_id"]) == set(by_place["series_id"])
    assert by_name["place"].iloc[0] == "甘其毛都口岸"
    assert find(place="ganqimaodu_road")["place"].iloc[0] == "Ganqimaodu (road)"


def test_a_town_without_figures_gives_those_of_its_ports() -> None:
    for place in ("Manzhouli", "满洲里"):
        assert "manzhouli_road" in set(find(place=place)["place_id"])


def test_topics_by_code_or_label() -> None:
    assert set(find(topic="Coal")["indicator_id"]) == set(find(topic="煤炭")["indicator_id"])
    with pytest.raises(UnknownNameError, match="Did you mean 'energy'"):
        find(topic="enrgy")
    with pytest.raises(UnknownNameError, match=r"no place 'Manzhuli'.*Manzhouli"):
        find(place="Manzhuli")


def test_nothing_fits() -> None:
    nothing = find("zzzzzz")
    assert len(nothing) == 0
    assert list(nothing.columns) == list(find("gdp").columns)
