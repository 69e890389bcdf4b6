"""The axis of a chart: its layout, its limits, its scale, and its ticks."""

from __future__ import annotations

import math
from collections.abc import Callable

import msgspec

from crowd.model.results import Histogram

CHARACTER_WIDTH = 6.6
"""Width of an average character of a label, in units of the viewBox."""

Limits = tuple[float, float]
"""The values at the left and the right end of an axis."""

Scale = Callable[[float], float]
"""A function from a value to its x coordinate; values beyond the axis come to its end."""

TickChooser = Callable[[str, float, float, int], list[float]]
"""A function from the scale and the limits of an axis and the maximum of ticks to their values."""


class ChartLayout(msgspec.Struct, frozen=True, kw_only=True):
    """The dimensions of a chart, in units of its viewBox.

    Without `height`, the chart is as tall as its content, with bars of `plot_height`; dots may need
    less. `own_row` leaves space for the label of the reader's own answer below the axis.
    """

    width: float = 660
    plot_height: float = 216
    height: float | None = None
    inset: float = 8
    """Space between the sides of the chart and the ends of its axis."""

    max_ticks: int = 7
    own_row: bool = False


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled position on the axis; `label_x` is where `anchor` of its label stands."""

    x: float
    label: str
    label_x: float = 0
    anchor: str = "middle"


def axis_limits(histogram: Histogram) -> Limits:
    """Return the limits of an axis, those of the bars: answers and marked values beyond are named."""
    return histogram.bins[0].low, histogram.bins[-1].high


def tick_limits(histogram: Histogram) -> Limits:
    """Return the values of the first and the last tick: bars of one value stand on them."""
    if not histogram.is_discrete:
        return axis_limits(histogram)
    first, last = histogram.bins[0], histogram.bins[-1]
    return (first.low + first.high) / 2, (last.low + last.high) / 2


def make_scale(name: str, limits: Limits, width: float, inset: float = 0) -> Scale:
    """Make the linear or logarithmic scale of an axis that ends before the sides by the inset."""
    transform = math.log if name == "log" else float
    start, end = map(transform, limits)

    def scale(value: float) -> float:
        if name == "log" and value <= 0:
            return inset
        if end == start:
            return width / 2
        share = (transform(value) - start) / (end - start)
        return round(inset + min(1.0, max(0.0, share)) * (width - 2 * inset), 2)

    return scale
