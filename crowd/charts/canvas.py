"""Paper to draw on: letters and boxes at places in a viewBox, whatever they say."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from crowd.charts.histogram import Chart
from crowd.charts.text_layout import (
    SANS,
    SANS_BOLD,
    SERIF,
    SERIF_BOLD,
    from_the_right,
    is_rtl,
    wrap,
)

WIDTH = 640.0
MARGIN = 34.0
ROOM = WIDTH - 2 * MARGIN
LINE = 1.28
"""Heights of lines, in sizes of their letters."""

OPPOSITE = {"start": "end", "middle": "middle", "end": "start"}


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Letters of one kind at a place; `role` names their colour."""

    x: float
    y: float
    text: str
    size: float
    role: str = "ink"
    serif: bool = False
    bold: bool = False
    anchor: str = "start"


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A filled rectangle; `role` names its colour."""

    x: float
    y: float
    width: float
    height: float
    role: str
    round: float = 0


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A chart and the place of its top left corner."""

    x: float
    y: float
    chart: Chart


class Paper:
    """What has been drawn so far; `y` is where the next thing begins.

    Places count from the side where reading begins: for languages that are read from the right, all
    of it is mirrored, save the inside of charts.
    """

    def __init__(self, *, from_right: bool = False) -> None:
        self.from_right = from_right
        self.y = MARGIN
        self.boxes: list[Box] = []
        self.runs: list[Run] = []
        self.chart: Placed | None = None

    def box(
        self, role: str, x: float, y: float, width: float, height: float, corner: float = 0
    ) -> None:
        """A filled rectangle."""
        if self.from_right:
            x = WIDTH - x - width
        box = [round(number, 2) for number in (x, y, width, height)]
        x, y, width, height = box
        self.boxes.append(Box(x=x, y=y, width=width, height=height, role=role, round=corner))

    def place(self, chart: Chart, x: float) -> None:
        """A chart at `y`: axes run from left to right in every language."""
        if self.from_right:
            x, chart = WIDTH - x - chart.width, _turned(chart)
        self.chart = Placed(x=round(x, 2), y=round(self.y, 2), chart=chart)

    def letters(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        *,
        anchor: str = "start",
        ours: bool = False,
        **look: Any,
    ) -> None:
        """Letters that stand on the line `y`; what is ours runs in the direction of our language."""
        if self.from_right:
            x, anchor = WIDTH - x, OPPOSITE[anchor]
        if is_rtl(text):
            # The serifs we bring along have no such letters, and the next best font may be any.
            look["serif"] = False
        if is_rtl(text) or (ours and self.from_right):
            # This keeps a question mark at the end of what is read from the right.
            text = from_the_right(text)
        x, y, size = round(x, 2), round(y, 2), round(size, 2)
        self.runs.append(Run(x=x, y=y, text=text, size=size, anchor=anchor, **look))

    def line(self, text: str, size: float, **look: Any) -> None:
        """A line of its own, from the side where it begins to be read."""
        self.y += size * LINE
        baseline = self.y - size * (LINE - 1)
        if is_rtl(text) and not self.from_right:
            self.letters(text, WIDTH - MARGIN, baseline, size, anchor="end", **look)
        else:
            self.letters(text, MARGIN, baseline, size, **look)

    def lines(self, text: str, size: float, most: int, **look: Any) -> None:
        """Lines of their own."""
        for line in wrap(text, ROOM, size, most, face_of(**look)).lines:
            self.line(line, size, **look)


def _turned(chart: Chart) -> Chart:
    """The chart with labels that are read from the right."""
    return replace(
        chart,
        ticks=[replace(tick, label=_turned_label(tick.label)) for tick in chart.ticks],
        marks=[replace(mark, label=from_the_right(mark.label)) for mark in chart.marks],
    )


def _turned_label(label: str) -> str:
    return from_the_right(label) if is_rtl(label) else label


def face_of(*, serif: str | bool = False, bold: str | bool = False, **_: Any) -> float:
    """How wide the letters of a look run."""
    if serif:
        return SERIF_BOLD if bold else SERIF
    return SANS_BOLD if bold else SANS
