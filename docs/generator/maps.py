"""Where ports are on a map: outline and borders, and marks that do not overlap."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nmg_data.core.package import Row

from .model import Site

SHAPES = Path(__file__).resolve().parents[1] / "assets/map/map.json"
WEST, EAST, SOUTH, NORTH = 96.0, 127.5, 36.8, 54.0
SQUEEZE = math.cos(math.radians(45))
NAMES = {"MN": (45.6, 105.5), "RU": (51.9, 113.8), "CN": (38.6, 117.5), "region": (44.2, 117.2)}


@dataclass
class Mark:
    """A port on the map: where it is, whose point that is, and where its mark is drawn."""

    port: Row
    lat: float
    lon: float
    near: str
    number: int = 0
    x: float = 0
    y: float = 0


@dataclass(frozen=True)
class Map:
    """A map of a width: its shapes as paths of SVG, its marks from west to east."""

    width: float
    marks: list[Mark]
    region: str
    border: str
    names: dict[str, tuple[float, float]]

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Return where a point is drawn: a degree of longitude is SQUEEZE long."""
        scale = self.width / (EAST - WEST)
        return round((lon - WEST) * scale, 1), round((NORTH - lat) * scale / SQUEEZE, 1)


@cache
def draw(site: Site, width: float, room: float = 27.0) -> Map:
    """Lay out the map at a width, with so much room for each mark."""
    shapes = json.loads(SHAPES.read_text("utf-8"))
    marks = [Mark(port, *site.point(port)) for port in site.package.rows("ports")]
    marks.sort(key=lambda mark: (mark.lon, mark.lat, mark.port["port_id"]))
    empty = Map(width, marks, "", "", {})

    def path(points: list[list[float]]) -> str:
        return "M" + "L".join("{},{}".format(*empty.at(lat, lon)) for lon, lat in points)

    for number, mark in enumerate(marks, 1):
        mark.number = number
        mark.x, mark.y = empty.at(mark.lat, mark.lon)
    spread(marks, room)
    names = {name: empty.at(*point) for name, point in NAMES.items()}
    return Map(width, marks, path(shapes["outline"]), "".join(map(path, shapes["borders"])), names)


def spread(marks: list[Mark], room: float) -> None:
    """Move marks apart until none overlaps another: a fixed number of small steps."""
    for _ in range(300):
        for i, one in enumerate(marks):
            for j, other in enumerate(marks[:i]):
                dx, dy = one.x - other.x, one.y - other.y
                apart = math.hypot(dx, dy)
                if apart >= room:
                    continue
                if apart < 0.01:
                    dx, dy, apart = math.cos(i + j), math.sin(i + j), 1.0
                push = (room - min(apart, room)) / 2 + 0.01
                for mark, sign in ((one, push), (other, -push)):
                    mark.x, mark.y = mark.x + sign * dx / apart, mark.y + sign * dy / apart
    for mark in marks:
        mark.x, mark.y = round(mark.x, 1), round(mark.y, 1)


def nearest(marks: list[Mark], here: Mark, count: int = 4) -> list[tuple[Row, int]]:
    """Return the nearest ports with their distance in kilometres."""

    def distance(mark: Mark) -> float:
        turn = (mark.lon - here.lon) * math.cos(math.radians((mark.lat + here.lat) / 2))
        return 111.2 * math.hypot(mark.lat - here.lat, turn)

    others = sorted((m for m in marks if m is not here), key=lambda m: (distance(m), m.number))
    return [(mark.port, round(distance(mark))) for mark in others[:count]]
