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
    "as printed": "原文表述",
    "interval": "区间",
    "inferred": "推断",
    "wording": "复读原文",
    "status": "状态",
    "paragraph": "段落",
    "evidence": "核对情况",
    "note": "备注",
    "preferred": "首选",
    "replaced": "已替代",
    "relations": "数字关系",
    "none": "无",
    "{} figures match {}; the preferred one is above. The others:": (
        "有 {} 个数字与 {} 相符，以上为首选。其余："
    ),
    "and {} more": "另有 {} 个",
    "checked against the text: its paragraph is hashed and every number in it accounted for": (
        "已与原文核对：该段存有哈希值，段内每个数字都有交代"
    ),
    "transcribed from the source, whose text is not kept here": "抄录自来源，此处不存其原文",
    "our reading, not printed: {}": "系我们的判断，原文未写明：{}",
    "gives the same value, unit and interval": "数值、单位和区间一致",
    "gives {}": "结果不同：{}",
    "cannot be read: {}": "无法读出：{}",
    "number {} of the paragraph": "段内第 {} 个数",
    "paragraph {} ({})": "第 {} 段（{}）",
    "against {}": "对比 {}",
    "according to {}": "据{}",
    "not this figure but {}": "同一数量以 {} 为准",
    "replaced by {}": "由 {} 替代",
    "hold: {}": "成立 {} 项",
    "cannot be tested: {}": "无法检验 {} 项",
    "do not hold: {}": "不成立 {} 项",
    "printed {}, computed {}": "原文为 {}，推算为 {}",
    "{} and {} cannot both be right": "{} 与 {} 不能同时成立",
    "a part of {}, a whole of {}": "部分为 {}，整体为 {}",
    "{} next to neighbours that suggest {}": "数值 {}，而前后各期为 {}",
    "known to disagree": "已知不一致",
    "with {}": "涉及 {}",
    "sum": "合计",
    "part of a whole": "部分与整体",
    "ratio": "比率",
    "same quantity": "同一数量",
    "count": "计数",
    "several sources": "多个来源",
    "growth": "增速",
    "change": "增量",
    "index": "指数",
    "share": "占比",
    "gap": "差距",
    "gap in growth": "增速差",
    "rank": "位次",
    "definition": "定义关系",
    "running total": "年内累计",
    "part of a region": "地区与全区",
    "magnitude": "数量级",
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
