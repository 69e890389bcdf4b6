"""From the spreads of groups to coordinates on one common axis, the histogram's."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from crowd.model.results import Group, Histogram

WIDTH = 100.0


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """The middle half of a group and its middle, in hundredths of the axis."""

    left: float
    width: float
    middle: float


def draw_ranges(groups: Sequence[Group], histogram: Histogram) -> list[Range | None]:
    """A range for each group; None for one without a middle. What is beyond the axis ends at it."""
    low, high = histogram.bins[0].low, histogram.bins[-1].high
    return [_range(group, low, high, on_logs=histogram.scale == "log") for group in groups]


def _range(group: Group, low: float, high: float, *, on_logs: bool) -> Range | None:
    if group.median is None or group.quartile_1 is None or group.quartile_3 is None:
        return None
    ends = [
        _place(value, low, high, on_logs=on_logs)
        for value in (group.quartile_1, group.median, group.quartile_3)
    ]
    return Range(left=ends[0], width=round(max(0.8, ends[2] - ends[0]), 2), middle=ends[1])


def _place(value: float, low: float, high: float, *, on_logs: bool) -> float:
    if on_logs:
        value, low, high = math.log(max(value, low)), math.log(low), math.log(high)
    share = (value - low) / (high - low)
    return round(WIDTH * min(1.0, max(0.0, share)), 2)
