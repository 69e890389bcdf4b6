"""Draw the answers of a small crowd as dots, one each, around the middle of the plot's height."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import msgspec

RADII = (7.0, 6.0, 5.0, 4.5, 4.0, 3.5, 3.0, 2.5, 2.0)
"""Radii of dots, in units of the viewBox, tried in this order."""

DOT_GAP = 1.0
"""Space between two dots."""

MAX_SHIFT = 26.0
"""How far a dot may stand beside its value, where very many answers are the same."""

PROBED_GROWTH = 1.15
"""How much taller dots may become than their densest column has it."""


class Dot(msgspec.Struct, frozen=True, kw_only=True):
    """One answer, by the centre of its dot; `y` counts from the middle of the plot."""

    x: float
    y: float


class Swarm(msgspec.Struct, frozen=True, kw_only=True):
    """Dots that do not overlap, in the order of their values, and the height they need."""

    dots: list[Dot]
    radius: float
    height: float


@lru_cache(maxsize=64)
def arrange_dots(xs: tuple[float, ...], width: float, max_height: float) -> Swarm | None:
    """Arrange ascending coordinates as dots of the largest radius that fits; None if none does.

    A page draws its dots again for each try to place its words, and again in each language.
    """
    for radius in RADII:
        if _column_height(xs, radius) > PROBED_GROWTH * max_height:
            continue
        spread = _spread_equal(xs, radius, max_height)
        if spread is None:
            continue
        inside = [min(width - radius, max(radius, x)) for x in spread]
        ys = _stack(inside, 2 * radius + DOT_GAP, max_height / 2 - radius)
        if ys is None:
            continue
        dots = [Dot(x=round(x, 2), y=round(y, 2)) for x, y in zip(inside, ys, strict=True)]
        height = 2 * (max(map(abs, ys), default=0.0) + radius)
        return Swarm(dots=dots, radius=radius, height=height)
    return None


def _column_height(xs: Sequence[float], radius: float) -> float:
    """Return the height of the densest column, if its dots may take the columns beside it as well."""
    diameter = 2 * radius + DOT_GAP
    reach = max(1, int(2 * MAX_SHIFT / diameter))
    counts = Counter(int(x // diameter) for x in xs)
    return max(counts.values(), default=0) * diameter / reach


def _spread_equal(xs: Sequence[float], radius: float, max_height: float) -> list[float] | None:
    """Spread dots at the same place over columns beside each other; None if they are too many."""
    diameter = 2 * radius + DOT_GAP
    rows = max(1, int(max_height // diameter))
    spread: list[float] = []
    for x, count in Counter(xs).items():
        columns = math.ceil(count / rows)
        if (columns - 1) * diameter / 2 > MAX_SHIFT:
            return None
        spread += [x + (place % columns - (columns - 1) / 2) * diameter for place in range(count)]
    return sorted(spread)


def _stack(xs: Sequence[float], diameter: float, max_extent: float) -> list[float] | None:
    """Return for each dot the y coordinate nearest to the middle at which it touches no other.

    None if a dot would be farther from the middle than `max_extent`.
    """
    ys: list[float] = []
    first = 0
    for place, x in enumerate(xs):
        while x - xs[first] >= diameter:
            first += 1
        taken = []
        for other in range(first, place):
            reach = math.sqrt(max(0.0, diameter**2 - (x - xs[other]) ** 2))
            taken.append((ys[other] - reach, ys[other] + reach))
        y = _nearest_free(sorted(taken))
        if abs(y) > max_extent:
            return None
        ys.append(y)
    return ys


def _nearest_free(taken: Sequence[tuple[float, float]]) -> float:
    """Return the number nearest to zero within none of these ascending open ranges."""
    above = below = 0.0
    for low, high in taken:
        if low < above - 1e-9 and high > above + 1e-9:
            above = high
    for low, high in sorted(taken, key=lambda ends: -ends[1]):
        if low < below - 1e-9 and high > below + 1e-9:
            below = low
    return above if above <= -below else below
