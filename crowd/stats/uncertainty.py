"""Confidence intervals of aggregates: sampling noise, which is not accuracy."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor, log2, sqrt

import numpy as np

# scipy loads its submodules at their first use: importing `scipy.special` takes half a second.
import scipy
from numpy.typing import ArrayLike

from crowd.stats.resampling import (
    MIN_RESAMPLED,
    Estimand,
    Interval,
    confidence_intervals,
    geometric_mean_estimand,
    mean_estimand,
    trimmed_mean_estimand,
)
from crowd.stats.validation import (
    Undefined,
    Values,
    as_values,
    tail_probability,
    too_few_answers,
)

MIN_EFFECTIVE_N = 2
"""Independent people whose answers tell too little for an interval."""


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


def mean_interval(
    values: ArrayLike, rng: np.random.Generator, confidence: float = 0.95
) -> Interval:
    """A confidence interval of the mean of the population that the crowd is drawn from.

    Plain: In about this share of crowds so drawn, the population's mean lies in the interval.
    Formula: up to n = 5,000 the bias-corrected and accelerated bootstrap (BCa) of 9,999 resamples,
    or as many as make 10^7 draws, whichever is less; above, mean x -/+ z s / sqrt(n), s^2 divided by
    n - 1.
    Source: Efron 1987, JASA 82:171, doi 10.1080/01621459.1987.10478410; for sorted answers the same
    numbers as `scipy.stats.bootstrap(..., method="BCa")`.
    Domain: real numbers, independent answers; 0 < confidence < 1; n >= 10.
    Unit: the values'.
    Shape: two floats.
    Parameters:
        values: the answers, (n,), in any one unit.
        rng: the generator of random numbers; a seed makes the result repeatable.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
    Misleads: it is sampling noise, not accuracy; and where a few answers are huge, it is far too
    short, because the huge answers that were not given are missing from it.
    Raises: `Undefined` for n < 10; `ValueError` for other confidences.

    >>> low, high = mean_interval(range(101), np.random.default_rng(1))
    >>> (round(low), round(high))
    (44, 56)
    """
    return confidence_intervals([mean_estimand(values)], rng, confidence)[0]


def trimmed_mean_interval(
    values: ArrayLike, rng: np.random.Generator, confidence: float = 0.95
) -> Interval:
    """A confidence interval of the trimmed mean of the population that the crowd is drawn from.

    Plain: In about this share of crowds so drawn, the population's trimmed mean lies in the
    interval.
    Formula: up to n = 5,000 as `mean_interval`, each resample without its lowest and highest
    floor(n / 10); where
    leaving out any one person changes nothing, the percentiles of the resamples. Above, the trimmed
    mean -/+ z s_w / ((1 - 2 g / n) sqrt(n)), s_w the standard deviation (n - 1) with the lowest and
    highest g = floor(n / 10) answers set to their neighbours.
    Source: Tukey and McLaughlin 1963, Sankhya A 25:331; Yuen 1974, Biometrika 61:165,
    doi 10.1093/biomet/61.1.165; Efron 1987, JASA 82:171, doi 10.1080/01621459.1987.10478410.
    Domain: real numbers, independent answers; 0 < confidence < 1; n >= 10.
    Unit: the values'.
    Shape: two floats.
    Parameters:
        values: the answers, (n,), in any one unit.
        rng: the generator of random numbers; a seed makes the result repeatable.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
    Misleads: it is sampling noise, not accuracy; and it speaks of the middle four fifths only.
    Raises: `Undefined` for n < 10; `ValueError` for other confidences.

    >>> low, high = trimmed_mean_interval([*range(100), 10**9], np.random.default_rng(1))
    >>> (round(low), round(high))
    (43, 57)
    """
    return confidence_intervals([trimmed_mean_estimand(values)], rng, confidence)[0]


def geometric_mean_interval(
    values: ArrayLike, rng: np.random.Generator, confidence: float = 0.95
) -> Interval:
    """A confidence interval of the geometric mean of the population that the crowd is drawn from.

    Plain: In about this share of crowds so drawn, the population's geometric mean lies in the
    interval.
    Formula: exp of `mean_interval` of ln x.
    Source: Efron 1987, JASA 82:171, doi 10.1080/01621459.1987.10478410.
    Domain: numbers above zero, independent answers; 0 < confidence < 1; n >= 10.
    Unit: the values'.
    Shape: two floats.
    Parameters:
        values: the answers, (n,), above zero, in any one unit.
        rng: the generator of random numbers; a seed makes the result repeatable.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
    Misleads: it is sampling noise, not accuracy; and one answer close to zero widens it downwards.
    Raises: `Undefined` for n < 10 and for values not above zero; `ValueError` for other confidences.

    >>> low, high = geometric_mean_interval([10, 20, 40, 80] * 10, np.random.default_rng(1))
    >>> (round(low), round(high))
    (22, 36)
    """
    return confidence_intervals([geometric_mean_estimand(values)], rng, confidence)[0]


def log_odds_mean_interval(
    values: ArrayLike, rng: np.random.Generator, confidence: float = 0.95
) -> Interval:
    """A confidence interval of the log-odds mean of the population that the crowd is drawn from.

    Formula: expit of `mean_interval` of ln(p / (1 - p)), p clipped to 0.01 and 0.99.
    Source: Efron 1987, JASA 82:171, doi 10.1080/01621459.1987.10478410.
    Domain: probabilities from 0 to 1, independent answers; 0 < confidence < 1; n >= 10.
    Unit: none, probabilities.
    Shape: two floats.
    Parameters:
        values: probabilities, (n,), from 0 to 1.
        rng: the generator of random numbers; a seed makes the result repeatable.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
    Misleads: it is sampling noise, not accuracy: it does not say how likely the event is.
    Raises: `Undefined` for n < 10; `ValueError` for values outside 0 and 1, other confidences.

    >>> low, high = log_odds_mean_interval([0.2, 0.4, 0.6, 0.8] * 10, np.random.default_rng(1))
    >>> (round(low, 2), round(high, 2))
    (0.42, 0.58)
    """
    array = as_values(values, min_size=MIN_RESAMPLED)
    if np.min(array) < 0 or np.max(array) > 1:
        raise ValueError("values must be probabilities from 0 to 1")
    clipped = np.clip(array, 0.01, 0.99)
    ends = mean_interval(np.log(clipped) - np.log1p(-clipped), rng, confidence)
    return Interval(*(float(scipy.special.expit(end)) for end in ends))


def _quantile_interval(array: Values, tail: float, effective_n: float) -> Interval:
    """The quantiles about the middle, as far away as those of fewer independent people would be."""
    if effective_n <= MIN_EFFECTIVE_N:
        raise Undefined(
            "The answers tell as little as those of {n} people or fewer.", n=MIN_EFFECTIVE_N
        )
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


INTERVALS: dict[str, Callable[..., Interval]] = {
    "mean_interval": mean_interval,
    "trimmed_mean_interval": trimmed_mean_interval,
    "geometric_mean_interval": geometric_mean_interval,
}

ESTIMANDS: dict[str, Callable[[ArrayLike], Estimand]] = {
    "mean_interval": mean_estimand,
    "trimmed_mean_interval": trimmed_mean_estimand,
    "geometric_mean_interval": geometric_mean_estimand,
}
"""What the intervals are of, by the names of `INTERVALS`: together they need one set of resamples."""
