"""Draw the ticks of an axis: as many as have space for their labels, both ends always among them."""

from __future__ import annotations

from collections.abc import Callable

from crowd.charts.axis import ChartLayout, Limits, Scale, Tick
from crowd.charts.text_layout import SANS, width_of

TICK_SIZE = 12.0
"""Font size of the labels of ticks, in units of the viewBox."""

MIN_LABEL_GAP = 8
"""Space between the labels of two ticks, in units of the viewBox."""


def draw_ticks(
    scale: Scale,
    layout: ChartLayout,
    choose_values: Callable[[int], list[float]],
    format_value: Callable[[float], str],
    last_label: str = "",
) -> list[Tick]:
    """Draw as many ticks as have space for their labels, both ends always among them.

    `last_label` is that of the last tick, if it has one of its own, such as one with the unit.
    """
    for max_ticks in range(layout.max_ticks + 1, 2, -1):
        values = choose_values(max_ticks)
        ticks = [_draw_tick(value, scale, format_value(value), layout.width) for value in values]
        if last_label:
            ticks[-1] = _draw_tick(values[-1], scale, last_label, layout.width)
        kept = _keep_ends(ticks)
        # Only a tick beside an end may be missing: the others are at equal distances.
        if len(ticks) - len(kept) <= 1:
            return kept
    return [ticks[0], ticks[-1]] if _are_apart(ticks[0], ticks[-1]) else ticks[-1:]


def _keep_ends(ticks: list[Tick]) -> list[Tick]:
    """Return the ticks whose labels touch neither the one before nor the last one."""
    kept = ticks[:1]
    for tick in ticks[1:-1]:
        if _are_apart(kept[-1], tick) and _are_apart(tick, ticks[-1]):
            kept.append(tick)
    return [*kept, ticks[-1]] if len(ticks) > 1 else kept


def _draw_tick(value: float, scale: Scale, label: str, width: float) -> Tick:
    x, half = scale(value), width_of(label, TICK_SIZE, SANS) / 2
    if x - half < 0:
        return Tick(x=x, label=label, label_x=0, anchor="start")
    if x + half > width:
        return Tick(x=x, label=label, label_x=width, anchor="end")
    return Tick(x=x, label=label, label_x=x)


def tick_box(tick: Tick) -> Limits:
    """Return the left and the right end of a tick's label."""
    width = width_of(tick.label, TICK_SIZE, SANS)
    start = {"start": 0.0, "middle": width / 2, "end": width}[tick.anchor]
    return tick.label_x - start, tick.label_x - start + width


def _are_apart(before: Tick, after: Tick) -> bool:
    return tick_box(before)[1] + MIN_LABEL_GAP <= tick_box(after)[0]
