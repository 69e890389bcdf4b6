"""The axis of a chart: its layout, its limits, its scale, and its ticks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import msgspec

from crowd.model.results import Histogram

CHARACTER_WIDTH = 6.6
"""Width of an average character of a label, in units of the viewBox."""

MIN_LABEL_GAP = 8
"""Space between the labels of two ticks, in units of the viewBox."""

Limits = tuple[float, float]
"""The values at the left and the right end of an axis."""

Scale = Callable[[float], float]
"""A function from a value to its x coordinate; values beyond the axis come to its end."""

TickChooser = Callable[[str, float, float, int], list[float]]
"""A function from the scale and the limits of an axis and the maximum of ticks to their values."""


class ChartLayout(msgspec.Struct, frozen=True, kw_only=True):
    """The dimensions of a chart: rows of mark labels at the top, bars, tick labels at the bottom."""

    width: float = 660
    height: float = 190
    label_row_height: float = 18
    label_rows: int = 2
    axis_height: float = 28
    max_ticks: int = 7

    @property
    def top(self) -> float:
        """The y coordinate of the top of the highest bar."""
        return self.label_row_height * self.label_rows + 8

    @property
    def baseline(self) -> float:
        """The y coordinate of the bottom of all bars."""
        return self.height - self.axis_height


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled position on the axis."""

    x: float
    label: str


def axis_limits(histogram: Histogram, marked: Iterable[float]) -> Limits:
    """Return the limits of an axis: those of the bars, extended by at most a third to marked values."""
    low, high = histogram.bins[0].low, histogram.bins[-1].high
    if histogram.scale == "log":
        positive = [value for value in marked if value > 0]
        factor = (high / low) ** (1 / 3)
        return (
            max(min([low, *positive]), low / factor),
            min(max([high, *positive]), high * factor),
        )
    values, extension = list(marked), (high - low) / 3
    return (
        max(min([low, *values]), low - extension),
        min(max([high, *values]), high + extension),
    )


def make_scale(name: str, limits: Limits, width: float) -> Scale:
    """Make the linear or logarithmic scale of an axis."""
    transform = math.log if name == "log" else float
    start, end = map(transform, limits)

    def scale(value: float) -> float:
        if name == "log" and value <= 0:
            return 0.0
        if end == start:
            return width / 2
        share = (transform(value) - start) / (end - start)
        return round(min(1.0, max(0.0, share)) * width, 2)

    return scale


def tick_values(
    scale_name: str, limits: Limits, max_ticks: int, choose_ticks: TickChooser | None
) -> list[float]:
    """Choose the values of ticks: those of `choose_ticks`, or round numbers if it has none."""
    chosen = choose_ticks(scale_name, *limits, max_ticks) if choose_ticks else []
    if chosen:
        return chosen
    choose = _log_ticks if scale_name == "log" else _linear_ticks
    return choose(*limits, max_ticks)


def draw_ticks(
    values: Sequence[float], scale: Scale, format_value: Callable[[float], str], width: float
) -> list[Tick]:
    """Draw the ticks whose labels fit on the axis and do not touch the one before."""
    ticks: list[Tick] = []
    for value in values:
        tick = Tick(x=scale(value), label=format_value(value))
        half = _half_width(tick)
        free = not ticks or tick.x - half > ticks[-1].x + _half_width(ticks[-1]) + MIN_LABEL_GAP
        if free and half <= tick.x <= width - half:
            ticks.append(tick)
    return ticks


def _half_width(tick: Tick) -> float:
    return len(tick.label) * CHARACTER_WIDTH / 2


def _linear_ticks(low: float, high: float, max_ticks: int) -> list[float]:
    """Multiples of 1, 2, 2.5 or 5 times a power of ten."""
    smallest_step = (high - low) / max_ticks
    if smallest_step <= 0:
        return [low]
    power = 10.0 ** math.floor(math.log10(smallest_step))
    steps = (factor * power for factor in (1, 2, 2.5, 5, 10))
    step = next(step for step in steps if step >= smallest_step * 0.999)
    first = math.ceil(low / step)
    last = math.floor(high / step)
    return [round(number * step, 12) for number in range(first, last + 1)]


def _log_ticks(low: float, high: float, max_ticks: int) -> list[float]:
    """1, 2 and 5 times the powers of ten; 1 and 3 times, or fewer, if these are too many."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for factors in ((1, 2, 5), (1, 3), (1,)):
        values = [
            factor * 10.0**decade
            for decade in decades
            for factor in factors
            if low <= factor * 10.0**decade <= high
        ]
        if len(values) <= max_ticks + 2:
            return values
    stride = math.ceil(len(values) / max_ticks)
    return values[::stride]
