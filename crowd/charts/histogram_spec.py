"""What a histogram is drawn from, before anybody knows how large it will be."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from crowd.charts.histogram import Chart, Frame, Point, draw_histogram
from crowd.model.results import Histogram


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """The bars, what is marked on them, and how their axis is labelled."""

    histogram: Histogram
    points: list[Point]
    middle_half: tuple[float, float] | None
    label: Callable[[float], str]
    choose_ticks: Callable[[float, float, int], list[float]] | None = None


def draw_picture(picture: Picture, frame: Frame) -> Chart:
    """The chart in a frame."""
    return draw_histogram(
        picture.histogram,
        picture.points,
        picture.middle_half,
        picture.label,
        frame,
        picture.choose_ticks,
    )
