"""The words of tables, traces and descriptions in Chinese, and the labels of intervals."""

from __future__ import annotations

from .package import Lang

CHINESE = {
    "columns": "列",
    "first": "前",
    "field": "字段",
    "file": "文件",
    "key": "主键",
    "licence": "许可",
    "meaning": "含义",
    "one of": "取值",
    "required": "必填",
    "rows": "行",
    "rules": "约束",
    "sources": "来源",
    "table": "表",
    "title": "标题",
    "type": "类型",
    "unique": "唯一",
    "unit": "单位",
    "version": "版本",
    "at most": "最多",
    "characters": "字符",
    "form": "格式",
    "indicator": "指标",
    "place": "地点",
    "period": "时期",
    "year": "年份",
    "measure": "计量方式",
    "value": "数值",
    "bound": "界限",
    "lower": "下限",
    "upper": "上限",
    "source": "来源",
    "vintage": "口径版本",
    "break": "中断",
    "points": "点数",
    "id": "代码",
    "gaps": "缺年",
    "kind": "时期类别",
    "last": "末年",
    "years": "年份",
}
"""English word → Chinese; one place for what command line, notebooks and site call things."""


def say(word: str, lang: Lang) -> str:
    """Return a word in a language.

    >>> say("rows", "zh")
    '行'
    """
    return CHINESE[word] if lang == "zh" else word


def labelled(word: str, text: str, lang: Lang) -> str:
    """Return ``word: text`` with the punctuation of a language."""
    return f"{say(word, lang)}：{text}" if lang == "zh" else f"{word}: {text}"


def listed(words: list[str], lang: Lang) -> str:
    """Join words as a language does."""
    return ("、" if lang == "zh" else ", ").join(words)


def interval_words(lower: str, upper: str, lang: Lang) -> str:
    """Return an interval in words; an empty side is open.

    >>> interval_words("3000", "", "en"), interval_words("1.5", "2.5", "zh")
    ('3000 or more', '1.5 至 2.5')
    """
    if lower and lower == upper:
        return lower
    if lower and upper:
        return f"{lower} 至 {upper}" if lang == "zh" else f"{lower} to {upper}"
    if lower:
        return f"不低于 {lower}" if lang == "zh" else f"{lower} or more"
    if upper:
        return f"不高于 {upper}" if lang == "zh" else f"{upper} or less"
    return "未知" if lang == "zh" else "unknown"
