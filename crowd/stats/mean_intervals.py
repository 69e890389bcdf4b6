"""Confidence intervals of means, trimmed, geometric and of log-odds: sampling noise, not accuracy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# scipy loads its submodules at their first use: importing `scipy.special` takes half a second.
import scipy
from numpy.typing import ArrayLike

from crowd.stats.skewness_correction import Interval, skewness_corrected_interval
from crowd.stats.transforms import log_ratios
from crowd.stats.validation import Undefined, Values, as_values

MIN_FOR_MEANS = 10
"""Answers that the interval of a mean needs: of 2 to 5 it would hold the mean in half of all crowds."""

MAX_DIFFERENT_NEEDED = 10
"""Answers other than the most frequent one that an interval of a mean needs, and half of all where these
are fewer: else how many they would be elsewhere is not known."""


def mean_interval(
    values: ArrayLike, confidence: float = 0.95, effective_n: float | None = None
) -> Interval:
    """A confidence interval of the mean of the population that the crowd is drawn from.

    Plain: In about this share of crowds so drawn, the population's mean lies in the interval.
    Formula: `skewness_corrected_interval` about the mean, but not beyond the answers.
    Source: Hall 1992, J. Royal Statistical Society B 54:221; Box 1953, Biometrika 40:318.
    Domain: real numbers, independent answers; 0 < confidence < 1; n >= 10, of which 10, or half
    if these are fewer, differ from the most frequent answer.
    Unit: the values'.
    Shape: two floats.
    Parameters:
        values: the answers, (n,), in any one unit.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
        effective_n: how many independent people tell as much, as `effective_n` has it, in people;
            None for all.
    Misleads: it is sampling noise, not accuracy; and what a few people out of a hundred say is
    missing where none of them is in the crowd. Of 10 answers it holds the mean in 88 to 97 % of simulated
    crowds; if one in 50 answers 40 times as much as the others, that of 50 answers in 64 %. No interval
    of a mean is safe from that: Bahadur and Savage 1956, Annals of Mathematical Statistics 27:1115.
    Raises: `Undefined` for n < 10, for `effective_n` <= 2, and where too few differ from the
    most frequent answer; `ValueError` for other confidences.

    >>> low, high = mean_interval(range(101))
    >>> (round(low), round(high))
    (44, 56)
    """
    array = _require_different(as_values(values, min_size=MIN_FOR_MEANS))
    return _interval_of_mean(array, confidence, effective_n)


def trimmed_mean_interval(
    values: ArrayLike, confidence: float = 0.95, effective_n: float | None = None
) -> Interval:
    """A confidence interval of the trimmed mean of the population that the crowd is drawn from.

    Plain: In about this share of crowds so drawn, the population's trimmed mean lies in the
    interval.
    Formula: `skewness_corrected_interval` about the trimmed mean, but not beyond the answers, of
    (w - mean w) / (1 - 2 g / n), w the answers with the lowest and highest g = floor(n / 10) set to
    their neighbours.
    Source: Tukey and McLaughlin 1963, Sankhya A 25:331; with Hall's transformation: Keselman,
    Wilcox, Othman and Fradette 2002, J. Modern Applied Statistical Methods 1:288; Box 1953,
    Biometrika 40:318.
    Domain: real numbers, independent answers; 0 < confidence < 1; n >= 10, and without the extremes
    10, or half if these are fewer, differ from the most frequent answer.
    Unit: the values'.
    Shape: two floats.
    Parameters:
        values: the answers, (n,), in any one unit.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
        effective_n: how many independent people tell as much, as `effective_n` has it, in people;
            None for all.
    Misleads: it is sampling noise, not accuracy; and it speaks of the middle four fifths only. Where
    a second camp has little more than the tenth that is left out, it is too short: with 15 % of 50
    answers it holds the trimmed mean in 75 to 84 % of crowds, of 100 in 89 %, of 200 in 93 %.
    Raises: `Undefined` for n < 10, for `effective_n` <= 2, and where too few of the others
    differ from the most frequent answer; `ValueError` for other confidences.

    >>> low, high = trimmed_mean_interval([*range(100), 10**9])
    >>> (round(low), round(high))
    (43, 57)
    """
    array = as_values(values, min_size=MIN_FOR_MEANS)
    trim = array.size // 10
    array = np.partition(array, (trim, array.size - trim - 1))
    middle = array[trim : array.size - trim]
    needed = _different_needed(middle.size)
    if _count_different(middle) < needed:
        raise Undefined(
            "Without the extremes, fewer than {n} answers differ from the most frequent one: too few "
            "for a range.",
            n=needed,
        )
    # The lowest and the highest of the middle stand at its ends, the others in no order.
    winsorized = np.clip(array, middle[0], middle[-1]) - middle[0]
    deviations = (winsorized - np.mean(winsorized)) / (1 - 2 * trim / array.size)
    centre = float(middle[0] + np.mean(middle - middle[0]))
    return _within(array, skewness_corrected_interval(centre, deviations, confidence, effective_n))


def geometric_mean_interval(
    values: ArrayLike, confidence: float = 0.95, effective_n: float | None = None
) -> Interval:
    """A confidence interval of the geometric mean of the population that the crowd is drawn from.

    Plain: In about this share of crowds so drawn, the population's geometric mean lies in the
    interval.
    Formula: exp of `skewness_corrected_interval` of ln x, but not beyond the answers.
    Source: Hall 1992, J. Royal Statistical Society B 54:221; Box 1953, Biometrika 40:318.
    Domain: numbers above zero, independent answers; 0 < confidence < 1; n >= 10, of which 10, or
    half if these are fewer, differ from the most frequent answer.
    Unit: the values'.
    Shape: two floats.
    Parameters:
        values: the answers, (n,), above zero, in any one unit.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
        effective_n: how many independent people tell as much, as `effective_n` has it, in people;
            None for all.
    Misleads: it is sampling noise, not accuracy; one answer close to zero widens it downwards; and
    as `mean_interval`.
    Raises: `Undefined` for n < 10, for `effective_n` <= 2, for values not above zero, and where
    too few differ from the most frequent answer; `ValueError` for other confidences.

    >>> low, high = geometric_mean_interval([10, 20, 40, 80] * 10)
    >>> (round(low), round(high))
    (22, 36)
    """
    array = as_values(values, min_size=MIN_FOR_MEANS)
    if np.min(array) <= 0:
        raise Undefined("The geometric mean needs every answer to be above zero.")
    _require_different(array)
    median = float(np.median(array))
    ends = _interval_of_mean(log_ratios(array, median), confidence, effective_n)
    return _within(array, Interval(*(float(median * np.exp(end)) for end in ends)))


def log_odds_mean_interval(
    values: ArrayLike, confidence: float = 0.95, effective_n: float | None = None
) -> Interval:
    """A confidence interval of the log-odds mean of the population that the crowd is drawn from.

    Formula: expit of `skewness_corrected_interval` of ln(p / (1 - p)), p clipped to 0.01 and 0.99.
    Source: Hall 1992, J. Royal Statistical Society B 54:221; Box 1953, Biometrika 40:318.
    Domain: probabilities from 0 to 1, independent answers; 0 < confidence < 1; n >= 10, of which 10, or
    half if these are fewer, differ from the most frequent answer.
    Unit: none, probabilities.
    Shape: two floats.
    Parameters:
        values: probabilities, (n,), from 0 to 1.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
        effective_n: how many independent people tell as much, as `effective_n` has it, in people;
            None for all.
    Misleads: it is sampling noise, not accuracy: it does not say how likely the event is.
    Raises: `Undefined` for n < 10, for `effective_n` <= 2, and where too few differ from the
    most frequent answer; `ValueError` for values outside 0 and 1, other confidences.

    >>> low, high = log_odds_mean_interval([0.2, 0.4, 0.6, 0.8] * 10)
    >>> (round(low, 2), round(high, 2))
    (0.42, 0.58)
    """
    array = as_values(values, min_size=MIN_FOR_MEANS)
    if np.min(array) < 0 or np.max(array) > 1:
        raise ValueError("values must be probabilities from 0 to 1")
    clipped = _require_different(np.clip(array, 0.01, 0.99))
    log_odds = np.log(clipped) - np.log1p(-clipped)
    ends = _interval_of_mean(log_odds, confidence, effective_n)
    return Interval(*(float(scipy.special.expit(end)) for end in ends))


def _interval_of_mean(numbers: Values, confidence: float, effective_n: float | None) -> Interval:
    # About the median, nearly equal numbers keep their digits.
    median = float(np.median(numbers))
    distances = numbers - median
    mean = float(np.mean(distances))
    interval = skewness_corrected_interval(median + mean, distances - mean, confidence, effective_n)
    return _within(numbers, interval)


def _within(array: Values, interval: Interval) -> Interval:
    """The interval, but not beyond the answers: a scale can end there."""
    low, high = np.clip(interval, np.min(array), np.max(array))
    return Interval(float(low), float(high))


def _require_different(array: Values) -> Values:
    """The same answers, of which enough differ from the most frequent one."""
    needed = _different_needed(array.size)
    if _count_different(array) < needed:
        raise Undefined(
            "Fewer than {n} answers differ from the most frequent one: too few for a range.",
            n=needed,
        )
    return array


def _different_needed(n: int) -> int:
    return min(MAX_DIFFERENT_NEEDED, n // 2)


def _count_different(array: Values) -> int:
    """How many answers differ from the median, which is the most frequent one where few do."""
    return int(np.count_nonzero(array != np.median(array)))


INTERVALS: dict[str, Callable[..., Interval]] = {
    "mean_interval": mean_interval,
    "trimmed_mean_interval": trimmed_mean_interval,
    "geometric_mean_interval": geometric_mean_interval,
}
