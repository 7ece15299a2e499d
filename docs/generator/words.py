"""Numbers, units, quantities and periods as readers of English and Chinese write them."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import get_month_names
from babel.numbers import format_compact_decimal, format_decimal

from nmg_data.core.package import Lang, Row

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Units that are read by their symbol; all others by their name.
SYMBOLS = {"power", "energy", "computing"}
UNCHANGED = {"yuan", "jin", "mu", "head", "P"}
WHOLE = {"year", "half_year", "quarter", "month", "span", "year_to_date"}


@cache
def of(lang: Lang, name: str = "words") -> dict[str, Any]:
    """Return the words of generated pages in a language; none if it has no such file."""
    path = TEMPLATES / lang / f"{name}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}


@cache
def number(text: str, lang: Lang, sign: bool = False) -> str:
    """Write a number shortly: 123.4 million, 1.234亿, 4,000."""
    value, locale = Decimal(text), "en" if lang == "en" else "zh_Hans_CN"
    if abs(value) >= 10**15:
        exponent = value.adjusted()
        mantissa = format_decimal(value.scaleb(-exponent), "#,##0.####", "en")
        written = f"{mantissa} × 10{str(exponent).translate(SUPERSCRIPT)}"
    elif abs(value) >= (10**6 if lang == "en" else 10**4 + 1):
        digits = min(len(value.normalize().as_tuple().digits), 6)
        written = format_compact_decimal(
            value, format_type="long", locale=locale, fraction_digits=digits
        )
    else:
        written = format_decimal(value, "#,##0.####" if lang == "en" else "0.####", locale)
    return ("+" if sign and value > 0 else "") + written.replace("-", "−")


def unit(row: Row, lang: Lang) -> str:
    """Name a unit as it follows a number."""
    known = of(lang)["units"].get(row["unit_id"], row["name_zh"] if lang == "zh" else None)
    if known is not None:
        return str(known)
    if row["dimension"] in SYMBOLS and row["symbol"]:
        return row["symbol"]
    first, per, rest = re.sub(r" \(.*| of livestock", "", row["name_en"]).partition(" per ")
    return (first if first in UNCHANGED else f"{first}s") + per + rest


def glue(text: str, name: str, lang: Lang) -> str:
    """Put the name of a unit behind a number."""
    return f"{text} {name}" if name and lang == "en" and name not in "%‰" else text + name


def quantity(row: Row, units: dict[str, Row], lang: Lang) -> str:
    """Write the figure of an observation with its bound, its unit and its sign."""
    words = of(lang)
    bound = words["bounds"].get(row["bound"] if row["value"] else "range", "{}")
    if row["unit_id"] == "rank":
        return str(bound.format(words["rank"].format(row["value"] or row["upper"])))
    signed = row["measure"] in ("growth", "change")
    ends = [row["value"]] if row["value"] else [row["lower"], row["upper"]]
    text = words["to"].join(number(end, lang, signed) for end in ends if end)
    return str(bound.format(glue(text, unit(units[row["unit_id"]], lang), lang)))


@cache
def date(text: str, lang: Lang) -> str:
    """Write an ISO date in words."""
    year, month, day = [*text.split("-"), "", ""][:3]
    if lang == "zh":
        parts = zip((year, month.lstrip("0"), day.lstrip("0")), "年月日", strict=True)
        return "".join(part + mark for part, mark in parts if part)
    name = get_month_names(locale="en")[int(month)] if month else ""
    return " ".join(part for part in (day.lstrip("0"), name, year) if part)


@cache
def span(text: str, lang: Lang) -> str:
    """Write an ISO date or interval in words, naming what both ends share once."""
    first, _, last = text.partition("/")
    start, end = date(first, lang), date(last or first, lang)
    if not last:
        return start
    if first[:4] == last[:4] and len(first) == 7:
        if lang == "zh":
            return f"{start.removesuffix('月')}—{int(last[5:])}月"
        return f"{start.removesuffix(' ' + first[:4])}–{end}"
    if len(first) == 4:
        return f"{start.removesuffix('年')}—{end}" if lang == "zh" else f"{start}–{end}"
    return f"{start}至{end}" if lang == "zh" else f"{start} – {end}"


def period(row: Row, lang: Lang) -> str:
    """Write the period of an observation, with its kind where that matters."""
    kind = row["period_kind"] if row["period"] else "undated"
    form = "{}" if kind in WHOLE else of(lang)["periods"][kind]
    return str(form.format(span(row["period"], lang) if row["period"] else ""))
