"""Closed intervals of decimals: what a figure stands for, their arithmetic, and its verdicts.

An end that is None is open. Results are rounded outwards, so that no value is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from ..core.text import plain_number

Verdict = Literal["holds", "fails", "untestable"]
SIGNED = frozenset({"growth", "change", "gap", "growth_gap"})  # measures that can be negative

# Fractions and unit factors without a finite decimal carry 15 significant digits, so two figures
# that are equal may differ from the thirteenth on.
SLACK = Decimal("1e-12")
_ZERO, _HALF, _ONE, _HUNDRED = Decimal(0), Decimal("0.5"), Decimal(1), Decimal(100)
_INFINITY = Decimal("Infinity")
_DOWN, _UP = Context(prec=40, rounding=ROUND_FLOOR), Context(prec=40, rounding=ROUND_CEILING)
_FIFTEEN = Context(prec=15, traps=[])
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class Interval(NamedTuple):
    """All numbers from ``lower`` to ``upper``, ends included; None is an open side."""

    lower: Decimal | None
    upper: Decimal | None

    @property
    def is_point(self) -> bool:
        """Whether it holds a single number."""
        return self.lower is not None and self.lower == self.upper

    def __str__(self) -> str:
        lower, upper = ("" if end is None else plain_number(_FIFTEEN.plus(end)) for end in self)
        if lower and upper:
            return lower if lower == upper else f"{lower} to {upper}"
        return f"at least {lower}" if lower else f"at most {upper}" if upper else "any"


ANY = Interval(None, None)


class Precision(NamedTuple):
    """How precisely a figure is printed."""

    step: Decimal = _ONE  # one unit of the last printed digit, times its multipliers
    significant: Decimal = _ONE  # one unit of the last digit that is no filling zero: 100 in `400`
    one_in: Decimal | None = None  # N of a share printed as one in N


def point(value: Decimal | int) -> Interval:
    """Return the interval that holds one number."""
    return Interval(Decimal(value), Decimal(value))


def number(text: str) -> Decimal | None:
    """Read a plain decimal, or None: no exponent, no separator, no NaN."""
    return Decimal(text) if _PLAIN.fullmatch(text) else None


@lru_cache(maxsize=50_000)
def between(lower: str, upper: str) -> Interval:
    """Read the two cells that give an interval; what is no number is an open side."""
    return Interval(number(lower), number(upper))


def stated(value: Decimal, bound: str, measure: str | None, precision: Precision) -> Interval:
    """Return what a figure stands for; a fall is negative, and bounded by its size."""
    size, signed = value.copy_abs(), measure in SIGNED
    lower = upper = size
    if bound in ("over", "at_least"):
        upper = _INFINITY
    elif bound == "at_most":
        lower = _ONE if measure in ("rank", "growth_rank") else -_INFINITY if signed else _ZERO
    else:
        half = _HALF if bound == "exact" else _ONE
        margin = precision.significant if bound == "nearly" else precision.step
        margin, parts = _FIFTEEN.multiply(half, margin), precision.one_in
        lower, upper = _FIFTEEN.subtract(size, margin), _FIFTEEN.add(size, margin)
        if parts is not None:
            lower = _FIFTEEN.divide(_HUNDRED, _FIFTEEN.add(parts, half))
            upper = _FIFTEEN.divide(_HUNDRED, _FIFTEEN.subtract(parts, half))
        upper = size if bound == "nearly" else upper
        lower = _ZERO if lower < _ZERO <= value and not signed else lower
    if measure in ("share", "saving") and size <= _HUNDRED:
        upper = min(upper, _HUNDRED)
    interval = _closed(lower, upper)
    return negate(interval) if value < _ZERO else interval


def add(*parts: Interval) -> Interval:
    """Return the sums of one number from each interval."""
    least, most = _ZERO, _ZERO
    for low, high in map(_ends, parts):
        least, most = _DOWN.add(least, low), _UP.add(most, high)
    return _closed(least, most)


def negate(interval: Interval) -> Interval:
    """Return the numbers with their sign turned."""
    lower, upper = interval
    return Interval(upper and upper.copy_negate(), lower and lower.copy_negate())


def subtract(left: Interval, right: Interval) -> Interval:
    """Return the differences between a number of each."""
    return add(left, negate(right))


def multiply(left: Interval, right: Interval) -> Interval:
    """Return the products of a number of each."""
    pairs = [(x, y) for x in _ends(left) for y in _ends(right)]
    # An open side is a bound that is never reached, so zero times it is zero.
    return _closed(
        min(_DOWN.multiply(x, y) if x and y else _ZERO for x, y in pairs),
        max(_UP.multiply(x, y) if x and y else _ZERO for x, y in pairs),
    )


def divide(left: Interval, right: Interval) -> Interval:
    """Return the quotients of a number of each; all numbers where the divisor spans zero."""
    low, high = _ends(right)
    if low < 0 < high or low == high == 0:
        return ANY

    def quotient(left: Decimal, right: Decimal, context: Context) -> Decimal:
        if not left or right.is_infinite():
            return _ZERO
        # An end at zero is approached from the side of the divisor's other numbers.
        sign = left if high > 0 else left.copy_negate()
        return context.divide(left, right) if right else _INFINITY.copy_sign(sign)

    pairs = [(x, y) for x in _ends(left) for y in (low, high)]
    return _closed(
        min(quotient(x, y, _DOWN) for x, y in pairs), max(quotient(x, y, _UP) for x, y in pairs)
    )


def common(intervals: Sequence[Interval]) -> Interval | None:
    """Return the numbers that lie in all intervals, or None where there are none."""
    lower = upper = None
    for low, high in intervals:
        if low is not None and (lower is None or low > lower):
            lower = low
        if high is not None and (upper is None or high < upper):
            upper = high
    if lower is None or upper is None or lower <= upper:
        return Interval(lower, upper)
    # Within the slack the two ends are one number.
    return None if _greater(lower, upper) else point(lower)


def hull(intervals: Iterable[Interval]) -> Interval:
    """Return the shortest interval that holds them all."""
    lower, upper = zip(*map(_ends, intervals), strict=True)
    return _closed(min(lower), max(upper))


def meet(intervals: Sequence[Interval], natural: Interval = ANY) -> Verdict:
    """Say whether intervals can all mean the same number.

    ``natural`` is where the quantity lies by its nature (a share between 0 and 100): an end there
    adds nothing. Untestable: whatever number had been printed, they would have met.
    """
    if common(intervals) is None:
        return "fails"
    least, most = natural
    below, above = set(), set()
    for index, (lower, upper) in enumerate(intervals):
        exact = lower == upper
        if lower is not None and (exact or least is None or lower > least):
            below.add(index)
        if upper is not None and (exact or most is None or upper < most):
            above.add(index)
    # A lower and an upper bound can miss each other only where they are not of one interval.
    return "holds" if below and above and len(below | above) > 1 else "untestable"


def no_larger(part: Interval, whole: Interval) -> Verdict:
    """Say whether a part can be no larger than its whole; neither is negative."""
    if part.upper is not None and whole.lower is not None and part.upper <= whole.lower:
        return "holds"
    if part.lower is None or whole.upper is None:
        return "untestable"
    if _greater(part.lower, whole.upper):
        return "fails"
    return "holds" if part.is_point or part.lower > _ZERO else "untestable"


def _greater(left: Decimal, right: Decimal) -> bool:
    """Whether a number is greater by more than the slack."""
    return left - right > SLACK * max(abs(left), abs(right))


def _ends(interval: Interval) -> tuple[Decimal, Decimal]:
    """Both ends, open ones as infinity."""
    lower, upper = interval
    return -_INFINITY if lower is None else lower, _INFINITY if upper is None else upper


def _closed(lower: Decimal, upper: Decimal) -> Interval:
    """An interval from ends that may be infinite."""
    return Interval(lower if lower.is_finite() else None, upper if upper.is_finite() else None)
