"""Scoring rules for forecasts of a number, of an event, of options, of ranges; and calibration."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from crowd.stats.transforms import mid_ranks
from crowd.stats.validation import (
    Undefined,
    Values,
    as_ascending,
    as_number,
    as_values,
    inner_product,
)


class CalibrationBin(NamedTuple):
    """People in the bin, the mean of their probabilities, and how often the event came true."""

    n: int
    probability: float
    share: float


def crps(values: ArrayLike, truth: float) -> float:
    """The continuous ranked probability score of the answers, taken as a forecast.

    Plain: The crowd, taken as a forecast, earns this penalty: the mean error less half the mean
    quarrel.
    Formula: mean |x_i - t| - 1/2 mean |x_i - x_j|, over all pairs with i = j among them, as
    sum (2 i - n - 1) (x_(i) - x_(1)) / n^2 for the second term: O(n log n).
    Source: Gneiting and Raftery 2007, JASA 102:359, doi 10.1198/016214506000001437, equation 21.
    Domain: real numbers, n >= 1.
    Unit: the values'; 0 where all gave the truth.
    Shape: a float.
    Parameters:
        values: the answers, (n,), in any one unit.
        truth: the true value, in the values' unit.
    Misleads: it is an error in the values' unit, so it cannot be compared between questions; and
    people are no forecast: nobody was asked for the whole range.
    Raises: `Undefined` for n = 0; `ValueError` for a truth that is not finite.

    >>> crps([1, 3], 3)
    0.5
    """
    ascending, true_value = as_ascending(values, min_size=1), as_number(truth, "truth")
    n = ascending.size
    half_mean_difference = inner_product(np.arange(1 - n, n, 2.0) / n, ascending - ascending[0]) / n
    return max(0.0, float(np.mean(np.abs(ascending - true_value))) - half_mean_difference)


def brier(probability: float, outcome: bool) -> float:
    """The Brier score of a probability: 0 for certain and right, 1 for certain and wrong.

    Plain: The probability earns this penalty: 0 for certain and right, 1 for certain and wrong.
    Formula: (p - y)^2, y = 1 where it came true, else 0.
    Source: Brier 1950, Monthly Weather Review 78:1,
    doi 10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2, who adds up both outcomes: twice this.
    Domain: 0 <= p <= 1; outcome true, false, 1 or 0.
    Unit: none, between 0 and 1; always saying 1/2 earns 1/4.
    Shape: a float.
    Parameters:
        probability: the probability that was given to the event, from 0 to 1.
        outcome: whether the event came true.
    Misleads: of a single event it says little: the unlikely happens. Average it over many.
    Raises: `ValueError` for what is no probability, or no outcome.

    >>> brier(0.75, outcome=True)
    0.0625
    """
    return (_as_probability(probability) - _as_outcome(outcome)) ** 2


def brier_options(shares: ArrayLike, truth: int) -> float:
    """The Brier score of the options' shares, taken as probabilities.

    Formula: sum_j (p_j - y_j)^2, y_j = 1 for the option that is true, else 0; p_j = the option's
    share of the sum.
    Source: Brier 1950, Monthly Weather Review 78:1,
    doi 10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
    Domain: shares or counts, none negative, not all zero; truth is the place of the true option,
    counted from 0.
    Unit: none, between 0 and 2.
    Shape: a float.
    Parameters:
        shares: the share of people who chose each option, or their number, (k,).
        truth: the index of the true option, from 0.
    Misleads: shares of votes are not probabilities: a crowd that agrees is punished for the
    certainty of its majority, which nobody claimed.
    Raises: `Undefined` where nobody chose; `ValueError` for negative shares and for a truth that is
    none of the options.

    >>> brier_options([3, 1], 0)
    0.125
    """
    array = as_values(shares)
    if np.any(array < 0):
        raise ValueError("shares must not be negative")
    if not 0 <= truth < array.size:
        raise ValueError(f"truth must be the place of one of {array.size} options, not {truth}")
    if not np.any(array):
        raise Undefined("Nobody has chosen an option.")
    scaled = array / np.max(array)
    errors = scaled / np.sum(scaled)
    errors[truth] -= 1
    return inner_product(errors, errors)


def winkler(lows: ArrayLike, highs: ArrayLike, truth: float, alpha: float = 0.1) -> float:
    """The mean Winkler score of people's ranges: their width, and more where they miss.

    Plain: The people's ranges earn this penalty on average: their width, and more where they miss.
    Formula: the mean of (u - l) + (2 / alpha) max(l - t, t - u, 0) over those who gave both ends;
    alpha = 0.1 belongs to ranges that people are 90 % sure of.
    Source: Winkler 1972, JASA 67:187, doi 10.1080/01621459.1972.10481224; Gneiting and Raftery
    2007, JASA 102:359, doi 10.1198/016214506000001437, equation 43.
    Domain: real numbers, l <= u, nan where somebody gave no range; 0 < alpha < 1.
    Unit: the values'.
    Shape: a float.
    Parameters:
        lows: the low end of each person's range, (n,), in any one unit; nan where there is none.
        highs: the high end of each person's range, (n,), in the same unit; nan where there is none.
        truth: the true value, in the same unit.
        alpha: one less the probability with which people meant their ranges to hold the truth.
    Misleads: one person whose range misses by far outweighs everybody. People's ranges are mostly
    too narrow, so it seldom says anything good.
    Raises: `Undefined` where nobody gave a range; `ValueError` for ends in the wrong order or of
    different number, a truth that is not finite, and other alpha.

    >>> winkler([1, 2, float("nan")], [3, 4, 5], truth=3.5)
    7.0
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must be between 0 and 1, not {alpha}")
    (low, high), true_value = _complete_ranges(lows, highs), as_number(truth, "truth")
    miss = np.maximum(np.maximum(low - true_value, true_value - high), 0)
    return float(np.mean(high - low) + 2 / alpha * np.mean(miss))


def interval_coverage(lows: ArrayLike, highs: ArrayLike, truth: float) -> float:
    """The share of people's ranges that hold the truth.

    Plain: This share of the people's ranges hold the truth.
    Formula: #{l <= t <= u} / n over those who gave both ends.
    Source: Gneiting and Raftery 2007, JASA 102:359, doi 10.1198/016214506000001437.
    Domain: real numbers, l <= u, nan where somebody gave no range.
    Unit: none, a share; 0.9 where people are as sure as they say at 90 %.
    Shape: a float.
    Parameters:
        lows: the low end of each person's range, (n,), in any one unit; nan where there is none.
        highs: the high end of each person's range, (n,), in the same unit; nan where there is none.
        truth: the true value, in the same unit.
    Misleads: all ranges speak of one truth, so a question that surprised everybody brings it to 0
    without anybody having been careless. A range wide enough holds everything.
    Raises: `Undefined` where nobody gave a range; `ValueError` for ends in the wrong order or of
    different number, and a truth that is not finite.

    >>> interval_coverage([1, 2, float("nan")], [3, 4, 5], truth=3.5)
    0.5
    """
    (low, high), true_value = _complete_ranges(lows, highs), as_number(truth, "truth")
    return float(np.count_nonzero((low <= true_value) & (true_value <= high))) / low.size


def calibration(
    probabilities: ArrayLike, outcomes: ArrayLike, bins: int = 10
) -> list[CalibrationBin]:
    """The share of events that came true, in each bin of similar probabilities.

    Formula: bin = floor(bins (R - 1/2) / n), R the mid-rank: equally many in each bin, but equal
    probabilities always in one.
    Source: Broecker and Smith 2007, Weather and Forecasting 22:651, doi 10.1175/WAF993.1.
    Domain: probabilities from 0 to 1, each with its outcome, 1 where it came true, else 0; n >= 1;
    bins >= 1.
    Unit: people and shares.
    Shape: at most `bins` triples, the smallest probabilities first.
    Parameters:
        probabilities: the probabilities that were given, (n,), from 0 to 1.
        outcomes: what became of each event, (n,), 1 where it came true, else 0.
        bins: how many bins there are at most.
    Misleads: with fewer than about 30 cases a bin, the shares stray by chance. Answers to one
    question share one outcome: take many questions.
    Raises: `Undefined` for n = 0; `ValueError` for what is no probability or no outcome, for
    different numbers of them, and for bins < 1.

    >>> calibration([0.1, 0.2, 0.8, 0.9], [0, 0, 0, 1], bins=2)[1]
    CalibrationBin(n=2, probability=0.8500000000000001, share=0.5)
    """
    if bins < 1:
        raise ValueError(f"bins must be at least 1, not {bins}")
    forecasts = as_values(probabilities, min_size=1)
    events = np.asarray(outcomes, dtype=np.float64)
    if np.min(forecasts) < 0 or np.max(forecasts) > 1:
        raise ValueError("probabilities must be from 0 to 1")
    if events.shape != forecasts.shape or not np.all((events == 0) | (events == 1)):
        raise ValueError("outcomes must be 0 or 1, one for each probability")
    bin_numbers = np.floor(bins * (mid_ranks(forecasts) - 0.5) / forecasts.size).astype(np.intp)
    counts = np.bincount(bin_numbers)
    totals = (np.bincount(bin_numbers, weights=each) for each in (forecasts, events))
    return [
        CalibrationBin(int(n), float(forecast_sum / n), float(event_sum / n))
        for n, forecast_sum, event_sum in zip(counts, *totals, strict=True)
        if n
    ]


def _as_probability(value: float) -> float:
    """The value is from 0 to 1."""
    number = as_number(value, "probability")
    if not 0 <= number <= 1:
        raise ValueError(f"probability must be from 0 to 1, not {number}")
    return number


def _as_outcome(value: float) -> float:
    """The value is 0 or 1."""
    number = as_number(value, "outcome")
    if number not in {0, 1}:
        raise ValueError(f"outcome must be 0 or 1, not {number}")
    return number


def _complete_ranges(lows: ArrayLike, highs: ArrayLike) -> tuple[Values, Values]:
    """The ends of the ranges of which both are given; raises `Undefined` where there are none."""
    ends = [np.asarray(each, dtype=np.float64) for each in (lows, highs)]
    if ends[0].shape != ends[1].shape:
        raise ValueError("there must be as many lows as highs")
    given = ~(np.isnan(ends[0]) | np.isnan(ends[1]))
    low, high = (as_values(each[given]) for each in ends)
    if not low.size:
        raise Undefined("Nobody gave a range.")
    if np.any(low > high):
        raise ValueError("no low may be above its high")
    return low, high
