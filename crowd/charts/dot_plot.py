"""Draw the answers of a small crowd as dots, one each."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

RADII = (6.0, 5.0, 4.0, 3.0, 2.0)
"""Radii of dots, in units of the viewBox, tried in this order."""


class Dot(msgspec.Struct, frozen=True, kw_only=True):
    """One answer, by the centre of its dot."""

    x: float
    y: float


def stack_dots(
    xs: Sequence[float], width: float, top: float, baseline: float
) -> tuple[list[Dot], float]:
    """Draw dots at these coordinates, stacked where they would overlap; also returns their radius.

    The radius is the largest at which the highest stack fits.
    """
    for radius in RADII:
        columns = [round(x / (2 * radius + 1)) for x in xs]
        tallest = max((columns.count(column) for column in set(columns)), default=0)
        if tallest * 2 * radius <= baseline - top:
            break
    # If even the smallest dots do not fit, they overlap vertically.
    step = min(2 * radius, (baseline - top - 2 * radius) / max(1, tallest - 1))
    levels: dict[int, int] = {}
    dots = []
    for column in columns:
        level = levels[column] = levels.get(column, -1) + 1
        x = min(width - radius, max(radius, column * (2 * radius + 1)))
        dots.append(Dot(x=round(x, 2), y=round(baseline - 2 - radius - step * level, 2)))
    return dots, radius
