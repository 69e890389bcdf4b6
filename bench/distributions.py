"""Distributions of the answers of independent people, as functions that draw them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], Values]

ONE_TWO_FIVE = np.array([digit * 10.0**power for power in range(-1, 9) for digit in (1, 2, 5)])


def log_normal(sigma: float, median: float = 400) -> Draw:
    """Quantities whose logarithms are normal."""
    return lambda rng, n: rng.lognormal(np.log(median), sigma, n)


def normal(mean: float, deviation: float) -> Draw:
    """Normal numbers."""
    return lambda rng, n: rng.normal(mean, deviation, n)


def uniform(low: float, high: float) -> Draw:
    """Numbers spread evenly."""
    return lambda rng, n: rng.uniform(low, high, n)


def laplace(mean: float, scale: float) -> Draw:
    """Numbers with exponential tails on both sides."""
    return lambda rng, n: rng.laplace(mean, scale, n)


def student(degrees: float, mean: float, scale: float) -> Draw:
    """Numbers with heavy tails on both sides."""
    return lambda rng, n: mean + scale * rng.standard_t(degrees, n)


def gamma(shape: float, scale: float) -> Draw:
    """Quantities with a tail upwards, of skewness 2 / sqrt(shape); of shape 1, exponential ones."""
    return lambda rng, n: rng.gamma(shape, scale, n)


def weibull(shape: float, scale: float) -> Draw:
    """Quantities with a tail upwards, heavy for shapes below 1."""
    return lambda rng, n: scale * rng.weibull(shape, n)


def beta(one: float, other: float, scale: float = 1) -> Draw:
    """Shares of a scale."""
    return lambda rng, n: scale * rng.beta(one, other, n)


def poisson(mean: float) -> Draw:
    """Counts that fall on both sides of their mean, for a mean of 1 from zero on."""
    return lambda rng, n: rng.poisson(mean, n).astype(np.float64)


def geometric(p: float) -> Draw:
    """Counts from 1 on, each rarer than the one before."""
    return lambda rng, n: rng.geometric(p, n).astype(np.float64)


def negative_binomial(size: float, mean: float) -> Draw:
    """Counts from 0 on that spread more than Poisson's."""
    return lambda rng, n: rng.negative_binomial(size, size / (size + mean), n).astype(np.float64)


def choice(shares: dict[float, float]) -> Draw:
    """Answers out of a few, with their shares."""
    answers, weights = np.array([*shares], dtype=np.float64), [*shares.values()]
    return lambda rng, n: rng.choice(answers, n, p=weights)


def shifted(draw: Draw, distance: float) -> Draw:
    """Answers larger by a distance."""
    return lambda rng, n: draw(rng, n) + distance


def mixture(one: Draw, other: Draw, share: float) -> Draw:
    """People of whom a share answer like the other crowd."""

    def mix(rng: np.random.Generator, n: int) -> Values:
        return np.where(rng.random(n) < share, other(rng, n), one(rng, n))

    return mix


def rounded(draw: Draw, unit: float = 1, low: float = -np.inf, high: float = np.inf) -> Draw:
    """Answers at the nearest multiple of a unit, those beyond the bounds at the bounds."""

    def round_all(rng: np.random.Generator, n: int) -> Values:
        # Dividing keeps a tenth the nearest float to .1; adding 0.0 turns -0.0 into 0.0.
        return np.clip(np.rint(draw(rng, n) / unit) / (1 / unit), low, high) + 0.0

    return round_all


def heaped(draw: Draw, step: float, share: float = 0.7, unit: float = 1) -> Draw:
    """Answers of which a share are multiples of a step, the others of a unit; none below the unit."""

    def heap(rng: np.random.Generator, n: int) -> Values:
        steps = np.where(rng.random(n) < share, step, unit)
        return np.maximum(np.rint(draw(rng, n) / steps) * steps, unit)

    return heap


def on_one_two_five(draw: Draw) -> Draw:
    """Quantities at the nearest of the numbers 1, 2 and 5 times a power of ten, by ratio."""
    logs = np.log(ONE_TWO_FIVE)

    def snap(rng: np.random.Generator, n: int) -> Values:
        places = np.searchsorted((logs[1:] + logs[:-1]) / 2, np.log(draw(rng, n)))
        return ONE_TWO_FIVE[places]

    return snap


def heaped_durations(rng: np.random.Generator, n: int) -> Values:
    """Seconds, most of them at multiples of 5, 15 or 30 minutes or of hours, by their length."""
    minutes = rng.lognormal(np.log(50), 0.8, n)
    steps = np.select([minutes < 20, minutes < 60, minutes < 150], [5, 15, 30], 60)
    steps = np.where(rng.random(n) < 0.8, steps, 1)
    return 60 * np.maximum(np.rint(minutes / steps) * steps, 1)
