"""Heaps: where the bars of the histogram have valleys, and the median of the answers on each side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from crowd.analysis.sample import Values
from crowd.model.results import Histogram


def find_heaps(ascending: Values, histogram: Histogram | None) -> list[float]:
    """Return the median of the answers in each heap, ascending; none where there is but one.

    What lies beyond the edges of the histogram belongs to no heap.
    """
    if histogram is None:
        return []
    valleys = _valleys([bar.count for bar in histogram.bins])
    if not valleys:
        return []
    # A valley is parted in the middle of its bar.
    middles = [(histogram.bins[place].low + histogram.bins[place].high) / 2 for place in valleys]
    edges = [histogram.bins[0].low, *middles, histogram.bins[-1].high]
    starts = np.searchsorted(ascending, edges[:-1], side="left")
    ends = np.append(starts[1:], np.searchsorted(ascending, edges[-1], side="right"))
    parts = (ascending[start:end] for start, end in zip(starts, ends, strict=True))
    return [float(np.median(part)) for part in parts if part.size]


def has_valley(counts: Sequence[int]) -> bool:
    """Return whether bars have two tops with less than half of the lower one between them.

    The difference must be more than three standard deviations of that between two such counts: there
    are many places for a valley by chance.
    """
    return _deepest_valley(counts) is not None


def _deepest_valley(counts: Sequence[int]) -> int | None:
    """Return the place of the bar that lies the farthest below the tops on both sides."""
    left = list(accumulate(counts, max))
    right = list(accumulate(reversed(counts), max))[::-1]
    tops = [min(high, other) for high, other in zip(left, right, strict=True)]
    depths = {
        place: top - count
        for place, (top, count) in enumerate(zip(tops, counts, strict=True))
        if 2 * count < top and top - count > 3 * math.sqrt(top + count)
    }
    if not depths:
        return None
    # Of equally deep bars the middle one: a wide valley is parted in its middle.
    deepest = [place for place, depth in depths.items() if depth == max(depths.values())]
    return deepest[len(deepest) // 2]


def _valleys(counts: Sequence[int], offset: int = 0) -> list[int]:
    """Return the places of the valleys, those within each part included."""
    place = _deepest_valley(counts)
    if place is None:
        return []
    after = place + 1
    return [
        *_valleys(counts[:place], offset),
        offset + place,
        *_valleys(counts[after:], offset + after),
    ]
