"""Compare the figures of a row with statistics of other rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from crowd.analysis.sample import Values

RELATIVE_ERROR = 1e-9
"""How far computed figures may be off, as a share of them."""

MIN_ROWS = 3
"""Rows from which on a statistic of them says something."""

MIN_ROWS_ALONE = 5
"""Rows from which on a figure can show alone that a row is no answer."""

MIN_SUM_ALONE, MIN_SUM_APART = 50.0, 10.0
MIN_DIFFERENT_ALONE = 5
"""How large a sum is, also in a row that is set apart, and how many different figures are above, where
figures show alone that a row is no answer."""

STRONG_STATISTICS = ("sum", "mean", "standard deviation")
"""Those that answers seldom equal by chance."""

Figures = Mapping[int, float]
FiguresOfRows = Mapping[int, Values]


def matching_statistics(figures: Figures, others: FiguresOfRows, *, rounded: bool) -> list[str]:
    """Return the statistics of other rows that all figures of a row equal, column for column.

    `rounded` also takes figures that are rounded, or cut off, to whole numbers.
    """
    found: list[str] | None = None
    for place, figure in figures.items():
        above = others[place]
        # Where all are the same, each is also the average.
        if above.size < MIN_ROWS - rounded or above.min() == above.max():
            return []
        known = [
            name
            for name, value in statistics_of(above)
            if equals(figure, value, rounded=rounded) and (found is None or name in found)
        ]
        found = list(dict.fromkeys(known))
    return found or []


def shows_alone(
    figures: Figures, others: FiguresOfRows, matched: list[str], *, apart: bool
) -> bool:
    """Return whether figures equal statistics in a way in which no answers do.

    They are a large sum, or have decimals where no answer has some, or are means of several columns.
    Less is enough of a row that is set apart.
    """
    strong = [name for name in matched if name in STRONG_STATISTICS]
    least = MIN_ROWS if apart else MIN_ROWS_ALONE
    if not strong or any(others[place].size < least for place in figures):
        return False
    if len(figures) > 1:
        return all(np.unique(others[place]).size >= MIN_DIFFERENT_ALONE for place in figures)
    ((place, figure),) = figures.items()
    above = others[place]
    smallest = MIN_SUM_APART if apart else MIN_SUM_ALONE
    is_sum = "sum" in strong and figure >= max(2 * float(above.max()), smallest)
    return is_sum or (not figure.is_integer() and bool(np.all(above == np.floor(above))))


def statistics_of(values: Values) -> list[tuple[str, float]]:
    """Return the statistics of different numbers by their names."""
    deviation = float(np.std(values))
    corrected = deviation * math.sqrt(values.size / (values.size - 1))
    return [
        ("sum", float(np.sum(values))),
        ("mean", float(np.mean(values))),
        ("median", float(np.median(values))),
        ("standard deviation", corrected),
        ("standard deviation", deviation),
        ("largest", float(values.max())),
        ("smallest", float(values.min())),
        ("number", float(values.size)),
        ("range", float(np.ptp(values))),
        ("variance", corrected**2),
        ("variance", deviation**2),
    ]


def is_far_outside(figure: float, values: Values) -> bool:
    """Return whether a figure is farther outside of a range than the range is wide."""
    lowest, highest = float(values.min()), float(values.max())
    return not 2 * lowest - highest <= figure <= 2 * highest - lowest


def equals(figure: float, value: float, *, rounded: bool, whole: bool = False) -> bool:
    """Return whether a figure is a value, in as many decimals as it has; `rounded` also takes what is
    cut off, and `whole` what is rounded to whole numbers."""
    away = abs(figure - value)
    if away <= RELATIVE_ERROR * max(abs(figure), abs(value)):
        return True
    decimals = _decimals(figure)
    if rounded:
        return away < 10.0**-decimals
    return (decimals > 0 or whole) and away <= 0.5000001 * 10.0**-decimals


def _decimals(figure: float) -> int:
    exponent = Decimal(repr(figure)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
