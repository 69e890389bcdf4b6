"""Corrections of a known bias: people underestimate large numbers of things."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
from numpy.typing import ArrayLike

from crowd.stats.validation import MAX_MAGNITUDE, Undefined, Values, as_values

M_MU, B_MU = 0.87, 0.68
M_SIGMA, B_SIGMA = 0.16, -0.30
"""Slopes and intercepts of mu = M_MU ln J + B_MU and sigma = M_SIGMA ln J + B_SIGMA.

Guesses of J things are log-normal with these parameters: fitted to five jars of 54 to 27,852 things
by Kao et al. 2018, Journal of the Royal Society Interface 15:20180130, doi 10.1098/rsif.2018.0130.
"""


def percentile_60(values: ArrayLike) -> float:
    """The 60th percentile: six of ten answers are at or below it, four of ten at or above it.

    Plain: Six of ten answers are at or below this value, four of ten at or above it.
    Formula: x at 1 + 0.6 (n - 1) in the sorted list, straight between neighbours.
    Source: type 7 of Hyndman and Fan 1996, American Statistician 50:361,
    doi 10.1080/00031305.1996.10473566. That 60 and not 50 is nearer to the truth was found on 195
    questions about quantities from 14 published data sets; it is no law.
    Domain: real numbers, n >= 1.
    Unit: the values'.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
    Misleads: It adjusts for underestimation, so it is wrong where people do not underestimate:
    for small or familiar quantities, dates, percentages and probabilities.
    Raises: `Undefined` for n = 0.

    >>> percentile_60([1, 2, 3, 4, 5, 6])
    4.0
    """
    return float(np.quantile(as_values(values, min_size=1), 0.6))


def kao_median(values: ArrayLike) -> float:
    """The number of things whose guesses would have this median, in Kao's model of crowds.

    Plain: A jar with this many things would have this median guess, if this crowd is like Kao's.
    Formula: exp((ln m - 0.68) / 0.87), m the median.
    Source: Kao et al. 2018, J. Royal Society Interface 15:20180130, doi 10.1098/rsif.2018.0130.
    Domain: counts of things at a glance, about 50 to 30,000 of them; n >= 1, all above zero.
    Unit: things.
    Shape: a float.
    Parameters:
        values: guesses of how many things there are, (n,), above zero.
    Misleads: The constants come from jars of sweets and beads. For weights, prices, dates and
    numbers of another unit the correction has no meaning.
    Raises: `Undefined` for n = 0, and where any value is zero or negative.

    >>> round(kao_median([300, 400, 700]), 1)
    448.2
    """
    return _exponentiate((log(np.median(_as_counts(values))) - B_MU) / M_MU)


def kao_mean(values: ArrayLike) -> float:
    """The number of things whose guesses would have this mean, in Kao's model of crowds.

    Plain: A jar with this many things would have this mean guess, if this crowd is like Kao's.
    Formula: exp(L) with L = [sqrt(B^2 - 2 m_s^2 (b_mu + b_s^2 / 2 - ln m)) - B] / m_s^2,
    B = m_mu + m_s b_s, m the mean, m_mu = 0.87, b_mu = 0.68, m_s = 0.16, b_s = -0.30: the mean of
    the log-normal is exp(mu + sigma^2 / 2).
    Source: Kao et al. 2018, J. Royal Society Interface 15:20180130, doi 10.1098/rsif.2018.0130.
    Domain: counts of things at a glance, about 50 to 30,000 of them; n >= 1, all above zero.
    Unit: things.
    Shape: a float.
    Parameters:
        values: guesses of how many things there are, (n,), above zero.
    Misleads: As `kao_median`; and a single wild guess moves it as far as it moves the mean.
    Raises: `Undefined` for n = 0, where any value is zero or negative, and where the mean is so
    close to zero that no number of things has it.

    >>> round(kao_mean([300, 400, 700]), 1)
    415.1
    """
    linear = M_MU + M_SIGMA * B_SIGMA
    constant = B_MU + B_SIGMA**2 / 2 - log(np.mean(_as_counts(values)))
    discriminant = linear**2 - 2 * M_SIGMA**2 * constant
    if discriminant < 0:
        raise Undefined("The mean is too small: no number of things would have it.")
    return _exponentiate((sqrt(discriminant) - linear) / M_SIGMA**2)


def kao_maximum_likelihood(values: ArrayLike) -> float:
    """The number of things that makes these guesses likeliest, in Kao's model of crowds.

    Plain: A jar with this many things makes these very guesses likeliest, if this crowd is like
    Kao's.
    Formula: the J that maximises the log-normal likelihood with mu = m_mu ln J + b_mu and
    sigma = m_s ln J + b_s > 0. Its derivative is zero where sigma^2 + a d sigma - (d^2 + v) = 0,
    with a = m_mu / m_s, d = mean ln x - b_mu + a b_s, v = the variance of ln x divided by n; the
    positive root is the only maximum, and ln J = (sigma - b_s) / m_s.
    Source: Kao et al. 2018, J. Royal Society Interface 15:20180130, doi 10.1098/rsif.2018.0130;
    the root of the derivative is worked out here.
    Domain: counts of things at a glance, about 50 to 30,000 of them; n >= 1, all above zero, with
    a geometric mean above exp(0.68 + 0.87 x 0.30 / 0.16) = 10.1, where sigma begins.
    Unit: things.
    Shape: a float.
    Parameters:
        values: guesses of how many things there are, (n,), above zero.
    Misleads: As `kao_median`; and because the spread counts too, a crowd more or less at odds than
    Kao's is corrected too much or too little.
    Raises: `Undefined` for n = 0, where any value is zero or negative, where the geometric mean is
    at most 10.1, and for a result above 1e150.

    >>> round(kao_maximum_likelihood([300, 400, 700]), 1)
    449.1
    """
    logs = np.log(_as_counts(values))
    ratio = M_MU / M_SIGMA
    distance = float(np.mean(logs)) - B_MU + ratio * B_SIGMA
    if distance <= 0:
        raise Undefined("The answers are too small for a correction that is made for large counts.")
    constant = distance**2 + float(np.var(logs))
    half = ratio * distance / 2
    sigma = constant / (half + sqrt(half**2 + constant))
    return _exponentiate((sigma - B_SIGMA) / M_SIGMA)


def _as_counts(values: ArrayLike) -> Values:
    """The values are above zero; raises `Undefined` where one is not, or where there are none."""
    array = as_values(values, min_size=1)
    if np.min(array) <= 0:
        raise Undefined("The correction for counts needs every answer to be above zero.")
    return array


def _exponentiate(logarithm: float) -> float:
    """The number with this logarithm; raises `Undefined` above 1e150."""
    if logarithm > log(MAX_MAGNITUDE):
        raise Undefined("The corrected value is too large for any number of things.")
    return exp(logarithm)
