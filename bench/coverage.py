"""Whether intervals, and the sentence that words one, hold the figure of the population."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from bench.crowds import Crowd, population
from bench.distributions import Values
from bench.rates import INTERVAL, Measure, Outcome
from crowd.kinds import Kind
from crowd.kinds.formatter import ValueFormatter
from crowd.kinds.values import API_LOCALE
from crowd.stats.skewness_correction import Interval
from crowd.stats.uncertainty import (
    geometric_mean_interval,
    log_odds_mean_interval,
    mean_interval,
    median_interval,
    trimmed_mean_interval,
)
from crowd.stats.validation import Undefined

LEVEL = 0.95
"""Share of crowds whose interval is to hold the figure of their population."""

SENTENCE = "median, as its sentence rounds it"
OF_BRANCHES = "median, branches known"

ROUNDING = 1e-9
"""Relative distance of floating-point numbers that mean the same."""


def interval_outcomes(crowd: Crowd, values: Values) -> Iterator[Outcome]:
    """Tell of each interval whether it holds the population's figure."""
    figures = population(crowd)
    median = _compute(lambda: median_interval(values))
    yield _outcome("median", median, figures.median)
    yield _outcome(SENTENCE, median and _as_printed(median, crowd.kind), figures.median)
    mean = _compute(lambda: mean_interval(values))
    yield _outcome("mean", mean, figures.mean)
    trimmed = _compute(lambda: trimmed_mean_interval(values))
    yield _outcome("trimmed mean", trimmed, figures.trimmed_mean)
    if not np.isnan(figures.geometric_mean):
        geometric = _compute(lambda: geometric_mean_interval(values))
        yield _outcome("geometric mean", geometric, figures.geometric_mean)
    if not np.isnan(figures.log_odds_mean):
        log_odds = _compute(lambda: log_odds_mean_interval(values))
        yield _outcome("log-odds mean", log_odds, figures.log_odds_mean)


def branch_outcomes(values: Values, effective_n: float | None, median: float) -> Iterator[Outcome]:
    """Tell whether the interval of the median holds it, with what is known of branches and without."""
    yield _outcome("median", _compute(lambda: median_interval(values)), median)
    aware = _compute(lambda: median_interval(values, effective_n=effective_n))
    yield _outcome(OF_BRANCHES, aware, median)


def _compute(method: Callable[[], Interval]) -> Interval | None:
    """Compute an interval; None where there is none for these answers."""
    try:
        return method()
    except Undefined:
        return None


def _outcome(name: str, interval: Interval | None, figure: float) -> Outcome:
    """Whether the closed interval holds the figure."""
    measure = Measure(INTERVAL, name)
    if interval is None:
        return measure, None
    margin = ROUNDING * max(abs(figure), abs(interval.low), abs(interval.high))
    return measure, interval.low - margin <= figure <= interval.high + margin


def _as_printed(interval: Interval, kind: Kind) -> Interval:
    """The interval that a reader takes from the rounded figures of the sentence."""
    ends = ValueFormatter(kind, API_LOCALE).ends(*interval)
    return Interval(*(kind.parse(end, API_LOCALE).value for end in ends))
