"""A page for each indicator: definition and trap, facets, series over the years, figures."""

from __future__ import annotations

from collections import defaultdict
from html import escape

from . import numbers, series, series_legend, time_chart
from .content import Content, Lang, Row, localized, values
from .html import Page, code, front_matter, table, tag, unbroken
from .pictures import figure, growth_chart, levels_chart

FACETS = (
    "topic",
    "nature",
    "product",
    "flow",
    "partner_id",
    "mode",
    "coverage",
    "unit_id",
    "additive",
)


MOST = 30
"""Rows of one chart; what has more is better read as a table."""


def observations(content: Content, indicator_id: str) -> list[Row]:
    """Return the figures of an indicator, in the order of the table."""
    return [row for row in content.rows["observations"] if row["indicator_id"] == indicator_id]


def index_page(content: Content, lang: Lang) -> str:
    """Write the list of all indicators by topic."""
    page = Page(lang, "indicators/index.md")
    say = page.say
    count = len(content.rows["indicators"])
    out = [
        front_matter(
            title=say("Indicators", "指标"),
            description=say(
                "Every quantity that figures are given for, by topic.", "按主题列出全部统计量。"
            ),
        ),
        say("# Indicators", "# 指标"),
        say(
            f"{count} quantities, by topic, with the number of figures for each. Each has a page "
            "with its definition and the trap to avoid, and charts where there are two years or "
            "more.",
            f"共 {count} 个统计量，按主题排列，附数字个数。每个指标有一页，"
            "写明定义与误区，有两个以上年份的另附图。",
        ),
    ]
    for topic in values(content.field("indicators", "topic")):
        rows = [row for row in content.rows["indicators"] if row["topic"] == topic]
        if not rows:
            continue
        label = content.label("indicators", "topic", topic, lang)
        out.append(f"## {label[:1].upper() + label[1:]} {{#{topic}}}")
        body = [
            [
                page.link(escape(row[f"name_{lang}"]), f"indicators/{row['indicator_id']}.md"),
                code(row["indicator_id"]),
                escape(numbers.unit(content, row["unit_id"], lang)),
                str(len(observations(content, row["indicator_id"]))),
            ]
            for row in rows
        ]
        head = [
            say("Indicator", "指标"),
            say("Code", "代码"),
            say("Unit", "单位"),
            say("Figures", "数字"),
        ]
        out.append(table(head, body, label=label, numeric=(3,)))
    return "\n\n".join(out)


def facets(content: Content, row: Row, page: Page) -> str:
    """Write what kind of quantity this is."""
    said = []
    for name in FACETS:
        value = row[name]
        if not value:
            continue
        field = content.field("indicators", name)
        target = content.reference("indicators", name)
        if target:
            text = escape(content.name(target.target, value, page.lang))
        elif name == "additive":
            text = page.say("yes", "可") if value == "true" else page.say("no", "不可")
        elif values(field):
            text = escape(content.label("indicators", name, value, page.lang))
        else:
            text = code(value)
        title = escape(localized(field, "title", page.lang))
        said.append(tag("div", tag("dt", title) + tag("dd", text)))
    return tag("dl", *said, class_="nmg-facts")


def figures_table(content: Content, rows: list[Row], page: Page) -> str:
    """List figures: what is printed, what it is read as, which numbers it leaves open, where."""
    say, lang, body = page.say, page.lang, []
    for row in rows:
        measure = content.label("observations", "measure", row["measure"], lang)
        if row["base_period"]:
            measure += say(f" on {row['base_period']}", f"（基期 {row['base_period']}）")
        if row["scope"]:
            scope = content.label("observations", "scope", row["scope"], lang)
            measure += f" ({scope})" if lang == "en" else f"（{scope}）"
        if row["status"] != "actual":
            measure += " · " + content.label("observations", "status", row["status"], lang)
        body.append(
            [
                page.explore(numbers.printed(content, row), "observations", row["observation_id"]),
                escape(content.name("places", row["place_id"], lang)),
                unbroken(escape(numbers.period(row, lang))),
                escape(measure),
                escape(numbers.quantity(content, row, lang)),
                escape(numbers.interval(row, lang)),
                escape(numbers.where(content, row, lang)),
            ]
        )
    head = [
        say("As printed", "印刷形式"),
        say("Place", "地点"),
        say("Period", "时期"),
        say("Measure", "计量方式"),
        say("Value", "数值"),
        say("Interval", "区间"),
        say("Where", "出处"),
    ]
    return table(head, body, label=say("Figures", "数字"), numeric=(4, 5))


def over_the_years(content: Content, groups: list[list[Row]], page: Page) -> list[str]:
    """Draw the series of an indicator, a chart for each place and measure, with one legend."""
    say = page.say
    drawn = [
        time_chart.panel(
            content, rows, page.lang, name=content.name("places", rows[0]["place_id"], page.lang)
        )
        for rows in groups
    ]
    many = say(" Each chart has a scale of its own.", "各图比例尺不同。") if len(drawn) > 1 else ""
    return [
        say("## Over the years", "## 历年") + " {#years}",
        say(
            "Every dated figure of places and measures with two years or more. Point at a mark to "
            "read it; the table below has the same figures.",
            "凡有两个以上年份的地点与计量方式，其有日期的数字全部画出。指向记号可读其内容；下表数字与此相同。",
        )
        + many,
        series_legend.legend(content, groups, page),
        time_chart.panels(drawn, wide=len(drawn) == 1),
    ]


def kept_apart(content: Content, indicator_id: str, page: Page) -> str:
    """Link the indicators that measure nearly the same, where there are any."""
    others = series.siblings(content, indicator_id)
    if not others:
        return ""
    links = page.say(", ", "、").join(
        page.link(escape(content.name("indicators", one, page.lang)), f"indicators/{one}.md")
        for one in others
    )
    said = page.say(
        "Kept apart, since coverage or basis differs or may differ; never to be read as one "
        "series with this one: ",
        "因口径或基础不同（或可能不同）而分列，不可与本指标连成一个序列：",
    )
    return tag("p", said, links, page.say(".", "。"))


def charts(content: Content, rows: list[Row], page: Page, *, beside: bool) -> list[str]:
    """Draw the figures that are in no series and share measure and unit, where there are two.

    Figures of a part of a year stay in the table: beside whole years they would mislead.
    """
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        partial = row["period_kind"] in ("year_to_date", "cumulative")
        if not partial and row["measure"] not in series.RANKS and (row["lower"] or row["upper"]):
            groups[row["measure"], row["unit_id"]].append(row)
    out = []
    for (measure, _), group in groups.items():
        if not 2 <= len(group) <= MOST:
            continue
        group.sort(key=lambda row: (row["place_id"], row["period"]))
        title = content.name("indicators", group[0]["indicator_id"], page.lang)
        title += ": " if page.lang == "en" else "："
        title += content.label("observations", "measure", measure, page.lang)
        draw = growth_chart if measure == "growth" else levels_chart
        drawn = draw(content, group, page.lang, title=title, indicator=False)
        if beside:
            title += page.say(", the figures outside the series above", "，以上序列之外的数字")
        out.append(figure(drawn, escape(title)))
    return out


def indicator_page(content: Content, row: Row, lang: Lang) -> str:
    """Write the page of one indicator."""
    page = Page(lang, f"indicators/{row['indicator_id']}.md")
    say = page.say
    name = row[f"name_{lang}"]
    rows = observations(content, row["indicator_id"])
    groups = series.series(content, rows)
    in_series = {one["observation_id"] for group in groups for one in group}
    alone = [one for one in rows if one["observation_id"] not in in_series]
    notes = [
        f"{numbers.printed(content, one)}: {escape(one['note'])}" for one in rows if one["note"]
    ]
    out = [
        front_matter(title=name, description=row[f"definition_{lang}"]),
        f"# {name} {{#{row['indicator_id']}}}",
        tag(
            "p",
            code(row["indicator_id"]),
            " · ",
            page.link(say("all indicators", "全部指标"), "indicators/index.md"),
        ),
        say("## Definition and trap", "## 定义与误区") + " {#definition}",
        tag("p", escape(row[f"definition_{lang}"]), class_="nmg-definition"),
        facets(content, row, page),
        *(over_the_years(content, groups, page) if groups else ()),
        kept_apart(content, row["indicator_id"], page),
        say("## Figures", "## 数字") + " {#figures}",
        figures_table(content, rows, page) if rows else say("No figure yet.", "尚无数字。"),
        *charts(content, alone, page, beside=bool(groups)),
    ]
    if notes:
        out.append(
            say("## Notes on the figures {#notes}", "## 数字备注 {#notes data-search-exclude}")
        )
        if lang == "zh":
            out.append("备注为英文。")
        out.append(tag("ul", *(tag("li", note) for note in notes), lang="en"))
    others = [
        one
        for one in content.rows["indicators"]
        if one["topic"] == row["topic"] and one["indicator_id"] != row["indicator_id"]
    ]
    if others:
        out.append(say("## Same topic", "## 同一主题") + " {#related data-search-exclude}")
        links = (
            page.link(escape(one[f"name_{lang}"]), f"indicators/{one['indicator_id']}.md")
            for one in others
        )
        out.append(tag("p", (" · ").join(links)))
    return "\n\n".join(out)
