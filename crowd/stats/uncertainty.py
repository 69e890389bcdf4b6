"""How much chance there is in a crowd's answer: sampling noise, which is not accuracy."""

from __future__ import annotations

from math import ceil, floor, log2
from typing import NamedTuple

import numpy as np

# Its parts load when they are first used: `scipy.special` alone takes half a second.
import scipy
from numpy.typing import ArrayLike

from crowd.stats.arrays import Undefined, Values, as_number, as_values, too_few

LARGE_SIZES = (101, 251, 501, 1001)


class Interval(NamedTuple):
    """A range on the values' own scale."""

    low: float
    high: float


class CrowdSize(NamedTuple):
    """The expected error of the median of k people, in the values' unit."""

    k: int
    error: float


def median_interval(values: ArrayLike, confidence: float = 0.95) -> Interval:
    """In at least this share of crowds so drawn, the population's median lies in the interval.

    Formula: (x_(j), x_(n+1-j)), with j the smallest number for which
    P(B <= j) >= (1 - confidence) / 2, B binomial with n draws and probability 1/2.
    Source: Conover 1999, Practical Nonparametric Statistics, 3rd ed., Wiley, section 3.2; the same
    numbers as `scipy.stats.quantile_test(values, q=..., p=0.5).confidence_interval(confidence)`.
    Domain: real numbers, ties allowed, independent answers; 0 < confidence < 1; n >= 6 at 0.95.
    Unit: the values'. Shape: (n,) in, two floats out.
    Raises: `Undefined` where n is too small for the confidence; `ValueError` for other confidences.

    >>> median_interval([10, 20, 30, 40, 50, 60, 70, 80])
    Interval(low=10.0, high=80.0)
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, not {confidence}")
    tail = (1 - confidence) / 2
    array = as_values(values, least=1)
    if 0.5**array.size >= tail:
        raise Undefined(too_few(floor(-log2(tail)) + 1))
    rank = _binomial_rank(array.size, tail)
    ends = (rank - 1, array.size - rank)
    low, high = np.partition(array, ends)[list(ends)]
    return Interval(float(low), float(high))


def crowd_size_curve(values: ArrayLike, truth: float) -> list[CrowdSize]:
    """Each point is the exact mean error of the median of k different people from this crowd.

    Formula: sum over i of P_i |x_(i) - t|, where x_(i) is the median of k people drawn without
    replacement with P_i = C(i-1, m-1) C(n-i, k-m) / C(n, k), m = (k + 1) / 2. P is computed from
    the middle outwards by the ratio of neighbours, P_(i+1) / P_i = i (n-i-m+1) / ((i-m+1) (n-i)),
    which loses no digits to factorials, and is divided by its sum.
    Source: David and Nagaraja 2003, Order Statistics, 3rd ed., Wiley, doi 10.1002/0471722162.
    Domain: real numbers, n >= 1; k = every odd number to 51, then 101, 251, 501, 1001, and the
    largest odd k <= n. At k = 1 it is the mean error of a person, at k = n that of the median.
    Unit: the values'. Shape: (n,) and a float in, at most 31 pairs out, k ascending.
    Raises: `Undefined` for n = 0; `ValueError` for a truth that is not finite.

    >>> crowd_size_curve([1, 4, 10], 3)
    [CrowdSize(k=1, error=3.3333333333333335), CrowdSize(k=3, error=1.0)]
    """
    array, target = as_values(values, least=1), as_number(truth, "truth")
    n = array.size
    errors = np.abs(np.sort(array) - target)
    # P is symmetric about the middle: rank c + i and its mirror image share one weight.
    upper, lower = errors[n // 2 :], errors[(n - 1) // 2 :: -1]
    pairs, count = upper + lower, np.full(upper.size, 2.0)
    if n % 2:
        pairs[0], count[0] = upper[0], 1.0
    return [CrowdSize(k, _mean_error(pairs, count, n, k)) for k in _sizes(n)]


def _binomial_rank(n: int, tail: float) -> int:
    """The smallest j with P(B <= j) >= tail; the inverse is approximate, so its floor is tried."""
    rank = ceil(float(scipy.special.bdtrik(tail, n, 0.5)))
    return rank - 1 if scipy.special.bdtr(rank - 1, n, 0.5) >= tail else rank


def _sizes(n: int) -> list[int]:
    largest = n if n % 2 else n - 1
    return sorted({k for k in (*range(1, 52, 2), *LARGE_SIZES) if k <= n} | {largest})


def _mean_error(pairs: Values, count: Values, n: int, k: int) -> float:
    m = (k + 1) // 2
    i = np.arange(n // 2 + 1, n, dtype=np.float64)
    ratios = i * (n - i - m + 1) / ((i - m + 1) * (n - i))
    # Beyond rank n - m + 1 nobody can be the median: the ratio is 0 there, and so is all after it.
    weights = np.concatenate(((1.0,), np.cumprod(ratios)))
    return float(weights @ pairs / (weights @ count))
