"""The histogram: bins with round edges on a linear or logarithmic axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from crowd.analysis.axis_range import (
    Range,
    Spread,
    extend_range,
    measure_spread,
    quartiles,
    round_ends,
    shown_range,
)
from crowd.kinds.axis_steps import AxisStep
from crowd.kinds.kind import Kind
from crowd.model.results import Bin, Histogram

Values = NDArray[np.float64]

MIN_LOG_RATIO = 8
"""Ratio of the upper to the lower quartile from which the axis is logarithmic."""

MIN_ALTERNATIVE_RATIO = 20
"""Ratio of the ends of the shown answers from which the other scale makes sense as well."""

MAX_UNLOGGABLE_SHARE = 0.05
"""Share of answers at or below zero up to which the axis can be logarithmic."""

MIN_BINS, TYPICAL_BINS, MAX_BINS = 12, 28, 50
MAX_DISCRETE_BINS = 42
"""Bins up to which each can hold one value alone."""

BINS_PER_RULE = 1.4
"""Bins for each one of the rule of Freedman and Diaconis, which is for much smaller charts."""

HEAPED_SHARE = 0.9
"""Share of the answers that are multiples of a step from which bins are multiples of it as well."""

MAX_PROBED = 10_000
"""Answers that are looked at for multiples of a step."""

ROUNDING = 1e-6
"""Share of a step by which floating-point numbers miss its multiples."""

FIXED_AXIS_SHARE = 0.04
"""Share of a fixed axis below which even there the axis is cut to the answers."""


def make_histogram(
    ordered: Values, kind: Kind, marked: Sequence[float] = ()
) -> tuple[Histogram | None, Histogram | None]:
    """Count ascending answers in bins; None without answers.

    The axis extends to marked values that are near. The second histogram has the other scale, linear or
    logarithmic, if that makes sense as well.
    """
    if not ordered.size:
        return None, None
    linear = _linear_histogram(ordered, kind, marked)
    if not _has_log_scale(ordered, kind):
        return linear, None
    logarithmic = _log_histogram(ordered, kind, marked)
    quarter, three_quarters = quartiles(ordered)
    if quarter > 0 and three_quarters / quarter >= MIN_LOG_RATIO:
        return logarithmic, linear
    low, high = linear.bins[0].low, linear.bins[-1].high
    shown = ordered[np.searchsorted(ordered, max(low, 0), "right" if low <= 0 else "left") :]
    last = float(shown[np.searchsorted(shown, high, "right") - 1])
    return linear, logarithmic if last >= MIN_ALTERNATIVE_RATIO * shown[0] else None


def _has_log_scale(ordered: Values, kind: Kind) -> bool:
    unloggable = np.searchsorted(ordered, 0, "right")
    return kind.has_ratios and bool(unloggable <= MAX_UNLOGGABLE_SHARE * ordered.size)


def _log_histogram(ordered: Values, kind: Kind, marked: Sequence[float]) -> Histogram:
    positive = ordered[np.searchsorted(ordered, 0, "right") :]
    logs = np.log10(positive)
    spread = measure_spread(logs, 0.1)
    marked_logs = [math.log10(value) for value in marked if value > 0]
    near = extend_range(shown_range(logs, spread), marked_logs, 0.95 * spread.max_width)
    low, high = 10 ** near[0], 10 ** near[1]
    # Powers of ten are rounded, so the outer values could be excluded.
    first, last = np.searchsorted(positive, [low * (1 - 1e-9), high * (1 + 1e-9)])
    ends = kind.log_values(
        min(low, float(positive[first])), max(high, float(positive[last - 1])), 3
    )
    decades = max(math.log10(ends[-1] / ends[0]), 0.3)
    target = _bin_count(logs, decades)
    finest = next((per for per in (1, 3, 10) if per * decades >= target), 20)
    edges = kind.log_values(ends[0], ends[-1], finest)
    if kind.is_whole:
        edges = sorted({float(math.ceil(edge)) for edge in edges})
    if len(edges) < 2:
        edges = [edges[0], edges[0] * 2]
    return _fill_bins(ordered, np.array(edges), "log")


def _linear_histogram(ordered: Values, kind: Kind, marked: Sequence[float]) -> Histogram:
    resolution = 1.0 if kind.is_whole or kind.is_day else 0.0
    near, spread = _near(ordered, resolution)
    low, high = _linear_range(near, spread, kind, marked)
    if any(not low <= value <= high for value in marked):
        # What lies far out is shown if that brings a marked value onto the axis.
        whole = measure_spread(ordered, resolution)
        uncut = shown_range(ordered, whole, cut=False)
        longer = _linear_range(uncut, whole, kind, marked)
        if all(longer[0] <= value <= longer[1] for value in marked):
            near, spread, (low, high) = uncut, whole, longer
    ends = round_ends((low, high), kind.axis_steps(high - low), spread.max_width)
    if near[0] < near[1] and not kind.has_fixed_axis and ends[1] - ends[0] > spread.max_width:
        # Round ends took what space there was for zero, bounds and marked values.
        ends = round_ends(near, kind.axis_steps(near[1] - near[0]), spread.max_width)
    shown = _within(ordered, *ends)
    steps = _aligned_steps(kind.axis_steps(ends[1] - ends[0]), ends)
    heap = _heap_step(shown, steps)
    if heap is not None and heap.size <= MAX_DISCRETE_BINS and _share_on(shown, heap) == 1:
        values = heap
        halves = np.diff(values) / 2
        edges = np.concatenate(
            ([values[0] - halves[0]], values[:-1] + halves, [values[-1] + halves[-1]])
        )
        return _fill_bins(ordered, edges, "linear", is_discrete=True)
    return _fill_bins(ordered, _choose_edges(shown, steps, heap, ends), "linear")


def _near(ordered: Values, resolution: float) -> tuple[Range, Spread]:
    """Return the range of the answers without those far from the others, and the spread of its own.

    Of a very small crowd, the spread of nine tenths would include what lies far out.
    """
    near = shown_range(ordered, measure_spread(ordered, resolution))
    return near, measure_spread(_within(ordered, *near), resolution, ordered.size)


def _within(ordered: Values, low: float, high: float) -> Values:
    return ordered[np.searchsorted(ordered, low) : np.searchsorted(ordered, high, "right")]


def _linear_range(shown: Range, spread: Spread, kind: Kind, marked: Sequence[float]) -> Range:
    """Return the ends of a linear axis before they are rounded."""
    (lowest, highest), width = kind.bounds, spread.most[1] - spread.most[0]
    if kind.has_fixed_axis and lowest is not None and highest is not None:
        least = FIXED_AXIS_SHARE * (highest - lowest)
        if not 0 < width < least:
            return lowest, highest
    shown = extend_range(shown, marked, 0.9 * spread.max_width)
    is_amount = shown[0] >= 0 and not kind.is_day
    if shown[0] == shown[1]:
        return _range_around(shown[0], is_amount=is_amount, is_whole=kind.is_whole or kind.is_day)
    return extend_range(shown, (lowest, highest, 0.0 if is_amount else None), spread.max_width)


def _range_around(value: float, *, is_amount: bool, is_whole: bool) -> Range:
    """Return the ends of an axis for answers that are all the same."""
    if is_amount and value:
        return 0.0, 2 * value
    margin = 5.0 if is_whole else abs(value) / 2 or 1.0
    return (0.0 if is_amount else value - margin), value + margin


def _aligned_steps(steps: Sequence[AxisStep], ends: Range) -> list[Values]:
    """Return the round values of each step that has both ends among them, the shortest step first."""
    ranges = (step.round_values(*ends) for step in steps)
    return [
        np.array(values)
        for values in ranges
        if len(values) > 1
        and (values[0], values[-1]) == ends
        and all(low < high for low, high in pairwise(values))
    ]


def _heap_step(shown: Values, steps: Sequence[Values]) -> Values | None:
    """Return the longest step with many bins on whose values nearly all answers lie; None without one."""
    probed = shown[:: max(1, shown.size // MAX_PROBED)]
    heaped = (values for values in reversed(steps) if values.size >= MIN_BINS)
    # All steps of a short axis have few bins.
    steps = [*heaped, *steps[:1]]
    return next((values for values in steps if _share_on(probed, values) >= HEAPED_SHARE), None)


def _share_on(answers: Values, values: Values) -> float:
    """Return the share of answers that are among ascending values."""
    if not answers.size:
        return 0.0
    after = np.clip(np.searchsorted(values, answers), 1, values.size - 1)
    distances = np.minimum(np.abs(answers - values[after]), np.abs(answers - values[after - 1]))
    on = distances <= ROUNDING * (values[after] - values[after - 1])
    return float(np.count_nonzero(on) / answers.size)


def _choose_edges(
    shown: Values, steps: Sequence[Values], heap: Values | None, ends: Range
) -> Values:
    """Return the edges of the step whose number of bins suits the answers, and their heaps, best."""
    possible = [values for values in steps if 1 < values.size <= MAX_BINS + 1]
    if heap is not None:
        # Bins of 25 hold two or three multiples of ten, so their bars would go up and down.
        suitable = [values for values in possible if np.isin(values, heap).all()]
        possible = [values for values in suitable if values.size > MIN_BINS // 2] or possible
    if not possible:
        return np.linspace(*ends, TYPICAL_BINS + 1)
    target = _bin_count(shown, ends[1] - ends[0])
    return min(possible, key=lambda values: abs(math.log((values.size - 1) / target)))


def _bin_count(values: Values, span: float) -> float:
    """Return the number of bins after Freedman and Diaconis (1981, doi 10.1007/BF01025868), bounded."""
    if not values.size:
        return TYPICAL_BINS
    quarter, three_quarters = quartiles(values)
    width = 2 * (three_quarters - quarter) / np.cbrt(values.size)
    # The width may be so small that the quotient would overflow.
    bins = BINS_PER_RULE * span / max(width, span / MAX_BINS)
    return float(min(MAX_BINS, max(TYPICAL_BINS, bins)))


def _fill_bins(
    ordered: Values, edges: Values, scale: str, *, is_discrete: bool = False
) -> Histogram:
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
        is_discrete=is_discrete,
    )
