"""Closed intervals of decimals: what a figure stands for, their arithmetic, and its verdicts.

An end that is None is open: unbounded or unknown. Results are rounded outwards, so an interval
never loses a value that belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Literal

from ..core.text import plain_number

Verdict = Literal["holds", "fails", "untestable"]
VERDICTS: tuple[Verdict, ...] = ("holds", "fails", "untestable")
SIGNED = frozenset({"growth", "change", "gap", "growth_gap"})  # measures that can be negative

# Fractions and unit factors without a finite decimal carry 15 significant digits, so two figures
# that are equal may differ from the thirteenth on.
SLACK = Decimal("1e-12")
_ZERO, _HALF, _ONE, _HUNDRED = Decimal(0), Decimal("0.5"), Decimal(1), Decimal(100)
_INFINITY = Decimal("Infinity")
_DOWN, _UP = Context(prec=40, rounding=ROUND_FLOOR), Context(prec=40, rounding=ROUND_CEILING)
_FIFTEEN = Context(prec=15, traps=[])
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


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
        if self.lower is None or self.upper is None:
            end, word = (self.upper, "most") if self.lower is None else (self.lower, "least")
            return "any" if end is None else f"at {word} {_short(end)}"
        lower, upper = _short(self.lower), _short(self.upper)
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


def stated(
    value: Decimal,
    bound: str,
    measure: str | None,
    *,
    step: Decimal,
    significant: Decimal,
    one_in: Decimal | None = None,
) -> Interval:
    """Return the interval that a figure stands for.

    Parameters
    ----------
    value : Decimal
        The figure; a fall is negative and bounded by its size (down by over 3 is -3 or less).
    bound : str
        exact, over, at_least, nearly, at_most or about; the ends of a range are printed.
    measure : str or None
        Growth, changes and gaps can be negative; a share or saving is at most 100.
    step, significant : Decimal
        One unit of the last printed digit, and of the last one that is no filling zero (100 in
        `400`); a step of zero is a number of things counted one by one.
    one_in : Decimal or None
        N of a share printed as one in N.

    Examples
    --------
    >>> step = Decimal("0.1E8")
    >>> print(stated(Decimal("12.9E8"), "exact", "level", step=step, significant=step))
    1285000000 to 1295000000
    >>> print(stated(Decimal(400), "nearly", None, step=Decimal(1), significant=Decimal(100)))
    300 to 400
    """
    fall, size = value < _ZERO, abs(value)
    low: Decimal | None = size
    high: Decimal | None = size
    if bound in ("over", "at_least"):
        high = None
    elif bound == "at_most":
        low = _ONE if measure in ("rank", "growth_rank") else None if measure in SIGNED else _ZERO
    else:
        margin = _HALF * step if bound == "exact" else significant if bound == "nearly" else step
        low, high = _FIFTEEN.subtract(size, margin), _FIFTEEN.add(size, margin)
        if one_in is not None:
            parts = _HALF if bound == "exact" else _ONE
            low = _FIFTEEN.divide(_HUNDRED, one_in + parts)
            high = _FIFTEEN.divide(_HUNDRED, one_in - parts) if one_in > parts else _HUNDRED
        if low < _ZERO and measure not in SIGNED:
            low = _ZERO
        if bound == "nearly":
            high = size
    if measure in ("share", "saving") and size <= _HUNDRED and (high is None or high > _HUNDRED):
        high = _HUNDRED
    return negate(Interval(low, high)) if fall else Interval(low, high)


def add(parts: Iterable[Interval]) -> Interval:
    """Return the sums of one number from each interval."""
    lower: Decimal | None = _ZERO
    upper: Decimal | None = _ZERO
    for part in parts:
        lower = None if lower is None or part.lower is None else _DOWN.add(lower, part.lower)
        upper = None if upper is None or part.upper is None else _UP.add(upper, part.upper)
    return Interval(lower, upper)


def negate(interval: Interval) -> Interval:
    """Return the numbers with their sign turned."""
    lower, upper = interval.lower, interval.upper
    return Interval(
        None if upper is None else upper.copy_negate(),
        None if lower is None else lower.copy_negate(),
    )


def subtract(left: Interval, right: Interval) -> Interval:
    """Return the differences between a number of each."""
    return add((left, negate(right)))


def multiply(left: Interval, right: Interval) -> Interval:
    """Return the products of a number of each."""
    pairs = [(x, y) for x in _ends(left) for y in _ends(right)]
    # An open side is a bound that is never reached, so zero times it is zero.
    return _closed(
        min(_DOWN.multiply(x, y) if x and y else _ZERO for x, y in pairs),
        max(_UP.multiply(x, y) if x and y else _ZERO for x, y in pairs),
    )


def divide(left: Interval, right: Interval) -> Interval:
    """Return the quotients of a number of each; all numbers where the divisor spans zero.

    >>> print(divide(point(118), point(219)))
    0.538812785388128
    >>> print(divide(point(8), Interval(Decimal(4), None)))
    0 to 2
    """
    low, high = _ends(right)
    if low < 0 < high or low == high == 0:
        return ANY
    sign = 1 if high > 0 else -1
    pairs = [(x, y) for x in _ends(left) for y in (low, high)]
    return _closed(
        min(_quotient(x, y, sign, _DOWN) for x, y in pairs),
        max(_quotient(x, y, sign, _UP) for x, y in pairs),
    )


def scale(interval: Interval, factor: Decimal) -> Interval:
    """Return the interval in another unit."""
    return interval if factor == 1 else multiply(interval, point(factor))


def common(intervals: Iterable[Interval]) -> Interval | None:
    """Return the numbers that lie in all intervals, or None where there are none."""
    ends = [_ends(interval) for interval in intervals] or [_ends(ANY)]
    lower, upper = max(low for low, _ in ends), min(high for _, high in ends)
    if lower <= upper:
        return _closed(lower, upper)
    # Within the slack the two ends are one number.
    return None if _greater(lower, upper) else point(lower)


def hull(intervals: Iterable[Interval]) -> Interval:
    """Return the shortest interval that holds them all."""
    ends = [_ends(interval) for interval in intervals]
    return _closed(min(low for low, _ in ends), max(high for _, high in ends))


def meet(intervals: Sequence[Interval], natural: Interval = ANY) -> Verdict:
    """Say whether intervals can all mean the same number.

    ``natural`` is where the quantity lies by its nature (a share between 0 and 100): an end there
    adds nothing. Untestable: whatever number had been printed, they would have met.

    >>> three = Interval(Decimal(3000), None)
    >>> meet([three, Interval(Decimal(4000), None)]), meet([three, point(2500)])
    ('untestable', 'fails')
    """
    if common(intervals) is None:
        return "fails"
    floors = {i for i, one in enumerate(intervals) if _bounds_below(one, natural)}
    ceilings = {i for i, one in enumerate(intervals) if _bounds_above(one, natural)}
    # A floor and a ceiling can miss each other only where they are not of one interval.
    return "holds" if floors and ceilings and len(floors | ceilings) > 1 else "untestable"


def no_larger(part: Interval, whole: Interval) -> Verdict:
    """Say whether a part can be no larger than its whole; neither is negative.

    It holds where every pair of numbers agrees, or where some could have disagreed.
    """
    if part.lower is not None and whole.upper is not None and _greater(part.lower, whole.upper):
        return "fails"
    if part.upper is not None and whole.lower is not None and part.upper <= whole.lower:
        return "holds"
    testable = _bounds_below(part, Interval(_ZERO, None)) and whole.upper is not None
    return "holds" if testable else "untestable"


def _bounds_below(interval: Interval, natural: Interval) -> bool:
    """Whether the lower end says more than nature does."""
    lower = interval.lower
    return lower is not None and (
        interval.is_point or natural.lower is None or lower > natural.lower
    )


def _bounds_above(interval: Interval, natural: Interval) -> bool:
    """Whether the upper end says more than nature does."""
    return _bounds_below(negate(interval), negate(natural))


def _greater(left: Decimal, right: Decimal) -> bool:
    """Whether a number is greater by more than the slack."""
    return left - right > SLACK * max(abs(left), abs(right))


def _ends(interval: Interval) -> tuple[Decimal, Decimal]:
    """Both ends, open ones as infinity."""
    return (
        -_INFINITY if interval.lower is None else interval.lower,
        _INFINITY if interval.upper is None else interval.upper,
    )


def _closed(lower: Decimal, upper: Decimal) -> Interval:
    """An interval from ends that may be infinite."""
    return Interval(lower if lower.is_finite() else None, upper if upper.is_finite() else None)


def _quotient(left: Decimal, right: Decimal, sign: int, context: Context) -> Decimal:
    """A quotient of two ends; at a zero the divisor comes from the side of its other numbers."""
    if not left or right.is_infinite():
        return _ZERO
    return _INFINITY.copy_sign(left * sign) if not right else context.divide(left, right)


def _short(end: Decimal) -> str:
    """An end for people: fractions to fifteen digits."""
    return plain_number(end if end == end.to_integral_value() else _FIFTEEN.plus(end))
