"""The labels of a chart where text runs from right to left: its axis never does."""

from __future__ import annotations

from msgspec.structs import replace

from crowd.charts.chart import Chart
from crowd.charts.marks import OwnMark
from crowd.charts.text_layout import is_rtl, isolate_rtl


def with_rtl_labels(chart: Chart) -> Chart:
    """Return the chart with each label isolated where it runs from right to left."""
    return replace(
        chart,
        ticks=[replace(tick, label=_isolated(tick.label)) for tick in chart.ticks],
        marks=[replace(mark, label=isolate_rtl(mark.label)) for mark in chart.marks],
        notes=[replace(note, lines=list(map(isolate_rtl, note.lines))) for note in chart.notes],
        unit=_isolated(chart.unit),
        own=chart.own and with_rtl_label(chart.own),
    )


def with_rtl_label(own: OwnMark) -> OwnMark:
    """Return the mark of the reader's own answer with its label isolated."""
    return replace(own, label=isolate_rtl(own.label))


def _isolated(label: str) -> str:
    return isolate_rtl(label) if is_rtl(label) else label
