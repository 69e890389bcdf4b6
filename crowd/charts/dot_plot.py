"""A small crowd as dots: every answer can be seen."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Dot(msgspec.Struct, frozen=True, kw_only=True):
    """One answer, by the middle of its dot."""

    x: float
    y: float


def stack_dots(
    places: Sequence[float], width: float, top: float, base: float
) -> tuple[list[Dot], float]:
    """Dots at these places, those that would overlap on top of each other, as large as fits."""
    for radius in (6.0, 5.0, 4.0, 3.0, 2.0):
        columns = [round(place / (2 * radius + 1)) for place in places]
        tallest = max((columns.count(column) for column in set(columns)), default=0)
        if tallest * 2 * radius <= base - top:
            break
    # Where even small dots do not fit, they overlap: better than leaving the picture.
    step = min(2 * radius, (base - top - 2 * radius) / max(1, tallest - 1))
    seen: dict[int, int] = {}
    dots = []
    for column in columns:
        level = seen[column] = seen.get(column, -1) + 1
        x = min(width - radius, max(radius, column * (2 * radius + 1)))
        dots.append(Dot(x=round(x, 2), y=round(base - 2 - radius - step * level, 2)))
    return dots, radius
