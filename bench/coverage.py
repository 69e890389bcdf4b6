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
from crowd.reporting.thresholds import MIN_FOR_RANGE, MIN_FOR_RANGE_OF_MEAN
from crowd.stats.mean_intervals import (
    geometric_mean_interval,
    log_odds_mean_interval,
    mean_interval,
    trimmed_mean_interval,
)
from crowd.stats.skewness_correction import Interval
from crowd.stats.uncertainty import median_interval
from crowd.stats.validation import Undefined

LEVEL = 0.95
"""Share of crowds whose interval is to hold the figure of their population."""

SENTENCE = "median, as its sentence rounds it"
NOT_TOLD = ", not told"
"""End of the names of intervals that no sentence tells: of small crowds, and of means without bounds."""

WITH_BRANCHES = ", branches known"
"""End of the names of intervals of crowds that came in branches."""

METHODS: dict[str, Callable[..., Interval]] = {
    "median": median_interval,
    "mean": mean_interval,
    "trimmed mean": trimmed_mean_interval,
    "geometric mean": geometric_mean_interval,
    "log-odds mean": log_odds_mean_interval,
}

ROUNDING = 1e-9
"""Relative distance of floating-point numbers that mean the same."""


def interval_outcomes(crowd: Crowd, values: Values) -> Iterator[Outcome]:
    """Tell of each interval whether it holds the population's figure."""
    figures = population(crowd)
    for name, method in _methods(crowd).items():
        told = _is_told(name, crowd.kind, values.size)
        interval = _compute(lambda m=method: m(values))
        label = name if told else f"{name}{NOT_TOLD}"
        yield _outcome(label, interval, getattr(figures, _field(name)))
    median = _compute(lambda: median_interval(values))
    yield _outcome(SENTENCE, median and _as_printed(median, crowd.kind), figures.median)


def branch_outcomes(crowd: Crowd, values: Values, effective_n: float | None) -> Iterator[Outcome]:
    """Tell of each interval whether it holds the figure, with what is known of branches."""
    figures = population(crowd)
    for name, method in _methods(crowd).items():
        aware = _compute(lambda m=method: m(values, effective_n=effective_n))
        told = "" if _is_told(name, crowd.kind, values.size) else NOT_TOLD
        yield _outcome(f"{name}{WITH_BRANCHES}{told}", aware, getattr(figures, _field(name)))


def _is_told(name: str, kind: Kind, n: int) -> bool:
    """Return whether a sentence tells the interval, were its figure the headline."""
    aggregate = _field(name)
    if aggregate in MIN_FOR_RANGE:
        return n >= MIN_FOR_RANGE[aggregate]
    return kind.is_bounded and n >= MIN_FOR_RANGE_OF_MEAN


def _methods(crowd: Crowd) -> dict[str, Callable[..., Interval]]:
    """The intervals of a crowd, by the names of what they are of."""
    figures = population(crowd)
    return {
        name: method
        for name, method in METHODS.items()
        if not np.isnan(getattr(figures, _field(name)))
    }


def _field(name: str) -> str:
    return name.replace(" ", "_").replace("-", "_")


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
