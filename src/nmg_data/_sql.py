"""The tables as a relational database: types, keys, checks and comments from Table Schemas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from ._describe import Lang, describe_field, localized
from ._descriptor import Json, enum
from ._errors import DamagedDataError
from ._records import Table, parents_first
from ._root import mend

if TYPE_CHECKING:
    import sqlite3

    import duckdb

Dialect = Literal["duckdb", "sqlite"]

TYPES: dict[Dialect, dict[str, str]] = {
    "duckdb": {
        "integer": "BIGINT",
        "year": "BIGINT",
        "number": "DOUBLE",
        "boolean": "BOOLEAN",
        "date": "DATE",
    },
    # SQLite has five storage classes; the names BOOLEAN and DATE tell readers what is meant.
    "sqlite": {
        "integer": "INTEGER",
        "year": "INTEGER",
        "number": "REAL",
        "boolean": "BOOLEAN",
        "date": "DATE",
    },
}
TEXT: dict[Dialect, str] = {"duckdb": "VARCHAR", "sqlite": "TEXT"}

# RE2, the engine of DuckDB, has neither look-around nor back-references.
NOT_RE2 = re.compile(r"\(\?[=!<]|\\[1-9]")


def fill_sqlite(connection: sqlite3.Connection, tables: Sequence[Table], lang: Lang) -> None:
    """Create and fill tables in a new SQLite database; foreign keys are enforced afterwards."""
    ordered = parents_first(tables)
    present = {table.name for table in tables}
    # A row may refer to a later row of its own table, so the keys are checked at the end.
    connection.execute("PRAGMA foreign_keys = OFF")
    with connection:
        connection.execute("BEGIN")
        for table in ordered:
            connection.execute(create_table(table, present, "sqlite", lang))
            for statement in indexes(table):
                connection.execute(statement)
            marks = ", ".join("?" * len(table.names))
            rows = ([_sqlite_value(value) for value in row] for row in table.rows)
            connection.executemany(f"INSERT INTO {quote(table.name)} VALUES ({marks})", rows)
        lost = connection.execute("PRAGMA foreign_key_check").fetchone()
        if lost is not None:
            raise DamagedDataError(
                f"A row of {lost[0]} refers to a row of {lost[2]} that does not exist. {mend()}"
            )
    connection.execute("PRAGMA foreign_keys = ON")


def _sqlite_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def fill_duckdb(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    lang: Lang,
    *,
    patterns: bool = True,
) -> None:
    """Create and fill tables in a new DuckDB database.

    Without ``patterns`` texts are not checked against them, which saves a tenth of a second.
    """
    ordered = parents_first(tables)
    present = {table.name for table in tables}
    statements = []
    for table in ordered:
        statements.append(create_table(table, present, "duckdb", lang, patterns=patterns))
        statements += indexes(table)
        statements += comments(table, lang)
    connection.execute(";\n".join(statements))
    for table in ordered:
        # One list a column: hundreds of times faster than a statement a row.
        types = [plain_type(field, "duckdb") for field in table.fields]
        lists = ", ".join(f"unnest(?::{kind}[])" for kind in types)
        columns = [table.column(name) for name in table.names]
        connection.execute(f"INSERT INTO {quote(table.name)} SELECT {lists}", columns)


def create_table(
    table: Table, present: set[str], dialect: Dialect, lang: Lang, *, patterns: bool = True
) -> str:
    """Return the CREATE TABLE statement of a table, with keys and checks.

    References to tables that are not present are left out. SQLite keeps the
    comments as text of the statement (``.schema`` shows them).
    """
    lines: list[tuple[str, str]] = []
    for field in table.fields:
        limits = field.get("constraints", {})
        parts = [quote(field["name"]), sql_type(field, dialect)]
        parts += ["NOT NULL"] if limits.get("required") else []
        parts += ["UNIQUE"] if limits.get("unique") and [field["name"]] != table.key else []
        parts += [f"CHECK ({check})" for check in checks(field, dialect, patterns)]
        lines.append((" ".join(parts), comment(field, table, lang)))
    # A key whose parts may be empty is no primary key in DuckDB; see `indexes`.
    if dialect == "sqlite" or not nullable_key(table):
        lines.append((f"PRIMARY KEY ({names(table.key)})", ""))
    lines += [(f"UNIQUE ({names(key)})", "") for key in table.schema.get("uniqueKeys", [])]
    for key in table.schema.get("foreignKeys", []):
        target = key["reference"].get("resource") or table.name
        # DuckDB can neither insert a row that refers to itself nor export such a table.
        if target in present and (dialect == "sqlite" or target != table.name):
            lines.append(
                (
                    f"FOREIGN KEY ({names(key['fields'])}) "
                    f"REFERENCES {quote(target)} ({names(key['reference']['fields'])})",
                    "",
                )
            )
    if dialect == "duckdb":
        return f"CREATE TABLE {quote(table.name)} ({', '.join(text for text, _ in lines)})"
    text = [f"CREATE TABLE {quote(table.name)} ( -- {one_line(table_comment(table, lang))}"]
    for number, (line, about) in enumerate(lines):
        comma = "," if number < len(lines) - 1 else ""
        text.append(f"  {line}{comma}" + (f" -- {one_line(about)}" if about else ""))
    return "\n".join([*text, ")"])


def sql_type(field: Json, dialect: Dialect) -> str:
    """Return the type of a field in a dialect; a closed list is an ENUM in DuckDB."""
    values = enum(field)
    if dialect == "duckdb" and values is not None:
        return f"ENUM ({', '.join(literal(value) for value in values)})"
    return plain_type(field, dialect)


def plain_type(field: Json, dialect: Dialect) -> str:
    """Return the type that the values of a field are stored as."""
    return TYPES[dialect].get(field["type"], TEXT[dialect])


def checks(field: Json, dialect: Dialect, patterns: bool) -> list[str]:
    """Return the conditions of a field that a database can check."""
    name, limits = quote(field["name"]), field.get("constraints", {})
    found = []
    values = enum(field)
    if dialect == "sqlite" and values is not None:
        found.append(f"{name} IN ({', '.join(literal(value) for value in values)})")
    for limit, sign in (
        ("minimum", ">="),
        ("maximum", "<="),
        ("exclusiveMinimum", ">"),
        ("exclusiveMaximum", "<"),
    ):
        if limit in limits:
            found.append(f"{name} {sign} {literal(limits[limit])}")
    for limit, sign in (("minLength", ">="), ("maxLength", "<=")):
        if limit in limits:
            found.append(f"length({name}) {sign} {int(limits[limit])}")
    pattern = limits.get("pattern")
    if dialect == "duckdb" and patterns and pattern and not NOT_RE2.search(pattern):
        found.append(f"regexp_full_match({name}, {literal(pattern)})")
    kind = plain_type(field, dialect)
    if dialect == "sqlite" and kind != "TEXT":
        # SQLite stores any text in a column of numbers unless told not to.
        storage = {"BOOLEAN": "integer", "DATE": "text"}.get(kind, kind.lower())
        found.append(f"typeof({name}) IN ('{storage}', 'null')")
        if field["type"] == "boolean":
            found.append(f"{name} IN (0, 1)")
    return found


def indexes(table: Table) -> list[str]:
    """Return the unique index that stands for a primary key with parts that may be empty."""
    if not nullable_key(table):
        return []
    empty = may_be_empty(table)
    parts = ", ".join(
        f"coalesce({quote(name)}, '')" if name in empty else quote(name) for name in table.key
    )
    return [f"CREATE UNIQUE INDEX {quote(f'{table.name}_key')} ON {quote(table.name)} ({parts})"]


def nullable_key(table: Table) -> bool:
    """Return whether a part of the primary key may be empty (it is text then)."""
    return not may_be_empty(table).isdisjoint(table.key)


def may_be_empty(table: Table) -> set[str]:
    """Return the names of the fields that are not required."""
    return {
        str(field["name"])
        for field in table.fields
        if not field.get("constraints", {}).get("required")
    }


def comments(table: Table, lang: Lang) -> list[str]:
    """Return the COMMENT ON statements of a table."""
    on_table = f"COMMENT ON TABLE {quote(table.name)} IS {literal(table_comment(table, lang))}"
    return [on_table] + [
        f"COMMENT ON COLUMN {quote(table.name)}.{quote(field['name'])} "
        f"IS {literal(comment(field, table, lang))}"
        for field in table.fields
    ]


def table_comment(table: Table, lang: Lang) -> str:
    """Return title and description of a table."""
    colon = "：" if lang == "zh" else ": "
    parts = (localized(table.described, key, lang) for key in ("title", "description"))
    return colon.join(parts)


def comment(field: Json, table: Table, lang: Lang) -> str:
    """Return title, meaning, unit and reference of a field."""
    about = describe_field(field, table.name, table.schema, lang)
    colon = "：" if lang == "zh" else ": "
    text = f"{localized(field, 'title', lang)}{colon}{about['meaning']}"
    extra = [f"[{about['unit']}]"] if about["unit"] else []
    target = table.references.get(field["name"])
    extra += [f"→ {'.'.join(target)}"] if target else []
    return " ".join([text, *extra])


def quote(name: str) -> str:
    """Quote a name."""
    return '"' + name.replace('"', '""') + '"'


def names(columns: Sequence[str]) -> str:
    """Quote names and join them."""
    return ", ".join(quote(name) for name in columns)


def literal(value: Any) -> str:
    """Return a text or number as SQL."""
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


def one_line(text: str) -> str:
    """Return a text without line breaks, so that it fits behind ``--``."""
    return " ".join(text.split())
