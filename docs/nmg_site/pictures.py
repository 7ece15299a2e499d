"""The pictures: levels with their intervals, growth rates, platforms counted and named, the map."""

from __future__ import annotations

import inspect
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from html import escape

from . import numbers, series, series_legend, time_chart
from .content import ROOT, Content, Lang, Row
from .html import Page, code, front_matter, table, tag
from .svg import Axis, Mark, axis_for, chart, picture, strip, to_float

MODES = ("road", "rail", "air")
SHAPES = {
    "road": '<circle r="6"/>',
    "rail": '<rect x="-5.5" y="-5.5" width="11" height="11"/>',
    "air": '<path d="M0-7 7 5.5H-7Z"/>',
}


def levels(content: Content, unit_id: str) -> list[Row]:
    """Return the levels in a unit that the two articles print as outcomes."""
    return [
        row
        for row in content.rows["observations"]
        if row["measure"] == "level"
        and row["unit_id"] == unit_id
        and row["status"] == "actual"
        and row["passage_id"]
    ]


def yearly(content: Content) -> list[list[Row]]:
    """Return the series of levels that have four whole years or more."""
    return [
        rows
        for rows in series.series(content, content.rows["observations"])
        if rows[0]["measure"] == "level" and len(series.whole_years(rows)) >= 4
    ]


def mark(content: Content, row: Row, lang: Lang, *, indicator: bool = True) -> Mark:
    """Turn an observation into a mark: what and where, as printed, and its interval."""
    place = content.name("places", row["place_id"], lang)
    what = content.name("indicators", row["indicator_id"], lang)
    when = numbers.period(row, lang)
    join, stop = ("，", "，") if lang == "zh" else (", ", ", ")
    label = join.join([what, place] if indicator else [place]) + stop + when
    lower, upper, point = (to_float(row[name]) for name in ("lower", "upper", "value"))
    return Mark(label, row["as_printed"], lower, upper, point)


def axis_texts(axis: Axis, lang: Lang, suffix: str = "") -> dict[float, str]:
    """Write the ticks of an axis."""
    return {tick: numbers.number(f"{tick:.10g}", lang) + suffix for tick in axis.ticks()}


def describe_marks(content: Content, rows: Sequence[Row], lang: Lang) -> str:
    """Say in words what a chart shows, figure by figure."""
    join, end = ("；", "。") if lang == "zh" else ("; ", ".")
    said = []
    for row in rows:
        one = mark(content, row, lang)
        unit = numbers.unit(content, row["unit_id"], lang)
        said.append(f"{one.label}: {numbers.interval(row, lang, unit)}")
    return join.join(said) + end


def levels_chart(
    content: Content,
    rows: Sequence[Row],
    lang: Lang,
    *,
    title: str,
    indicator: bool = True,
    zero: bool = True,
) -> str:
    """Draw levels with their intervals: a dot is a value, a bar its interval, an arrow a bound."""
    marks = [mark(content, row, lang, indicator=indicator) for row in rows]
    axis = axis_for(marks, zero=zero)
    unit = numbers.unit(content, rows[0]["unit_id"], lang)
    if axis.log:
        unit += " · logarithmic" if lang == "en" else " · 对数刻度"
    return chart(
        marks,
        axis,
        title=title,
        description=describe_marks(content, rows, lang),
        unit=unit,
        tick_text=axis_texts(axis, lang),
    )


def growth_chart(
    content: Content, rows: Sequence[Row], lang: Lang, *, title: str, indicator: bool = True
) -> str:
    """Draw growth rates side by side, the highest first."""
    marks = [mark(content, row, lang, indicator=indicator) for row in rows]
    axis = axis_for(marks, log=False)
    return chart(
        marks,
        axis,
        title=title,
        description=describe_marks(content, rows, lang),
        unit="growth on the base period" if lang == "en" else "相对基期的增速",
        tick_text=axis_texts(axis, lang, "%"),
    )


def printed_twice(content: Content) -> dict[tuple[str, str, str], list[Row]]:
    """Group levels that two prints give for the same indicator, place and period."""
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in content.rows["observations"]:
        if row["measure"] == "level" and row["period_kind"] == "calendar":
            groups[row["indicator_id"], row["place_id"], row["period"]].append(row)
    return {
        key: rows
        for key, rows in groups.items()
        if len({(row["lower"], row["upper"]) for row in rows}) > 1
        and len({row["unit_id"] for row in rows}) == 1
        and any(row["passage_id"] for row in rows)
    }


def growth_rows(content: Content) -> list[Row]:
    """Return the growth rates that the two articles print, the highest first."""
    rows = [
        row
        for row in content.rows["observations"]
        if row["measure"] == "growth" and row["passage_id"]
    ]
    return sorted(rows, key=lambda row: -(to_float(row["value"]) or to_float(row["lower"]) or 0.0))


def counted_and_named(content: Content) -> list[tuple[Row, Row, int]]:
    """Return the lists with a stated count, that count, and how many members are named.

    Only lists of ports and platforms: their members are rows of `ports` or `platforms`.
    """
    known = content.by_key["ports"].keys() | content.by_key["platforms"].keys()
    members: dict[str, int] = defaultdict(int)
    for item in content.rows["list_items"]:
        if item["place_id"] in known:
            members[item["list_id"]] += 1
    found = []
    for one in content.rows["lists"]:
        stated = content.by_key["observations"].get(one["observation_id"])
        topic = stated and stated["indicator_id"].split("_")[0]
        if stated and topic in ("platforms", "ports") and stated["place_id"] == "inner_mongolia":
            found.append((one, stated, members[one["list_id"]]))
    latest: dict[str, tuple[Row, Row, int]] = {}
    for entry in sorted(found, key=lambda entry: (entry[1]["period"], entry[2])):
        latest[entry[1]["indicator_id"]] = entry
    return sorted(latest.values(), key=lambda entry: entry[1]["indicator_id"])


def platforms_chart(content: Content, lang: Lang, *, title: str) -> str:
    """Draw a square for each member: filled where a source names it, hollow where only counted."""
    rows, said = [], []
    for one, stated, named in counted_and_named(content):
        count = int(stated["value"])
        name = one[f"name_{lang}"]
        text = f"{named} of {count} named" if lang == "en" else f"{count} 个中列名 {named} 个"
        said.append(f"{name}: {text}")
        squares = [
            tag(
                "rect",
                x=1 + number * 18,
                y=7,
                width=13,
                height=13,
                rx=2,
                class_="named" if number < named else "counted",
            )
            for number in range(count)
        ]
        label = escape(name) + " " + tag("span", escape(text), class_="printed")
        rows.append(tag("div", label, class_="label"))
        rows.append(strip("marks", *squares))
    join, end = ("；", "。") if lang == "zh" else ("; ", ".")
    return picture("".join(rows), title, join.join(said) + end)


# The map ---------------------------------------------------------------------------------------


def project(lon: float, lat: float) -> tuple[float, float]:
    """Project to an Albers equal-area plane made for the region; units are degrees of arc."""
    parallel_1, parallel_2 = math.radians(40), math.radians(50)
    origin_lon, origin_lat = math.radians(111.5), math.radians(45)
    n = (math.sin(parallel_1) + math.sin(parallel_2)) / 2
    c = math.cos(parallel_1) ** 2 + 2 * n * math.sin(parallel_1)
    rho = math.sqrt(c - 2 * n * math.sin(math.radians(lat))) / n
    rho_0 = math.sqrt(c - 2 * n * math.sin(origin_lat)) / n
    theta = n * (math.radians(lon) - origin_lon)
    return math.degrees(rho * math.sin(theta)), math.degrees(rho_0 - rho * math.cos(theta))


def outline() -> list[tuple[float, float]]:
    """Read the simplified outline of the region (Natural Earth, public domain)."""
    path = ROOT / "docs/assets/map/inner_mongolia.json"
    return [tuple(point) for point in json.loads(path.read_text("utf-8"))["outline"]]


# Where a name stands beside its marks: to their right, but for those that would run into the
# edge of the map or into one another.
LABELS = {
    "baotou_air": "left",
    "hailar_air": "below",
    "heishantou_road": "left",
    "manzhouli_road": "left",
    "ordos_air": "left",
    "shiwei_road": "left",
    "zhuengadabuqi_road": "left",
}


def ports_map(content: Content, page: Page, *, title: str) -> str:
    """Draw the ports that have a citeable coordinate, each a link to its series over the years.

    Ports at one spot stand side by side.
    """
    lang = page.lang
    width, margin = 720.0, 16.0
    plane = [project(lon, lat) for lon, lat in outline()]
    left, right = min(x for x, _ in plane), max(x for x, _ in plane)
    top, bottom = max(y for _, y in plane), min(y for _, y in plane)
    scale = (width - 2 * margin) / (right - left)

    def at(lon: float, lat: float) -> tuple[float, float]:
        x, y = project(lon, lat)
        return margin + (x - left) * scale, margin + (top - y) * scale

    height = 2 * margin + (top - bottom) * scale
    path = "M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*point) for point in outline())) + "Z"

    spots: list[tuple[float, float, list[Row]]] = []
    ports = [row for row in content.rows["ports"] if row["lat"]]
    for row in sorted(ports, key=lambda row: MODES.index(row["mode"])):
        x, y = at(float(row["lon"]), float(row["lat"]))
        near = [one for one in spots if math.hypot(one[0] - x, one[1] - y) < 22]
        if near:
            near[0][2].append(row)
        else:
            spots.append((x, y, [row]))

    drawn, said = [], []
    for x, y, rows in sorted(spots, key=lambda spot: spot[2][0]["port_id"]):
        names = spot_name(content, rows, lang)
        first = x - 8 * (len(rows) - 1)
        for number, row in enumerate(rows):
            place = f"translate({first + 16 * number:.1f} {y:.1f})"
            shape = SHAPES[row["mode"]] + '<circle class="touch" r="8"/>'
            drawn.append(
                tag(
                    "a",
                    tag("g", shape, transform=place, class_=f"port {row['mode']}"),
                    href=page.to("ports.md", row["port_id"]),
                    aria_label=row[f"name_{lang}"],
                )
            )
        side = LABELS.get(rows[0]["port_id"], "right")
        last = first + 16 * (len(rows) - 1)
        label_x, label_y, anchor = {
            "left": (first - 11, y + 5, "end"),
            "right": (last + 11, y + 5, "start"),
            "below": ((first + last) / 2, y + 26, "middle"),
        }[side]
        drawn.append(
            tag(
                "text",
                escape(names),
                x=f"{label_x:.1f}",
                y=f"{label_y:.1f}",
                text_anchor=anchor,
                class_="place",
                aria_hidden="true",
            )
        )
        modes = (content.label("ports", "mode", row["mode"], lang) for row in rows)
        said.append(f"{names} ({', '.join(modes)})")
    join, end = ("；", "。") if lang == "zh" else ("; ", ".")
    head = [
        tag("title", escape(title), id="map-title"),
        tag("desc", escape(join.join(said) + end), id="map-description"),
    ]
    # A group, not an image: the ports are links, which an image would hide.
    return tag(
        "svg",
        *head,
        f'<path class="land" d="{path}"/>',
        *drawn,
        class_="nmg-map",
        role="group",
        aria_labelledby="map-title map-description",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
    )


def spot_name(content: Content, rows: Sequence[Row], lang: Lang) -> str:
    """Name a spot: the port without its mode, which the mark shows."""
    if lang == "en":
        return rows[0]["name_en"].split(" (")[0]
    name = rows[0]["name_zh"]
    for ending in ("公路口岸", "铁路口岸", "航空口岸", "口岸"):
        name = name.removesuffix(ending)
    return name


def port_figures(content: Content, page: Page, port_id: str) -> str:
    """List the figures of one port for 2024 and from the articles, each a link to its evidence."""
    items = []
    for row in content.rows["observations"]:
        if row["place_id"] != port_id:
            continue
        if row["passage_id"] or (row["year"] == "2024" and row["period_kind"] == "calendar"):
            what = escape(content.name("indicators", row["indicator_id"], page.lang))
            printed = numbers.printed(content, row)
            link = page.explore(printed, "observations", row["observation_id"])
            when = escape(numbers.period(row, page.lang))
            items.append(tag("li", f"{what}: {link} <small>({when})</small>"))
    return tag("ul", *items) if items else "–"


def ports_table(content: Content, page: Page, rows: Sequence[Row], label: str) -> str:
    """List ports by mode with their figures."""
    ordered = sorted(rows, key=lambda row: (MODES.index(row["mode"]), row["port_id"]))
    body = []
    counts = Counter(
        group[0]["place_id"] for group in series.series(content, content.rows["observations"])
    )
    for row in ordered:
        shape = f'<svg viewBox="-8 -8 16 16" aria-hidden="true">{SHAPES[row["mode"]]}</svg>'
        mode = content.label("ports", "mode", row["mode"], page.lang)
        count = counts[row["port_id"]]
        none = page.say("none of its own", "无单独序列")
        over = page.say(f"{count} series", f"{count} 个序列") if count else none
        name = page.explore(escape(row[f"name_{page.lang}"]), "ports", row["port_id"])
        body.append(
            [
                name,
                tag("span", shape, " ", escape(mode), class_=f"nmg-mode {row['mode']}"),
                port_figures(content, page, row["port_id"]),
                page.link(over, "ports.md", row["port_id"]),
            ]
        )
    head = [
        page.say("Port", "口岸"),
        page.say("Mode", "方式"),
        page.say("Figures", "数字"),
        page.say("Over the years", "历年"),
    ]
    return table(head, body, label=label)


def legend(content: Content, lang: Lang) -> str:
    """Explain the shapes of the map."""
    items = []
    for mode in MODES:
        count = sum(row["mode"] == mode for row in content.rows["ports"])
        drawn = sum(row["mode"] == mode and bool(row["lat"]) for row in content.rows["ports"])
        shape = f'<svg viewBox="-8 -8 16 16" aria-hidden="true">{SHAPES[mode]}</svg>'
        text = content.label("ports", "mode", mode, lang)
        text += f", {drawn} of {count} drawn" if lang == "en" else f"，{count} 个中画出 {drawn} 个"
        items.append(tag("li", shape, " ", escape(text), class_=f"nmg-mode {mode}"))
    return tag("ul", *items, class_="nmg-legend")


def source_of(page: Page, *functions: Callable[..., object]) -> str:
    """Show the code of a picture, folded."""
    text = "\n\n".join(inspect.getsource(one).rstrip() for one in functions)
    summary = page.say("The code that draws it", "绘图代码")
    return f'??? note "{summary}"\n\n' + "\n".join(
        f"    {line}" if line else "" for line in ["```python", *text.split("\n"), "```"]
    )


def figure(drawing: str, caption: str) -> str:
    """Wrap a picture and its caption; both are HTML."""
    return tag("figure", drawing, tag("figcaption", caption), class_="nmg-figure")


LEVEL_CHARTS = (
    ("cny", "Yuan", "元"),
    ("t", "Tonnes", "吨"),
    ("kw", "Kilowatts", "千瓦"),
    ("train", "Trains", "列"),
)


def pictures_page(content: Content, lang: Lang) -> str:
    """Write the page of pictures."""
    page = Page(lang, "pictures.md")
    say = page.say
    out = [
        front_matter(
            title=say("Pictures", "图"),
            description=say(
                "Ports on a map, levels with their intervals, growth rates, platforms counted.",
                "口岸地图、带区间的数值、增速、平台个数。",
            ),
        ),
        say("# Pictures", "# 图"),
        say(
            "Drawn when the site is built, from the rows of the tables, without any script. "
            "A mark stands for what was printed, not for more: “over 4,000” is an arrow that "
            "starts at 4,000, not a point.",
            "这些图在建站时由表中的行画出，不用任何脚本。每个记号只代表所印的内容：“突破 4000”是"
            "从 4000 起的箭头，而不是一个点。",
        ),
        say("## Ports", "## 口岸") + " {#ports}",
        say(
            "The 20 approved ports by mode. Ports without a citeable coordinate are not guessed "
            "onto the map; they stand in the second table. Each mark leads to the port’s "
            f"{page.link('figures over the years', 'ports.md')}.",
            "20 个获批口岸，按运输方式区分。没有可引用坐标的口岸不凭猜测上图，列在第二张表中。"
            f"点记号可看该口岸的{page.link('历年数字', 'ports.md')}。",
        ),
        legend(content, lang),
        figure(
            ports_map(content, page, title=say("Map of the ports", "口岸分布图")),
            say(
                "Outline: Natural Earth 1:50m, public domain. Points: "
                f"{page.link('see the sources', 'licence.md')}; a point may be a gate, a town or "
                "an airport (column <code>coordinate_precision</code>).",
                "轮廓：Natural Earth 1:5000 万，公有领域。坐标来源见"
                f"{page.link('许可页', 'licence.md')}；坐标点可能是国门、城镇或机场"
                "（见 <code>coordinate_precision</code> 列）。",
            ),
        ),
        ports_table(
            content,
            page,
            [row for row in content.rows["ports"] if row["lat"]],
            say("Ports on the map", "图上的口岸"),
        ),
        say("### Ports without a coordinate", "### 没有坐标的口岸") + " {#no-coordinate}",
        ports_table(
            content,
            page,
            [row for row in content.rows["ports"] if not row["lat"]],
            say("Ports without a citeable coordinate", "没有可引用坐标的口岸"),
        ),
        source_of(page, ports_map, project),
        say("## Levels with their intervals", "## 数值与区间") + " {#levels}",
        say(
            "A dot is the value, the bar behind it the interval that its rounding leaves open "
            "(often too narrow to see). An arrow is a bound: “over” points right, “nearly” and "
            "“at most” point left. Where nothing else is said, the figures are those of the two "
            "articles. Figures in one chart share a unit and need not share a "
            "definition: read the indicator before comparing.",
            "圆点是数值，其后的横条是舍入留下的区间（常窄得看不见）。箭头是界限：“突破”指向右，"
            "“近”和“以内”指向左。未另说明时，均为两篇报道的数字。同一图中的数字单位相同，定义未必相同：比较之前请先读指标说明。",
        ),
    ]
    twice = printed_twice(content)
    if twice:
        out.append(say("### The same quantity printed twice", "### 同一数量印了两次") + " {#twice}")
        out.append(
            say(
                "Where two prints give the same quantity, their intervals must meet; a check "
                "compares them.",
                "同一数量有两种印法时，区间必须相交；有一条规则负责比较。",
            )
        )
    for key, rows in sorted(twice.items()):
        name = content.name("indicators", key[0], lang)
        drawn = levels_chart(content, rows, lang, title=name, indicator=False, zero=False)
        caption = page.link(escape(name), f"indicators/{key[0]}.md")
        out.append(figure(drawn, caption))
    out.append(say("### Over the years", "### 历年") + " {#years}")
    out.append(
        say(
            "Levels with four whole years or more. Each indicator has its own series on its page, "
            f"and each port on the page of {page.link('ports over the years', 'ports.md')}.",
            "有四个以上整年的数值。每个指标页有该指标的序列，"
            f"各口岸见{page.link('口岸历年', 'ports.md')}。",
        )
    )
    groups = yearly(content)
    out.append(series_legend.legend(content, groups, page))
    drawn_years = []
    for rows in groups:
        id_ = rows[0]["indicator_id"]
        name = content.name("indicators", id_, lang)
        place = content.name("places", rows[0]["place_id"], lang)
        link = page.link(escape(name), f"indicators/{id_}.md") + say(", ", "，") + escape(place)
        name = f"{name}{say(', ', '，')}{place}"
        drawn_years.append(time_chart.panel(content, rows, lang, name=name, link=link))
    out.append(time_chart.panels(drawn_years))
    out.append(source_of(page, time_chart.drawing, time_chart.draw))
    for unit_id, en, zh in LEVEL_CHARTS:
        rows = levels(content, unit_id)
        if len(rows) < 2:
            continue
        rows.sort(key=lambda row: -(to_float(row["value"]) or to_float(row["lower"]) or 0.0))
        title = say(f"Levels in {en.lower()}", f"以{zh}计的数值")
        out.append(f"### {say(en, zh)} {{#levels-{unit_id}}}")
        drawn = levels_chart(content, rows, lang, title=title)
        out.append(figure(drawn, escape(title)))
    out.append(source_of(page, levels_chart))
    out.append(say("## Growth rates side by side", "## 增速对照") + " {#growth}")
    out.append(
        say(
            "Growth on the base period, as printed. The texts do not say at which prices, and "
            "what grows is not of one kind: an investment, a freight, a value added.",
            "相对基期的增速，按所印。文本未说明按何种价格计算，增长的对象也各不相同：投资、货运量、"
            "增加值。",
        )
    )
    rates = growth_rows(content)
    below = [row for row in rates if (to_float(row["value"]) or 0.0) < 100]
    above = [row for row in rates if (to_float(row["value"]) or 0.0) >= 100]
    for rows, en, zh in (
        (below, "Growth below 100 percent", "增速低于 100%"),
        (above, "Growth of 100 percent and more", "增速为 100% 及以上"),
    ):
        if rows:
            drawn = growth_chart(content, rows, lang, title=say(en, zh))
            out.append(figure(drawn, say(en, zh)))
    out.append(source_of(page, growth_chart, growth_rows))
    out.append(
        say("## Ports and platforms, counted and named", "## 口岸与平台：计数与列名") + " {#named}"
    )
    out.append(
        say(
            "The articles count ports and platforms; not all of them can be named from a source. "
            "A filled square is a member that the package names, a hollow one is only counted. "
            "No name was invented to fill a gap; a member that rests on inference says so in its "
            "`membership`.",
            "报道给出口岸与平台的个数，但并非每个都能由来源列名。实心方块是本数据包列名的成员，空心方块"
            "只有计数。没有为了补齐而编造名称；由推断得来的成员在 `membership` 中注明。",
        )
    )
    title = say("Ports and platforms counted and named", "口岸与平台的计数与列名")
    caption = say(
        f"Members: {page.explore('list_items', 'list_items')}, {page.explore('ports', 'ports')}, "
        f"{page.explore('platforms', 'platforms')}.",
        f"成员见 {page.explore('list_items', 'list_items')}、{page.explore('ports', 'ports')}、"
        f"{page.explore('platforms', 'platforms')}。",
    )
    out.append(figure(platforms_chart(content, lang, title=title), caption))
    out.append(source_of(page, platforms_chart, counted_and_named))
    note = say(
        "All of it is in {}, run by the build of this site.", "全部代码见 {}，由建站过程运行。"
    )
    out.append(note.format(code("docs/nmg_site/pictures.py")))
    return "\n\n".join(out) + "\n"
