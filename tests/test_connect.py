"""connect: every table, with its types, keys, checks and comments, in either engine."""

import csv
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

import nmg_data
from nmg_data import connect, tables
from nmg_data._descriptor import enum, fields, references, resource, table_schema
from nmg_data._errors import DamagedDataError, MissingExtraError, UnknownNameError
from nmg_data._records import Table, parents_first, read_tables
from nmg_data._root import read_bytes
from nmg_data._sql import create_table, fill_sqlite

duckdb = pytest.importorskip("duckdb")

ENGINES = ("duckdb", "sqlite")
WRONG = (duckdb.Error, sqlite3.Error)


@pytest.fixture(params=ENGINES, scope="module")
def database(request):
    connection = connect(request.param)
    yield connection
    connection.close()


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


@pytest.mark.parametrize("name", list(tables()))
def test_every_row_is_there(database, name):
    found = database.execute(f"SELECT * FROM {name}").fetchall()
    assert sorted(found, key=repr) == sorted(expected_rows(name), key=repr)


@pytest.mark.parametrize("name", list(tables()))
def test_columns_are_those_of_the_schema(database, name):
    cursor = database.execute(f"SELECT * FROM {name} LIMIT 0")
    names = [column[0] for column in cursor.description]
    assert names == [field["name"] for field in fields(table_schema(name))]


def test_types_in_duckdb():
    with connect("duckdb") as database:
        found = dict(
            database.execute(
                "SELECT table_name || '.' || column_name, data_type FROM duckdb_columns()"
            ).fetchall()
        )
    for name in tables():
        for field in fields(table_schema(name)):
            codes = enum(field)
            plain = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
            expected = (
                plain.get(field["type"], "VARCHAR")
                if codes is None
                else f"ENUM({', '.join(repr(code) for code in codes)})"
            )
            assert found[f"{name}.{field['name']}"] == expected


def test_sqlite_declares_every_key():
    database = connect("sqlite")
    for name in tables():
        schema = table_schema(name)
        info = database.execute(f"PRAGMA table_info({name})").fetchall()
        key = [column[1] for column in sorted(info, key=lambda column: column[5]) if column[5]]
        assert key == schema["primaryKey"]
        found = {
            row[3]: (row[2], row[4]) for row in database.execute(f"PRAGMA foreign_key_list({name})")
        }
        assert found == references(schema, name)
    assert database.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


def test_duckdb_declares_all_keys_but_two_kinds():
    with connect("duckdb") as database:
        rows = database.execute(
            "SELECT table_name, constraint_type, constraint_column_names, referenced_table, "
            "referenced_column_names FROM duckdb_constraints()"
        ).fetchall()
    keys = {row[0]: row[2] for row in rows if row[1] == "PRIMARY KEY"}
    foreign = {(row[0], *row[2], row[3], *row[4]) for row in rows if row[1] == "FOREIGN KEY"}
    expected = {name: table_schema(name)["primaryKey"] for name in tables()}
    expected_foreign = {
        (name, own, *target)
        for name in tables()
        for own, target in references(table_schema(name), name).items()
    }
    assert expected.keys() - keys.keys() == {"citations"}
    assert all(expected[name] == key for name, key in keys.items())
    assert foreign == {key for key in expected_foreign if key[0] != key[2]}


WRONG_PARENT = "INSERT INTO places VALUES ('new', 'a', 'b', 'town', 'no', NULL, NULL, NULL, NULL)"


def test_sqlite_refuses_a_wrong_reference_within_a_table():
    with (
        closing(connect("sqlite")) as database,
        pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"),
    ):
        database.execute(WRONG_PARENT)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ports SELECT * FROM ports LIMIT 1",
        "INSERT INTO citations SELECT * FROM citations LIMIT 1",
        "INSERT INTO list_items VALUES ('no_such_list', 1, 'a', 'b', NULL)",
        "INSERT INTO places VALUES ('new', 'a', 'b', 'planet', NULL, NULL, NULL, NULL, NULL)",
        "INSERT INTO places VALUES ('new', 'a', 'b', 'town', NULL, NULL, NULL, 91, 0)",
        "INSERT INTO places VALUES ('new', NULL, 'b', 'town', NULL, NULL, NULL, NULL, NULL)",
        "INSERT INTO excluded_figures VALUES ('a1p01', '99', '123456789012345678901', 'name')",
        "INSERT INTO passages VALUES ('a9p99', 'xinhua_2025', 1, 'coal', NULL, 0, 'x')",
    ],
    ids=[
        "primary key",
        "key with an empty part",
        "foreign key",
        "closed list",
        "maximum",
        "required",
        "length",
        "unique key",
    ],
)
def test_a_wrong_row_is_refused(database, statement):
    with pytest.raises(WRONG, match=r"(?i)constraint|unique|duplicate|violates|convert|null"):
        database.execute(statement)  # refused, so the database stays as it was


def test_sqlite_refuses_a_text_as_a_number():
    with (
        closing(connect("sqlite")) as database,
        pytest.raises(sqlite3.IntegrityError, match="typeof"),
    ):
        database.execute("UPDATE units SET factor = 'one'")


def test_comments_in_duckdb():
    with connect("duckdb") as database:
        tables_told = dict(
            database.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall()
        )
        columns = database.execute(
            "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
    assert tables_told["list_items"] == "List items: One member of a list."
    assert all(told for *_, told in columns)
    told = {(table, column): text for table, column, text in columns}
    assert told["list_items", "list_id"] == "List: List that the member belongs to. → lists.list_id"
    assert "[deg]" in told["ports", "lat"]


def test_comments_in_sqlite():
    database = connect("sqlite")
    (statement,) = database.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'list_items'"
    ).fetchone()
    database.close()
    assert statement.startswith('CREATE TABLE "list_items" ( -- List items: One member of a list.')
    assert "-- List: List that the member belongs to. → lists.list_id" in statement


def test_a_join_and_a_parameter(database):
    row = database.execute(
        "SELECT p.name_en, q.name_en FROM places AS p JOIN places AS q ON p.parent_id = q.place_id "
        "WHERE p.place_id = ?",
        ["erenhot"],
    ).fetchone()
    assert row == ("Erenhot", "Xilingol League")


@pytest.mark.parametrize("engine", ENGINES)
def test_databases_share_nothing(engine):
    first, second = connect(engine), connect(engine)
    first.execute("DELETE FROM routes")
    assert first.execute("SELECT count(*) FROM routes").fetchone() == (0,)
    assert second.execute("SELECT count(*) FROM routes").fetchone() != (0,)
    first.close()
    second.close()


def test_sqlite_is_the_default_whatever_is_installed():
    with closing(connect()) as database:
        assert isinstance(database, sqlite3.Connection)


def test_duckdb_that_is_not_installed_says_how(monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'nmg-data\[duckdb\]'"):
        connect("duckdb")


def test_another_engine_gets_a_suggestion():
    with pytest.raises(UnknownNameError, match="Did you mean 'sqlite'"):
        connect("sqlite3")


@pytest.mark.parametrize("engine", ENGINES)
def test_pandas_is_not_imported(engine):
    if engine == "duckdb" and int(duckdb.__version__.partition(".")[0]) < 2:
        pytest.skip("DuckDB before 2.0 imports pandas when it is given a list")
    code = (
        "import sys; from nmg_data import connect\n"
        f"print(connect({engine!r}).execute('SELECT count(*) FROM ports').fetchone())\n"
        "print(sorted({'pandas', 'polars', 'pyarrow', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "(20,)\n[]\n", done.stderr


# Small tables, for what the package's own data do not show.


def table(name, rows, foreign=(), fields=("id", "up")):
    schema = {
        "fields": [{"name": f, "type": "string", "title": f, "description": f} for f in fields],
        "primaryKey": [fields[0]],
        "missingValues": [""],
        "foreignKeys": [
            {"fields": ["up"], "reference": {"resource": to, "fields": ["id"]}} for to in foreign
        ],
    }
    described = {"name": name, "title": name, "description": 'a "quoted"\n-- comment', "path": ""}
    return Table(name, described, schema, rows)


def test_tables_come_after_those_they_refer_to():
    made = [table("c", [], ["b"]), table("b", [], ["a"]), table("a", [], ["a"])]
    assert [one.name for one in parents_first(made)] == ["a", "b", "c"]


def test_tables_in_a_circle_are_refused():
    with pytest.raises(DamagedDataError, match="refer to each other in a circle"):
        parents_first([table("a", [], ["b"]), table("b", [], ["a"])])


def test_a_dangling_reference_says_where():
    database = sqlite3.connect(":memory:")
    with pytest.raises(DamagedDataError, match="A row of a refers to a row of a that does not"):
        fill_sqlite(database, [table("a", [("x", "y")], ["a"])], "en")
    database.close()


def test_names_and_comments_cannot_break_out():
    evil = table('a"; DROP TABLE b; --', [("x", "'); --")], fields=('i"d', "up"))
    database = sqlite3.connect(":memory:")
    database.execute(create_table(evil, set(), "sqlite", "en"))
    assert database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [
        ('a"; DROP TABLE b; --',)
    ]
    database.close()


def test_read_tables_keeps_the_order_of_the_descriptor():
    assert [one.name for one in read_tables(["ports", "sources"])] == ["sources", "ports"]
    assert "connect" in nmg_data.__all__
