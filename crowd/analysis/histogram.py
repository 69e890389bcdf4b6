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
UNITS = (1.0, 0.1, 0.01, 0.001)
"""Units of which answers are looked for as multiples, the largest first."""

MAX_STEPS = 1_000
"""Steps on the axis above which bars need not mind them."""

ROUNDING = 1e-6
"""Share of a unit by which floating-point numbers miss its multiples."""

AXIS_REACH = 6
"""Interquartile ranges beyond the quartiles at which a linear axis ends."""


def make_histogram(
    ordered: NDArray[np.float64], *, whole: bool, ratio_scale: bool
) -> Histogram | None:
    """Count ascending answers in bins; None without answers.

    On a linear axis, edges lie between the multiples of the step that all answers are apart, such as 5:
    else bars between them would be empty. `whole` says that the step is at least 1.
    """
    if not ordered.size:
        return None
    smallest, largest = float(ordered[0]), float(ordered[-1])
    if ratio_scale and smallest > 0 and largest / smallest > MAX_LINEAR_RATIO:
        return _fill_bins(ordered, 10 ** _even_edges(np.log10(ordered)), "log")
    low, high = _axis_range(ordered, smallest, largest)
    shown = ordered[(ordered >= low) & (ordered <= high)]
    return _fill_bins(ordered, _edges(shown, _step(shown, whole=whole)), "linear")


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


def _step(ascending: NDArray[np.float64], *, whole: bool) -> float:
    """Return the largest step of which all distances between answers are multiples; 0 without one."""
    distances = ascending[1:] - ascending[:-1]
    distances = distances[distances > 0]
    # Two values have a step by themselves, which says nothing of what could lie between.
    if distances.size < 2:
        return 1.0 if whole else 0.0
    span = float(ascending[-1] - ascending[0])
    for unit in UNITS:
        if span / unit > MAX_STEPS and not whole:
            break
        multiples = np.rint(distances / unit)
        if np.all(np.abs(multiples * unit - distances) <= ROUNDING * unit):
            return float(np.gcd.reduce(multiples.astype(np.int64))) * unit
    return 0.0


def _edges(values: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Return edges between the multiples of a step from the lowest value on."""
    if step <= 0:
        return _even_edges(values)
    low, high = float(values.min()), float(values.max())
    steps = round((high - low) / step) + 1
    width = max(1, math.ceil(steps / _bin_count(values, steps * step)))
    edges = low + step * (width * np.arange(math.ceil(steps / width) + 1, dtype=np.float64) - 0.5)
    # Beyond 2^53 floats have no halves, so edges would coincide.
    return edges if np.all(np.diff(edges) > 0) else _even_edges(values)


def _even_edges(values: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = float(values.min()), float(values.max())
    if low == high:
        margin = abs(low) * 0.05 or 0.5
        return np.array([low - margin, high + margin])
    return np.linspace(low, high, _bin_count(values, high - low) + 1)


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
