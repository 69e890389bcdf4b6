"""What can be said once the truth is known: how far off, against whom, and how many would do."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from crowd.analysis.figures import Figures
from crowd.analysis.sample import Question, Sample, Values
from crowd.model.poll import Date, Kind, Number, Probability
from crowd.model.results import Closest, CurvePoint, Section
from crowd.model.sentence import Sentence
from crowd.stats.crowd_size import CrowdSize, crowd_enough, crowd_size_curve
from crowd.stats.diversity import DiversityPrediction, bracketing, diversity_prediction_theorem
from crowd.stats.errors import (
    closer_than,
    closer_than_log,
    closest,
    log_error,
    percent_error,
    signed_error,
)
from crowd.stats.scoring_rules import brier, crps, interval_coverage, winkler
from crowd.stats.validation import Undefined

NO_TRUTH = Sentence("the truth is not known yet")
GIVEN_UP = Sentence("the truth will never be known")
NEEDS_FACTORS = Sentence("needs quantities above zero, answers and truth alike")
NEEDS_FACTOR = Sentence("needs quantities above zero, the headline and the truth alike")
NO_PERCENT = Sentence("days have no zero to take a percentage of")


class ScoringInput(NamedTuple):
    """An aggregate of a sample against the truth."""

    kind: Kind
    values: Values
    headline: float
    truth: float


def scored(figures: Figures, sample: Sample, question: Question, headline: float | None) -> Section:
    """The scores of the headline and of the people; only the truth itself where there are none."""
    truth = question.truth
    if truth is None or headline is None:
        unknown = GIVEN_UP if question.given_up else NO_TRUTH
        no_answers = figures.why_null.get(f"aggregates.{question.headline}", "")
        reason = unknown if truth is None else no_answers
        if truth is None:
            figures.refuse("scoring.truth", reason)
        return {"truth": truth, **figures.none("scoring", SCORES, reason)}
    case = ScoringInput(question.kind, sample.values, headline, truth)
    methods = {name: _bound(score, case) for name, score in SCORES.items()}
    return {
        "truth": truth,
        **figures.section("scoring", methods | _where_asked(sample, case)),
    }


def _bound(score: Callable[[ScoringInput], float], case: ScoringInput) -> Callable[[], float]:
    return lambda: score(case)


def _where_asked(sample: Sample, case: ScoringInput) -> dict[str, Callable[[], float]]:
    """Scores that exist for some questions only."""
    found: dict[str, Callable[[], float]] = {}
    if isinstance(case.kind, Probability):
        found["brier"] = lambda: brier(case.headline, bool(case.truth))
    if sample.lows is not None and sample.highs is not None:
        lows, highs = sample.lows, sample.highs
        found["interval_coverage"] = lambda: interval_coverage(lows, highs, case.truth)
        found["winkler"] = lambda: winkler(lows, highs, case.truth)
    return found


def _percent(case: ScoringInput) -> float:
    if isinstance(case.kind, Date):
        raise Undefined(NO_PERCENT)
    return percent_error(case.headline, case.truth)


def _theorem(case: ScoringInput) -> DiversityPrediction:
    return diversity_prediction_theorem(case.values, case.truth)


def _theorem_on_logs(case: ScoringInput) -> DiversityPrediction:
    """On logarithms, where half and double are equally far off, no single answer dominates."""
    _require_factors(case)
    return diversity_prediction_theorem(np.log(case.values), math.log(case.truth))


def _require_factors(case: ScoringInput) -> None:
    if not isinstance(case.kind, Number) or case.values.min() <= 0 or case.truth <= 0:
        raise Undefined(NEEDS_FACTORS)


def _log_error(case: ScoringInput) -> float:
    if not isinstance(case.kind, Number) or min(case.headline, case.truth) <= 0:
        raise Undefined(NEEDS_FACTOR)
    return log_error(case.headline, case.truth)


def _closer_than_log(case: ScoringInput) -> float:
    _require_factors(case)
    return closer_than_log(case.values, case.headline, case.truth).farther


SCORES: dict[str, Callable[[ScoringInput], float]] = {
    "error": lambda case: signed_error(case.headline, case.truth),
    "percent_error": _percent,
    "log_error": _log_error,
    "closer_than": lambda case: closer_than(case.values, case.headline, case.truth).farther,
    "closer_than_log": _closer_than_log,
    "crowd_error": lambda case: _theorem(case).crowd_error,
    "average_error": lambda case: _theorem(case).average_error,
    "prediction_diversity": lambda case: _theorem(case).prediction_diversity,
    "crowd_error_log": lambda case: _theorem_on_logs(case).crowd_error,
    "average_error_log": lambda case: _theorem_on_logs(case).average_error,
    "prediction_diversity_log": lambda case: _theorem_on_logs(case).prediction_diversity,
    "bracketing": lambda case: bracketing(case.values, case.truth),
    "crps": lambda case: crps(case.values, case.truth),
}


def size_curve(values: Values, truth: float | None) -> list[CurvePoint]:
    """How far crowds of other sizes would have been off; empty without answers or truth."""
    if truth is None or not values.size:
        return []
    return [CurvePoint(k=size, error=error) for size, error in crowd_size_curve(values, truth)]


def enough(figures: Figures, curve: list[CurvePoint], question: Question) -> CurvePoint | None:
    """The smallest crowd that would have done about as well as the largest; None for a few people."""
    if question.truth is None:
        figures.refuse("enough", GIVEN_UP if question.given_up else NO_TRUTH)
        return None
    sizes = [CrowdSize(point.k, point.error) for point in curve]
    found = figures.get("enough", lambda: crowd_enough(sizes))
    return None if found is None else CurvePoint(k=found.k, error=found.error)


def closest_answers(values: Values, truth: float | None) -> list[Closest]:
    """The answers nearest to the truth; empty without answers or truth."""
    if truth is None or not values.size:
        return []
    return [Closest(value=value, count=count) for value, count in closest(values, truth)]
