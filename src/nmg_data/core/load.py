"""``load``: a table as a typed frame, offline, from the installed files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from .engines import CONVERTERS, READERS, damaged
from .errors import one_of
from .labels import add_labels, convert_units
from .package import LANGS, Json, Lang, Table, package

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from .names import TableName

Labels = Lang | None
Units = Literal["common", "si"] | None


@overload
def load(
    name: TableName, *, labels: Labels = ..., units: Units = ..., engine: Literal["pandas"] = ...
) -> pd.DataFrame: ...
@overload
def load(
    name: TableName, *, labels: Labels = ..., units: Units = ..., engine: Literal["polars"]
) -> pl.DataFrame: ...
@overload
def load(
    name: TableName, *, labels: Labels = ..., units: Units = ..., engine: Literal["pyarrow"]
) -> pa.Table: ...
def load(
    name: TableName,
    *,
    labels: Labels = None,
    units: Units = None,
    engine: Literal["pandas", "polars", "pyarrow"] = "pandas",
) -> Any:
    """Load one table as a typed frame, without touching the network.

    Parameters
    ----------
    name
        Name of the table: see `nmg_data.tables`.
    labels
        ``"en"`` or ``"zh"``: after each column of codes whose names differ from the codes, a
        column of names in that language (``place_id`` → ``place``, ``topic`` → ``topic_label``).
    units
        ``"common"``: convert ``value``, ``lower`` and ``upper`` to units of use (斤 → t, 亩 → ha,
        千瓦 → GW, joule → kWh, P for computing); ``"si"``: to base units (W, J, FLOP/s).
        ``unit_id`` follows. By default figures are in the unit that the source gives.
    engine
        ``"pandas"``, or ``"polars"`` or ``"pyarrow"`` where installed.

    Returns
    -------
    pandas.DataFrame
        One row per record. integer → Int64, number → float64, boolean → boolean, a field with
        an ``enum`` → category, other → string (missing is NaN, as in a
        category). A text column in which no cell is filled is a category without values, so
        that every writer of pandas takes it. ``attrs`` carry name, title, licence, source and
        version.

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
    Source: the CSV files of this package; `nmg_data.describe` lists the sources. To analyse
    figures over time use `nmg_data.series`, which never mixes units, vintages or periods.

    Examples
    --------
    >>> ports = load("ports")
    >>> ports["mode"].value_counts().to_dict()
    {'road': 12, 'air': 6, 'rail': 2}
    """
    one_of("engine", engine, ("pandas", "polars", "pyarrow"))
    one_of("labels", labels, (*LANGS, None))
    one_of("units", units, ("common", "si", None))
    table = package().table(name)
    if engine != "pandas" and labels is None and units is None:
        return READERS[engine](table, attributes(table))
    frame = read_frame(table)
    frame = frame if units is None else convert_units(frame, units)
    frame = frame if labels is None else add_labels(frame, name, labels)
    return frame if engine == "pandas" else CONVERTERS[engine](frame)


def read_frame(table: Table) -> pd.DataFrame:
    """Read one table into a typed frame."""
    import pandas as pd

    try:
        frame = pd.read_csv(
            table.checked(),
            dtype=dtypes(table),
            keep_default_na=False,
            na_values=list(table.schema["missingValues"]),
            index_col=False,
        )
        for name in table.fields:
            if isinstance(frame[name].dtype, pd.StringDtype) and frame[name].isna().all():
                frame[name] = frame[name].astype(pd.CategoricalDtype(frame[name][:0].array))
    except (ValueError, TypeError) as error:
        raise damaged(table, error) from error
    frame.attrs.update(attributes(table))
    return frame


def dtypes(table: Table) -> dict[str, Any]:
    """Return the pandas dtype of every field of a table."""
    import pandas as pd

    text = pd.StringDtype(na_value=float("nan"))
    plain = {"integer": "Int64", "number": "float64", "boolean": "boolean"}
    return {
        name: plain.get(field["type"], text)
        if table.enum(name) is None
        else pd.CategoricalDtype(table.enum(name), bool(field.get("categoriesOrdered")))
        for name, field in table.fields.items()
    }


def attributes(table: Table) -> Json:
    """Return what travels with a frame in ``attrs``."""
    whole = package()
    texts = {key: table.resource[key] for key in ("name", "title", "title_zh", "description")}
    return {
        **texts,
        "licence": whole.licence,
        "source": whole.descriptor["homepage"],
        "version": whole.version,
    }
