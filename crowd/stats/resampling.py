"""Intervals of means from shared resamples, or by the normal approximation of large crowds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np

# scipy loads its submodules at their first use: importing `scipy.special` takes half a second.
import scipy
from numpy.typing import ArrayLike, NDArray

from crowd.stats.transforms import log_ratios
from crowd.stats.validation import MAX_MAGNITUDE, Undefined, Values, as_values, tail_probability

MAX_RESAMPLED_SIZE = 5_000
"""Answers up to which the interval is a bootstrap; above, the normal approximation is as good."""

MAX_RESAMPLES = 9_999
"""Resamples; with fewer, the interval of a small crowd with outliers depends on the seed."""

MAX_DRAWS = 10_000_000
"""Answers drawn in all resamples together."""

MIN_RESAMPLED = 10
"""Answers that an interval by resampling needs: of 2 to 5, it would hold the mean in 36 to 64 %."""

MAX_CHUNK = 100_000
"""Answers drawn at once: they stay in the processor's cache, which halves the time, measured."""


class Interval(NamedTuple):
    """A range on the values' own scale."""

    low: float
    high: float


class Estimand(NamedTuple):
    """What an interval is of: the mean of numbers without `trim` of them at either end."""

    numbers: Values
    trim: int = 0
    restore: Callable[[Interval], Interval] = lambda ends: ends
    """Brings both ends back to the unit of the answers."""


def mean_estimand(values: ArrayLike) -> Estimand:
    """The mean.

    Parameters:
        values: the answers, (n,), in any one unit.
    Raises: `Undefined` for n < 10.

    >>> mean_estimand(range(10)).trim
    0
    """
    return Estimand(as_values(values, min_size=MIN_RESAMPLED))


def trimmed_mean_estimand(values: ArrayLike) -> Estimand:
    """The mean without the lowest and the highest tenth.

    Parameters:
        values: the answers, (n,), in any one unit.
    Raises: `Undefined` for n < 10.

    >>> trimmed_mean_estimand(range(25)).trim
    2
    """
    array = as_values(values, min_size=MIN_RESAMPLED)
    return Estimand(array, trim=array.size // 10)


def geometric_mean_estimand(values: ArrayLike) -> Estimand:
    """The geometric mean: exp of the mean of ln x.

    Parameters:
        values: the answers, (n,), above zero, in any one unit.
    Raises: `Undefined` for n < 10 and for values not above zero.

    >>> geometric_mean_estimand([1, 4] * 5).restore(Interval(-9.0, 9.0))
    Interval(low=1.0, high=4.0)
    """
    array = as_values(values, min_size=MIN_RESAMPLED)
    low, high = np.min(array), np.max(array)
    if low <= 0:
        raise Undefined("The geometric mean needs every answer to be above zero.")

    middle = float(np.median(array))

    def restore(ends: Interval) -> Interval:
        # Rounding must not push an end beyond all answers.
        return Interval(*(float(end) for end in np.clip(middle * np.exp(ends), low, high)))

    return Estimand(log_ratios(array, middle), restore=restore)


class _Crowd(NamedTuple):
    """Numbers less their median, in units in which their powers do not overflow."""

    scaled: Values
    edges: Values
    """The lowest and the highest number that is not trimmed."""

    trim: int
    centre: float
    unit: float
    """0 where all numbers are equal."""


def confidence_intervals(
    estimands: Sequence[Estimand], rng: np.random.Generator, confidence: float = 0.95
) -> list[Interval]:
    """An interval of each estimand, all from the same resamples.

    Formula: as `mean_interval` and `trimmed_mean_interval`.
    Domain: at least two real numbers an estimand, as many in each; 0 < confidence < 1.
    Shape: as many intervals.
    Parameters:
        estimands: what the intervals are of.
        rng: the generator of random numbers; a seed makes the result repeatable.
        confidence: the share of crowds whose interval holds the population's figure, a share of 1.
    Raises: `ValueError` for other confidences.

    >>> confidence_intervals([Estimand(np.ones(3))], np.random.default_rng(1))
    [Interval(low=1.0, high=1.0)]
    """
    tail = tail_probability(confidence)
    crowds = [_scale(estimand) for estimand in estimands]
    ends = iter(_scaled_ends([crowd for crowd in crowds if crowd.unit], rng, tail))
    return [
        estimand.restore(_unscale(crowd, next(ends) if crowd.unit else (0.0, 0.0)))
        for estimand, crowd in zip(estimands, crowds, strict=True)
    ]


def _scale(estimand: Estimand) -> _Crowd:
    """The numbers in units of the larger edge: no power of those that count overflows."""
    centre = float(np.median(estimand.numbers))
    deviations = estimand.numbers - centre
    ranks = [estimand.trim, deviations.size - estimand.trim - 1]
    edges = np.partition(deviations, ranks)[ranks]
    unit = float(np.max(np.abs(edges))) or float(np.max(np.abs(deviations)))
    if not unit:
        return _Crowd(deviations, edges, estimand.trim, centre, unit)
    limit = unit * MAX_MAGNITUDE
    scaled = np.clip(deviations, -limit, limit) / unit
    return _Crowd(scaled, edges / unit, estimand.trim, centre, unit)


def _unscale(crowd: _Crowd, ends: tuple[float, float]) -> Interval:
    low, high = (crowd.centre + crowd.unit * end for end in ends)
    return Interval(low, high)


def _scaled_ends(
    crowds: list[_Crowd], rng: np.random.Generator, tail: float
) -> list[tuple[float, float]]:
    """Both ends for each crowd, in its units; all have the same number of people."""
    if not crowds:
        return []
    if crowds[0].scaled.size > MAX_RESAMPLED_SIZE:
        return [_normal_ends(crowd, tail) for crowd in crowds]
    # Sorting makes the interval independent of the order of the answers.
    ordered = [crowd._replace(scaled=np.sort(crowd.scaled)) for crowd in crowds]
    means = _resampled_means(ordered, rng)
    return [_bootstrap_ends(*pair, tail) for pair in zip(ordered, means, strict=True)]


def _normal_ends(crowd: _Crowd, tail: float) -> tuple[float, float]:
    """The interval by the normal approximation, from the winsorized standard deviation."""
    numbers, trim = crowd.scaled, crowd.trim
    deviation = float(np.std(np.clip(numbers, *crowd.edges), ddof=1))
    standard_error = deviation / ((1 - 2 * trim / numbers.size) * sqrt(numbers.size))
    half_width = float(-scipy.special.ndtri(tail) * standard_error)
    centre = _trimmed_mean(numbers, trim)
    return centre - half_width, centre + half_width


def _bootstrap_ends(crowd: _Crowd, means: Values, tail: float) -> tuple[float, float]:
    """The BCa interval; percentiles where leaving out one person changes nothing."""
    # BCa divides by the changes without one person, which are zero if the edges are equal.
    varied = crowd.edges[0] < crowd.edges[1]
    shares = _bca_shares(crowd, means, tail) if varied else (tail, 1 - tail)
    low, high = np.quantile(means, shares)
    return float(low), float(high)


def _bca_shares(crowd: _Crowd, means: Values, tail: float) -> Values:
    """The shares of resamples below either end, corrected for bias and skewness."""
    observed = _round_means(_trimmed_mean(crowd.scaled, crowd.trim))
    below = (np.count_nonzero(means < observed) + np.count_nonzero(means <= observed)) / (
        2 * means.size
    )
    bias = scipy.special.ndtri(below)
    # The trimmed mean without a person changes in proportion to their answer, clipped to the edges.
    changes = np.clip(crowd.scaled, *crowd.edges)
    changes -= np.mean(changes)
    skewness = np.sum(changes**3) / (6 * np.sum(changes**2) ** 1.5)
    quantiles = bias + scipy.special.ndtri(np.array([tail, 1 - tail]))
    shares: Values = scipy.special.ndtr(bias + quantiles / (1 - skewness * quantiles))
    return shares


def _resampled_means(crowds: list[_Crowd], rng: np.random.Generator) -> Values:
    """The trimmed means of crowds drawn with replacement, the same people from each: a row each."""
    size = crowds[0].scaled.size
    resamples, rows = min(MAX_RESAMPLES, MAX_DRAWS // size), max(1, MAX_CHUNK // size)
    means = np.empty((len(crowds), resamples))
    for start in range(0, resamples, rows):
        end = min(start + rows, resamples)
        ranks = rng.integers(0, size, (end - start, size))
        for place, crowd in enumerate(crowds):
            means[place, start:end] = _trimmed_means_of_rows(crowd, ranks)
    return _round_means(means)


def _trimmed_means_of_rows(crowd: _Crowd, ranks: NDArray[np.integer]) -> Values:
    """The trimmed mean of each row of ranks that were drawn."""
    if crowd.trim:
        # Sorting ranks of four bytes takes a seventh of the time of sorting the answers, measured;
        # of two bytes, five times as long as that without AVX-512.
        ranks = np.sort(ranks.astype(np.int32), axis=1)[:, crowd.trim : ranks.shape[1] - crowd.trim]
    means: Values = np.mean(crowd.scaled.take(ranks), axis=1)
    return means


def _trimmed_mean(array: Values, trim: int) -> float:
    """The mean without `trim` answers at either end."""
    end = array.size - trim
    return float(np.mean(np.partition(array, (trim, end - 1))[trim:end] if trim else array))


def _round_means(means: ArrayLike) -> Values:
    """Means of the same answers are equal only once rounded, which matters because BCa counts ties."""
    rounded: Values = np.asarray(means, dtype=np.float64).round(14)
    return rounded
