"""The sorted figures above a block of rows, with the statistics that a footer can have."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from crowd.analysis.sample import Values
from crowd.tables.summary_rows.statistics_above import (
    MIN_ROWS,
    MIN_ROWS_ALONE,
    is_far_outside,
    statistics_of,
)

CHANCE_OF_UNUSUAL = 1 / 300
"""How often an answer equals a statistic that no answer above is like: it is far outside of their range,
or has more decimals."""

MIN_DEVIATION_OF_ROUNDED = 20
"""Standard deviation from which on statistics may be rounded to whole numbers."""

MAX_DECIMALS = 6

OFFSETS = ((-1, 0.0), (1, -1.0), (0, -0.5))
"""The ways in which programs place quartiles: for `n` sorted figures at `(n + a) p + b`, from 0 on."""


class SortedFigures:
    """The sorted figures of a column above a block, and how many decimals they have at most."""

    def __init__(self, values: Values, decimals: int) -> None:
        self.values, self.decimals = values, decimals
        self.is_varied = values.size >= MIN_ROWS and values[0] < values[-1]
        self.are_large = self.is_varied and float(np.std(values)) >= MIN_DEVIATION_OF_ROUNDED

    @classmethod
    def of(cls, values: Values) -> SortedFigures:
        """Sort the figures of a column, without those that are none."""
        found = np.sort(values[np.isfinite(values)])
        return cls(found, decimals_of(found))

    def with_more(self, figures: Values) -> SortedFigures:
        """Return the figures with some more."""
        more = np.sort(figures[np.isfinite(figures)])
        places = np.searchsorted(self.values, more)
        decimals = max(self.decimals, decimals_of(more))
        return SortedFigures(np.insert(self.values, places, more), decimals)

    def chance_of(self, figure: float) -> float:
        """Return how often an answer like those above is this figure."""
        values = self.values
        if not self.is_varied:
            return 1.0
        has_decimals = decimals_of(np.array([figure])) > self.decimals
        if values.size >= MIN_ROWS_ALONE and (is_far_outside(figure, values) or has_decimals):
            return CHANCE_OF_UNUSUAL
        different = 1 + int(np.count_nonzero(np.diff(values)))
        # Where most answers are the same as others, those above show all that people say.
        possible = different if values.size > 2 * different else 2 * different
        begin, end = np.searchsorted(values, [figure]), np.searchsorted(values, [figure], "right")
        return float(end[0] - begin[0] + 1) / (values.size + possible)

    @cached_property
    def statistics(self) -> list[tuple[str, float]]:
        """The statistics that a footer of several rows can have, by their names.

        Programs differ in their quartiles, and in whether they correct for the number of rows.
        """
        if not self.is_varied:
            return []
        lower, upper = self._quantiles(0.25), self._quantiles(0.75)
        return [
            *statistics_of(self.values),
            *(("lower quartile", value) for value in lower),
            *(("upper quartile", value) for value in upper),
            *(("interquartile range", high - low) for low, high in zip(lower, upper, strict=True)),
            *self._moments(),
        ]

    def _quantiles(self, share: float) -> Sequence[float]:
        number = self.values.size
        places = [(number + more) * share + offset for more, offset in OFFSETS]
        found: list[float] = np.interp(places, np.arange(number), self.values).tolist()
        return found

    def _moments(self) -> list[tuple[str, float]]:
        """Return standard error, skewness and excess kurtosis, plain and corrected as spreadsheets do."""
        number = self.values.size
        from_mean = self.values - self.values.mean()
        squares = from_mean * from_mean
        variance = float(squares.mean())
        skewness = float((squares * from_mean).mean()) / variance**1.5
        kurtosis = float((squares * squares).mean()) / variance**2 - 3
        found = [
            ("standard error", math.sqrt(variance / (number - 1))),
            ("skewness", skewness),
            ("kurtosis", kurtosis),
            ("skewness", skewness * math.sqrt(number * (number - 1)) / (number - 2)),
        ]
        if number > 3:
            factor = (number - 1) / ((number - 2) * (number - 3))
            found.append(("kurtosis", ((number + 1) * kurtosis + 6) * factor))
        return found


def decimals_of(values: Values) -> int:
    """Return how many decimals numbers have at most."""
    for decimals in range(MAX_DECIMALS):
        scaled = values * 10.0**decimals
        if np.all(np.abs(scaled - np.round(scaled)) <= 1e-9 * np.maximum(1, np.abs(scaled))):
            return decimals
    return MAX_DECIMALS
