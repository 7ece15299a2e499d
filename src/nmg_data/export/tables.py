"""The tables in other formats: pure functions from tables to named bytes."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from ..core.describe import describe_field
from ..core.engines import read_pyarrow
from ..core.errors import missing_extra
from ..core.package import Json, Lang, Table, localized, package
from ..core.text import width
from ..core.words import say
from .sql import fill_duckdb, fill_sqlite, literal, values

Files = dict[str, bytes]
# A spreadsheet takes a text that begins so for a formula as soon as it is edited or imported.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 60


def export_csv(tables: Sequence[Table], lang: Lang) -> Files:
    """Return a Data Package: the CSV files as they are, their schemas and a descriptor.

    In a part of the package, references to tables that are left out are left out too.
    """
    files: Files = {}
    resources = []
    for table in tables:
        files[table.path] = table.data
        files[str(table.resource["schema"])] = json_bytes(schema_of(table, tables))
        mark = {"bytes": len(table.data), "hash": f"sha256:{sha256(table.data)}"}
        resources.append({**table.resource, **mark})
    files["datapackage.json"] = json_bytes({**package().descriptor, "resources": resources})
    return files


def schema_of(table: Table, tables: Sequence[Table]) -> Json:
    """Return the Table Schema of a table without references to absent tables."""
    present = {other.name for other in tables}
    keys = [
        key
        for key in table.schema.get("foreignKeys", [])
        if (key["reference"].get("resource") or table.name) in present
    ]
    schema = {name: part for name, part in table.schema.items() if name != "foreignKeys"}
    return {**schema, "foreignKeys": keys} if keys else schema


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def json_bytes(value: Any) -> bytes:
    """Return readable JSON that is the same every time."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def record_lines(table: Table) -> list[str]:
    """Return each row as a JSON object on one line; a missing value is null."""
    rows = [dict(zip(table.fields, row, strict=True)) for row in values(table)]
    return [json.dumps(row, ensure_ascii=False) for row in rows]


def export_json(tables: Sequence[Table], lang: Lang) -> Files:
    """Return an array of records per table, one a line."""
    texts = {table.name: ",\n".join(record_lines(table)) for table in tables}
    return {f"{name}.json": f"[\n{text}\n]\n".encode() for name, text in texts.items()}


def export_jsonl(tables: Sequence[Table], lang: Lang) -> Files:
    """Return a record a line per table."""
    texts = {table.name: "\n".join(record_lines(table)) for table in tables}
    return {f"{name}.jsonl": f"{text}\n".encode() for name, text in texts.items()}


def export_parquet(tables: Sequence[Table], lang: Lang) -> Files:
    """Return one Parquet file per table, with what its columns mean in its metadata."""
    try:
        import pyarrow.parquet as pq
    except ImportError as error:
        raise missing_extra("pyarrow", "pyarrow", "The parquet export") from error
    files = {}
    whole = package()
    for table in tables:
        about = {
            "title": localized(table.resource, "title", lang),
            "description": localized(table.resource, "description", lang),
            "licence": whole.licence,
            "source": str(whole.descriptor["homepage"]),
            "version": whole.version,
        }
        read = read_pyarrow(table, about)
        for place, (name, field) in enumerate(table.fields.items()):
            metadata = {key: localized(field, key, lang) for key in ("title", "description")}
            labels = table.labels(name, lang)
            metadata |= {"labels": json.dumps(labels, ensure_ascii=False)} if labels else {}
            column = read.schema.field(name).with_metadata(metadata)
            read = read.cast(read.schema.set(place, column))
        buffer = io.BytesIO()
        pq.write_table(read, buffer)
        files[f"{table.name}.parquet"] = buffer.getvalue()
    return files


def export_sqlite(tables: Sequence[Table], lang: Lang) -> Files:
    """Return one SQLite database."""
    with closing(sqlite3.connect(":memory:")) as connection:
        fill_sqlite(connection, tables)
        return {"nmg-data.sqlite": connection.serialize()}


def export_duckdb(tables: Sequence[Table], lang: Lang) -> Files:
    """Return one DuckDB database; its bytes differ from run to run, its content does not."""
    try:
        import duckdb
    except ImportError as error:
        raise missing_extra("duckdb", "duckdb", "The duckdb export") from error
    with tempfile.TemporaryDirectory(prefix="nmg-data-") as folder:
        path = Path(folder) / "nmg-data.duckdb"
        with duckdb.connect(":memory:") as connection:
            # Each column and index fills a block at least: 256 kB by default.
            connection.execute(f"ATTACH {literal(str(path))} AS file (BLOCK_SIZE 16384)")
            connection.execute("USE file")
            fill_duckdb(connection, tables)
        return {path.name: path.read_bytes()}


# Excel


def export_xlsx(tables: Sequence[Table], lang: Lang) -> Files:
    """Return one workbook: a sheet per table, the figures in words, and a dictionary.

    Texts are written as texts, whatever they begin with, and never as formulas or links.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise missing_extra("xlsxwriter", "xlsx", "The xlsx export") from error
    buffer = io.BytesIO()
    options = dict.fromkeys(("strings_to_formulas", "strings_to_numbers", "strings_to_urls"), False)
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    # The clock has no place in a file that is the same every time.
    created = datetime.fromisoformat(str(package().descriptor["created"]).replace("Z", "+00:00"))
    title = localized(package().descriptor, "title", lang)
    book.set_properties({"title": title, "created": created.replace(tzinfo=None)})
    for name, header, rows in sheets(tables, lang):
        write_sheet(book, name, header, rows)
    book.close()
    return {"nmg-data.xlsx": buffer.getvalue()}


Sheet = tuple[str, list[str], list[list[Any]]]


def sheets(tables: Sequence[Table], lang: Lang) -> list[Sheet]:
    """Return name, header and rows of every sheet of the workbook."""
    whole = package().descriptor
    about: list[list[Any]] = [
        [localized(whole, "title", lang), localized(whole, "description", lang), None],
        [f"{say('version', lang)} {whole['version']}", whole["homepage"], None],
        [say("licence", lang), package().licence, None],
    ]
    words = ["field", "type", "unit", "rules", "meaning"]
    found, dictionary = _figures(tables, lang), []
    for table in tables:
        # Excel allows 31 characters, and not these.
        name = re.sub(r"[\[\]:*?/\\]", " ", localized(table.resource, "title", lang))[:31]
        about.append([name, localized(table.resource, "description", lang), len(table.records)])
        described = [describe_field(table, field, lang) for field in table.fields]
        dictionary += [[name, *(one[word] for word in words)] for one in described]
        header = [localized(field, "title", lang) for field in table.fields.values()]
        found.append((name, header, values(table)))
    header = [say(word, lang) for word in ("table", "meaning", "rows")]
    found.insert(0, (say("about", lang), header, about))
    header = [say(word, lang) for word in ("table", *words)]
    return [*found, (say("dictionary", lang), header, dictionary)]


def _figures(tables: Sequence[Table], lang: Lang) -> list[Sheet]:
    """Return the figures with names for codes, as the view of the database has them."""
    with closing(sqlite3.connect(":memory:")) as connection:
        fill_sqlite(connection, tables)
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'view'").fetchone():
            return []
        cursor = connection.execute(f"SELECT * FROM figures_{lang}")
        header = [str(column[0]) for column in cursor.description]
        return [(say("figures", lang), header, [list(row) for row in cursor])]


def write_sheet(book: Any, name: str, header: list[str], rows: list[list[Any]]) -> None:
    """Write a sheet with a frozen header, a filter and columns as wide as their texts."""
    bold = book.add_format({"bold": True, "bottom": 1})
    quoted = book.add_format({"quote_prefix": True})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, bold)
        widest = max([width(title) + 3, *(width(str(row[column] or "")) for row in rows)])
        sheet.set_column(column, column, min(widest, WIDEST) + 1)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str) and value:
                # The style keeps a text a text when the cell is edited.
                style = quoted if value.startswith(FORMULA) else None
                sheet.write_string(number, column, value, style)
            elif value is not None and value != "":
                sheet.write(number, column, value)
    sheet.autofilter(0, 0, max(1, len(rows)), len(header) - 1)


FORMATS: Mapping[str, Callable[[Sequence[Table], Lang], Files]] = {
    "csv": export_csv,
    "json": export_json,
    "jsonl": export_jsonl,
    "parquet": export_parquet,
    "xlsx": export_xlsx,
    "sqlite": export_sqlite,
    "duckdb": export_duckdb,
}
