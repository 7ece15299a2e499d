"""Names for codes and one system of units: what ``load`` does with ``labels`` and ``units``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from ._describe import Lang, read_records
from ._descriptor import enum, fields, references, table_schema
from ._figure import canonical
from ._json_schema import value_labels

if TYPE_CHECKING:
    import pandas as pd

CONVERTED = ("value", "lower", "upper")
UNIT = "unit_id"
# Factors without a finite decimal carry 15 significant digits, and so does what they make.
_FIFTEEN = Context(prec=15)

# Tables whose rows have a name, with the field of the name in each language.
NAMES: dict[str, dict[str, str]] = {
    "sources": {"en": "title_en", "zh": "title"},
}


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """A column of names to stand right after a column of codes."""

    after: str
    name: str
    names: Mapping[str, str]
    """Code → name."""
    closed: bool
    """Whether the codes are a closed list, so that the names are too, in its order."""


def label_columns(name: str, lang: Lang) -> list[LabelColumn]:
    """Return the columns of names that a table gets, in the order of its fields.

    >>> [(one.after, one.name) for one in label_columns("list_items", "en")]
    [('list_id', 'list'), ('place_id', 'place')]
    """
    schema = table_schema(name)
    targets = references(schema, name)
    taken = {str(field["name"]) for field in fields(schema)}
    found = []
    for field in fields(schema):
        own = str(field["name"])
        if enum(field) is not None:
            found.append(LabelColumn(own, f"{own}_label", value_labels(field, lang), True))
        elif own in targets:
            names = row_names(*targets[own], lang)
            if names:
                short = own.removesuffix("_id")
                label = f"{own}_label" if short in taken else short
                found.append(LabelColumn(own, label, names, False))
    return found


def row_names(table: str, key: str, lang: Lang) -> dict[str, str]:
    """Return the names of the rows of a table by their key; none where its rows have no names."""
    known = [str(field["name"]) for field in fields(table_schema(table))]
    name = NAMES.get(table, {}).get(lang, f"name_{lang}")
    if name not in known:
        return {}
    # A title that is English already has no rendering.
    return {row[key]: row[name] or row.get("title", "") for row in read_records(table)}


def add_labels(frame: pd.DataFrame, name: str, lang: Lang) -> pd.DataFrame:
    """Return a frame of a table with a column of names after each column of codes."""
    import pandas as pd

    frame = frame.copy()
    for one in label_columns(name, lang):
        codes = frame[one.after]
        if one.closed:
            labels = codes.cat.rename_categories(dict(one.names))
        else:
            labels = pd.Series([one.names.get(code) for code in codes], codes.index, "string")
        frame.insert(list(frame.columns).index(one.after) + 1, one.name, labels)
    return frame


def convert_units(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a frame of a table with its figures in base units; ``unit_id`` follows."""
    import pandas as pd

    if not _has_figures(map(str, frame.columns)):
        return frame
    frame = frame.copy()
    units = frame[UNIT].tolist()
    for column in CONVERTED:
        frame[column] = pd.Series(
            [
                value if pd.isna(value) else float(converted(repr(float(value)), unit))
                for value, unit in zip(frame[column], units, strict=True)
            ],
            frame.index,
            "float64",
        )
    bases = [base_unit(unit) for unit in units]
    frame[UNIT] = pd.Series(bases, frame.index, frame[UNIT].dtype)
    return frame


def convert_text(text: str) -> str:
    """Return the CSV text of a table with its figures in base units."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header = rows[0]
    if not _has_figures(header):
        return text
    places, unit = [header.index(name) for name in CONVERTED], header.index(UNIT)
    for row in rows[1:]:
        for place in places:
            if row[place]:
                row[place] = converted(row[place], row[unit])
        row[unit] = base_unit(row[unit])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _has_figures(columns: Iterable[str]) -> bool:
    return {*CONVERTED, UNIT} <= set(columns)


def converted(number: str, unit: str) -> str:
    """Return a number of a unit in the base unit, by exact decimals.

    >>> converted("82010000000", "jin")
    '41005000'
    >>> converted("9400000", "mu")
    '626666.666666667'
    """
    factor = _units()[unit][0]
    value = Decimal(number)
    return canonical(value if factor == 1 else _FIFTEEN.multiply(value, factor))


def base_unit(unit: str) -> str:
    """Return the base unit of a unit.

    >>> base_unit("jin")
    't'
    """
    return _units()[unit][1]


@lru_cache(maxsize=1)
def _units() -> dict[str, tuple[Decimal, str]]:
    return {
        row["unit_id"]: (Decimal(row["factor"]), row["base_unit_id"])
        for row in read_records("units")
    }
