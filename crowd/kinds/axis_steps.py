"""Round steps of axes: the distances of ticks and the widths of bars, and their multiples."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

MIN_STEPS, MAX_STEPS = 1.5, 130
"""How many steps fit on an axis: the longest and the shortest that are looked at."""

MIN_TICKS = 3
"""Ticks that show that all are equally far apart."""

STEP_FACTORS = ("1", "2", "2.5", "5")
"""Round steps within a power of ten."""

PREFERRED_NUMBERS = {
    1: (1,),
    2: (1, 3),
    3: (1, 2, 5),
    5: (1, 1.6, 2.5, 4, 6.3),
    10: (1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8),
    20: (1, 1.1, 1.25, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 2.8, 3.2, 3.6, 4, 4.5, 5, 5.6, 6.3, 7.1, 8, 9),
}
"""Round numbers of about equal ratios by their count per decade; from five on, as in ISO 3."""


class AxisStep(NamedTuple):
    """A round step: its length, and its round values from at or below `low` to at or above `high`."""

    size: float
    round_values: Callable[[float, float], list[float]]


def multiples(size: float) -> AxisStep:
    """Make a step of multiples of a number, exact in decimals."""
    exact = Decimal(repr(size))

    def round_values(low: float, high: float) -> list[float]:
        first, last = math.floor(low / size), math.ceil(high / size)
        # Division of floats: 0.3 / 0.1 is 2.9999999999999996.
        if float((first + 1) * exact) <= low:
            first += 1
        if float((last - 1) * exact) >= high:
            last -= 1
        return [float(number * exact) for number in range(first, last + 1)]

    return AxisStep(size, round_values)


def decimal_steps(span: float, *, whole: bool = False) -> list[AxisStep]:
    """Return the round steps of which `MIN_STEPS` to `MAX_STEPS` fit in a span, the shortest first."""
    lowest = math.floor(math.log10(span / MAX_STEPS))
    highest = math.ceil(math.log10(span / MIN_STEPS))
    sizes = [
        float(Decimal(factor).scaleb(power))
        for power in range(lowest, highest + 1)
        for factor in STEP_FACTORS
    ]
    fitting = [
        multiples(size)
        for size in sizes
        if MIN_STEPS <= span / size <= MAX_STEPS and (size.is_integer() or not whole)
    ]
    return fitting or [multiples(1.0)]


def linear_ticks(steps: Sequence[AxisStep], low: float, high: float, max_ticks: int) -> list[float]:
    """Return values of the shortest step that fits, all equally far apart, and an end only if round.

    Where fewer than three of them lie on the axis, they are counted from its lower end.
    """
    choices = [step.round_values(low, high) for step in steps]
    within = [[value for value in values if low <= value <= high] for values in choices]
    fitting = [values for values in within if MIN_TICKS <= len(values) <= max_ticks]
    even = [values for values in fitting if (values[0], values[-1]) == (low, high)]
    # A longer step with both ends among its values is better than a shorter one without.
    if even and 2 * len(even[0]) > len(fitting[0]):
        return even[0]
    if fitting:
        return fitting[0]
    ends = [values for values in choices if (values[0], values[-1]) == (low, high)]
    divided = _every_few(ends[-1], max_ticks) if ends else []
    counted = [values[:: _stride(values, max_ticks)] for values in ends if len(values) > 2]
    return divided or (counted[-1] if counted and max_ticks > 2 else [low, high])


def _stride(values: Sequence[float], max_ticks: int) -> int:
    """Return which of the values are taken, so that they are at most so many."""
    return math.ceil(len(values) / max_ticks)


def _every_few(values: Sequence[float], max_ticks: int) -> list[float]:
    """Return every second value, or third and so on, with both ends; empty where that is not possible."""
    # Floats may be too coarse for the step.
    gaps = len(values) - 1 if len(set(values)) == len(values) else 0
    for stride in range(2, gaps // 2 + 1):
        if gaps % stride == 0 and gaps // stride < max_ticks:
            return list(values[::stride])
    return []


def log_ticks(
    round_values: Callable[[float, float, int], list[float]],
    low: float,
    high: float,
    max_ticks: int,
) -> list[float]:
    """Return the ends of a logarithmic axis and, between them, round values that are not too many."""
    values: list[float] = []
    for per_decade in (10, 3, 1):
        values = [value for value in round_values(low, high, per_decade) if low < value < high]
        if len(values) <= max_ticks - 2:
            return [low, *values, high]
    stride = math.ceil((len(values) + 1) / max(1, max_ticks - 1))
    return [low, *values[stride - 1 : len(values) - stride + 1 : stride], high]


def preferred_numbers(low: float, high: float, per_decade: int) -> list[float]:
    """Return round numbers of about equal ratios, from at or below `low` to at or above `high`."""
    decades = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1)
    numbers = [
        float(Decimal(repr(factor)).scaleb(decade))
        for decade in decades
        for factor in PREFERRED_NUMBERS[per_decade]
    ]
    return covering(numbers, low, high)


def covering(ascending: list[float], low: float, high: float) -> list[float]:
    """Return the numbers from the last one at or below `low` to the first at or above `high`."""
    pairs = pairwise(ascending)
    touching = [pair for pair in pairs if pair[1] > low and pair[0] < high]
    if not touching:
        return [number for number in ascending if number == low]
    return [touching[0][0], *(after for _, after in touching)]
