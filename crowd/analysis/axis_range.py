"""The range of an axis: most answers on much of its width, round numbers at both ends."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import msgspec
import numpy as np
from numpy.typing import NDArray

from crowd.kinds.axis_steps import AxisStep

Values = NDArray[np.float64]
Range = tuple[float, float]

MOST = 0.9
"""Share of the answers that `MIN_WIDTH_OF_MOST` of the axis is for."""

MIN_WIDTH_OF_MOST = 0.4
MAX_CUT_SHARE = 0.15
"""Share of the answers that may lie beyond the ends of the axis; of few answers, one may."""

MIN_FOR_CUT = 5
"""Answers from which on one of them may lie beyond: quartiles of fewer follow the outermost."""

QUARTILE_REACH = 6
"""Interquartile ranges beyond the quartiles at which an axis ends."""

DOTS_WIDTH, BARS_WIDTH = 0.85, 0.72
"""Shares of the greatest width that are used before the ends are rounded: of many, more may be cut."""

MAX_DOTS = 200
"""Answers up to which each one is drawn."""

MAX_WASTE = 1.25
"""Factor by which round ends may lengthen an axis, if shorter steps between ticks are possible."""

MAX_TICK_STEPS, MIN_TICK_STEPS = 10.5, 3.5


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """How far answers lie apart: `most` is the shortest range that holds nine tenths of them."""

    most: Range
    max_width: float
    """The greatest width of an axis on which these have enough of it."""


def quartiles(ascending: Values) -> Range:
    """Return the quartiles of sorted answers, as `np.quantile` does, which sorts them again."""
    low, high = (_at(ascending, share * (ascending.size - 1)) for share in (0.25, 0.75))
    return low, high


def _at(ascending: Values, place: float) -> float:
    first = math.floor(place)
    before, after = ascending[first], ascending[min(first + 1, ascending.size - 1)]
    return float(before + (place - first) * (after - before))


def measure_spread(ascending: Values, resolution: float, total: int = 0) -> Spread:
    """Measure the spread of answers, of which those all the same get `resolution` times ten.

    `total` is how many answers there are, if these are only some of them.
    """
    count = min(ascending.size, math.ceil(MOST * (total or ascending.size)))
    widths = ascending[count - 1 :] - ascending[: ascending.size - count + 1]
    start = int(np.argmin(widths))
    low, high = float(ascending[start]), float(ascending[start + count - 1])
    if high > low:
        return Spread(most=(low, high), max_width=(high - low) / MIN_WIDTH_OF_MOST)
    return Spread(most=(low, high), max_width=max(10 * resolution, 2.2 * abs(low)))


def shown_range(ascending: Values, spread: Spread, *, cut: bool = True) -> Range:
    """Return the range with the most answers of all that an axis may show.

    Where it is `cut`, without the few that lie far from the others.
    """
    width = spread.max_width * (DOTS_WIDTH if ascending.size <= MAX_DOTS else BARS_WIDTH)
    low, high = float(ascending[0]), float(ascending[-1])
    if high - low > width:
        low, high = _densest_range(ascending, spread, width)
    return _without_outliers(ascending, low, high) if cut else (low, high)


def _densest_range(ascending: Values, spread: Spread, width: float) -> Range:
    first, last = np.searchsorted(ascending, [spread.most[1] - width, spread.most[0]])
    starts = ascending[first : last + 1]
    counts = np.searchsorted(ascending, starts + width, "right") - np.arange(first, last + 1)
    start = first + int(np.argmax(counts))
    return float(ascending[start]), float(ascending[start + counts.max() - 1])


def _without_outliers(ascending: Values, low: float, high: float) -> Range:
    """Shorten the range to the reach of the quartiles if few answers lie beyond."""
    quarter, three_quarters = quartiles(ascending)
    reach = QUARTILE_REACH * (three_quarters - quarter)
    if reach <= 0:
        return low, high
    first = np.searchsorted(ascending, max(low, quarter - reach))
    last = np.searchsorted(ascending, min(high, three_quarters + reach), "right") - 1
    max_cut = max(MAX_CUT_SHARE * ascending.size, float(ascending.size >= MIN_FOR_CUT))
    if ascending.size - (last - first + 1) > max_cut:
        return low, high
    return float(ascending[first]), float(ascending[last])


def extend_range(shown: Range, ends: Iterable[float | None], max_width: float) -> Range:
    """Extend a range to each of these values that it reaches within a width."""
    low, high = shown
    for end in ends:
        if end is not None and max(high, end) - min(low, end) <= max_width:
            low, high = min(low, end), max(high, end)
    return low, high


def round_ends(shown: Range, steps: Sequence[AxisStep], max_width: float) -> Range:
    """Return round ends around a range: multiples of the longest step that wastes little width."""
    low, high = shown
    around = [ends for step in _tick_steps(steps, high - low) if (ends := _ends(step, shown))]
    width = min(max_width, MAX_WASTE * (high - low))
    fitting = [ends for ends in around if ends[1] - ends[0] <= width]
    if fitting:
        return max(fitting, key=_greatest_exponent)
    finer = (_ends(step, shown) for step in reversed(steps) if high - low > 4 * step.size)
    short = (ends for ends in finer if ends and ends[1] - ends[0] <= max_width)
    return next(short, around[-1] if around else _ends(steps[0], shown) or shown)


def _ends(step: AxisStep, shown: Range) -> Range | None:
    """Return the round values around a range; None where floats are too coarse for the step."""
    edges = step.round_values(*shown)
    if len(edges) < 2 or edges[0] > shown[0] or edges[-1] < shown[1]:
        return None
    return edges[0], edges[-1]


def _greatest_exponent(ends: Range) -> int:
    """Return 0 if both ends are whole numbers, else minus their decimal places: 6 is rounder than 7.5."""
    exponents = (Decimal(repr(end)).normalize().as_tuple().exponent for end in ends)
    return min(0, *(exponent for exponent in exponents if isinstance(exponent, int)))


def _tick_steps(steps: Sequence[AxisStep], span: float) -> Iterator[AxisStep]:
    """Yield the steps between ticks, the longest first."""
    for step in reversed(steps):
        if MIN_TICK_STEPS <= span / step.size <= MAX_TICK_STEPS:
            yield step
