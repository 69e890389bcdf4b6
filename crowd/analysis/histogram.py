"""The answers sorted into bars of equal width, on an axis that keeps them apart."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from crowd.model.results import Bin, Histogram

LOG_RATIO = 100
"""Beyond this ratio of the largest to the smallest answer the axis is logarithmic."""

FEWEST_BINS = 8
MOST_BINS = 60
REACH = 6
"""On a linear axis bars end this many middle-half widths beyond the middle half."""


def histogram(values: NDArray[np.float64], *, whole: bool, ratio_scale: bool) -> Histogram | None:
    """The bars; None without answers. `whole` keeps edges between whole numbers."""
    if not values.size:
        return None
    smallest, largest = float(values.min()), float(values.max())
    if ratio_scale and smallest > 0 and largest / smallest > LOG_RATIO:
        return _counted(values, 10 ** _edges(np.log10(values)), "log")
    low, high = _reach(values, smallest, largest)
    shown = values[(values >= low) & (values <= high)]
    edges = _whole_edges(shown) if whole else _edges(shown)
    return _counted(values, edges, "linear")


def _reach(values: NDArray[np.float64], smallest: float, largest: float) -> tuple[float, float]:
    quarter, three_quarters = (float(edge) for edge in np.quantile(values, [0.25, 0.75]))
    width = three_quarters - quarter
    if width == 0:
        return smallest, largest
    return (
        max(smallest, quarter - REACH * width),
        min(largest, three_quarters + REACH * width),
    )


def _edges(values: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = float(values.min()), float(values.max())
    if low == high:
        margin = abs(low) * 0.05 or 0.5
        return np.array([low - margin, high + margin])
    return np.linspace(low, high, _count(values, high - low) + 1)


def _whole_edges(values: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = float(values.min()), float(values.max())
    span = high - low + 1
    width = max(1, math.ceil(span / _count(values, span)))
    count = math.ceil(span / width)
    edges = low - 0.5 + width * np.arange(count + 1, dtype=np.float64)
    # Beyond 2^53 halves get lost, and edges with them.
    return edges if np.all(np.diff(edges) > 0) else _edges(values)


def _count(values: NDArray[np.float64], span: float) -> int:
    """Freedman and Diaconis' rule (1981, doi 10.1007/BF01025868), within what can be read."""
    quarter, three_quarters = np.quantile(values, [0.25, 0.75])
    width = 2 * float(three_quarters - quarter) / np.cbrt(values.size)
    if width <= 0:
        return FEWEST_BINS
    # Quartiles may be closer than any number that the span can be divided by.
    bins = math.ceil(span / max(width, span / MOST_BINS))
    return int(min(MOST_BINS, max(FEWEST_BINS, bins)))


def _counted(values: NDArray[np.float64], edges: NDArray[np.float64], scale: str) -> Histogram:
    if scale == "log":
        # Powers of ten round; the ends must not cut the answers they were made from.
        edges[0], edges[-1] = min(edges[0], values.min()), max(edges[-1], values.max())
    counts, _ = np.histogram(values, edges)
    bins = [
        Bin(low=float(low), high=float(high), count=int(count))
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
    ]
    return Histogram(
        scale=scale,
        bins=bins,
        below=int(np.sum(values < edges[0])),
        above=int(np.sum(values > edges[-1])),
    )
