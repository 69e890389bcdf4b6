"""A line of text in a chart, with the place that it takes, and where such lines may stand."""

from __future__ import annotations

import itertools

import msgspec

from crowd.charts.text_layout import SANS, SANS_BOLD, width_of

MIN_LABEL_DISTANCE = 8.0
"""Space between two labels on one line, in units of the viewBox."""

LINE_HEIGHTS = 0.95, 0.3
"""Height of a line of text above and below its baseline, in font sizes."""

Box = tuple[float, float, float, float]
"""A rectangle by its left, top, right and bottom edge."""


class PlacedText(msgspec.Struct, frozen=True, kw_only=True):
    """Text with its anchor at a point of the baseline; `role` is its CSS class."""

    text: str
    x: float
    y: float
    size: float
    anchor: str = "start"
    role: str = "tick"
    bold: bool = False
    title: str = ""
    """The whole text, where it is shown shortened."""

    @property
    def width(self) -> float:
        """The estimated width, which errs to the wide side."""
        return width_of(self.text, self.size, SANS_BOLD if self.bold else SANS)

    @property
    def box(self) -> Box:
        """The rectangle that the text takes."""
        left = self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * self.width
        above, below = (share * self.size for share in LINE_HEIGHTS)
        return left, self.y - above, left + self.width, self.y + below

    def moved(self, x: float, y: float, anchor: str = "middle") -> PlacedText:
        """Return the same text at another point."""
        return msgspec.structs.replace(self, x=round(x, 2), y=round(y, 2), anchor=anchor)

    def within(self, left: float, right: float) -> PlacedText:
        """Return the label, shifted sideways as far as it has to be to lie between two edges."""
        start, _, end, _ = self.box
        shift = max(0.0, left - start) - max(0.0, end - right)
        return self.moved(self.x + shift, self.y, self.anchor)


def are_apart(labels: list[PlacedText]) -> bool:
    """Return whether labels on one line, from left to right, have space between them."""
    boxes = [label.box for label in labels]
    return all(one[2] + MIN_LABEL_DISTANCE <= other[0] for one, other in itertools.pairwise(boxes))
