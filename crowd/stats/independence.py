"""Tests of independence: whether the order of the answers is that of chance.

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

from crowd.stats.transforms import discordant_pairs, mid_ranks, rank_test
from crowd.stats.validation import (
    Statistic,
    Undefined,
    Values,
    inner_product,
    require_enough,
    require_variation,
)

MAX_PERMUTED_SIZE = 5_000
"""Answers up to which the order is shuffled; above, the normal approximation is as good."""

MAX_CHUNK = 100_000
"""Numbers that are shuffled at once: they stay in the processor's cache, which saves a tenth."""

MAX_EXACT_SIZE = 33
"""Answers, all different, up to which the probability of a drift is exact."""

MIN_PER_SIDE = 10
"""Answers above and below the median that the test of runs needs."""


class Drift(NamedTuple):
    """Kendall's tau of value and order, and how often chance alone gives one so far from 0."""

    tau: float
    p: float


def neighbour_correlation(values: ArrayLike) -> float:
    """The rank correlation of each answer with the next, above 0 where neighbours are alike.

    Plain: Above 0, people answered more like the person before them than like the rest.
    Formula: sum_i z_i z_(i+1) / sum_i z_i^2, z the mid-ranks in order of arrival less their mean.
    Source: Wald and Wolfowitz 1943, Annals of Mathematical Statistics 14:378,
    doi 10.1214/aoms/1177731358.
    Domain: real numbers, not all equal, in order of arrival; n >= 30.
    Unit: none, between -1 and 1; about -1 / n by chance.
    Shape: a float.
    Parameters:
        values: the answers in order of arrival, (n,), in any one unit.
    Misleads: people who come together, or at one time of day, resemble each other without having
    seen an answer.
    Raises: `Undefined` for n < 30 and for equal answers.

    >>> round(neighbour_correlation([1] * 15 + [2] * 15), 3)
    0.9
    """
    ranks = _centred_ranks(values)
    return inner_product(ranks[:-1], ranks[1:]) / inner_product(ranks, ranks)


def neighbour_p(values: ArrayLike, rng: np.random.Generator, permutations: int = 9_999) -> float:
    """The probability of at least this correlation of neighbours in random order.

    Plain: In random order, people would resemble the person before them as much so often, or more.
    Formula: one-sided; up to n = 5,000, (1 + #{r* >= r}) / (1 + permutations), r as
    `neighbour_correlation` and r* that of the answers shuffled. Above, the normal tail with r's
    exact mean and variance over all orders, -1 / n and
    ((S2^2 - S4) / n + (S2^2 - 2 S4) / (n (n - 1))) / S2^2 - 1 / n^2, S2 and S4 the sums of z^2, z^4.
    Source: Wald and Wolfowitz 1943, Annals of Mathematical Statistics 14:378,
    doi 10.1214/aoms/1177731358; the 1 added: Phipson and Smyth 2010, Statistical Applications in
    Genetics and Molecular Biology 9:39, doi 10.2202/1544-6115.1585.
    Domain: real numbers, not all equal, in order of arrival; n >= 30; permutations >= 1.
    Unit: none, a probability, at least 1 / (1 + permutations) up to n = 5,000.
    Shape: a float.
    Parameters:
        values: the answers in order of arrival, (n,), in any one unit.
        rng: the generator of random numbers; a seed makes the result repeatable.
        permutations: how many times the answers are shuffled.
    Misleads: a large value is no proof that people answered alone: of 13 published threads in which
    people saw earlier guesses, 3 have p > 0.01.
    Raises: `Undefined` for n < 30, and where fewer than ten differ from the most frequent answer;
    `ValueError` for permutations < 1.

    >>> neighbour_p([1] * 15 + [2] * 15, np.random.default_rng(1))
    0.0001
    """
    if permutations < 1:
        raise ValueError(f"permutations must be at least 1, not {permutations}")
    ranks = _centred_ranks(values)
    if ranks.size > MAX_PERMUTED_SIZE:
        return _neighbour_normal_p(ranks)
    as_extreme = _count_as_extreme(ranks, rng, permutations)
    return (1 + as_extreme) / (1 + permutations)


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
    Raises: `Undefined` for n < 30, and where fewer than ten differ from the most frequent answer.

    >>> drift(range(30)).tau
    1.0
    """
    ranks = 2 * mid_ranks(require_variation(require_enough(values)))
    _require_minority(ranks)
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


def _centred_ranks(values: ArrayLike) -> Values:
    """Twice the distance of each mid-rank from their mean."""
    ranks = mid_ranks(require_variation(require_enough(values)))
    # These are whole numbers, so that sums of products are exact.
    centred: Values = 2 * ranks - (ranks.size + 1)
    _require_minority(2 * ranks)
    return centred


def _require_minority(doubled_ranks: Values) -> None:
    """Raise `Undefined` where nearly all answers are the same: the order of the few says nothing."""
    most_frequent = int(np.max(np.bincount(doubled_ranks.astype(np.intp))))
    if doubled_ranks.size - most_frequent < MIN_PER_SIDE:
        raise Undefined(
            "Fewer than {n} answers differ from the most frequent one: their order says nothing.",
            n=MIN_PER_SIDE,
        )


def _neighbour_normal_p(ranks: Values) -> float:
    """The upper tail of the normal distribution with the moments of r over all orders."""
    n, squares = ranks.size, ranks * ranks
    square = float(np.sum(squares))
    fourth = inner_product(squares, squares) / square**2
    variance = (1 - fourth) / n + (1 - 2 * fourth) / (n * (n - 1)) - 1 / n**2
    correlation = inner_product(ranks[:-1], ranks[1:]) / square
    return float(scipy.special.ndtr(-(correlation + 1 / n) / sqrt(variance)))


def _count_as_extreme(ranks: Values, rng: np.random.Generator, permutations: int) -> int:
    """How many shuffled orders have at least the observed correlation of neighbours."""
    observed, rows = inner_product(ranks[:-1], ranks[1:]), max(1, MAX_CHUNK // ranks.size)
    as_extreme = 0
    for start in range(0, permutations, rows):
        size = (min(rows, permutations - start), ranks.size)
        shuffled = rng.permuted(np.broadcast_to(ranks, size), axis=1)
        products = np.einsum("ij,ij->i", shuffled[:, :-1], shuffled[:, 1:])
        as_extreme += int(np.count_nonzero(products >= observed))
    return as_extreme


INDEPENDENCE: dict[str, Statistic] = {
    "neighbour_correlation": neighbour_correlation,
    "runs_p": runs_p,
    "narrowing_p": narrowing_p,
}
