"""Collect what a card is drawn of: text, rectangles and a chart at coordinates of a viewBox."""

from __future__ import annotations

from typing import Any

import msgspec

from crowd.charts.chart import Chart
from crowd.charts.text_layout import (
    SANS,
    SANS_BOLD,
    SERIF,
    SERIF_BOLD,
    is_rtl,
    isolate_rtl,
    wrap,
)

WIDTH, MARGIN = 640.0, 34.0
"""Width of every card and of its margins, in units of the viewBox."""

CONTENT_WIDTH = WIDTH - 2 * MARGIN
LINE_HEIGHT = 1.28
"""Height of a line of text, in font sizes."""

SMALL_SIZE, BODY_SIZE = 14.5, 16.0
"""Font sizes of labels and of running text."""

MIRRORED_ANCHORS = {"start": "end", "middle": "middle", "end": "start"}
"""Anchors of text to those on a mirrored card."""


class TextRun(msgspec.Struct, frozen=True, kw_only=True):
    """Text in one style, its anchor at a point of the baseline; `role` names its colour."""

    x: float
    y: float
    text: str
    size: float
    role: str = "ink"
    serif: bool = False
    bold: bool = False
    anchor: str = "start"


class Rectangle(msgspec.Struct, frozen=True, kw_only=True):
    """A filled rectangle; `role` names its colour."""

    x: float
    y: float
    width: float
    height: float
    role: str
    corner_radius: float = 0


class PlacedChart(msgspec.Struct, frozen=True, kw_only=True):
    """A chart and the coordinates of its top left corner."""

    x: float
    y: float
    chart: Chart


class Canvas:
    """What has been drawn so far; `y` is the top of what is drawn next.

    Horizontal coordinates count from the side where lines begin: with `from_right`, all of them are
    mirrored, except those within a chart.
    """

    def __init__(self, *, from_right: bool = False) -> None:
        self.from_right = from_right
        self.y = MARGIN
        self.rectangles: list[Rectangle] = []
        self.runs: list[TextRun] = []
        self.chart: PlacedChart | None = None

    def draw_rectangle(
        self, role: str, x: float, y: float, width: float, height: float, corner_radius: float = 0
    ) -> None:
        """Draw a filled rectangle by its corner where lines begin."""
        if self.from_right:
            x = WIDTH - x - width
        x, y, width, height = (round(number, 2) for number in (x, y, width, height))
        self.rectangles.append(
            Rectangle(x=x, y=y, width=width, height=height, role=role, corner_radius=corner_radius)
        )

    def place_chart(self, chart: Chart, x: float) -> None:
        """Place a chart at `y`; its axis runs from left to right in every language."""
        if self.from_right:
            x = WIDTH - x - chart.width
        self.chart = PlacedChart(x=round(x, 2), y=round(self.y, 2), chart=chart)

    def draw_text(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        *,
        anchor: str = "start",
        translated: bool = False,
        **style: Any,
    ) -> None:
        """Draw text on the baseline `y`; `translated` text takes the direction of the card's language."""
        if self.from_right:
            x, anchor = WIDTH - x, MIRRORED_ANCHORS[anchor]
        if is_rtl(text):
            # The bundled serif font has no such letters, and the fallback font is unpredictable.
            style["serif"] = False
        if is_rtl(text) or (translated and self.from_right):
            # Without isolation, punctuation at the end moves to the beginning.
            text = isolate_rtl(text)
        x, y, size = round(x, 2), round(y, 2), round(size, 2)
        self.runs.append(TextRun(x=x, y=y, text=text, size=size, anchor=anchor, **style))

    def draw_line(self, text: str, size: float, **style: Any) -> None:
        """Draw one line of text below what is drawn, from the side where it begins."""
        self.y += size * LINE_HEIGHT
        baseline = self.y - size * (LINE_HEIGHT - 1)
        if is_rtl(text) and not self.from_right:
            self.draw_text(text, WIDTH - MARGIN, baseline, size, anchor="end", **style)
        else:
            self.draw_text(text, MARGIN, baseline, size, **style)

    def draw_paragraph(self, text: str, size: float, max_lines: int, **style: Any) -> None:
        """Wrap text to the width of the content and draw its lines."""
        face = face_of_style(**style)
        for line in wrap(text, CONTENT_WIDTH, size, max_lines, face).lines:
            self.draw_line(line, size, **style)


def face_of_style(*, serif: str | bool = False, bold: str | bool = False, **_: Any) -> float:
    """Return the letter width of a style's face, as the constants of `text_layout` have it."""
    if serif:
        return SERIF_BOLD if bold else SERIF
    return SANS_BOLD if bold else SANS
