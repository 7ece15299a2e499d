"""What agrees, what does not and by how much; and which of several figures is preferred."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from html import escape

from nmg_data._interval import Interval, plain
from nmg_data._preferred import rank_rows
from nmg_data._relations import Relation, columns_of, counts, read_units, relate

from . import numbers
from .content import Content, Lang, Row
from .html import Page, front_matter, table


def page(content: Content, lang: Lang) -> str:
    """Write the report."""
    here = Page(lang, "reconciliation.md")
    say = here.say
    found = relate(
        columns_of(content.rows["observations"]),
        read_units(content.rows["units"]),
        content.rows["relations"],
    )
    apart = [one for one in found if one.verdict == "fails"]
    open_ = [one for one in found if one.verdict == "untestable"]
    agree = [one for one in found if one.verdict == "holds"]
    total = counts(found)
    out = [
        front_matter(
            title=say("What agrees", "相互印证"),
            description=say(
                "Sums, parts, ratios, growth and repeated figures, tested by interval arithmetic.",
                "用区间运算检验合计、部分、比率、增速与重复数字。",
            ),
        ),
        say("# What agrees, and what does not", "# 哪些相符，哪些不符"),
        say(
            "Figures of different sources check one another. Each relation is computed with the "
            "intervals that the prints stand for, and has one of three results: it holds, it "
            "fails, or it cannot be tested, because an open side would let any figure pass or "
            "because nobody prints what would be compared. What fails stays in the data with its "
            "reason; nothing is smoothed.",
            "不同来源的数字互相核对。每个关系都以印刷形式所代表的区间计算，结果有三种：成立、不成立，"
            "或因一侧无界、或因无人印出可比之数而无法检验。不成立的保留在数据中并附理由，不作抹平。",
        ),
        say(
            f"{total['holds']} hold, {total['fails']} fail, {total['untestable']} are untestable.",
            f"成立 {total['holds']} 个，不成立 {total['fails']} 个，"
            f"无法检验 {total['untestable']} 个。",
        ),
        say(
            "## What does not agree",
            "## 不相符",
        ),
        _relations(content, here, apart, say("Relations that fail", "不成立的关系")),
        say("## What cannot be tested", "## 无法检验"),
        _relations(content, here, open_, say("Relations that are untestable", "无法检验的关系")),
        say("## What agrees", "## 相符"),
        _relations(content, here, agree, say("Relations that hold", "成立的关系")),
        say("## Which figure is preferred", "## 首选哪个数字"),
        _rule(here),
        _choices(content, here),
    ]
    return "\n\n".join(out) + "\n"


def _relations(content: Content, here: Page, found: Iterable[Relation], label: str) -> str:
    say, lang = here.say, here.lang
    reasons = {row["relation_id"]: row["reason"] for row in content.rows["relations"]}
    rows = []
    for one in found:
        unit = numbers.unit(content, one.unit_id, lang) if one.unit_id else ""
        rows.append(
            [
                "<br>".join(_figure(content, here, term.observation_id) for term in one.terms),
                escape(content.label("relations", "kind", one.kind, lang)),
                escape(_ends(one.stated, lang, unit)),
                escape(_ends(one.computed, lang, unit)),
                escape(_gap(one, lang)),
                escape(one.reason or reasons.get(one.covered_by, "")),
            ]
        )
    head = [
        say("Figures", "数字"),
        say("Relation", "关系"),
        say("Stated", "所述"),
        say("Computed", "推算"),
        say("Apart by", "相差"),
        say("Reason", "理由（英文）"),
    ]
    return table(head, rows, label=label, row_heads=False)


def _figure(content: Content, here: Page, name: str) -> str:
    row = content.by_key["observations"][name]
    who = content.name("indicators", row["indicator_id"], here.lang)
    what = content.label("observations", "measure", row["measure"], here.lang)
    where = content.name("places", row["place_id"], here.lang)
    text = escape(f"{who}, {where}, {numbers.period(row, here.lang)}, {what}")
    return f"{here.explore(text, 'observations', name)} {numbers.printed(content, row)}"


def _ends(one: Interval, lang: Lang, unit: str) -> str:
    ends = {
        "lower": "" if one.lower is None else plain(one.lower, 6),
        "upper": "" if one.upper is None else plain(one.upper, 6),
    }
    return numbers.interval(ends, lang, unit)


def _gap(one: Relation, lang: Lang) -> str:
    """Say how far two intervals lie apart, in percent of the computed one."""
    pairs = ((one.computed.lower, one.stated.upper), (one.stated.lower, one.computed.upper))
    for high, low in pairs:
        if high is not None and low is not None and high > low and (high + low):
            share = (high - low) / abs(low or high) * 100
            return f"{plain(Decimal(share), 2)} %"
    return ""


def _rule(here: Page) -> str:
    return here.say(
        "Figures compete when they agree in indicator, place, period, measure, base period and "
        "scope. Of those: (1) a withdrawn row never wins; (2) an outcome comes before an estimate, "
        "an expectation, a plan or a target; (3) a primary source before a reprint; (4) a row "
        "whose interval merely contains that of another falls out; (5) later published before "
        "earlier, no date printed counting as earliest; (6) exact before bounded; (7) then the "
        "ids in the order of the alphabet. The column `preferred` is checked against this rule. "
        "A revision that only a reprint reports therefore does not win: the growth of 2022 is an "
        "example, see above. These are all cases in which the rule had to choose between "
        "different intervals:",
        "指标、地点、时期、计量方式、基期与范围都相同的数字相互竞争。次序为：（1）撤回的行不取；"
        "（2）实际先于估计、预期、计划、目标；（3）一手先于转引；（4）区间只是包住另一数字者让位；"
        "（5）后发布先于先发布，未印日期视为最早；（6）确数先于有界数；（7）再按代码字母序。"
        "`preferred` 一列按此规则核对。因此只见于转引的修订数不会胜出，"
        "2022 年增速即为一例（见上）。"
        "以下是规则须在不同区间之间取舍的全部情形：",
    )


def _choices(content: Content, here: Page) -> str:
    rows_by_id = content.by_key["observations"]
    factors = {row["unit_id"]: Decimal(row["factor"]) for row in content.rows["units"]}
    ranked = rank_rows(content.rows["observations"], content.by_key["sources"], factors)
    lines = []
    for ids in ranked.values():
        group = [rows_by_id[one] for one in ids]
        if len({_normal(row, factors) for row in group}) > 1:
            others = "<br>".join(_printed_by(content, here, row) for row in group[1:])
            shown = _figure(content, here, ids[0])
            lines.append([shown, _source(content, here, group[0]), others])
    head = [
        here.say("Preferred", "首选"),
        here.say("Source", "来源"),
        here.say("Beside it", "并存"),
    ]
    label = here.say("Choices of the preferred figure", "首选数字的取舍")
    return table(head, lines, label=label, row_heads=False)


def _normal(row: Row, factors: dict[str, Decimal]) -> tuple[Decimal | None, Decimal | None]:
    factor = factors[row["unit_id"]]
    low, high = (Decimal(row[end]) * factor if row[end] else None for end in ("lower", "upper"))
    return low, high


def _printed_by(content: Content, here: Page, row: Row) -> str:
    link = here.explore(numbers.printed(content, row), "observations", row["observation_id"])
    return f"{link} {_source(content, here, row)}"


def _source(content: Content, here: Page, row: Row) -> str:
    return escape(numbers.where(content, row, here.lang))
