"""Numbers, intervals and periods as people read them, in English and Chinese."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from .content import Content, Lang, Row
from .html import tag

EN_WORDS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
ZH_WORDS = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain(number: Decimal, lang: Lang = "en") -> str:
    """Write a number, at most six digits after the point; thousands separators in English."""
    rounded = round(number, 6) if number != number.to_integral_value() else number
    text = f"{rounded:,f}" if lang == "en" or rounded >= 10**5 else f"{rounded:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")


def number(text: str, lang: Lang) -> str:
    """Write a number of the data in words that are short to read.

    >>> number("123400000", "en"), number("123400000", "zh")
    ('123.4 million', '1.234亿')
    >>> number("6700000000000000000", "en"), number("-5.8", "zh")
    ('6.7 × 10¹⁸', '−5.8')
    """
    value = Decimal(text)
    size = abs(value)
    if size >= 10**16 or (lang == "en" and size >= 10**15):
        exponent = value.adjusted()
        return f"{plain(value.scaleb(-exponent))} × 10{str(exponent).translate(SUPERSCRIPT)}"
    for factor, word in ZH_WORDS if lang == "zh" else EN_WORDS:
        if size >= factor:
            return plain(value / factor, lang) + (word if lang == "zh" else f" {word}")
    return plain(value, lang)


def interval(row: Row, lang: Lang, unit: str = "") -> str:
    """Say which numbers the print of an observation stands for, with the unit if given.

    >>> interval({"lower": "4000", "upper": ""}, "en", "trains")
    '4,000 trains or more'
    >>> interval({"lower": "5", "upper": "6"}, "zh", "列")
    '5至6列'
    """
    low, high = row["lower"], row["upper"]
    known = [number(end, lang) for end in (low, high) if end]
    if not known:
        return "unknown" if lang == "en" else "未知"
    if low and high:
        join = " to " if lang == "en" else "至"
        text = known[0] if Decimal(low) == Decimal(high) else join.join(known)
        return text + glue(unit, lang)
    if lang == "en":
        return f"{known[0]}{glue(unit, lang)} or {'more' if low else 'less'}"
    return f"{known[0]}{glue(unit, lang)}{'以上' if low else '以下'}"


def glue(unit: str, lang: Lang) -> str:
    """Put a unit behind a number: after a space in English, but for a percent sign."""
    return f" {unit}" if unit and unit != "%" and lang == "en" else unit


def value(row: Row, lang: Lang) -> str:
    """Write the value of an observation; a range has none of its own."""
    if row["value"]:
        return number(row["value"], lang)
    return interval(row, lang)


def unit(content: Content, unit_id: str, lang: Lang) -> str:
    """Name a unit as it follows a number: kW, trains, head of livestock per year."""
    row = content.by_key["units"][unit_id]
    if unit_id == "percent":
        return "%"
    if lang == "zh":
        return row["name_zh"]
    symbol = row["symbol"]
    if symbol and not symbol.startswith("/") and symbol != row["name_en"]:
        return symbol
    name = row["name_en"].split(" (")[0]
    counted = row["dimension"] == "count" and name != "head of livestock"
    return f"{name}s" if counted else name


def quantity(content: Content, row: Row, lang: Lang) -> str:
    """Write value and unit of an observation."""
    if row["unit_id"] == "rank":
        return f"No. {value(row, lang)}" if lang == "en" else f"第 {value(row, lang)} 位"
    name = unit(content, row["unit_id"], lang)
    if row["value"]:
        return number(row["value"], lang) + glue(name, lang)
    return interval(row, lang, name)


def period(row: Row, lang: Lang) -> str:
    """Write the period of an observation, with what kind of period it is where that matters."""
    text, kind = row["period"], row["period_kind"]
    if not text:
        return "undated" if lang == "en" else "无日期"
    text = text.replace("/", "–")
    if kind == "as_of":
        return f"as of {text}" if lang == "en" else f"截至 {text}"
    if kind == "year_to_date":
        return f"{text}, year to date" if lang == "en" else f"{text}（年初至今）"
    if kind == "cumulative":
        return f"{text}, cumulative" if lang == "en" else f"{text}（累计）"
    return text


def printed(content: Content, row: Row) -> str:
    """Write a figure as printed, as HTML in the language of its source."""
    language = content.by_key["sources"][row["source_id"]]["language"]
    return tag("span", escape(row["as_printed"]), lang=language, class_="nmg-printed")


def where(content: Content, row: Row, lang: Lang) -> str:
    """Name the place of a figure: article and paragraph, or else the publisher and the date."""
    if row["passage_id"]:
        return passage(content, row["passage_id"], lang)
    source = content.by_key["sources"][row["source_id"]]
    join = ", " if lang == "en" else "，"
    return join.join(one for one in (source["publisher"], source["published"]) if one)


def passage(content: Content, passage_id: str, lang: Lang) -> str:
    """Name a place in an article: article 1, paragraph 9."""
    row = content.by_key["passages"][passage_id]
    article = passage_id[1 : passage_id.index("p")]
    if lang == "zh":
        return f"报道 {article} 第 {row['paragraph']} 段"
    return f"article {article}, paragraph {row['paragraph']}"
