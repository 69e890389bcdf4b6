"""Paper to draw on: letters and boxes at places in a viewBox, whatever they say."""

from __future__ import annotations

import msgspec

from crowd.charts.histogram import Chart
from crowd.charts.lines import (
    END_OF_ISOLATE,
    RTL_ISOLATE,
    SANS,
    SANS_BOLD,
    SERIF,
    SERIF_BOLD,
    is_rtl,
    wrap,
)

WIDTH = 640.0
MARGIN = 34.0
ROOM = WIDTH - 2 * MARGIN
LINE = 1.28
"""Heights of lines, in sizes of their letters."""


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
    """What has been drawn so far; `y` is where the next thing begins."""

    def __init__(self) -> None:
        self.y = MARGIN
        self.boxes: list[Box] = []
        self.runs: list[Run] = []
        self.chart: Placed | None = None

    def box(
        self, role: str, x: float, y: float, width: float, height: float, corner: float = 0
    ) -> None:
        """A filled rectangle."""
        box = [round(number, 2) for number in (x, y, width, height)]
        x, y, width, height = box
        self.boxes.append(Box(x=x, y=y, width=width, height=height, role=role, round=corner))

    def letters(self, text: str, x: float, y: float, size: float, **look: str | bool) -> None:
        """Letters that stand on the line `y`."""
        place = {"x": round(x, 2), "y": round(y, 2), "size": round(size, 2)}
        self.runs.append(Run(text=text, **place, **look))  # type: ignore[arg-type]

    def line(self, text: str, size: float, **look: str | bool) -> None:
        """A line of its own, from the side where it begins to be read."""
        self.y += size * LINE
        baseline = self.y - size * (LINE - 1)
        if is_rtl(text):
            # An isolate keeps a question mark at the end of what is read from the right.
            isolated = f"{RTL_ISOLATE}{text}{END_OF_ISOLATE}"
            self.letters(isolated, WIDTH - MARGIN, baseline, size, anchor="end", **look)
        else:
            self.letters(text, MARGIN, baseline, size, **look)

    def lines(self, text: str, size: float, most: int, **look: str | bool) -> None:
        """Lines of their own."""
        for line in wrap(text, ROOM, size, most, face_of(**look)).lines:
            self.line(line, size, **look)


def face_of(*, serif: str | bool = False, bold: str | bool = False, **_: str | bool) -> float:
    """How wide the letters of a look run."""
    if serif:
        return SERIF_BOLD if bold else SERIF
    return SANS_BOLD if bold else SANS
