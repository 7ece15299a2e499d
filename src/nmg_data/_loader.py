"""``load``: a table as a typed frame, offline, from the installed files."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Literal, overload

from ._descriptor import Json, enum, fields, package, read_json, resource
from ._errors import DamagedDataError, one_of
from ._root import mend, read_bytes

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from ._tables import TableName

Labels = Literal["en", "zh"]
Units = Literal["si"]


@overload
def load(
    name: TableName,
    *,
    labels: Labels | None = ...,
    units: Units | None = ...,
    engine: Literal["pandas"] = ...,
) -> pd.DataFrame: ...
@overload
def load(
    name: TableName,
    *,
    labels: Labels | None = ...,
    units: Units | None = ...,
    engine: Literal["polars"],
) -> pl.DataFrame: ...
@overload
def load(
    name: TableName,
    *,
    labels: Labels | None = ...,
    units: Units | None = ...,
    engine: Literal["pyarrow"],
) -> pa.Table: ...
@overload
def load(
    name: TableName,
    *,
    labels: Labels | None = ...,
    units: Units | None = ...,
    engine: Literal["pandas", "polars", "pyarrow"],
) -> pd.DataFrame | pl.DataFrame | pa.Table: ...


def load(
    name: TableName,
    *,
    labels: Labels | None = None,
    units: Units | None = None,
    engine: Literal["pandas", "polars", "pyarrow"] = "pandas",
) -> Any:
    """Load one table as a typed frame, without touching the network.

    Parameters
    ----------
    name
        Name of the table: see `nmg_data.tables`.
    labels
        ``"en"`` or ``"zh"``: beside each column of codes, a column of names in
        that language (``place_id`` → ``place``, ``measure`` → ``measure_label``).
    units
        ``"si"``: convert ``value``, ``lower`` and ``upper`` through the table
        ``units`` (斤 → t, 亩 → ha, 千瓦 → W, P → FLOP/s); ``unit_id`` follows.
    engine
        ``"pandas"``, or ``"polars"`` or ``"pyarrow"`` where installed.

    Returns
    -------
    pandas.DataFrame
        One row per record. integer → Int64, number → float64, boolean → boolean,
        a field with an ``enum`` → category, date → datetime64, other → string;
        an empty cell is missing. ``attrs`` carry name, title, licence, source
        and version.

    Raises
    ------
    ValueError
        The table, language, unit system or engine does not exist.
    ImportError
        The engine is not installed.
    OSError
        The installation is damaged.

    Notes
    -----
    Source: the CSV files of this package; `nmg_data.describe` lists the sources.

    Examples
    --------
    >>> ports = load("ports")
    >>> ports["mode"].value_counts().to_dict()
    {'road': 12, 'air': 6, 'rail': 2}
    >>> grain = load("observations", labels="en", units="si").query(
    ...     "indicator_id == 'grain_output' and measure == 'level' and year == 2024 and preferred")
    >>> grain[["place", "value", "unit"]].values.tolist()
    [['Inner Mongolia', 41005000.0, 'tonne']]
    """
    one_of("engine", engine, ("pandas", "polars", "pyarrow"))
    if labels is not None:
        one_of("labels", labels, ("en", "zh"))
    if units is not None:
        one_of("units", units, ("si",))
    if engine != "pandas":
        from ._engines import load_with

        return load_with(engine, name, labels, units)
    frame = read_frame(name)
    if units is not None:
        from ._labels import convert_units

        frame = convert_units(frame, name)
    if labels is not None:
        from ._labels import add_labels

        frame = add_labels(frame, name, labels)
    return frame


def read_frame(name: str) -> pd.DataFrame:
    """Read one table of the installation into a typed frame."""
    import pandas as pd

    described = resource(name)
    path = str(described["path"])
    schema = read_json(str(described["schema"]))
    text = read_table_text(path, [field["name"] for field in fields(schema)])
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            dtype=dtypes(schema),
            keep_default_na=False,
            na_values=list(schema["missingValues"]),
            index_col=False,
        )
        for field in fields(schema):
            if field["type"] == "date":
                frame[field["name"]] = pd.to_datetime(frame[field["name"]], format="%Y-%m-%d")
    except (ValueError, TypeError) as error:
        raise DamagedDataError(
            f"{path} does not have the types that its schema promises ({error}). {mend()}"
        ) from error
    frame.attrs.update(attributes(name, described))
    return frame


def read_table_text(path: str, header: list[str]) -> str:
    """Read a CSV of the package, and see that every record has the header's width.

    pandas shifts, cuts or fills records of another width without a word.
    """
    try:
        text = read_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise DamagedDataError(f"{path} is not UTF-8 ({error}). {mend()}") from error
    records = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        first = next(records, None)
        if first is None:
            raise DamagedDataError(f"{path} is empty. {mend()}")
        if first != header:
            raise DamagedDataError(
                f"{path}:1: the header is not that of the schema. "
                f"Expected {','.join(header)}; found {','.join(first)}. {mend()}"
            )
        for record in records:
            if len(record) != len(header):
                raise DamagedDataError(
                    f"{path}:{records.line_num}: expected {len(header)} cells, "
                    f"found {len(record)}. {mend()}"
                )
    except csv.Error as error:
        raise DamagedDataError(f"{path}:{records.line_num}: {error}. {mend()}") from error
    return text


def dtypes(schema: Json) -> dict[str, Any]:
    """Return the pandas dtype of every field of a Table Schema."""
    import pandas as pd

    plain = {"integer": "Int64", "year": "Int64", "number": "float64", "boolean": "boolean"}
    chosen: dict[str, Any] = {}
    for field in fields(schema):
        values = enum(field)
        if values is not None:
            ordered = bool(field.get("categoriesOrdered", False))
            chosen[field["name"]] = pd.CategoricalDtype(values, ordered=ordered)
        else:
            chosen[field["name"]] = plain.get(field["type"], "string")
    return chosen


def attributes(name: str, described: Json) -> Json:
    """Return what travels with a frame in ``attrs``."""
    whole = package()
    return {
        "name": name,
        "title": described["title"],
        "title_zh": described["title_zh"],
        "description": described["description"],
        "licence": whole["licenses"][0]["name"],
        "source": whole["homepage"],
        "version": whole["version"],
    }
