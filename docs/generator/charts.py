"""Drawings of series: Vega-Lite specifications, rendered to SVG once for both languages.

A drawing carries no words. Its marks are named by the id of their figure, its ticks by their
value; `localised` writes both in a language and makes each mark a link to its row.
"""

from __future__ import annotations

import json
import re
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from html import escape
from multiprocessing import get_context
from typing import Any

from nmg_data.core.package import Lang, Row

from . import words
from .model import Series, Site, converted, unit_of

WIDTH, HEIGHT = 640, 250
COLOURS = ("#00796b", "#c2410c", "#1d4ed8", "#7e22ce", "#a16207", "#475569")
UP = "M-0.7,0L0.7,0M0,0L0,-1.4M-0.5,-0.8L0,-1.4L0.5,-0.8"
DOWN = "M-0.7,0L0.7,0M0,0L0,1.4M-0.5,0.8L0,1.4L0.5,0.8"
SHAPES = {"year": "circle", "as_of": "diamond", "part": "square", "ahead": "cross"}
SCALES: dict[Lang, list[tuple[float, str]]] = {
    "en": [(1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e4, "thousand")],
    "zh": [(1e12, "万亿"), (1e8, "亿"), (1e4, "万")],
}
INK = "var(--nmg-ink, #555)"


@dataclass
class Drawing:
    """A drawing of a series: what is in it, its specification and, once rendered, its SVG."""

    series: Series
    kind: str
    """``years`` over the years, or ``months`` for sums since January."""
    unit_id: str
    rows: dict[str, Row]
    spec: dict[str, Any]
    keys: list[str] = field(default_factory=list)
    """What occurs and is explained in the legend, in order."""
    vintages: list[str] = field(default_factory=list)
    """The vintages drawn, in the order of their colours."""
    svg: str = ""


def decimal_year(date: str, end: bool = False) -> float:
    """Return a date as years; a year alone is its own tick, its days lie half a year around it.

    >>> decimal_year("2024"), decimal_year("2024-07"), decimal_year("2024-12", end=True)
    (2024.0, 2024.0, 2024.5)
    """
    year, month, day = [*(int(part) for part in date.split("-")), 0, 0][:3]
    if not month:
        return float(year)
    days = 30.4 if end and not day else max(day - 1 + end, 0)
    return round(year - 0.5 + (month - 1 + min(days / 30.4, 1)) / 12, 3)


def month_of(row: Row) -> float:
    """Return how many months of its year a sum since January covers."""
    last = row["period"].rpartition("/")[2]
    return round((decimal_year(last, end=True) - int(last[:4]) + 0.5) * 12, 2)


def is_drawn(site: Site, row: Row) -> bool:
    """Say whether a figure belongs into the drawing over the years."""
    if not row["period"] or not (row["value"] or (row["lower"] and row["upper"])):
        return False
    kind = row["period_kind"]
    if kind in ("year", "as_of"):
        return True
    if kind in ("cumulative", "mean_of_years", "undated"):
        return False
    if row["measure"] in ("growth", "share", "index"):
        return True
    nature = site.package.row("indicators", row["indicator_id"])["nature"]
    return kind != "year_to_date" and nature in ("stock", "price", "ratio", "capacity")


def drawings(site: Site, series: Series) -> list[Drawing]:
    """Return the drawings of a series: over the years, and of its sums since January."""
    if not series.chart:
        return []
    made = [_over_years(site, series), _within_years(site, series)]
    return [drawing for drawing in made if drawing]


def _point(site: Site, row: Row, unit_id: str) -> dict[str, Any]:
    ends = {end: converted(site, row, end, unit_id) for end in ("value", "lower", "upper")}
    opened = {"over": "up", "at_least": "up", "nearly": "down", "at_most": "down"}
    point = {"id": row["observation_id"], "v": ends["value"], "open": opened.get(row["bound"], "")}
    if row["bound"] in ("exact", "about", "range"):
        point |= {"low": ends["lower"], "high": ends["upper"]}
    return point


def _over_years(site: Site, series: Series) -> Drawing | None:
    """Draw points, bounds and lines over the years, a colour for each vintage."""
    rows = [row for row in series.rows if is_drawn(site, row)]
    if len({row["period"] for row in rows}) < 2:
        return None
    unit_id = unit_of(site, series)
    default = site.package.row("indicators", series.indicator_id)["default_vintage"]
    order = site.package.table("observations").enum("vintage") or []
    vintages = sorted(
        {row["vintage"] for row in rows}, key=lambda name: (name != default, -_at(order, name))
    )
    points, keys, breaks = [], set(), []
    last: dict[str, tuple[int, int]] = {}
    for row in sorted(rows, key=lambda row: row["period"]):
        kind = row["period_kind"] if row["period_kind"] in ("year", "as_of") else "part"
        kind = kind if row["status"] == "actual" else "ahead"
        date = row["period"].rpartition("/")[2]
        point = _point(site, row, unit_id) | {
            "at": decimal_year(date, end=kind == "as_of"),
            "shape": SHAPES[kind],
            "vintage": vintages.index(row["vintage"]),
            "other": row["preferred"] != "true",
        }
        keys |= {kind, point["open"] or "", "other" if point["other"] else ""}
        keys |= {"range"} if row["bound"] == "range" else set()
        if row["break_before"] == "true":
            breaks.append({"at": point["at"] - 0.5})
            keys.add("break")
        joins = kind == "year" and not point["open"] and not point["other"]
        if joins and point["v"] is not None:
            year, run = last.get(row["vintage"], (0, 0))
            run += int(year != int(date[:4]) - 1 or row["break_before"] == "true")
            last[row["vintage"]] = (int(date[:4]), run)
            point["line"] = f"{row['vintage']}.{run}"
        points.append(point)
    span = [min(p["at"] for p in points) - 0.5, max(p["at"] for p in points) + 0.5]
    axis = {"format": "d", "tickMinStep": 1, "tickCount": 8}
    spec = _spec(points, {"scale": {"domain": span, "nice": False}, "axis": axis}, breaks)
    shown = [k for k in ("year", "as_of", "part", "ahead", "up", "down", "range", "other", "break")]
    return Drawing(
        series, "years", unit_id, {row["observation_id"]: row for row in rows}, spec,
        [key for key in shown if key in keys], vintages,
    )  # fmt: skip


def _at(order: list[str], name: str) -> int:
    return order.index(name) if name in order else -1


def _within_years(site: Site, series: Series) -> Drawing | None:
    """Draw sums since January as lines that rise with the months, a line for each year."""
    if series.measure != "level":
        return None
    sums = [row for row in series.rows if row["period_kind"] == "year_to_date" and row["value"]]
    # More lines than that cannot be told by their colours; the table has all years.
    years = sorted({row["year"] for row in sums})[-len(COLOURS) :]
    sums = [row for row in sums if row["year"] in years]
    whole = [
        row
        for row in series.rows
        if row["period_kind"] == "year" and row["preferred"] == "true" and row["period"] in years
        and row["value"]
    ]  # fmt: skip
    rows = [row for row in sums + whole if row["status"] == "actual"]
    if len(sums) < 2 or len(rows) < 3:
        return None
    unit_id = unit_of(site, series)
    colours = years[::-1]
    points = []
    for row in sorted(rows, key=lambda row: row["observation_id"]):
        point = _point(site, row, unit_id)
        at = 12.0 if row["period_kind"] == "year" else month_of(row)
        more = {"at": at, "shape": "circle", "vintage": min(colours.index(row["year"]), 5)}
        points.append(point | more | {"other": row["preferred"] != "true"})
        if not point["open"] and row["preferred"] == "true":
            points[-1]["line"] = row["year"]
    ends = {}
    for point in points:
        year = (last := next(row for row in rows if row["observation_id"] == point["id"]))["year"]
        if last["year"] not in ends or ends[year]["at"] <= point["at"]:
            ends[year] = {"at": point["at"], "v": point["v"], "year": year}
    starts = [
        {"at": 0, "v": 0, "line": line, "vintage": next(
            point["vintage"] for point in points if point.get("line") == line)}
        for line in sorted({point["line"] for point in points if "line" in point})
    ]  # fmt: skip
    x = {"scale": {"domain": [0, 12.8], "nice": False}, "axis": {"values": list(range(1, 13))}}
    spec = _spec(points, x, [], starts, list(ends.values()))
    opened = [key for key in ("up", "down") if any(point["open"] == key for point in points)]
    other = ["other"] if any(point["other"] for point in points) else []
    by_id = {row["observation_id"]: row for row in rows}
    return Drawing(series, "months", unit_id, by_id, spec, [*opened, *other])


def _spec(
    points: list[dict[str, Any]],
    x: dict[str, Any],
    breaks: list[dict[str, Any]],
    starts: list[dict[str, Any]] | None = None,
    labels: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return the Vega-Lite specification of a drawing: lines below, then intervals, then marks."""
    values = [point[end] for point in points for end in ("v", "low", "high") if point.get(end)]
    low, high = min(values, default=0), max(values, default=1)
    zero = low <= 0 or low < 0.6 * high
    colour = {
        "field": "vintage",
        "type": "nominal",
        "scale": {
            "domain": list(range(6)),
            "range": [f"var(--nmg-{at}, {hue})" for at, hue in enumerate(COLOURS, 1)],
        },
        "legend": None,
    }
    at = {"field": "at", "type": "quantitative", "title": None} | x
    of_value = {
        "type": "quantitative",
        "title": None,
        "scale": {"zero": zero},
        "axis": {"labelExpr": "'y:' + datum.value", "tickCount": 5},
    }
    y = {"field": "v"} | of_value

    def layer(mark: dict[str, Any], test: str, **encoding: Any) -> dict[str, Any]:
        filters = [{"filter": test}] if test else []
        return {"mark": mark, "transform": filters, "encoding": {"x": at, "y": y} | encoding}

    line = {"field": "line", "type": "nominal"}
    joined = [{**point, "id": None} for point in points if "line" in point] + (starts or [])
    marks = {
        "shape": {"field": "shape", "type": "nominal", "scale": None},
        "description": {"field": "id"},
        "color": colour,
    }
    size = 22 if len(points) > 60 else 45
    hollow = {"type": "point", "filled": False, "size": size, "strokeWidth": 1.5, "opacity": 1}
    layers = [
        layer({"type": "rule", "aria": False, "strokeDash": [4, 3], "color": INK}, "", y={}) | {"data": {"values": breaks}},
        layer({"type": "line", "aria": False, "strokeWidth": 1.6}, "", detail=line, color=colour) | {"data": {"values": joined}},
        layer({"type": "rule", "aria": False, "strokeWidth": 2.5, "opacity": 0.45}, "isValid(datum.low) && isValid(datum.high)",
              y={"field": "low"} | of_value, y2={"field": "high"}, color=colour),
        layer(hollow, "datum.other && !datum.open && isValid(datum.v)", **marks),
        layer(hollow | {"filled": True}, "!datum.other && !datum.open && isValid(datum.v)", **marks),
        *(layer(hollow | {"shape": shape, "size": 90}, f"datum.open == '{side}' && isValid(datum.v)",
                description=marks["description"], color=colour)
          for side, shape in (("up", UP), ("down", DOWN))),
    ]  # fmt: skip
    if not breaks:
        layers.pop(0)
    if labels:
        text = {"type": "text", "aria": False, "align": "left", "dx": 7, "fontSize": 12, "color": INK}
        layers.append(layer(text, "", text={"field": "year"}) | {"data": {"values": labels}})
    axis = {"labelColor": INK, "domainColor": INK, "tickColor": INK, "labelFontSize": 12}
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "autosize": "none",
        "padding": {"left": 66, "right": 14, "top": 26, "bottom": 26},
        "background": None,
        "data": {"values": points},
        "layer": layers,
        "config": {
            "axis": axis | {"gridColor": "var(--nmg-grid, #e5e5e5)", "gridWidth": 1},
            "axisX": {"grid": False},
            "axisY": {"domain": False, "ticks": False},
            "view": {"stroke": None},
            "font": "sans-serif",
        },
    }


def _svg(spec: str) -> str:
    """Render one specification; runs in a process of its own."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec, vl_version="5.21"))


NOISE = (
    r'<path class="(?:background|foreground)"[^>]*?/>',
    r' (?:aria-hidden="true"|pointer-events="none"|font-family="[^"]*"|opacity="1")',
    r' (?:role="graphics-\w+"|aria-roledescription="[^"]*"|class="[^"]*")',
    r' aria-label="[XY]-axis[^"]*"',
    r"<g></g>|<g><path/></g>",
)


def render(made: list[Drawing], workers: int = 2) -> None:
    """Render all drawings, each specification once."""
    specs = {json.dumps(drawing.spec, sort_keys=True) for drawing in made}
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        drawn = dict(zip(sorted(specs), pool.map(_svg, sorted(specs), chunksize=8), strict=True))
    for drawing in made:
        svg = drawn[json.dumps(drawing.spec, sort_keys=True)]
        for pattern in NOISE:
            svg = re.sub(pattern, "", svg)
        drawing.svg = re.sub(r"-?\d+\.\d{3,}", lambda match: f"{float(match[0]):.2f}", svg)


def localised(drawing: Drawing, site: Site, lang: Lang, tip: Any, title: str) -> str:
    """Return a drawing with its words: the scale of its ticks, and what each mark stands for.

    `tip` says a figure in words.
    """
    ticks = [float(text) for text in re.findall(r">y:([^<]+)<", drawing.svg)]
    top = max(map(abs, ticks), default=0)
    factor, word = next(((f, w) for f, w in SCALES[lang] if top >= f), (1.0, ""))
    unit = words.unit(site.units[drawing.unit_id], lang)

    def tick(match: re.Match[str]) -> str:
        return f">{float(match[1]) / factor:,.10g}<".replace("-", "−")

    def mark(match: re.Match[str]) -> str:
        row = drawing.rows[match[1]]
        place = re.search(r'transform="[^"]*"', match[0])
        ring = f'<circle r="9" class="hit" fill="none" pointer-events="all" {place[0]}/>' if place else ""
        label = escape(tip(row))
        return f'<a href="#{match[1]}" aria-label="{label}">{ring}<path{match[2]}/></a>'

    svg = re.sub(r">y:([^<]+)<", tick, drawing.svg)
    svg = re.sub(r'<path aria-label="([^"]+)"([^>]*)/>', mark, svg)
    caption = f"{word}{unit}" if lang == "zh" else f"{word} {unit}".strip()
    width, height = WIDTH + 80, HEIGHT + 52
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="group" '
        f'aria-label="{escape(title)}" font-family="sans-serif">'
        f'<text x="4" y="14" font-size="12px" fill="{INK}">{escape(caption)}</text>'
    )
    return head + re.sub(r"^<svg[^>]*>", "", svg)


def standalone(svg: str, title: str, credit: str) -> str:
    """Return a drawing as a file of its own: with title and credit, without links."""
    svg = re.sub(r'<a href="[^"]*" aria-label="([^"]*)">', r"<g><title>\1</title>", svg)
    svg = svg.replace("</a>", "</g>").replace('viewBox="0 0', 'viewBox="0 -26', 1)
    height = HEIGHT + 52
    svg = svg.replace(f" {height}\"", f' {height + 46}"', 1)
    ends = (
        f'<text x="4" y="-8" font-size="15px" font-weight="bold">{escape(title)}</text>'
        f'<text x="4" y="{height + 12}" font-size="11px" fill="#555">{escape(credit)}</text>'
    )
    return svg.replace("</svg>", f"{ends}</svg>")
