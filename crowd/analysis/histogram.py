"""The histogram: bins of equal width on a linear or logarithmic axis."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from crowd.model.results import Bin, Histogram

MAX_LINEAR_RATIO = 100
"""Ratio of the largest to the smallest answer above which the axis is logarithmic."""

MIN_BINS = 8
MAX_BINS = 60
AXIS_REACH = 6
"""Interquartile ranges beyond the quartiles at which a linear axis ends."""


def make_histogram(
    ordered: NDArray[np.float64], *, whole: bool, ratio_scale: bool
) -> Histogram | None:
    """Count ascending answers in bins; None without answers.

    `whole` puts edges between whole numbers.
    """
    if not ordered.size:
        return None
    smallest, largest = float(ordered[0]), float(ordered[-1])
    if ratio_scale and smallest > 0 and largest / smallest > MAX_LINEAR_RATIO:
        return _fill_bins(ordered, 10 ** _edges(np.log10(ordered)), "log")
    low, high = _axis_range(ordered, smallest, largest)
    shown = ordered[(ordered >= low) & (ordered <= high)]
    edges = _whole_edges(shown) if whole else _edges(shown)
    return _fill_bins(ordered, edges, "linear")


def _axis_range(
    values: NDArray[np.float64], smallest: float, largest: float
) -> tuple[float, float]:
    quarter, three_quarters = (float(edge) for edge in np.quantile(values, [0.25, 0.75]))
    width = three_quarters - quarter
    if width == 0:
        return smallest, largest
    return (
        max(smallest, quarter - AXIS_REACH * width),
        min(largest, three_quarters + AXIS_REACH * width),
    )


def _edges(values: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = float(values.min()), float(values.max())
    if low == high:
        margin = abs(low) * 0.05 or 0.5
        return np.array([low - margin, high + margin])
    return np.linspace(low, high, _bin_count(values, high - low) + 1)


def _whole_edges(values: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = float(values.min()), float(values.max())
    span = high - low + 1
    width = max(1, math.ceil(span / _bin_count(values, span)))
    count = math.ceil(span / width)
    edges = low - 0.5 + width * np.arange(count + 1, dtype=np.float64)
    # Beyond 2^53 floats have no halves, so edges would coincide.
    return edges if np.all(np.diff(edges) > 0) else _edges(values)


def _bin_count(values: NDArray[np.float64], span: float) -> int:
    """Return the number of bins by Freedman and Diaconis (1981, doi 10.1007/BF01025868), bounded."""
    quarter, three_quarters = np.quantile(values, [0.25, 0.75])
    width = 2 * float(three_quarters - quarter) / np.cbrt(values.size)
    if width <= 0:
        return MIN_BINS
    # The width may be so small that the quotient would overflow.
    bins = math.ceil(span / max(width, span / MAX_BINS))
    return int(min(MAX_BINS, max(MIN_BINS, bins)))


def _fill_bins(ordered: NDArray[np.float64], edges: NDArray[np.float64], scale: str) -> Histogram:
    if scale == "log":
        # Powers of ten are rounded, so the outer edges could exclude the extremes.
        edges[0], edges[-1] = min(edges[0], ordered[0]), max(edges[-1], ordered[-1])
    # Of ascending values, the edges tell the counts: `np.histogram` sorts all of them again.
    ends = np.searchsorted(ordered, edges)
    ends[-1] = np.searchsorted(ordered, edges[-1], "right")
    bins = [
        Bin(low=float(low), high=float(high), count=int(count))
        for low, high, count in zip(edges[:-1], edges[1:], np.diff(ends), strict=True)
    ]
    return Histogram(
        scale=scale,
        bins=bins,
        below=int(ends[0]),
        above=int(ordered.size - ends[-1]),
    )
