"""The tables as a relational database, with a view of the figures in words for each language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any, Literal, overload

from ..core.errors import DamagedDataError, missing_extra, one_of
from ..core.package import Lang, Table, name_field, package

if TYPE_CHECKING:
    import sqlite3

    import duckdb

Dialect = Literal["duckdb", "sqlite"]
Reader = Callable[[str], Any]
READERS: dict[str, Reader] = {"integer": int, "number": float, "boolean": "true".__eq__}
TYPES: dict[Dialect, dict[str, str]] = {
    "duckdb": {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"},
    # SQLite has five storage classes; the name BOOLEAN tells readers what is meant.
    "sqlite": {"integer": "INTEGER", "number": "REAL", "boolean": "BOOLEAN"},
}
TEXT: dict[Dialect, str] = {"duckdb": "VARCHAR", "sqlite": "TEXT"}
# The fields behind the columns of the views: names replace codes, and are added to these keys.
FIGURES = (
    *("observation_id", "indicator_id", "place_id", "period", "year", "period_kind", "measure"),
    *("value", "unit_id", "bound", "lower", "upper", "status", "vintage", "break_before"),
    *("base_period", "scope", "preferred", "source_id", "as_printed", "note"),
)
KEPT = ("indicator_id", "place_id")


@overload
def connect(engine: Literal["sqlite"] = ...) -> sqlite3.Connection: ...
@overload
def connect(engine: Literal["duckdb"]) -> duckdb.DuckDBPyConnection: ...
@overload
def connect(
    engine: Literal["sqlite", "duckdb"],
) -> sqlite3.Connection | duckdb.DuckDBPyConnection: ...


def connect(engine: Dialect = "sqlite") -> Any:
    """Open an in-memory database that holds all tables.

    Parameters
    ----------
    engine
        ``"sqlite"``, which is in the standard library, or ``"duckdb"``, an optional extra.

    Returns
    -------
    sqlite3.Connection or duckdb.DuckDBPyConnection
        A new database each time: nothing is shared and no file is touched. One table per table of
        the package, with primary and foreign keys; an empty cell is NULL. The views
        ``figures_en`` and ``figures_zh`` hold the figures with names for codes, so that a query
        needs no join.

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
    integer → BIGINT/INTEGER, number → DOUBLE/REAL, boolean → BOOLEAN (0 and 1 in SQLite), allowed
    values → ENUM/TEXT, other → VARCHAR/TEXT. DuckDB knows no foreign key of a table to itself
    (``places.parent_id``).

    Source: the CSV files of this package; `nmg_data.describe` lists the sources.

    Examples
    --------
    >>> database = connect()
    >>> database.execute(
    ...     "SELECT mode, count(*) FROM ports GROUP BY mode ORDER BY 2 DESC"
    ... ).fetchall()
    [('road', 12), ('air', 6), ('rail', 2)]
    >>> database.execute(
    ...     "SELECT period, value, unit FROM figures_zh WHERE indicator = '原煤产量'"
    ...     " AND measure = '绝对量' AND place = '内蒙古自治区' AND period = '2024'"
    ... ).fetchall()
    [('2024', 1290000000.0, '吨')]
    >>> database.close()
    """
    one_of("engine", engine, ("sqlite", "duckdb"))
    tables = package().tables()
    if engine == "sqlite":
        import sqlite3

        connection = sqlite3.connect(":memory:")
        fill_sqlite(connection, tables)
        return connection
    try:
        import duckdb
    except ImportError as error:
        raise missing_extra("duckdb", "duckdb", "connect(engine='duckdb')") from error
    # The tables are small: threads would only wait for each other while they are filled.
    database = duckdb.connect(":memory:", config={"threads": 1})
    fill_duckdb(database, tables)
    database.execute("RESET threads")
    return database


def fill_sqlite(connection: sqlite3.Connection, tables: Sequence[Table]) -> None:
    """Create and fill tables in a new SQLite database; foreign keys are enforced afterwards."""
    # A row may refer to a later row of its own table, so the keys are checked at the end.
    connection.execute("PRAGMA foreign_keys = OFF")
    with connection:
        for statement in definitions(tables, "sqlite"):
            connection.execute(statement)
        for table in tables:
            marks = ", ".join("?" * len(table.fields))
            connection.executemany(
                f"INSERT INTO {quote(table.name)} VALUES ({marks})", values(table)
            )
        lost = connection.execute("PRAGMA foreign_key_check").fetchone()
    if lost is not None:
        what = f"A row of {lost[0]} refers to a row of {lost[2]} that does not exist."
        raise DamagedDataError(f"{what} {tables[0].advice}")
    connection.execute("PRAGMA foreign_keys = ON")


def fill_duckdb(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    """Create and fill tables in a new DuckDB database."""
    connection.execute(";\n".join(definitions(tables, "duckdb")))
    for table in ordered(tables):
        # One list a column: hundreds of times faster than a statement a row.
        columns = [list(column) for column in zip(*values(table), strict=True)]
        lists = ", ".join(f"unnest(?::{_plain(table, name, 'duckdb')}[])" for name in table.fields)
        if columns:
            connection.execute(f"INSERT INTO {quote(table.name)} SELECT {lists}", columns)


def definitions(tables: Sequence[Table], dialect: Dialect) -> list[str]:
    """Return the statements that create the tables and, where all are present, the views."""
    present = {table.name for table in tables}
    statements = [create_table(table, present, dialect) for table in ordered(tables)]
    if {"observations", "indicators", "places", "units", "sources"} <= present:
        statements += [create_view(tables, lang) for lang in ("en", "zh")]
    return statements


def ordered(tables: Sequence[Table]) -> list[Table]:
    """Return tables so that each comes after those that it refers to."""
    by_name = {table.name: table for table in tables}
    graph = {
        table.name: {target for target, _ in table.references.values()}
        & by_name.keys() - {table.name}
        for table in tables
    }
    return [by_name[name] for name in TopologicalSorter(graph).static_order()]


def create_table(table: Table, present: set[str], dialect: Dialect) -> str:
    """Return the CREATE TABLE statement of a table; references to absent tables are left out."""
    lines = []
    for name, field in table.fields.items():
        codes = table.enum(name)
        kind = _plain(table, name, dialect)
        if dialect == "duckdb" and codes is not None:
            kind = f"ENUM ({', '.join(map(literal, codes))})"
        required = field.get("constraints", {}).get("required") or name in table.key
        lines.append(f"{quote(name)} {kind}{' NOT NULL' if required else ''}")
    lines.append(f"PRIMARY KEY ({', '.join(map(quote, table.key))})")
    for own, (target, other) in table.references.items():
        # DuckDB can neither insert a row that refers to itself nor export such a table.
        if target in present and (dialect == "sqlite" or target != table.name):
            reference = f"{quote(target)} ({quote(other)})"
            lines.append(f"FOREIGN KEY ({quote(own)}) REFERENCES {reference}")
    body = ",\n  ".join(lines)
    return f"CREATE TABLE {quote(table.name)} (\n  {body}\n)"


def create_view(tables: Sequence[Table], lang: Lang) -> str:
    """Return the statement of the view of figures in a language: names for codes, no keys."""
    table = next(table for table in tables if table.name == "observations")
    columns, joins = [], []
    for name in FIGURES:
        cell = f"o.{quote(name)}"
        if name in table.references:
            target, key = table.references[name]
            alias = quote(name.removesuffix("_id"))
            joins.append(f"LEFT JOIN {quote(target)} AS {alias} ON {alias}.{quote(key)} = {cell}")
            field = f"{alias}.{quote(name_field(target, lang))}"
            text = f"coalesce({field}, {alias}.title)" if target == "sources" else field
            columns += [cell] if name in KEPT else []
            columns.append(f"{text} AS {alias}")
        elif name == "note":
            text = "coalesce(o.note_zh, o.note_en)" if lang == "zh" else "o.note_en"
            columns.append(f"{text} AS note")
        elif table.enum(name) is not None:
            labels = table.labels(name, lang).items()
            cases = " ".join(f"WHEN {literal(code)} THEN {literal(one)}" for code, one in labels)
            columns.append(f"CASE {cell} {cases} END AS {quote(name)}")
        else:
            columns.append(cell)
    selected, joined = ",\n  ".join(columns), "\n".join(joins)
    return f"CREATE VIEW figures_{lang} AS SELECT\n  {selected}\nFROM observations AS o\n{joined}"


def values(table: Table) -> list[list[Any]]:
    """Return the rows with typed values: int, float, bool or text; None where a cell is empty."""
    readers = [READERS.get(field["type"], str) for field in table.fields.values()]
    return [
        [read(cell) if cell else None for read, cell in zip(readers, record, strict=True)]
        for record in table.records
    ]


def _plain(table: Table, name: str, dialect: Dialect) -> str:
    return TYPES[dialect].get(str(table.fields[name]["type"]), TEXT[dialect])


def quote(name: str) -> str:
    """Quote a name."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"
