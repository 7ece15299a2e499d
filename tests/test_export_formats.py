"""Each export is read back with a library that did not write it, and compared cell by cell."""

import csv
import io
import json
import re
import sqlite3
import zipfile
from pathlib import Path

import pytest

from nmg_data import tables
from nmg_data._descriptor import enum, fields, package, references, resource, table_schema
from nmg_data._export import export
from nmg_data._json_schema import property_schema
from nmg_data._records import Table, read_tables
from nmg_data._root import read_bytes
from nmg_data._xlsx import dictionary, export_xlsx, sheet_names

NAMES = list(tables())


def expected_rows(name):
    """Read a table as the standard library reads it, with types by this test's own rules."""
    kinds = {
        "integer": int,
        "number": float,
        "boolean": {"true": True, "false": False}.__getitem__,
        "string": str,
    }
    parsers = [kinds[field["type"]] for field in fields(table_schema(name))]
    text = read_bytes(resource(name)["path"]).decode().splitlines(keepends=True)
    rows = list(csv.reader(text))[1:]
    return [
        tuple(None if cell == "" else parse(cell) for parse, cell in zip(parsers, row, strict=True))
        for row in rows
    ]


def column_names(name):
    return [field["name"] for field in fields(table_schema(name))]


def required(name):
    return {
        field["name"]: bool(field.get("constraints", {}).get("required"))
        for field in fields(table_schema(name))
    }


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Return a function that exports everything in a format once, and returns the folder."""
    made = {}

    def make(form, lang="en"):
        if (form, lang) not in made:
            folder = tmp_path_factory.mktemp(form)
            export(folder, [form], lang=lang)
            made[form, lang] = folder
        return made[form, lang]

    return make


# CSV


def test_csv_is_a_data_package_that_frictionless_accepts(exported):
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(exported("csv") / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    assert [task.name for task in report.tasks] == NAMES


def test_csv_is_the_bytes_of_the_package(exported):
    for name in NAMES:
        path = resource(name)["path"]
        assert (exported("csv") / path).read_bytes() == read_bytes(path)


def test_a_part_of_the_package_is_a_valid_package(tmp_path):
    frictionless = pytest.importorskip("frictionless")
    export(tmp_path, ["csv"], tables=["observations", "indicators"])
    assert frictionless.validate(str(tmp_path / "datapackage.json")).valid
    schema = json.loads((tmp_path / "schemas/observations.json").read_text("utf-8"))
    assert references(schema, "observations") == {
        "indicator_id": ("indicators", "indicator_id"),
        "replaced_by": ("observations", "observation_id"),
    }
    descriptor = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert [one["name"] for one in descriptor["resources"]] == ["indicators", "observations"]
    assert descriptor["version"] == package()["version"]


# JSON


@pytest.mark.parametrize("name", NAMES)
def test_json_holds_every_cell(exported, name):
    records = json.loads((exported("json") / f"{name}.json").read_text("utf-8"))
    assert [tuple(record.values()) for record in records] == expected_rows(name)
    assert all(list(record) == column_names(name) for record in records)


@pytest.mark.parametrize("name", NAMES)
def test_json_lines_hold_every_cell(exported, name):
    polars = pytest.importorskip("polars")
    path = exported("jsonl") / f"{name}.jsonl"
    found = polars.read_ndjson(path, infer_schema_length=None).rows()
    assert found == expected_rows(name)
    assert path.read_text("utf-8").count("\n") == len(found)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_json_agrees_with_its_schema(exported, name, lang):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((exported("json", lang) / f"{name}.schema.json").read_text("utf-8"))
    record = json.loads((exported("jsonl", lang) / f"{name}.record.schema.json").read_text("utf-8"))
    for one in (schema, record):
        jsonschema.Draft202012Validator.check_schema(one)
    records = json.loads((exported("json", lang) / f"{name}.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(records)
    lines = (exported("jsonl", lang) / f"{name}.jsonl").read_text("utf-8").splitlines()
    for line in lines:
        jsonschema.Draft202012Validator(record).validate(json.loads(line))
    assert schema["$id"] != record["$id"]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("port_id", "Up Case"),
        ("port_id", "ok\nmore"),
        ("port_id", None),
        ("mode", "ship"),
        ("lat", 91),
        ("lat", "45"),
        ("in_articles", "true"),
        ("iata", "abc"),
    ],
)
def test_the_json_schema_refuses(exported, field, wrong):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((exported("json") / "ports.schema.json").read_text("utf-8"))
    records = json.loads((exported("json") / "ports.json").read_text("utf-8"))
    records[0][field] = wrong
    with pytest.raises(jsonschema.ValidationError) as caught:
        jsonschema.Draft202012Validator(schema).validate(records)
    assert list(caught.value.absolute_path) == [0, field]


def test_the_json_schema_refuses_more_and_fewer_properties(exported):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((exported("json") / "routes.schema.json").read_text("utf-8"))
    records = json.loads((exported("json") / "routes.json").read_text("utf-8"))
    for broken in ([{**records[0], "more": 1}], [{"route_id": "a"}], records[0]):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(schema).validate(broken)


def test_the_json_schema_of_a_date_and_of_an_optional_list():
    field = {
        "name": "a",
        "type": "date",
        "title": "A",
        "description": "B",
        "constraints": {"minimum": "2024-01-01", "enum": ["2024-01-01"]},
    }
    assert property_schema(field, "en") == {
        "title": "A",
        "description": "B",
        "type": ["string", "null"],
        "enum": ["2024-01-01", None],
        "labels": {},
        "minimum": "2024-01-01",
        "format": "date",
    }


# Parquet


@pytest.mark.parametrize("name", NAMES)
def test_parquet_holds_every_cell(exported, name):
    pytest.importorskip("pyarrow")
    polars, duckdb = pytest.importorskip("polars"), pytest.importorskip("duckdb")
    path = exported("parquet") / f"{name}.parquet"
    frame = polars.read_parquet(path)
    assert frame.columns == column_names(name)
    assert frame.rows() == expected_rows(name)
    with duckdb.connect() as database:
        rows = database.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
    assert rows == expected_rows(name)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", NAMES)
def test_parquet_says_what_its_columns_are(exported, name, lang):
    pq = pytest.importorskip("pyarrow.parquet")
    path = exported("parquet", lang) / f"{name}.parquet"
    table, suffix = pq.read_table(path), "_zh" if lang == "zh" else ""
    for field in fields(table_schema(name)):
        found = table.schema.field(field["name"])
        told = {key.decode(): value.decode() for key, value in found.metadata.items()}
        assert told["title"] == field[f"title{suffix}"]
        assert told["description"] == field[f"description{suffix}"]
        assert told.get("unit") == field.get("unit")
        assert found.nullable != required(name)[field["name"]]
        codes = enum(field)
        if codes is not None:
            assert str(found.type).startswith("dictionary<values=string")
            assert table.column(field["name"]).chunk(0).dictionary.to_pylist() == codes
            assert list(json.loads(told["labels"])) == codes
            encodings = pq.ParquetFile(path).metadata.row_group(0)
            column = encodings.column(column_names(name).index(field["name"]))
            assert "RLE_DICTIONARY" in column.encodings
    metadata = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert metadata["title"] == resource(name)[f"title{suffix}"]
    assert json.loads(metadata["primaryKey"]) == table_schema(name)["primaryKey"]


def test_parquet_loads_into_pandas_with_categories(exported):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    frame = pandas.read_parquet(exported("parquet") / "ports.parquet")
    assert frame["mode"].cat.categories.tolist() == ["road", "rail", "air"]


# Excel


def sheets_of(folder):
    openpyxl = pytest.importorskip("openpyxl")
    return openpyxl.load_workbook(folder / "nmg-data.xlsx")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_excel_holds_every_cell(exported, lang):
    pytest.importorskip("xlsxwriter")
    book = sheets_of(exported("xlsx", lang))
    read, suffix = read_tables(), "_zh" if lang == "zh" else ""
    names = sheet_names(read, lang)
    assert book.sheetnames[1:-1] == [names[name] for name in NAMES]
    assert len(set(names.values())) == len(NAMES)
    for name in NAMES:
        sheet = book[names[name]]
        rows = list(sheet.iter_rows(values_only=True))
        titles = [field[f"title{suffix}"] for field in fields(table_schema(name))]
        assert list(rows[0]) == titles
        assert len(set(titles)) == len(titles)
        assert rows[1:] == expected_rows(name)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_excel_sheets_have_types_a_frozen_header_and_a_filter(exported, lang):
    pytest.importorskip("xlsxwriter")
    book = sheets_of(exported("xlsx", lang))
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.bold for cell in sheet[1])
    letters = {"integer": "n", "number": "n", "boolean": "b", "string": "s"}
    names = sheet_names(read_tables(), lang)
    for name in NAMES:
        columns = book[names[name]].iter_cols(min_row=2)
        for field, cells in zip(fields(table_schema(name)), columns, strict=True):
            kinds = {cell.data_type for cell in cells if cell.value is not None}
            assert kinds <= {letters[field["type"]]}, (name, field["name"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_excel_has_a_dictionary_of_every_column(exported, lang):
    pytest.importorskip("xlsxwriter")
    book = sheets_of(exported("xlsx", lang))
    rows = list(book[book.sheetnames[-1]].iter_rows(values_only=True))
    assert book.sheetnames[-1] == ("数据字典" if lang == "zh" else "Dictionary")
    expected = [(name, column) for name in NAMES for column in column_names(name)]
    assert [row[2:4] for row in rows[1:]] == expected
    for sheet, title, *_ in rows[1:]:
        assert title in [cell.value for cell in book[sheet][1]]
    about = list(book[book.sheetnames[0]].iter_rows(values_only=True))
    counted = {row[0]: row[2] for row in about if row[2] is not None}
    names = sheet_names(read_tables(), lang)
    assert all(counted[names[name]] == len(expected_rows(name)) for name in NAMES)


EVIL = ['=cmd|"/C calc"!A0', "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(1)", "http://a.b", "1e5"]


def evil_table():
    schema = {
        "fields": [
            {"name": "id", "type": "string", "title": "Id", "description": ""},
            {"name": "n", "type": "number", "title": "=1+1", "description": ""},
        ],
        "primaryKey": ["id"],
        "missingValues": [""],
    }
    described = {"name": "ports", "title": "A/B: [very] long title of a table?*", "description": ""}
    return Table("ports", described, schema, [(text, -0.5) for text in EVIL])


def test_excel_never_holds_a_formula_or_a_link():
    openpyxl, _ = pytest.importorskip("openpyxl"), pytest.importorskip("xlsxwriter")
    content = export_xlsx([evil_table()], "en", lambda name: None)["nmg-data.xlsx"]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    assert sheet.title == "A B   very  long title of a tab"
    assert [cell.value for cell in sheet["A"]] == ["Id", *EVIL]
    assert [cell.value for cell in sheet["B"]] == ["=1+1"] + [-0.5] * len(EVIL)
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    # The mark of a quoted text: Excel keeps it a text when somebody edits or exports it.
    quoted = [cell.quotePrefix for cell in sheet["A"]][1:]
    assert quoted == [text.startswith(("=", "+", "-", "@", "\t")) for text in EVIL]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = b"".join(parts.read(name) for name in parts.namelist())
        assert b"<f>" not in xml
        assert b"<f " not in xml
        assert b"<hyperlink" not in xml
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_dictionary_names_column_table_and_meaning():
    header, rows = dictionary(read_tables(["units"]), {"units": "Units"}, "en")
    assert header == ["Sheet", "Column", "Table", "Field", "Type", "Unit", "Rules", "Meaning"]
    assert [row[:5] for row in rows][:2] == [
        ["Units", "Unit", "units", "unit_id", "string"],
        ["Units", "Name in English", "units", "name_en", "string"],
    ]


# SQLite and DuckDB


@pytest.mark.parametrize("name", NAMES)
def test_sqlite_holds_every_cell(exported, name):
    pandas = pytest.importorskip("pandas")
    database = sqlite3.connect(exported("sqlite") / "nmg-data.sqlite")
    frame = pandas.read_sql_query(f"SELECT * FROM {name}", database).astype(object)
    found = [
        tuple(None if pandas.isna(value) else value for value in row)
        for row in frame.itertuples(index=False, name=None)
    ]
    database.close()
    assert list(frame.columns) == column_names(name)
    assert found == expected_rows(name)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sqlite_has_keys_checks_and_comments(exported, lang):
    database = sqlite3.connect(exported("sqlite", lang) / "nmg-data.sqlite")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    for name in NAMES:
        (statement,) = database.execute(
            "SELECT sql FROM sqlite_master WHERE name = ?", [name]
        ).fetchone()
        for field in fields(table_schema(name)):
            title = field["title_zh" if lang == "zh" else "title"]
            assert re.search(rf'"{field["name"]}" .* -- {re.escape(title)}[:：]', statement)
            codes = enum(field)
            if codes is not None:
                assert f""""{field["name"]}" IN ('{"', '".join(codes)}')""" in statement
        for own, (target, other) in references(table_schema(name), name).items():
            assert f'FOREIGN KEY ("{own}") REFERENCES "{target}" ("{other}")' in statement
    database.close()


@pytest.mark.parametrize("name", NAMES)
def test_duckdb_holds_every_cell(exported, name):
    duckdb = pytest.importorskip("duckdb")
    path = exported("duckdb") / "nmg-data.duckdb"
    with duckdb.connect(str(path), read_only=True) as database:
        found = database.execute(f"SELECT * FROM {name}")
        assert [column[0] for column in found.description] == column_names(name)
        assert found.fetchall() == expected_rows(name)


def test_duckdb_has_keys_checks_and_comments(exported):
    duckdb = pytest.importorskip("duckdb")
    path = exported("duckdb", "zh") / "nmg-data.duckdb"
    with duckdb.connect(str(path)) as database:
        counted = dict(
            database.execute(
                "SELECT constraint_type, count(*) FROM duckdb_constraints() GROUP BY ALL"
            ).fetchall()
        )
        told = database.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'ports'")
        assert told.fetchone() == (f"口岸：{resource('ports')['description_zh']}",)
        targets = [
            target != name
            for name in NAMES
            for target, _ in references(table_schema(name), name).values()
        ]
        assert counted["FOREIGN KEY"] == sum(targets)  # none of a table to itself
        assert counted["PRIMARY KEY"] == len(NAMES) - 1  # a part of the key may be empty
        with pytest.raises(duckdb.ConstraintException, match="CHECK"):
            database.execute("UPDATE observations SET period = 'soon'")


def test_duckdb_has_the_same_content_twice(exported, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    export(tmp_path, ["duckdb"])
    dumps = []
    for number, folder in enumerate((exported("duckdb"), tmp_path)):
        target = tmp_path / f"dump{number}"
        with duckdb.connect(str(folder / "nmg-data.duckdb"), read_only=True) as database:
            database.execute(f"EXPORT DATABASE '{target}'")
        dumps.append({path.name: path.read_bytes() for path in target.iterdir()})
    load = [dump.pop("load.sql") for dump in dumps]  # names its own folder
    assert len(load) == 2
    assert dumps[0] == dumps[1]


@pytest.mark.parametrize("form", ["sqlite", "duckdb"])
def test_a_part_is_a_database_without_dangling_keys(tmp_path, form):
    if form == "duckdb":
        pytest.importorskip("duckdb")
    export(tmp_path, [form], tables=["observations", "units"])
    assert (tmp_path / f"nmg-data.{form}").stat().st_size > 0
    if form == "sqlite":
        database = sqlite3.connect(tmp_path / "nmg-data.sqlite")
        targets = {row[2] for row in database.execute("PRAGMA foreign_key_list(observations)")}
        database.close()
        assert targets == {"units", "observations"}


def test_no_temporary_file_of_duckdb_stays(tmp_path, monkeypatch):
    pytest.importorskip("duckdb")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    export(tmp_path / "out", ["duckdb"], tables=["units"])
    assert [path.name for path in Path(tmp_path).iterdir()] == ["out"]
