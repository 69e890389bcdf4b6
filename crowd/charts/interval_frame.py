"""Lay out a plot of intervals: its rows, its columns and the axis that all rows share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from crowd.charts.round_axis import AxisRules, RoundAxis, make_axis, typical_limits
from crowd.charts.text_layout import SANS, to_drawable, width_of

NAME_SIZE, PEOPLE_SIZE = 14.0, 13.0
"""Font sizes, in units of the viewBox; the style sheet has the same."""

GAP = 14.0
"""Space between the columns."""

ARROW_WIDTH = 22.0
"""Width of an arrow beside a label, and its space."""


class IntervalRow(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a crowd: its name, its people, its median, and its quartiles if it has any.

    `people` and `middle_label` are texts; the latter stands where the median lies beyond the axis.
    """

    name: str
    people: str
    middle: float
    middle_label: str = ""
    quartiles: tuple[float, float] | None = None


class MarkedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A value that a line marks through all rows; `far_label` is its label beyond the axis."""

    name: str
    value: float
    label: str
    far_label: str


class PlotLayout(msgspec.Struct, frozen=True, kw_only=True):
    """The dimensions of a plot; with `stacked`, long names stand above their rows."""

    width: float = 660
    row_height: float = 32
    stacked_row_height: float = 46
    max_name_width: float = 210
    max_ticks: int = 6
    stacked: bool = False


NARROW_PLOT = PlotLayout(width=360, max_name_width=110, max_ticks=5, stacked=True)


class Frame(NamedTuple):
    """Where everything is: the columns, the rows and the axis."""

    layout: PlotLayout
    axis: RoundAxis
    stacked: bool
    from_right: bool
    left: float
    right: float

    def place(self, value: float) -> float:
        return self.axis.place(value, self.left, self.right)

    @property
    def row_height(self) -> float:
        return self.layout.stacked_row_height if self.stacked else self.layout.row_height

    def row_y(self, top: float, place: int) -> float:
        """Return the y coordinate of the line of a row."""
        share = 0.76 if self.stacked else 0.5
        return round(top + self.row_height * (place + share), 2)


def make_frame(
    rows: Sequence[IntervalRow],
    marked: Sequence[MarkedLine],
    rules: AxisRules,
    layout: PlotLayout,
    *,
    from_right: bool,
) -> Frame:
    """Divide the width: names, plot, people; long names stand above their rows if they may."""
    name_width = max(width_of(to_drawable(row.name), NAME_SIZE, SANS) for row in rows)
    people_width = max(width_of(row.people, PEOPLE_SIZE, SANS) for row in rows)
    stacked = layout.stacked and name_width > layout.max_name_width
    before = 8.0 if stacked else min(name_width, layout.max_name_width) + GAP
    after = 8.0 if stacked else people_width + GAP
    if from_right:
        before, after = after, before
    axis = common_axis(rows, marked, rules, layout.max_ticks)
    left, right = round(before, 2), round(layout.width - after, 2)
    return Frame(layout, axis, stacked, from_right, left, right)


def common_axis(
    rows: Sequence[IntervalRow], marked: Sequence[MarkedLine], rules: AxisRules, max_ticks: int
) -> RoundAxis:
    ends = [row.quartiles or (row.middle, row.middle) for row in rows]
    values = [*(row.middle for row in rows), *(mark.value for mark in marked)]
    rules = msgspec.structs.replace(
        rules, on_logs=rules.on_logs and min([*values, *(end[0] for end in ends)]) > 0
    )
    axis = make_axis(typical_limits(ends, values, on_logs=rules.on_logs), rules, max_ticks)
    if rules.on_logs and axis.scale != "log":
        axis = make_axis(typical_limits(ends, values), rules, max_ticks)
    return axis
