"""Where ports are on a map: outline and borders, and marks that do not overlap."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from nmg_data.core.package import Row

from .model import Site
from .views import View
from .words import TEMPLATES

SHAPES = json.loads((TEMPLATES.parent / "assets/map/map.json").read_text("utf-8"))
WEST, EAST, SOUTH, NORTH = 96.0, 127.5, 36.8, 54.0
SQUEEZE = math.cos(math.radians(45))
NAMES = {"MN": (45.6, 105.5), "RU": (51.9, 113.8), "CN": (38.6, 115.8), "region": (44.2, 117.2)}

# Where the name of a mark may go, the best first, and how much of it is left of that point.
SPOTS = ((16, 4, 0), (-16, 4, 1), (0, -18, 0.5), (0, 27, 0.5), (15, -3, 0), (-15, -3, 1),
         (15, 11, 0), (-15, 11, 1), (-12, -18, 0), (-12, 27, 0), (12, 27, 1))  # fmt: skip
Box = tuple[float, float, float, float]  # west, north, east, south


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
    """A map of a width: its shapes and names, and its marks from west to east."""

    width: float
    marks: list[Mark]
    shapes, names = SHAPES, NAMES

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Return where a point is drawn: a degree of longitude is SQUEEZE long."""
        scale = self.width / (EAST - WEST)
        return round((lon - WEST) * scale, 1), round((NORTH - lat) * scale / SQUEEZE, 1)

    def path(self, points: list[list[float]]) -> str:
        """Return a line as a path of SVG."""
        return "M" + "L".join("{},{}".format(*self.at(lat, lon)) for lon, lat in points)

    def named(self, view: View, box: Box) -> Iterator[tuple[Mark, float, float, float]]:
        """Return the marks in a box, and where their names go: clear of marks and other names."""
        marks = [m for m in self.marks if area(box, (m.x - 10, m.y - 10, m.x + 10, m.y + 10)) > 399]
        taken = [(m.x - 14, m.y - 14, m.x + 14, m.y + 14) for m in marks]
        taken += [
            (x - 60, y - 16, x + 60, y + 6)
            for x, y in (self.at(*point) for point in NAMES.values())
        ]
        for mark in marks:
            name = view.name("ports", mark.port["port_id"])
            width = sum(13 if char > "\u2e80" else 7 for char in name)
            spots = [(mark.x + dx, mark.y + dy, part) for dx, dy, part in SPOTS]
            boxes = [(x - part * width, y - 13, x + (1 - part) * width, y + 5)
                     for x, y, part in spots]  # fmt: skip
            covered = [sum(area(b, other) for other in taken) - 9 * area(b, box) for b in boxes]
            best = covered.index(min(covered))
            taken.append(boxes[best])
            yield mark, *spots[best]


def area(one: Box, other: Box) -> float:
    """Return the area that two boxes share."""
    width, height = (min(one[i + 2], other[i + 2]) - max(one[i], other[i]) for i in (0, 1))
    return max(width, 0) * max(height, 0)


@cache
def draw(site: Site, width: float, room: float = 30.0) -> Map:
    """Lay out the map at a width, with so much room for each mark."""
    marks = [Mark(port, *site.point(port)) for port in site.package.rows("ports")]
    marks.sort(key=lambda mark: (mark.lon, mark.lat, mark.port["port_id"]))
    plan = Map(width, marks)
    for number, mark in enumerate(marks, 1):
        mark.number = number
        mark.x, mark.y = plan.at(mark.lat, mark.lon)
    spread(marks, room)
    return plan


def spread(marks: list[Mark], room: float) -> None:
    """Move marks apart until none overlaps another: a fixed number of small steps."""
    for _ in range(300):
        for one, other in combinations(marks, 2):
            dx, dy = one.x - other.x, one.y - other.y
            apart = math.hypot(dx, dy)
            if apart < 0.01:
                turn = one.number + other.number
                dx, dy, apart = math.cos(turn), math.sin(turn), 1.0
            push = max((room - apart) / 2 + 0.01, 0)
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
