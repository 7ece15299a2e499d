"""Names for codes and one system of units: what ``load`` does with ``labels`` and ``units``."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal
from functools import cache
from typing import TYPE_CHECKING

from .package import Lang, name_field, package
from .text import plain_number

if TYPE_CHECKING:
    import pandas as pd

FIGURES = ("value", "lower", "upper")
# Base unit → the unit that people use for it; every other base unit is in use itself.
COMMON = {"j": "kwh", "j_per_year": "kwh_per_year", "w": "gw", "flop_per_s": "pflops"}
# Factors without a finite decimal carry 15 significant digits, and so does what they make.
FIFTEEN = Context(prec=15)


def label_columns(name: str, lang: Lang) -> dict[str, tuple[str, dict[str, str]]]:
    """Return the columns of names that a table gets: field → (name of the column, its labels).

    A field whose labels only repeat its codes gets none.

    >>> {field: column for field, (column, _) in label_columns("list_items", "en").items()}
    {'list_id': 'list', 'place_id': 'place'}
    """
    table = package().table(name)
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for field in table.fields:
        if table.enum(field) is not None:
            labels = table.labels(field, lang)
            if any(label != code.replace("_", " ") for code, label in labels.items()):
                found[field] = (f"{field}_label", labels)
        elif field in table.references:
            target = package().table(table.references[field][0])
            if name_field(target.name, lang) in target.fields:
                names = {key: package().name(target.name, key, lang) for key in target.by_key}
                short = field.removesuffix("_id")
                found[field] = (f"{field}_label" if short in table.fields else short, names)
    return found


def add_labels(frame: pd.DataFrame, name: str, lang: Lang) -> pd.DataFrame:
    """Add columns of names after columns of codes, in place."""
    import pandas as pd

    text = pd.StringDtype(na_value=float("nan"))
    for field, (column, labels) in label_columns(name, lang).items():
        codes = frame[field]
        is_enum = package().table(name).enum(field) is not None
        named = codes.cat.rename_categories(labels) if is_enum else codes.map(labels).astype(text)
        frame.insert(list(frame.columns).index(field) + 1, column, named)
    return frame


def convert_units(frame: pd.DataFrame, system: str) -> pd.DataFrame:
    """Put the figures of a table into one system of units, in place; ``unit_id`` follows."""
    import pandas as pd

    if not {*FIGURES, "unit_id"} <= set(frame.columns):
        return frame
    units = frame["unit_id"].tolist()
    targets = [target_unit(unit, system) for unit in units]
    for column in FIGURES:
        numbers = [
            number if unit == target or pd.isna(number) else float(converter(unit, target)(number))
            for number, unit, target in zip(frame[column], units, targets, strict=True)
        ]
        frame[column] = pd.Series(numbers, frame.index, "float64")
    frame["unit_id"] = pd.Series(targets, frame.index, frame["unit_id"].dtype)
    return frame


def target_unit(unit: str, system: str) -> str:
    """Return the unit of a system that a unit is converted to.

    >>> target_unit("jin", "si"), target_unit("kw", "common"), target_unit("kw", "si")
    ('t', 'gw', 'w')
    """
    base = package().row("units", unit)["base_unit_id"]
    return COMMON.get(base, base) if system == "common" else base


@cache
def converter(unit: str, target: str) -> Callable[[float | str], str]:
    """Return a function from numbers of a unit to numbers of another one of the same base.

    >>> converter("jin", "t")(82010000000.0), converter("mu", "ha")("9400000")
    ('41005000', '626666.666666667')
    """
    factors = [Decimal(package().row("units", name)["factor"]) for name in (unit, target)]

    def convert(number: float | str) -> str:
        value = Decimal(plain_number(number))
        return plain_number(FIFTEEN.divide(FIFTEEN.multiply(value, factors[0]), factors[1]))

    return convert
