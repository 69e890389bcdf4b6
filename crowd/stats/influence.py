"""Influence: how far the crowd's figure moves when one person is left out."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from crowd.stats.validation import Statistic, Values, as_values


def mean_influence(values: ArrayLike) -> float:
    """The largest change of the mean when one person is left out.

    Plain: Had any one person stayed away, the mean would have moved by no more than this.
    Formula: max |mean without i - mean| = max |x_i - mean| / (n - 1).
    Source: the jackknife of Tukey 1958, Annals of Mathematical Statistics 29:614.
    Domain: real numbers, n >= 2.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: a small figure says that no single person matters, not that no small group does.
    Raises: `Undefined` for n < 2.

    >>> mean_influence([1, 2, 9])
    2.5
    """
    return _max_change_of_trimmed_mean(as_values(values, min_size=2), 0, 0)


def trimmed_mean_influence(values: ArrayLike) -> float:
    """The largest change of the trimmed mean when one person is left out.

    Plain: Had any one person stayed away, the trimmed mean would have moved by no more than this.
    Formula: max |T without i - T|, T the mean without the lowest and highest floor(n / 10). Without
    i it is (W - c_i) / (n - 1 - 2 g), g = floor((n - 1) / 10), W the sum of x_(g+1) to x_(n-g), and
    c_i = x_i moved to the nearer of the two where it lies outside: the ends decide.
    Source: the jackknife of Tukey 1958, Annals of Mathematical Statistics 29:614.
    Domain: real numbers, n >= 2; below n = 10 it is that of the mean.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: at n = 10, 20, 30 ... leaving out one person also trims two fewer, and the figure is
    larger than at the next n.
    Raises: `Undefined` for n < 2.

    >>> trimmed_mean_influence([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1000])
    0.5
    """
    array = as_values(values, min_size=2)
    return _max_change_of_trimmed_mean(array, array.size // 10, (array.size - 1) // 10)


def median_influence(values: ArrayLike) -> float:
    """The largest change of the median when one person is left out.

    Plain: Had any one person stayed away, the median would have moved by no more than this.
    Formula: max |median without i - median|: half the larger gap beside the middle answer for odd
    n, half the gap in the middle for even n.
    Source: the jackknife of Tukey 1958, Annals of Mathematical Statistics 29:614.
    Domain: real numbers, n >= 2.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: 0 does not mean that the crowd agrees, only that several gave the middle answer.
    Raises: `Undefined` for n < 2.

    >>> median_influence([1, 5, 7, 100])
    1.0
    """
    array = as_values(values, min_size=2)
    middle = array.size // 2
    ranks = (middle - 1, middle) if array.size % 2 == 0 else (middle - 1, middle, middle + 1)
    return float(np.max(np.diff(np.partition(array, ranks)[list(ranks)]))) / 2


def _max_change_of_trimmed_mean(array: Values, trim: int, trim_without: int) -> float:
    """The largest change of a trimmed mean without one person; `trim_without` is cut then."""
    n = array.size
    ranks = (trim, n - trim - 1, trim_without, n - trim_without - 1)
    # Differences from the median make equal answers give exactly 0.
    ordered = np.partition(array - np.median(array), ranks)
    trimmed_mean = np.mean(ordered[trim : n - trim])
    remaining = ordered[trim_without : n - trim_without]
    means_without = (np.sum(remaining) - remaining[[0, -1]]) / (remaining.size - 1)
    return float(np.max(np.abs(means_without - trimmed_mean)))


INFLUENCE: dict[str, Statistic] = {
    "mean": mean_influence,
    "trimmed_mean": trimmed_mean_influence,
    "median": median_influence,
}
