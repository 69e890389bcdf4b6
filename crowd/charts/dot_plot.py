"""Draw the answers of a small crowd as dots, one each, stacked on the axis in columns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import msgspec

RADII = (7.0, 6.0, 5.0, 4.5, 4.0, 3.5, 3.0, 2.5, 2.0)
"""Radii of dots, in units of the viewBox, tried in this order."""

DOT_GAP = 1.0
"""Space between two dots."""

MAX_SHIFT = 26.0
"""How far a dot may stand beside its value, where very many answers are the same."""


class Dot(msgspec.Struct, frozen=True, kw_only=True):
    """One answer, by the centre of its dot; `y` counts from the axis, upwards below zero."""

    x: float
    y: float


class DotPlot(msgspec.Struct, frozen=True, kw_only=True):
    """Dots that do not overlap, in the order of their values, and the height they need."""

    dots: list[Dot]
    radius: float
    height: float


class _Block(msgspec.Struct, kw_only=True):
    """Answers that are nearer to each other than a dot is wide, and the columns they are stacked in."""

    centre: float
    count: int
    columns: int
    width: float
    left: float = 0.0


@lru_cache(maxsize=64)
def arrange_dots(xs: tuple[float, ...], width: float, max_height: float) -> DotPlot | None:
    """Stack ascending coordinates as dots of the largest radius that fits; None if none does.

    A page draws its dots again for each try to place its words, and again in each language.
    """
    for radius in RADII:
        diameter = 2 * radius + DOT_GAP
        rows = max(1, int(max_height // diameter))
        blocks = _blocks(xs, diameter, rows)
        if _place(blocks, width, max(diameter, MAX_SHIFT)):
            dots = [dot for block in blocks for dot in _stack(block, radius)]
            tallest = max(math.ceil(block.count / block.columns) for block in blocks)
            return DotPlot(dots=dots, radius=radius, height=tallest * diameter)
    return None


def _blocks(xs: Sequence[float], diameter: float, rows: int) -> list[_Block]:
    """Group coordinates within the width of a dot; columns higher than `rows` are divided."""
    blocks: list[_Block] = []
    first = 0
    for place in range(1, len(xs) + 1):
        if place < len(xs) and xs[place] - xs[first] < diameter:
            continue
        members = xs[first:place]
        columns = math.ceil(len(members) / rows)
        centre = sum(members) / len(members)
        blocks.append(
            _Block(centre=centre, count=len(members), columns=columns, width=columns * diameter)
        )
        first = place
    return blocks


def _place(blocks: Sequence[_Block], width: float, max_shift: float) -> bool:
    """Place blocks beside each other, as near to their answers as can be; False if that is not near."""
    end = 0.0
    for block in blocks:
        block.left = max(end, block.centre - block.width / 2)
        end = block.left + block.width
    start = width
    for block in reversed(blocks):
        block.left = min(block.left, start - block.width)
        start = block.left
    return start >= -1e-9 and all(
        abs(block.left + block.width / 2 - block.centre) <= max_shift
        and block.width <= 2 * max_shift
        for block in blocks
    )


def _stack(block: _Block, radius: float) -> list[Dot]:
    """Return the dots of a block, row by row from the axis upwards."""
    diameter = 2 * radius + DOT_GAP
    dots = []
    for place in range(block.count):
        row, column = divmod(place, block.columns)
        in_row = min(block.columns, block.count - row * block.columns)
        # A row that is not full stands in the middle.
        indent = (block.columns - in_row) * diameter / 2
        x = block.left + indent + (column + 0.5) * diameter
        dots.append(Dot(x=round(x, 2), y=round(-(row + 0.5) * diameter, 2)))
    return dots
