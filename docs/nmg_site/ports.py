"""The page of ports over the years: a section for each port and group of ports with a series."""

from __future__ import annotations

from collections import Counter
from html import escape

from . import series, series_legend, time_chart
from .content import Content, Lang, Row
from .html import Page, front_matter, table, tag
from .pictures import MODES, SHAPES


def members(content: Content, place_id: str) -> list[str]:
    """Return the ports that a group of ports consists of, as its list names them."""
    list_id = f"{place_id}_members"
    items = (row for row in content.rows["list_items"] if row["list_id"] == list_id)
    return [row["place_id"] for row in items if row["place_id"] in content.by_key["ports"]]


def groups_of_ports(content: Content) -> list[str]:
    """Return the places that are several ports together, the largest first."""
    found = [row["place_id"] for row in content.rows["places"] if members(content, row["place_id"])]
    return sorted(found, key=lambda one: (-len(members(content, one)), one))


def groups_with(content: Content, groups: list[str], port_id: str) -> list[str]:
    """Return the groups that a port is counted in, but for that of all ports."""
    every = len(content.rows["ports"])
    found = ((one, members(content, one)) for one in groups)
    return [one for one, ports in found if port_id in ports and len(ports) < every]


def ports_page(content: Content, lang: Lang) -> str:
    """Write the page."""
    page = Page(lang, "ports.md")
    say = page.say
    found: dict[str, list[list[Row]]] = {}
    for rows in series.series(content, content.rows["observations"]):
        found.setdefault(rows[0]["place_id"], []).append(rows)
    ports = sorted(
        content.rows["ports"], key=lambda row: (MODES.index(row["mode"]), row["port_id"])
    )
    places = [*groups_of_ports(content), *(row["port_id"] for row in ports)]
    drawn = [place for place in places if place in found]
    counts = Counter(row["place_id"] for row in content.rows["observations"])
    alone = [
        place
        for place in places
        if place not in found and (counts[place] or place in content.by_key["ports"])
    ]
    return "\n\n".join(
        [
            front_matter(
                title=say("Ports over the years", "口岸历年"),
                description=say(
                    "Series of each port and of ports together, where there are two years or more.",
                    "各口岸及口岸合计的历年数字，凡有两个以上年份者。",
                ),
            ),
            say("# Ports over the years", "# 口岸历年"),
            say(
                "Each port, and each group that the sources count together, with the quantities "
                "that have figures for two years or more. Most are sums of a part of a year, of "
                "different lengths: a bar ends where its sum was counted, and bars of different "
                "lengths are not to be compared. Each chart has a scale of its own.",
                "各口岸以及来源合并统计的口岸，凡有两个以上年份数字的统计量均列出。多数是不足一年的累计，"
                "长短不一：横条止于累计截止之时，长短不同者不可相比。各图比例尺不同。",
            ),
            series_legend.legend(content, [rows for place in drawn for rows in found[place]], page),
            *(section(content, page, place, found[place], drawn) for place in drawn),
            say("## Ports without a series", "## 没有序列的口岸") + " {#without}",
            say(
                "No quantity has figures of two years for these ports alone.",
                "这些口岸没有任何统计量单独具有两个年份的数字。",
            ),
            without_series(content, page, alone, counts, drawn),
        ]
    )


def section(
    content: Content, page: Page, place: str, groups: list[list[Row]], drawn: list[str]
) -> str:
    """Write the section of a port or group: what it belongs to, and its charts."""
    out = [f"## {content.name('places', place, page.lang)} {{#{place}}}"]
    port = content.by_key["ports"].get(place)
    if port:
        mode = content.label("ports", "mode", port["mode"], page.lang)
        shape = f'<svg viewBox="-8 -8 16 16" aria-hidden="true">{SHAPES[port["mode"]]}</svg>'
        facts = tag("span", shape, " ", escape(mode), class_=f"nmg-mode {port['mode']}")
        facts += " · " + page.explore(page.say("all cells", "全部字段"), "ports", place)
        within = links(content, page, groups_with(content, drawn, place))
        if within:
            facts += page.say(" · also counted in: ", " · 也计入：") + within
        out.append(tag("p", facts))
    charts = []
    for rows in groups:
        id_ = rows[0]["indicator_id"]
        name = content.name("indicators", id_, page.lang)
        link = page.link(escape(name), f"indicators/{id_}.md")
        charts.append(time_chart.panel(content, rows, page.lang, name=name, link=link))
    out.append(time_chart.panels(charts))
    return "\n\n".join(out)


def links(content: Content, page: Page, places: list[str]) -> str:
    """Link sections of this page."""
    return page.say(", ", "、").join(
        tag("a", escape(content.name("places", one, page.lang)), href=f"#{one}") for one in places
    )


def without_series(
    content: Content, page: Page, places: list[str], counts: Counter[str], drawn: list[str]
) -> str:
    """List ports without a series: how many figures they have, and which groups hold them."""
    body = []
    for place in places:
        name = escape(content.name("places", place, page.lang))
        port = content.by_key["ports"].get(place)
        mode = content.label("ports", "mode", port["mode"], page.lang) if port else "–"
        body.append(
            [
                page.explore(name, "ports" if port else "places", place),
                escape(mode),
                str(counts[place]),
                links(content, page, groups_with(content, drawn, place)) or "–",
            ]
        )
    head = [
        page.say("Port", "口岸"),
        page.say("Mode", "方式"),
        page.say("Figures", "数字"),
        page.say("Counted in", "计入"),
    ]
    label = page.say("Ports without a series", "没有序列的口岸")
    return table(head, body, label=label, ids=places, numeric=(2,))
