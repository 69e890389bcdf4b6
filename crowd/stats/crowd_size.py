"""How good a smaller crowd would have been."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from crowd.stats.validation import Values, as_number, as_values, inner_product, too_few_answers

LARGE_SIZES = (101, 251, 501, 1001)
"""Crowd sizes of the curve that do not follow from the size before."""

MAX_RECURSIVE_SIZE = 51
"""Crowd size up to which each point of the curve is computed from the one before."""

MIN_WEIGHT = 1e-290
"""Weight of a rank, in weights of the middle one, below which its share of the error is zero."""

MAX_ERROR_RATIO = 1.1
"""Error of a crowd that is large enough, in errors of the largest one measured."""


class CrowdSize(NamedTuple):
    """The expected error of the median of k people, in the values' unit."""

    k: int
    error: float


class CrowdEnough(NamedTuple):
    """The smallest crowd that errs about as little as the largest measured, and both errors."""

    k: int
    error: float
    largest: int
    largest_error: float


def crowd_size_curve(values: ArrayLike, truth: float) -> list[CrowdSize]:
    """The exact mean error of the median of k different people from this crowd, for growing k.

    Plain: Each point is the exact mean error of the median of k different people from this crowd.
    Formula: sum over i of P_i |x_(i) - t|, where x_(i) is the median of k people drawn without
    replacement with P_i = C(i-1, m-1) C(n-i, k-m) / C(n, k), m = (k + 1) / 2. No factorials, which
    lose digits: up to k = 51, P of k + 2 is P of k times (i-m) (n-i-m+1); beyond, P is computed
    from the middle outwards by the ratio of neighbours,
    P_(i+1) / P_i = i (n-i-m+1) / ((i-m+1) (n-i)). Then P is divided by its sum.
    Source: David and Nagaraja 2003, Order Statistics, 3rd ed., Wiley, doi 10.1002/0471722162.
    Domain: real numbers, n >= 1; k = every odd number to 51, then 101, 251, 501, 1001, and the
    largest odd k <= n. At k = 1 it is the mean error of a person, at k = n that of the median.
    Unit: the values'.
    Shape: at most 31 pairs, k ascending.
    Parameters:
        values: the answers, (n,), in any one unit.
        truth: the true value, in the values' unit.
    Misleads: the people are drawn from this crowd, so a common error stays at every k, and
    the last points fall to the error of the whole crowd because hardly anybody is left out.
    Raises: `Undefined` for n = 0; `ValueError` for a truth that is not finite.

    >>> crowd_size_curve([1, 4, 10], 3)
    [CrowdSize(k=1, error=3.3333333333333335), CrowdSize(k=3, error=1.0)]
    """
    array, true_value = as_values(values, min_size=1), as_number(truth, "truth")
    n = array.size
    errors = np.abs(np.sort(array) - true_value)
    # P is symmetric about the middle: ranks at the same distance from it have the same weight.
    upper, lower = errors[n // 2 :], errors[(n - 1) // 2 :: -1]
    pairs, count = upper + lower, np.full(upper.size, 2.0)
    if n % 2:
        pairs[0], count[0] = upper[0], 1.0
    error_of_size = dict(_errors_by_recursion(pairs, count, n))
    large = sorted({k for k in (*LARGE_SIZES, n - 1 + n % 2) if k <= n} - error_of_size.keys())
    error_of_size |= {k: _error_of_size(pairs, count, n, k) for k in large}
    return [CrowdSize(k, error) for k, error in error_of_size.items()]


def crowd_enough(curve: Sequence[CrowdSize]) -> CrowdEnough:
    """The smallest crowd of the curve that errs at most 10 % more than the largest measured one.

    Plain: A crowd of k people would have erred at most 10 % more than the largest measured one.
    Formula: the smallest k with e(k) <= 1.1 e(K), K the largest k of the curve but its last point,
    which is the whole crowd and has no other crowd to be compared with.
    Source: the curve is `crowd_size_curve`; the ten percent are a rule of this library.
    Domain: a curve of at least 3 points, k ascending.
    Unit: people; the errors in the values' unit.
    Shape: two pairs.
    Parameters:
        curve: the errors by crowd size, from `crowd_size_curve`, k ascending.
    Misleads: enough people are not accurate people: where all err the same way, a handful is soon
    as bad as everybody. It needs the truth, so it speaks of this question and no other.
    Raises: `Undefined` for a shorter curve; `ValueError` for k that do not ascend.

    >>> crowd_enough([CrowdSize(1, 9.0), CrowdSize(3, 4.1), CrowdSize(5, 4.0), CrowdSize(7, 1.0)])
    CrowdEnough(k=3, error=4.1, largest=5, largest_error=4.0)
    """
    sizes = [size for size, _ in curve]
    if sizes != sorted(set(sizes)):
        raise ValueError("the k of the curve must ascend")
    if len(sizes) < 3:
        raise too_few_answers(5)
    *_, largest, _ = curve
    enough = next(point for point in curve if point.error <= MAX_ERROR_RATIO * largest.error)
    return CrowdEnough(enough.k, enough.error, largest.k, largest.error)


def _errors_by_recursion(pairs: Values, count: Values, n: int) -> Iterator[tuple[int, float]]:
    """The errors for k = 1, 3, 5 ... 51; each P is computed from the one before."""
    i = np.arange(n // 2 + 1, n + 1, dtype=np.float64)
    # (i-m) (n-i-m+1) = i (n+1-i) - m (n+1-m): differences of whole numbers, exact in float64.
    products, growth, weights = i * (n + 1 - i), np.empty_like(i), np.ones_like(i)
    for k in range(1, min(n, MAX_RECURSIVE_SIZE) + 1, 2):
        m = (k - 1) // 2
        if m:
            # Relative to the middle rank no weight overflows; ranks that cannot be the median have 0.
            np.subtract(products, m * (n + 1 - m), out=growth)
            growth /= growth[0]
            weights *= growth
        yield k, inner_product(weights, pairs) / inner_product(weights, count)


def _error_of_size(pairs: Values, count: Values, n: int, k: int) -> float:
    """The error for one k, with P from the middle outwards."""
    m = (k + 1) // 2
    # At rank j from the middle, P is at most (1 - (2 j / n)^2)^(m - 1): beyond `ranks` it is below
    # MIN_WEIGHT, and products of subnormal numbers are slow.
    ranks = min(n // 2, ceil(n / 2 * sqrt(1 - MIN_WEIGHT ** (1 / (m - 1)))) + 2)
    i = np.arange(n // 2 + 1, n, dtype=np.float64)[:ranks]
    ratios = i * (n - i - m + 1) / ((i - m + 1) * (n - i))
    # Beyond rank n - m + 1 nobody can be the median: the ratio there is 0, and so are all products.
    weights = np.concatenate(((1.0,), np.cumprod(ratios)))
    weighted = slice(weights.size)
    return inner_product(weights, pairs[weighted]) / inner_product(weights, count[weighted])
