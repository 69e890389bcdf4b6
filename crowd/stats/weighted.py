"""Aggregates that weight or select people, by their ranges, probabilities or past errors."""

from __future__ import annotations

from math import isfinite

import numpy as np

# scipy loads its submodules at their first use: importing `scipy.special` takes half a second.
import scipy
from numpy.typing import ArrayLike

from crowd.stats.validation import Undefined, Values, aligned_values, as_values

MIN_RELATIVE_WIDTH = 0.1
"""Width of a range below which a narrower one has no more weight, in median widths."""

MIN_SCORED_QUESTIONS = 10
"""Past questions of a person who can be selected."""


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


def interval_weighted(values: ArrayLike, lows: ArrayLike, highs: ArrayLike) -> float:
    """The mean with weights by the precision of people's ranges, which are bounded.

    Plain: People who gave a narrow range count more, but nobody counts without limit.
    Formula: sum w_i x_i / sum w_i with w_i = 1 / max(high_i - low_i, c)^2, c a tenth of the median
    width. Widths of zero are left out of that median; where all are zero, it is the mean.
    Source: weights by precision: Cochran 1937, J. Royal Statistical Society (Supplement) 4:102; the
    limit c is chosen here, because people's ranges are far too narrow.
    Domain: real numbers, n >= 1; low <= high; nan in both or one: no range, this person is skipped.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        lows: the low end of each person's range, (n,), in the unit of the values; nan where there
            is none.
        highs: the high end of each person's range, (n,), in the same unit; nan where there is none.
    Misleads: How sure people are says little about how right they are, and one wild answer with a
    narrow range moves it as easily as the plain mean. On 25 public claims its Brier score was .138,
    that of the plain mean .152.
    Raises: `Undefined` where nobody gave a range; `ValueError` where a low end is above its high
    end, and for arrays of different lengths.

    >>> interval_weighted([10, 20], [9, 18], [11, 22])
    12.0
    """
    array = as_values(values, min_size=1)
    ends = [aligned_values(lows, array.size, "lows"), aligned_values(highs, array.size, "highs")]
    widths = ends[1] - ends[0]
    if np.any(widths < 0):
        raise ValueError("each low end must be at most its high end")
    given = ~np.isnan(widths)
    if not np.any(given):
        raise Undefined("Nobody gave a range.")
    return float(np.average(array[given], weights=_precision_weights(widths[given])))


def _precision_weights(widths: Values) -> Values:
    """The weights 1 / width^2, scaled so that the largest possible is 1."""
    positive = widths[widths > 0]
    if not positive.size:
        return np.ones(widths.size)
    min_width = MIN_RELATIVE_WIDTH * np.median(positive)
    return np.asarray((min_width / np.maximum(widths, min_width)) ** 2)


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
