"""Exports of the frozen package: every cell arrives in every format, and what goes with it."""

import io
import json
import sqlite3
from contextlib import closing

import pytest

from nmg_data.core.package import package as known
from nmg_data.export.sql import values
from nmg_data.export.tables import FORMATS, write_sheet
from nmg_data.export.write import export

openpyxl = pytest.importorskip("openpyxl")


@pytest.fixture
def files(frozen, request):
    """Return the files of one format, in Chinese."""
    return FORMATS[request.param](known().tables(), "zh")


def rows_of(name):
    table = known().table(name)
    return [dict(zip(table.fields, row, strict=True)) for row in values(table)]


def cells_of(name):
    return [tuple(row.values()) for row in rows_of(name)]


def test_values_have_types(frozen):
    row = next(row for row in rows_of("observations") if row["indicator_id"] == "coal_output")
    types = {"year": int, "value": float, "preferred": bool, "replaced_by": type(None)}
    assert {name: type(row[name]) for name in types} == types


def test_csv_is_a_data_package_that_frictionless_accepts(frozen, tmp_path):
    frictionless = pytest.importorskip("frictionless")
    export(tmp_path / "all")
    export(tmp_path / "part", tables=["ports", "places"])
    for folder in ("all", "part"):
        report = frictionless.validate(str(tmp_path / folder / "datapackage.json"))
        assert report.flatten(["type", "note"]) == []
    assert (tmp_path / "all/data/ports.csv").read_bytes() == known().table("ports").data
    described = json.loads((tmp_path / "part/datapackage.json").read_text())["resources"]
    assert [resource["name"] for resource in described] == ["places", "ports"]
    assert all(resource["hash"].startswith("sha256:") for resource in described)


@pytest.mark.parametrize("files", ["json", "jsonl"], indirect=True)
def test_json_holds_every_cell(files):
    for file, content in files.items():
        name, _, kind = file.partition(".")
        lines = content.decode().splitlines()
        read = json.loads(content) if kind == "json" else [json.loads(line) for line in lines]
        assert read == rows_of(name)


@pytest.mark.parametrize("files", ["parquet"], indirect=True)
def test_parquet_holds_every_cell_and_says_what_it_means(files):
    parquet = pytest.importorskip("pyarrow.parquet")
    for file, content in files.items():
        read = parquet.read_table(io.BytesIO(content))
        assert read.to_pylist() == rows_of(file.removesuffix(".parquet"))
    ports = parquet.read_schema(io.BytesIO(files["ports.parquet"]))
    assert ports.metadata[b"title"].decode() == "口岸"
    assert json.loads(ports.field("mode").metadata[b"labels"])["road"] == "公路"


@pytest.mark.parametrize("files", ["sqlite", "duckdb"], indirect=True)
def test_a_database_holds_every_cell(files, tmp_path):
    ((name, content),) = files.items()
    (tmp_path / name).write_bytes(content)
    engine = sqlite3 if name.endswith("sqlite") else pytest.importorskip("duckdb")
    with closing(engine.connect(str(tmp_path / name))) as database:
        for table in known().resources:
            assert database.execute(f'SELECT * FROM "{table}"').fetchall() == cells_of(table)
        count = database.execute("SELECT count(*) FROM figures_zh").fetchone()
        assert count == (len(rows_of("observations")),)


@pytest.mark.parametrize("files", ["xlsx"], indirect=True)
def test_excel_has_a_sheet_for_every_table_and_one_about_it(files):
    book = openpyxl.load_workbook(io.BytesIO(files["nmg-data.xlsx"]))
    titles = [table.resource["title_zh"] for table in known().tables()]
    assert book.sheetnames == ["说明", *titles]
    sheet = book["口岸"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref.startswith("A1:")) == ("A2", True)
    header, *rows = sheet.iter_rows(values_only=True)
    assert list(header) == [field["title_zh"] for field in known().table("ports").fields.values()]
    assert rows == cells_of("ports")
    header, *about = book["说明"].iter_rows(values_only=True)
    assert header == ("表", "字段", "含义")
    assert [row[0] for row in about[:3]] == [known().descriptor["title_zh"], "许可", "引用"]
    assert len(about) == 3 + sum(1 + len(table.fields) for table in known().tables())
    mode = known().table("ports").fields["mode"]
    meaning = next(row[2] for row in about if row[:2] == ("口岸", mode["title_zh"]))
    assert meaning.startswith(mode["description_zh"])
    assert "road (公路)" in meaning


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "https://example.org"])
def test_excel_never_holds_a_formula_or_a_link(text):
    buffer = io.BytesIO()
    book = pytest.importorskip("xlsxwriter").Workbook(buffer, {"in_memory": True})
    write_sheet(book, "sheet", [text], [[text], [True], [-1.5], [None]])
    book.close()
    sheet = openpyxl.load_workbook(buffer).active
    for cell in (sheet["A1"], sheet["A2"]):
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert sheet["A2"].quotePrefix is (text[0] in "=+-@\t")
    assert [sheet[f"A{row}"].value for row in (3, 4, 5)] == [True, -1.5, None]


@pytest.mark.parametrize("form", [name for name in FORMATS if name != "duckdb"])
def test_the_same_bytes_twice(frozen, form):
    tables = known().tables(["ports", "places", "units"])
    assert FORMATS[form](tables, "en") == FORMATS[form](tables, "en")
