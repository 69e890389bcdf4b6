"""The estimate of Palley and Satopaa 2023 by its closed form, of a crowd and without each person."""

from __future__ import annotations

from math import isfinite

import numpy as np

from crowd.stats.validation import Undefined, Values

Term = float | Values
"""A number, or one for each crowd that lacks one person."""

MIN_REMAINING_SHARE = 0.001
"""Share of a sum of squares that must remain without a person: below, subtraction is inexact."""

MIN_DEVIATION = 1e-300
"""Standard deviation below which numbers are as good as equal."""

ROUNDING_TOLERANCE = 1e-7
"""Share of a length that is rounding: the root of a difference of squares has half the digits."""


def knowledge_estimate(estimates: Values, predictions: Values) -> float:
    """The knowledge-weighted estimate, by the formula in `knowledge_weighted`.

    Parameters:
        estimates: the answers, (J,), J >= 5, in any one unit.
        predictions: what each person expects as the mean of the others, (J,), in the same unit.
    Raises: `Undefined` where all estimates are the same, and where every aggregate is as good.

    >>> answers, expected = np.array([1.0, 2, 3, 4, 5]), np.array([1.0, 2, 2, 3, 4])
    >>> round(knowledge_estimate(answers, expected), 3)
    3.611
    """
    # The variance of numbers that are almost equal underflows to zero.
    if np.min(estimates) == np.max(estimates) or np.std(estimates) < MIN_DEVIATION:
        raise Undefined("All estimates are the same: there is nobody to prefer.")
    e, p, sizes = _standardize(estimates, predictions)
    mean = float(np.mean(estimates))
    gap = mean - float(np.mean(predictions))
    ee, ep, pp = (float(np.mean(product)) for product in (e * e, e * p, p * p))
    pivot = float(_pivot(e.size, gap, sizes, ee, ep, pp))
    if not isfinite(pivot):
        raise Undefined("These predictions of the others fit every aggregate equally well.")
    return mean + pivot


def _standardize(
    estimates: Values, predictions: Values
) -> tuple[Values, Values, tuple[float, float]]:
    """Deviations from the means in standard deviations, and these as shares of the larger one."""
    e_size, p_size = float(np.std(estimates)), float(np.std(predictions))
    larger = max(e_size, p_size)
    e = (estimates - np.mean(estimates)) / e_size
    # Equal predictions deviate from their mean by its rounding only.
    varied = p_size >= MIN_DEVIATION
    p = (predictions - np.mean(predictions)) / p_size if varied else np.zeros_like(e)
    return e, p, (e_size / larger, p_size / larger)


def _pivot(n: int, gap: Term, sizes: tuple[float, float], ee: Term, ep: Term, pp: Term) -> Values:
    """The distance of the estimate from the mean; nan where every distance is as good."""
    e_size, p_size = sizes
    share = (n - 1) / n
    # c and the root of k, both times the standard deviation of the estimates: the squares of c and k
    # could overflow where estimates and predictions differ much in spread.
    c = e_size / n + share * p_size * ep / ee
    root_k = share * p_size * np.sqrt(np.maximum(pp - ep * ep / ee, 0) / ((n - 4) * ee))
    length = np.hypot(c, root_k)
    # A length that is rounding only differs between processors: it counts as zero.
    length = np.where(length > ROUNDING_TOLERANCE * (e_size / n + share * p_size), length, np.nan)
    return np.asarray(share * gap * (c / length) * (e_size / length))


def estimates_without_each(estimates: Values, predictions: Values) -> Values:
    """The estimate of each crowd that lacks one person, (J,); infinite where there is none.

    Parameters:
        estimates: the answers, (J,), J >= 6, in any one unit.
        predictions: what each person expects as the mean of the others, (J,), in the same unit.

    >>> answers = np.array([1.0, 2, 3, 4, 5, 6])
    >>> expected = np.array([1.0, 2, 2, 3, 4, 4])
    >>> estimates_without_each(answers, expected).round(2).tolist()
    [5.11, 4.87, 4.5, 4.28, 4.14, 3.61]
    """
    e, p, sizes = _standardize(estimates, predictions)
    n, rest = e.size, e.size - 1
    # Subtracting a person who makes up almost all of a sum loses its digits: the sum is made anew.
    dominant = np.minimum(_remaining_shares(e), _remaining_shares(p)) < MIN_REMAINING_SHARE
    others = ~dominant
    ee, ep, pp = ((a @ b - (a * b)[others] * n / rest) / rest for a, b in ((e, e), (e, p), (p, p)))
    means = np.mean(estimates) - (estimates - np.mean(estimates))[others] / rest
    expected = np.mean(predictions) - (predictions - np.mean(predictions))[others] / rest
    pivots = _pivot(rest, means - expected, sizes, ee, ep, pp)
    without = np.full(n, np.inf)
    without[others] = np.where(np.isfinite(pivots), means + pivots, np.inf)
    for i in np.flatnonzero(dominant).tolist():
        without[i] = _estimate_without_one(i, estimates, predictions)
    return without


def _remaining_shares(deviations: Values) -> Values:
    """The share of the sum of squares about the mean that is left without each person."""
    n, squares = deviations.size, deviations**2
    return 1 - squares * n / (n - 1) / max(float(np.sum(squares)), MIN_DEVIATION)


def _estimate_without_one(i: int, estimates: Values, predictions: Values) -> float:
    """The estimate of the others; infinite where there is none."""
    try:
        return knowledge_estimate(np.delete(estimates, i), np.delete(predictions, i))
    except Undefined:
        return float("inf")
