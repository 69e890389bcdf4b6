"""How much people differ, and what their differing is worth."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from crowd.stats.arrays import Statistic, Undefined, Values, as_number, as_values


class DiversityPrediction(NamedTuple):
    """The three terms of the theorem, in the square of the values' unit."""

    crowd_error: float
    average_error: float
    prediction_diversity: float


def minimum(values: ArrayLike) -> float:
    """No answer is smaller.

    Formula: x_(1). Domain: real numbers, n >= 1. Unit: the values'. Shape: (n,) in, a float out.
    Raises: `Undefined` for n = 0.

    >>> minimum([3, 1, 2])
    1.0
    """
    return float(np.min(as_values(values, least=1)))


def quartile_1(values: ArrayLike) -> float:
    """A quarter of the answers are below this value, three quarters above.

    Formula: x at 1 + (n - 1) / 4 in the sorted list, straight between neighbours.
    Source: type 7 of Hyndman and Fan 1996, American Statistician 50:361,
    doi 10.1080/00031305.1996.10473566.
    Domain: real numbers, n >= 1. Unit: the values'. Shape: (n,) in, a float out.
    Raises: `Undefined` for n = 0.

    >>> quartile_1([1, 2, 3, 4])
    1.75
    """
    return float(np.quantile(as_values(values, least=1), 0.25))


def quartile_3(values: ArrayLike) -> float:
    """Three quarters of the answers are below this value, a quarter above.

    Formula: x at 1 + 3 (n - 1) / 4 in the sorted list, straight between neighbours.
    Source: type 7 of Hyndman and Fan 1996, American Statistician 50:361,
    doi 10.1080/00031305.1996.10473566.
    Domain: real numbers, n >= 1. Unit: the values'. Shape: (n,) in, a float out.
    Raises: `Undefined` for n = 0.

    >>> quartile_3([1, 2, 3, 4])
    3.25
    """
    return float(np.quantile(as_values(values, least=1), 0.75))


def maximum(values: ArrayLike) -> float:
    """No answer is larger.

    Formula: x_(n). Domain: real numbers, n >= 1. Unit: the values'. Shape: (n,) in, a float out.
    Raises: `Undefined` for n = 0.

    >>> maximum([3, 1, 2])
    3.0
    """
    return float(np.max(as_values(values, least=1)))


def standard_deviation(values: ArrayLike) -> float:
    """The answers are this far from their mean, in the root of the mean square.

    Formula: sqrt(mean (x - mean x)^2), divided by n: it describes this crowd (ddof 0).
    Source: the square is the diversity in Page 2007, The Difference, Princeton University Press.
    Domain: real numbers, n >= 1. Unit: the values'. Shape: (n,) in, a float out.
    Raises: `Undefined` for n = 0.

    >>> standard_deviation([2, 4, 4, 4, 5, 5, 7, 9])
    2.0
    """
    return float(np.std(as_values(values, least=1)))


def coefficient_of_variation(values: ArrayLike) -> float:
    """The standard deviation is this share of the mean.

    Formula: sqrt(mean (x - mean x)^2) / mean x, as `scipy.stats.variation` with ddof 0.
    Domain: a ratio scale, so no value below zero, and not all zero; n >= 1; never for dates.
    Unit: none. Shape: (n,) in, a float out.
    Raises: `Undefined` for n = 0, for values below zero, and where all are zero.

    >>> coefficient_of_variation([2, 4, 4, 4, 5, 5, 7, 9])
    0.4
    """
    array = _ratio_scale(values)
    return float(np.std(array) / np.mean(array))


def quartile_dispersion(values: ArrayLike) -> float:
    """Half the distance between the quartiles is this share of the point midway between them.

    Formula: (Q3 - Q1) / (Q3 + Q1).
    Source: Bonett 2006, Comp. Statistics and Data Analysis 50:2953, doi 10.1016/j.csda.2005.05.007.
    Domain: a ratio scale, so no value below zero, and the third quartile above zero; n >= 1.
    Unit: none; 0 is agreement of the middle half, 1 the largest possible.
    Shape: (n,) in, a float out.
    Raises: `Undefined` for n = 0, for values below zero, and where three quarters are zero.

    >>> quartile_dispersion([1, 2, 3, 4])
    0.3
    """
    low, high = np.quantile(_ratio_scale(values), (0.25, 0.75))
    if high <= 0:
        raise Undefined("Three quarters of the answers are zero: there is nothing to compare with.")
    return float((high - low) / (high + low))


def diversity_prediction_theorem(values: ArrayLike, truth: float) -> DiversityPrediction:
    """The mean's squared error is the average squared error less the diversity: exactly, always.

    Formula: (mean x - t)^2 = mean (x - t)^2 - mean (x - mean x)^2, all divided by n.
    Source: Page 2007, The Difference, Princeton University Press; as the ambiguity decomposition:
    Krogh and Vedelsby 1995, Advances in Neural Information Processing Systems 7:231.
    Domain: real numbers, n >= 1; it speaks of the mean only, not of the median. For quantities
    above zero, pass the logarithms of values and truth: then it speaks of the geometric mean.
    Unit: the square of the values'. Shape: (n,) and a float in, three floats out.
    Raises: `Undefined` for n = 0; `ValueError` for a truth that is not finite.

    >>> diversity_prediction_theorem([48, 47, 51, 42], 49)
    DiversityPrediction(crowd_error=4.0, average_error=14.5, prediction_diversity=10.5)
    """
    array, target = as_values(values, least=1), as_number(truth, "truth")
    centre = np.mean(array)
    return DiversityPrediction(
        crowd_error=float((centre - target) ** 2),
        average_error=float(np.mean((array - target) ** 2)),
        prediction_diversity=float(np.mean((array - centre) ** 2)),
    )


def bracketing(values: ArrayLike, truth: float) -> float:
    """This share of all pairs of people have the truth strictly between their two answers.

    Formula: 2 a b / (n (n - 1)), with a answers below the truth and b above.
    Source: Larrick and Soll 2006, Management Science 52:111, doi 10.1287/mnsc.1050.0459.
    Domain: real numbers, n >= 2. Unit: none, a share of at most 1 (n = 2), about 1/2 for large n.
    Shape: (n,) and a float in, a float out.
    Raises: `Undefined` for n < 2; `ValueError` for a truth that is not finite.

    >>> round(bracketing([90, 95, 120], 100), 4)
    0.6667
    """
    array, target = as_values(values, least=2), as_number(truth, "truth")
    below = int(np.count_nonzero(array < target))
    above = int(np.count_nonzero(array > target))
    return 2 * below * above / (array.size * (array.size - 1))


def _ratio_scale(values: ArrayLike) -> Values:
    array = as_values(values, least=1)
    if np.min(array) < 0:
        raise Undefined("Some answers are below zero: a share of their size has no meaning.")
    if np.max(array) == 0:
        raise Undefined("All answers are zero: there is nothing to compare with.")
    return array


SPREAD: dict[str, Statistic] = {
    "minimum": minimum,
    "quartile_1": quartile_1,
    "quartile_3": quartile_3,
    "maximum": maximum,
    "standard_deviation": standard_deviation,
    "coefficient_of_variation": coefficient_of_variation,
    "quartile_dispersion": quartile_dispersion,
}
