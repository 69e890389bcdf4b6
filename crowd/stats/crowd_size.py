"""How good a smaller crowd would have been."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from crowd.stats.validation import Values, as_ascending, as_number, inner_product, too_few_answers

LARGE_SIZES = (101, 251, 501, 1001)
"""Crowd sizes of the curve that do not follow from the size before."""

MAX_RECURSIVE_SIZE = 51
"""Crowd size up to which each point of the curve is computed from the one before."""

MIN_WEIGHT = 1e-290
"""Weight of a rank, in weights of the middle one, below which its share of the error is zero."""

SUMMED_WEIGHTS = 512
"""Weights that are added up at once: a running sum of single ones takes five times as long."""

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
    ascending, true_value = as_ascending(values, min_size=1), as_number(truth, "truth")
    errors = _PairedErrors(ascending, true_value)
    return [CrowdSize(k, errors.mean(weights)) for k, weights in _weights_by_size(ascending.size)]


def typical_crowd_size_curve(values: ArrayLike, truth: float) -> list[CrowdSize]:
    """The exact median error of the median of k different people from this crowd, for growing k.

    Plain: Of all crowds of k different people from this one, half err at most this much by their
    median.
    Formula: the smallest |x_(i) - t| for which the sum of P_j over all j with |x_(j) - t| no larger
    is at least 1/2, with P as in `crowd_size_curve`.
    Source: David and Nagaraja 2003, Order Statistics, 3rd ed., Wiley, doi 10.1002/0471722162.
    Domain: real numbers, n >= 1; k as in `crowd_size_curve`.
    Unit: the values'.
    Shape: at most 31 pairs, k ascending.
    Parameters:
        values: the answers, (n,), in any one unit.
        truth: the true value, in the values' unit.
    Misleads: it says nothing of the other half: where a few answers are wild, crowds of a few
    people can err far more, which the mean error shows.
    Raises: `Undefined` for n = 0; `ValueError` for a truth that is not finite.

    >>> typical_crowd_size_curve([1, 4, 10], 3)
    [CrowdSize(k=1, error=2.0), CrowdSize(k=3, error=1.0)]
    """
    ascending, true_value = as_ascending(values, min_size=1), as_number(truth, "truth")
    errors = _SortedErrors(ascending, true_value)
    return [CrowdSize(k, errors.median(weights)) for k, weights in _weights_by_size(ascending.size)]


def both_crowd_size_curves(
    values: ArrayLike, truth: float
) -> tuple[list[CrowdSize], list[CrowdSize]]:
    """The mean and the median error of the median of k different people, for growing k.

    Formula: `crowd_size_curve` and `typical_crowd_size_curve`, with the weights of each k computed
    once for both.
    Source: David and Nagaraja 2003, Order Statistics, 3rd ed., Wiley, doi 10.1002/0471722162.
    Domain: real numbers, n >= 1; k as in `crowd_size_curve`.
    Unit: the values'.
    Shape: two lists of at most 31 pairs, k ascending.
    Parameters:
        values: the answers, (n,), in any one unit.
        truth: the true value, in the values' unit.
    Misleads: as each of them.
    Raises: `Undefined` for n = 0; `ValueError` for a truth that is not finite.

    >>> both_crowd_size_curves([1, 4, 10], 3) == (
    ...     crowd_size_curve([1, 4, 10], 3), typical_crowd_size_curve([1, 4, 10], 3)
    ... )
    True
    """
    ascending, true_value = as_ascending(values, min_size=1), as_number(truth, "truth")
    paired, ordered = _PairedErrors(ascending, true_value), _SortedErrors(ascending, true_value)
    means, medians = [], []
    for k, weights in _weights_by_size(ascending.size):
        means.append(CrowdSize(k, paired.mean(weights)))
        medians.append(CrowdSize(k, ordered.median(weights)))
    return means, medians


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


class _PairedErrors:
    """Errors of sorted answers, added up for both ranks at the same distance from the middle.

    Those two ranks have the same weight.
    """

    def __init__(self, ordered: Values, truth: float) -> None:
        n, errors = ordered.size, np.abs(ordered - truth)
        upper, lower = errors[n // 2 :], errors[(n - 1) // 2 :: -1]
        self._sums, self._counts = upper + lower, np.full(upper.size, 2.0)
        if n % 2:
            self._sums[0], self._counts[0] = upper[0], 1.0

    def mean(self, weights: Values) -> float:
        """The mean error, where ranks weigh by their distance from the middle."""
        return inner_product(weights, self._sums[: weights.size]) / inner_product(
            weights, self._counts[: weights.size]
        )


class _PrefixSums:
    """Sums of the first of some numbers, from the sums of blocks."""

    def __init__(self, numbers: Values) -> None:
        self._numbers = numbers
        sums = np.add.reduceat(numbers, np.arange(0, numbers.size, SUMMED_WEIGHTS))
        self._sums = np.concatenate(((0.0,), np.cumsum(sums)))
        self.total = float(self._sums[-1])

    def up_to(self, count: int) -> float:
        """The sum of so many numbers; of all if there are fewer."""
        blocks, end = divmod(min(count, self._numbers.size), SUMMED_WEIGHTS)
        start = blocks * SUMMED_WEIGHTS
        return float(self._sums[blocks] + np.add.reduce(self._numbers[start : start + end]))


class _SortedErrors:
    """Errors of sorted answers: those up to a bound belong to a range of ranks about the truth."""

    def __init__(self, ordered: Values, truth: float) -> None:
        self._n = ordered.size
        self._split = int(np.searchsorted(ordered, truth))
        self._below = (truth - ordered[: self._split])[::-1]
        self._above = ordered[self._split :] - truth
        self._errors = np.sort(np.concatenate((self._below, self._above)), kind="stable")

    def median(self, weights: Values) -> float:
        """The median of the errors, where ranks weigh by their distance from the middle."""
        sums = _PrefixSums(weights)
        half = sums.total - (weights[0] / 2 if self._n % 2 else 0.0)
        first, last = 0, self._n - 1
        while first < last:
            middle = (first + last) // 2
            weight = self._weight_up_to(self._errors[middle], sums, weights[0])
            # Sums of equal parts differ in their last digits.
            if weight >= half * (1 - 1e-9):
                last = middle
            else:
                first = middle + 1
        return float(self._errors[first])

    def _weight_up_to(self, error: float, sums: _PrefixSums, first: float) -> float:
        """The weight of all ranks with at most this error."""
        begin = self._split - int(np.searchsorted(self._below, error, "right"))
        end = self._split + int(np.searchsorted(self._above, error, "right"))
        return self._weight_before(end, sums, first) - self._weight_before(begin, sums, first)

    def _weight_before(self, rank: int, sums: _PrefixSums, first: float) -> float:
        """The weight of all ranks before one, less half of all weight."""
        middle, odd = self._n // 2, self._n % 2
        # Of an odd number, the middle rank has no partner.
        common = first / 2 if odd else 0.0
        if rank > middle or not odd:
            distance, sign = abs(rank - middle), 1 if rank >= middle else -1
            return sign * (sums.up_to(distance) - common)
        return common - sums.up_to(middle - rank + 1)


def _weights_by_size(n: int) -> Iterator[tuple[int, Values]]:
    """The sizes of the curve, each with the weights of the ranks from the middle outwards.

    An array of weights is valid until the next one is asked for.
    """
    yield from _weights_by_recursion(n)
    large = {k for k in (*LARGE_SIZES, n - 1 + n % 2) if MAX_RECURSIVE_SIZE < k <= n}
    for k in sorted(large):
        yield k, _weights_of_size(n, k)


def _weights_by_recursion(n: int) -> Iterator[tuple[int, Values]]:
    """The weights for k = 1, 3, 5 ... 51; each is computed from the one before."""
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
        yield k, weights


def _weights_of_size(n: int, k: int) -> Values:
    """The weights for one k, from the middle outwards."""
    m = (k + 1) // 2
    # At rank j from the middle, P is at most (1 - (2 j / n)^2)^(m - 1): beyond `ranks` it is below
    # MIN_WEIGHT, and products of subnormal numbers are slow.
    ranks = min(n // 2, ceil(n / 2 * sqrt(1 - MIN_WEIGHT ** (1 / (m - 1)))) + 2)
    i = np.arange(n // 2 + 1, n, dtype=np.float64)[:ranks]
    ratios = i * (n - i - m + 1) / ((i - m + 1) * (n - i))
    # Beyond rank n - m + 1 nobody can be the median: the ratio there is 0, and so are all products.
    return np.concatenate(((1.0,), np.cumprod(ratios)))
