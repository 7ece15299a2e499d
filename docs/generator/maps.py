"""Maps of the ports: outline and borders, marks that do not overlap, names of neighbours."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from nmg_data.core.package import Row

from .model import Site
from .views import View

SHAPES = Path(__file__).resolve().parents[1] / "assets/map/map.json"
WEST, EAST, SOUTH, NORTH = 96.0, 127.5, 36.8, 54.0
COUNTRIES = (("MN", 105.5, 45.6), ("RU", 113.8, 51.9), ("CN", 113.2, 39.2))
SQUEEZE = math.cos(math.radians(45))


@dataclass
class Mark:
    """A port on the map: where it is, whose point that is, and where its mark is drawn."""

    port: Row
    lat: float
    lon: float
    near: str
    number: int = 0


def project(lat: float, lon: float, width: float) -> tuple[float, float]:
    """Return where a point is drawn on a map of a width: a degree of longitude is SQUEEZE long."""
    scale = width / (EAST - WEST)
    return (lon - WEST) * scale, (NORTH - lat) * scale / SQUEEZE


def layout(site: Site) -> list[Mark]:
    """Return the ports from west to east, numbered."""
    marks = [Mark(port, *site.point(port)) for port in site.package.rows("ports")]
    marks.sort(key=lambda mark: (mark.lon, mark.lat, mark.port["port_id"]))
    for number, mark in enumerate(marks, 1):
        mark.number = number
    return marks


def spread(marks: list[Mark], width: float, room: float) -> list[tuple[float, float]]:
    """Move marks apart until none overlaps another: a fixed number of small steps."""
    places = [list(project(mark.lat, mark.lon, width)) for mark in marks]
    for step in range(400):
        for i, one in enumerate(places):
            for j, other in enumerate(places[:i]):
                dx, dy = one[0] - other[0], one[1] - other[1]
                apart = math.hypot(dx, dy)
                if apart >= room:
                    continue
                if apart < 0.01:
                    dx, dy, apart = math.cos(i + j), math.sin(i + j), 1.0
                push = (room - min(apart, room)) / 2 * (0.6 if step < 300 else 1) + 0.01
                for place, sign in ((one, 1), (other, -1)):
                    place[0] += sign * dx / apart * push
                    place[1] += sign * dy / apart * push
    return [(round(x, 1), round(y, 1)) for x, y in places]


def nearest(marks: list[Mark], port_id: str, count: int = 4) -> list[tuple[Row, int]]:
    """Return the nearest ports with their distance in kilometres."""
    here = next(mark for mark in marks if mark.port["port_id"] == port_id)

    def distance(mark: Mark) -> float:
        a, b = math.radians(here.lat), math.radians(mark.lat)
        turn = math.radians(mark.lon - here.lon)
        cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
        return 6371 * math.acos(min(1.0, cosine))

    others = sorted((m for m in marks if m is not here), key=lambda m: (distance(m), m.number))
    return [(mark.port, round(distance(mark))) for mark in others[:count]]


def _path(points: list[list[float]], width: float, close: bool) -> str:
    drawn = (project(lat, lon, width) for lon, lat in points)
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in drawn) + ("Z" if close else "")


def _ground(view: View, width: float) -> str:
    """Return borders, outline and the names of the countries."""
    shapes = json.loads(SHAPES.read_text("utf-8"))
    borders = "".join(_path(line, width, close=False) for line in shapes["borders"])
    outline = _path(shapes["outline"], width, close=True)
    names = {"CN": {"en": "China", "zh": "中国"}[view.lang]}
    names |= {code: view.label("ports", "neighbour", code) for code in ("MN", "RU")}
    texts = []
    for code, lon, lat in COUNTRIES:
        x, y = project(lat, lon, width)
        texts.append(f'<text class="country" x="{x:.0f}" y="{y:.0f}">{names[code]}</text>')
    region = view.name("places", "inner_mongolia")
    x, y = project(44.2, 117.2, width)
    texts.append(f'<text class="region-name" x="{x:.0f}" y="{y:.0f}">{region}</text>')
    return f'<path class="region" d="{outline}"/><path class="border" d="{borders}"/>{"".join(texts)}'


def region_map(view: View, marks: list[Mark], root: str, small: bool = False) -> Markup:
    """Return the map of all ports, each mark a link; the small one for phones has only numbers."""
    width, room = (380.0, 25.0) if small else (900.0, 27.0)
    height = project(SOUTH, EAST, width)[1]
    places = spread(marks, width, room)
    parts = [_ground(view, width)]
    for mark, (x, y) in zip(marks, places, strict=True):
        x0, y0 = project(mark.lat, mark.lon, width)
        if math.hypot(x - x0, y - y0) > 5:
            parts.append(f'<path class="leader" d="M{x0:.1f},{y0:.1f}L{x},{y}"/>')
    for mark, (x, y) in zip(marks, places, strict=True):
        parts.append(_mark(view, mark, x, y, f"{root}ports/{mark.port['port_id']}.html"))
    kind = "small" if small else "wide"
    label = escape(view.w["map_label"])
    return Markup(  # noqa: S704 - every word in it is escaped
        f'<svg class="nmg-map {kind}" viewBox="0 0 {width:.0f} {height:.0f}" role="group" '
        f'aria-label="{label}">{"".join(parts)}</svg>'
    )


def _mark(view: View, mark: Mark, x: float, y: float, href: str, here: bool = False) -> str:
    name = escape(view.name("ports", mark.port["port_id"]))
    classes = f"port {mark.port['mode']}{' near' if mark.near else ''}{' here' if here else ''}"
    return (
        f'<a class="{classes}" href="{href}" aria-label="{name}"><title>{name}</title>'
        f'<circle cx="{x}" cy="{y}" r="12"/><text x="{x}" y="{y + 4}">{mark.number}</text></a>'
    )


def port_map(view: View, marks: list[Mark], port_id: str) -> Markup:
    """Return the part of the map around a port, with the ports nearby as links."""
    width = 1500.0
    places = spread(marks, width, 27.0)
    at = next(n for n, mark in enumerate(marks) if mark.port["port_id"] == port_id)
    x0, y0 = places[at]
    west, top = x0 - 260, y0 - 150
    parts = [_ground(view, width)]
    for mark, (x, y) in zip(marks, places, strict=True):
        if abs(x - x0) < 250 and abs(y - y0) < 140:
            parts.append(_mark(view, mark, x, y, f"{mark.port['port_id']}.html", mark is marks[at]))
            blocked = any(8 < other - x < 150 and abs(level - y) < 20 for other, level in places)
            left = blocked or x > x0 + 110
            anchor = f'x="{x - 16}" text-anchor="end"' if left else f'x="{x + 16}"'
            name = escape(view.name("ports", mark.port["port_id"]))
            parts.append(f'<text class="label" {anchor} y="{y + 4}">{name}</text>')
    return Markup(  # noqa: S704 - every word in it is escaped
        f'<svg class="nmg-map part" viewBox="{west:.0f} {top:.0f} 520 300" role="group" '
        f'aria-label="{escape(view.w["map_label"])}">{"".join(parts)}</svg>'
    )
