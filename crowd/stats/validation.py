"""Validation of what callers pass: the formulas of the other modules rely on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Values = NDArray[np.float64]
Counts = NDArray[np.intp]
Statistic = Callable[[ArrayLike], float]

MAX_MAGNITUDE = 1e150
"""Absolute value of a number, in any unit: the squares of 10^6 of them sum up within float64."""

MIN_ANSWERS = 30
"""Answers that a figure needs which speaks of how the answers came about."""

MIN_MINORITY = 10
"""Answers unlike the most frequent one that a check of the order needs."""


MIN_EFFECTIVE_N = 2
"""Independent people whose answers tell too little for an interval."""


class Undefined(ValueError):
    """Raised for a figure that does not exist for these answers; its text is the reason, for readers.

    The text is a `template` with `values` in its places, so that it can be translated.
    """

    def __init__(self, template: str, /, **values: int) -> None:
        written = {name: f"{value:,}" for name, value in values.items()}
        super().__init__(template.format(**written) if values else template)
        self.template = template
        self.values = values


class DistinctValues(NamedTuple):
    """The distinct values, ascending, how many people gave each, and how many a smaller one.

    `before` has one entry more than `values`, which is the number of all people.
    """

    values: Values
    times: Counts
    before: Counts


def as_values(values: ArrayLike, min_size: int = 0) -> Values:
    """The values as a 1-d float64 array, all finite, and at least `min_size` of them.

    Formula: none; integers and floats keep their values, float64 arrays are not copied.
    Domain: real numbers of at most 1e150 in size, in any unit.
    Shape: (n,).
    Parameters:
        values: numbers, (n,), in any unit.
        min_size: how many values there must be.
    Raises: `Undefined` for fewer than `min_size` values; `ValueError` for nan, infinities, numbers
    larger than 1e150 in size, other shapes, and what is not numbers (text, booleans, dates).

    >>> as_values([3, 1, 2])
    array([3., 1., 2.])
    >>> as_values([], min_size=1)
    Traceback (most recent call last):
    crowd.stats.validation.Undefined: There are no answers.
    """
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"values must be one-dimensional, not of shape {array.shape}")
    if array.size and array.dtype.kind not in "iuf":
        raise ValueError(f"values must be numbers, not {array.dtype}")
    array = array.astype(np.float64, copy=False)
    # The minimum and the maximum of an array with nan are nan, for which both comparisons are false.
    if array.size and not (array.min() >= -MAX_MAGNITUDE and array.max() <= MAX_MAGNITUDE):
        raise ValueError(f"values must be finite and at most {MAX_MAGNITUDE:g} in size")
    if array.size < min_size:
        raise too_few_answers(min_size)
    return array


def as_ascending(values: ArrayLike, min_size: int = 0) -> Values:
    """The values as `as_values` makes them, in ascending order; not copied where they are in order.

    Formula: x_(1) <= ... <= x_(n). To see that values are in order takes a hundredth of the time of
    sorting them.
    Domain: real numbers of at most 1e150 in size, in any unit.
    Shape: (n,).
    Parameters:
        values: numbers, (n,), in any unit.
        min_size: how many values there must be.
    Raises: as `as_values`.

    >>> as_ascending([3, 1, 2])
    array([1., 2., 3.])
    """
    array = as_values(values, min_size)
    return array if np.all(array[:-1] <= array[1:]) else np.sort(array)


def aligned_values(values: ArrayLike, people: int, name: str) -> Values:
    """The values as a 1-d float64 array with one entry a person, nan where somebody gave none.

    Domain: real numbers of at most 1e150 in size, and nan.
    Shape: (people,).
    Parameters:
        values: a number or nan for each person, (people,), in any unit.
        people: how many people there are.
        name: what messages call the values.
    Raises: `ValueError` for infinities, numbers larger than 1e150 in size, other shapes, and what
    is not numbers.

    >>> aligned_values([3, float("nan")], 2, "predictions")
    array([ 3., nan])
    """
    array = np.asarray(values)
    if array.shape != (people,):
        raise ValueError(f"{name} must have one entry a person, ({people},), not {array.shape}")
    if array.size and array.dtype.kind not in "iuf":
        raise ValueError(f"{name} must be numbers, not {array.dtype}")
    array = array.astype(np.float64, copy=False)
    if np.any(np.abs(array) > MAX_MAGNITUDE):
        raise ValueError(f"{name} must be finite or nan, and at most {MAX_MAGNITUDE:g} in size")
    return array


def as_number(value: float, name: str) -> float:
    """The value as one finite float.

    Domain: a real number of at most 1e150 in size, in any unit.
    Parameters:
        value: a number in any unit.
        name: what messages call it.
    Raises: `ValueError` for nan, infinities and numbers larger than 1e150 in size.

    >>> as_number(1198, "truth")
    1198.0
    """
    number = float(value)
    if not abs(number) <= MAX_MAGNITUDE:
        raise ValueError(
            f"{name} must be finite and at most {MAX_MAGNITUDE:g} in size, not {number}"
        )
    return number


def too_few_answers(min_size: int) -> Undefined:
    """The reason why a figure that needs `min_size` answers is missing.

    Parameters:
        min_size: how many answers the figure needs.

    >>> too_few_answers(6)
    Undefined('Too few answers: this needs at least 6.')
    """
    if min_size == 1:
        return Undefined("There are no answers.")
    return Undefined("Too few answers: this needs at least {n}.", n=min_size)


def require_enough(values: ArrayLike) -> Values:
    """The values as `as_values` makes them, which are at least 30.

    Formula: none.
    Domain: real numbers, n >= 30.
    Shape: (n,).
    Parameters:
        values: the answers, (n,), in any one unit.
    Raises: `Undefined` for n < 30; `ValueError` as `as_values`.

    >>> require_enough(range(30)).size
    30
    >>> require_enough([1, 2])
    Traceback (most recent call last):
    crowd.stats.validation.Undefined: Too few to tell: this needs at least 30 answers.
    """
    array = as_values(values)
    if array.size < MIN_ANSWERS:
        raise Undefined("Too few to tell: this needs at least {n} answers.", n=MIN_ANSWERS)
    return array


def require_effective_n(effective_n: float) -> None:
    """Raises `Undefined` where the answers tell as little as those of two people.

    Formula: none.
    Domain: a number above zero.
    Parameters:
        effective_n: how many independent people tell as much, in people.
    Raises: `Undefined` for 2 or fewer.

    >>> require_effective_n(2.0)
    Traceback (most recent call last):
    crowd.stats.validation.Undefined: The answers tell as little as those of 2 people or fewer.
    """
    if effective_n <= MIN_EFFECTIVE_N:
        raise Undefined(
            "The answers tell as little as those of {n} people or fewer.", n=MIN_EFFECTIVE_N
        )


def require_variation(array: Values) -> Values:
    """The same values, of which at least two differ.

    Formula: none.
    Domain: real numbers, n >= 1.
    Shape: (n,).
    Parameters:
        array: the answers, (n,), in any one unit.
    Raises: `Undefined` where all are equal.

    >>> require_variation(as_values([1, 1, 2]))
    array([1., 1., 2.])
    """
    if np.min(array) == np.max(array):
        raise Undefined("All answers are equal: there is nothing to compare.")
    return array


def require_minority(doubled_ranks: Values) -> None:
    """Raise `Undefined` where nearly all answers are the same: the order of the few says nothing.

    Formula: none.
    Domain: twice the mid-ranks of answers, which are whole.
    Shape: none.
    Parameters:
        doubled_ranks: twice the mid-ranks, (n,).
    Raises: `Undefined` where fewer than ten answers differ from the most frequent one.

    >>> require_minority(np.array([42.0] * 20 + [41.0] * 9))
    Traceback (most recent call last):
    crowd.stats.validation.Undefined: Fewer than 10 answers differ from the most frequent one: their \
order says nothing.
    """
    most_frequent = int(np.max(np.bincount(doubled_ranks.astype(np.intp))))
    if doubled_ranks.size - most_frequent < MIN_MINORITY:
        raise Undefined(
            "Fewer than {n} answers differ from the most frequent one: their order says nothing.",
            n=MIN_MINORITY,
        )


def as_ratio_scale(values: ArrayLike, min_size: int = 1) -> Values:
    """The values as quantities: none below zero, and not all of them zero.

    Formula: none.
    Domain: real numbers, n >= 1.
    Shape: (n,).
    Parameters:
        values: the answers, (n,), in any one unit.
        min_size: how many values there must be.
    Raises: `Undefined` for fewer than `min_size` values, values below zero, and where all are zero.

    >>> as_ratio_scale([0, 1])
    array([0., 1.])
    """
    array = as_values(values, min_size)
    if np.min(array) < 0:
        raise Undefined("Some answers are below zero: a share of their size has no meaning.")
    if np.max(array) == 0:
        raise Undefined("All answers are zero: there is nothing to compare with.")
    return array


def inner_product(left: Values, right: Values) -> float:
    """The sum of the products, on one core: `@` starts threads, which takes longer than the sum.

    Formula: sum l_i r_i.
    Domain: two rows of equally many real numbers.
    Shape: a float.
    Parameters:
        left: numbers, (n,), in any unit.
        right: as many numbers, (n,), in any unit.

    >>> inner_product(as_values([1, 2]), as_values([3, 4]))
    11.0
    """
    return float(np.einsum("i,i->", left, right))


def count_distinct(ascending: Values) -> DistinctValues:
    """The distinct values of ascending ones, in O(n).

    Formula: none.
    Domain: real numbers, n >= 1.
    Shape: (k,), (k,) and (k + 1,).
    Parameters:
        ascending: the answers, (n,), in ascending order, in any one unit.

    >>> count_distinct(as_values([1, 1, 2])).times
    array([2, 1])
    """
    changes = np.flatnonzero(ascending[1:] != ascending[:-1]) + 1
    before = np.concatenate(([0], changes, [ascending.size]))
    return DistinctValues(ascending[before[:-1]], np.diff(before), before)


def encode_labels(labels: ArrayLike, size: int) -> NDArray[np.intp]:
    """The code of each value's label: each distinct label has one, a whole number from 0 up.

    Formula: none; whole numbers that lie close together keep their order and distances.
    Domain: text, booleans or whole numbers; `size` labels, at least one.
    Shape: (size,).
    Parameters:
        labels: a label for each value, (size,), as text, booleans or whole numbers.
        size: how many values there are.
    Raises: `ValueError` for another number of labels, and for labels of other types.

    >>> encode_labels(["b", "a", "b"], 3)
    array([1, 0, 1])
    """
    array = np.asarray(labels)
    if array.shape != (size,):
        raise ValueError(f"labels must be {size}, one for each value, not {array.shape}")
    if array.dtype.kind not in "biuU":
        raise ValueError(f"labels must be text or whole numbers, not {array.dtype}")
    if array.dtype.kind == "b":
        array = array.astype(np.uint8)
    if array.dtype.kind != "U" and int(array.max()) - int(array.min()) < 4 * size:
        # Codes by subtraction need no sorting, which takes most of the time of a million labels.
        return np.asarray(array - array.min(), dtype=np.intp)
    return np.unique(array, return_inverse=True)[1].astype(np.intp)


def tail_probability(confidence: float) -> float:
    """The probability on either side of a central interval.

    Formula: (1 - confidence) / 2.
    Domain: 0 < confidence < 1.
    Shape: a float.
    Parameters:
        confidence: the probability of the interval.
    Raises: `ValueError` for other confidences.

    >>> tail_probability(0.5)
    0.25
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, not {confidence}")
    return (1 - confidence) / 2
