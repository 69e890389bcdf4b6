"""Errors of the crowd's figure against the truth, and against those of the people."""

from __future__ import annotations

from math import isfinite, ulp
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from crowd.stats.transforms import log_ratios
from crowd.stats.validation import (
    Undefined,
    Values,
    as_ascending,
    as_number,
    as_values,
    count_distinct,
)

ROUNDING_STEPS = 4
"""Steps of float64 between an aggregate and a truth that rounding alone can make."""

TIE_TOLERANCE = 1e-12
"""Difference of two distances, in shares of the numbers compared, that is rounding only."""


class Comparison(NamedTuple):
    """The shares of people strictly farther from the truth than the aggregate, and as far."""

    farther: float
    tied: float


class ValueCount(NamedTuple):
    """An answer value, and how many times it was given."""

    value: float
    times: int


def closer_than(values: ArrayLike, aggregate: float, truth: float) -> Comparison:
    """The aggregate is closer to the truth than the share `farther` of the people.

    Formula: farther = #{|x - t| > |T - t|} / n, tied = #{|x - t| = |T - t|} / n; distances that
    differ by less than 1e-12 of the largest of |x|, |T|, |t| are ties.
    Source: Lorenz et al. 2011, PNAS 108:9020, doi 10.1073/pnas.1008636108.
    Domain: real numbers, n >= 1.
    Unit: none, shares of 1.
    Shape: two floats.
    Parameters:
        values: the answers, (n,), in any one unit.
        aggregate: the crowd's figure, in the values' unit.
        truth: the true value, in the values' unit.
    Misleads: a crowd that is closer than most people can still be far off; and people who gave the
    crowd's own answer count as ties, not as beaten.
    Raises: `Undefined` for n = 0; `ValueError` for an aggregate or truth that is not finite.

    >>> closer_than([80, 95, 105, 150], 105, 100)
    Comparison(farther=0.5, tied=0.5)
    """
    array = as_values(values, min_size=1)
    figure, true_value = as_number(aggregate, "aggregate"), as_number(truth, "truth")
    size = np.maximum(np.abs(array), max(abs(figure), abs(true_value)))
    return _compare(np.abs(array - true_value) - abs(figure - true_value), TIE_TOLERANCE * size)


def closer_than_log(values: ArrayLike, aggregate: float, truth: float) -> Comparison:
    """The aggregate is off by a smaller factor than the share `farther` of the people.

    Formula: as `closer_than`, with |ln(x / t)| and |ln(T / t)|; a difference of less than 1e-12 of
    the logarithms is a tie.
    Source: Lorenz et al. 2011, PNAS 108:9020, doi 10.1073/pnas.1008636108.
    Domain: numbers above zero, n >= 1.
    Unit: none, shares of 1.
    Shape: two floats.
    Parameters:
        values: the answers, (n,), above zero, in any one unit.
        aggregate: the crowd's figure, above zero, in the values' unit.
        truth: the true value, above zero, in the values' unit.
    Misleads: far below the truth counts as more than as far above; for answers of one size it says
    the same as `closer_than`.
    Raises: `Undefined` for n = 0, and where a value, the aggregate or the truth is zero or
    negative; `ValueError` for an aggregate or truth that is not finite.

    >>> closer_than_log([10, 50, 150, 250], 200, 100)
    Comparison(farther=0.5, tied=0.25)
    """
    array = as_values(values, min_size=1)
    if np.min(array) <= 0:
        raise Undefined("Comparing factors needs every answer to be above zero.")
    distance = abs(log_error(aggregate, truth))
    distances = np.abs(log_ratios(array, as_number(truth, "truth")))
    return _compare(distances - distance, TIE_TOLERANCE * np.maximum(distances, distance))


def signed_error(aggregate: float, truth: float) -> float:
    """The aggregate less the truth, negative where the aggregate is below it.

    Plain: The aggregate is this much above the truth, or below it where negative.
    Formula: T - t; 0 within four steps of float64, which is the noise of rounding.
    Source: by definition.
    Domain: real numbers.
    Unit: the values'.
    Shape: a float.
    Parameters:
        aggregate: the crowd's figure, in any unit.
        truth: the true value, in the same unit.
    Misleads: without the spread of the answers or the size of the truth it says neither much nor little.
    Raises: `ValueError` for numbers that are not finite.

    >>> signed_error(1207, 1198)
    9.0
    """
    figure, true_value = as_number(aggregate, "aggregate"), as_number(truth, "truth")
    error = figure - true_value
    return 0.0 if abs(error) <= ROUNDING_STEPS * ulp(max(abs(figure), abs(true_value))) else error


def percent_error(aggregate: float, truth: float) -> float:
    """The error in percent of the size of the truth, negative where the aggregate is below it.

    Plain: The aggregate is this many percent of the truth's size above the truth, or below it.
    Formula: 100 (T - t) / |t|.
    Source: by definition.
    Domain: real numbers, t not zero; a ratio scale, never dates.
    Unit: percent.
    Shape: a float.
    Parameters:
        aggregate: the crowd's figure, in the unit of a ratio scale.
        truth: the true value, not zero, in the same unit.
    Misleads: it cannot fall below -100 for a low guess, but has no end for a high one;
    `log_error` treats both alike.
    Raises: `Undefined` for a truth of zero, or so close to it that the figure is not finite;
    `ValueError` for numbers that are not finite.

    >>> percent_error(86, 100)
    -14.0
    """
    error, true_value = signed_error(aggregate, truth), as_number(truth, "truth")
    if true_value == 0:
        raise Undefined("The truth is zero: an error in percent of it does not exist.")
    percent = 100 * error / abs(true_value)
    if not isfinite(percent):
        raise Undefined("The truth is too close to zero for an error in percent of it.")
    return percent


def log_error(aggregate: float, truth: float) -> float:
    """The logarithm of the ratio of aggregate and truth; of one size for half and double.

    Plain: The aggregate is the truth times e to the power of this; same size for half and double.
    Formula: ln(T / t), as ln T - ln t.
    Source: Lorenz et al. 2011, PNAS 108:9020, doi 10.1073/pnas.1008636108.
    Domain: numbers above zero.
    Unit: none.
    Shape: a float.
    Parameters:
        aggregate: the crowd's figure, above zero, in any unit.
        truth: the true value, above zero, in the same unit.
    Misleads: small differences look like percent, large ones do not: 0.69 is the double.
    Raises: `Undefined` where the aggregate or the truth is zero or negative; `ValueError` for
    numbers that are not finite.

    >>> round(log_error(200, 100), 4)
    0.6931
    """
    figure, true_value = as_number(aggregate, "aggregate"), as_number(truth, "truth")
    if min(figure, true_value) <= 0:
        raise Undefined("An error as a factor needs the aggregate and the truth above zero.")
    return float(log_ratios(np.array([figure]), true_value)[0])


def closest(values: ArrayLike, truth: float, max_count: int = 10) -> list[ValueCount]:
    """The answer values closest to the truth, the closest first.

    Formula: the distinct values by |x - t|, the smaller first where two are equally far, with the
    number of times each was given.
    Source: by definition.
    Domain: real numbers, n >= 1; max_count >= 1.
    Unit: the values'.
    Shape: at most `max_count` pairs.
    Parameters:
        values: the answers, (n,), in any one unit.
        truth: the true value, in the values' unit.
        max_count: how many answer values there are at most.
    Misleads: somebody in a large crowd is always close, by luck alone.
    Raises: `Undefined` for n = 0; `ValueError` for a truth that is not finite or max_count < 1.

    >>> closest([90, 110, 99, 110, 300], 100, max_count=2)
    [ValueCount(value=99.0, times=1), ValueCount(value=90.0, times=1)]
    """
    if max_count < 1:
        raise ValueError(f"max_count must be at least 1, not {max_count}")
    ascending, true_value = as_ascending(values, min_size=1), as_number(truth, "truth")
    distinct = count_distinct(ascending)
    order = np.argsort(np.abs(distinct.values - true_value), kind="stable")[:max_count]
    return [ValueCount(float(distinct.values[i]), int(distinct.times[i])) for i in order]


def _compare(excess: Values, tolerance: Values) -> Comparison:
    """The shares of people by how much farther from the truth they are than the aggregate."""
    farther = int(np.count_nonzero(excess > tolerance))
    tied = int(np.count_nonzero(np.abs(excess) <= tolerance))
    return Comparison(farther / excess.size, tied / excess.size)
