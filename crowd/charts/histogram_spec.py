"""What a histogram is drawn from, apart from its size, which the card determines later."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crowd.charts.axis import ChartLayout, Limits, TickChooser
from crowd.charts.histogram import Chart, draw_histogram
from crowd.charts.marks import MarkedValue
from crowd.model.results import Histogram


class HistogramSpec(msgspec.Struct, frozen=True, kw_only=True):
    """The bars, the marks on them, and how values of the axis are written."""

    histogram: Histogram
    marked: list[MarkedValue]
    middle_half: Limits | None
    format_value: Callable[[float], str]
    choose_ticks: TickChooser | None = None


def draw_spec(spec: HistogramSpec, layout: ChartLayout) -> Chart:
    """Draw the histogram in a layout."""
    return draw_histogram(
        spec.histogram,
        spec.marked,
        spec.middle_half,
        spec.format_value,
        layout,
        spec.choose_ticks,
    )
