"""The middle of all pairs: a centre that uses every answer and that few wild answers cannot move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crowd.stats.validation import Values, as_values

Counts = NDArray[np.int64]

# Up to here all pairs fit into memory: 2,001,000 of them.
MAX_DIRECT_SIZE = 2000
# The search ends when so few pairs of distinct values are left that they can be listed.
MAX_LISTED_PAIRS = 1_000_000
# As many people, evenly spaced by rank, show about where the middle of all pairs is.
PILOT_SAMPLE = 4000
MAX_INT64 = 0x7FFF_FFFF_FFFF_FFFF


class DistinctValues(NamedTuple):
    """All pairs i <= j of people, by their distinct values; nothing in here is longer than n + 1."""

    values: Values
    times: Counts
    # The number of people with one of the first k values.
    before: Counts


class Bound(NamedTuple):
    """A sum; in the rows with pairs up to it, the columns where they end; how many they are."""

    sum: float
    ends: Counts
    pairs: int


def hodges_lehmann(values: ArrayLike) -> float:
    """Of the midpoints between any two answers, half are at or below this value, half above.

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
    ordered = np.sort(as_values(values, min_size=1))
    return (
        _median_of_all_pairs(ordered)
        if ordered.size <= MAX_DIRECT_SIZE
        else _median_by_selection(ordered)
    )


def _median_of_all_pairs(ordered: Values) -> float:
    rows, columns = np.triu_indices(ordered.size)
    sums = ordered[rows] + ordered[columns]
    middle = ((sums.size - 1) // 2, sums.size // 2)
    low, high = np.partition(sums, middle)[list(middle)]
    return float((low + high) / 4)


def _median_by_selection(ordered: Values, listed: int = MAX_LISTED_PAIRS) -> float:
    """Two bounds close in on the middle of all sums until few pairs are left between them."""
    pairs, total = _count_distinct(ordered), ordered.size * (ordered.size + 1) // 2
    first, last = (total - 1) // 2, total // 2
    size = pairs.values.size
    low = Bound(float(np.nextafter(2 * ordered[0], -np.inf)), np.zeros(0, dtype=np.int64), 0)
    high = Bound(float(2 * ordered[-1]), np.full(size, size), total)
    guesses = _guess_sums(ordered, pairs, first, listed)
    while _row_lengths(low, high).sum() > listed:
        guess = next((guess for guess in guesses if low.sum < guess < high.sum), None)
        middle = _find_bound(pairs, _middle_float(low.sum, high.sum) if guess is None else guess)
        if middle.sum <= low.sum:
            # No number lies between the bounds: all pairs that are left have one sum.
            return high.sum / 2
        if middle.pairs == last != first:
            return _median_across(pairs.values, middle)
        low, high = (middle, high) if middle.pairs <= first else (low, middle)
    return _median_of_listed(pairs, low, high, (first, last))


def _count_distinct(ordered: Values) -> DistinctValues:
    changes = np.flatnonzero(np.diff(ordered)) + 1
    before = np.concatenate(([0], changes, [ordered.size]))
    return DistinctValues(ordered[before[:-1]], np.diff(before), before)


def _find_bound(pairs: DistinctValues, value: float) -> Bound:
    # A row begins at its own value, so rows of values above half the sum hold nothing.
    rows = pairs.values[: np.searchsorted(2 * pairs.values, value, "right")]
    ends, times = _row_ends(pairs.values, rows, value), pairs.times[: rows.size]
    with_larger = times @ (pairs.before[ends] - pairs.before[1 : rows.size + 1])
    with_own = np.sum(times * (times + 1) // 2)
    return Bound(value, ends, int(with_larger + with_own))


def _row_ends(values: Values, rows: Values, value: float) -> Counts:
    """In each row: how many columns have a sum of at most the value, as floats add."""
    ends = np.searchsorted(values, value - rows, "right")
    inside = rows + values[np.maximum(ends - 1, 0)] <= value
    outside = rows + values[np.minimum(ends, values.size - 1)] > value
    # The subtraction rounds, so a few ends can be off; those rows are searched by their sums.
    wrong = np.flatnonzero(~((inside | (ends == 0)) & (outside | (ends == values.size))))
    if wrong.size:
        ends[wrong] = _row_ends_by_bisection(values, rows[wrong], value)
    return ends


def _row_ends_by_bisection(values: Values, rows: Values, value: float) -> Counts:
    ends = np.zeros(rows.size, dtype=np.int64)
    for power in reversed(range(values.size.bit_length())):
        tried = ends + (1 << power)
        fits = tried <= values.size
        fits &= rows + values[np.minimum(tried, values.size) - 1] <= value
        ends[fits] = tried[fits]
    return ends


def _guess_sums(ordered: Values, pairs: DistinctValues, rank: int, listed: int) -> Iterator[float]:
    """Sums a little below and above the middle; farther off each time the nearer ones missed."""
    scouts = ordered[(np.arange(0.5, PILOT_SAMPLE) * ordered.size / PILOT_SAMPLE).astype(np.int64)]
    for margin in (0.4 * listed, 4 * listed, 40 * listed):
        yield _guess_sum(pairs, scouts, rank - margin, listed / 10)
        yield _guess_sum(pairs, scouts, rank + margin, listed / 10)


def _guess_sum(pairs: DistinctValues, scouts: Values, rank: float, tolerance: float) -> float:
    low, high = 2 * float(scouts[0]), 2 * float(scouts[-1])
    scale = int(pairs.before[-1]) / scouts.size
    while low < (middle := _middle_float(low, high)):
        ends = np.searchsorted(pairs.values, middle - scouts, "right")
        own = pairs.before[np.searchsorted(pairs.values, middle / 2, "right")]
        above = (scale * np.sum(pairs.before[ends]) + own) / 2 - rank
        if abs(above) <= tolerance:
            return middle
        low, high = (low, middle) if above > 0 else (middle, high)
    return high


def _middle_float(low: float, high: float) -> float:
    """As many floats lie between it and either end, so that 64 halvings end every search."""
    ends = np.array([low, high]).view(np.int64).tolist()
    places = [end if end >= 0 else -(end & MAX_INT64) for end in ends]
    middle = sum(places) // 2
    value = float(np.int64(abs(middle)).view(np.float64))
    return value if middle >= 0 else -value


def _row_lengths(low: Bound, high: Bound) -> Counts:
    """In each row: how many columns lie between the bounds."""
    return high.ends - _row_starts(low, high)


def _row_starts(low: Bound, high: Bound) -> Counts:
    return np.concatenate((low.ends, np.arange(low.ends.size, high.ends.size)))


def _median_across(values: Values, bound: Bound) -> float:
    """Half of the mean of the largest sum up to the bound and the smallest above it."""
    size, inner = bound.ends.size, np.flatnonzero(bound.ends < values.size)
    below = values[:size] + values[bound.ends - 1]
    above = values[inner] + values[bound.ends[inner]]
    # The first row that is empty below the bound begins with twice its own value.
    above = np.concatenate((above, 2 * values[size : size + 1]))
    return float((np.max(below) + np.min(above)) / 4)


def _median_of_listed(
    pairs: DistinctValues, low: Bound, high: Bound, ranks: tuple[int, int]
) -> float:
    """The mean of the sums at both ranks, halved; all pairs between the bounds are ranked."""
    left = _row_lengths(low, high)
    rows = np.repeat(np.arange(left.size), left)
    columns = np.arange(rows.size) + np.repeat(
        _row_starts(low, high) - np.cumsum(left) + left, left
    )
    sums = pairs.values[rows] + pairs.values[columns]
    times = pairs.times[rows] * pairs.times[columns]
    own = rows == columns
    times[own] = (times[own] + pairs.times[rows[own]]) // 2
    order = np.argsort(sums)
    reached = low.pairs + np.cumsum(times[order])
    first, last = sums[order[np.searchsorted(reached, ranks, "right")]]
    return float((first + last) / 4)
