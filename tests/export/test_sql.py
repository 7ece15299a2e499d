"""The database: keys, types, and the views of figures in words."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from nmg_data import connect
from nmg_data.core.errors import DamagedDataError, UnknownNameError
from nmg_data.core.package import package as known
from nmg_data.export.sql import definitions, fill_sqlite

duckdb = pytest.importorskip("duckdb")


@pytest.fixture(params=["sqlite", "duckdb"])
def database(request, frozen):
    with closing(connect(request.param)) as connection:
        yield connection


def test_every_table_and_view_has_its_rows(database):
    counts = {table.name: len(table.rows) for table in known().tables()}
    counts |= dict.fromkeys(("figures_en", "figures_zh"), counts["observations"])
    for name, count in counts.items():
        assert database.execute(f'SELECT count(*) FROM "{name}"').fetchall() == [(count,)]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Raw coal output", "Inner Mongolia", 1290000000.0, "tonne")),
        ("zh", ("原煤产量", "内蒙古自治区", 1290000000.0, "吨")),
    ],
)
def test_a_query_of_figures_needs_no_join(database, lang, words):
    query = (
        f"SELECT indicator, place, value, unit, measure, source FROM figures_{lang} "
        "WHERE indicator_id = 'coal_output' AND period = '2024' AND measure = ?"
    )
    level = known().label("observations", "measure", "level", lang)
    source = known().name("sources", "xinhua_2025", lang)
    assert database.execute(query, [level]).fetchall() == [(*words, level, source)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_views_have_the_note_in_their_language(database, lang):
    row = next(row for row in known().rows("observations") if row["note_zh"])
    query = f"SELECT note FROM figures_{lang} WHERE observation_id = ?"
    assert database.execute(query, [row["observation_id"]]).fetchone() == (row[f"note_{lang}"],)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO list_items SELECT * FROM list_items",
        "UPDATE observations SET indicator_id = 'none' WHERE period = '2024'",
        "UPDATE ports SET name_en = NULL",
    ],
)
def test_keys_are_enforced(database, statement):
    with pytest.raises((sqlite3.IntegrityError, duckdb.ConstraintException)):
        database.execute(statement)


def test_types_in_duckdb(frozen):
    with connect("duckdb") as database:
        columns = database.execute("DESCRIBE observations").fetchall()
    types = {name: kind for name, kind, *_ in columns}
    assert (types["year"], types["value"]) == ("BIGINT", "DOUBLE")
    assert (types["preferred"], types["period"]) == ("BOOLEAN", "VARCHAR")
    assert types["status"].startswith("ENUM('actual', ")


def test_a_part_has_no_reference_to_what_is_absent(frozen):
    statements = "".join(definitions(known().tables(["ports", "units"]), "sqlite"))
    assert 'REFERENCES "places"' not in statements
    assert "VIEW" not in statements


def test_a_dangling_reference_is_damage(frozen):
    known().table("ports").records[0][0] = "nowhere"
    with (
        closing(sqlite3.connect(":memory:")) as database,
        pytest.raises(DamagedDataError, match="A row of ports refers to a row of places"),
    ):
        fill_sqlite(database, known().tables())


def test_an_engine_that_does_not_exist():
    with pytest.raises(UnknownNameError, match="Did you mean 'duckdb'"):
        connect("duckbd")


def test_sqlite_needs_no_pandas():
    code = "import sys; from nmg_data import connect; connect(); print('pandas' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code]) == b"False\n"
