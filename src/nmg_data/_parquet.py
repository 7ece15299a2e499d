"""The Parquet export: typed columns with their titles, units and descriptions."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ._describe import Lang, localized
from ._descriptor import Json, enum, package
from ._errors import missing_extra
from ._json_schema import value_labels
from ._records import Table

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa


def export_parquet(
    tables: Sequence[Table], lang: Lang, step: Callable[[str], None]
) -> dict[str, bytes]:
    """Return one Parquet file per table."""
    try:
        import pyarrow.parquet as pq
    except ImportError as error:
        raise missing_extra("pyarrow", "pyarrow", "The parquet export") from error
    files = {}
    for table in tables:
        step(table.name)
        buffer = io.BytesIO()
        pq.write_table(arrow_table(table, lang), buffer)
        files[f"{table.name}.parquet"] = buffer.getvalue()
    return files


def arrow_table(table: Table, lang: Lang) -> pa.Table:
    """Return a table with the metadata of its fields and its own."""
    import pyarrow as pa

    arrays, described = [], []
    for field in table.fields:
        array = arrow_array(table.column(field["name"]), field)
        arrays.append(array)
        nullable = not field.get("constraints", {}).get("required", False)
        described.append(
            pa.field(field["name"], array.type, nullable, field_metadata(field, table, lang))
        )
    metadata = table_metadata(table, package(), lang)
    return pa.Table.from_arrays(arrays, schema=pa.schema(described, metadata=metadata))


def arrow_type(field: Json) -> Any:
    """Return the Arrow type of a field; a closed list is dictionary-encoded."""
    import pyarrow as pa

    codes = enum(field)
    if codes is not None:
        index = pa.int8() if len(codes) < 128 else pa.int16()
        return pa.dictionary(index, pa.string(), bool(field.get("categoriesOrdered", False)))
    return {
        "integer": pa.int64(),
        "year": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }.get(field["type"], pa.string())


def arrow_array(values: Sequence[Any], field: Json) -> Any:
    """Return typed values as an Arrow array."""
    import pyarrow as pa

    codes, kind = enum(field), arrow_type(field)
    if codes is None:
        return pa.array(values, kind)
    places = {code: place for place, code in enumerate(codes)}
    indices = pa.array([None if v is None else places[v] for v in values], kind.index_type)
    names = pa.array(codes, pa.string())
    return pa.DictionaryArray.from_arrays(indices, names, ordered=kind.ordered)


def field_metadata(field: Json, table: Table, lang: Lang) -> dict[str, str]:
    """Return what a reader should know about a column."""
    found = {
        "title": localized(field, "title", lang),
        "description": localized(field, "description", lang),
    }
    if "unit" in field:
        found["unit"] = str(field["unit"])
    if field["name"] in table.references:
        found["references"] = ".".join(table.references[field["name"]])
    if enum(field) is not None:
        found["labels"] = json.dumps(value_labels(field, lang), ensure_ascii=False)
    return found


def table_metadata(table: Table, whole: Json, lang: Lang) -> dict[str, str]:
    """Return what a reader should know about a table."""
    return {
        "name": table.name,
        "title": localized(table.described, "title", lang),
        "description": localized(table.described, "description", lang),
        "primaryKey": json.dumps(table.key),
        "licence": str(whole["licenses"][0]["name"]),
        "source": str(whole["homepage"]),
        "version": str(whole["version"]),
    }
