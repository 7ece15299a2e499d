"""What holds of every figure, and of every text."""

import unicodedata
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from nmg_data.core.text import plain_number
from nmg_data.evidence.figure import is_count, numbers_in, parse_figure
from nmg_data.evidence.lexicon import lexicon, tables

LANGUAGES = sorted(set(tables()) - {"any"})
SPACED = [lang for lang in LANGUAGES if lang not in ("zh", "ja")]
FIGURES = [
    line.split(",")[:2]
    for line in (Path(__file__).parents[1] / "data/figures.csv").read_text("utf-8").splitlines()[1:]
    if '"' not in line and line[:2] in LANGUAGES
]
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
    "吨": "t",
    "斤": "jin",
    "亩": "mu",
    "公里": "km",
    "千瓦": "kw",
    "元": "cny",
    "美元": "usd",
    "人次": "visit",
    "列": "train",
    "家": "firm",
    "立方米": "m3",
    "小时": "hour",
}
# Numerals of every kind, known to the grammar or not.
NUMERALS = [
    *"0379０３零〇一二两三五十百千万亿半双首壹贰叁肆伍陆柒捌玖拾佰仟萬億廿卅卌几Ⅲⅻ③⑩㊂½²٣৩〣",
    *("若干", "数十", "几百", "十几", "上百", "1,000", "3.5", "1/2", "三五", "one", "twenty"),
    *("dozen", "several", "half", "first", "third", "XII", "hundred", "million", "два", "сто"),
]
# What figures are made of, so that more texts come near to one.
PIECES = st.lists(
    st.sampled_from(
        [
            *("12", "3.5", "1,000", "增长", "下降", "以上", "分之", "最大", "亩均", "个百分点"),
            *("million", "tonnes", "percent", "two", "hundred", "and", "up", "млн", "тонн"),
            *"三十万亿多余吨%成倍番翻占超近约至到-×…每年第位首货 /",
        ]
    ),
    max_size=9,
).map("".join)
TEXTS = st.one_of(st.text(), st.text(max_size=20).map(lambda text: f"近{text}3成{text}"), PIECES)


def meaning(figure):
    return figure.value, figure.unit, figure.bound, figure.lower, figure.upper, figure.measure


def vocabulary(lang):
    """Return every form that the lexicon of a language knows, with those inside quantities."""
    words = lexicon(lang)
    parts = [part for listed in words.settings.get("parts", {}).values() for part in listed]
    lists = (words.words, words.after, words.units, words.units_before, words.numerals)
    return [*(form for forms in lists for form in forms), *words.scales, *parts]


@st.composite
def decimals(draw):
    """A number as it may be printed: up to six digits, up to three of them decimals."""
    return Decimal(draw(st.integers(1, 10**6))).scaleb(-draw(st.integers(0, 3)))


@given(
    decimals(),
    st.sampled_from(sorted(MULTIPLIERS)),
    st.sampled_from(sorted(LEVELS)),
    st.sampled_from(sorted(QUALIFIERS)),
)
def test_a_written_figure_reads_back(number, multiplier, form, qualifier):
    figure = parse_figure(f"{qualifier[0]}{number:f}{multiplier}{form}{qualifier[1]}")
    assert figure.problem is None
    assert figure.value == number.scaleb(MULTIPLIERS[multiplier])
    assert (figure.unit, figure.bound) == (LEVELS[form], QUALIFIERS[qualifier])
    counted = is_count(LEVELS[form]) and not multiplier and number.as_tuple().exponent == 0
    if figure.bound == "exact":
        assert (figure.lower == figure.upper) == counted


@given(st.sampled_from(FIGURES), st.sampled_from(NUMERALS), st.data())
@settings(max_examples=300)
def test_no_numeral_is_overlooked(case, numeral, data):
    lang, text = case
    place = data.draw(st.integers(0, len(text)))
    behind = text[place : place + 1]
    assume(not (numeral in "一壹" and behind in "十百千万亿拾佰仟萬億番"))  # 破亿 is 破一亿
    assume(
        not (numeral in ("万", "萬", "million") and behind in list("0123456789至到 "))
    )  # 1万1613
    longer = parse_figure(text[:place] + numeral + text[place:], lang)
    if longer.ok:
        figure = parse_figure(text, lang)
        changed = meaning(longer) != meaning(figure) or longer.precision != figure.precision
        assert changed or told(numeral, longer)


def told(numeral, figure):
    """Whether a numeral is in a word that the figure says was skipped, as the grammar writes it."""
    clean = unicodedata.normalize("NFKC", numeral).lower().translate(lexicon("zh").characters)
    return any(clean in word for word in figure.skipped)


@given(st.sampled_from(FIGURES), st.characters(categories=["L"]), st.data())
def test_no_unknown_word_is_overlooked(case, letter, data):
    lang, text = case
    assume(unicodedata.normalize("NFKC", letter).lower() not in "".join(vocabulary(lang[:2])))
    assume(ord(letter) not in lexicon(lang).characters)
    place = data.draw(st.integers(0, len(text)))
    assert not parse_figure(text[:place] + letter + text[place:], lang).ok


@given(
    st.sampled_from(SPACED), st.text("abcdefghijklmnopqrstuvwxyzабвгдежзилмнопрстуя", min_size=1)
)
def test_an_unknown_word_never_keeps_the_qualifier(lang, word):
    forms = set(vocabulary(lang))
    assume(word not in {part for form in forms for part in form.split()})
    for form, (kind, _) in lexicon(lang).words.items():
        if kind in "BV":
            assert not parse_figure(f"{form} {word} 5%", lang).ok
            assert not parse_figure(f"{form}{word} 5%", lang).ok or form + word in forms


@given(st.text(max_size=3), st.sampled_from("吨家%"))
def test_an_unknown_chinese_word_never_keeps_the_qualifier(word, unit):
    known = "".join(vocabulary("zh"))
    clean = unicodedata.normalize("NFKC", word).lower().translate(lexicon("zh").characters)
    assume(any(char.isalpha() and char not in known for char in clean))
    for form, (kind, _) in lexicon("zh").words.items():
        if kind in "BV":
            assert not parse_figure(f"{form}{word}5{unit}").ok


# Every word that denies what follows it, typed by hand.
NEGATIONS = {
    "zh": "不 并不 不是 非 并非 无 勿 未 没 没有",
    "ja": "不 非 無 未 没",
    "en": "no not never without neither cannot negative",
    "ru": "не ни нет без никогда",
}


@pytest.mark.parametrize("lang", NEGATIONS)
def test_a_negation_is_never_overheard(lang):
    """No word means with a negation before it what it means without."""
    gap = "" if lang in ("zh", "ja") else " "
    words, after = lexicon(lang).words, lexicon(lang).after
    prints = [
        gap.join([form, f"5{unit}"]).strip()
        for form in ["", *(form for form in words if words[form][0] in "BVP")]
        for unit in ("%", "")
    ]
    prints += [form for form in words if words[form][0] in "WS"]
    prints += [f"5{gap}{form}" for form in after]
    for negation, text in product(NEGATIONS[lang].split(), prints):
        alone, denied = parse_figure(text, lang), parse_figure(f"{negation}{gap}{text}", lang)
        assert not (alone.ok and denied.ok and meaning(alone) == meaning(denied)), (negation, text)


@given(st.integers(1, 9999))
def test_chinese_numerals_are_digits(number):
    assert parse_figure(f"{in_chinese(number)}个").value == number
    assert parse_figure(f"{in_chinese(number)}万吨").value == number * 10**4


def in_chinese(number):
    digits, text = "零一二三四五六七八九", ""
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        text += digits[digit] + unit if digit else "零"
    while "零零" in text:
        text = text.replace("零零", "零")
    return text.strip("零")


@given(TEXTS, st.one_of(st.sampled_from(LANGUAGES), st.text(max_size=5)))
@example("\ud800", "zh")
@example("1" * 10**5, "zh")
def test_any_text_is_read_or_rejected(text, lang):
    figure = parse_figure(text, lang)
    assert figure == parse_figure(text, lang)
    assert figure.text == text
    if not figure.ok:
        assert str(figure.problem).endswith(".")
        assert meaning(figure) == (None, None, "exact", None, None, None)
        return
    assert (figure.value is None) == (figure.bound == "range")
    ends = [end for end in (figure.lower, figure.upper) if end is not None]
    assert ends == sorted(ends)
    assert ends
    if figure.value is not None:
        assert figure.lower is None or figure.lower <= figure.value
        assert figure.upper is None or figure.value <= figure.upper
    for number in ends:
        assert number.is_finite()
        assert Decimal(plain_number(number)) == number


@pytest.mark.nightly
@given(TEXTS, st.sampled_from(LANGUAGES))
@settings(max_examples=2000)
def test_full_width_equals_half_width(text, lang):
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
    assert numbers_in(wide) == numbers_in(text)
    assert meaning(parse_figure(text, lang)) == meaning(parse_figure(wide, lang))


@pytest.mark.nightly
@given(PIECES, st.sampled_from(LANGUAGES), st.sampled_from(NUMERALS), st.data())
@settings(max_examples=10_000)
def test_no_numeral_is_overlooked_in_any_text(text, lang, numeral, data):
    figure = parse_figure(text, lang)
    place = data.draw(st.integers(0, len(text)))
    longer = parse_figure(text[:place] + numeral + text[place:], lang)
    if figure.ok and longer.ok and longer.precision == figure.precision:
        assert meaning(longer) != meaning(figure) or told(numeral, longer)
