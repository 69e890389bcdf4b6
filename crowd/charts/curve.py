"""From the crowd-size curve to coordinates: error against how many people, both readable at a glance."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import msgspec

from crowd.charts.histogram import CHARACTER, Tick
from crowd.model.results import CurvePoint


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """A curve, ready to be drawn."""

    width: float
    height: float
    base: float
    dots: list[tuple[float, float]]
    ticks: list[Tick]

    @property
    def path(self) -> str:
        """The dots as the points of a polyline."""
        return " ".join(f"{x},{y}" for x, y in self.dots)


def draw_curve(
    points: Sequence[CurvePoint],
    label: Callable[[float], str],
    width: float = 300,
    height: float = 120,
) -> Curve:
    """The curve on a logarithmic axis of people, from zero error at its base."""
    base, margin = height - 26, 8.0
    largest_k = math.log(max(2, points[-1].k))
    largest_error = max(point.error for point in points) or 1

    def place(k: int) -> float:
        return round(margin + (width - 2 * margin) * math.log(k) / largest_k, 2)

    dots = [
        (place(point.k), round(base - (base - margin) * point.error / largest_error, 2))
        for point in points
    ]
    return Curve(
        width=width,
        height=height,
        base=base,
        dots=dots,
        ticks=_ticks(points, place, label),
    )


def _ticks(
    points: Sequence[CurvePoint], place: Callable[[int], float], label: Callable[[float], str]
) -> list[Tick]:
    chosen = [point.k for point in points if point.k in {1, 5, 11, 51, 101, 1001}]
    ticks: list[Tick] = []
    for k in chosen:
        tick = Tick(x=place(k), label=label(k))
        if not ticks or tick.x - ticks[-1].x > CHARACTER * (len(tick.label) + 2):
            ticks.append(tick)
    return ticks
