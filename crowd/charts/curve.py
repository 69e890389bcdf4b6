"""Draw the crowd-size curve: the typical error by the number of people, on a logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import msgspec

from crowd.charts.axis import CHARACTER_WIDTH, Scale, Tick
from crowd.model.results import CurvePoint

AXIS_HEIGHT, MARGIN = 26, 8.0
"""Height of the axis and of the other margins, in units of the viewBox."""

TICK_SIZES = frozenset({1, 5, 11, 51, 101, 1001})
"""Crowd sizes that may have a tick."""


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """A drawn curve, as its template takes it."""

    width: float
    height: float
    baseline: float
    dots: list[tuple[float, float]]
    ticks: list[Tick]

    @property
    def path(self) -> str:
        """The dots as the points of an SVG polyline."""
        return " ".join(f"{x},{y}" for x, y in self.dots)


def draw_curve(
    points: Sequence[CurvePoint],
    format_value: Callable[[float], str],
    width: float = 300,
    height: float = 120,
) -> Curve:
    """Draw the curve; the baseline is an error of zero."""
    baseline = height - AXIS_HEIGHT
    max_k = math.log(max(2, points[-1].k))
    max_error = max(point.median_error for point in points) or 1

    def scale(k: float) -> float:
        return round(MARGIN + (width - 2 * MARGIN) * math.log(k) / max_k, 2)

    dots = [
        (scale(point.k), round(baseline - (baseline - MARGIN) * point.median_error / max_error, 2))
        for point in points
    ]
    return Curve(
        width=width,
        height=height,
        baseline=baseline,
        dots=dots,
        ticks=_draw_ticks(points, scale, format_value),
    )


def _draw_ticks(
    points: Sequence[CurvePoint], scale: Scale, format_value: Callable[[float], str]
) -> list[Tick]:
    """Draw the ticks whose labels do not touch the one before."""
    ticks: list[Tick] = []
    for k in (point.k for point in points if point.k in TICK_SIZES):
        tick = Tick(x=scale(k), label=format_value(k))
        if not ticks or tick.x - ticks[-1].x > CHARACTER_WIDTH * (len(tick.label) + 2):
            ticks.append(tick)
    return ticks
