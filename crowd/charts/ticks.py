"""Draw the ticks of an axis: as many as have space for their labels, all equally far apart."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from crowd.charts.axis import ChartLayout, Limits, Scale, Tick
from crowd.charts.text_layout import SANS, width_of

TICK_SIZE = 12.0
"""Font size of the labels of ticks, in units of the viewBox."""

MIN_LABEL_GAP = 8
"""Space between the labels of two ticks, in units of the viewBox."""

MIN_WITHOUT_LABEL = 3
"""Ticks of which all have labels; of more, one may have none."""


def draw_ticks(
    scale: Scale,
    layout: ChartLayout,
    choose_values: Callable[[int], list[float]],
    format_value: Callable[[float], str],
    unit: str = "",
) -> list[Tick]:
    """Draw as many ticks as have space for their labels, the unit behind the last one."""
    for max_ticks in range(layout.max_ticks + 1, 2, -1):
        values = choose_values(max_ticks)
        labels = [format_value(value) for value in values]
        if unit:
            labels[-1] = f"{labels[-1]}\N{NO-BREAK SPACE}{unit}"
        ticks = [
            _draw_tick(value, scale, label, layout.width)
            for value, label in zip(values, labels, strict=True)
        ]
        labelled = _without_touching(ticks)
        # Only a label beside an end may be missing, so that the others are at equal distances.
        if sum(not tick.label for tick in labelled) <= (len(labelled) > MIN_WITHOUT_LABEL):
            return labelled
    return [ticks[0], ticks[-1]] if _are_apart(ticks[0], ticks[-1]) else ticks[-1:]


def _without_touching(ticks: list[Tick]) -> list[Tick]:
    """Return the ticks, those without a label that touches the one before or the last one."""
    found, before = ticks[:1], ticks[0]
    for tick in ticks[1:-1]:
        if _are_apart(before, tick) and _are_apart(tick, ticks[-1]):
            before = tick
            found.append(tick)
        else:
            found.append(replace(tick, label=""))
    return [*found, ticks[-1]] if len(ticks) > 1 else found


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
