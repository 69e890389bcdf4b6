"""Calibration: whether events come true as often as people say."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from crowd.stats.transforms import mid_ranks
from crowd.stats.validation import as_values


class CalibrationBin(NamedTuple):
    """People in the bin, the mean of their probabilities, and how often the event came true."""

    n: int
    probability: float
    share: float


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
