"""Charts over time as inline SVG that needs no script: time to the right, the value upwards.

A figure stands where its period lies. What a mark looks like says what kind of period it has,
whether it is preferred, and on which side it is open.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise

from . import numbers
from .content import Content, Lang, Row
from .html import tag
from .series import Break, Point, breaks, joined, kind, points, summed, unit_of
from .svg import Axis, picture, strip

LOG_FROM = 1000
"""Levels that differ by more than this are drawn on a logarithmic scale."""

EMPTY = 4
"""So many years without a figure, or more, are drawn as narrow as half a year, on grey ground."""

EDGES = 14
"""The most years whose edges are drawn."""

ARROW = 20
"""The length of an arrow, in pixels."""


def value_axis(found: Sequence[Point]) -> Axis:
    """Choose a scale that holds all figures and zero; logarithmic for very different levels."""
    ends = [end for one in found for end in (one.lower, one.upper, one.value) if end is not None]
    low, high = min(0.0, *ends), max(0.0, *ends)
    exact = [one.value for one in found if one.value]
    if low == 0 and exact and min(exact) > 0 and max(exact) / min(exact) > LOG_FROM:
        return Axis(10 ** math.floor(math.log10(min(exact) * 0.999)), max(exact) * 4, True)
    room = (high - low) * 0.13 or 1
    return Axis(low - room if low < 0 else 0, high + room)


@dataclass(frozen=True)
class Time:
    """A scale from years to percent of the width; long stretches without a figure are narrow."""

    first: int
    widths: tuple[float, ...]

    def __call__(self, time: float) -> float:
        """Return the position of a moment, in percent."""
        whole = min(int(time + 1e-6) - self.first, len(self.widths) - 1)
        part = (time - self.first - whole) * self.widths[whole]
        return 100 * (sum(self.widths[:whole]) + part) / sum(self.widths)

    @property
    def years(self) -> list[int]:
        """Return the years drawn at full width."""
        return [self.first + one for one, width in enumerate(self.widths) if width == 1]

    @property
    def left_out(self) -> list[tuple[int, int]]:
        """Return the narrow stretches: the first year of each, and the first after it."""
        edges = [self.first - 1, *self.years]
        return [(one + 1, other) for one, other in pairwise(edges) if other - one > 1]

    def labels(self) -> list[int]:
        """Return the years to name, the last one first, so that they stay apart where narrow."""
        found: list[int] = []
        for year in reversed(self.years):
            if not found or self(found[-1]) - self(year) >= 100 / 7 - 1e-6:
                found.append(year)
        return found


def time_axis(found: Sequence[Point]) -> Time:
    """Return whole years that hold all periods."""
    first = math.floor(min(one.start for one in found) + 1e-6)
    last = math.ceil(max(one.end for one in found) - 1e-6)
    widths = [1.0] * (last - first)
    taken = [
        any(one.start < year + 1 - 1e-6 and one.end > year + 1e-6 for one in found)
        for year in range(first, last)
    ]
    start = 0
    for empty, run in groupby(taken, key=lambda one: not one):
        length = len(list(run))
        if empty and length >= EMPTY:
            widths[start : start + length] = [0.5 / length] * length
        start += length
    return Time(first, tuple(widths))


def _line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    return tag("line", class_=class_, **{name: f"{end:.2f}%" for name, end in ends.items()})


def _put(x: float, y: float, inside: str) -> str:
    return tag("svg", inside, x=f"{x:.2f}%", y=f"{y:.2f}%", overflow="visible")


def glyph(row: Row) -> str:
    """Return the shape of a figure around 0,0: a circle, diamond, square or, ahead, a flag."""
    if row["status"] != "actual":
        return '<path class="dot" d="M-4-6 6 0-4 6Z"/>'
    return {
        "year": '<circle class="dot" r="4.5"/>',
        "moment": '<path class="dot" d="M0-6 6 0 0 6-6 0Z"/>',
        "part": '<path class="dot" d="M-4-4H4V4H-4Z"/>',
    }[kind(row)]


def arrow(row: Row, length: float) -> str:
    """Return an arrow from 0,0: up where the length is positive; it begins at a stop or a flag."""
    arms = length - math.copysign(6, length)
    stem = f'<path class="open" d="M0 {-math.copysign(3, length):.0f}V{-length:.0f}"/>'
    head = f'<path class="open" d="M-4.5 {-arms:.0f} 0 {-length:.0f} 4.5 {-arms:.0f}"/>'
    stop = '<path class="dot" d="M-5-2H5V2H-5Z"/>'
    return stem + head + (stop if row["status"] == "actual" else glyph(row))


def classes(row: Row) -> str:
    """Return the classes of a figure's mark."""
    preferred = "preferred" if row["preferred"] == "true" else "other"
    ahead = "" if row["status"] == "actual" else " ahead"
    return f"fig {kind(row)} {preferred}{ahead}"


def draw(one: Point, x: Time, y: Axis, title: str) -> str:
    """Draw a figure: its period as a bar, its interval upright, its point; or an arrow."""

    def height(number: float) -> float:
        return 100 - y(number) if number > 0 or not y.log else 100.0

    inside, at = [tag("title", escape(title))], x(one.at)
    level = one.value
    if level is None:
        level = one.lower if one.upper is None else one.upper
        if one.lower is not None and one.upper is not None:
            level = (one.lower + one.upper) / 2
    top = height(level or 0.0)
    if kind(one.row) != "year":
        inside.append(_line(x(one.start), top, x(one.end), top, "period"))
    if one.open == "up":
        inside.append(_put(at, top, arrow(one.row, ARROW)))
    elif one.open == "down":
        inside.append(_put(at, top, arrow(one.row, -min(ARROW, max(9, (100 - top) * 2)))))
    elif one.lower is not None and one.upper is not None:
        inside.append(_line(at, height(one.lower), at, height(one.upper), "span"))
        if one.value is None:
            cap = '<path class="open" d="M-6 0H6"/>'
            inside += [_put(at, height(end), cap) for end in (one.lower, one.upper)]
        else:
            inside.append(_put(at, top, glyph(one.row)))
    return tag("g", *inside, class_=classes(one.row))


def said(content: Content, row: Row, lang: Lang) -> str:
    """Say a figure in words: when, how much, and what sets it apart."""
    unit = numbers.unit(content, row["unit_id"], lang)
    apart = []
    if row["status"] != "actual":
        apart.append(content.label("observations", "status", row["status"], lang))
    if row["preferred"] != "true":
        apart.append("not preferred" if lang == "en" else "非首选")
    join, left, right = (", ", " (", ")") if lang == "en" else ("，", "（", "）")
    note = left + join.join(apart) + right if apart else ""
    return f"{numbers.period(row, lang)}: {numbers.interval(row, lang, unit)}{note}"


def value_grid(y: Axis, lang: Lang, suffix: str) -> tuple[str, str]:
    """Return the lines across a chart, and the numbers beside them."""
    lines, texts = [], []
    for tick in y.ticks():
        at = 100 - y(tick)
        lines.append(_line(0, at, 100, at, "zero" if tick == 0 else "grid"))
        text = escape(numbers.number(f"{tick:.10g}", lang) + suffix)
        label = tag("text", text, x=-8, y=4, text_anchor="end", class_="tick")
        texts.append(_put(100, at, label))
    return "".join(lines), "".join(texts)


def time_grid(x: Time) -> tuple[str, str]:
    """Return the edges of years and the stretches left out, and the names below them."""

    def name(text: str, start: int, end: int) -> str:
        at = f"{(x(start) + x(end)) / 2:.2f}%"
        return tag("text", text, x=at, y=15, text_anchor="middle", class_="tick")

    lines, texts = [], [name(str(year), year, year + 1) for year in x.labels()]
    for start, end in x.left_out:
        size = {"x": f"{x(start):.2f}%", "width": f"{x(end) - x(start):.2f}%", "height": "100%"}
        lines.append(tag("rect", class_="empty", **size))
        texts.append(name("⋯", start, end))
    if len(x.years) <= EDGES:
        edges = sorted({edge for year in x.years for edge in (year, year + 1)})
        lines += [_line(x(edge), 0, x(edge), 100, "grid") for edge in edges]
    return "".join(lines), "".join(texts)


def drawing(content: Content, rows: Sequence[Row], lang: Lang, *, title: str) -> str:
    """Draw one series over time. Its description in words holds every figure."""
    found, parted = points(content, rows), breaks(content, rows)
    x, y = time_axis(found), value_axis(found)
    grid, scale = value_grid(y, lang, "%" if unit_of(content, rows) == "percent" else "")
    upright, names = time_grid(x)
    marks = [
        _line(x(one.at), 100 - y(one.value), x(other.at), 100 - y(other.value), "join")
        for one, other in joined(found, parted)
        if one.value is not None and other.value is not None
    ]
    for number, (at, cuts) in enumerate(numbered(parted), 1):
        if any(cut.line for cut in cuts):
            marks.append(_line(x(at), 0, x(at), 100, "break"))
        badge = f'<circle r="7.5" cy="-9"/><text y="-5" text-anchor="middle">{number}</text>'
        marks.append(tag("g", _put(x(at), 0, badge), class_="badge"))
    for one in sorted(found, key=lambda one: (kind(one.row) != "part", one.row["preferred"])):
        where = numbers.where(content, one.row, lang)
        marks.append(draw(one, x, y, f"{said(content, one.row, lang)} · {where}"))
    join, end = ("；", "。") if lang == "zh" else ("; ", ".")
    words = join.join(said(content, row, lang) for row in rows) + end
    inside = strip("scale", scale) + strip("plot", grid, upright, *marks) + strip("dates", names)
    return picture(inside, title, words, class_="nmg-chart time" + (" cut" if parted else ""))


def numbered(parted: Sequence[Break]) -> list[tuple[float, list[Break]]]:
    """Gather what is said of one moment, in the order of time."""
    found: dict[float, list[Break]] = defaultdict(list)
    for one in parted:
        found[one.at].append(one)
    return list(found.items())


def break_list(content: Content, rows: Sequence[Row], lang: Lang) -> str:
    """Say what the numbered marks of a chart stand for; reasons and notes are in English."""
    items = []
    for number, (_, cuts) in enumerate(numbered(breaks(content, rows)), 1):
        for cut in cuts:
            first, last = cut.periods[0], cut.periods[-1]
            if first != last:
                lead = f"between {first} and {last}" if lang == "en" else f"{first} 与 {last} 之间"
            elif cut.line:
                lead = f"after {first}" if lang == "en" else f"{first} 之后"
            else:
                lead = f"{first}, prints disagree" if lang == "en" else f"{first}，各印法不符"
            reason = tag("span", escape(cut.reason), lang="en")
            mark = tag("b", str(number))
            items.append(tag("li", mark, " ", escape(lead), ": " if lang == "en" else "：", reason))
    return tag("ul", *items, class_="nmg-breaks") if items else ""


def measure_and_unit(content: Content, rows: Sequence[Row], lang: Lang) -> str:
    """Name what a chart measures and in which unit."""
    text = content.label("observations", "measure", rows[0]["measure"], lang)
    if rows[0]["scope"]:
        scope = content.label("observations", "scope", rows[0]["scope"], lang)
        text += f" ({scope})" if lang == "en" else f"（{scope}）"
    unit = numbers.unit(content, unit_of(content, rows), lang)
    text += f", {unit}" if lang == "en" else f"，{unit}"
    if len({row["unit_id"] for row in rows}) > 1:
        text += " (others converted)" if lang == "en" else "（其他单位已换算）"
    if summed(rows[0]):
        text += ", sums of several years" if lang == "en" else "，多年累计"
    if value_axis(points(content, rows)).log:
        text += ", logarithmic scale" if lang == "en" else "，对数刻度"
    return text


def panel(content: Content, rows: Sequence[Row], lang: Lang, *, name: str, link: str = "") -> str:
    """Return a series with its heading: a name (or a link around it), measure and unit."""
    measure = measure_and_unit(content, rows, lang)
    head = tag("b", link or escape(name)) + " " + tag("span", escape(measure), class_="measure")
    return tag(
        "figure",
        tag("figcaption", head),
        drawing(content, rows, lang, title=f"{name}, {measure}"),
        break_list(content, rows, lang),
        class_="nmg-figure nmg-series",
        data_search_exclude=True,
    )


def panels(drawn: Sequence[str], *, wide: bool = False) -> str:
    """Set charts side by side where there is room, or one below the other."""
    return tag("div", *drawn, class_="nmg-panels" + ("" if wide else " many"))
