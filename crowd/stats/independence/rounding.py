"""Rounding: how many answers are multiples of 5, 10, 100."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from crowd.stats.validation import Statistic, require_enough


def multiples_of(values: ArrayLike, k: int) -> float:
    """The share of the answers that are multiples of k.

    Plain: This share of the answers are multiples of k.
    Formula: #{x = k times a whole number} / n.
    Source: by definition; Myers 1940, Errors and bias in the reporting of ages in census data,
    Trans. Actuarial Soc. America 41:395, counts last digits in this way.
    Domain: real numbers, n >= 30; k >= 1.
    Unit: none, a share.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        k: the whole number whose multiples are counted, in the values' unit.
    Misleads: people who answer alone like round numbers: in published independent crowds 53 to 79 %
    of the answers are multiples of 5. Where the answers are large, all may be multiples of 5.
    Raises: `Undefined` for n < 30; `ValueError` for k < 1.

    >>> multiples_of([5, 6, 10] * 10, 5)
    0.6666666666666666
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, not {k}")
    array = require_enough(values)
    return float(np.count_nonzero(np.rint(array / k) * k == array)) / array.size


HEAPS: dict[str, Statistic] = {
    f"multiples_of_{k}": partial(multiples_of, k=k) for k in (5, 10, 100)
}
