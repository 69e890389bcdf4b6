"""Examples of answers for hints and messages: round, and within the bounds of the poll."""

from __future__ import annotations

import math
from datetime import date, timedelta

USUAL_NUMBER = 40.0
"""The example where the bounds allow it: a number that says nothing about the question."""

USUAL_DAY = date(2027, 3, 27)


def example_number(low: float | None, high: float | None, *, whole: bool) -> float:
    """Return a round number within the bounds."""
    if (low is None or low <= USUAL_NUMBER) and (high is None or high >= USUAL_NUMBER):
        return USUAL_NUMBER
    if low is None or high is None:
        bound = high if low is None else low
        assert bound is not None, "without bounds the usual number is allowed"
        # Twice a positive minimum, half a positive maximum, and the other way round below zero.
        factor = 0.5 if (low is None) == (bound > 0) else 2.0
        return example_number(*sorted((bound, bound * factor or bound - USUAL_NUMBER)), whole=whole)
    return _roundest_between(low, high, whole=whole)


def _roundest_between(low: float, high: float, *, whole: bool) -> float:
    """Return the number between two that has the fewest digits, the nearest to the middle of those."""
    span = high - low
    if not 0 < span < math.inf:
        return low
    power = math.floor(math.log10(span))
    for exponent in (power + 1, power, power - 1):
        for digit in (5, 2, 1):
            step = digit * 10.0**exponent
            if whole and step < 1:
                return float(math.ceil(low))
            nearest = round(round((low + high) / 2 / step) * step, max(0, -exponent))
            if low < nearest < high:
                return nearest
    return low


def example_day(first: date | None, last: date | None) -> date:
    """Return a day within the bounds, near their middle."""
    if (first or USUAL_DAY) <= USUAL_DAY <= (last or USUAL_DAY):
        return USUAL_DAY
    if first is not None and last is not None:
        return first + (last - first) // 2
    month = timedelta(days=30)
    if first is not None:
        return first + min(month, date.max - first)
    assert last is not None, "without bounds the usual day is allowed"
    return last - min(month, last - date.min)
