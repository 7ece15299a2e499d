"""``load`` with polars and pyarrow: straight from the CSV, without pandas."""

from __future__ import annotations

import io
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import DamagedDataError, missing_extra
from .package import Json, Table

if TYPE_CHECKING:
    import pandas as pd


def read_polars(table: Table, attrs: Json) -> Any:
    """Read a table into a polars frame; polars has no place for what describes it."""
    pl = library("polars")
    plain = {
        "integer": pl.Int64,
        "year": pl.Int64,
        "number": pl.Float64,
        "boolean": pl.Boolean,
        "date": pl.Date,
    }
    types = {
        name: plain.get(field["type"], pl.String)
        if table.enum(name) is None
        else pl.Enum(table.enum(name))
        for name, field in table.fields.items()
    }
    table.check_form()
    missing = list(table.schema["missingValues"])
    try:
        return pl.read_csv(io.BytesIO(table.data), schema=types, null_values=missing)
    except pl.exceptions.PolarsError as error:
        raise damaged(table, error) from error


def read_pyarrow(table: Table, attrs: Json) -> Any:
    """Read a table into an Arrow table, whose schema metadata describe it."""
    pa = library("pyarrow")
    pacsv = import_module("pyarrow.csv")
    table.check_form()
    options = pacsv.ConvertOptions(
        column_types={name: arrow_type(table, name) for name in table.fields},
        null_values=list(table.schema["missingValues"]),
        strings_can_be_null=True,
        true_values=["true"],
        false_values=["false"],
    )
    try:
        read = pacsv.read_csv(io.BytesIO(table.data), convert_options=options)
    except (pa.ArrowInvalid, ValueError) as error:
        raise damaged(table, error) from error
    return read.replace_schema_metadata({key: str(value) for key, value in attrs.items()})


def arrow_type(table: Table, field: str) -> Any:
    """Return the Arrow type of a field; allowed values are a dictionary."""
    pa = library("pyarrow")
    if table.enum(field) is not None:
        return pa.dictionary(pa.int32(), pa.string())
    plain = {
        "integer": pa.int64(),
        "year": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    return plain.get(table.fields[field]["type"], pa.string())


def polars_of(frame: pd.DataFrame) -> Any:
    """Convert a labelled or converted frame; allowed values become an Enum."""
    pl = library("polars")
    library("pyarrow")
    converted = pl.from_pandas(frame)
    types = {name: pl.String for name, kind in converted.schema.items() if kind == pl.Null}
    for name in frame.select_dtypes("category"):
        categories = frame[name].cat.categories.tolist()
        types[name] = pl.Enum(categories) if categories else pl.String
    return converted.cast(types)


def arrow_of(frame: pd.DataFrame) -> Any:
    """Convert a labelled or converted frame."""
    return library("pyarrow").Table.from_pandas(frame, preserve_index=False)


def library(name: str, extra: str = "") -> Any:
    """Import an optional library, or say by which extra to install it for an engine or export."""
    try:
        return import_module(name)
    except ImportError as error:
        purpose = "This export" if extra else f"engine={name!r}"
        raise missing_extra(name, extra or name, purpose) from error


def damaged(table: Table, error: Exception) -> DamagedDataError:
    """Build the error for a file whose cells do not have the promised types."""
    return DamagedDataError(
        f"{table.path} does not have the types that its schema promises "
        f"({str(error).splitlines()[0]}). {table.advice}"
    )


READERS = {"polars": read_polars, "pyarrow": read_pyarrow}
CONVERTERS = {"polars": polars_of, "pyarrow": arrow_of}
