"""Axes of the small charts: what the kind of a question says about them, and how they are written."""

from __future__ import annotations

from crowd.charts.round_axis import AxisRules
from crowd.i18n.notation import with_unit
from crowd.kinds import Kind
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results


def axis_rules(results: Results, kind: Kind) -> AxisRules:
    """Return what the kind says of an axis of values; logarithmic only where the chart is."""
    low, high = kind.bounds
    return AxisRules(
        whole=kind.is_whole,
        from_zero=kind.is_quantity,
        whole_range=(low, high)
        if kind.has_fixed_axis and low is not None and high is not None
        else None,
        on_logs=results.histogram is not None and results.histogram.scale == "log",
        choose_ticks=kind.ticks if has_own_ticks(kind) else None,
    )


def has_own_ticks(kind: Kind) -> bool:
    """Return whether round values of a kind are other than round numbers."""
    return kind.is_day or kind.is_written_beside


def tick_label(value: float, formatter: ValueFormatter) -> str:
    """Write a value at an axis, with the sign of a currency."""
    text = formatter.tick(value)
    return with_unit(text, formatter.kind.unit) if formatter.unit_in_front else text


def axis_unit(formatter: ValueFormatter) -> str:
    """Return the unit that stands beside the values of an axis."""
    return "" if formatter.unit_in_front else formatter.kind.unit
