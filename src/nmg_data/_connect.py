"""``connect``: all tables as an in-memory database, with keys, checks and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from ._errors import missing_extra, one_of
from ._records import read_tables

if TYPE_CHECKING:
    import sqlite3

    import duckdb


@overload
def connect(engine: Literal["sqlite"] = ...) -> sqlite3.Connection: ...
@overload
def connect(engine: Literal["duckdb"]) -> duckdb.DuckDBPyConnection: ...
@overload
def connect(
    engine: Literal["sqlite", "duckdb"],
) -> sqlite3.Connection | duckdb.DuckDBPyConnection: ...


def connect(engine: Literal["sqlite", "duckdb"] = "sqlite") -> Any:
    """Open an in-memory database that holds all tables.

    Parameters
    ----------
    engine
        ``"sqlite"``, which is in the standard library and ready in a tenth of a
        second, or ``"duckdb"``, an optional extra with more SQL.

    Returns
    -------
    sqlite3.Connection or duckdb.DuckDBPyConnection
        A new database each time, which is yours: change it, close it, nothing is
        shared and no file is touched. Both take ``.execute(sql, parameters)`` and
        ``.fetchall()`` on what that returns. One table per table of the package;
        integer → BIGINT/INTEGER, number → DOUBLE/REAL, boolean → BOOLEAN (0 and 1
        in SQLite), a closed list → ENUM/TEXT, other → VARCHAR/TEXT; an empty cell
        is NULL.

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
    Primary, unique and foreign keys, closed lists, limits and lengths are enforced
    (SQLite: ``PRAGMA foreign_keys`` is on); patterns are not. Titles,
    descriptions and units are comments: ``duckdb_columns()`` and
    ``duckdb_tables()`` in DuckDB, the text in ``sqlite_master`` in SQLite.
    DuckDB has two limits: the key of ``citations``, whose ``field`` may be empty, is
    a unique index there; and references of a table to itself (``places.parent_id``)
    are told in the comment alone. pandas is not imported, except by DuckDB before 2.0
    where it is installed.

    Source: the CSV files of this package; `nmg_data.describe` lists the sources.

    Examples
    --------
    >>> database = connect()
    >>> database.execute(
    ...     "SELECT mode, count(*) FROM ports GROUP BY mode ORDER BY 2 DESC"
    ... ).fetchall()
    [('road', 12), ('air', 6), ('rail', 2)]
    >>> database.close()
    """
    one_of("engine", engine, ("sqlite", "duckdb"))
    return _duckdb() if engine == "duckdb" else _sqlite()


def _sqlite() -> sqlite3.Connection:
    import sqlite3

    from ._sql import fill_sqlite

    connection = sqlite3.connect(":memory:")
    fill_sqlite(connection, read_tables(), "en")
    return connection


def _duckdb() -> duckdb.DuckDBPyConnection:
    try:
        import duckdb
    except ImportError as error:
        raise missing_extra("duckdb", "duckdb", "connect(engine='duckdb')") from error
    from ._sql import fill_duckdb

    # The tables are small: threads would only wait for each other while they are filled.
    connection = duckdb.connect(":memory:", config={"threads": 1})
    fill_duckdb(connection, read_tables(), "en", patterns=False)
    connection.execute("RESET threads")
    return connection
