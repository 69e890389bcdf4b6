"""The marks of a chart: labelled vertical lines at values such as the headline and the correct answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import msgspec

from crowd.charts.axis import ChartLayout, Limits, Scale
from crowd.charts.text_layout import SANS_BOLD, is_rtl, width_of

LABEL_SIZE = 13.0
"""Font size of the labels of marks, in units of the viewBox."""

LABEL_ROW_HEIGHT = 18.0
LABEL_GAP = 4.0
"""Space between a label and the line of another mark."""

MIN_LINE_DISTANCE = 3.0
"""Distance at which two lines are drawn that would coincide."""

DOT_CLEARANCE = 3.0
"""Space between a dot and the end of a line that stops at it."""

LEFT_ARROW, RIGHT_ARROW = "\N{LEFTWARDS ARROW}", "\N{RIGHTWARDS ARROW}"


class Point(Protocol):
    """The centre of a dot."""

    @property
    def x(self) -> float:
        """The horizontal coordinate."""

    @property
    def y(self) -> float:
        """The vertical coordinate."""


class MarkedValue(msgspec.Struct, frozen=True, kw_only=True):
    """A value to mark, and its label."""

    name: str
    value: float
    label: str


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled vertical line; `row` counts the rows of labels from the top.

    `label_x` is the left edge of the label. `lines` has the upper and the lower end of each part of the
    line: it stops above dots.
    """

    name: str
    value: float
    x: float
    label: str
    label_x: float
    label_width: float
    anchor: str
    row: int
    beyond: str
    """The end of the axis that its value lies beyond: low, high, or empty."""

    line_row: int = 0
    """The row of labels below which its line begins."""

    lines: list[tuple[float, float]] = []

    @property
    def anchor_x(self) -> float:
        """The x coordinate of the label's anchor."""
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return round(self.label_x + share * self.label_width, 2)


class OwnMark(msgspec.Struct, frozen=True, kw_only=True):
    """A triangle below the axis at the reader's own answer; its label is centred at `label_x`."""

    value: float
    x: float
    label: str
    label_x: float


def place_marks(
    marked: Sequence[MarkedValue], scale: Scale, layout: ChartLayout, limits: Limits
) -> list[Mark]:
    """Place the labels of at most two marks, apart from each other and from the line of the other."""
    marks = [_mark(each, scale, layout, limits) for each in sorted(marked, key=_value)]
    if len(marks) < 2:
        return marks
    left, right = _apart(*marks)
    return _label_pair(left, right, layout.width)


def _mark(marked: MarkedValue, scale: Scale, layout: ChartLayout, limits: Limits) -> Mark:
    """Make the mark with its label beside its line, where it fits."""
    beyond = beyond_axis(marked.value, limits)
    label = with_arrow(marked.label, beyond)
    x, width = scale(marked.value), width_of(label, LABEL_SIZE, SANS_BOLD)
    centred = x - width / 2
    label_x = _clamp(centred, layout.width - width)
    return Mark(
        name=marked.name,
        value=marked.value,
        x=x,
        label=label,
        label_x=round(label_x, 2),
        label_width=round(width, 2),
        anchor="start" if label_x > centred else "end" if label_x < centred else "middle",
        row=0,
        beyond=beyond,
    )


def beyond_axis(value: float, limits: Limits) -> str:
    """Return which end of an axis a value lies beyond; empty if neither."""
    return "low" if value < limits[0] else "high" if value > limits[1] else ""


def with_arrow(label: str, beyond: str) -> str:
    """Add an arrow to a label that points to where its value lies beyond the axis."""
    if not beyond:
        return label
    arrow = LEFT_ARROW if beyond == "low" else RIGHT_ARROW
    # Text that runs from right to left begins on the right, but the axis never does.
    return f"{arrow} {label}" if (beyond == "low") != is_rtl(label) else f"{label} {arrow}"


def _apart(left: Mark, right: Mark) -> tuple[Mark, Mark]:
    """Move two lines apart that would coincide."""
    missing = MIN_LINE_DISTANCE - (right.x - left.x)
    if missing <= 0 or left.beyond or right.beyond:
        return left, right
    return _moved(left, x=left.x - missing / 2), _moved(right, x=right.x + missing / 2)


def _moved(mark: Mark, anchor: str = "", row: int | None = None, **changes: float) -> Mark:
    rounded: dict[str, Any] = {name: round(number, 2) for name, number in changes.items()}
    return msgspec.structs.replace(
        mark,
        anchor=anchor or mark.anchor,
        row=mark.row if row is None else row,
        line_row=mark.line_row if row is None else row,
        **rounded,
    )


def _label_pair(left: Mark, right: Mark, width: float) -> list[Mark]:
    """Place two labels outside of both lines, else in two rows, the lower free of the other's line."""
    outside_left = left.x + 2 >= left.label_width
    outside_right = right.x - 2 + right.label_width <= width
    if outside_left:
        left = _moved(left, anchor="end", label_x=left.x + 2 - left.label_width)
    if outside_right:
        right = _moved(right, anchor="start", label_x=right.x - 2)
    if left.label_x + left.label_width + 2 * LABEL_GAP <= right.label_x:
        return [left, right]
    if outside_left:
        return [_moved(left, row=1), right]
    if outside_right:
        return [left, _moved(right, row=1)]
    # The label in the lower row must not reach the line of the other.
    if right.label_width <= width - left.x - LABEL_GAP:
        return [left, _moved(right, "end", row=1, label_x=width - right.label_width)]
    if left.label_width <= right.x - LABEL_GAP:
        return [_moved(left, "start", row=1, label_x=0), right]
    # Neither label has space beside the other's line, so both lines begin below both labels.
    return [_moved(left, row=1), msgspec.structs.replace(right, line_row=1)]


def draw_lines(
    marks: Sequence[Mark], dots: Sequence[Point], radius: float, baseline: float
) -> list[Mark]:
    """Draw the lines from the labels to the axis; where dots stand, only above and below them.

    A value beyond the axis has no line.
    """
    return [
        msgspec.structs.replace(
            mark, lines=[] if mark.beyond else _lines(mark, dots, radius, baseline)
        )
        for mark in marks
    ]


def _lines(
    mark: Mark, dots: Sequence[Point], radius: float, baseline: float
) -> list[tuple[float, float]]:
    top = label_baseline(mark.line_row) + 4
    reach = radius + DOT_CLEARANCE
    hit = [dot.y for dot in dots if abs(dot.x - mark.x) < radius + 2]
    if not hit:
        return [(top, baseline)]
    parts = [(top, round(min(hit) - reach, 2)), (round(max(hit) + reach, 2), baseline)]
    return [(start, end) for start, end in parts if end - start > 1]


def label_baseline(row: int) -> float:
    """Return the y coordinate on which a row of labels stands."""
    return 13 + row * LABEL_ROW_HEIGHT


def place_own_mark(
    marked: MarkedValue, scale: Scale, layout: ChartLayout, limits: Limits
) -> OwnMark:
    """Place the triangle of the reader's own answer and its label."""
    label = with_arrow(marked.label, beyond_axis(marked.value, limits))
    x, half = scale(marked.value), width_of(label, LABEL_SIZE, SANS_BOLD) / 2
    # A label wider than the chart stays centred.
    label_x = half + _clamp(x - half, layout.width - 2 * half)
    return OwnMark(value=marked.value, x=x, label=label, label_x=round(label_x, 2))


def _clamp(start: float, greatest: float) -> float:
    return max(0.0, min(start, greatest))


def _value(marked: MarkedValue) -> float:
    return marked.value
