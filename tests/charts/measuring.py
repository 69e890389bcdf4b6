"""Measures of the labels of a chart: which are off the paper, and which over one another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from crowd.charts.placed_text import PlacedText

TOLERANCE = 0.05
"""Rounding of coordinates, in units of the viewBox."""


def outside(labels: Sequence[PlacedText], width: float, height: float) -> list[PlacedText]:
    """Return the labels that are not wholly on a paper of a size."""
    found = []
    for label in labels:
        left, top, right, bottom = label.box
        within = left >= -TOLERANCE and right <= width + TOLERANCE
        if not within or top < -TOLERANCE or bottom > height + TOLERANCE:
            found.append(label)
    return found


def overlaps(labels: Sequence[PlacedText]) -> list[tuple[PlacedText, PlacedText]]:
    """Return the pairs of labels whose rectangles share some area."""
    return [
        (one, other)
        for one, other in combinations(labels, 2)
        if _shared(one.box[0], one.box[2], other.box[0], other.box[2]) > TOLERANCE
        and _shared(one.box[1], one.box[3], other.box[1], other.box[3]) > TOLERANCE
    ]


def _shared(low: float, high: float, other_low: float, other_high: float) -> float:
    return min(high, other_high) - max(low, other_low)
