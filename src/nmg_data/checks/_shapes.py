"""Read many prints quickly: the grammar reads a shape, and only the number is put in afterwards.

`12.9亿吨` and `13.4亿吨` differ in one number. Once two prints of a shape were read, the shape is
tried with several numbers of the same form; where the reading is always the number times one
factor and all else alike, later prints of that shape need no grammar. Anything else, such as
`2024年` or `翻3番`, is read in full every time.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from .._figure import Figure, parse_figure

MAX_SHAPES = 20_000
ONE_NUMBER = re.compile(r"([^0-9.,]*)([0-9]{1,9})(\.[0-9]{1,6})?([^0-9.,]*)")
# What stands for the digits of a number when a shape is tried; the last are like years.
TRIED = ("3", "7", "1", "9", "2024", "1998", "2000")


class Reading(NamedTuple):
    """What a print says, as `Figure` has it."""

    problem: str | None
    value: Decimal | None
    unit: str | None
    bound: str
    measure: str | None
    step: Decimal | None
    multiplied: bool
    lower: Decimal | None = None
    """Ends are given for ranges alone: all others follow from the rest."""
    upper: Decimal | None = None


class Shape(NamedTuple):
    """The reading of all prints that differ in one number of a given form."""

    factor: Decimal
    unit: str | None
    bound: str
    measure: str | None
    step: Decimal | None
    multiplied: bool


Key = tuple[str, str, int, int, str]
"""Language, text before the number, digits before and after its point, text after it."""


class Reader:
    """Reads prints, and remembers shapes for as long as it lives."""

    def __init__(self) -> None:
        self.shapes: dict[Key, Shape | bool] = {}

    def __call__(self, text: str, language: str) -> Reading:
        """Return what `parse_figure` says of a print."""
        match = ONE_NUMBER.fullmatch(text)
        if match is None:
            return in_full(text, language)
        before, whole, decimals, after = match.groups("")
        key = (language, before, len(whole), len(decimals), after)
        shape = self.shapes.get(key)
        if shape is None:
            # A shape may be the only one of its kind; it is tried when it comes again.
            if len(self.shapes) >= MAX_SHAPES:
                self.shapes.clear()
            self.shapes[key] = True
            return in_full(text, language)
        if shape is True:
            shape = self.shapes[key] = try_shape(key) or False
        if isinstance(shape, bool):
            return in_full(text, language)
        number = Decimal(whole + decimals)
        if not number:
            return in_full(text, language)
        factor, unit, bound, measure, step, multiplied = shape
        return Reading(None, number * factor, unit, bound, measure, step, multiplied)


def in_full(text: str, language: str) -> Reading:
    """Read a print by the grammar."""
    figure = parse_figure(text, language)
    ends = (figure.lower, figure.upper) if figure.bound == "range" else (None, None)
    return Reading(figure.problem, figure.value, *_rest(figure), *ends)


def try_shape(key: Key) -> Shape | None:
    """Read a shape with several numbers; None where they do more to it than set its value."""
    language, before, whole, decimals, after = key
    found: set[Shape] = set()
    for digits in TRIED:
        if len(digits) not in (1, whole):
            continue
        number = digits * whole if len(digits) == 1 else digits
        if decimals:
            number += "." + digits[0] * (decimals - 1)
        figure = parse_figure(f"{before}{number}{after}", language)
        if not figure.ok or figure.value is None:
            return None
        factor = figure.value / Decimal(number)
        if factor * Decimal(number) != figure.value:
            return None
        found.add(Shape(factor.normalize(), *_rest(figure)))
    return found.pop() if len(found) == 1 else None


def _rest(figure: Figure) -> tuple[str | None, str, str | None, Decimal | None, bool]:
    return figure.unit, figure.bound, figure.measure, figure.step, figure.multiplied
