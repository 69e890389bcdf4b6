"""Confidence intervals of means whose answers are skewed or have heavy tails."""

from __future__ import annotations

from math import cbrt, sqrt
from typing import NamedTuple

import numpy as np

# scipy loads its submodules at their first use: importing `scipy.special` takes half a second.
import scipy

from crowd.stats.validation import Values, inner_product, require_effective_n, tail_probability

MIN_SKEWNESS = 1e-9
"""Skewness below which none is corrected: the formula would divide by it."""


class Interval(NamedTuple):
    """A range on the values' own scale."""

    low: float
    high: float


class _Moments(NamedTuple):
    """The standard deviation, the skewness, and the excess kurtosis, without bias where normal."""

    deviation: float
    skewness: float
    kurtosis: float


def skewness_corrected_interval(
    centre: float,
    deviations: Values,
    confidence: float = 0.95,
    effective_n: float | None = None,
) -> Interval:
    """A confidence interval of a mean by Hall's transformation of Student's t.

    Formula: centre - s h(+/- q), h(y) = (3 / g) ((1 + g (y - g / (6 m)))^(1/3) - 1), or y for g = 0;
    q = t / sqrt(m), t the quantile of Student's distribution with (m - 1) / (1 + max(k, 0) / 2)
    degrees of freedom; m = n, or `effective_n` where that is less; s the standard deviation (n - 1),
    g = G1 and k = G2 the skewness and the excess kurtosis, both corrected for bias.
    Source: h: Hall 1992, J. Royal Statistical Society B 54:221; the degrees of freedom of s^2: Box
    1953, Biometrika 40:318; Student's quantiles with a correction for skewness: Johnson 1978, JASA
    73:536.
    Domain: real numbers whose mean is zero; n >= 4; 0 < confidence < 1.
    Unit: the deviations'.
    Shape: two floats.
    Parameters:
        centre: the mean of the answers, in any unit.
        deviations: the distances of the answers from it, (n,), in the same unit.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
        effective_n: how many independent people tell as much, in people; None for all.
    Raises: `Undefined` for `effective_n` <= 2; `ValueError` for other confidences.

    >>> skewness_corrected_interval(7, np.zeros(4))
    Interval(low=7.0, high=7.0)
    """
    tail, people = tail_probability(confidence), float(deviations.size)
    if effective_n is not None:
        require_effective_n(effective_n)
        people = min(people, effective_n)
    # In units of the largest deviation no power overflows.
    unit = float(np.max(np.abs(deviations)))
    if not unit:
        return Interval(float(centre), float(centre))
    moments = _moments(deviations / unit)
    degrees = (people - 1) / (1 + max(moments.kurtosis, 0) / 2)
    quantile = float(scipy.special.stdtrit(degrees, 1 - tail)) / sqrt(people)
    below, above = (
        unit * moments.deviation * _untransform(y, moments.skewness, people)
        for y in (quantile, -quantile)
    )
    return Interval(centre - below, centre - above)


def _moments(centred: Values) -> _Moments:
    n, squares = centred.size, centred * centred
    deviation = sqrt(float(np.sum(squares)) / (n - 1))
    cubes = inner_product(squares, centred) / deviation**3
    fourth_powers = inner_product(squares, squares) / deviation**4
    kurtosis = (n + 1) * n / (n - 1) * fourth_powers - 3 * (n - 1) ** 2
    return _Moments(deviation, n / ((n - 1) * (n - 2)) * cubes, kurtosis / ((n - 2) * (n - 3)))


def _untransform(y: float, skewness: float, people: float) -> float:
    """The inverse of Hall's cubic transformation, which rises everywhere."""
    if abs(skewness) < MIN_SKEWNESS:
        return y
    return 3 / skewness * (cbrt(1 + skewness * (y - skewness / (6 * people))) - 1)
