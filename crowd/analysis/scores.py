"""Scores against the truth: of the headline, of the people, and of smaller crowds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property, partial

from crowd.analysis.figures import Figures, MissingReason
from crowd.analysis.sample import Question, Sample, Values
from crowd.kinds import Kind
from crowd.model.results import ClosestAnswer, CurvePoint, Section
from crowd.model.sentence import Sentence
from crowd.stats.crowd_size import CrowdSize, both_crowd_size_curves, crowd_enough
from crowd.stats.diversity import DiversityPrediction, bracketing, diversity_prediction_theorem
from crowd.stats.errors import (
    Comparison,
    closer_than,
    closer_than_log,
    closest,
    log_error,
    percent_error,
    signed_error,
)
from crowd.stats.scoring_rules import brier, crps, interval_coverage, winkler
from crowd.stats.transforms import log_ratios
from crowd.stats.validation import Undefined

TRUTH_UNKNOWN = Sentence("the correct answer is not known yet")
TRUTH_GIVEN_UP = Sentence("the correct answer will never be known")
NEEDS_POSITIVE = Sentence("needs quantities above zero, answers and correct answer alike")
NEEDS_POSITIVE_HEADLINE = Sentence(
    "needs quantities above zero, the headline and the correct answer alike"
)
NO_TRUTH_WITHIN_CHANCES = Sentence(
    "what happens is 0 or 100%, which no range of chances has to hold"
)
NO_PERCENTAGE_OF_DATES = Sentence("days have no zero to take a percentage of")


class ScoringInput:
    """The headline, the answers and the truth, as the scores take them; parts are computed once."""

    def __init__(self, kind: Kind, values: Values, headline: float, truth: float) -> None:
        self.kind, self.values, self.headline, self.truth = kind, values, headline, truth

    @cached_property
    def comparison(self) -> Comparison:
        """The shares of people that are farther from the truth than the headline, and as far."""
        return closer_than(self.values, self.headline, self.truth)

    @cached_property
    def decomposition(self) -> DiversityPrediction:
        """The terms of the theorem."""
        return diversity_prediction_theorem(self.values, self.truth)

    @cached_property
    def decomposition_on_logs(self) -> DiversityPrediction:
        """The terms for errors of logarithms, where half and double are equally far off."""
        _require_positive(self)
        return diversity_prediction_theorem(log_ratios(self.values, self.truth), 0.0)


def score_headline(
    figures: Figures, sample: Sample, ordered: Values, question: Question, headline: float | None
) -> Section:
    """Score the headline and the people; all scores are missing without a truth or a headline."""
    truth = question.truth
    if truth is None or headline is None:
        return missing_scores(figures, question, SCORES)
    inputs = ScoringInput(question.kind, ordered, headline, truth)
    methods = {name: partial(score, inputs) for name, score in SCORES.items()}
    return {
        "truth": truth,
        **figures.compute_section("scoring", methods | _optional_scores(sample, inputs)),
    }


def missing_truth(question: Question) -> Sentence:
    """Say why there is no truth: not yet, or never."""
    return TRUTH_GIVEN_UP if question.given_up else TRUTH_UNKNOWN


def missing_scores(figures: Figures, question: Question, names: Iterable[str]) -> Section:
    """Note why there are no scores: the truth is unknown, given up, or the headline is missing."""
    if question.truth is None:
        reason: MissingReason = missing_truth(question)
        figures.missing("scoring.truth", reason)
    else:
        reason = figures.why_null[f"aggregates.{question.headline}"]
    return {"truth": question.truth, **figures.missing_section("scoring", names, reason)}


def _optional_scores(sample: Sample, inputs: ScoringInput) -> dict[str, Callable[[], float]]:
    """Return the scores that only probabilities, or only answers with ranges, have."""
    found: dict[str, Callable[[], float]] = {}
    if inputs.kind.is_chance:
        found["brier"] = lambda: brier(inputs.headline, bool(inputs.truth))
    if sample.lows is not None and sample.highs is not None:
        scores = {"interval_coverage": interval_coverage, "winkler": winkler}
        found |= {
            name: partial(_score_ranges, score, sample, inputs) for name, score in scores.items()
        }
    return found


def _score_ranges(score: Callable[..., float], sample: Sample, inputs: ScoringInput) -> float:
    if inputs.kind.is_chance:
        raise Undefined(NO_TRUTH_WITHIN_CHANCES)
    return score(sample.lows, sample.highs, inputs.truth)


def _percent_error(inputs: ScoringInput) -> float:
    if not inputs.kind.has_percent_errors:
        raise Undefined(NO_PERCENTAGE_OF_DATES)
    return percent_error(inputs.headline, inputs.truth)


def _require_positive(inputs: ScoringInput) -> None:
    if not inputs.kind.is_quantity or inputs.values.min() <= 0 or inputs.truth <= 0:
        raise Undefined(NEEDS_POSITIVE)


def _log_error(inputs: ScoringInput) -> float:
    if not inputs.kind.is_quantity or min(inputs.headline, inputs.truth) <= 0:
        raise Undefined(NEEDS_POSITIVE_HEADLINE)
    return log_error(inputs.headline, inputs.truth)


def _closer_than_log(inputs: ScoringInput) -> float:
    _require_positive(inputs)
    return closer_than_log(inputs.values, inputs.headline, inputs.truth).farther


SCORES: dict[str, Callable[[ScoringInput], float]] = {
    "error": lambda inputs: signed_error(inputs.headline, inputs.truth),
    "percent_error": _percent_error,
    "log_error": _log_error,
    "closer_than": lambda inputs: inputs.comparison.farther,
    "as_close_as": lambda inputs: inputs.comparison.tied,
    "closer_than_log": _closer_than_log,
    "crowd_error": lambda inputs: inputs.decomposition.crowd_error,
    "average_error": lambda inputs: inputs.decomposition.average_error,
    "prediction_diversity": lambda inputs: inputs.decomposition.prediction_diversity,
    "crowd_error_log": lambda inputs: inputs.decomposition_on_logs.crowd_error,
    "average_error_log": lambda inputs: inputs.decomposition_on_logs.average_error,
    "prediction_diversity_log": lambda inputs: inputs.decomposition_on_logs.prediction_diversity,
    "bracketing": lambda inputs: bracketing(inputs.values, inputs.truth),
    "crps": lambda inputs: crps(inputs.values, inputs.truth),
}


def error_by_crowd_size(values: Values, truth: float | None) -> list[CurvePoint]:
    """Return the mean and median errors of smaller crowds; empty without answers or truth."""
    if truth is None or not values.size:
        return []
    curves = both_crowd_size_curves(values, truth)
    return [
        CurvePoint(k=mean.k, error=mean.error, median_error=median.error)
        for mean, median in zip(*curves, strict=True)
    ]


def sufficient_crowd_size(
    figures: Figures, curve: list[CurvePoint], question: Question
) -> CurvePoint | None:
    """Find the smallest crowd that does about as well as the whole; None for a few people."""
    if question.truth is None:
        figures.missing("enough", missing_truth(question))
        return None
    sizes = [CrowdSize(point.k, point.error) for point in curve]
    found = figures.compute("enough", lambda: crowd_enough(sizes))
    return None if found is None else next(point for point in curve if point.k == found.k)


def closest_answers(values: Values, truth: float | None) -> list[ClosestAnswer]:
    """Return the answers nearest to the truth; empty without answers or truth."""
    if truth is None or not values.size:
        return []
    return [ClosestAnswer(value=value, count=count) for value, count in closest(values, truth)]


def answers_by_side(ordered: Values, truth: float | None) -> dict[str, int]:
    """Count the answers below and above the truth; nothing without one."""
    if truth is None:
        return {}
    low, up_to = (int(ordered.searchsorted(truth, side)) for side in ("left", "right"))
    return {"too_low": low, "too_high": int(ordered.size) - up_to}
