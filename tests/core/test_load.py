"""load: full types, names for codes, one system of units, other engines, clear errors."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from nmg_data import load, tables
from nmg_data.core.errors import DamagedDataError, UnknownNameError
from nmg_data.core.package import Package, package

GRAIN = "grain_output.inner_mongolia.2024.level.xinhua_2025"
HEADER = b"unit_id,name_en,name_zh,symbol,ucum,dimension,factor,base_unit_id\n"


def row(identity, **options):
    return load("observations", **options).set_index("observation_id").loc[identity]


@pytest.mark.usefixtures("frozen")
def test_columns_have_the_types_that_the_schema_promises():
    types = {**load("ports").dtypes.astype(str), **load("passages").dtypes.astype(str)}
    assert types["port_id"] == types["sha256"] == "str"
    assert types["paragraph"] == "Int64"
    assert (types["mode"], types["lat"], types["in_articles"]) == ("category", "float64", "boolean")
    assert list(load("ports")["mode"].cat.categories) == ["road", "rail", "air"]


@pytest.mark.parametrize("name", list(tables()))
def test_every_table_loads_typed_and_in_full(name):
    frame, table = load(name), package().table(name)
    assert list(frame.columns) == list(table.fields)
    assert frame.index.equals(pd.RangeIndex(len(table.rows)))
    for field, described in table.fields.items():
        if values := table.enum(field):
            assert list(frame[field].cat.categories) == values
        if described.get("constraints", {}).get("required"):
            assert frame[field].notna().all(), field
    assert frame.attrs["name"] == name
    assert frame.attrs["licence"] == "CC-BY-4.0"


def test_every_table_can_be_written_by_pandas(tmp_path):
    for name in tables():
        load(name).to_parquet(tmp_path / "table.parquet")
        load(name).to_stata(tmp_path / "table.dta", version=118, convert_strl=None)


@pytest.mark.parametrize("engine", ["polars", "pyarrow"])
@pytest.mark.parametrize("name", list(tables()))
def test_other_engines_give_the_cells_of_pandas(name, engine):
    cells = load(name).astype(object)
    expected = cells.where(cells.notna(), None).to_dict("records")
    frame = load(name, engine=engine)
    assert (frame.to_dicts() if engine == "polars" else frame.to_pylist()) == expected


@pytest.mark.usefixtures("frozen")
def test_other_engines_convert_labels_and_units():
    for engine, kind in (("polars", pl.DataFrame), ("pyarrow", pa.Table)):
        frame = load("observations", labels="zh", units="si", engine=engine)
        assert isinstance(frame, kind)
        found = pl.DataFrame(frame).filter(pl.col("observation_id") == GRAIN).to_dicts()
        assert [(r["value"], r["unit"], r["indicator"]) for r in found] == [
            (41005000.0, "吨", "粮食产量")
        ]


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize(
    ("key", "units", "figures"),
    [
        (GRAIN, None, (82010000000, "jin", 82005000000, 82015000000)),
        (GRAIN, "common", (41005000, "t", 41002500, 41007500)),
        (GRAIN, "si", (41005000, "t", 41002500, 41007500)),
        ("new_energy_capacity.inner_mongolia.2023.level.csi_energy2023", "common",
         (92.6, "gw", 92.55, 92.65)),
        ("grain_yield.inner_mongolia.2024.change.xinhua_2025", "si",
         (181.5, "kg_per_ha", 181.125, 181.875)),
        ("high_standard_farmland.inner_mongolia.2024.level.xinhua_2025", "common",
         (626666.666666667, "ha", 626333.333333334, 627000)),
    ],
)  # fmt: skip
def test_figures_in_one_system_of_units(key, units, figures):
    found = row(key, units=units)
    assert tuple(found[["value", "unit_id", "lower", "upper"]]) == figures


@pytest.mark.usefixtures("frozen")
def test_an_open_side_stays_open():
    freight = row("port_freight.inner_mongolia_ports.2024.level.xinhua_2025", units="si")
    assert (freight["lower"], str(freight["upper"])) == (120000000, "nan")


@pytest.mark.usefixtures("frozen")
def test_names_are_next_to_their_codes():
    en, zh = row(GRAIN, labels="en"), row(GRAIN, labels="zh")
    assert (en["place"], zh["place"]) == ("Inner Mongolia", "内蒙古自治区")
    assert (en["indicator"], zh["indicator"]) == ("Grain output", "粮食产量")
    assert row(GRAIN, labels="zh", units="si")["unit"] == "吨"
    names = list(load("observations", labels="en").columns)
    assert names.index("place") == names.index("place_id") + 1


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", list(tables()))
def test_labels_add_columns_and_change_none(name, lang):
    plain, labelled = load(name), load(name, labels=lang)
    assert len(set(labelled.columns)) == len(labelled.columns)
    assert labelled[plain.columns].equals(plain)


def test_nothing_is_shared_between_calls():
    first = load("ports")
    first.loc[0, "name_en"] = "changed"
    first.attrs["title"] = "changed"
    again = load("ports")
    assert (again.at[0, "name_en"], again.attrs["title"]) != ("changed", "changed")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": "prots"}, "There is no table 'prots'. Did you mean 'ports'?"),
        ({"name": ""}, "There is no table ''."),
        ({"name": None}, "There is no table None."),
        ({"name": "../secret"}, "There is no table '../secret'."),
        ({"engine": "panda"}, "engine='panda' does not exist. Did you mean 'pandas'?"),
        ({"labels": "de"}, "labels='de' does not exist. Use one of: en, zh."),
        ({"units": "imperial"}, "units='imperial' does not exist. Use one of: common, si."),
    ],
)
def test_a_wrong_name_gets_a_suggestion(options, message):
    with pytest.raises(UnknownNameError) as caught:
        load(**{"name": "ports", **options})
    assert isinstance(caught.value, ValueError)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "data/units.csv:1: the header is not that of the schema"),
        (b"a,b\n", "data/units.csv:1: the header is not that of the schema"),
        (HEADER + b"t,tonne\n", "data/units.csv:2: expected 8 cells, found 2"),
        (HEADER + b"t,a,b,,,mass,1,t,extra\n", "data/units.csv:2: expected 8 cells, found 9"),
        (HEADER + b"t,a,b,,,mass,one,t\n", "data/units.csv does not have the types"),
        (HEADER + "t,吨,b,,,mass,1,t\n".encode("gbk"), "data/units.csv is not UTF-8"),
        (HEADER + b't,"a,b,,,mass,1,t\n', "data/units.csv:2: unexpected end of data"),
    ],
)
def test_a_damaged_file_is_named_with_its_line(frozen: Path, data: bytes, message: str):
    (frozen / "data/units.csv").write_bytes(data)
    with pytest.raises(DamagedDataError) as caught:
        load("units")
    assert message in str(caught.value)
    assert "pip install --force-reinstall nmg-data" in str(caught.value)


def test_what_to_do_depends_on_whose_files_they_are(tmp_path: Path, frozen: Path):
    (frozen / "datapackage.json").write_bytes(b"{")
    with pytest.raises(OSError, match=r"datapackage.json is not valid JSON .* Reinstall it"):
        load("ports")
    with pytest.raises(OSError, match=r"datapackage.json cannot be read .* Run 'nmg-data validate"):
        Package.of_folder(tmp_path / "nowhere").table("ports")
