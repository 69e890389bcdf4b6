"""Confidence intervals of means: a bootstrap of small crowds, a normal approximation of large ones."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np

# scipy loads its submodules at their first use: importing `scipy.special` takes half a second.
import scipy
from numpy.typing import ArrayLike, NDArray

from crowd.stats.validation import MAX_MAGNITUDE, Values, as_values, tail_probability

MAX_RESAMPLED_SIZE = 5_000
"""Answers up to which the interval is a bootstrap; above, the normal approximation is as good."""

MAX_RESAMPLES = 9_999
"""Resamples; with fewer, the interval of a small crowd with outliers depends on the seed."""

MAX_DRAWS = 10_000_000
"""Answers drawn in all resamples together."""

MAX_CHUNK = 100_000
"""Answers drawn at once: they stay in the processor's cache, which halves the time, measured."""


class Interval(NamedTuple):
    """A range on the values' own scale."""

    low: float
    high: float


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
    Domain: real numbers, independent answers; 0 < confidence < 1; n >= 2.
    Unit: the values'.
    Shape: two floats.
    Parameters:
        values: the answers, (n,), in any one unit.
        rng: the generator of random numbers; a seed makes the result repeatable.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
    Misleads: it is sampling noise, not accuracy; and where a few answers are huge, it is far too
    short, because the huge answers that were not given are missing from it.
    Raises: `Undefined` for n < 2; `ValueError` for other confidences.

    >>> low, high = mean_interval(range(101), np.random.default_rng(1))
    >>> (round(low), round(high))
    (44, 56)
    """
    return _trimmed_mean_interval(
        as_values(values, min_size=2), rng, tail_probability(confidence), trim=0
    )


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
    Domain: real numbers, independent answers; 0 < confidence < 1; n >= 2.
    Unit: the values'.
    Shape: two floats.
    Parameters:
        values: the answers, (n,), in any one unit.
        rng: the generator of random numbers; a seed makes the result repeatable.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
    Misleads: it is sampling noise, not accuracy; and it speaks of the middle four fifths only.
    Raises: `Undefined` for n < 2; `ValueError` for other confidences.

    >>> low, high = trimmed_mean_interval([*range(100), 10**9], np.random.default_rng(1))
    >>> (round(low), round(high))
    (43, 57)
    """
    array = as_values(values, min_size=2)
    return _trimmed_mean_interval(array, rng, tail_probability(confidence), trim=array.size // 10)


def _trimmed_mean_interval(
    array: Values, rng: np.random.Generator, tail: float, trim: int
) -> Interval:
    """The interval of the mean without `trim` answers at either end."""
    centre = float(np.median(array))
    deviations = array - centre
    if not np.any(deviations):
        return Interval(centre, centre)
    ranks = [trim, array.size - trim - 1]
    edges = np.partition(deviations, ranks)[ranks]
    # In units of the larger edge no power of the deviations that count overflows.
    size = float(np.max(np.abs(edges))) or float(np.max(np.abs(deviations)))
    limit = size * MAX_MAGNITUDE
    scaled, edges = np.clip(deviations, -limit, limit) / size, edges / size
    if array.size > MAX_RESAMPLED_SIZE:
        ends = _normal_interval(scaled, edges, tail, trim)
    else:
        ends = _bootstrap_interval(scaled, edges, rng, tail, trim)
    return Interval(*(centre + size * float(end) for end in ends))


def _normal_interval(array: Values, edges: Values, tail: float, trim: int) -> tuple[float, float]:
    """The interval by the normal approximation, from the winsorized standard deviation."""
    deviation = float(np.std(np.clip(array, *edges), ddof=1))
    standard_error = deviation / ((1 - 2 * trim / array.size) * sqrt(array.size))
    half_width = float(-scipy.special.ndtri(tail) * standard_error)
    centre = _trimmed_mean(array, trim)
    return centre - half_width, centre + half_width


def _bootstrap_interval(
    array: Values, edges: Values, rng: np.random.Generator, tail: float, trim: int
) -> tuple[float, float]:
    """The BCa interval; percentiles where leaving out one person changes nothing."""
    # Sorting makes the interval independent of the order of the answers.
    ordered = np.sort(array)
    means = _resampled_means(ordered, rng, trim)
    # BCa divides by the changes without one person, which are zero if the edges are equal.
    varied = edges[0] < edges[1]
    shares = _bca_shares(ordered, edges, means, tail, trim) if varied else (tail, 1 - tail)
    low, high = np.quantile(means, shares)
    return float(low), float(high)


def _bca_shares(ordered: Values, edges: Values, means: Values, tail: float, trim: int) -> Values:
    """The shares of resamples below either end, corrected for bias and skewness."""
    observed = _round_means(_trimmed_mean(ordered, trim))
    below = (np.count_nonzero(means < observed) + np.count_nonzero(means <= observed)) / (
        2 * means.size
    )
    bias = scipy.special.ndtri(below)
    # The trimmed mean without a person changes in proportion to their answer, clipped to the edges.
    changes = np.clip(ordered, *edges)
    changes -= np.mean(changes)
    skewness = np.sum(changes**3) / (6 * np.sum(changes**2) ** 1.5)
    quantiles = bias + scipy.special.ndtri(np.array([tail, 1 - tail]))
    shares: Values = scipy.special.ndtr(bias + quantiles / (1 - skewness * quantiles))
    return shares


def _resampled_means(ordered: Values, rng: np.random.Generator, trim: int) -> Values:
    """The trimmed means of crowds drawn from this one with replacement."""
    size, resamples = ordered.size, min(MAX_RESAMPLES, MAX_DRAWS // ordered.size)
    rows = max(1, MAX_CHUNK // size)
    means = [
        _trimmed_means_of_rows(
            ordered, rng.integers(0, size, (min(rows, resamples - start), size)), trim
        )
        for start in range(0, resamples, rows)
    ]
    return _round_means(np.concatenate(means))


def _trimmed_means_of_rows(ordered: Values, ranks: NDArray[np.integer], trim: int) -> Values:
    """The trimmed mean of each row of ranks that were drawn."""
    if trim:
        # Sorting ranks of four bytes takes a seventh of the time of sorting the answers, measured;
        # of two bytes, five times as long as that without AVX-512.
        ranks = np.sort(ranks.astype(np.int32), axis=1)[:, trim : ordered.size - trim]
    means: Values = np.mean(ordered.take(ranks), axis=1)
    return means


def _trimmed_mean(array: Values, trim: int) -> float:
    """The mean without `trim` answers at either end."""
    end = array.size - trim
    return float(np.mean(np.partition(array, (trim, end - 1))[trim:end] if trim else array))


def _round_means(means: ArrayLike) -> Values:
    """Means of the same answers are equal only once rounded, which matters because BCa counts ties."""
    rounded: Values = np.asarray(means, dtype=np.float64).round(14)
    return rounded
