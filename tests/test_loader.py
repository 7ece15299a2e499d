"""load: full types, no shared state, clear errors, never the network."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from nmg_data import _loader, _root, load, tables
from nmg_data._descriptor import enum, fields, table_schema
from nmg_data._errors import DamagedDataError, UnknownNameError


def test_ports_have_the_types_that_the_schema_promises():
    assert {name: str(dtype) for name, dtype in load("ports").dtypes.items()} == {
        "port_id": "string",
        "name_en": "string",
        "name_zh": "string",
        "mode": "category",
        "neighbour": "category",
        "counterpart_en": "string",
        "counterpart_zh": "string",
        "division_id": "string",
        "lat": "float64",
        "lon": "float64",
        "coordinate_precision": "category",
        "un_locode": "string",
        "iata": "string",
        "icao": "string",
        "operation_2024": "category",
        "membership": "category",
        "in_articles": "boolean",
        "note": "string",
    }


@pytest.mark.parametrize("name", list(tables()))
def test_every_table_loads_typed_and_in_full(name):
    frame = load(name)
    schema = table_schema(name)
    assert list(frame.columns) == [field["name"] for field in fields(schema)]
    assert len(frame) > 0
    assert frame.index.equals(pd.RangeIndex(len(frame)))
    for field in fields(schema):
        values = enum(field)
        if values is not None:
            assert list(frame[field["name"]].cat.categories) == values
        if field.get("constraints", {}).get("required"):
            assert frame[field["name"]].notna().all(), field["name"]
    assert frame.attrs["name"] == name
    assert frame.attrs["licence"] == "CC-BY-4.0"
    assert set(frame.attrs) == {
        "name",
        "title",
        "title_zh",
        "description",
        "licence",
        "source",
        "version",
    }


def test_integers_booleans_and_missing_cells():
    passages, ports = load("passages"), load("ports")
    assert str(passages["paragraph"].dtype) == "Int64"
    assert passages["paragraph"].groupby(passages["source_id"]).max().sum() == len(passages)
    assert passages["numbers"].str.split().str.len().sum() == 175 + 136
    assert ports["in_articles"].sum() == ports["in_articles"].eq(True).sum()
    assert ports.set_index("port_id").at["wuliji_road", "un_locode"] is pd.NA


def test_na_in_a_text_is_text(monkeypatch):
    row = b"na,NA,null,None,,mass,1,na\n"
    monkeypatch.setattr(_loader, "read_bytes", lambda path: HEADER + row)
    row = load("units").iloc[0]
    assert (row["name_en"], row["name_zh"], row["symbol"]) == ("NA", "null", "None")
    assert row["ucum"] is pd.NA


def test_nothing_is_shared_between_calls():
    first = load("ports")
    first.loc[0, "name_en"] = "changed"
    first.attrs["title"] = "changed"
    again = load("ports")
    assert again.at[0, "name_en"] != "changed"
    assert again.attrs["title"] == "Ports"


def test_threads_get_equal_frames():
    with ThreadPoolExecutor(8) as pool:
        frames = list(pool.map(lambda _: load("ports"), range(32)))
    for frame in frames[1:]:
        pd.testing.assert_frame_equal(frame, frames[0])


def test_no_socket_is_opened(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for name in tables():
        load(name)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: load("prots"), "There is no table 'prots'. Did you mean 'ports'? The tables are:"),
        (lambda: load("Ports"), "Did you mean 'ports'?"),
        (lambda: load(""), "There is no table ''. The tables are:"),
        (lambda: load(None), "There is no table None."),
        (lambda: load("../secret"), "There is no table '../secret'."),
        (
            lambda: load("ports", engine="panda"),
            "engine='panda' does not exist. Did you mean 'pandas'?",
        ),
        (lambda: load("ports", labels="de"), "labels='de' does not exist. Use one of: en, zh."),
        (
            lambda: load("ports", units="imperial"),
            "units='imperial' does not exist. Use one of: si.",
        ),
    ],
)
def test_wrong_names_get_a_suggestion(call, message):
    with pytest.raises(UnknownNameError) as caught:
        call()
    assert isinstance(caught.value, ValueError)
    assert message in str(caught.value)


HEADER = b"unit_id,name_en,name_zh,symbol,ucum,dimension,factor,base_unit_id\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "data/units.csv is empty."),
        (b"a,b\n", "data/units.csv:1: the header is not that of the schema."),
        (HEADER + b"t,tonne\n", "data/units.csv:2: expected 8 cells, found 2."),
        (HEADER + b"t,a,b,,,mass,1,t,extra\n", "data/units.csv:2: expected 8 cells, found 9."),
        (HEADER + b"t,a,b,,,mass,one,t\n", "data/units.csv does not have the types"),
        (HEADER + "t,吨,b,,,mass,1,t\n".encode("gbk"), "data/units.csv is not UTF-8"),
        (HEADER + b't,"a,b,,,mass,1,t\n', "data/units.csv:2: unexpected end of data."),
    ],
)
def test_a_damaged_file_is_named_with_its_line(monkeypatch, data, message):
    monkeypatch.setattr(_loader, "read_bytes", lambda path: data)
    with pytest.raises(DamagedDataError) as caught:
        load("units")
    assert message in str(caught.value)
    assert str(caught.value).endswith(_root.mend())


def test_a_missing_file_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(_root, "root", lambda: tmp_path)
    with pytest.raises(OSError, match=r"datapackage.json cannot be read \(") as caught:
        load("ports")
    assert str(caught.value).endswith(_root.mend())


def test_an_installation_is_replaced_and_a_checkout_is_looked_at(monkeypatch, tmp_path):
    monkeypatch.setattr(_root, "files", lambda package: tmp_path)
    assert _root.mend() == "Run 'nmg-data validate' to see what is wrong."
    (tmp_path / "datapackage.json").touch()
    assert _root.mend() == "Reinstall it with: pip install --force-reinstall nmg-data"
