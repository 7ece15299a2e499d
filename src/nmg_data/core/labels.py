"""Names for codes and one system of units: what ``load`` does with ``labels`` and ``units``."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import TYPE_CHECKING

from .package import Lang, name_field, package

if TYPE_CHECKING:
    import pandas as pd

FIGURES = ("value", "lower", "upper")
# Base unit → the unit that people use for it; every other base unit is in use itself.
COMMON = {"j": "kwh", "j_per_year": "kwh_per_year", "w": "gw", "flop_per_s": "pflops"}
# Factors without a finite decimal carry 15 significant digits, and so does what they make.
FIFTEEN = Context(prec=15)


def add_labels(frame: pd.DataFrame, name: str, lang: Lang) -> pd.DataFrame:
    """Add columns of names after columns of codes, in place; none where names repeat the codes."""
    import pandas as pd

    text = pd.StringDtype(na_value=float("nan"))
    table = package().table(name)
    for field in table.fields:
        labels, after = table.labels(field, lang), list(frame.columns).index(field) + 1
        if any(label != code.replace("_", " ") for code, label in labels.items()):
            frame.insert(after, f"{field}_label", frame[field].cat.rename_categories(labels))
        elif field in table.references and not labels:
            target = package().table(table.references[field][0])
            if name_field(target.name, lang) in target.fields:
                names = {key: package().name(target.name, key, lang) for key in target.by_key}
                short = field.removesuffix("_id")
                column = f"{field}_label" if short in table.fields else short
                frame.insert(after, column, frame[field].map(names).astype(text))
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
            number if pd.isna(number) else converted(number, unit, target)
            for number, unit, target in zip(frame[column], units, targets, strict=True)
        ]
        frame[column] = pd.Series(numbers, frame.index, "float64")
    frame["unit_id"] = pd.Series(targets, frame.index, frame["unit_id"].dtype)
    return frame


def target_unit(unit: str, system: str) -> str:
    """Return the unit of a system that a unit is converted to."""
    base = package().row("units", unit)["base_unit_id"]
    return COMMON.get(base, base) if system == "common" else base


def converted(number: float | str, unit: str, target: str) -> float:
    """Return a number of a unit in another unit of the same base."""
    if unit == target:
        return float(number)
    own, other = (Decimal(package().row("units", name)["factor"]) for name in (unit, target))
    return float(FIFTEEN.divide(FIFTEEN.multiply(Decimal(str(number)), own), other))
