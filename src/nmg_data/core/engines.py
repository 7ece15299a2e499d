"""``load`` with polars and pyarrow: straight from the CSV, without pandas."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from .errors import DamagedDataError, missing_extra
from .package import Json, Table

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


def read_polars(table: Table, attrs: Json) -> pl.DataFrame:
    """Read a table into a polars frame; polars has no place for what describes it."""
    polars = _polars()
    table.check_form()
    try:
        frame: pl.DataFrame = polars.read_csv(
            io.BytesIO(table.text.encode()),
            schema={name: polars_type(table, name) for name in table.fields},
            null_values=list(table.schema["missingValues"]),
        )
        return frame
    except polars.exceptions.PolarsError as error:
        raise _damaged(table, error) from error


def polars_type(table: Table, field: str) -> Any:
    """Return the polars type of a field; allowed values are an Enum."""
    import polars as pl

    codes = table.enum(field)
    if codes is not None:
        return pl.Enum(codes)
    plain = {
        "integer": pl.Int64(),
        "year": pl.Int64(),
        "number": pl.Float64(),
        "boolean": pl.Boolean(),
        "date": pl.Date(),
    }
    return plain.get(table.fields[field]["type"], pl.String())


def read_pyarrow(table: Table, attrs: Json) -> pa.Table:
    """Read a table into an Arrow table, whose schema metadata describe it."""
    pa = _pyarrow()
    import pyarrow.csv as pacsv

    table.check_form()
    types = {name: arrow_type(table, name) for name in table.fields}
    try:
        read = pacsv.read_csv(
            io.BytesIO(table.text.encode()),
            convert_options=pacsv.ConvertOptions(
                column_types=types,
                null_values=list(table.schema["missingValues"]),
                strings_can_be_null=True,
                true_values=["true"],
                false_values=["false"],
            ),
        )
    except (pa.ArrowInvalid, ValueError) as error:
        raise _damaged(table, error) from error
    return read.replace_schema_metadata({key: str(value) for key, value in attrs.items()})


def arrow_type(table: Table, field: str) -> pa.DataType:
    """Return the Arrow type of a field; allowed values are a dictionary."""
    import pyarrow as pa

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


def polars_of(frame: pd.DataFrame) -> pl.DataFrame:
    """Convert a labelled or converted frame; allowed values become an Enum."""
    polars = _polars()
    _pyarrow()
    converted: pl.DataFrame = polars.from_pandas(frame)
    categories = {
        str(name): polars.Enum(frame[name].cat.categories.tolist())
        for name in frame
        if str(frame[name].dtype) == "category" and len(frame[name].cat.categories)
    }
    empty = {name: polars.String for name, kind in converted.schema.items() if kind == polars.Null}
    types: dict[Any, Any] = {**categories, **empty}
    typed: pl.DataFrame = converted.cast(types)
    return typed


def arrow_of(frame: pd.DataFrame) -> pa.Table:
    """Convert a labelled or converted frame."""
    pa = _pyarrow()
    return pa.Table.from_pandas(frame, preserve_index=False)


def _polars() -> Any:
    try:
        import polars as pl
    except ImportError as error:
        raise missing_extra("polars", "polars", "engine='polars'") from error
    return pl


def _pyarrow() -> Any:
    try:
        import pyarrow as pa
    except ImportError as error:
        raise missing_extra("pyarrow", "pyarrow", "engine='pyarrow'") from error
    return pa


def _damaged(table: Table, error: Exception) -> DamagedDataError:
    return DamagedDataError(
        f"{table.path} does not have the types that its schema promises "
        f"({str(error).splitlines()[0]}). {table.advice}"
    )


READERS = {"polars": read_polars, "pyarrow": read_pyarrow}
CONVERTERS = {"polars": polars_of, "pyarrow": arrow_of}
