"""How far apart the answers lie."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from crowd.stats.validation import Statistic, Undefined, as_ratio_scale, as_values


def minimum(values: ArrayLike) -> float:
    """The smallest answer.

    Plain: No answer is smaller.
    Formula: x_(1).
    Source: by definition.
    Domain: real numbers, n >= 1.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: one joke or typing error is enough to move it anywhere.
    Raises: `Undefined` for n = 0.

    >>> minimum([3, 1, 2])
    1.0
    """
    return float(np.min(as_values(values, min_size=1)))


def quartile_1(values: ArrayLike) -> float:
    """The first quartile: a quarter of the answers are below it, three quarters above.

    Plain: A quarter of the answers are below this value, three quarters above.
    Formula: x at 1 + (n - 1) / 4 in the sorted list, straight between neighbours.
    Source: type 7 of Hyndman and Fan 1996, American Statistician 50:361,
    doi 10.1080/00031305.1996.10473566.
    Domain: real numbers, n >= 1.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: below about ten answers it is little more than one person's answer.
    Raises: `Undefined` for n = 0.

    >>> quartile_1([1, 2, 3, 4])
    1.75
    """
    return float(np.quantile(as_values(values, min_size=1), 0.25))


def quartile_3(values: ArrayLike) -> float:
    """The third quartile: three quarters of the answers are below it, a quarter above.

    Plain: Three quarters of the answers are below this value, a quarter above.
    Formula: x at 1 + 3 (n - 1) / 4 in the sorted list, straight between neighbours.
    Source: type 7 of Hyndman and Fan 1996, American Statistician 50:361,
    doi 10.1080/00031305.1996.10473566.
    Domain: real numbers, n >= 1.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: below about ten answers it is little more than one person's answer.
    Raises: `Undefined` for n = 0.

    >>> quartile_3([1, 2, 3, 4])
    3.25
    """
    return float(np.quantile(as_values(values, min_size=1), 0.75))


def maximum(values: ArrayLike) -> float:
    """The largest answer.

    Plain: No answer is larger.
    Formula: x_(n).
    Source: by definition.
    Domain: real numbers, n >= 1.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: one joke or typing error is enough to move it anywhere.
    Raises: `Undefined` for n = 0.

    >>> maximum([3, 1, 2])
    3.0
    """
    return float(np.max(as_values(values, min_size=1)))


def standard_deviation(values: ArrayLike) -> float:
    """The standard deviation: the root of the mean squared distance from the mean.

    Plain: The answers are this far from their mean, in the root of the mean square.
    Formula: sqrt(mean (x - mean x)^2), divided by n: it describes this crowd (ddof 0).
    Source: the square is the diversity in Page 2007, The Difference, Princeton University Press.
    Domain: real numbers, n >= 1.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: one wild answer can make it as large as you like; the quartiles stand firm.
    Raises: `Undefined` for n = 0.

    >>> standard_deviation([2, 4, 4, 4, 5, 5, 7, 9])
    2.0
    """
    return float(np.std(as_values(values, min_size=1)))


def coefficient_of_variation(values: ArrayLike) -> float:
    """The standard deviation as a share of the mean.

    Plain: The standard deviation is this share of the mean.
    Formula: sqrt(mean (x - mean x)^2) / mean x, as `scipy.stats.variation` with ddof 0.
    Source: Pearson 1896, Phil. Trans. R. Soc. A 187:253, doi 10.1098/rsta.1896.0007.
    Domain: a ratio scale, so no value below zero, and not all zero; n >= 1; never for dates.
    Unit: none.
    Shape: a float.
    Parameters:
        values: the answers, (n,), quantities not below zero, in any one unit.
    Misleads: one wild answer can make it as large as you like; `quartile_dispersion`
    says the same of the middle half.
    Raises: `Undefined` for n = 0, for values below zero, and where all are zero.

    >>> coefficient_of_variation([2, 4, 4, 4, 5, 5, 7, 9])
    0.4
    """
    array = as_ratio_scale(values)
    return float(np.std(array) / np.mean(array))


def quartile_dispersion(values: ArrayLike) -> float:
    """Half the distance between the quartiles, as a share of the point midway between them.

    Plain: Half the distance between the quartiles is this share of the point midway between them.
    Formula: (Q3 - Q1) / (Q3 + Q1).
    Source: Bonett 2006, Comp. Statistics and Data Analysis 50:2953, doi 10.1016/j.csda.2005.05.007.
    Domain: a ratio scale, so no value below zero, and the third quartile above zero; n >= 1.
    Unit: none; 0 is agreement of the middle half, 1 the largest possible.
    Shape: a float.
    Parameters:
        values: the answers, (n,), quantities not below zero, in any one unit.
    Misleads: it knows nothing of the outer halves: a crowd with a second camp there looks agreed.
    Raises: `Undefined` for n = 0, for values below zero, and where three quarters are zero.

    >>> quartile_dispersion([1, 2, 3, 4])
    0.3
    """
    low, high = np.quantile(as_ratio_scale(values), (0.25, 0.75))
    if high <= 0:
        raise Undefined("Three quarters of the answers are zero: there is nothing to compare with.")
    return float((high - low) / (high + low))


SPREAD: dict[str, Statistic] = {
    "minimum": minimum,
    "quartile_1": quartile_1,
    "quartile_3": quartile_3,
    "maximum": maximum,
    "standard_deviation": standard_deviation,
    "coefficient_of_variation": coefficient_of_variation,
    "quartile_dispersion": quartile_dispersion,
}
