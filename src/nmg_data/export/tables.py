"""The tables in other formats: pure functions from tables to named bytes."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from ..core.describe import describe_field
from ..core.engines import library, read_pyarrow
from ..core.load import attributes
from ..core.package import Json, Lang, Table, localized, package
from ..core.text import width
from ..core.words import say
from .cite import cite_in
from .sql import literal, open_database, values

Files = dict[str, bytes]
# A spreadsheet takes a text that begins so for a formula as soon as it is edited or imported.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 60


def export_csv(tables: Sequence[Table], lang: Lang) -> Files:
    """Return a Data Package: the CSV files as they are, their schemas and a descriptor."""
    files: Files = {}
    resources = []
    present = {"", *(table.name for table in tables)}
    for table in tables:
        keys = table.schema.get("foreignKeys", [])
        kept = [key for key in keys if key["reference"].get("resource", "") in present]
        schema = (table.schema | {"foreignKeys": kept}).items()
        files[table.path] = table.data
        files[table.resource["schema"]] = json_bytes({name: part for name, part in schema if part})
        mark = {"bytes": len(table.data), "hash": f"sha256:{sha256(table.data)}"}
        resources.append({**table.resource, **mark})
    files["datapackage.json"] = json_bytes({**package().descriptor, "resources": resources})
    return files


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
    parquet = library("pyarrow.parquet", "pyarrow")
    files = {}
    for table in tables:
        read = read_pyarrow(table, attributes(table) | texts_of(table.resource, lang))
        schema = read.schema
        for place, (name, field) in enumerate(table.fields.items()):
            labels = json.dumps(table.labels(name, lang), ensure_ascii=False)
            metadata = texts_of(field, lang) | ({"labels": labels} if table.enum(name) else {})
            schema = schema.set(place, schema.field(name).with_metadata(metadata))
        buffer = io.BytesIO()
        parquet.write_table(read.cast(schema), buffer)
        files[f"{table.name}.parquet"] = buffer.getvalue()
    return files


def texts_of(part: Json, lang: Lang) -> dict[str, str]:
    """Return title and description of a table or field in a language."""
    return {key: localized(part, key, lang) for key in ("title", "description")}


def export_sqlite(tables: Sequence[Table], lang: Lang) -> Files:
    """Return one SQLite database."""
    with closing(open_database("sqlite", tables)) as database:
        return {"nmg-data.sqlite": database.serialize()}


def export_duckdb(tables: Sequence[Table], lang: Lang) -> Files:
    """Return one DuckDB database; its bytes differ from run to run, its content does not."""
    with (
        tempfile.TemporaryDirectory(prefix="nmg-data-") as folder,
        closing(open_database("duckdb", tables)) as database,
    ):
        path = Path(folder, "nmg-data.duckdb")
        # Each column and index fills a block at least: 256 kB by default.
        database.execute(f"ATTACH {literal(str(path))} AS file (BLOCK_SIZE 16384)")
        database.execute("COPY FROM DATABASE memory TO file; DETACH file")
        return {path.name: path.read_bytes()}


def export_xlsx(tables: Sequence[Table], lang: Lang) -> Files:
    """Return one workbook: a sheet about it and its columns, and a sheet per table."""
    buffer, whole = io.BytesIO(), package().descriptor
    options = dict.fromkeys(("strings_to_formulas", "strings_to_numbers", "strings_to_urls"), False)
    book = library("xlsxwriter", "xlsx").Workbook(buffer, {"in_memory": True, **options})
    # The clock has no place in a file that is the same every time.
    created = datetime.fromisoformat(whole["created"][:10])
    book.set_properties({"title": localized(whole, "title", lang), "created": created})
    header = [say(word, lang) for word in ("table", "field", "meaning")]
    write_sheet(book, say("about", lang), header, about(tables, lang))
    for table in tables:
        header = [localized(field, "title", lang) for field in table.fields.values()]
        write_sheet(book, localized(table.resource, "title", lang)[:31], header, values(table))
    book.close()
    return {"nmg-data.xlsx": buffer.getvalue()}


def about(tables: Sequence[Table], lang: Lang) -> list[list[Any]]:
    """Return what an analyst asks first: title, licence, citation, and what each column means."""
    title, description = texts_of(package().descriptor, lang).values()
    rows = [[title, "", description], [say("licence", lang), "", package().licence]]
    rows.append([say("citation", lang), "", cite_in(package())])
    for table in tables:
        title, description = texts_of(table.resource, lang).values()
        rows.append([title, "", description])
        for name, field in table.fields.items():
            meaning = describe_field(table, name, lang)["meaning"]
            rows.append([title, localized(field, "title", lang), meaning])
    return rows


def write_sheet(book: Any, name: str, header: list[str], rows: list[list[Any]]) -> None:
    """Write a sheet with a frozen header, a filter and columns as wide as their texts."""
    bold = book.add_format({"bold": True, "bottom": 1})
    # The style keeps a text a text when the cell is edited.
    quoted = book.add_format({"quote_prefix": True})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, bold)
        widest = max([width(title) + 3, *(width(str(row[column] or "")) for row in rows)])
        sheet.set_column(column, column, min(widest, WIDEST) + 1)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            style = quoted if isinstance(value, str) and value.startswith(FORMULA) else None
            write = sheet.write_string if isinstance(value, str) else sheet.write
            if value not in (None, ""):
                write(number, column, value, style)
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
