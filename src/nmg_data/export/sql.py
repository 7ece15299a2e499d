"""The tables as a relational database, with a view of the figures in words for each language."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any, Literal, overload

from ..core.engines import library
from ..core.errors import DamagedDataError, one_of
from ..core.load import read_frame
from ..core.package import Lang, Table, files, name_field, package

if TYPE_CHECKING:
    import duckdb

Engine = Literal["sqlite", "duckdb"]
# Type of a field → its name in SQL, and how to read its cells. SQLite goes by parts of the names.
TYPES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "integer": ("BIGINT", int),
    "number": ("DOUBLE", float),
    "boolean": ("BOOLEAN", "true".__eq__),
    "string": ("VARCHAR", str),
}


@overload
def connect(engine: Literal["sqlite"] = ...) -> sqlite3.Connection: ...
@overload
def connect(engine: Literal["duckdb"]) -> duckdb.DuckDBPyConnection: ...
def connect(engine: Engine = "sqlite") -> Any:
    """Open an in-memory database that holds all tables.

    Parameters
    ----------
    engine
        ``"sqlite"``, which is in the standard library, or ``"duckdb"``, an optional extra.

    Returns
    -------
    sqlite3.Connection or duckdb.DuckDBPyConnection
        A new database each time, with the tables of the package, their primary and foreign keys;
        an empty cell is NULL. The views ``figures_en`` and ``figures_zh`` hold the figures with
        names for codes, so that a query needs no join.

    Raises
    ------
    ValueError
        The engine does not exist.
    ImportError
        DuckDB was asked for and is not installed.
    OSError
        The installation is damaged.

    Notes
    -----
    integer → BIGINT, number → DOUBLE, boolean → BOOLEAN (0 and 1 in SQLite), allowed values → ENUM
    in DuckDB, other → VARCHAR. DuckDB knows no foreign key of a table to itself.

    Examples
    --------
    >>> database = connect()
    >>> database.execute(
    ...     "SELECT place, value, unit FROM figures_en WHERE indicator = 'Raw coal output'"
    ...     " AND measure = 'level' AND period = '2024' AND preferred"
    ... ).fetchall()
    [('Inner Mongolia', 1290000000.0, 'tonne')]
    >>> database.close()
    """
    one_of("engine", engine, ("sqlite", "duckdb"))
    return open_database(engine, package().tables())


def open_database(engine: Engine, tables: Sequence[Table]) -> Any:
    """Return a new in-memory database of some tables."""
    connection = (library("duckdb") if engine == "duckdb" else sqlite3).connect(":memory:")
    fill = fill_duckdb if engine == "duckdb" else fill_sqlite
    fill(connection, tables)
    return connection


def fill_sqlite(database: sqlite3.Connection, tables: Sequence[Table]) -> None:
    """Create and fill tables in a new SQLite database; foreign keys are enforced afterwards."""
    # A row may refer to a later row of its own table, so the keys are checked at the end.
    database.execute("PRAGMA foreign_keys = OFF")
    with database:
        for statement in definitions(tables, "sqlite"):
            database.execute(statement)
        for table in tables:
            marks = ", ".join("?" * len(table.fields))
            database.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', values(table))
        lost = database.execute("PRAGMA foreign_key_check").fetchone()
    if lost is not None:
        what = f"A row of {lost[0]} refers to a row of {lost[2]} that does not exist."
        raise DamagedDataError(f"{what} {tables[0].advice}")
    database.execute("PRAGMA foreign_keys = ON")


def fill_duckdb(database: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    """Create and fill tables in a new DuckDB database, each after those that it refers to."""
    by_name = {table.name: table for table in tables}
    order = TopologicalSorter[str]()
    for table in tables:
        targets = {target for target, _ in table.references.values()} & by_name.keys()
        order.add(table.name, *(targets - {table.name}))
    tables = [by_name[name] for name in order.static_order()]
    database.execute(";\n".join(definitions(tables, "duckdb")))
    for table in tables:
        database.append(table.name, read_frame(table))


def definitions(tables: Sequence[Table], engine: Engine) -> list[str]:
    """Return the statements that create the tables and, where all are present, the views."""
    by_name = {table.name: table for table in tables}
    statements = [create_table(table, set(by_name), engine) for table in tables]
    if {"observations", "indicators", "places", "units", "sources"} <= set(by_name):
        statements += [create_view(by_name["observations"], lang) for lang in ("en", "zh")]
    return statements


def create_table(table: Table, present: set[str], engine: Engine) -> str:
    """Return the CREATE TABLE statement of a table; references to absent tables are left out."""
    lines = []
    for name, field in table.fields.items():
        kind, codes = TYPES[field["type"]][0], table.enum(name)
        if codes is not None and engine == "duckdb":
            kind = f"ENUM ({', '.join(map(literal, codes))})"
        required = field.get("constraints", {}).get("required") or name in table.key
        lines.append(f'"{name}" {kind}' + " NOT NULL" * bool(required))
    key = ", ".join(f'"{name}"' for name in table.key)
    lines.append(f"PRIMARY KEY ({key})")
    for own, (target, other) in table.references.items():
        # DuckDB can neither insert a row that refers to itself nor export such a table.
        if target in present and (engine == "sqlite" or target != table.name):
            lines.append(f'FOREIGN KEY ("{own}") REFERENCES "{target}" ("{other}")')
    body = ",\n  ".join(lines)
    return f'CREATE TABLE "{table.name}" (\n  {body}\n)'


def create_view(observations: Table, lang: Lang) -> str:
    """Return the statement of the view of figures in a language: names and labels for codes."""
    words = {}
    for name in observations.fields:
        labels = observations.labels(name, lang).items()
        cases = (f"WHEN {literal(code)} THEN {literal(label)}" for code, label in labels)
        words[name] = f"CASE o.{name} {' '.join(cases)} END"
    statement = files(__package__).joinpath("figures.sql").read_text("utf-8")
    return statement.format(lang=lang, title=name_field("sources", lang), **words)


def values(table: Table) -> list[list[Any]]:
    """Return the rows with typed values: int, float, bool or text; None where a cell is empty."""
    readers = [TYPES[field["type"]][1] for field in table.fields.values()]
    return [
        [read(cell) if cell else None for read, cell in zip(readers, record, strict=True)]
        for record in table.records
    ]


def literal(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"
