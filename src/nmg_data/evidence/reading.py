"""What the original wording of an observation gives, beside the cells of its row."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from ..core.text import plain_number
from .figure import Figure, parse_figure
from .interval import Precision, number
from .quantities import year_before

# One number in digits, where no digit more would change what the words around it mean.
_ONE_NUMBER = re.compile(r"([^0-9.,]*)([1-9][0-9]{0,8})(\.[0-9]{1,6})?((?![ .,年月日番])[^0-9]*)")
_TRIED = ("7", "31")
_POINTED = ("zh", "ja", "en")  # languages in which a point is that of decimals


class Reading(NamedTuple):
    """The cells that follow from `as_printed`, as text; or the problem why it cannot be read."""

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


def read_row(row: Mapping[str, str], lang: str) -> Reading:
    """Read `as_printed` of an observation, for its measure and the cells named in `inferred`.

    Parameters
    ----------
    row : mapping of str to str
        The cells of an observation as text; an empty cell is "".
    lang : str
        The language of its source.

    Returns
    -------
    Reading
        The cells that the row should have.
    """
    inferred = row["inferred"].split()
    bound = row["bound"] if "bound" in inferred else ""
    reading = _read(
        row["as_printed"], lang, row["header_unit"], row["measure"], bound, row["unit_id"]
    )
    if reading.unit_id == "times" and row["measure"] == "growth" and "measure" in inferred:
        by, to = _grown(reading, 0), _grown(reading, 1)
        return to if row["value"] == to.value else by
    return reading


def differences(row: Mapping[str, str], reading: Reading) -> list[Difference]:
    """Return the cells of a row that differ from its reading, which has no problem.

    The ends follow from unit, bound and measure, so they are left out where one of these differs.
    """
    inferred = row["inferred"].split()
    found = []
    if not _same(row["value"], reading.value):
        found.append(Difference("value", reading.value))
    for field in ("unit_id", "bound"):
        if field not in inferred and row[field] != getattr(reading, field):
            found.append(Difference(field, getattr(reading, field)))
    if not _can_be(reading.measure, row["measure"], "measure" in inferred):
        found.append(Difference("measure", reading.measure))
    if all(difference.field == "value" for difference in found):
        found += [
            Difference(field, getattr(reading, field))
            for field in ("lower", "upper")
            if not _same(row[field], getattr(reading, field))
        ]
    return found


def fill(row: dict[str, str], lang: str, taken: Container[str]) -> str | None:
    """Fill the empty cells of an observation that follow from others, in place.

    Parameters
    ----------
    row : dict of str to str
        The cells of an observation as text.
    lang : str
        The language of its source.
    taken : container of str
        The ids that other observations have.

    Returns
    -------
    str or None
        Why `as_printed` cannot be read, where cells are empty that only it can fill.
    """
    row["year"] = row["year"] or year_of(row["period"])
    row["observation_id"] = row["observation_id"] or mint(row, taken)
    unread = not row["value"] and row["bound"] != "range"
    # Both ends are empty only in a row that has not been filled.
    empty = unread or not (row["unit_id"] and row["bound"] and (row["lower"] or row["upper"]))
    if not row["as_printed"] or not empty:
        return None
    reading = read_row(
        row | {"inferred": f"{row['inferred']} {'bound' * bool(row['bound'])}"}, lang
    )
    if reading.problem:
        return reading.problem
    ends = ("lower", "upper") if not (row["lower"] or row["upper"]) else ()
    for field in ("value", "unit_id", "bound", *ends):
        row[field] = row[field] or getattr(reading, field)
    return None


def year_of(period: str) -> str:
    """Return the calendar year in which a period lies, or nothing where it spans several.

    >>> year_of("2024-02"), year_of("2024-01/2024-06"), year_of("2023/2024"), year_of("")
    ('2024', '2024', '', '')
    """
    years = {part[:4] for part in period.split("/")}
    return years.pop() if len(years) == 1 else ""


def mint(row: Mapping[str, str], taken: Container[str]) -> str:
    """Make the id of a new row from its parts; `.2` and so on where one source prints it again.

    >>> mint({"indicator_id": "gdp", "place_id": "china", "period": "2023/2024",
    ...       "measure": "level", "base_period": "", "source_id": "s"}, set())
    'gdp.china.2023_2024.level.s'
    """
    period, base = (row[name].replace("/", "_") for name in ("period", "base_period"))
    parts = [row["indicator_id"], row["place_id"], period or "undated", row["measure"]]
    if base and row["base_period"] != year_before(row["period"]):
        parts.append(f"vs{base}")
    name = first = ".".join([*parts, row["source_id"]])
    again = 2
    while name in taken:
        name, again = f"{first}.{again}", again + 1
    return name


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
def _read(text: str, lang: str, header: str, measure: str, bound: str, unit: str) -> Reading:
    """The reading of a wording, for the cells of its row; many rows share one."""
    figure = _below(header, text) if header else _figure(text, lang)
    if figure.problem:
        return Reading(figure.problem)
    lower, upper = figure.ends(bound, measure, unit)
    value, low, high = (
        "" if end is None else plain_number(end) for end in (figure.value, lower, upper)
    )
    hint = measure if header and figure.measure is None else figure.measure or ""
    return Reading(None, value, figure.unit or "", bound or figure.bound, low, high, hint)


def _below(header: str, text: str) -> Figure:
    """A figure in digits below the header of a table: the grammar is not asked."""
    if header not in header_units() or number(text) is None:
        return Figure(text, problem="It is not digits alone, below a header that is known.")
    unit, factor = header_units()[header]
    measure = "index" if unit == "index" else None
    return _times(text, Figure(text, factor, unit, measure=measure, multiplied=factor != 1))


def _figure(text: str, lang: str) -> Figure:
    """A figure; the grammar is asked once for all that differ in their number alone."""
    match = _ONE_NUMBER.fullmatch(text) if lang in _POINTED else None
    if match:
        before, whole, decimals, after = match.groups("")
        one = _one(before, len(decimals), after, lang)
        if one:
            return replace(_times(whole + decimals, one), text=text)
    return parse_figure(text, lang)


@lru_cache(maxsize=20_000)
def _one(before: str, decimals: int, after: str, lang: str) -> Figure | None:
    """The figure of 1 between these words; None where a number does more than multiply it."""
    ones = set()
    for tried in _TRIED:
        digits = tried + "." * bool(decimals) + "3" * (decimals - 1)
        figure = parse_figure(f"{before}{digits}{after}", lang)
        if figure.value is None or figure.precision.one_in:
            return None
        factor = (figure.value / Decimal(digits)).normalize()
        one = replace(figure, text="", value=factor, lower=None, upper=None)
        if _times(digits, one) != replace(figure, text=digits, lower=None, upper=None):
            return None
        ones.add(replace(one, precision=Precision()))
    return ones.pop() if len(ones) == 1 and factor.adjusted() < 12 else None


def _times(digits: str, one: Figure) -> Figure:
    """A figure from that of 1 and the digits of a number."""
    whole, _, decimals = digits.partition(".")
    filled = 0 if decimals else len(whole) - len(whole.rstrip("0"))
    factor = one.value or Decimal(1)
    step = factor.copy_abs().scaleb(-len(decimals))
    precision = Precision(step, step.scaleb(filled))
    return replace(one, text=digits, value=Decimal(digits) * factor, precision=precision)


def _grown(reading: Reading, less: int) -> Reading:
    """Read 4.8倍 without its verb as growth: by so many times, or to so many times."""
    percent = (
        plain_number((Decimal(end) - less) * 100) if end else ""
        for end in (reading.value, reading.lower, reading.upper)
    )
    value, lower, upper = percent
    return Reading(None, value, "percent", reading.bound, lower, upper, "growth")


def _same(cell: str, expected: str) -> bool:
    """Whether two cells are the same text or the same number; what is no number is left alone."""
    if cell == expected:
        return True
    found, wanted = number(cell), number(expected)
    return (bool(cell) and found is None) or (found is not None and found == wanted)


def _can_be(reading: str, measure: str, inferred: bool) -> bool:
    """Whether a wording can be of a measure; change and growth need their verb."""
    if inferred and not reading:
        return True
    if measure in ("growth", "change", "index"):
        return reading == measure
    if reading == "rank":
        return measure in ("rank", "growth_rank")
    return reading in ("", measure)
