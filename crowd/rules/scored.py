"""What can be said once the truth is known: how far off, against whom, and how many would do."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from crowd.model.poll import Date, Number
from crowd.model.results import Closest, CurvePoint
from crowd.rules.figures import Figures
from crowd.rules.sample import Question, Sample, Values
from crowd.stats.diversity import bracketing, diversity_prediction_theorem
from crowd.stats.scoring import (
    closer_than,
    closer_than_log,
    closest,
    log_error,
    percent_error,
    signed_error,
)
from crowd.stats.uncertainty import crowd_size_curve

NO_TRUTH = "the truth is not known yet"
GIVEN_UP = "the truth will never be known"
THEOREM = ("crowd_error", "average_error", "prediction_diversity")


def scored(
    figures: Figures, sample: Sample, question: Question, headline: float | None
) -> dict[str, float | None]:
    """The scores of the headline and of the people; only the truth itself where there are none."""
    truth, values = question.truth, sample.values
    if truth is None or headline is None:
        unknown = GIVEN_UP if question.given_up else NO_TRUTH
        no_answers = figures.why_null.get(f"aggregates.{question.headline}", "")
        figures.refuse("scoring", unknown if truth is None else no_answers)
        return {"truth": truth}
    ratio_scale = isinstance(question.kind, Number) and values.min() > 0 and truth > 0
    methods: dict[str, Callable[[], float]] = {
        "error": lambda: signed_error(headline, truth),
        "closer_than": lambda: closer_than(values, headline, truth).farther,
        "bracketing": lambda: bracketing(values, truth),
    }
    if not isinstance(question.kind, Date):
        methods["percent_error"] = lambda: percent_error(headline, truth)
    if ratio_scale:
        methods["log_error"] = lambda: log_error(headline, truth)
        methods["closer_than_log"] = lambda: closer_than_log(values, headline, truth).farther
    scoring: dict[str, float | None] = {"truth": truth, **figures.section("scoring", methods)}
    scoring.update(zip(THEOREM, diversity_prediction_theorem(values, truth), strict=True))
    if ratio_scale:
        # On logarithms, where half and double are equally far off, no single answer dominates.
        on_logs = diversity_prediction_theorem(np.log(values), math.log(truth))
        scoring.update(zip((f"{name}_log" for name in THEOREM), on_logs, strict=True))
    return scoring


def size_curve(values: Values, truth: float | None) -> list[CurvePoint]:
    """How far crowds of other sizes would have been off; empty without answers or truth."""
    if truth is None or not values.size:
        return []
    return [CurvePoint(k=size, error=error) for size, error in crowd_size_curve(values, truth)]


def closest_answers(values: Values, truth: float | None) -> list[Closest]:
    """The answers nearest to the truth; empty without answers or truth."""
    if truth is None or not values.size:
        return []
    return [Closest(value=value, count=count) for value, count in closest(values, truth)]
