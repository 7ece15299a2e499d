"""Names for codes and base units: load(..., labels=..., units=...)."""

import pandas as pd
import pytest

from nmg_data import _labels, load, tables
from nmg_data._descriptor import enum, fields, references, table_schema
from nmg_data._labels import (
    add_labels,
    base_unit,
    convert_text,
    convert_units,
    converted,
    label_columns,
)
from nmg_data._loader import read_frame

OBSERVATIONS = ("value", "unit_id", "lower", "upper")


def row(identity, **options):
    frame = load("observations", **options).set_index("observation_id")
    return frame.loc[identity]


# Units


@pytest.mark.parametrize(
    ("number", "unit", "result", "base"),
    [
        ("82010000000", "jin", "41005000", "t"),
        ("24.2", "jin_per_mu", "181.5", "kg_per_ha"),
        ("9400000", "mu", "626666.666666667", "ha"),
        ("15", "mu", "1", "ha"),
        ("135000000", "kw", "135000000000", "w"),
        ("94000", "pflops", "94000000000000000000", "flop_per_s"),
        ("1000", "kg", "1", "t"),
        ("18", "month", "18", "month"),
        ("2", "year", "24", "month"),
        ("1", "day", "86400", "second"),
        ("5", "per_mille", "0.5", "percent"),
        ("-5.8", "percent", "-5.8", "percent"),
        ("1", "rank", "1", "rank"),
        ("0", "jin", "0", "t"),
    ],
)
def test_a_number_in_its_base_unit(number, unit, result, base):
    assert converted(number, unit) == result
    assert base_unit(unit) == base


def test_grain_in_tonnes_in_one_call():
    grain = row("grain_output.inner_mongolia.2024.level.xinhua_2025", units="si")
    assert [grain[name] for name in OBSERVATIONS] == [41005000.0, "t", 41002500.0, 41007500.0]
    assert grain["as_printed"] == "820.1亿斤"


def test_an_open_side_stays_open():
    power = row("new_energy_capacity.inner_mongolia.2024.level.xinhua_2025.2", units="si")
    assert power["lower"] == 1e11
    assert pd.isna(power["upper"])
    trains = row(
        "china_europe_trains_loaded_outbound.manzhouli_rail.2025.level.nmgrb_2025", units="si"
    )
    assert pd.isna(trains["value"])
    assert (trains["lower"], trains["upper"], trains["unit_id"]) == (5.0, 6.0, "train_per_day")


def test_every_unit_becomes_a_base_unit_and_types_stay():
    plain, si = load("observations"), load("observations", units="si")
    bases = set(load("units")["base_unit_id"])
    assert set(si["unit_id"]) <= bases
    assert si.dtypes.equals(plain.dtypes)
    assert si.drop(columns=list(OBSERVATIONS)).equals(plain.drop(columns=list(OBSERVATIONS)))
    assert si.attrs == plain.attrs


@pytest.mark.parametrize("name", [name for name in tables() if name != "observations"])
def test_other_tables_stay_as_they_are(name):
    pd.testing.assert_frame_equal(load(name, units="si"), load(name))


def test_text_and_frame_are_converted_alike():
    header = "unit_id,value,lower,upper,as_printed\n"
    text = convert_text(header + 'jin,82010000000,82005000000,,"820.1亿斤"\nt,,1,2,a\n')
    assert text == header + "t,41005000,41002500,,820.1亿斤\nt,,1,2,a\n"
    assert convert_text("a,b\n1,2\n") == "a,b\n1,2\n"


def test_the_frame_that_was_given_is_not_changed():
    frame = read_frame("observations")
    before = frame.copy()
    convert_units(frame, "observations")
    add_labels(frame, "observations", "en")
    pd.testing.assert_frame_equal(frame, before)


# Labels


def test_a_name_stands_right_after_its_code():
    names = list(load("observations", labels="en").columns)
    for code, label in [
        ("indicator_id", "indicator"),
        ("place_id", "place"),
        ("source_id", "source"),
        ("unit_id", "unit"),
        ("period_kind", "period_kind_label"),
        ("measure", "measure_label"),
        ("scope", "scope_label"),
    ]:
        assert names[names.index(code) + 1] == label
    assert "passage" not in names
    assert "replaced_by_label" not in names


def test_names_in_both_languages():
    coal = "coal_output.inner_mongolia.2024.level.xinhua_2025"
    en, zh = row(coal, labels="en"), row(coal, labels="zh")
    assert (en["place"], zh["place"]) == ("Inner Mongolia", "内蒙古自治区")
    assert (en["unit"], zh["unit"]) == ("tonne", "吨")
    assert (en["measure_label"], zh["measure_label"]) == ("level", "水平")
    assert zh["source"] == "总量重回全国中游：内蒙古经济高质量发展观察"
    assert en["source"].startswith("Economic total back in the middle")
    assert pd.isna(en["scope_label"])


def test_the_name_of_a_unit_follows_the_unit():
    grain = "grain_output.inner_mongolia.2024.level.xinhua_2025"
    assert row(grain, labels="en")["unit"] == "jin (half a kilogram)"
    assert row(grain, labels="en", units="si")["unit"] == "tonne"


def test_a_title_without_a_rendering_is_its_own():
    names = _labels.row_names("sources", "source_id", "en")
    assert all(names.values())


def test_codes_without_the_ending_of_an_id():
    found = [(one.after, one.name) for one in label_columns("routes", "en")]
    assert found == [
        ("mode", "mode_label"),
        ("origin", "origin_label"),
        ("destination", "destination_label"),
    ]
    assert [(one.after, one.name) for one in label_columns("places", "zh")] == [
        ("kind", "kind_label"),
        ("parent_id", "parent"),
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", list(tables()))
def test_every_code_gets_its_name(name, lang):
    plain, labelled = load(name), load(name, labels=lang)
    added = [column for column in labelled.columns if column not in plain.columns]
    assert labelled[plain.columns].equals(plain)
    assert labelled.attrs == plain.attrs
    schema = table_schema(name)
    closed = {f["name"] for f in fields(schema) if enum(f) is not None}
    named = {
        field
        for field, (target, _) in references(schema, name).items()
        if target == "sources"
        or f"name_{lang}" in [f["name"] for f in fields(table_schema(target))]
    }
    found = {one.after: one.name for one in label_columns(name, lang)}
    assert set(found) == closed | named
    assert sorted(found.values()) == sorted(added)
    for code, label in found.items():
        assert labelled[code].isna().equals(labelled[label].isna()), label
        kind = "category" if code in closed else "string"
        assert str(labelled[label].dtype) == kind


def test_a_label_keeps_the_order_of_its_list():
    labelled = load("observations", labels="zh")
    assert list(labelled["bound_label"].cat.categories) == [
        "等于",
        "超过",
        "不低于",
        "接近",
        "不超过",
        "约",
        "区间",
    ]
    assert (labelled["bound_label"].cat.codes == labelled["bound"].cat.codes).all()


def test_nothing_is_shared_between_calls():
    first = load("ports", labels="en", units="si")
    first.loc[0, "division"] = "changed"
    first.attrs["title"] = "changed"
    again = load("ports", labels="en", units="si")
    assert again.at[0, "division"] != "changed"
    assert again.attrs["title"] == "Ports"
