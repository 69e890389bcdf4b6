"""Write the labels of an axis that intervals share, and its unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from crowd.charts.interval_frame import Frame, PlotLayout
from crowd.charts.placed_text import PlacedText, are_apart
from crowd.charts.round_axis import RoundAxis
from crowd.charts.text_layout import SANS, to_drawable, truncate

TICK_SIZE, TICK_ROW_HEIGHT = 12.0, 18.0
"""Font size of the labels, as in the style sheet, and the height of a line of them."""


class AxisWords(NamedTuple):
    """How an axis is written: its values, and its unit if that stands beside them."""

    format_value: Callable[[float], str]
    unit: str = ""


def fitting_ticks(
    frame: Frame, words: AxisWords, make: Callable[[int], RoundAxis]
) -> tuple[Frame, list[PlacedText]]:
    """Take fewer ticks until their labels are apart; at last those of both ends."""
    for count in range(frame.layout.max_ticks, 1, -1):
        trial = frame._replace(axis=make(count))
        labels = _tick_labels(trial, words, trial.axis.ticks)
        if are_apart(labels):
            return trial, labels
    ends = _tick_labels(frame, words, list(frame.axis.limits))
    axis = msgspec.structs.replace(frame.axis, ticks=list(frame.axis.limits))
    return frame._replace(axis=axis), ends if are_apart(ends) else _end_labels(frame, words)


def _tick_labels(frame: Frame, words: AxisWords, values: Sequence[float]) -> list[PlacedText]:
    return [
        PlacedText(
            text=words.format_value(value),
            x=frame.place(value),
            y=0,
            size=TICK_SIZE,
            anchor="middle",
        ).within(0, frame.layout.width)
        for value in values
    ]


def _end_labels(frame: Frame, words: AxisWords) -> list[PlacedText]:
    """Write both ends at the edges of the drawing, shortened if they do not fit even there."""
    half = frame.layout.width / 2 - 6
    places = ((0.0, "start"), (frame.layout.width, "end"))
    texts = [words.format_value(value) for value in frame.axis.limits]
    return [
        PlacedText(
            text=truncate(text, half, TICK_SIZE, SANS), x=x, y=0, size=TICK_SIZE, anchor=anchor
        )
        for text, (x, anchor) in zip(texts, places, strict=True)
    ]


def with_unit(
    ticks: list[PlacedText], unit: str, layout: PlotLayout, baseline: float
) -> tuple[list[PlacedText], float]:
    """Put the unit behind the last tick if it fits there, else below it; return the height too."""
    height = round(baseline + TICK_ROW_HEIGHT + 6, 2)
    unit = to_drawable(unit)
    if not unit:
        return ticks, height
    *others, last = ticks
    joined = msgspec.structs.replace(last, text=f"{last.text}\N{NO-BREAK SPACE}{unit}")
    # The number stays at its tick, and the unit stands behind it, as far as there is room.
    joined = joined.moved(last.box[0], last.y, "start").within(0, layout.width)
    if joined.width < layout.width / 2 and are_apart([*others, joined]):
        return [*others, joined], height
    below = PlacedText(
        text=truncate(unit, layout.width, TICK_SIZE, SANS),
        x=layout.width,
        y=round(baseline + 17 + TICK_ROW_HEIGHT, 2),
        size=TICK_SIZE,
        anchor="end",
    )
    return [*ticks, below], round(height + TICK_ROW_HEIGHT, 2)
