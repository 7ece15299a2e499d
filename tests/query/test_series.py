"""One unit, one vintage, in order of time; what does not fit together is an error that helps."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest

from nmg_data import series
from nmg_data.core.errors import UnknownNameError
from nmg_data.query.select import Query, of_vintage, select

pytestmark = pytest.mark.usefixtures("frozen")


def values(frame: pd.DataFrame, column: str = "value") -> dict[object, object]:
    return {key: value for key, value in frame[column].items() if not pd.isna(value)}


def test_default_is_one_vintage_with_whole_years_in_order() -> None:
    with pytest.warns(UserWarning, match=r"first_print has 2025.*vintage='joined'"):
        gdp = series("gdp")
    assert list(gdp.index) == list(range(2015, 2025))
    assert gdp.index.name == "year"
    assert set(gdp["vintage"]) == {"census_5"}
    assert set(gdp["unit"]) == {"cny"}
    assert gdp.loc[2023, "value"] == 2_502_050_000_000
    assert list(gdp.columns) == [
        *("value", "lower", "upper", "bound", "unit", "vintage", "break"),
        *("source_id", "observation_id"),
    ]


def test_a_named_vintage_and_all_of_them() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first = series("gdp", vintage="first_print")
        everything = series("gdp", vintage="all")
    assert values(first) == {
        2022: 2_315_900_000_000,
        2023: 2_462_700_000_000,
        2024: 2_600_000_000_000,
        2025: 2_670_000_000_000,
    }
    assert first.loc[2024, "bound"] == "over"
    assert pd.isna(first.loc[2024, "upper"])
    assert everything.index.names == ["vintage", "year"]
    assert not everything.index.has_duplicates
    assert everything.loc[("census_4", 2022), "value"] == 2_338_890_000_000


def test_joined_lengthens_at_the_ends_only_and_marks_the_break() -> None:
    gdp = series("gdp", vintage="joined")
    assert list(gdp.index) == list(range(2015, 2026))
    assert values(gdp[gdp["break"]], "vintage") == {2025: "first_print"}
    assert set(gdp.loc[2015:2024, "vintage"]) == {"census_5"}


def test_a_measure_without_the_default_vintage_is_given_in_the_longest_one() -> None:
    assert set(series("gdp", measure="growth")["vintage"]) == {"first_print"}
    points = select("gdp", "inner_mongolia", Query(vintage="all")).points
    without = [point for point in points if point.vintage != "census_5"]
    kept, words = of_vintage(without, "gdp", "gdp at inner_mongolia", None)
    assert {point.vintage for point in kept} == {"census_4"}
    assert words == (
        "gdp at inner_mongolia is not given in census_5; this is census_4. "
        "Other vintages: first_print."
    )


def test_units_of_use_and_never_two() -> None:
    grain = series("grain_output")
    assert set(grain["unit"]) == {"t"}
    assert values(grain) == {
        2019: 36_530_000,
        2022: 39_005_000,
        2023: 39_580_000,
        2024: 41_005_000,
    }
    assert series("new_energy_capacity").loc[2024, ["value", "unit"]].tolist() == [135.0, "gw"]


def test_targets_only_on_request() -> None:
    assert list(series("new_energy_capacity").index) == [2023, 2024]
    target = series("new_energy_capacity", status="target")
    assert target.loc[2025, ["value", "bound"]].tolist() == [150.0, "over"]


def test_bounds_are_kept() -> None:
    freight = series("port_freight", "ganqimaodu_road")
    assert freight.loc[2022, ["value", "lower", "bound"]].tolist() == [19e6, 19e6, "over"]
    assert pd.isna(freight.loc[2022, "upper"])
    assert freight.loc[2023, ["lower", "upper"]].tolist() == [37_855_000, 37_865_000]


def test_parts_of_a_year() -> None:
    last = series("port_freight", "ganqimaodu_road", kind="year_to_date")
    assert last["period"].to_dict() == {
        2023: "2023-01/2023-09",
        2024: "2024-01-01/2024-04-03",
    }
    quarter = series("gdp", kind="quarter", vintage="first_print")
    assert quarter.index.tolist() == [pd.Period("2020Q1")]
    month = series("foreign_trade", kind="month")
    assert month.index.tolist() == [pd.Period("2020-12", "M")]
    assert month["value"].tolist() == [9_730_000_000]


def test_a_part_of_a_year_is_a_lower_bound_on_request() -> None:
    freight = series("port_freight", "ganqimaodu_road", partial_years=True)
    assert freight.loc[2024, ["bound", "derived"]].tolist() == ["at_least", True]
    assert freight["derived"].tolist() == [False, False, True]
    assert pd.isna(freight.loc[2024, "upper"])
    with pytest.raises(UnknownNameError, match="is no flow"):
        series("new_energy_capacity", partial_years=True)
    # Without such figures, and for other kinds of period, nothing is added.
    assert not series("milk_output", partial_years=True)["derived"].any()
    parts = [
        series("port_freight", "ganqimaodu_road", kind="year_to_date", partial_years=bounds)
        for bounds in (False, True)
    ]
    assert parts[0]["value"].tolist() == parts[1]["value"].tolist()


def test_growth_is_derived_as_an_interval_and_not_across_a_break() -> None:
    growth = series("milk_output", derive="growth")
    assert growth.index.tolist() == [2015, 2016]  # 2017 is after a break, 2023 stands alone
    assert growth.loc[2015, "unit"] == "percent"
    assert growth["derived"].all()
    assert growth.loc[2015, "lower"] < growth.loc[2015, "value"] < growth.loc[2015, "upper"]
    assert round(growth.loc[2015, "value"], 3) == 1.926
    assert series("milk_output")["break"].to_dict()[2017]
    with pytest.raises(UnknownNameError, match="No two years"):
        series("port_freight", "manzhouli_road", derive="growth")


def test_several_indicators_and_places_are_long() -> None:
    trade = series(["exports", "imports"], "inner_mongolia")
    wide = trade.pivot(columns="indicator_id", values="value")
    assert wide.loc[2023].to_dict() == {"exports": 78_570_000_000, "imports": 117_960_000_000}
    places = series("port_freight", ["ganqimaodu_road", "满洲里公路口岸"])
    assert list(places["place_id"].unique()) == ["ganqimaodu_road", "manzhouli_road"]


def test_other_measures() -> None:
    assert values(series("gdp", measure="index", vintage="census_4")) == {
        2021: 106.7,
        2022: 104.4,
        2023: 107.3,
    }
    assert series("coal_output", measure="share").loc[2024, "unit"] == "percent"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: series("gpd"), "Did you mean 'gdp'"),
        (lambda: series("port_freight"), r"several places: .*ganqimaodu_road \(\d+\)"),
        (lambda: series("port_freight", "inner_mongolia"), "It exists for: "),
        (lambda: series("port_freight", "nowhere"), "no place 'nowhere'"),
        (lambda: series("port_freight", "erenhot_rail"), "no whole years, but: year_to_date"),
        (lambda: series("gdp", measure="share"), "no measure 'share', but: "),
        (lambda: series("gdp", measure="shares"), "Did you mean 'share'"),
        (lambda: series("gdp", vintage="yearbook"), "no vintage 'yearbook', but: census_4"),
        (lambda: series("gdp", kind="years"), "Did you mean 'year'"),
        (lambda: series("grain_output", status="planned"), "no status 'planned', but: actual"),
        (
            lambda: series(["gdp", "gdp_secondary"]),
            r"gdp is census_5 and gdp_secondary is census_4.*pass vintage='census_4'",
        ),
    ],
)
def test_errors_name_what_there_is(call: object, words: str) -> None:
    assert callable(call)
    with pytest.raises(UnknownNameError, match=words):
        call()


def test_attrs_say_what_was_left_out() -> None:
    attrs = series("gdp", vintage="census_5").attrs
    assert attrs["unit"] == "cny"
    assert attrs["vintage"] == "census_5"
    assert attrs["left_out"]["of another vintage"] > 0
    assert attrs["definition"].endswith(".")
    assert attrs["licence"] == "CC-BY-4.0"
    freight = series("port_freight", "ganqimaodu_road")
    assert freight.attrs["left_out"] == {"of another kind of period": 4}


def test_labels_in_both_languages_are_codes_too() -> None:
    target = series("new_energy_capacity", status="目标", kind="年度", measure="Level")
    assert target.equals(series("new_energy_capacity", status="target"))
    first = series("gdp", vintage="首次公布数")
    assert first.equals(series("gdp", vintage="as first published"))


def test_growth_from_current_prices_is_nominal() -> None:
    with pytest.warns(UserWarning, match=r"nominal.*measure='growth'"):
        growth = series("gdp", derive="growth", vintage="census_5")
    assert "nominal" in growth.attrs["notes"][0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        series("milk_output", derive="growth")
    with pytest.raises(UnknownNameError, match="whole years only"):
        series("port_freight", "ganqimaodu_road", kind="year_to_date", derive="growth")


def test_attrs_say_which_years_and_figures_are_not_given() -> None:
    assert series("grain_output").attrs["gaps"] == ["2020–2021"]
    freight = series("port_freight", "ganqimaodu_road", kind="year_to_date")
    assert freight.attrs["left_out"]["earlier in the same year"] > 0


def test_calls_share_no_state() -> None:
    exports = series("exports")
    exports.loc[2023, "value"] = 0
    assert series("exports").loc[2023, "value"] == 78_570_000_000
