"""Tests of independence: whether the order of the answers is that of chance, and Holm's correction.

A small probability says that the order is not that of chance. It does not say why, and it speaks
of the crowd, not of anybody in it.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np

# scipy loads its submodules at their first use: importing `scipy.special` takes half a second.
import scipy
from numpy.typing import ArrayLike

from crowd.stats.independence.serial_correlation import neighbour_correlation, serial_correlation
from crowd.stats.transforms import discordant_pairs, mid_ranks, rank_test
from crowd.stats.validation import (
    Statistic,
    Undefined,
    Values,
    as_values,
    require_enough,
    require_minority,
    require_variation,
)

MAX_EXACT_SIZE = 33
"""Answers, all different, up to which the probability of a drift is exact."""

MIN_PER_SIDE = 10
"""Answers above and below the median that the test of runs needs."""


class Drift(NamedTuple):
    """Kendall's tau of value and order, and how often chance alone gives one so far from 0."""

    tau: float
    p: float


def runs_p(values: ArrayLike) -> float:
    """The probability of so many or so few runs above and below the median in random order.

    Plain: In random order, the answers would stay above or below the median as long, or as short,
    so often.
    Formula: two-sided normal tail of the number of runs, with mean 2 a b / (a + b) + 1 and variance
    2 a b (2 a b - a - b) / ((a + b)^2 (a + b - 1)), for a answers above the median and b below;
    answers equal to it are left out.
    Source: Wald and Wolfowitz 1940, Annals of Mathematical Statistics 11:147,
    doi 10.1214/aoms/1177731909.
    Domain: real numbers in order of arrival; n >= 30, at least 10 above and 10 below the median.
    Unit: none, a probability.
    Shape: a float.
    Parameters:
        values: the answers in order of arrival, (n,), in any one unit.
    Misleads: small values come from long runs, as when people imitate, and from quick changes, as
    when two camps take turns. It sees less than `neighbour_p`.
    Evidence: at 0.01, on the threads of `neighbour_p`: 9 of 13, none of 4; of the 14 further ones 1.
    Where few answers are unlike the median, up to 10 % of simulated independent crowds.
    Raises: `Undefined` for n < 30 and where too many answers equal the median.

    >>> runs_p([1, 2] * 15) < 0.001
    True
    """
    array = require_enough(values)
    sides = np.sign(array - np.median(array))
    above = sides[sides != 0] > 0
    a = float(np.count_nonzero(above))
    b = above.size - a
    if min(a, b) < MIN_PER_SIDE:
        raise Undefined("Too many answers equal the median: there are no runs to count.")
    runs = 1 + np.count_nonzero(above[1:] != above[:-1])
    mean = 2 * a * b / (a + b) + 1
    variance = (mean - 1) * (mean - 2) / (a + b - 1)
    return float(2 * scipy.special.ndtr(-abs(runs - mean) / sqrt(variance)))


def drift(values: ArrayLike) -> Drift:
    """Kendall's tau of answers and order, above 0 where they rise, and its two-sided probability.

    Plain: Above 0, later people gave larger answers; below 0, smaller ones; p is how often chance
    does it.
    Formula: Kendall's tau-b of value and place in the order, in O(n log n); p two-sided, exact up to
    n = 33 without ties, else from the normal distribution.
    Source: Kendall 1945, The treatment of ties in ranking problems, Biometrika 33:239,
    doi 10.1093/biomet/33.3.239; the same numbers as `scipy.stats.kendalltau`.
    Domain: real numbers, not all equal, in order of arrival; n >= 30.
    Unit: none; tau between -1 and 1, p a probability.
    Shape: two floats.
    Parameters:
        values: the answers in order of arrival, (n,), in any one unit.
    Misleads: it does not see people who imitate their neighbours (none of 13 published threads that
    did); it sees news, a changed public, or somebody who pushes the answers one way.
    Evidence: at 0.01, on the threads of `neighbour_p`: none of 13, none of 4; of the 14 further ones,
    whose people were shown the largest guesses, 6.
    Raises: `Undefined` for n < 30, and where fewer than ten differ from the most frequent answer.

    >>> drift(range(30)).tau
    1.0
    """
    ranks = 2 * mid_ranks(require_variation(require_enough(values)))
    require_minority(ranks)
    times = np.bincount(ranks.astype(np.intp))
    ties = times[times > 1].astype(np.float64)
    pairs, tied = ranks.size * (ranks.size - 1) // 2, int(np.sum(ties * (ties - 1))) // 2
    discordant = discordant_pairs(ranks)
    score = pairs - tied - 2 * discordant
    tau = score / sqrt(pairs - tied) / sqrt(pairs)
    if ranks.size <= MAX_EXACT_SIZE and not tied:
        p = _exact_drift_p(ranks.size, min(discordant, pairs - discordant))
    else:
        variance = pairs * (2 * ranks.size + 5) / 9 - float(
            np.sum(ties * (ties - 1) * (2 * ties + 5)) / 18
        )
        p = 2 * float(scipy.special.ndtr(-abs(score) / sqrt(variance)))
    return Drift(max(-1.0, min(1.0, tau)), p)


def _exact_drift_p(n: int, discordant: int) -> float:
    """The share of orders of n different answers with at most so many discordant pairs, doubled."""
    orders = np.ones(1)
    for size in range(2, n + 1):
        # The last answer makes 0 to size - 1 discordant pairs with those before it.
        orders = np.convolve(orders, np.ones(size))
    return min(1.0, 2 * float(np.sum(orders[: discordant + 1]) / np.sum(orders)))


def narrowing_p(values: ArrayLike) -> float:
    """The probability of so large a difference in spread of both halves, if all were spread alike.

    Plain: If all were spread alike, the first and second half would differ in spread as much so
    often.
    Formula: Fligner and Killeen's test, about the medians, of the first floor(n / 2) answers
    against the rest: `rank_test` of ndtri(1/2 + R / (2 (n + 1))), R the mid-ranks of the distances
    from the median of the half.
    Source: Fligner and Killeen 1976, JASA 71:210, doi 10.1080/01621459.1976.10481517; Conover,
    Johnson and Johnson 1981, Technometrics 23:351, doi 10.1080/00401706.1981.10487680; the same
    number as `scipy.stats.fligner`.
    Domain: real numbers, not all equal, in order of arrival; n >= 30.
    Unit: none, a probability.
    Shape: a float.
    Parameters:
        values: the answers in order of arrival, (n,), in any one unit.
    Misleads: small values come from answers that widen, too; and it sees few crowds that imitate (2
    of 13 published threads).
    Evidence: at 0.01, on the threads of `neighbour_p`: 2 of 13, none of 4; of the 14 further ones 7. Of
    simulated independent crowds 1 % on logarithms, but 15 to 17 % of widely spread ones without;
    of skewed answers that share few values up to 12 %.
    Raises: `Undefined` for n < 30, and where all answers lie equally far from the middle.

    >>> narrowing_p([*range(0, 1500, 100), *range(15)]) < 0.001
    True
    """
    array = require_variation(require_enough(values))
    half = array.size // 2
    later = np.arange(array.size) >= half
    middles = np.array([np.median(array[:half]), np.median(array[half:])])
    ranks = mid_ranks(np.abs(array - middles[later.astype(np.intp)]))
    if np.min(ranks) == np.max(ranks):
        raise Undefined("All answers lie equally far from the middle: there is nothing to compare.")
    scores = scipy.special.ndtri(0.5 + ranks / (2 * (array.size + 1)))
    return rank_test(scores, later)


def holm(p_values: ArrayLike) -> Values:
    """The p-values of a family of tests, adjusted so that one level holds for all of them together.

    Plain: Of several checks, one finds something by chance alone at most so often.
    Formula: of m ordered p_(1) <= ... <= p_(m), the j-th becomes max over i <= j of
    min(1, (m - i + 1) p_(i)).
    Source: Holm 1979, Scandinavian Journal of Statistics 6:65.
    Domain: probabilities from 0 to 1, of tests that may depend on each other in any way.
    Unit: none, probabilities.
    Shape: (m,), in the order of the input.
    Parameters:
        p_values: the probabilities, (m,), from 0 to 1.
    Misleads: each check finds less than alone, the less the more checks there are.
    Raises: `ValueError` for what is no probability.

    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    array = as_values(p_values)
    if array.size and (np.min(array) < 0 or np.max(array) > 1):
        raise ValueError("p-values must be from 0 to 1")
    order = np.argsort(array, kind="stable")
    factors = np.arange(array.size, 0, -1)
    adjusted = np.empty_like(array)
    adjusted[order] = np.minimum(np.maximum.accumulate(factors * array[order]), 1.0)
    return adjusted


INDEPENDENCE: dict[str, Statistic] = {
    "neighbour_correlation": neighbour_correlation,
    "serial_correlation": serial_correlation,
    "runs_p": runs_p,
    "narrowing_p": narrowing_p,
}
