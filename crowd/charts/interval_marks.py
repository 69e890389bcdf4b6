"""Mark values through all rows of intervals: lines, and their labels above the rows."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from crowd.charts.interval_frame import ARROW_WIDTH, Frame, MarkedLine
from crowd.charts.placed_text import PlacedText, are_apart
from crowd.charts.text_layout import SANS_BOLD, to_drawable, truncate

MARK_SIZE, MARK_ROW_HEIGHT = 12.5, 18.0
"""Font size of the labels, as in the style sheet, and the height of a line of them."""

HALF_MARK_HEIGHT = 11.0
"""Height of a mark above and below the line of a row, where names stand between the lines."""


class DrawnMark(msgspec.Struct, frozen=True, kw_only=True):
    """A vertical line, in segments from top to bottom."""

    name: str
    x: float
    segments: list[tuple[float, float]]


def mark_labels(marked: Sequence[MarkedLine], frame: Frame) -> tuple[list[PlacedText], int]:
    """Write the labels of marks on one line if they fit beside each other there, else on two."""
    ordered = sorted(marked, key=lambda mark: mark.value)
    labels = [_mark_label(mark, frame) for mark in ordered]
    if are_apart(labels):
        return labels, min(1, len(labels))
    one, other = labels
    aside = [
        one.moved(frame.place(ordered[0].value) + 3, one.y, "end"),
        other.moved(frame.place(ordered[1].value) - 3, other.y, "start"),
    ]
    first, second = aside[0].box, aside[1].box
    if are_apart(aside) and first[0] >= 0 and second[2] <= frame.layout.width:
        return aside, 1
    return [one, other.moved(other.x, other.y + MARK_ROW_HEIGHT, other.anchor)], 2


def _mark_label(mark: MarkedLine, frame: Frame) -> PlacedText:
    width = frame.layout.width
    low, high = frame.axis.limits
    beyond = mark.value < low or mark.value > high
    text = to_drawable(mark.far_label if beyond else mark.label)
    text = truncate(text, width - ARROW_WIDTH, MARK_SIZE, SANS_BOLD)
    if beyond:
        text = f"← {text}" if mark.value < low else f"{text} →"
    return PlacedText(
        text=text,
        x=frame.place(mark.value),
        y=13,
        size=MARK_SIZE,
        anchor="middle",
        role=f"mark-label mark-{mark.name}-label",
        bold=True,
    ).within(0, width)


def draw_marks(
    marked: Sequence[MarkedLine], frame: Frame, top: float, baseline: float, rows: Sequence[float]
) -> list[DrawnMark]:
    """Draw the lines of values on the axis; between rows they stop where names stand."""
    segments = [(round(top - 2, 2), baseline)]
    if frame.stacked:
        segments = [(y - HALF_MARK_HEIGHT, y + HALF_MARK_HEIGHT) for y in rows]
    return [
        DrawnMark(name=mark.name, x=frame.place(mark.value), segments=segments)
        for mark in marked
        if frame.axis.covers(mark.value)
    ]
