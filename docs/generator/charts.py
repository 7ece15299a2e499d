"""Drawings of series: Vega-Lite specifications, rendered to SVG once for both languages.

A drawing has no words. Its marks are named by the id of their figure, its ticks by their value;
`localised` writes both in a language and makes each mark a link to its row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from html import escape
from multiprocessing import get_context
from typing import Any

from nmg_data.core.package import Lang, Row

from . import words
from .model import Series, Site, converted, unit_of

SPEC = words.TEMPLATES / "shared/chart.json"
LINES = 6  # How many colours there are, and so how many years of sums since January.
OPEN = {"over": "up", "at_least": "up", "nearly": "down", "at_most": "down"}
BOX = "0 0 720 302"


@dataclass
class Drawing:
    """A drawing of a series: what is in it, its specification and, once rendered, its SVG."""

    series: Series
    kind: str  # "years", or "months" for sums since January
    unit_id: str
    rows: dict[str, Row]
    points: list[dict[str, Any]]
    x: dict[str, Any]
    vintages: list[str] = field(default_factory=list)  # in the order of their colours
    svg: str = ""


def decimal_year(date: str, end: bool = False) -> float:
    """Return a date as years; a year alone is its own tick, its days lie half a year around it."""
    year, month, day = [*(int(part) for part in date.split("-")), 0, 0][:3]
    if not month:
        return float(year)
    days = 30.4 if end and not day else max(day - 1 + end, 0)
    return round(year - 0.5 + (month - 1 + min(days / 30.4, 1)) / 12, 3)


def is_drawn(site: Site, row: Row) -> bool:
    """Say whether a figure belongs in the drawing over the years."""
    kind = row["period_kind"]
    if not row["value"] or kind in ("cumulative", "mean_of_years", "undated"):
        return bool(row["lower"] and row["upper"] and kind in ("year", "as_of"))
    nature = site.package.row("indicators", row["indicator_id"])["nature"]
    moment = kind != "year_to_date" and nature in ("stock", "price", "ratio", "capacity")
    return kind in ("year", "as_of") or row["measure"] in ("growth", "share", "index") or moment


def drawings(site: Site, series: Series) -> list[Drawing]:
    """Return the drawings of a series: over the years, and of its sums since January."""
    return [*filter(None, (over_years(site, series), within_years(site, series)))]


def point_of(site: Site, row: Row, unit_id: str, at: float, hue: int, key: str) -> dict[str, Any]:
    """Return a figure as a point: where it is, and all that decides how it looks."""
    ends = {end: converted(site, row, end, unit_id) for end in ("value", "lower", "upper")}
    opened, other = OPEN.get(row["bound"]), row["preferred"] != "true"
    point = {"id": row["observation_id"], "at": at, "v": ends["value"], "hue": hue}
    point |= {"key": opened or key, "open": bool(opened), "other": other}
    point |= {"range": row["bound"] == "range", "cut": row["break_before"] == "true"}
    return point | ({} if opened else {"low": ends["lower"], "high": ends["upper"]})


def joins(point: dict[str, Any]) -> bool:
    """Say whether a line may go through a point: no bound, no plan, no other source's value."""
    return point["key"] == "year" and not point["other"] and point["v"] is not None


def over_years(site: Site, series: Series) -> Drawing | None:
    """Draw points, bounds and lines over the years, a colour for each vintage."""
    rows = sorted((r for r in series.rows if is_drawn(site, r)), key=lambda row: row["period"])
    if len({row["period"] for row in rows}) < 2 or "rank" in series.measure:
        return None
    unit_id = unit_of(site, series)
    default = site.package.row("indicators", series.indicator_id)["default_vintage"]
    order = ["", *(site.package.table("observations").enum("vintage") or [])]
    found = {row["vintage"] for row in rows}
    vintages = sorted(found, key=lambda name: (name != default, -order.index(name)))
    points: list[dict[str, Any]] = []
    last: dict[str, tuple[int, int]] = {}
    for row in rows:
        kind = row["period_kind"] if row["period_kind"] in ("year", "as_of") else "part"
        kind = kind if row["status"] == "actual" else "ahead"
        date = row["period"].rpartition("/")[2]
        at, hue = decimal_year(date, end=kind == "as_of"), vintages.index(row["vintage"]) % LINES
        points.append(point_of(site, row, unit_id, at, hue, kind))
        if joins(points[-1]):
            # A line joins years that follow one another; a gap or a break begins another.
            year, run = last.get(row["vintage"], (0, 0))
            run += int(year != int(date[:4]) - 1 or row["break_before"] == "true")
            last[row["vintage"]] = (int(date[:4]), run)
            points[-1]["line"] = f"{row['vintage']}.{run}"
    span = [min(p["at"] for p in points) - 0.5, max(p["at"] for p in points) + 0.5]
    axis = {"format": "d", "tickMinStep": 1, "tickCount": 8}
    x = {"scale": {"domain": span, "nice": False}, "axis": axis}
    by_id = {row["observation_id"]: row for row in rows}
    return Drawing(series, "years", unit_id, by_id, points, x, vintages)


def within_years(site: Site, series: Series) -> Drawing | None:
    """Draw sums since January as lines that rise with the months, a line for each year."""
    given = [row for row in series.rows if row["value"] and row["status"] == "actual"]
    sums = [row for row in given if row["period_kind"] == "year_to_date"]
    years = sorted({row["year"] for row in sums}, reverse=True)[:LINES]
    wholes = [r for r in given if r["period_kind"] == "year" and r["preferred"] == "true"]
    rows = [row for row in sums + wholes if row["year"] in years]
    if series.measure != "level" or len(sums) < 2 or len(rows) < 3:
        return None
    unit_id = unit_of(site, series)
    points: list[dict[str, Any]] = []
    last: dict[str, dict[str, Any]] = {}
    for row in rows:
        end, year = row["period"].rpartition("/")[2], row["year"]
        month = round((decimal_year(end, end=True) - int(year) + 0.5) * 12, 2)
        at, hue = 12.0 if len(end) == 4 else month, years.index(year)
        points.append(point_of(site, row, unit_id, at, hue, "year"))
        last[year] = max(last.get(year, points[-1]), points[-1], key=lambda point: point["at"])
        if joins(points[-1]):
            points[-1]["line"] = year
    points += [
        {"at": 0, "v": 0, "line": year, "hue": hue}
        for hue, year in enumerate(years) if any(point.get("line") == year for point in points)
    ]  # fmt: skip
    named: list[dict[str, Any]] = []
    apart = 0.08 * max(abs(point["v"]) for point in points)  # names are as high
    for year, point in sorted(last.items(), key=lambda item: float(item[1]["v"])):
        below = [one["name_at"] + apart for one in named if abs(one["at"] - point["at"]) < 1]
        point |= {"label": year, "name_at": max([point["v"], *below])}
        named.append(point)
    x = {"scale": {"domain": [0, 13], "nice": False}, "axis": {"values": [*range(1, 13)]}}
    return Drawing(series, "months", unit_id, {r["observation_id"]: r for r in rows}, points, x)


def specification(drawing: Drawing) -> str:
    """Return the Vega-Lite specification of a drawing, as JSON."""
    spec = json.loads(SPEC.read_text("utf-8"))
    known = [p[e] for p in drawing.points for e in ("v", "low", "high") if p.get(e) is not None]
    marks = spec["layer"][3]["encoding"]
    marks["y"]["scale"] = {"zero": min(known) <= 0 or min(known) < 0.6 * max(known)}
    if len(drawing.points) > 60:
        marks["size"]["value"] = 16
    spec["encoding"]["x"] |= drawing.x
    spec["data"]["values"] = drawing.points
    return json.dumps(spec, sort_keys=True)


def to_svg(spec: str) -> str:
    """Render one specification; runs in a process of its own."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(spec, vl_version="5.21"))


NOISE = re.compile(
    r'<path class="(?:background|foreground)"[^>]*?/>|<g></g>| aria-label="[XY]-axis[^"]*"'
    r'| (?:aria-hidden|pointer-events|font-family|aria-roledescription|class|role)="[^"]*"'
)


def render(made: list[Drawing], workers: int = 2) -> None:
    """Render all drawings, each specification once."""
    specs = [specification(drawing) for drawing in made]
    distinct = sorted(set(specs))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        drawn = dict(zip(distinct, pool.map(to_svg, distinct, chunksize=8), strict=True))
    for drawing, spec in zip(made, specs, strict=True):
        svg = NOISE.sub("", NOISE.sub("", drawn[spec]))
        drawing.svg = re.sub(r"-?\d+\.\d{3,}", lambda match: f"{float(match[0]):.2f}", svg)


def localised(
    drawing: Drawing, site: Site, lang: Lang, tip: Callable[[Row], str], title: str
) -> str:
    """Return a drawing with its words: the scale of its ticks, and what each mark stands for."""
    ticks = [float(text) for text in re.findall(r">y:([^<]+)<", drawing.svg)]
    top = max(map(abs, ticks), default=0)
    scales = [(10**power, word) for word, power in words.of(lang)["scales"].items()]
    factor, word = next((scale for scale in scales if top >= scale[0]), (1, ""))
    caption = words.glue(word, words.unit(site.units[drawing.unit_id], lang), lang).strip()

    def tick(match: re.Match[str]) -> str:
        return f">{float(match[1]) / factor:,.10g}<".replace("-", "−")

    def mark(match: re.Match[str]) -> str:
        place = re.search(r'transform="[^"]*"', match[2])
        ring = f'<circle r="9" class="hit" fill="none" pointer-events="all" {place and place[0]}/>'
        label = escape(tip(drawing.rows[match[1]]))
        return f'<a href="#{match[1]}" aria-label="{label}">{ring}<path{match[2]}/></a>'

    svg = re.sub(r">y:([^<]+)<", tick, re.sub(r"^<svg[^>]*>", "", drawing.svg))
    svg = re.sub(r'<path aria-label="([^"]+)"([^>]*)/>', mark, svg)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{BOX}" role="group" '
        f'aria-label="{escape(title)}" font-family="sans-serif">'
        f'<text x="4" y="14" font-size="12px" fill="var(--nmg-ink, #555)">{escape(caption)}</text>'
        f"{svg}"
    )


def standalone(svg: str, title: str, credit: str) -> str:
    """Return a drawing as a file of its own: with title and credit, without links."""
    svg = re.sub(r'<a href="[^"]*" aria-label="([^"]*)">', r"<g><title>\1</title>", svg)
    svg = svg.replace("</a>", "</g>").replace(BOX, "0 -26 720 348", 1)
    ends = (
        f'<text x="4" y="-8" font-size="15px" font-weight="bold">{escape(title)}</text>'
        f'<text x="4" y="314" font-size="11px" fill="#555">{escape(credit)}</text>'
    )
    return svg.replace("</svg>", f"{ends}</svg>")
