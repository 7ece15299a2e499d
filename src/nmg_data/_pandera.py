"""pandera schemas built from the Table Schemas.

Our own small converter: pandera's reader of Table Schemas coerces (``"maybe"``
becomes True, 1.5 becomes 1) and drops keys, so it is never used.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ._descriptor import Json, enum, fields, table_schema
from ._errors import missing_extra
from ._loader import dtypes

if TYPE_CHECKING:
    import pandera.pandas as pa

    from ._tables import TableName


def schema(name: TableName) -> pa.DataFrameSchema:
    """Return the pandera schema of a table, to check frames of your own.

    Parameters
    ----------
    name
        Name of the table: see `nmg_data.tables`.

    Returns
    -------
    pandera.pandas.DataFrameSchema
        Strict and ordered, without coercion: the columns of `nmg_data.load`
        with their dtypes, required cells, allowed values, patterns, ranges,
        unique columns and the primary key. Foreign keys need the other tables
        and are checked by ``nmg-data validate``.

    Raises
    ------
    ValueError
        The table does not exist.
    ImportError
        pandera is not installed: ``pip install 'nmg-data[validate]'``.
    OSError
        The installation is damaged.

    Examples
    --------
    >>> from nmg_data import load
    >>> schema("ports").validate(load("ports")).shape[0]
    20
    """
    return build(table_schema(name), name)


def build(described: Json, name: str, *, lists_as_text: bool = False) -> pa.DataFrameSchema:
    """Convert one Table Schema.

    With ``lists_as_text`` a column with an enum is text and not a category, so that a value
    outside the list is still there to be found.
    """
    try:
        import pandera.pandas as pa
    except ImportError as error:
        raise missing_extra("pandera", "validate", "A pandera schema") from error
    types = dtypes(described)
    if lists_as_text:
        types |= {field["name"]: "string" for field in fields(described) if enum(field) is not None}
    built: pa.DataFrameSchema = _assemble(described, name, pa, types)
    return built


def build_polars(described: Json, name: str) -> Any:
    """Convert one Table Schema for a polars frame; closed lists and dates are text there."""
    try:
        import pandera.polars as pa
        import polars as pl
    except ImportError as error:
        raise missing_extra(
            "pandera and polars", "validate,polars", "A schema for polars"
        ) from error
    types = {"integer": pl.Int64, "year": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean}
    chosen = {field["name"]: types.get(field["type"], pl.String) for field in fields(described)}
    return _assemble(described, name, pa, chosen, polars=pl)


def _assemble(
    described: Json, name: str, pa: Any, types: dict[str, Any], polars: Any = None
) -> Any:
    """Build the schema for either kind of frame; the type of every column is given."""
    key = described.get("primaryKey", [])
    columns = {
        field["name"]: pa.Column(
            types[field["name"]],
            checks=_checks(field, key, pa, polars=polars),
            nullable=not _required(field, key),
            title=field.get("title"),
            description=field.get("description"),
        )
        for field in fields(described)
    }
    return pa.DataFrameSchema(
        columns,
        name=name,
        strict=True,
        ordered=True,
        coerce=False,
        unique=list(key) if len(key) > 1 else None,
        title=described.get("title"),
    )


def _required(field: Json, key: list[str]) -> bool:
    return bool(field.get("constraints", {}).get("required")) or (
        len(key) == 1 and field["name"] in key
    )


def _unique(field: Json, key: list[str]) -> bool:
    return bool(field.get("constraints", {}).get("unique")) or key == [field["name"]]


def _checks(field: Json, key: list[str], pa: Any, polars: Any = None) -> list[Any]:
    limits: Json = field.get("constraints", {})
    checks = []
    if _unique(field, key):
        # Not Column(unique=True), to which two missing cells are duplicates of each other.
        if polars is None:
            checks.append(pa.Check(lambda cells: ~cells.duplicated(keep=False), name="unique"))
        else:
            checks.append(pa.Check(_unlike, name="unique"))
    if "enum" in limits and field["type"] != "boolean":
        checks.append(pa.Check.isin(limits["enum"]))
    if "pattern" in limits:
        # \Z, not $, which lets a trailing line break pass; a group, or a|b anchors one side each.
        # To polars $ is the very end, and \Z is not known.
        end = r"\Z" if polars is None else "$"
        whole = rf"^(?:{limits['pattern']}){end}"
        checks.append(pa.Check.str_matches(re.compile(whole) if polars is None else whole))
    if "minimum" in limits:
        checks.append(pa.Check.ge(limits["minimum"]))
    if "maximum" in limits:
        checks.append(pa.Check.le(limits["maximum"]))
    if "exclusiveMinimum" in limits:
        checks.append(pa.Check.gt(limits["exclusiveMinimum"]))
    if "exclusiveMaximum" in limits:
        checks.append(pa.Check.lt(limits["exclusiveMaximum"]))
    if "minLength" in limits or "maxLength" in limits:
        checks.append(pa.Check.str_length(limits.get("minLength"), limits.get("maxLength")))
    return checks


def _unlike(data: Any) -> Any:
    """Say of every cell of a polars column whether no other is like it; missing cells are."""
    import polars as pl

    cell = pl.col(data.key)
    return data.lazyframe.select(cell.is_null() | ~cell.is_duplicated())
