"""Numbers, units, quantities and periods as readers of English and Chinese write them."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from babel.dates import get_month_names
from babel.numbers import format_compact_decimal, format_decimal

from nmg_data.core.package import Lang, Row

SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
LOCALES = {"en": "en", "zh": "zh_Hans_CN"}
# Units that are read by their symbol; all others by their name.
SYMBOLS = {"power", "energy", "computing", "area_km2"}
NAMES = {
    "km2": ("km²", "平方公里"),
    "m2": ("m²", "平方米"),
    "m3": ("m³", "立方米"),
    "percent": ("%", "%"),
    "per_mille": ("‰", "‰"),
    "item": ("", "个"),
    "person": ("people", "人"),
    "cny": ("yuan", "元"),
    "teu": ("TEU", "标箱"),
    "times": ("times", "倍"),
    "index": ("", ""),
}
UNCHANGED = ("yuan", "jin", "mu", "head", "TEU", "P")
BOUNDS = {
    "over": ("over {}", "超过{}"),
    "at_least": ("at least {}", "不低于{}"),
    "nearly": ("nearly {}", "接近{}"),
    "at_most": ("at most {}", "不超过{}"),
    "about": ("about {}", "约{}"),
}


@cache
def number(text: str, lang: Lang, sign: bool = False) -> str:
    """Write a number shortly: 123.4 million, 1.234亿, 4,000.

    >>> number("123400000", "en"), number("123400000", "zh")
    ('123.4 million', '1.234亿')
    >>> number("6700000000000000000", "en"), number("-5.8", "zh"), number("14.5", "en", True)
    ('6.7 × 10¹⁸', '−5.8', '+14.5')
    """
    value = Decimal(text)
    size = abs(value)
    if size >= 10**15:
        exponent = value.adjusted()
        mantissa = format_decimal(value.scaleb(-exponent), "#,##0.####", "en")
        written = f"{mantissa} × 10{str(exponent).translate(SUPERSCRIPT)}"
    elif size >= (10**4 if lang == "zh" and size != 10**4 else 10**6):
        digits = len(value.normalize().as_tuple().digits)
        written = format_compact_decimal(
            value, format_type="long", locale=LOCALES[lang], fraction_digits=min(digits, 6)
        )
    else:
        pattern = "#,##0.####" if lang == "en" else "0.####"
        written = format_decimal(value, pattern, locale=LOCALES[lang])
    written = written.replace("-", "−")
    return f"+{written}" if sign and value > 0 else written


def unit(row: Row, lang: Lang) -> str:
    """Name a unit as it follows a number.

    >>> unit({"unit_id": "train_per_day", "name_en": "train per day", "dimension": "x"}, "en")
    'trains per day'
    """
    known = NAMES.get(row["unit_id"])
    if known:
        return known[0 if lang == "en" else 1]
    if lang == "zh":
        return row["name_zh"]
    if row["dimension"] in SYMBOLS and row["symbol"]:
        return row["symbol"]
    name = re.sub(r" \(.*", "", row["name_en"])
    first, per, rest = name.partition(" per ")
    first = re.sub(r" of livestock$", "", first)
    return (first if first in UNCHANGED else f"{first}s") + per + rest


def glue(text: str, name: str, lang: Lang) -> str:
    """Put the name of a unit behind a number."""
    return f"{text} {name}" if name and lang == "en" and name not in "%‰" else text + name


def quantity(row: Row, units: dict[str, Row], lang: Lang) -> str:
    """Write the figure of an observation with its bound, its unit and its sign."""
    name = unit(units[row["unit_id"]], lang)
    if row["unit_id"] == "rank":
        text = row["value"] or row["upper"]
        rank = f"No. {text}" if lang == "en" else f"第{text}位"
        return rank if row["bound"] == "exact" else BOUNDS[row["bound"]][lang == "zh"].format(rank)
    sign = row["measure"] in ("growth", "change")
    if not row["value"]:
        ends = [number(row[end], lang, sign) for end in ("lower", "upper") if row[end]]
        return glue((" to " if lang == "en" else "至").join(ends), name, lang)
    text = glue(number(row["value"], lang, sign), name, lang)
    return BOUNDS.get(row["bound"], ("{}", "{}"))[lang == "zh"].format(text)


def interval(row: Row, units: dict[str, Row], lang: Lang) -> str:
    """Write the range that a figure implies; nothing where it is the number alone."""
    low, high = row["lower"], row["upper"]
    if low == high or (row["bound"] == "range" and low and high):
        return ""
    name = unit(units[row["unit_id"]], lang)
    if low and high:
        text = (" to " if lang == "en" else "至").join(number(end, lang) for end in (low, high))
        return glue(text, name, lang)
    end = glue(number(low or high, lang), name, lang)
    if lang == "en":
        return f"{end} or {'more' if low else 'less'}"
    return f"{end}{'以上' if low else '以下'}"


@cache
def date(text: str, lang: Lang) -> str:
    """Write an ISO date in words.

    >>> date("2024-02", "en"), date("2025-02-22", "zh")
    ('February 2024', '2025年2月22日')
    """
    year, month, day = [*text.split("-"), "", ""][:3]
    if lang == "zh":
        parts = (year, "年"), (month.lstrip("0"), "月"), (day.lstrip("0"), "日")
        return "".join(part + mark for part, mark in parts if part)
    name = get_month_names(locale="en")[int(month)] if month else ""
    return " ".join(part for part in (day.lstrip("0"), name, year) if part)


@cache
def span(text: str, lang: Lang) -> str:
    """Write an ISO date or interval in words, naming what both ends share once.

    >>> span("2024-01/2024-03", "en"), span("2024-01/2024-03", "zh"), span("2022/2024", "en")
    ('January–March 2024', '2024年1—3月', '2022–2024')
    """
    first, _, last = text.partition("/")
    if not last:
        return date(first, lang)
    start, end = date(first, lang), date(last, lang)
    if first[:4] == last[:4] and len(first) == 7:
        if lang == "zh":
            return f"{start.removesuffix('月')}—{int(last[5:])}月"
        return f"{start.removesuffix(' ' + first[:4])}–{end}"
    if lang == "zh":
        return f"{start.removesuffix('年')}—{end}" if len(first) == 4 else f"{start}至{end}"
    return f"{start}–{end}" if len(first) == 4 else f"{start} – {end}"


def period(row: Row, lang: Lang) -> str:
    """Write the period of an observation, with its kind where that matters."""
    text, kind = row["period"], row["period_kind"]
    if not text:
        return "undated" if lang == "en" else "未注明日期"
    words = span(text, lang)
    if kind == "as_of":
        return f"as of {words}" if lang == "en" else f"截至{words}"
    if kind in ("cumulative", "mean_of_years"):
        total = kind == "cumulative"
        if lang == "en":
            return f"{words}, {'total' if total else 'yearly mean'}"
        return f"{words}{'累计' if total else '年均'}"
    return words
