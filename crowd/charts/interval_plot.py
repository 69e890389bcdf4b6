"""Draw the middle half of each group as an interval, on the axis of the histogram."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from crowd.model.results import Group, Histogram

WIDTH = 100.0
"""Width of the axis: coordinates are percent of it."""

MIN_WIDTH = 0.8
"""Width of an interval whose quartiles are close together or equal, in percent of the axis."""


class IntervalBar(msgspec.Struct, frozen=True, kw_only=True):
    """The interval between a group's quartiles, and its median, in percent of the axis."""

    left: float
    width: float
    middle: float


def draw_interval_bars(groups: Sequence[Group], histogram: Histogram) -> list[IntervalBar | None]:
    """Draw an interval for each group, cut off at the ends of the axis; None without quartiles."""
    low, high = histogram.bins[0].low, histogram.bins[-1].high
    return [_interval_bar(group, low, high, on_logs=histogram.scale == "log") for group in groups]


def _interval_bar(group: Group, low: float, high: float, *, on_logs: bool) -> IntervalBar | None:
    if group.median is None or group.quartile_1 is None or group.quartile_3 is None:
        return None
    left, middle, right = [
        _percent_of_axis(value, low, high, on_logs=on_logs)
        for value in (group.quartile_1, group.median, group.quartile_3)
    ]
    return IntervalBar(left=left, width=round(max(MIN_WIDTH, right - left), 2), middle=middle)


def _percent_of_axis(value: float, low: float, high: float, *, on_logs: bool) -> float:
    if on_logs:
        value, low, high = math.log(max(value, low)), math.log(low), math.log(high)
    share = (value - low) / (high - low)
    return round(WIDTH * min(1.0, max(0.0, share)), 2)
