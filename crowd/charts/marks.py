"""The marks of a chart: labelled vertical lines at values such as the headline and the truth."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from crowd.charts.axis import (
    CHARACTER_WIDTH,
    ChartLayout,
    Limits,
    Scale,
    axis_limits,
    make_scale,
)
from crowd.model.results import Histogram


class MarkedValue(msgspec.Struct, frozen=True, kw_only=True):
    """A value to mark, and its label."""

    name: str
    value: float
    label: str


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled vertical line; `row` counts the rows of labels from the top."""

    name: str
    x: float
    label: str
    anchor: str
    label_x: float
    row: int
    beyond: str
    """The end of the axis that its value lies beyond: low, high, or empty."""


class MarkPlacer:
    """Adds one mark to a chart that is drawn already, as if it had been drawn with it."""

    def __init__(
        self, histogram: Histogram, marked: Sequence[MarkedValue], layout: ChartLayout
    ) -> None:
        self._histogram = histogram
        self._marked = sorted(marked, key=_value)
        self._layout = layout
        self._limits = self._limits_with()
        self._scale = make_scale(histogram.scale, self._limits, layout.width)

    def _limits_with(self, *values: float) -> Limits:
        return axis_limits(self._histogram, [*map(_value, self._marked), *values])

    def fits_axis(self, value: float) -> bool:
        """Return whether the axis has the same limits with this value marked on it."""
        low, high = self._limits
        return low <= value <= high or self._limits_with(value) == self._limits

    def mark(self, added: MarkedValue) -> Mark:
        """Draw the added mark alone."""
        row = bisect_right(self._marked, added.value, key=_value)
        count = len(self._marked) + 1
        return _draw_mark(added, row, count, self._scale, self._layout, self._limits)

    def marks(self, added: MarkedValue) -> list[Mark]:
        """Draw all marks, the added one among them."""
        return draw_marks([*self._marked, added], self._scale, self._layout, self._limits)


def draw_marks(
    marked: Sequence[MarkedValue], scale: Scale, layout: ChartLayout, limits: Limits
) -> list[Mark]:
    """Draw a mark for each value, in ascending order."""
    ordered = sorted(marked, key=_value)
    return [
        _draw_mark(each, row, len(ordered), scale, layout, limits)
        for row, each in enumerate(ordered)
    ]


def _draw_mark(
    marked: MarkedValue, row: int, count: int, scale: Scale, layout: ChartLayout, limits: Limits
) -> Mark:
    x = scale(marked.value)
    beyond = "low" if marked.value < limits[0] else "high" if marked.value > limits[1] else ""
    label_width = (len(marked.label) + (2 if beyond else 0)) * CHARACTER_WIDTH + 10
    # The first of several labels stands left of its line, away from the others, if it fits there.
    first_of_several = row == 0 and count > 1
    left = (first_of_several and x > label_width) or x + label_width > layout.width
    return Mark(
        name=marked.name,
        x=x,
        label=marked.label,
        anchor="end" if left else "start",
        label_x=round(x - 6 if left else x + 6, 2),
        row=row % layout.label_rows,
        beyond=beyond,
    )


def _value(marked: MarkedValue) -> float:
    return marked.value
