"""The exports of text formats and databases: pure functions from tables to named bytes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ._atomic import ExportError, sha256
from ._describe import Lang
from ._descriptor import Json, package
from ._errors import missing_extra
from ._json_schema import array_schema, record_schema
from ._records import Table, plain_number
from ._root import read_bytes, reason
from ._sql import fill_duckdb, fill_sqlite, literal

Files = dict[str, bytes]
Step = Callable[[str], None]


def export_csv(tables: Sequence[Table], lang: Lang, step: Step) -> Files:
    """Return a Data Package: the CSV files as they are, their schemas and a descriptor.

    In a part of the package, references to tables that are left out are left out too.
    """
    present = {table.name for table in tables}
    resources, files = [], {}
    for table in tables:
        step(table.name)
        content = read_bytes(str(table.described["path"]))
        schema = dict(table.schema)
        keys = [
            key
            for key in schema.get("foreignKeys", [])
            if (key["reference"].get("resource") or table.name) in present
        ]
        if keys != schema.get("foreignKeys", []):
            schema.pop("foreignKeys")
            schema |= {"foreignKeys": keys} if keys else {}
        files[str(table.described["path"])] = content
        files[str(table.described["schema"])] = json_bytes(schema)
        resources.append(
            {**table.described, "bytes": len(content), "hash": f"sha256:{sha256(content)}"}
        )
    files["datapackage.json"] = json_bytes({**package(), "resources": resources})
    return files


def export_json(tables: Sequence[Table], lang: Lang, step: Step) -> Files:
    """Return an array of records per table, one a line, and its JSON Schema."""
    whole, files = package(), {}
    for table in tables:
        step(table.name)
        lines = ",\n".join(record_lines(table))
        files[f"{table.name}.json"] = f"[\n{lines}\n]\n".encode()
        files[f"{table.name}.schema.json"] = json_bytes(array_schema(table, whole, lang))
    return files


def export_jsonl(tables: Sequence[Table], lang: Lang, step: Step) -> Files:
    """Return a record a line per table, and the JSON Schema of a record."""
    whole, files = package(), {}
    for table in tables:
        step(table.name)
        files[f"{table.name}.jsonl"] = "".join(f"{line}\n" for line in record_lines(table)).encode()
        files[f"{table.name}.record.schema.json"] = json_bytes(record_schema(table, whole, lang))
    return files


def record_lines(table: Table) -> list[str]:
    """Return each row as a JSON object on one line; a missing value is null."""
    names = table.names
    return [
        json.dumps(
            {name: json_value(value) for name, value in zip(names, row, strict=True)},
            ensure_ascii=False,
            allow_nan=False,
        )
        for row in table.rows
    ]


def json_value(value: Any) -> Any:
    """Return a value as JSON knows it."""
    if isinstance(value, float):
        return plain_number(value)
    return value.isoformat() if isinstance(value, date) else value


def json_bytes(value: Json) -> bytes:
    """Return readable JSON that is the same every time."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def export_sqlite(tables: Sequence[Table], lang: Lang, step: Step) -> Files:
    """Return one SQLite database."""
    import sqlite3

    step("nmg-data.sqlite")
    connection = sqlite3.connect(":memory:")
    try:
        fill_sqlite(connection, tables, lang)
        return {"nmg-data.sqlite": connection.serialize()}
    finally:
        connection.close()


def export_duckdb(tables: Sequence[Table], lang: Lang, step: Step) -> Files:
    """Return one DuckDB database; its bytes differ from run to run, its content does not."""
    try:
        import duckdb
    except ImportError as error:
        raise missing_extra("duckdb", "duckdb", "The duckdb export") from error
    step("nmg-data.duckdb")
    try:
        with tempfile.TemporaryDirectory(prefix="nmg-data-") as folder:
            path = Path(folder) / "nmg-data.duckdb"
            connection = duckdb.connect(":memory:")
            try:
                # Each column and index fills a block at least: 256 kB by default.
                connection.execute(f"ATTACH {literal(path)} AS made (BLOCK_SIZE 16384)")
                connection.execute("USE made")
                fill_duckdb(connection, tables, lang)
            finally:
                connection.close()
            return {path.name: path.read_bytes()}
    except (duckdb.IOException, OSError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error).splitlines()[0]
        raise ExportError(f"The duckdb export could not be made: {why}.") from error
