"""Figures of a choice: options are categories, without order or distance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from crowd.analysis.figures import Figures
from crowd.analysis.sample import Question, Sample, Values
from crowd.analysis.scores import missing_scores
from crowd.kinds import Kind
from crowd.model.results import ChoiceFigures, Option
from crowd.model.sentence import Sentence
from crowd.stats.choice import plurality, surprisingly_popular
from crowd.stats.scoring_rules import brier_options
from crowd.stats.validation import Undefined

NO_PREDICTIONS = Sentence("nobody was asked how many others would choose each option")


def compute_choice_figures(figures: Figures, sample: Sample, kind: Kind) -> ChoiceFigures:
    """Count the options, and find the leading one by each rule; None where there is a tie."""
    counts = np.bincount(sample.values.astype(np.intp), minlength=len(kind.options))
    shares = counts / max(1, sample.n)
    predicted = _mean_predictions(sample)
    leading = figures.compute_section(
        "aggregates",
        {
            "plurality": lambda: float(plurality(counts)),
            "surprisingly_popular": lambda: _surprisingly_popular(shares, predicted),
        },
    )
    for name in leading:
        if leading[name] is None:
            figures.missing(f"choice.{name}", figures.why_null[f"aggregates.{name}"])
    return ChoiceFigures(
        options=[
            Option(
                option=float(place),
                count=int(count),
                share=float(shares[place]),
                predicted=None if predicted is None else float(predicted[place]),
            )
            for place, count in enumerate(counts)
        ],
        predictions=_prediction_count(sample),
        **leading,
    )


def score_choice(
    figures: Figures, question: Question, choice: ChoiceFigures, headline: float | None
) -> dict[str, float | None]:
    """Score the shares of the options against the truth."""
    truth = question.truth
    if truth is None or headline is None:
        return missing_scores(figures, question, ("brier",))
    shares = [option.share for option in choice.options]
    methods: dict[str, Callable[[], float]] = {
        "brier": lambda: brier_options(shares, int(truth)),
    }
    return {"truth": truth, **figures.compute_section("scoring", methods)}


def _surprisingly_popular(shares: Values, predicted: Values | None) -> float:
    if predicted is None:
        raise Undefined(NO_PREDICTIONS)
    return float(surprisingly_popular(shares, predicted))


def _complete_predictions(sample: Sample) -> Values | None:
    if sample.predicted is None:
        return None
    given = ~np.isnan(sample.predicted).any(axis=1)
    rows: Values = sample.predicted[given].astype(np.float64)
    return rows


def _prediction_count(sample: Sample) -> int:
    given = _complete_predictions(sample)
    return 0 if given is None else len(given)


def _mean_predictions(sample: Sample) -> Values | None:
    given = _complete_predictions(sample)
    if given is None or not len(given):
        return None
    shares: Values = given.mean(axis=0)
    return shares
