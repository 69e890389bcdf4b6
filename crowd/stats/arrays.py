"""The edge of the library: what comes in is checked here, so that the formulas can stay bare."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Values = NDArray[np.float64]
Statistic = Callable[[ArrayLike], float]

# A crowd of 10^6 can be squared and summed below this without leaving float64.
LARGEST = 1e150


class Undefined(ValueError):
    """A figure that does not exist for these answers; its text says why, for everybody to read."""


def as_values(values: ArrayLike, least: int = 0) -> Values:
    """The values are a 1-d float64 array, all finite, and at least `least` of them.

    Formula: none; integers and floats keep their values, float64 arrays are not copied.
    Domain: real numbers of at most 1e150 in size, in any unit. Shape: (n,) in, (n,) out.
    Raises: `Undefined` for fewer than `least` values; `ValueError` for nan, infinities, numbers
    larger than 1e150 in size, other shapes, and what is not numbers (text, booleans, dates).

    >>> as_values([3, 1, 2])
    array([3., 1., 2.])
    >>> as_values([], least=1)
    Traceback (most recent call last):
    crowd.stats.arrays.Undefined: There are no answers.
    """
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"values must be one-dimensional, not of shape {array.shape}")
    if array.size and array.dtype.kind not in "iuf":
        raise ValueError(f"values must be numbers, not {array.dtype}")
    array = array.astype(np.float64, copy=False)
    # nan compares false with everything, so this one line refuses it too.
    if not np.all(np.abs(array) <= LARGEST):
        raise ValueError(f"values must be finite and at most {LARGEST:g} in size")
    if array.size < least:
        raise Undefined(too_few(least))
    return array


def as_beside(values: ArrayLike, people: int, name: str) -> Values:
    """The values are a 1-d float64 array with one entry a person, nan where somebody gave none.

    Domain: real numbers of at most 1e150 in size, and nan; `name` is what messages call them.
    Shape: (people,) in and out.
    Raises: `ValueError` for infinities, numbers larger than 1e150 in size, other shapes, and what
    is not numbers.

    >>> as_beside([3, float("nan")], 2, "predictions")
    array([ 3., nan])
    """
    array = np.asarray(values)
    if array.shape != (people,):
        raise ValueError(f"{name} must have one entry a person, ({people},), not {array.shape}")
    if array.size and array.dtype.kind not in "iuf":
        raise ValueError(f"{name} must be numbers, not {array.dtype}")
    array = array.astype(np.float64, copy=False)
    if np.any(np.abs(array) > LARGEST):
        raise ValueError(f"{name} must be finite or nan, and at most {LARGEST:g} in size")
    return array


def as_number(value: float, name: str) -> float:
    """The value is one finite float.

    Domain: a real number of at most 1e150 in size, in any unit; `name` is what messages call it.
    Raises: `ValueError` for nan, infinities and numbers larger than 1e150 in size.

    >>> as_number(1198, "truth")
    1198.0
    """
    number = float(value)
    if not abs(number) <= LARGEST:
        raise ValueError(f"{name} must be finite and at most {LARGEST:g} in size, not {number}")
    return number


def too_few(least: int) -> str:
    """The reason why a figure that needs `least` answers is missing.

    >>> too_few(6)
    'Too few answers: this needs at least 6.'
    """
    if least == 1:
        return "There are no answers."
    return f"Too few answers: this needs at least {least}."
