"""Charts as inline SVG that needs no script: marks on one axis, one row a figure.

Positions are percent, so a chart fills its column at any width. Labels are HTML beside the
marks, so that they wrap, and stand above them on a narrow screen. Colours are CSS variables,
so light and dark are the style sheet's business, and no meaning rests on colour alone: marks
differ in shape.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from .html import tag


@dataclass(frozen=True)
class Mark:
    """One figure: its interval (None: open side), its point, and its two texts."""

    label: str
    printed: str
    lower: float | None
    upper: float | None
    point: float | None


@dataclass(frozen=True)
class Axis:
    """A scale from numbers to percent of the width."""

    low: float
    high: float
    log: bool = False

    def __call__(self, number: float) -> float:
        """Return the position of a number, in percent."""
        if self.log:
            low, high, at = math.log10(self.low), math.log10(self.high), math.log10(number)
        else:
            low, high, at = self.low, self.high, number
        return 100 * (min(max(at, low), high) - low) / (high - low)

    def ticks(self) -> list[float]:
        """Return at most six round numbers on the axis."""
        if self.log:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            step = max(1, math.ceil((last - first + 1) / 5))
            return [10.0**power for power in range(first, last + 1, step)]
        rough = (self.high - self.low) / 4
        size = 10 ** math.floor(math.log10(rough))
        step_size = next(one * size for one in (1, 2, 2.5, 5, 10) if one * size >= rough)
        first_tick = math.ceil(self.low / step_size - 1e-9)
        count = math.floor(self.high / step_size + 1e-9) - first_tick
        return [(first_tick + one) * step_size for one in range(count + 1)]


def axis_for(marks: Sequence[Mark], *, log: bool | None = None, zero: bool = True) -> Axis:
    """Choose a scale that holds all marks, logarithmic where they differ by more than 40 times."""
    ends = [
        one for mark in marks for one in (mark.lower, mark.upper, mark.point) if one is not None
    ]
    positive = [one for one in ends if one > 0]
    if log is None:
        log = bool(positive) and len(positive) == len(ends) and max(ends) / min(positive) > 40
    if log:
        return Axis(10 ** math.floor(math.log10(min(positive) * 0.999)), max(positive) * 2.2, True)
    low, high = min(ends), max(ends)
    if zero and low >= 0:
        return Axis(0, high * 1.12 or 1)
    margin = (high - low) * 0.3 or abs(high) * 0.1 or 1
    return Axis(low - margin, high + margin)


def _line(x1: float, x2: float, class_: str) -> str:
    return tag("line", x1=f"{x1:.2f}%", x2=f"{x2:.2f}%", y1="50%", y2="50%", class_=class_)


def _at(x: float, inside: str) -> str:
    """Put a shape, drawn around 0,0, at a place given in percent."""
    return tag("svg", inside, x=f"{x:.2f}%", y="50%", overflow="visible", class_="at")


STOP = '<path class="stop" d="M0-7V7"/>'


def draw_mark(mark: Mark, axis: Axis) -> str:
    """Draw one figure: a dot, a bar for an interval, an arrow for an open side."""
    low = None if mark.lower is None else axis(mark.lower)
    high = None if mark.upper is None else axis(mark.upper)
    if low is not None and high is None:
        # "Over": a stop where it begins, then an arrow.
        end = min(99.0, low + 12)
        head = _at(end, '<path class="head" d="M-7-5 0 0-7 5"/>')
        return _line(low, end, "open") + head + _at(low, STOP)
    if high is not None and mark.lower in (None, 0) and mark.point == mark.upper:
        # "Nearly", "at most": the other way round.
        start = max(1.0, high - 12)
        head = _at(start, '<path class="head" d="M7-5 0 0 7 5"/>')
        return _line(start, high, "open") + head + _at(high, STOP)
    if low is not None and high is not None:
        bar = _line(low, max(high, low + 0.01), "span")
        if mark.point is not None:
            return bar + _at(axis(mark.point), '<circle class="dot" r="5"/>')
        return bar + _at(low, STOP) + _at(high, STOP)
    return ""


def chart(
    marks: Sequence[Mark],
    axis: Axis,
    *,
    title: str,
    description: str,
    unit: str,
    tick_text: dict[float, str],
) -> str:
    """Draw a row of label and marks for each figure over one axis.

    The whole is one image for readers who do not see it; its description names every figure.
    """
    grid = "".join(
        tag(
            "line", x1=f"{axis(tick):.2f}%", x2=f"{axis(tick):.2f}%", y1=0, y2="100%", class_="grid"
        )
        for tick in axis.ticks()
    )
    rows = []
    for mark in marks:
        label = escape(mark.label) + " " + tag("span", escape(mark.printed), class_="printed")
        rows.append(tag("div", label, class_="label"))
        rows.append(strip("marks", grid, draw_mark(mark, axis)))
    ticks = []
    for tick in axis.ticks():
        anchor = "start" if axis(tick) < 4 else "end" if axis(tick) > 92 else "middle"
        text = escape(tick_text[tick])
        ticks.append(
            tag("text", text, x=f"{axis(tick):.2f}%", y=14, text_anchor=anchor, class_="tick")
        )
    rows.append(tag("div", escape(unit), class_="unit"))
    rows.append(strip("ticks", *ticks))
    return picture("".join(rows), title, description)


def strip(class_: str, *shapes: str) -> str:
    """Wrap shapes in a drawing that fills its cell, however high the label beside it is."""
    return tag("div", tag("svg", *shapes, focusable="false"), class_=class_)


def picture(inside: str, title: str, description: str, *, class_: str = "nmg-chart") -> str:
    """Wrap a drawing as one image with an alternative text."""
    return tag("div", inside, class_=class_, role="img", aria_label=f"{title}. {description}")


def to_float(text: str) -> float | None:
    """Return a number of the data for drawing, None where the cell is empty."""
    return float(Decimal(text)) if text else None
