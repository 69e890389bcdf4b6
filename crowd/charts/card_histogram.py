"""Draw the histogram of a card, and name its axis where that is logarithmic."""

from __future__ import annotations

from crowd.charts.axis import ChartLayout
from crowd.charts.canvas import MIRRORED_ANCHORS, Canvas
from crowd.charts.chart import Chart
from crowd.charts.histogram import draw_histogram
from crowd.charts.histogram_spec import HistogramSpec
from crowd.charts.rtl_labels import with_rtl_labels
from crowd.charts.text_layout import SANS, width_of

SCALE_LABEL_SIZE = 12.0
"""Font size of the label of a logarithmic axis."""

MIN_WIDE_CHART = 450
"""Width from which a chart has seven ticks instead of five."""


def draw_histogram_spec(
    canvas: Canvas,
    spec: HistogramSpec,
    log_scale_label: str,
    x: float,
    width: float,
    height: float,
) -> None:
    """Draw a histogram of this size, and the label if its axis is logarithmic."""
    layout = ChartLayout(
        width=round(width, 2),
        height=round(height, 2),
        max_ticks=7 if width > MIN_WIDE_CHART else 5,
        own_row=spec.own is not None,
    )
    chart = draw_histogram(spec, layout)
    canvas.place_chart(with_rtl_labels(chart) if canvas.from_right else chart, x)
    if chart.scale == "log":
        _draw_scale_label(canvas, chart, log_scale_label, x)
    canvas.y += height


def _draw_scale_label(canvas: Canvas, chart: Chart, label: str, x: float) -> None:
    """Draw the label in the first row of mark labels, on a side where they leave space."""
    needed = width_of(label, SCALE_LABEL_SIZE, SANS) + 12
    first_row = [mark for mark in chart.marks if mark.row == 0]
    lefts = [mark.label_x for mark in first_row]
    rights = [mark.label_x + mark.label_width for mark in first_row]
    free = {"start": min(lefts, default=chart.width), "end": chart.width - max(rights, default=0)}
    sides = [side for side in free if free[side] > needed]
    if sides:
        # The canvas mirrors text but never the chart, so the anchor is mirrored beforehand.
        anchor = MIRRORED_ANCHORS[sides[0]] if canvas.from_right else sides[0]
        label_x = x if anchor == "start" else x + chart.width
        style = {"anchor": anchor, "role": "soft"}
        canvas.draw_text(label, label_x, canvas.y + 12, SCALE_LABEL_SIZE, translated=True, **style)
