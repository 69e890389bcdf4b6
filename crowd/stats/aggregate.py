"""Aggregators: one number for the whole crowd."""

from __future__ import annotations

from math import isfinite

import numpy as np

# scipy loads its submodules at their first use: importing `scipy.special` takes half a second.
import scipy
from numpy.typing import ArrayLike

from crowd.stats.bias import kao_maximum_likelihood, kao_mean, kao_median, percentile_60
from crowd.stats.hodges_lehmann import hodges_lehmann
from crowd.stats.modes import half_sample_mode, kde_mode
from crowd.stats.transforms import log_ratios
from crowd.stats.validation import Statistic, Undefined, Values, as_values

MIN_SCORED_QUESTIONS = 10
"""Past questions of a person who can be selected."""


def median(values: ArrayLike) -> float:
    """The median: half of the answers are at or below it, half at or above it.

    Plain: Half of the answers are at or below this value, half at or above it.
    Formula: x_((n+1)/2) for odd n, (x_(n/2) + x_(n/2+1)) / 2 for even n.
    Source: Galton 1907, Vox Populi, Nature 75:450, doi 10.1038/075450a0.
    Domain: real numbers, n >= 1.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: Large quantities are underestimated, and it with them. Where answers have two heaps it
    can lie between them, where nobody is.
    Raises: `Undefined` for n = 0.

    >>> median([402, 280, 600, 410])
    406.0
    """
    return float(np.median(as_values(values, min_size=1)))


def mean(values: ArrayLike) -> float:
    """The arithmetic mean: a single wild answer can move it far.

    Plain: This value times the number of answers is their sum; a single wild answer can move it
    far.
    Formula: (x_1 + ... + x_n) / n.
    Source: Hooker and Galton 1907, The Ballot-Box, Nature 75:509, doi 10.1038/075509e0.
    Domain: real numbers, n >= 1.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: For numbers without a limit a few wild answers decide it: of 195 published questions
    a tenth had a mean that was off by a factor of 33 or more.
    Raises: `Undefined` for n = 0.

    >>> mean([1, 2, 6])
    3.0
    """
    array = as_values(values, min_size=1)
    return _between(np.mean(array), array)


def trimmed_mean(values: ArrayLike) -> float:
    """The mean without the lowest and the highest tenth of the answers.

    Plain: The lowest and the highest tenth of the answers have no influence on this mean.
    Formula: (x_(g+1) + ... + x_(n-g)) / (n - 2g), with g = floor(n / 10).
    Source: Jose and Winkler 2008, Simple robust averages of forecasts, Int. J. Forecasting 24:163.
    Domain: real numbers, n >= 1; below n = 10 it is the mean.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: More than a tenth of wild answers on one side move it as they move the mean, and below
    ten people nobody is cut.
    Raises: `Undefined` for n = 0.

    >>> trimmed_mean([1, 2, 3, 4, 5, 6, 7, 8, 9, 1000])
    5.5
    """
    array = as_values(values, min_size=1)
    cut = array.size // 10
    middle = _partition_tails(array, cut)[cut : array.size - cut]
    return _between(np.mean(middle), middle)


def winsorized_mean(values: ArrayLike) -> float:
    """The mean with the lowest and the highest tenth of the answers set to the nearest answer left.

    Plain: The lowest and the highest tenth of the answers count as the nearest answer that is left.
    Formula: (g x_(g+1) + x_(g+1) + ... + x_(n-g) + g x_(n-g)) / n, with g = floor(n / 10).
    Source: Jose and Winkler 2008, Simple robust averages of forecasts, Int. J. Forecasting 24:163.
    Domain: real numbers, n >= 1; below n = 10 it is the mean.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: As `trimmed_mean`; and where the outer tenths begin at a far-off answer, that answer
    counts for all of them.
    Raises: `Undefined` for n = 0.

    >>> winsorized_mean([1, 2, 3, 4, 5, 6, 7, 8, 9, 1000])
    5.5
    """
    array = as_values(values, min_size=1)
    cut = array.size // 10
    middle = _partition_tails(array, cut)[cut : array.size - cut]
    return _between((np.sum(middle) + cut * (middle[0] + middle[-1])) / array.size, middle)


def geometric_mean(values: ArrayLike) -> float:
    """The geometric mean: answers twice too high and twice too low cancel out.

    Plain: Answers twice too high and twice too low cancel out in this mean.
    Formula: exp((ln x_1 + ... + ln x_n) / n).
    Source: Lorenz et al. 2011, PNAS 108:9020, doi 10.1073/pnas.1008636108.
    Domain: numbers above zero, n >= 1.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), above zero, in any one unit.
    Misleads: A single answer close to zero pulls it down as far as a huge one pulls it up.
    Raises: `Undefined` for n = 0, and where any value is zero or negative.

    >>> round(geometric_mean([1, 10, 100]), 12)
    10.0
    """
    array = as_values(values, min_size=1)
    if np.min(array) <= 0:
        raise Undefined("The geometric mean needs every answer to be above zero.")
    middle = float(np.median(array))
    return _between(middle * np.exp(np.mean(log_ratios(array, middle))), array)


def log_odds_mean(probabilities: ArrayLike, alpha: float = 1.0, clip: float = 0.01) -> float:
    """The probability of the mean log odds; an alpha above 1 moves it away from one half.

    Plain: The average of the log odds, as a probability; above 1, alpha pushes it away from one
    half.
    Formula: expit(alpha mean ln(p / (1 - p))), with p clipped to [clip, 1 - clip].
    Source: Satopaa et al. 2014, International Journal of Forecasting 30:344,
    doi 10.1016/j.ijforecast.2013.09.009; why to extremize: Baron et al. 2014, Decision Analysis
    11:133, doi 10.1287/deca.2014.0293.
    Domain: probabilities, 0 <= p <= 1, n >= 1; alpha > 0; 0 < clip <= 0.5.
    Unit: none, a probability.
    Shape: a float.
    Parameters:
        probabilities: the probabilities that people gave, (n,), from 0 to 1.
        alpha: the factor of the mean log odds; above 1 it extremizes.
        clip: the distance that probabilities keep from 0 and 1.
    Misleads: Alpha above 1 helps where forecasters each know a different part; with lay crowds it
    makes answers worse. Where many people say 0 or 1, the result is mostly the choice of clip.
    Raises: `Undefined` for n = 0 and for values outside [0, 1]; `ValueError` for other alpha, clip.

    >>> round(log_odds_mean([0.5, 0.8, 0.9]), 4)
    0.7675
    """
    if not (isfinite(alpha) and alpha > 0):
        raise ValueError(f"alpha must be above 0, not {alpha}")
    if not 0 < clip <= 0.5:
        raise ValueError(f"clip must be above 0 and at most 0.5, not {clip}")
    array = as_values(probabilities, min_size=1)
    if np.min(array) < 0 or np.max(array) > 1:
        raise Undefined("Log odds need every answer to be a probability from 0 to 1.")
    logits = scipy.special.logit(np.clip(array, clip, 1 - clip))
    return float(scipy.special.expit(alpha * np.mean(logits)))


def select_crowd(values: ArrayLike, past_errors: ArrayLike, k: int = 20) -> float:
    """The median of the k people who were closest on past questions.

    Formula: the median of x over the k people with the smallest mean past error, of those with at
    least 10 scored questions; who ties with the last of them is in too.
    Source: Mannes, Soll and Larrick 2014, J. Personality and Social Psychology 107:276,
    doi 10.1037/a0036677, who take the mean of 5; here the median of 20, which needs less luck.
    Domain: real numbers; errors >= 0 that can be compared across questions (divide by the truth or
    take |ln(x / t)|), nan where somebody did not answer; k >= 1, and k people with 10 questions.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        past_errors: each person's errors on past questions, (n, questions), comparable across
            questions; nan where a person did not answer.
        k: how many people are selected.
    Misleads: With few past questions the best are the lucky ones, and where errors of one question
    are much larger than those of others, that question alone selects.
    Raises: `Undefined` where fewer than k people have 10 scored questions; `ValueError` for
    negative or infinite errors, other shapes, and k < 1.

    >>> select_crowd([10, 20, 90], [[1] * 10, [2] * 10, [3] * 10], k=2)
    15.0
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    array = as_values(values, min_size=1)
    errors = np.asarray(past_errors, dtype=np.float64)
    if errors.ndim != 2 or errors.shape[0] != array.size:
        raise ValueError(f"past_errors must be of shape ({array.size}, questions)")
    if np.any(errors < 0) or np.any(np.isinf(errors)):
        raise ValueError("past_errors must be finite or nan, and not negative")
    scored = np.sum(~np.isnan(errors), axis=1)
    selectable = scored >= MIN_SCORED_QUESTIONS
    if np.sum(selectable) < k:
        raise Undefined(
            "Too few people with {n} past questions: this needs at least {m}.",
            n=MIN_SCORED_QUESTIONS,
            m=k,
        )
    average = np.nansum(errors[selectable], axis=1) / scored[selectable]
    return float(np.median(array[selectable][average <= np.partition(average, k - 1)[k - 1]]))


def _between(mean: np.floating | float, array: Values) -> float:
    """The mean, which rounding must not push beyond all answers."""
    return float(np.clip(mean, np.min(array), np.max(array)))


def _partition_tails(array: Values, cut: int) -> Values:
    """The `cut` smallest values are first, the `cut` largest last, each next to the value after them."""
    return np.partition(array, (cut, array.size - cut - 1)) if cut else array


AGGREGATORS: dict[str, Statistic] = {
    "median": median,
    "mean": mean,
    "trimmed_mean": trimmed_mean,
    "winsorized_mean": winsorized_mean,
    "geometric_mean": geometric_mean,
    "hodges_lehmann": hodges_lehmann,
    "half_sample_mode": half_sample_mode,
    "kde_mode": kde_mode,
    "percentile_60": percentile_60,
    "kao_median": kao_median,
    "kao_mean": kao_mean,
    "kao_maximum_likelihood": kao_maximum_likelihood,
}
