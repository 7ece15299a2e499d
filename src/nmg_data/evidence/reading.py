"""What the original wording of an observation gives, beside the cells of its row."""

from __future__ import annotations

import tomllib
from collections.abc import Container, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from ..core.text import plain_number
from .figure import Figure, parse_figure
from .interval import number

Row = Mapping[str, str]


class Reading(NamedTuple):
    """The cells that follow from `as_printed`, as text; `problem` where it cannot be read."""

    problem: str | None
    value: str = ""
    unit_id: str = ""
    bound: str = ""
    lower: str = ""
    upper: str = ""
    measure: str = ""
    """Empty where the wording may be any measure."""


class Difference(NamedTuple):
    """A cell that differs from what `as_printed` gives."""

    field: str
    expected: str


def read_row(row: Row, lang: str) -> Reading:
    """Read `as_printed` of an observation, with the row's measure and inferred cells."""
    own_bound = row["bound"] if "bound" in row["inferred"].split() else ""
    return _read(row["as_printed"], lang, row["header_unit"], row["measure"], own_bound)


def differences(row: Row, reading: Reading) -> list[Difference]:
    """Return the cells of a row that differ from its reading (which has no problem)."""
    inferred = row["inferred"].split()
    found = [
        Difference(field, getattr(reading, field))
        for field in ("value", "unit_id", "bound", "lower", "upper")
        if field not in inferred and not _equal(row[field], getattr(reading, field))
    ]
    if not _can_be(reading.measure, row["measure"], inferred="measure" in inferred):
        found.append(Difference("measure", reading.measure))
    if any(difference.field in ("value", "unit_id", "bound") for difference in found):
        found = [d for d in found if d.field not in ("lower", "upper")]
    return found


def fill(row: dict[str, str], lang: str, taken: Container[str]) -> str | None:
    """Fill the empty cells that follow from others; return why not, where it cannot be done."""
    raise NotImplementedError


def year_of(period: str) -> str:
    """Return the calendar year in which a period lies, or nothing where it spans several.

    >>> year_of("2024-02"), year_of("2024-01/2024-06"), year_of("2023/2024"), year_of("")
    ('2024', '2024', '', '')
    """
    years = {part[:4] for part in period.split("/")}
    return years.pop() if len(years) == 1 and period else ""


@cache
def header_units() -> dict[str, tuple[str, Decimal]]:
    """The units that headers of tables name: header → unit_id and factor."""
    text = files(__package__).joinpath("header_units.toml").read_text(encoding="utf-8")
    return {
        header: (unit, Decimal(factor))
        for unit, headers in tomllib.loads(text).items()
        for header, factor in headers.items()
    }


@lru_cache(maxsize=50_000)
def _read(text: str, lang: str, header: str, measure: str, bound: str) -> Reading:
    figure: Figure = parse_figure(text, lang)
    if figure.problem:
        return Reading(figure.problem)
    lower, upper = figure.ends(bound or None, measure or None)
    ends = ["" if end is None else plain_number(end) for end in (figure.value, lower, upper)]
    return Reading(
        None, ends[0], figure.unit or "", bound or figure.bound, *ends[1:], figure.measure or ""
    )


def _equal(cell: str, expected: str) -> bool:
    """Whether two cells are the same text or the same number."""
    return cell == expected or ((found := number(cell)) is not None and found == number(expected))


def _can_be(reading: str, measure: str, *, inferred: bool) -> bool:
    """Whether a wording can be of a measure."""
    if measure in ("growth", "change"):
        return reading == measure or (inferred and not reading)
    if reading == "rank":
        return measure in ("rank", "growth_rank")
    return reading in ("", measure)
