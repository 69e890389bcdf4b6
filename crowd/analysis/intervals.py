"""Confidence intervals of aggregates."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from crowd.analysis.applicability import NEEDS_QUANTITIES, QUANTITIES_ONLY
from crowd.analysis.figures import Figures
from crowd.analysis.independence import effective_size
from crowd.analysis.sample import Question, Sample, Values
from crowd.kinds import Kind
from crowd.model.results import Intervals
from crowd.stats.mean_intervals import INTERVALS
from crowd.stats.skewness_correction import Interval
from crowd.stats.uncertainty import median_interval
from crowd.stats.validation import Undefined

EVERY_INTERVAL = ("median_interval", *INTERVALS)


def compute_intervals(
    figures: Figures, sample: Sample, ordered: Values, question: Question
) -> Intervals:
    """Compute all intervals by their names, as wide as branches make them; `ordered` are the values."""
    effective_n = effective_size(sample, question)
    methods: dict[str, Callable[[], Interval]] = {
        "median_interval": lambda: median_interval(ordered, effective_n=effective_n),
        **{
            name: partial(_interval_of_mean, name, question.kind, ordered, effective_n)
            for name in INTERVALS
        },
    }
    found = {
        name: figures.compute(f"uncertainty.{name}", method) for name, method in methods.items()
    }
    return {name: None if interval is None else list(interval) for name, interval in found.items()}


def _interval_of_mean(name: str, kind: Kind, values: Values, effective_n: float | None) -> Interval:
    if name in QUANTITIES_ONLY and not kind.is_quantity:
        raise Undefined(NEEDS_QUANTITIES)
    return INTERVALS[name](values, effective_n=effective_n)
