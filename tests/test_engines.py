"""polars and pyarrow give the cells and types that pandas gives, without each other."""

import subprocess
import sys

import pandas as pd
import pytest

from nmg_data import _engines, _loader, load, tables
from nmg_data._descriptor import enum, fields, table_schema
from nmg_data._errors import DamagedDataError, MissingExtraError

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

ENGINES = ("polars", "pyarrow")
READINGS = [
    {},
    {"labels": "en"},
    {"labels": "zh"},
    {"units": "si"},
    {"labels": "zh", "units": "si"},
]


def pandas_cells(frame):
    """Return the rows of a pandas frame as plain values, with None where missing."""
    cells = frame.astype(object).itertuples(index=False, name=None)
    return [tuple(None if pd.isna(value) else value for value in row) for row in cells]


def cells(frame):
    """Return the rows of a polars frame or an Arrow table as plain values."""
    if isinstance(frame, pl.DataFrame):
        return frame.rows()
    return [tuple(row.values()) for row in frame.to_pylist()]


@pytest.mark.parametrize("options", READINGS, ids=str)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", list(tables()))
def test_every_cell_is_that_of_pandas(name, engine, options):
    expected = load(name, **options)
    found = load(name, engine=engine, **options)
    columns = found.columns if engine == "polars" else found.column_names
    assert columns == list(expected.columns)
    assert cells(found) == pandas_cells(expected)
    # == takes 1 for 1.0 and True for 1; the classes tell them apart.
    kinds = [[type(value) for value in row] for row in cells(found)]
    assert kinds == [[type(value) for value in row] for row in pandas_cells(expected)]


@pytest.mark.parametrize("name", list(tables()))
def test_the_types_are_those_of_the_schema(name):
    frame, table = load(name, engine="polars"), load(name, engine="pyarrow")
    for field in fields(table_schema(name)):
        codes = enum(field)
        dtype, kind = frame.schema[field["name"]], table.schema.field(field["name"]).type
        if codes is not None:
            assert dtype == pl.Enum(codes)
            assert kind == pa.dictionary(pa.int8(), pa.string())
            assert table.column(field["name"]).chunk(0).dictionary.to_pylist() == codes
        else:
            expected = {
                "integer": (pl.Int64(), pa.int64()),
                "number": (pl.Float64(), pa.float64()),
                "boolean": (pl.Boolean(), pa.bool_()),
                "string": (pl.String(), pa.string()),
            }
            assert (dtype, kind) == expected[field["type"]], field["name"]


def test_the_names_of_a_closed_list_are_a_closed_list():
    names = list(load("ports", labels="zh")["mode_label"].cat.categories)
    frame = load("ports", engine="polars", labels="zh")
    table = load("ports", engine="pyarrow", labels="zh")
    assert frame.schema["mode_label"] == pl.Enum(names)
    assert frame.schema["division"] == pl.String()
    assert table.column("mode_label").chunk(0).dictionary.to_pylist() == names
    assert table.schema.field("division").type == pa.string()


def test_an_arrow_table_says_what_it_is():
    told = load("ports", engine="pyarrow").schema.metadata
    assert told[b"name"] == b"ports"
    assert {key.decode(): value.decode() for key, value in told.items()} == load("ports").attrs


@pytest.mark.parametrize("engine", ENGINES)
def test_texts_stay_texts(monkeypatch, engine):
    header = "unit_id,name_en,name_zh,symbol,ucum,dimension,factor,base_unit_id\n"
    row = 'na,NA,null,"a ""b""\nc",007,mass,0.1,1e5\n'
    monkeypatch.setattr(_loader, "read_bytes", lambda path: (header + row).encode())
    assert cells(load("units", engine=engine)) == [
        ("na", "NA", "null", 'a "b"\nc', "007", "mass", 0.1, "1e5")
    ]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("cell", ["one", "1,5"])
def test_a_wrong_type_says_which_file(monkeypatch, engine, cell):
    header = "unit_id,name_en,name_zh,symbol,ucum,dimension,factor,base_unit_id\n"
    row = f'na,a,b,,,mass,"{cell}",na\n'
    monkeypatch.setattr(_loader, "read_bytes", lambda path: (header + row).encode())
    with pytest.raises(DamagedDataError, match=r"data/units.csv does not have the types"):
        load("units", engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_code_outside_the_list_is_refused(monkeypatch, engine):
    header = "unit_id,name_en,name_zh,symbol,ucum,dimension,factor,base_unit_id\n"
    monkeypatch.setattr(
        _loader, "read_bytes", lambda path: (header + "na,a,b,,,heft,1,na\n").encode()
    )
    with pytest.raises(DamagedDataError, match=r"data/units.csv does not have the types"):
        load("units", engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_that_is_not_installed_says_how(monkeypatch, engine):
    monkeypatch.setitem(sys.modules, engine, None)
    with pytest.raises(MissingExtraError) as caught:
        load("ports", engine=engine)
    assert f"pip install 'nmg-data[{engine}]'" in str(caught.value)


@pytest.mark.parametrize(
    ("engine", "others"),
    [("polars", {"pandas", "pyarrow"}), ("pyarrow", {"pandas", "polars"})],
)
def test_an_engine_imports_nothing_of_the_others(engine, others):
    code = (
        "import sys; from nmg_data import load\n"
        f"load('observations', engine={engine!r}, labels='en', units='si')\n"
        f"print(sorted({others!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_the_readers_are_those_that_load_offers():
    assert tuple(_engines.ENGINES) == ENGINES
