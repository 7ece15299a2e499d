"""``load`` with polars and pyarrow: straight from the CSV, without pandas."""

from __future__ import annotations

import io
from array import array
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from ._descriptor import Json, enum, fields, read_json, resource
from ._errors import DamagedDataError, missing_extra
from ._loader import attributes, read_table_text
from ._root import mend

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

    from ._labels import LabelColumn


def load_with(engine: str, name: str, labels: str | None, units: str | None) -> Any:
    """Load a table with polars or pyarrow, with equal values to those of pandas.

    integer → Int64, number → Float64, boolean → Boolean, a field with an ``enum`` →
    Enum (polars) or dictionary (pyarrow), date → Date, other → String.
    """
    described = resource(name)
    path, schema = str(described["path"]), read_json(str(described["schema"]))
    text = read_table_text(path, [field["name"] for field in fields(schema)])
    if units is not None:
        from ._labels import convert_text

        text = convert_text(text)
    read, label = ENGINES[engine]
    frame = read(text.encode(), schema, path, attributes(name, described))
    if labels is not None:
        from ._labels import label_columns

        for one in label_columns(name, "zh" if labels == "zh" else "en"):
            frame = label(frame, one)
    return frame


def read_polars(content: bytes, schema: Json, path: str, attrs: Json) -> pl.DataFrame:
    """Read a CSV into a polars frame; polars has no place for what describes it."""
    try:
        import polars as pl
    except ImportError as error:
        raise missing_extra("polars", "polars", "engine='polars'") from error
    try:
        return pl.read_csv(
            io.BytesIO(content),
            schema={field["name"]: polars_type(field) for field in fields(schema)},
            null_values=list(schema["missingValues"]),
        )
    except pl.exceptions.PolarsError as error:
        raise damaged(path, error) from error


def polars_type(field: Json) -> Any:
    """Return the polars type of a field."""
    import polars as pl

    codes = enum(field)
    if codes is not None:
        return pl.Enum(codes)
    plain = {
        "integer": pl.Int64(),
        "year": pl.Int64(),
        "number": pl.Float64(),
        "boolean": pl.Boolean(),
        "date": pl.Date(),
    }
    return plain.get(field["type"], pl.String())


def label_polars(frame: pl.DataFrame, one: LabelColumn) -> pl.DataFrame:
    """Insert a column of names after its codes; the names of a closed list are one too."""
    import polars as pl

    kind = pl.Enum(list(one.names.values())) if one.closed else pl.String()
    labels = (
        frame[one.after]
        .cast(pl.String)
        .replace_strict(
            list(one.names), list(one.names.values()), default=None, return_dtype=pl.String
        )
    )
    place = frame.get_column_index(one.after) + 1
    return frame.insert_column(place, labels.cast(kind).alias(one.name))


def read_pyarrow(content: bytes, schema: Json, path: str, attrs: Json) -> pa.Table:
    """Read a CSV into an Arrow table, whose schema metadata describe it."""
    try:
        import pyarrow as pa
        import pyarrow.csv as pacsv
    except ImportError as error:
        raise missing_extra("pyarrow", "pyarrow", "engine='pyarrow'") from error
    from ._parquet import arrow_type

    types = {field["name"]: arrow_type(field) for field in fields(schema)}
    try:
        table = pacsv.read_csv(
            io.BytesIO(content),
            parse_options=pacsv.ParseOptions(newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types={
                    name: pa.string() if pa.types.is_dictionary(kind) else kind
                    for name, kind in types.items()
                },
                null_values=list(schema["missingValues"]),
                strings_can_be_null=True,
                true_values=["true"],
                false_values=["false"],
            ),
        ).combine_chunks()
        for index, field in enumerate(fields(schema)):
            codes = enum(field)
            if codes is not None:
                column = encode(table.column(index), codes, types[field["name"]])
                table = table.set_column(index, field["name"], column)
    except (pa.ArrowInvalid, ValueError) as error:
        raise damaged(path, error) from error
    return table.replace_schema_metadata({key: str(value) for key, value in attrs.items()})


def label_pyarrow(table: pa.Table, one: LabelColumn) -> pa.Table:
    """Insert a column of names after its codes; the names of a closed list are one too."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = table.column(one.after)
    names = string_array(list(one.names.values()))
    if one.closed:
        codes = column.combine_chunks()
        labels = pa.DictionaryArray.from_arrays(codes.indices, names, ordered=codes.type.ordered)
    else:
        known = string_array(list(one.names))
        labels = pc.take(names, pc.index_in(column, value_set=known))
    place = table.column_names.index(one.after) + 1
    return table.add_column(place, one.name, labels)


def encode(column: pa.ChunkedArray, codes: list[str], kind: pa.DataType) -> pa.Array:
    """Encode a column of texts by a closed list, which stays whole and in its order."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known = string_array(codes)
    indices = pc.index_in(column, value_set=known)
    if indices.null_count != column.null_count:
        raise ValueError(f"a value is none of {', '.join(codes)}")
    indices = indices.cast(kind.index_type).combine_chunks()
    return pa.DictionaryArray.from_arrays(indices, known, ordered=kind.ordered)


def string_array(texts: Sequence[str]) -> pa.StringArray:
    """Return texts as an Arrow array; ``pyarrow.array`` would import pandas to look at them."""
    import pyarrow as pa

    encoded = [text.encode() for text in texts]
    offsets = array("i", accumulate(map(len, encoded), initial=0))
    return pa.StringArray.from_buffers(
        len(encoded), pa.py_buffer(offsets.tobytes()), pa.py_buffer(b"".join(encoded))
    )


ENGINES: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "polars": (read_polars, label_polars),
    "pyarrow": (read_pyarrow, label_pyarrow),
}


def damaged(path: str, error: Exception) -> DamagedDataError:
    """Build the error for a file whose cells do not have the promised types."""
    return DamagedDataError(
        f"{path} does not have the types that its schema promises "
        f"({str(error).splitlines()[0]}). {mend()}"
    )
