"""The Hodges-Lehmann estimator: the median of all pairwise means, also of a million answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from crowd.stats.validation import Counts, DistinctValues, Values, as_ascending, count_distinct

MAX_DIRECT_SIZE = 2000
"""Answers up to which all pairs, at most 2,001,000, are held in memory."""

MIN_LISTED_PAIRS = 50_000
"""Pairs of distinct values between the bounds at which the search ends and lists them; where there
are more answers, as many as these. Fewer or more take longer, measured."""

PILOT_SAMPLE = 4000
"""Answers, evenly spaced by rank, from which the median of all sums is guessed."""

MAX_INT64 = 0x7FFF_FFFF_FFFF_FFFF


class Bound(NamedTuple):
    """A sum of two answers, the end of each row of pairs up to it, and how many pairs these are.

    A row has the pairs of one distinct value with itself and with the larger ones, its columns.
    """

    sum: float
    ends: Counts
    pairs: int


def hodges_lehmann(values: ArrayLike) -> float:
    """The median of the midpoints of all pairs of answers.

    Plain: Of the midpoints between any two answers, half are at or below this value, half above.
    Formula: the median of (x_i + x_j) / 2 over all i <= j. Up to n = 2,000 from all pairs; above
    that the same number, by selection in the sorted list, without the pairs.
    Source: Hodges and Lehmann 1963, Annals of Mathematical Statistics 34:598,
    doi 10.1214/aoms/1177704172; a selection is in Monahan 1984, ACM Transactions on Mathematical
    Software 10:265, doi 10.1145/1271.319414.
    Domain: real numbers, n >= 1.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: Where the answers have a long tail on one side it is neither the middle answer nor the
    mean but something between them. Once 29 % of the answers are wild it goes with them.
    Raises: `Undefined` for n = 0.

    >>> hodges_lehmann([1, 2, 6])
    2.75
    """
    ordered = as_ascending(values, min_size=1)
    if ordered.size <= MAX_DIRECT_SIZE:
        return _median_of_all_pairs(ordered)
    return _median_by_selection(ordered, max(MIN_LISTED_PAIRS, ordered.size))


def _median_of_all_pairs(ordered: Values) -> float:
    """Half the median of all sums, from all of them."""
    rows, columns = np.triu_indices(ordered.size)
    sums = ordered[rows] + ordered[columns]
    middle = ((sums.size - 1) // 2, sums.size // 2)
    low, high = np.partition(sums, middle)[list(middle)]
    return float((low + high) / 4)


def _median_by_selection(ordered: Values, max_listed: int) -> float:
    """Half the median of all sums, by two bounds that converge on it until few pairs are between."""
    distinct, total = count_distinct(ordered), ordered.size * (ordered.size + 1) // 2
    first, last = (total - 1) // 2, total // 2
    size = distinct.values.size
    low = Bound(float(np.nextafter(2 * ordered[0], -np.inf)), np.zeros(0, dtype=np.int64), 0)
    high = Bound(float(2 * ordered[-1]), np.full(size, size), total)
    guesses = _guess_sums(ordered, distinct, first, max_listed)
    while _row_lengths(low, high).sum() > max_listed:
        guess = next((guess for guess in guesses if low.sum < guess < high.sum), None)
        middle = _find_bound(distinct, _middle_float(low.sum, high.sum) if guess is None else guess)
        if middle.sum <= low.sum:
            # No float lies between the bounds: all pairs between them have the same sum.
            return high.sum / 2
        if middle.pairs == last != first:
            return _median_across(distinct.values, middle)
        low, high = (middle, high) if middle.pairs <= first else (low, middle)
    return _median_of_listed(distinct, low, high, (first, last))


def _find_bound(distinct: DistinctValues, value: float) -> Bound:
    """The bound of all pairs with a sum of at most the value."""
    # The smallest sum of a row is twice its value: rows of larger values have no such pair.
    rows = distinct.values[: np.searchsorted(2 * distinct.values, value, "right")]
    ends, times = _row_ends(distinct.values, rows, value), distinct.times[: rows.size]
    with_larger = times @ (distinct.before[ends] - distinct.before[1 : rows.size + 1])
    with_own = np.sum(times * (times + 1) // 2)
    return Bound(value, ends, int(with_larger + with_own))


def _row_ends(values: Values, rows: Values, value: float) -> Counts:
    """The columns of each row with a sum of at most the value, in the arithmetic of floats."""
    ends = np.searchsorted(values, value - rows, "right")
    inside = rows + values[np.maximum(ends - 1, 0)] <= value
    outside = rows + values[np.minimum(ends, values.size - 1)] > value
    # The subtraction rounds, so a few ends are wrong by one: these rows are bisected by their sums.
    wrong = np.flatnonzero(~((inside | (ends == 0)) & (outside | (ends == values.size))))
    if wrong.size:
        ends[wrong] = _row_ends_by_bisection(values, rows[wrong], value)
    return ends


def _row_ends_by_bisection(values: Values, rows: Values, value: float) -> Counts:
    """The same by bisection of the sums themselves."""
    ends = np.zeros(rows.size, dtype=np.int64)
    for power in reversed(range(values.size.bit_length())):
        larger = ends + (1 << power)
        fits = larger <= values.size
        fits &= rows + values[np.minimum(larger, values.size) - 1] <= value
        ends[fits] = larger[fits]
    return ends


def _guess_sums(
    ordered: Values, distinct: DistinctValues, rank: int, max_listed: int
) -> Iterator[float]:
    """Guesses below and above the median of all sums, with growing margins."""
    ranks = np.arange(0.5, PILOT_SAMPLE) * ordered.size / PILOT_SAMPLE
    pilot = ordered[ranks.astype(np.int64)]
    for margin in (0.4 * max_listed, 4 * max_listed, 40 * max_listed):
        yield _guess_sum(distinct, pilot, rank - margin, max_listed / 10)
        yield _guess_sum(distinct, pilot, rank + margin, max_listed / 10)


def _guess_sum(distinct: DistinctValues, pilot: Values, rank: float, tolerance: float) -> float:
    """The sum with about this many pairs below it, estimated from the rows of the pilot sample."""
    low, high = 2 * float(pilot[0]), 2 * float(pilot[-1])
    scale = int(distinct.before[-1]) / pilot.size
    while low < (middle := _middle_float(low, high)):
        ends = np.searchsorted(distinct.values, middle - pilot, "right")
        own = distinct.before[np.searchsorted(distinct.values, middle / 2, "right")]
        above = (scale * np.sum(distinct.before[ends]) + own) / 2 - rank
        if abs(above) <= tolerance:
            return middle
        low, high = (low, middle) if above > 0 else (middle, high)
    return high


def _middle_float(low: float, high: float) -> float:
    """The float in the middle of all floats between two: at most 64 halvings end every search."""
    ends = np.array([low, high]).view(np.int64).tolist()
    positions = [end if end >= 0 else -(end & MAX_INT64) for end in ends]
    middle = sum(positions) // 2
    value = float(np.int64(abs(middle)).view(np.float64))
    return value if middle >= 0 else -value


def _row_lengths(low: Bound, high: Bound) -> Counts:
    """The columns of each row between the bounds."""
    return high.ends - _row_starts(low, high)


def _row_starts(low: Bound, high: Bound) -> Counts:
    """The first column of each row above the lower bound."""
    return np.concatenate((low.ends, np.arange(low.ends.size, high.ends.size)))


def _median_across(values: Values, bound: Bound) -> float:
    """Half of the mean of the largest sum up to the bound and the smallest above it."""
    size, unfinished = bound.ends.size, np.flatnonzero(bound.ends < values.size)
    below = values[:size] + values[bound.ends - 1]
    above = values[unfinished] + values[bound.ends[unfinished]]
    # The first row without a pair below the bound has twice its own value as its smallest sum.
    above = np.concatenate((above, 2 * values[size : size + 1]))
    return float((np.max(below) + np.min(above)) / 4)


def _median_of_listed(
    distinct: DistinctValues, low: Bound, high: Bound, ranks: tuple[int, int]
) -> float:
    """Half the mean of the sums at both ranks, from a list of all pairs between the bounds."""
    left = _row_lengths(low, high)
    rows = np.repeat(np.arange(left.size), left)
    columns = np.arange(rows.size) + np.repeat(
        _row_starts(low, high) - np.cumsum(left) + left, left
    )
    sums = distinct.values[rows] + distinct.values[columns]
    if np.max(distinct.times) == 1:
        # Each pair counts once, so that the sums need no order.
        places = np.subtract(ranks, low.pairs)
        first, last = np.partition(sums, places)[places]
        return float((first + last) / 4)
    times = distinct.times[rows] * distinct.times[columns]
    own = rows == columns
    times[own] = (times[own] + distinct.times[rows[own]]) // 2
    order = np.argsort(sums)
    reached = low.pairs + np.cumsum(times[order])
    first, last = sums[order[np.searchsorted(reached, ranks, "right")]]
    return float((first + last) / 4)
