"""Confidence intervals of aggregates: sampling noise, which is not accuracy."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor, log2, sqrt

import numpy as np

# scipy loads its submodules at their first use: importing `scipy.special` takes half a second.
import scipy
from numpy.typing import ArrayLike

from crowd.stats.skewness_correction import Interval, skewness_corrected_interval
from crowd.stats.transforms import log_ratios
from crowd.stats.validation import (
    Undefined,
    Values,
    as_values,
    tail_probability,
    too_few_answers,
)

MIN_EFFECTIVE_N = 2
"""Independent people whose answers tell too little for an interval."""

MIN_FOR_MEANS = 30
"""Answers that the interval of a mean needs: of fewer, what a tenth of all people say is missing in
more than 5 % of crowds."""

MIN_FOR_TRIMMED_MEANS = 50
"""Answers that the interval of a trimmed mean needs: of fewer, all that a fifth of the people say is
left out as extreme in more than 5 % of crowds."""

MIN_DIFFERENT = 10
"""Answers other than the most frequent one that an interval of a mean needs: of fewer, how many they
would be elsewhere is not known."""


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


def mean_interval(values: ArrayLike, confidence: float = 0.95) -> Interval:
    """A confidence interval of the mean of the population that the crowd is drawn from.

    Plain: In about this share of crowds so drawn, the population's mean lies in the interval.
    Formula: `skewness_corrected_interval` about the mean, but not beyond the answers.
    Source: Hall 1992, J. Royal Statistical Society B 54:221; Box 1953, Biometrika 40:318.
    Domain: real numbers, independent answers; 0 < confidence < 1; n >= 30, of which 10 differ from
    the most frequent answer.
    Unit: the values'.
    Shape: two floats.
    Parameters:
        values: the answers, (n,), in any one unit.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
    Misleads: it is sampling noise, not accuracy; and what a few people out of a hundred say is
    missing where none of them is in the crowd: if one in 50 answers 40 times as much as the others, 50
    answers have an interval that holds the mean in 64 % of crowds. No interval of a mean is safe from
    that: Bahadur and Savage 1956, Annals of Mathematical Statistics 27:1115.
    Raises: `Undefined` for n < 30, and where fewer than 10 differ from the most frequent answer;
    `ValueError` for other confidences.

    >>> low, high = mean_interval(range(101))
    >>> (round(low), round(high))
    (44, 56)
    """
    array = _require_different(as_values(values, min_size=MIN_FOR_MEANS))
    return _interval_of_mean(array, confidence)


def trimmed_mean_interval(values: ArrayLike, confidence: float = 0.95) -> Interval:
    """A confidence interval of the trimmed mean of the population that the crowd is drawn from.

    Plain: In about this share of crowds so drawn, the population's trimmed mean lies in the
    interval.
    Formula: `skewness_corrected_interval` about the trimmed mean, but not beyond the answers, of
    (w - mean w) / (1 - 2 g / n), w the answers with the lowest and highest g = floor(n / 10) set to
    their neighbours.
    Source: Tukey and McLaughlin 1963, Sankhya A 25:331; with Hall's transformation: Keselman,
    Wilcox, Othman and Fradette 2002, J. Modern Applied Statistical Methods 1:288; Box 1953,
    Biometrika 40:318.
    Domain: real numbers, independent answers; 0 < confidence < 1; n >= 50, and without the extremes
    10 differ from the most frequent answer.
    Unit: the values'.
    Shape: two floats.
    Parameters:
        values: the answers, (n,), in any one unit.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
    Misleads: it is sampling noise, not accuracy; and it speaks of the middle four fifths only. Where
    a second camp has little more than the tenth that is left out, it is too short: with 15 % of 50
    answers it holds the trimmed mean in 77 to 86 % of crowds, of 300 in 93 %.
    Raises: `Undefined` for n < 50, and where fewer than 10 of the others differ from the most
    frequent answer; `ValueError` for other confidences.

    >>> low, high = trimmed_mean_interval([*range(100), 10**9])
    >>> (round(low), round(high))
    (43, 57)
    """
    array = np.sort(as_values(values, min_size=MIN_FOR_TRIMMED_MEANS))
    trim = array.size // 10
    middle = array[trim : array.size - trim]
    if _count_different(middle) < MIN_DIFFERENT:
        raise Undefined(
            "Without the extremes, fewer than {n} answers differ from the most frequent one: too few "
            "for a range.",
            n=MIN_DIFFERENT,
        )
    winsorized = np.clip(array, middle[0], middle[-1]) - middle[0]
    deviations = (winsorized - np.mean(winsorized)) / (1 - 2 * trim / array.size)
    centre = float(middle[0] + np.mean(middle - middle[0]))
    return _within(array, skewness_corrected_interval(centre, deviations, confidence))


def geometric_mean_interval(values: ArrayLike, confidence: float = 0.95) -> Interval:
    """A confidence interval of the geometric mean of the population that the crowd is drawn from.

    Plain: In about this share of crowds so drawn, the population's geometric mean lies in the
    interval.
    Formula: exp of `skewness_corrected_interval` of ln x, but not beyond the answers.
    Source: Hall 1992, J. Royal Statistical Society B 54:221; Box 1953, Biometrika 40:318.
    Domain: numbers above zero, independent answers; 0 < confidence < 1; n >= 30, of which 10 differ
    from the most frequent answer.
    Unit: the values'.
    Shape: two floats.
    Parameters:
        values: the answers, (n,), above zero, in any one unit.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
    Misleads: it is sampling noise, not accuracy; one answer close to zero widens it downwards; and
    as `mean_interval`.
    Raises: `Undefined` for n < 30, for values not above zero, and where fewer than 10 differ from the
    most frequent answer; `ValueError` for other confidences.

    >>> low, high = geometric_mean_interval([10, 20, 40, 80] * 10)
    >>> (round(low), round(high))
    (22, 36)
    """
    array = as_values(values, min_size=MIN_FOR_MEANS)
    if np.min(array) <= 0:
        raise Undefined("The geometric mean needs every answer to be above zero.")
    _require_different(array)
    median = float(np.median(array))
    ends = _interval_of_mean(log_ratios(array, median), confidence)
    return _within(array, Interval(*(float(median * np.exp(end)) for end in ends)))


def log_odds_mean_interval(values: ArrayLike, confidence: float = 0.95) -> Interval:
    """A confidence interval of the log-odds mean of the population that the crowd is drawn from.

    Formula: expit of `skewness_corrected_interval` of ln(p / (1 - p)), p clipped to 0.01 and 0.99.
    Source: Hall 1992, J. Royal Statistical Society B 54:221; Box 1953, Biometrika 40:318.
    Domain: probabilities from 0 to 1, independent answers; 0 < confidence < 1; n >= 30, of which 10
    differ from the most frequent answer.
    Unit: none, probabilities.
    Shape: two floats.
    Parameters:
        values: probabilities, (n,), from 0 to 1.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
    Misleads: it is sampling noise, not accuracy: it does not say how likely the event is.
    Raises: `Undefined` for n < 30, and where fewer than 10 differ from the most frequent answer;
    `ValueError` for values outside 0 and 1, other confidences.

    >>> low, high = log_odds_mean_interval([0.2, 0.4, 0.6, 0.8] * 10)
    >>> (round(low, 2), round(high, 2))
    (0.42, 0.58)
    """
    array = as_values(values, min_size=MIN_FOR_MEANS)
    if np.min(array) < 0 or np.max(array) > 1:
        raise ValueError("values must be probabilities from 0 to 1")
    clipped = _require_different(np.clip(array, 0.01, 0.99))
    ends = _interval_of_mean(np.log(clipped) - np.log1p(-clipped), confidence)
    return Interval(*(float(scipy.special.expit(end)) for end in ends))


def _interval_of_mean(numbers: Values, confidence: float) -> Interval:
    # About the median, nearly equal numbers keep their digits.
    median = float(np.median(numbers))
    distances = numbers - median
    mean = float(np.mean(distances))
    interval = skewness_corrected_interval(median + mean, distances - mean, confidence)
    return _within(numbers, interval)


def _within(array: Values, interval: Interval) -> Interval:
    """The interval, but not beyond the answers: a scale can end there."""
    low, high = np.clip(interval, np.min(array), np.max(array))
    return Interval(float(low), float(high))


def _require_different(array: Values) -> Values:
    """The same answers, of which enough differ from the most frequent one."""
    if _count_different(array) < MIN_DIFFERENT:
        raise Undefined(
            "Fewer than {n} answers differ from the most frequent one: too few for a range.",
            n=MIN_DIFFERENT,
        )
    return array


def _count_different(array: Values) -> int:
    """How many answers differ from the median, which is the most frequent one where few do."""
    return int(np.count_nonzero(array != np.median(array)))


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
