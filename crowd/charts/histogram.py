"""Draw a histogram: coordinates in a viewBox; the templates have the elements and the colours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from crowd.charts.axis import (
    ChartLayout,
    Limits,
    Scale,
    Tick,
    TickChooser,
    axis_limits,
    draw_ticks,
    make_scale,
    tick_values,
)
from crowd.charts.dot_plot import Dot, stack_dots
from crowd.charts.marks import Mark, MarkedValue, draw_marks
from crowd.model.results import Histogram

MIN_BAR_HEIGHT = 1.0
"""Height of the bar of a single answer among very many, in units of the viewBox."""


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A bar, by its top left corner."""

    x: float
    y: float
    width: float
    height: float


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn histogram, as its template takes it; `middle_half` is a left edge and a width."""

    width: float
    height: float
    baseline: float
    top: float
    scale: str
    bars: list[Bar]
    dots: list[Dot]
    radius: float
    ticks: list[Tick]
    marks: list[Mark]
    middle_half: tuple[float, float] | None


def draw_histogram(
    histogram: Histogram,
    marked: Sequence[MarkedValue],
    middle_half: Limits | None,
    format_value: Callable[[float], str],
    layout: ChartLayout,
    choose_ticks: TickChooser | None = None,
    dot_values: Sequence[float] = (),
) -> Chart:
    """Draw a histogram with its marks.

    `choose_ticks` is for axes whose ticks are not round numbers. With `dot_values`, all answers of a
    small crowd, each is drawn as a dot, and there are no bars.
    """
    low, high = limits = axis_limits(histogram, [each.value for each in marked])
    scale = make_scale(histogram.scale, limits, layout.width)
    values = tick_values(histogram.scale, limits, layout.max_ticks, choose_ticks)
    xs = [scale(value) for value in dot_values if low <= value <= high]
    dots, radius = stack_dots(xs, layout.width, layout.top, layout.baseline)
    return Chart(
        width=layout.width,
        height=layout.height,
        baseline=layout.baseline,
        top=layout.top,
        scale=histogram.scale,
        bars=[] if dot_values else _draw_bars(histogram, scale, layout),
        dots=dots,
        radius=radius,
        ticks=draw_ticks(values, scale, format_value, layout.width),
        marks=draw_marks(marked, scale, layout, limits),
        middle_half=None if middle_half is None else _draw_middle_half(middle_half, scale),
    )


def _draw_bars(histogram: Histogram, scale: Scale, layout: ChartLayout) -> list[Bar]:
    max_count = max(bin_.count for bin_ in histogram.bins) or 1
    bars = []
    for bin_ in histogram.bins:
        left, right = scale(bin_.low), scale(bin_.high)
        gap = min(1.0, (right - left) / 5)
        height = round((layout.baseline - layout.top) * bin_.count / max_count, 2)
        if bin_.count:
            height = max(height, MIN_BAR_HEIGHT)
        bars.append(
            Bar(
                x=round(left + gap / 2, 2),
                y=round(layout.baseline - height, 2),
                width=round(right - left - gap, 2),
                height=height,
            )
        )
    return bars


def _draw_middle_half(middle_half: Limits, scale: Scale) -> tuple[float, float] | None:
    """Return the left edge and the width of the middle half; None where it has no width."""
    left, right = map(scale, middle_half)
    return (left, round(right - left, 2)) if right > left else None
