"""The confidence interval of the median: sampling noise, which is not accuracy."""

from __future__ import annotations

from math import ceil, floor, log2, sqrt

import numpy as np

# scipy loads its submodules at their first use: importing `scipy.special` takes half a second.
import scipy
from numpy.typing import ArrayLike

from crowd.stats.skewness_correction import Interval
from crowd.stats.validation import (
    Values,
    as_values,
    require_effective_n,
    tail_probability,
    too_few_answers,
)


def median_interval(
    values: ArrayLike, confidence: float = 0.95, effective_n: float | None = None
) -> Interval:
    """A confidence interval of the median of the population that the crowd is drawn from.

    Plain: In at least this share of crowds so drawn, the population's median lies in the interval.
    Formula: (x_(j), x_(n+1-j)), with j the smallest number for which
    P(B <= j) >= (1 - confidence) / 2, B binomial with n draws and probability 1/2. With `effective_n`
    = m < n, the quantiles 1/2 -/+ t sqrt(1 / (4 m)), t the quantile 1 - (1 - confidence) / 2 of
    Student's t with m - 1 degrees of freedom.
    Source: Conover 1999, Practical Nonparametric Statistics, 3rd ed., Wiley, section 3.2; the same
    numbers as `scipy.stats.quantile_test(values, q=..., p=0.5).confidence_interval(confidence)`.
    Domain: real numbers, ties allowed, independent answers; 0 < confidence < 1; n >= 6 at 0.95.
    Unit: the values'.
    Shape: two floats.
    Parameters:
        values: the answers, (n,), in any one unit.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
        effective_n: how many independent people tell as much, as `effective_n` has it, in people;
            None for all.
    Misleads: it is sampling noise, not accuracy: where all err the same way, the truth lies outside.
    Answers that copied each other make it too narrow, save for what `effective_n` knows of.
    Raises: `Undefined` where n is too small for the confidence, or where so few independent people
    have no interval; `ValueError` for other confidences.

    >>> median_interval([10, 20, 30, 40, 50, 60, 70, 80])
    Interval(low=10.0, high=80.0)
    """
    tail = tail_probability(confidence)
    array = as_values(values, min_size=1)
    if 0.5**array.size >= tail:
        raise too_few_answers(floor(-log2(tail)) + 1)
    if effective_n is not None and effective_n < array.size:
        return _quantile_interval(array, tail, effective_n)
    rank = _binomial_rank(array.size, tail)
    ends = (rank - 1, array.size - rank)
    low, high = np.partition(array, ends)[list(ends)]
    return Interval(float(low), float(high))


def _quantile_interval(array: Values, tail: float, effective_n: float) -> Interval:
    """The quantiles about the middle, as far away as those of fewer independent people would be."""
    require_effective_n(effective_n)
    t = float(scipy.special.stdtrit(effective_n - 1, 1 - tail))
    distance = t * sqrt(1 / (4 * effective_n))
    if distance >= 0.5:
        return Interval(float(np.min(array)), float(np.max(array)))
    low, high = np.quantile(array, (0.5 - distance, 0.5 + distance))
    return Interval(float(low), float(high))


def _binomial_rank(n: int, tail: float) -> int:
    """The smallest j with P(B <= j) >= tail; the inverse is approximate, so j - 1 is checked."""
    rank = ceil(float(scipy.special.bdtrik(tail, n, 0.5)))
    return rank - 1 if scipy.special.bdtr(rank - 1, n, 0.5) >= tail else rank
