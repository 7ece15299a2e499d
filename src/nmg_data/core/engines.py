"""``load`` with polars and pyarrow: straight from the CSV, without pandas."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import DamagedDataError, missing_extra
from .package import Json, Table

if TYPE_CHECKING:
    import pandas as pd

# Type of a field → its type in polars and in Arrow; every other is text.
POLARS = {"integer": "Int64", "number": "Float64", "boolean": "Boolean"}
ARROW = {"integer": "int64", "number": "float64", "boolean": "bool_"}


def read_polars(table: Table, attrs: Json) -> Any:
    """Read a table into a polars frame; polars has no place for what describes it."""
    pl = library("polars")
    types = {
        name: getattr(pl, POLARS.get(field["type"], "String"))
        if table.enum(name) is None
        else pl.Enum(table.enum(name))
        for name, field in table.fields.items()
    }
    try:
        return pl.read_csv(table.checked(), schema=types, null_values=table.schema["missingValues"])
    except pl.exceptions.PolarsError as error:
        raise damaged(table, error) from error


def read_pyarrow(table: Table, attrs: Json) -> Any:
    """Read a table into an Arrow table, whose schema metadata describe it."""
    pa, csv = library("pyarrow"), import_module("pyarrow.csv")
    types = {
        name: getattr(pa, ARROW.get(field["type"], "string"))()
        if table.enum(name) is None
        else pa.dictionary(pa.int32(), pa.string())
        for name, field in table.fields.items()
    }
    options = csv.ConvertOptions(
        column_types=types,
        null_values=table.schema["missingValues"],
        strings_can_be_null=True,
        true_values=["true"],
        false_values=["false"],
    )
    try:
        read = csv.read_csv(table.checked(), convert_options=options)
    except (pa.ArrowInvalid, ValueError) as error:
        raise damaged(table, error) from error
    return read.replace_schema_metadata({key: str(value) for key, value in attrs.items()})


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
        raise missing_extra(name, extra or name, "This engine or export") from error


def damaged(table: Table, error: Exception) -> DamagedDataError:
    """Build the error for a file whose cells do not have the promised types."""
    what = "does not have the types that its schema promises"
    return table.damaged(f"{table.path} {what} ({str(error).splitlines()[0]})")


READERS = {"polars": read_polars, "pyarrow": read_pyarrow}
CONVERTERS = {"polars": polars_of, "pyarrow": arrow_of}
