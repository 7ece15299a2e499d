"""The table of printed forms: examples of each, read by the grammar while the site is built."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from . import numbers
from .content import Content
from .html import Page, table, tag

# Heading in English and Chinese, language of the prints, prints.
FORMS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (
        "Digits and multipliers",
        "数字与倍数字",
        "zh",
        ("36个", "245万吨", "12.3亿吨", "2.6万亿元", "670亿亿次计算", "９．４万P", "2×100万千瓦"),
    ),
    ("Chinese numerals", "汉字数字", "zh", ("十二个", "两条", "半年", "万余种", "双")),
    (
        "Bounds",
        "界限",
        "zh",
        (
            "突破1.2亿吨",
            "超4000列",
            "3500多家",
            "850余万吨",
            "25万吨以上",
            "近400公里",
            "3个工作日以内",
            "约380万元",
            "约四成以上",
            "破亿",
        ),
    ),
    ("Ranges", "范围", "zh", ("5到6趟", "两位数增长")),
    (
        "Shares and fractions",
        "占比与分数",
        "zh",
        ("27.3%", "近六成", "一半以上", "百分之二十七点三", "三分之一", "每30头有1头"),
    ),
    (
        "Growth and change",
        "增长与变化",
        "zh",
        (
            "同比增长14.5%",
            "下降3.2%",
            "增长4.8倍",
            "翻了一番以上",
            "提高0.8个百分点",
            "亩均提高24.2斤",
        ),
    ),
    ("Ranks", "位次", "zh", ("第20位", "全国第一", "创历史新高")),
    ("Rates", "比率", "zh", ("日均3趟", "每天5到6趟", "年均560万立方米", "每秒670亿亿次计算")),
    (
        "Other languages",
        "其他语言",
        "en",
        ("1.07 billion tonnes", "more than 4,000 trains", "nearly 60 percent", "2.4-fold"),
    ),
    (
        "Not read, and why",
        "不读取及其原因",
        "zh",
        ("第一方阵", "数十家", "12万吨和13万吨", "若干项"),
    ),
)


def forms_table(content: Content, page: Page) -> str:
    """Read every example and write what was read."""
    from nmg_data import parse_figure

    say, lang, out = page.say, page.lang, []
    head = [
        say("As printed", "印刷形式"),
        say("Value", "数值"),
        say("Unit", "单位"),
        say("Bound", "界限"),
        say("Stands for", "所指区间"),
        say("The print says it is", "印刷形式所示的计量方式"),
    ]
    for number, (en, zh, print_lang, prints) in enumerate(FORMS):
        out.append(f"### {say(en, zh)} {{#form-{number + 1}}}")
        rows = []
        for text in prints:
            printed = tag("span", escape(text), lang=print_lang, class_="nmg-printed")
            figure = parse_figure(text, print_lang)
            if figure.problem:
                rows.append([printed, tag("span", escape(figure.problem), lang="en")])
                continue
            ends = {
                "value": plain(figure.value),
                "lower": plain(figure.lower),
                "upper": plain(figure.upper),
            }
            unit = figure.unit or ""
            rows.append(
                [
                    printed,
                    escape(numbers.number(ends["value"], lang)) if ends["value"] else "–",
                    escape(numbers.unit(content, unit, lang)) if unit else "–",
                    escape(content.label("observations", "bound", figure.bound, lang)),
                    escape(numbers.interval(ends, lang)),
                    escape(content.label("observations", "measure", figure.measure, lang))
                    if figure.measure
                    else "–",
                ]
            )
        columns = max(len(row) for row in rows)
        heads = head if columns > 2 else [head[0], say("Why it is not read", "不读取的原因")]
        out.append(table(heads, rows, label=say(en, zh)))
    return "\n\n".join(out)


def plain(number: Decimal | None) -> str:
    """Write a decimal without exponent; nothing for an open end."""
    return "" if number is None else f"{number:f}"
