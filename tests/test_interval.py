"""Interval arithmetic: never loses a number that belongs in, and says three things of relations."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nmg_data._interval import (
    ANY,
    SLACK,
    Interval,
    add,
    common,
    divide,
    hull,
    meet,
    multiply,
    negate,
    no_larger,
    number,
    plain,
    point,
    scale,
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
    open_below, open_above = draw(st.booleans()), draw(st.booleans())
    return Interval(None if open_below else low, None if open_above else high), member


def holds_number(one, value):
    """Say whether a number lies in an interval."""
    return (one.lower is None or one.lower <= value) and (one.upper is None or value <= one.upper)


PAIRS = st.tuples(interval_and_member(), interval_and_member())


@given(PAIRS)
def test_results_hold_what_their_numbers_make(pairs):
    (one, a), (other, b) = pairs
    assert holds_number(add((one, other)), a + b)
    assert holds_number(subtract(one, other), a - b)
    assert holds_number(multiply(one, other), a * b)
    assert holds_number(negate(one), -a)
    assert holds_number(scale(one, Decimal("0.0005")), a * Decimal("0.0005"))
    both = hull((one, other))
    assert holds_number(both, a)
    assert holds_number(both, b)


@given(PAIRS)
def test_a_quotient_times_the_divisor_is_the_dividend(pairs):
    (one, a), (other, b) = pairs
    assume(b)
    result = divide(one, other)
    # a / b is not exact, so the ends are compared by multiplication, on the side of b's sign.
    for end, above in ((result.lower, False), (result.upper, True)):
        if end is not None:
            assert (end * b >= a) == ((b > 0) == above) or end * b == a


@given(PAIRS)
def test_what_is_common_lies_in_both(pairs):
    (one, a), (other, b) = pairs
    both = common((one, other))
    if both is None:
        assert not holds_number(one, b)
        assert not holds_number(other, a)
    else:
        assert holds_number(both, a) == holds_number(other, a)
        assert holds_number(both, b) == holds_number(one, b)


@given(PAIRS)
def test_two_intervals_fail_exactly_where_they_have_nothing_in_common(pairs):
    (one, _), (other, b) = pairs
    apart = common((one, other)) is None
    assert (meet((one, other)) == "fails") == apart
    assert meet((one, other)) == meet((other, one))
    if holds_number(one, b):
        assert meet((one, other)) != "fails"


@given(PAIRS)
def test_a_part_fails_only_where_every_number_of_it_is_larger(pairs):
    (part, a), (whole, b) = pairs
    found = no_larger(part, whole)
    if found == "fails":
        assert a > b
    if found == "untestable":
        assert part.lower is None or whole.upper is None or part.lower <= 0


@given(st.lists(interval_and_member(), min_size=1, max_size=5))
def test_all_meet_where_all_hold_one_number(members):
    intervals = [one for one, _ in members]
    shared = common(intervals)
    if shared is None:
        assert meet(intervals) == "fails"
    else:
        for end in (shared.lower, shared.upper):
            assert end is None or all(holds_number(one, end) for one in intervals)


@pytest.mark.parametrize(
    ("one", "other", "quotient"),
    [
        ("8", "4", "2"),
        ("6..8", "2..4", "1.5 to 4"),
        ("-6..8", "2..4", "-3 to 4"),
        ("8", "4..", "0 to 2"),
        ("8..", "4", "at least 2"),
        ("8..", "2..", "at least 0"),
        ("8", "0..4", "at least 2"),
        ("8", "-4..0", "at most -2"),
        ("8", "-1..1", "any"),
        ("8", "0", "any"),
        ("0", "4..", "0"),
        ("..", "2", "any"),
    ],
)
def test_divide(one, other, quotient):
    assert str(divide(span(one), span(other))) == quotient


@pytest.mark.parametrize(
    ("intervals", "natural", "verdict"),
    [
        (["5", "5"], "..", "holds"),
        (["5", "6"], "..", "fails"),
        (["5..6", "6..7"], "..", "holds"),
        (["5..6", "6.1..7"], "..", "fails"),
        (["120000000..", "123350000..123450000"], "0..", "holds"),
        (["130000000..", "123350000..123450000"], "0..", "fails"),
        (["3000..", "4000.."], "0..", "untestable"),
        (["0..60", "0..40"], "0..100", "untestable"),
        (["80..100", "90..100"], "0..100", "untestable"),
        (["80..100", "0..90"], "0..100", "holds"),
        (["80..100", "0..70"], "0..100", "fails"),
        (["..", "5"], "..", "untestable"),
        (["0", "0"], "0..", "holds"),
        (["0", "0..10"], "0..", "holds"),
        (["100", "100"], "0..100", "holds"),
        (["3000..", "4000..", "5000"], "0..", "holds"),
        (["3000..", "4000..", "3500"], "0..", "fails"),
        (["5", "..", ".."], "..", "untestable"),
    ],
)
def test_meet(intervals, natural, verdict):
    assert meet([span(one) for one in intervals], span(natural)) == verdict


@pytest.mark.parametrize(
    ("part", "whole", "verdict"),
    [
        ("600", "2000", "holds"),
        ("600", "2000..", "holds"),
        ("2100", "2000", "fails"),
        ("2100", "2000..", "untestable"),
        ("900..", "200000..", "untestable"),
        ("900..", "1000", "holds"),
        ("1100..", "1000", "fails"),
        ("0..60", "50", "untestable"),
        ("0..40", "50", "holds"),
        ("1950..2050", "1900..2000", "holds"),
        ("2000", "2000", "holds"),
    ],
)
def test_no_larger(part, whole, verdict):
    assert no_larger(span(part), span(whole)) == verdict


def test_fractions_of_fifteen_digits_are_equal_to_what_they_stand_for():
    third = Decimal(100) / 3
    assert meet((point(Decimal("33.3333333333333")), point(third))) == "holds"
    assert meet((point(Decimal("33.333333333")), point(third))) == "fails"
    assert Decimal("1e-12") == SLACK


def test_common_of_touching_ends_is_a_point():
    assert common((span("1..2"), span("2..3"))) == span("2")
    assert common((span("1..2"), span("2.1..3"))) is None
    assert common(()) == ANY


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5", "12.5"),
        ("-0.5", "-0.5"),
        ("007", "7"),
        ("", None),
        ("1e5", None),
        ("NaN", None),
        ("Infinity", None),
        ("1_000", None),
        ("１２", None),
        (" 5", None),
        ("5\n", None),
        ("+5", None),
        (".5", None),
    ],
)
def test_number(text, value):
    assert number(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1.290E+9", "1290000000"),
        ("0.10", "0.1"),
        ("-0.0", "0"),
        ("-5.80", "-5.8"),
        ("6700000000000000000", "6700000000000000000"),
        ("0.53881278538812785388", "0.538812785388128"),
    ],
)
def test_plain(value, text):
    assert plain(Decimal(value)) == text
