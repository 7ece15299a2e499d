"""What each printed form gives: the readings are typed by hand, in tests/data/figures*.csv."""

import csv
import tomllib
from decimal import Context, Decimal, Inexact, getcontext, setcontext
from pathlib import Path

import pytest

from nmg_data.core.text import plain_number
from nmg_data.evidence import lexicon
from nmg_data.evidence.figure import LIMIT, is_count, numbers_in, parse_figure

DATA = Path(__file__).parents[1] / "data"


def cases(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(number):
    return "" if number is None else plain_number(number)


def cells(figure):
    """Return the cells of a case that a figure gives."""
    return {
        "value": plain(figure.value),
        "unit": figure.unit or "",
        "bound": figure.bound,
        "lower": plain(figure.lower),
        "upper": plain(figure.upper),
        "measure": figure.measure or "",
    }


READINGS, REJECTED, NUMERALS = map(cases, ("figures.csv", "figures_rejected.csv", "numerals.csv"))


@pytest.mark.parametrize("case", READINGS, ids=lambda case: f"{case['lang']}:{case['text']}")
def test_reading(case):
    figure = parse_figure(case["text"], case["lang"])
    assert figure.problem is None
    assert cells(figure) == {key: case[key] for key in case if key not in ("lang", "text")}


@pytest.mark.parametrize("case", REJECTED, ids=lambda case: f"{case['lang']}:{case['text']!a}")
def test_what_is_not_certain_is_a_problem(case):
    figure = parse_figure(case["text"], case["lang"])
    assert case["problem"] in str(figure.problem)
    assert (figure.value, figure.unit, figure.lower, figure.upper) == (None, None, None, None)


def test_numeral_suites_are_read_right_or_rejected():
    """Cases of the kind that libraries of numerals test; an empty value means no number."""
    for case in NUMERALS:
        figure = parse_figure(case["text"], case["lang"])
        assert figure.ok == (case["read"] == "yes"), case
        if figure.ok:
            assert figure.value == Decimal(case["value"]), case
            assert figure.unit == case["unit"] or not case["unit"], case


@pytest.mark.parametrize(
    "text",
    [
        *(character * 10**6 for character in "1亿每…"),
        *(character * LIMIT for character in "1亿万每…-\ufdfa"),
        *(pair * (LIMIT // 2) for pair in ("1万", "1.", "1 ", "增长", "h~")),
        "一分之" * 66,
        "two hundred and " * 12,
    ],
    ids=lambda text: f"{text[:3]!a}x{len(text)}",
)
def test_hostile_text_has_a_short_problem(text):
    for lang in ("zh", "en"):
        assert len(str(parse_figure(text, lang).problem)) < 120


def test_a_language_may_carry_a_region():
    for lang in ("zh", "zh-CN", "zh_Hant_TW", "ZH"):
        assert parse_figure("3.132吨", lang).value == Decimal("3.132")
    for lang in ("de-AT", "de_CH"):
        assert parse_figure("3.132", lang).value == 3132


def test_a_language_is_text():
    with pytest.raises(TypeError, match=r"lang is a code such as 'zh' or 'en', not None\."):
        parse_figure("5%", None)


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        ("同比分别增长…68.5%", ("同比", "分别")),
        ("连续3年…12个", ("连续3年",)),
        ("2024年12.9亿吨", ("2024年",)),
        ("12.9亿吨", ()),
    ],
)
def test_what_is_skipped_is_told(text, skipped):
    assert parse_figure(text).skipped == skipped


@pytest.mark.parametrize(
    ("text", "step", "significant", "multiplied"),
    [
        ("突破1.2亿吨", "10000000", "10000000", True),
        ("850余万吨", "10000", "100000", True),
        ("增至3500多家", "1", "100", False),
        ("11万2600吨", "1", "100", False),
        ("三千家", "1000", "1000", False),
        ("五万三千家", "1000", "1000", True),
        ("近70.0%", "0.1", "0.1", False),
    ],
)
def test_precision(text, step, significant, multiplied):
    figure = parse_figure(text)
    assert [plain(figure.precision.step), plain(figure.precision.significant)] == [
        step,
        significant,
    ]
    assert figure.multiplied == multiplied


def test_the_ends_follow_the_cells_of_a_row():
    figure = parse_figure("40%")
    assert figure.ends() == (Decimal("39.5"), Decimal("40.5"))
    assert figure.ends(bound="nearly") == (30, 40)
    assert figure.ends(bound="over", measure="share") == (40, 100)
    assert figure.ends(bound="at_most", measure="growth") == (None, 40)
    assert parse_figure("1,285").ends(unit="train") == (1285, 1285)
    assert parse_figure("1,285").ends(unit="t") == (Decimal("1284.5"), Decimal("1285.5"))
    assert parse_figure("5到6趟").ends(bound="range", unit="train") == (5, 6)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", []),
        ("突破1.2亿吨", ["1.2"]),
        ("850余万吨", ["850", "万"]),
        ("双居全国第一", ["双", "一"]),
        ("0.8个百分点", ["0.8", "百"]),
        ("1,546.95", ["1", "546.95"]),
        ("百分之二十七点三", ["百", "二十七", "三"]),
        ("全国最大", []),
        ("１２．９亿吨", ["12.9"]),
    ],
)
def test_numbers_in(text, numbers):
    assert numbers_in(text) == numbers


def test_the_callers_arithmetic_is_neither_used_nor_changed():
    before = getcontext().copy()
    try:
        setcontext(Context(prec=2, traps=[Inexact]))
        figures = [parse_figure(text) for text in ("三分之一", "增至1.2345亿吨", "近1.2345亿吨")]
        assert not getcontext().flags[Inexact]
    finally:
        setcontext(before)
    assert [cells(figure)["value"] for figure in figures] == [
        "33.3333333333333",
        "123450000",
        "123450000",
    ]
    assert cells(figures[2])["lower"] == "123440000"


def test_counts_are_the_units_of_counting(real):
    rows = csv.DictReader((real / "data/units.csv").read_text(encoding="utf-8").splitlines())
    units = {row["unit_id"]: row["dimension"] for row in rows}
    counted = {unit for unit in units if is_count(unit)}
    assert {units[unit] for unit in counted} <= {"count", "rank", "working_time"}
    for unit in lexicon.tables()["any"]["counted"]:
        assert unit in units


def test_words_are_listed_once_and_in_their_plain_form():
    text = Path(lexicon.__file__).with_name("figure_words.toml").read_text(encoding="utf-8")
    for lang, table in tomllib.loads(text).items():
        characters = table.get("characters", [])
        assert [len(line) for line in characters[::2]] == [len(line) for line in characters[1::2]]
        for section, lists in table.items():
            if isinstance(lists, dict) and all(
                isinstance(listed, list) for listed in lists.values()
            ):
                forms = [form for listed in lists.values() for form in listed]
                assert len(forms) == len(set(forms)), (lang, section)
                assert [form.lower() for form in forms] == forms
