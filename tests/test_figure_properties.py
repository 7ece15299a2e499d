"""What holds of every figure, and of every text."""

import unicodedata
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nmg_data._figure import (
    COUNT_UNITS,
    UNITS,
    Figure,
    _grammar,
    canonical,
    interval,
    numbers_in,
    parse_figure,
)

LANGUAGES = sorted(UNITS)
MULTIPLIERS = {"": 0, "万": 4, "亿": 8, "万亿": 12, "亿亿": 16}
# Qualifiers by what they stand for: before the number, and behind the unit.
QUALIFIERS = {
    ("", ""): "exact",
    ("突破", ""): "over",
    ("近", ""): "nearly",
    ("约", ""): "about",
    ("至少", ""): "at_least",
    ("不足", ""): "at_most",
    ("", "以上"): "at_least",
    ("", "以内"): "at_most",
    ("", "左右"): "about",
    ("达", ""): "exact",
    ("超过…", ""): "over",
}
LEVELS = {
    form: unit
    for form, unit in UNITS["zh"].items()
    if unit not in ("percent", "per_mille", "percentage_point", "times", "flop_per_s", "year")
    and form not in ("兆瓦", "吉瓦", "mw", "gw", "mwh", "gwh", "twh", "eflops")
}


@st.composite
def decimals(draw: st.DrawFn) -> Decimal:
    """A number as it may be printed: up to six digits, up to three of them decimals."""
    places = draw(st.integers(0, 3))
    return Decimal(draw(st.integers(1, 10**6))).scaleb(-places)


# What figures are made of, so that more texts come near to one.
WORDS = [
    "12",
    "3.5",
    "1,000",
    "增长",
    "下降",
    "以上",
    "分之",
    "最大",
    "亩均",
    "个百分点",
    "million",
]
PIECES = st.lists(
    st.sampled_from(
        [*WORDS, "tonnes", "percent", *"三十万亿多余吨%成倍番翻占超近约至到-×…每年第位首货 /"]
    ),
    max_size=9,
).map("".join)
TEXTS = st.one_of(st.text(), st.text(max_size=20).map(lambda text: f"近{text}3成{text}"), PIECES)


@given(
    decimals(),
    st.sampled_from(sorted(MULTIPLIERS)),
    st.sampled_from(sorted(LEVELS)),
    st.sampled_from(sorted(QUALIFIERS)),
)
def test_a_written_figure_reads_back(
    number: Decimal, multiplier: str, form: str, qualifier: tuple[str, str]
) -> None:
    figure = parse_figure(f"{qualifier[0]}{number:f}{multiplier}{form}{qualifier[1]}")
    assert figure.problem is None
    assert figure.value == number.scaleb(MULTIPLIERS[multiplier])
    assert figure.unit == LEVELS[form]
    assert figure.bound == QUALIFIERS[qualifier]
    assert figure.multiplied == (multiplier != "")
    counted = LEVELS[form] in COUNT_UNITS and not multiplier and number.as_tuple().exponent == 0
    if figure.bound == "exact":
        assert (figure.lower == figure.upper) == counted


@given(decimals(), st.sampled_from(["增长", "同比增长", "提高", "下降", "同比下降", "减少"]))
def test_growth_carries_the_sign_of_its_verb(number: Decimal, verb: str) -> None:
    figure = parse_figure(f"{verb}{number:f}%")
    falls = verb in ("下降", "同比下降", "减少")
    assert (figure.measure, figure.unit) == ("growth", "percent")
    assert figure.value == (-number if falls else number)


# Every word that denies what follows it, typed by hand.
NEGATIONS = {
    "zh": "不 并不 不是 非 并非 无 勿 未 没 没有",
    "ja": "不 非 無 未 没",
    "en": "no not never without neither cannot negative",
    "de": "nicht kein keine ohne nie weder",
    "it": "non mai senza nessun né",
    "pt": "não nem nunca sem nenhum",
    "tr": "değil hiç olmayan",
    "ru": "не ни нет без никогда",
    "mn": "биш үгүй",
}


def said(figure: Figure) -> tuple[object, ...]:
    return figure.value, figure.bound, figure.lower, figure.upper, figure.measure


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_negation_is_never_overheard(lang: str) -> None:
    """No word of the tables says with a negation before it what it says without."""
    gap = "" if lang in ("zh", "ja") else " "
    words = _grammar(lang).words
    before = ["", *(form for form in words if words[form][0] in "bvcp")]
    after = [form for form in words if words[form][0] == "a"]
    prints = [gap.join([form, f"5{unit}"]) for form in before for unit in ("%", "")]
    prints += [form for form in words if words[form][0] in "ks"]
    prints += [f"5{gap}{form}" for form in after]
    for negation, text in product(NEGATIONS[lang].split(), prints):
        alone, denied = parse_figure(text, lang), parse_figure(f"{negation}{gap}{text}", lang)
        assert not (alone.ok and denied.ok and said(alone) == said(denied)), (negation, text)


@given(decimals(), st.sampled_from(["million", "billion", "trillion"]))
def test_english_and_german_differ_in_their_marks_only(number: Decimal, word: str) -> None:
    english = f"{number:,f}"
    german = english.translate(str.maketrans(",.", ".,"))
    words = {"million": "Millionen", "billion": "Milliarden", "trillion": None}
    figure = parse_figure(f"{english} {word} tonnes", "en")
    assert figure.value == number.scaleb({"million": 6, "billion": 9, "trillion": 12}[word])
    if words[word]:
        assert parse_figure(f"{german} {words[word]} Tonnen", "de").value == figure.value


@given(st.integers(1, 9999))
def test_chinese_numerals_are_digits(number: int) -> None:
    assert parse_figure(f"{in_chinese(number)}个").value == number
    assert parse_figure(f"{in_chinese(number)}万吨").value == number * 10**4


def in_chinese(number: int) -> str:
    digits = "零一二三四五六七八九"
    text = ""
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        text += digits[digit] + unit if digit else "零"
    while "零零" in text:
        text = text.replace("零零", "零")
    return text.strip("零")


@given(TEXTS, st.one_of(st.sampled_from(LANGUAGES), st.text(max_size=5)))
@example("\ud800", "zh")
@example("1" * 10**5, "zh")
def test_any_text_is_read_or_refused(text: str, lang: str) -> None:
    figure = parse_figure(text, lang)
    assert figure == parse_figure(text, lang)
    assert figure.text == text
    assert figure.ok == (figure.problem is None)
    if figure.ok:
        assert lang.lower()[:2] in LANGUAGES
        assert figure.numbers == len(numbers_in(text))
        assert (figure.value is None) == (figure.bound == "range")
        assert any(character.isalnum() for character in text)
    else:
        assert str(figure.problem).endswith(".")
        assert figure.value is None


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_the_interval_holds_the_value(text: str, lang: str) -> None:
    figure = parse_figure(text, lang)
    ends = [end for end in (figure.lower, figure.upper) if end is not None]
    if figure.value is not None:
        assert figure.lower is None or figure.lower <= figure.value
        assert figure.upper is None or figure.value <= figure.upper
        assert ends
    assert ends == sorted(ends)
    for number in [*ends, figure.value or Decimal(0)]:
        assert number.is_finite()
        assert Decimal(canonical(number)) == number
        assert "E" not in canonical(number)


@given(TEXTS, st.sampled_from(LANGUAGES))
def test_full_width_equals_half_width(text: str, lang: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert unicodedata.normalize("NFKC", wide) == unicodedata.normalize("NFKC", text)
    assert numbers_in(wide) == numbers_in(text)
    half, full = parse_figure(text, lang), parse_figure(wide, lang)
    assert (half.value, half.unit, half.bound, half.lower, half.upper, half.measure) == (
        (full.value, full.unit, full.bound, full.lower, full.upper, full.measure)
    )


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1000, max_value=1000),
    st.one_of(st.none(), st.decimals(min_value="0.001", max_value=100, places=3)),
    st.sampled_from(["exact", "over", "at_least", "nearly", "at_most", "about"]),
    st.booleans(),
    st.sampled_from([None, "level", "change", "growth", "share", "gap", "saving", "rank"]),
)
def test_any_interval_holds_its_value(
    value: Decimal, step: Decimal | None, bound: str, count: bool, measure: str | None
) -> None:
    lower, upper = interval(value, step, bound, count=count, measure=measure)
    assert lower is None or lower <= value
    assert upper is None or value <= upper
    assert (lower, upper) != (None, None)
    if bound in ("over", "at_least"):
        assert value in (lower, upper)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_canonical_is_plain_and_true(number: Decimal) -> None:
    text = canonical(number)
    assert Decimal(text) == number
    assert not set(text) - set("-0123456789.")
    assert text != "-0"
    assert "." not in text or text[-1] not in "0."
