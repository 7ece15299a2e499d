"""Closed intervals of decimals, their arithmetic, and what it decides.

An end that is None is open: unbounded or unknown. Results are rounded outwards, so an interval
never loses a value that belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Literal

Verdict = Literal["holds", "fails", "untestable"]
VERDICTS: tuple[Verdict, ...] = ("holds", "fails", "untestable")

_DOWN = Context(prec=40, rounding=ROUND_FLOOR)
_UP = Context(prec=40, rounding=ROUND_CEILING)
_INFINITY = Decimal("Infinity")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")

# Fractions and unit factors without a finite decimal carry 15 significant digits, so two figures
# that are equal may differ from the thirteenth on.
SLACK = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from ``lower`` to ``upper``, ends included; None is an open side.

    >>> print(Interval(Decimal(5), Decimal(6)), Interval(Decimal(3), None), sep="; ")
    5 to 6; at least 3
    """

    lower: Decimal | None
    upper: Decimal | None

    @property
    def is_point(self) -> bool:
        """Whether it holds a single number."""
        return self.lower is not None and self.lower == self.upper

    def __str__(self) -> str:
        if self.lower is None:
            return "any" if self.upper is None else f"at most {plain(self.upper)}"
        if self.upper is None:
            return f"at least {plain(self.lower)}"
        lower, upper = plain(self.lower), plain(self.upper)
        return lower if lower == upper else f"{lower} to {upper}"


ANY = Interval(None, None)


def point(value: Decimal | int) -> Interval:
    """Return the interval that holds one number."""
    return Interval(Decimal(value), Decimal(value))


def number(text: str) -> Decimal | None:
    """Read a plain decimal, or None: no exponent, no separator, no NaN.

    >>> number("-5.80"), number("1e5"), number("")
    (Decimal('-5.80'), None, None)
    """
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def plain(value: Decimal, digits: int = 15) -> str:
    """Write a decimal without exponent or needless zeros, to at most so many digits.

    >>> plain(Decimal("1.2900E+9")), plain(Decimal(2) / 3, 4)
    ('1290000000', '0.6667')
    """
    rounded = value if value == value.to_integral_value() else Context(prec=digits).plus(value)
    text = f"{rounded:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def add(parts: Iterable[Interval]) -> Interval:
    """Return the sums of one number from each interval."""
    lower: Decimal | None = Decimal(0)
    upper: Decimal | None = Decimal(0)
    for part in parts:
        lower = None if lower is None or part.lower is None else _DOWN.add(lower, part.lower)
        upper = None if upper is None or part.upper is None else _UP.add(upper, part.upper)
    return Interval(lower, upper)


def negate(one: Interval) -> Interval:
    """Return the numbers with their sign turned."""
    return Interval(
        None if one.upper is None else one.upper.copy_negate(),
        None if one.lower is None else one.lower.copy_negate(),
    )


def subtract(one: Interval, other: Interval) -> Interval:
    """Return the differences between a number of each."""
    return add((one, negate(other)))


def multiply(one: Interval, other: Interval) -> Interval:
    """Return the products of a number of each."""
    pairs = [(x, y) for x in _ends(one) for y in _ends(other)]
    return _closed(
        min(_product(x, y, _DOWN) for x, y in pairs), max(_product(x, y, _UP) for x, y in pairs)
    )


def divide(one: Interval, other: Interval) -> Interval:
    """Return the quotients of a number of each; all numbers where the divisor spans zero.

    >>> print(divide(point(118), point(219)))
    0.538812785388128
    >>> print(divide(point(8), Interval(Decimal(4), None)))
    0 to 2
    """
    low, high = _ends(other)
    if low < 0 < high or low == high == 0:
        return ANY
    sign = 1 if high > 0 else -1
    pairs = [(x, y) for x in _ends(one) for y in (low, high)]
    return _closed(
        min(_quotient(x, y, sign, _DOWN) for x, y in pairs),
        max(_quotient(x, y, sign, _UP) for x, y in pairs),
    )


def scale(one: Interval, factor: Decimal) -> Interval:
    """Return the interval in another unit."""
    return one if factor == 1 else multiply(one, point(factor))


def common(intervals: Iterable[Interval]) -> Interval | None:
    """Return the numbers that lie in all intervals, or None where there are none."""
    lower, upper = None, None
    for one in intervals:
        if one.lower is not None and (lower is None or one.lower > lower):
            lower = one.lower
        if one.upper is not None and (upper is None or one.upper < upper):
            upper = one.upper
    if lower is None or upper is None or lower <= upper:
        return Interval(lower, upper)
    # Within the slack the two ends are one number.
    return None if _greater(lower, upper) else point(lower)


def hull(intervals: Iterable[Interval]) -> Interval:
    """Return the shortest interval that holds them all."""
    ends = [_ends(one) for one in intervals]
    return _closed(min(low for low, _ in ends), max(high for _, high in ends))


def meet(intervals: Sequence[Interval], natural: Interval = ANY) -> Verdict:
    """Say whether intervals can all mean the same number.

    ``natural`` is where the quantity lies by its nature (a share between 0 and 100): an end there
    says nothing. Untestable: whatever number had been printed, they could not have parted.

    >>> meet([Interval(Decimal(3000), None), Interval(Decimal(4000), None)])
    'untestable'
    >>> meet([Interval(Decimal(3000), None), point(3500)])
    'holds'
    >>> meet([Interval(Decimal(3000), None), point(2500)])
    'fails'
    """
    if common(intervals) is None:
        return "fails"
    floors = [i for i, one in enumerate(intervals) if _says_lower(one, natural)]
    ceilings = [i for i, one in enumerate(intervals) if _says_upper(one, natural)]
    # A floor and a ceiling part two prints only where they are not of one print.
    may_part = bool(floors and ceilings) and len({*floors, *ceilings}) > 1
    return "holds" if may_part else "untestable"


def no_larger(part: Interval, whole: Interval) -> Verdict:
    """Say whether a part can be no larger than its whole; neither is negative.

    It holds where every pair of numbers agrees, or where some could have disagreed.

    >>> no_larger(point(600), Interval(Decimal(2000), None))
    'holds'
    >>> no_larger(point(6000), Interval(Decimal(2000), None))
    'untestable'
    """
    if part.lower is not None and whole.upper is not None and _greater(part.lower, whole.upper):
        return "fails"
    if part.upper is not None and whole.lower is not None and part.upper <= whole.lower:
        return "holds"
    natural = Interval(Decimal(0), None)
    testable = _says_lower(part, natural) and whole.upper is not None
    return "holds" if testable else "untestable"


def _says_lower(one: Interval, natural: Interval) -> bool:
    if one.lower is None:
        return False
    return one.is_point or natural.lower is None or one.lower > natural.lower


def _says_upper(one: Interval, natural: Interval) -> bool:
    if one.upper is None:
        return False
    return one.is_point or natural.upper is None or one.upper < natural.upper


def _greater(one: Decimal, other: Decimal) -> bool:
    return one - other > SLACK * max(abs(one), abs(other))


def _ends(one: Interval) -> tuple[Decimal, Decimal]:
    return (
        _INFINITY.copy_negate() if one.lower is None else one.lower,
        _INFINITY if one.upper is None else one.upper,
    )


def _closed(lower: Decimal, upper: Decimal) -> Interval:
    return Interval(
        lower if lower.is_finite() else None,
        upper if upper.is_finite() else None,
    )


def _product(one: Decimal, other: Decimal, context: Context) -> Decimal:
    # An open side is a bound that is never reached, so zero times it is zero.
    return Decimal(0) if not one or not other else context.multiply(one, other)


def _quotient(one: Decimal, other: Decimal, sign: int, context: Context) -> Decimal:
    if not one or other.is_infinite():
        return Decimal(0)
    # An end at zero is approached from the side of the divisor's other numbers.
    return _INFINITY.copy_sign(one * sign) if not other else context.divide(one, other)
