"""From a revealed poll and its answers to its results. Pure; the long work of the service."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from crowd.model.poll import Choice, Date, Number, Poll, Probability
from crowd.model.results import (
    Closest,
    CurvePoint,
    HeadlineFigure,
    Results,
    Snapshot,
)
from crowd.rules.histogram import histogram
from crowd.stats.aggregate import AGGREGATORS
from crowd.stats.arrays import Undefined
from crowd.stats.diversity import SPREAD, bracketing, diversity_prediction_theorem
from crowd.stats.scoring import (
    closer_than,
    closer_than_log,
    closest,
    log_error,
    percent_error,
    signed_error,
)
from crowd.stats.uncertainty import crowd_size_curve, median_interval

Values = NDArray[np.float64]

NO_TRUTH = "the truth is not known yet"
GIVEN_UP = "the truth will never be known"
NEEDS_RATIO_SCALE = "needs quantities above zero, such as counts or weights"
RATIO_ONLY = {"geometric_mean", "coefficient_of_variation", "quartile_dispersion"}
NOT_YET = "this kind of poll has no figures yet"
THEOREM = ("crowd_error", "average_error", "prediction_diversity")


class Figures:
    """Collects figures, and for each that cannot be computed the reason why."""

    def __init__(self) -> None:
        self.why_null: dict[str, str] = {}

    def get(self, path: str, compute: Callable[[], float]) -> float | None:
        """The figure, or None with its reason kept under its path."""
        try:
            return float(compute())
        except Undefined as reason:
            self.why_null[path] = str(reason)
            return None

    def refuse(self, path: str, reason: str) -> None:
        """Keeps the reason why a figure is not there."""
        self.why_null[path] = reason


def summarise(poll: Poll, values: Values, on_behalf: int) -> Snapshot:
    """The results of a poll from its answers in arrival order, withdrawn ones left out."""
    if isinstance(poll.definition.kind, Probability | Choice):
        return _snapshot(_without_figures(poll, values, on_behalf))
    figures = Figures()
    ratio_scale = is_ratio_scale(poll, values)
    aggregates = {
        name: _by_scale(figures, f"aggregates.{name}", name, aggregate, values, ratio_scale)
        for name, aggregate in AGGREGATORS.items()
    }
    spread = {
        name: _by_scale(figures, f"spread.{name}", name, statistic, values, ratio_scale)
        for name, statistic in SPREAD.items()
    }
    headline = poll.definition.headline.name
    truth = None if poll.resolution is None else poll.resolution.truth
    kind = poll.definition.kind
    results = Results(
        n=int(values.size),
        on_behalf=on_behalf,
        headline=HeadlineFigure(name=headline, value=aggregates[headline]),
        aggregates=aggregates,
        spread=spread,
        uncertainty={"median_interval": _interval(figures, values)},
        scoring=_scoring(figures, poll, values, aggregates[headline], ratio_scale=ratio_scale),
        crowd_size_curve=_curve(values, truth),
        histogram=histogram(
            values,
            whole=isinstance(kind, Number) and kind.decimals == 0,
            ratio_scale=ratio_scale,
        ),
        closest=_closest(values, truth),
        why_null=figures.why_null,
    )
    return _snapshot(results)


def _snapshot(results: Results) -> Snapshot:
    return Snapshot(
        hash=hashlib.sha256(msgspec.json.encode(results)).hexdigest()[:20], results=results
    )


def _without_figures(poll: Poll, values: Values, on_behalf: int) -> Results:
    """How many answered, and the truth."""
    return Results(
        n=int(values.size),
        on_behalf=on_behalf,
        headline=HeadlineFigure(name=poll.definition.headline.name, value=None),
        aggregates=dict.fromkeys(AGGREGATORS),
        spread=dict.fromkeys(SPREAD),
        uncertainty={"median_interval": None},
        scoring={"truth": None if poll.resolution is None else poll.resolution.truth},
        crowd_size_curve=[],
        histogram=None,
        closest=[],
        why_null=dict.fromkeys(
            ("headline", "aggregates", "spread", "uncertainty", "scoring"), NOT_YET
        ),
    )


def prepare() -> None:
    """Loads what the first results would wait for: parts of SciPy take half a second."""
    median_interval(range(8))


def is_ratio_scale(poll: Poll, values: Values) -> bool:
    """Whether "twice as much" makes sense: quantities, all of them above zero."""
    return isinstance(poll.definition.kind, Number) and bool(values.size and values.min() > 0)


def _by_scale(
    figures: Figures,
    path: str,
    name: str,
    statistic: Callable[[Values], float],
    values: Values,
    ratio_scale: bool,
) -> float | None:
    if name in RATIO_ONLY and values.size and not ratio_scale:
        figures.refuse(path, NEEDS_RATIO_SCALE)
        return None
    return figures.get(path, lambda: statistic(values))


def _interval(figures: Figures, values: Values) -> list[float] | None:
    try:
        interval = median_interval(values)
    except Undefined as reason:
        figures.refuse("uncertainty.median_interval", str(reason))
        return None
    return [interval.low, interval.high]


def _scoring(
    figures: Figures,
    poll: Poll,
    values: Values,
    headline: float | None,
    *,
    ratio_scale: bool,
) -> dict[str, float | None]:
    truth = None if poll.resolution is None else poll.resolution.truth
    if truth is None or headline is None:
        no_truth = NO_TRUTH if poll.resolution is None else GIVEN_UP
        no_answers = figures.why_null.get(f"aggregates.{poll.definition.headline.name}", "")
        reason = no_truth if truth is None else no_answers
        figures.refuse("scoring", reason)
        return {"truth": truth}
    methods: dict[str, Callable[[], float]] = {
        "error": lambda: signed_error(headline, truth),
        "closer_than": lambda: closer_than(values, headline, truth).farther,
        "bracketing": lambda: bracketing(values, truth),
    }
    if not isinstance(poll.definition.kind, Date):
        methods["percent_error"] = lambda: percent_error(headline, truth)
    if ratio_scale and truth > 0:
        methods["log_error"] = lambda: log_error(headline, truth)
        methods["closer_than_log"] = lambda: closer_than_log(values, headline, truth).farther
    scoring: dict[str, float | None] = {"truth": truth}
    for name, method in methods.items():
        scoring[name] = figures.get(f"scoring.{name}", method)
    scoring.update(zip(THEOREM, diversity_prediction_theorem(values, truth), strict=True))
    if ratio_scale and truth > 0:
        # On logarithms, where half and double are equally far off, no single answer dominates.
        on_logs = diversity_prediction_theorem(np.log(values), math.log(truth))
        scoring.update(zip((f"{name}_log" for name in THEOREM), on_logs, strict=True))
    return scoring


def _curve(values: Values, truth: float | None) -> list[CurvePoint]:
    if truth is None or not values.size:
        return []
    return [CurvePoint(k=size, error=error) for size, error in crowd_size_curve(values, truth)]


def _closest(values: Values, truth: float | None) -> list[Closest]:
    if truth is None or not values.size:
        return []
    return [Closest(value=value, count=count) for value, count in closest(values, truth)]
