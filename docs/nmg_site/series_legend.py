"""The legend of charts over time: the marks that occur on a page, in words."""

from __future__ import annotations

from collections.abc import Sequence

from .content import Content, Row
from .html import Page, tag
from .series import breaks, joined, kind, points
from .time_chart import EMPTY, arrow, classes, glyph, time_axis


def legend(content: Content, groups: Sequence[Sequence[Row]], page: Page) -> str:
    """Explain the marks that occur in the series of a page, and no others."""
    say = page.say
    found = [one for rows in groups for one in points(content, rows)]
    parted = [breaks(content, rows) for rows in groups]
    kinds = {kind(one.row) for one in found if one.row["status"] == "actual"}
    lines = any(
        joined(points(content, rows), cuts) for rows, cuts in zip(groups, parted, strict=True)
    )

    def sample(row: dict[str, str], *more: str) -> str:
        return tag("g", *more, glyph(row), class_=classes(row))

    year = {"period_kind": "calendar", "period": "2024", "status": "actual", "preferred": "true"}
    other, ahead = year | {"preferred": "false"}, year | {"status": "target"}
    moment, part = year | {"period_kind": "as_of"}, year | {"period_kind": "year_to_date"}
    bar = '<line class="period" x1="-13" x2="{}" y1="0" y2="0"/>'
    items = [
        ("year" in kinds, sample(year), say("a whole year", "整年")),
        (
            "moment" in kinds,
            sample(moment, bar.format(13)),
            say(
                "a state at one moment; the line is the time within which it lies",
                "某一时点的状态；横线是该时点所在的时段",
            ),
        ),
        (
            "part" in kinds,
            tag(
                "g",
                bar.format(9),
                f'<svg x="9" overflow="visible">{glyph(part)}</svg>',
                class_=classes(part),
            ),
            say(
                "part of a year, or several years summed: the bar is the time it covers. Not to "
                "be compared with whole years",
                "不足一年或多年累计：横条是所涵盖的时段，不可与整年相比",
            ),
        ),
        (
            any(one.row["preferred"] != "true" for one in found),
            tag("g", sample(year), transform="translate(-7 0)")
            + tag("g", sample(other), transform="translate(7 0)"),
            say(
                "filled: the preferred or only print; hollow: another print of the same quantity",
                "实心：首选或唯一的印法；空心：同一数量的其他印法",
            ),
        ),
        (
            any(one.open for one in found),
            tag(
                "g",
                tag("g", arrow(year, 15), transform="translate(-7 8)"),
                tag("g", arrow(year, -15), transform="translate(7 -8)"),
                class_=classes(year),
            ),
            say(
                "a bound, no point: “over” points up, “nearly” and “at most” point down",
                "界限而非一点：“超”向上，“近”“以内”向下",
            ),
        ),
        (
            any(one.lower != one.upper and not one.open for one in found),
            tag(
                "g",
                '<line class="span" x1="0" x2="0" y1="-9" y2="9"/>',
                glyph(year),
                class_=classes(year),
            ),
            say(
                "the upright bar is the interval that rounding leaves open, often too short to "
                "see, or a printed range between two strokes",
                "竖条是舍入留下的区间（常短得看不见），或两道横线之间的所印范围",
            ),
        ),
        (
            any(one.row["status"] != "actual" for one in found),
            sample(ahead),
            say(
                "no outcome: a target, plan, expectation or estimate",
                "并非实际结果：目标、计划、预期或估计",
            ),
        ),
        (
            lines,
            '<line class="join" x1="-13" x2="13" y1="4" y2="-4"/>',
            say(
                "joins preferred figures of years that follow one another; a missing year is a "
                "gap, not zero",
                "连接相邻年份的首选数字；缺失的年份留空，不是零",
            ),
        ),
        (
            any(time_axis(points(content, rows)).left_out for rows in groups),
            '<rect class="empty" x="-7" y="-10" width="14" height="20"/>',
            say(
                f"{EMPTY} years or more without a figure, shortened to half a year’s width",
                f"连续 {EMPTY} 年或更久没有数字，压缩为半年的宽度",
            ),
        ),
        (
            any(cut.line for cuts in parted for cut in cuts),
            '<line class="break" x1="0" x2="0" y1="-10" y2="10"/>',
            say(
                "a break that the data document: do not compare across it; the number leads to "
                "the reason below the chart",
                "数据中载明的断点：两侧不可直接相比；编号对应图下的理由",
            ),
        ),
        (
            any(not cut.line for cuts in parted for cut in cuts),
            '<g class="badge"><circle r="7.5"/><text y="4" text-anchor="middle">1</text></g>',
            say(
                "prints of this period disagree; the reason stands below the chart",
                "该时期各印法不符，理由见图下",
            ),
        ),
    ]
    entries = [
        tag(
            "li",
            tag("svg", shape, viewBox="-16 -11 32 22", aria_hidden="true", focusable="false"),
            tag("span", text),
        )
        for shown, shape, text in items
        if shown
    ]
    return tag("ul", *entries, class_="nmg-marks", data_search_exclude=True)
