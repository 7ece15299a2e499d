"""Interval arithmetic never loses a number that belongs in, and has three verdicts on relations."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nmg_data.evidence.interval import (
    ANY,
    SLACK,
    Interval,
    Precision,
    add,
    common,
    divide,
    hull,
    meet,
    multiply,
    negate,
    no_larger,
    number,
    point,
    stated,
    subtract,
)


def span(text):
    """Read an interval: ``5..6``, ``5..``, ``..6``, ``5`` or ``..``."""
    low, dots, high = text.partition("..")
    if not dots:
        return point(Decimal(low))
    return Interval(Decimal(low) if low else None, Decimal(high) if high else None)


NUMBERS = st.decimals(-1_000_000, 1_000_000, places=3)


@st.composite
def interval_and_member(draw):
    """Return an interval, perhaps open, and a number in it."""
    low, member, high = sorted(draw(st.tuples(NUMBERS, NUMBERS, NUMBERS)))
    return Interval(draw(st.sampled_from((low, None))), draw(st.sampled_from((high, None)))), member


def holds(interval, value):
    """Whether a number lies in an interval."""
    below = interval.lower is None or interval.lower <= value
    return below and (interval.upper is None or value <= interval.upper)


PAIRS = st.tuples(interval_and_member(), interval_and_member())


@given(PAIRS)
def test_results_hold_what_their_numbers_make(pairs):
    (left, a), (right, b) = pairs
    assert holds(add(left, right), a + b)
    assert holds(subtract(left, right), a - b)
    assert holds(multiply(left, right), a * b)
    assert holds(negate(left), -a)
    assert holds(multiply(left, point(Decimal("0.0005"))), a * Decimal("0.0005"))
    assert holds(hull((left, right)), a)
    assert holds(hull((left, right)), b)


@given(PAIRS)
def test_a_quotient_times_the_divisor_is_the_dividend(pairs):
    (left, a), (right, b) = pairs
    assume(b)
    result = divide(left, right)
    # a / b is not exact, so the ends are compared by multiplication, on the side of b's sign.
    for end, above in ((result.lower, False), (result.upper, True)):
        if end is not None:
            assert (end * b >= a) == ((b > 0) == above) or end * b == a


@given(PAIRS)
def test_two_intervals_fail_exactly_where_they_have_nothing_in_common(pairs):
    (left, a), (right, b) = pairs
    both = common((left, right))
    assert (meet((left, right)) == "fails") == (both is None)
    assert meet((left, right)) == meet((right, left))
    if both is None:
        assert not holds(left, b)
        assert not holds(right, a)
    else:
        assert holds(both, a) == holds(right, a)
        assert holds(both, b) == holds(left, b)


@given(PAIRS)
def test_a_part_fails_only_where_every_number_of_it_is_larger(pairs):
    (part, a), (whole, b) = pairs
    verdict = no_larger(part, whole)
    if verdict == "fails":
        assert a > b
    if verdict == "untestable":
        assert part.lower is None or whole.upper is None or part.lower <= 0


LINES = (Path(__file__).parents[1] / "data/intervals.csv").read_text("utf-8").splitlines()[1:]


@pytest.mark.parametrize("line", LINES)
def test_result(line):
    """Results typed by hand: of operations, and of what figures stand for."""
    operation, first, second, expected = line.split(",")
    if operation == "meet":
        result = meet([span(text) for text in first.split()], span(second))
    elif operation in ("divide", "no_larger"):
        result = {"divide": divide, "no_larger": no_larger}[operation](span(first), span(second))
    else:
        bound, measure = operation.split()
        one_in = Decimal(first[2:]) if first.startswith("1/") else None
        value = Decimal(f"{100 / one_in:.15g}") if one_in else Decimal(first)
        step = Decimal(second or value)
        result = stated(value, bound, measure, Precision(step, step, one_in))
    assert str(result) == expected


def test_fractions_of_fifteen_digits_are_equal_to_what_they_stand_for():
    third = Decimal(100) / 3
    assert meet((point(Decimal("33.3333333333333")), point(third))) == "holds"
    assert meet((point(Decimal("33.333333333")), point(third))) == "fails"
    assert Decimal("1e-12") == SLACK


def test_common_of_touching_ends_is_a_point():
    assert common((span("1..2"), span("2..3"))) == span("2")
    assert common((span("1..2"), span("2.1..3"))) is None
    assert common(()) == ANY


def test_number():
    assert [number(text) for text in ("12.5", "-0.5", "007")] == [
        Decimal("12.5"),
        Decimal("-0.5"),
        7,
    ]
    for text in ("", "1e5", "NaN", "Infinity", "1_000", "１２", " 5", "5\n", "+5", ".5"):
        assert number(text) is None
