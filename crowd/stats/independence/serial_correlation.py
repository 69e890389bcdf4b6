"""Serial correlation: whether answers are like those that came just before them.

A small probability says that the order is not that of chance. It does not say why, and it speaks
of the crowd, not of anybody in it.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np

# scipy loads its submodules at their first use: importing `scipy.special` takes half a second.
import scipy
from numpy.typing import ArrayLike, NDArray

from crowd.stats.transforms import mid_ranks
from crowd.stats.validation import (
    Values,
    inner_product,
    require_enough,
    require_minority,
    require_variation,
)

LAGS = 5
"""How far back `serial_p` looks, in answers."""

MAX_PERMUTED_SIZE = 5_000
"""Answers up to which the order is shuffled; above, the normal approximation is as good."""

MAX_CHUNK = 100_000
"""Numbers that are shuffled at once: they stay in the processor's cache, which saves a tenth."""


class SerialTest(NamedTuple):
    """Both correlations of answers with those before them, and the probability of each by chance."""

    neighbour_correlation: float
    neighbour_p: float
    serial_correlation: float
    serial_p: float


class _LagSums(NamedTuple):
    """Sums of products of centred ranks one place apart, and up to `LAGS` apart, an entry an order."""

    one: NDArray[np.float64]
    all: NDArray[np.float64]


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
    return _correlation(ranks, 1)


def serial_correlation(values: ArrayLike) -> float:
    """The mean rank correlation of each answer with the five before it.

    Plain: Above 0, people answered more like the five people before them than like the rest.
    Formula: the mean over k = 1 ... 5 of n / (n - k) sum_i z_i z_(i+k) / sum_i z_i^2, z as in
    `neighbour_correlation`.
    Source: Wald and Wolfowitz 1943, Annals of Mathematical Statistics 14:378,
    doi 10.1214/aoms/1177731358, for each lag k; the mean is this library's own.
    Domain: real numbers, not all equal, in order of arrival; n >= 30.
    Unit: none, between about -1 and 1; about -1 / n by chance.
    Shape: a float.
    Parameters:
        values: the answers in order of arrival, (n,), in any one unit.
    Misleads: as `neighbour_correlation`; and a steady drift raises it.
    Raises: as `neighbour_correlation`.

    >>> round(serial_correlation([1] * 15 + [2] * 15), 3)
    0.778
    """
    return _mean_correlation(_centred_ranks(values))


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
    Evidence: at 0.01, chosen on 17 threads of dot guesses (Engelhardt, Staerk-Ostergaard and Hendricks,
    github.com/gavstrik/WoT): 10 of 13 in which people saw earlier guesses, none of 4 in which they did
    not. Of 14 further threads, in which they saw the largest, it finds none.
    Raises: `Undefined` for n < 30, and where fewer than ten differ from the most frequent answer;
    `ValueError` for permutations < 1.

    >>> neighbour_p([1] * 15 + [2] * 15, np.random.default_rng(1))
    0.0001
    """
    return serial_test(values, rng, permutations).neighbour_p


def serial_p(values: ArrayLike, rng: np.random.Generator, permutations: int = 9_999) -> float:
    """The probability of answers so much like those just before them in random order.

    Plain: In random order, people would resemble one of the five before them as much so often, or
    more.
    Formula: one-sided; T = max((S_1 - E S_1) / sd_1, (S_1 + ... + S_5 - E) / sd_5), S_k = sum_i z_i
    z_(i+k), z as in `neighbour_correlation`; a sum of m products has E = -m s^2 / (n - 1) and
    sd = s^2 sqrt(m), s^2 = mean z^2. Up to n = 5,000, p = (1 + #{T* >= T}) / (1 + permutations), T*
    that of the answers shuffled. Above, 1 - Phi_2(T, T; r), the tail of two normal variables whose
    correlation r is that of both sums.
    Source: the sums: Wald and Wolfowitz 1943, Annals of Mathematical Statistics 14:378,
    doi 10.1214/aoms/1177731358; Phi_2 by Owen 1956, Annals of Mathematical Statistics 27:1075,
    doi 10.1214/aoms/1177728074. To take the larger of the two is this library's own.
    Domain: real numbers, not all equal, in order of arrival; n >= 30; permutations >= 1.
    Unit: none, a probability, at least 1 / (1 + permutations) up to n = 5,000.
    Shape: a float.
    Parameters:
        values: the answers in order of arrival, (n,), in any one unit.
        rng: the generator of random numbers; a seed makes the result repeatable.
        permutations: how many times the answers are shuffled.
    Misleads: a large value is no proof that people answered alone: of 27 published threads in which
    people saw earlier guesses, 11 have p > 0.01. It sees a drift, too.
    Evidence: at 0.01, chosen on the threads of `neighbour_p`: 10 of 13, none of 4. Confirmed on others:
    6 of the 14 in which people saw the largest guesses; none of 29 questions to 186 people who had seen
    nothing, 2 of 29 after they saw a mean of earlier estimates (Jayles and others 2017, PNAS 114:12620,
    doi 10.1073/pnas.1703695114). In simulated crowds of 100, of which every second person goes halfway
    to the answer before, it finds 33 % beside the check of a drift.
    Raises: as `neighbour_p`.

    >>> serial_p([1] * 15 + [2] * 15, np.random.default_rng(1))
    0.0001
    """
    return serial_test(values, rng, permutations).serial_p


def serial_test(
    values: ArrayLike, rng: np.random.Generator, permutations: int = 9_999
) -> SerialTest:
    """All figures of this module for the same answers, from the same ranks and shuffled orders.

    Formula: as the functions of their names.
    Source: as the functions of their names.
    Domain: real numbers, not all equal, in order of arrival; n >= 30; permutations >= 1.
    Unit: none, correlations and probabilities.
    Shape: four floats.
    Parameters:
        values: the answers in order of arrival, (n,), in any one unit.
        rng: the generator of random numbers; a seed makes the result repeatable.
        permutations: how many times the answers are shuffled.
    Misleads: as `neighbour_p` and `serial_p`.
    Raises: as `neighbour_p`.

    >>> found = serial_test([1] * 15 + [2] * 15, np.random.default_rng(1))
    >>> round(found.serial_correlation, 3), found.serial_p
    (0.778, 0.0001)
    """
    if permutations < 1:
        raise ValueError(f"permutations must be at least 1, not {permutations}")
    ranks = _centred_ranks(values)
    correlations = _correlation(ranks, 1), _mean_correlation(ranks)
    if ranks.size > MAX_PERMUTED_SIZE:
        ps = _neighbour_normal_p(ranks), _serial_normal_p(ranks)
    else:
        ps = _permuted_ps(ranks, rng, permutations)
    return SerialTest(correlations[0], ps[0], correlations[1], ps[1])


def _correlation(ranks: Values, lag: int) -> float:
    return inner_product(ranks[:-lag], ranks[lag:]) / inner_product(ranks, ranks)


def _mean_correlation(ranks: Values) -> float:
    n = ranks.size
    return sum(n / (n - lag) * _correlation(ranks, lag) for lag in _lags()) / LAGS


def _permuted_ps(ranks: Values, rng: np.random.Generator, permutations: int) -> tuple[float, float]:
    """The shares of shuffled orders, the observed one among them, that have as large sums."""
    observed, size = _lag_sums(ranks[np.newaxis]), ranks.size
    square = inner_product(ranks, ranks)
    larger = _larger_score(observed, size, square)
    neighbours = serial = 0
    rows = max(1, MAX_CHUNK // size)
    for start in range(0, permutations, rows):
        shape = (min(rows, permutations - start), size)
        shuffled = _lag_sums(rng.permuted(np.broadcast_to(ranks, shape), axis=1))
        neighbours += int(np.count_nonzero(shuffled.one >= observed.one))
        serial += int(np.count_nonzero(_larger_score(shuffled, size, square) >= larger))
    return (1 + neighbours) / (1 + permutations), (1 + serial) / (1 + permutations)


def _centred_ranks(values: ArrayLike) -> Values:
    """Twice the distance of each mid-rank from their mean."""
    ranks = mid_ranks(require_variation(require_enough(values)))
    # These are whole numbers, so that sums of products are exact.
    centred: Values = 2 * ranks - (ranks.size + 1)
    require_minority(2 * ranks)
    return centred


def _neighbour_normal_p(ranks: Values) -> float:
    """The upper tail of the normal distribution with the moments of r over all orders."""
    n, squares = ranks.size, ranks * ranks
    square = float(np.sum(squares))
    fourth = inner_product(squares, squares) / square**2
    variance = (1 - fourth) / n + (1 - 2 * fourth) / (n * (n - 1)) - 1 / n**2
    correlation = inner_product(ranks[:-1], ranks[1:]) / square
    return float(scipy.special.ndtr(-(correlation + 1 / n) / sqrt(variance)))


def _lags() -> range:
    return range(1, LAGS + 1)


def _lag_sums(orders: NDArray[np.float64]) -> _LagSums:
    """The sums of each row of ranks; these are whole numbers, so that equal orders have equal sums."""
    sums = [np.einsum("ij,ij->i", orders[:, :-k], orders[:, k:]) for k in _lags()]
    return _LagSums(sums[0], np.sum(sums, axis=0))


def _larger_score(sums: _LagSums, n: int, square: float) -> NDArray[np.float64]:
    """The larger of both sums, each less its mean over all orders and by its standard deviation."""
    return np.maximum(
        _standardise(sums.one, n - 1, n, square),
        _standardise(sums.all, _pairs(n), n, square),
    )


def _standardise(
    sums: NDArray[np.float64], pairs: int, n: int, square: float
) -> NDArray[np.float64]:
    mean = -pairs * square / (n * (n - 1))
    return (sums - mean) / (square / n * sqrt(pairs))


def _pairs(n: int) -> int:
    """How many pairs of answers lie at most `LAGS` apart."""
    return sum(n - k for k in _lags())


def _serial_normal_p(ranks: Values) -> float:
    """The upper tail of the larger of two normal variables, correlated as the sums are."""
    n = ranks.size
    score = float(_larger_score(_lag_sums(ranks[np.newaxis]), n, inner_product(ranks, ranks))[0])
    correlation = sqrt((n - 1) / _pairs(n))
    # Owen 1956: Phi_2(t, t; r) = Phi(t) - 2 T(t, sqrt((1 - r) / (1 + r))).
    owen = float(scipy.special.owens_t(score, sqrt((1 - correlation) / (1 + correlation))))
    return float(scipy.special.ndtr(-score)) + 2 * owen
