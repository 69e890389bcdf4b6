"""What can be said of a choice: its answers are options, which have no middle and no distance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from crowd.analysis.figures import Figures
from crowd.analysis.sample import Question, Sample, Values
from crowd.analysis.scores import GIVEN_UP, NO_TRUTH
from crowd.model.poll import Choice
from crowd.model.results import ChoiceFigures, Option
from crowd.model.sentence import Sentence
from crowd.stats.choice import plurality, surprisingly_popular
from crowd.stats.scoring_rules import brier_options
from crowd.stats.validation import Undefined

NO_PREDICTIONS = Sentence("nobody was asked how many others would choose each option")


def choice_figures(figures: Figures, sample: Sample, kind: Choice) -> ChoiceFigures:
    """Who chose what, and which option leads by each rule; None where there is a tie."""
    counts = np.bincount(sample.values.astype(np.intp), minlength=len(kind.options))
    shares = counts / max(1, sample.n)
    predicted = _mean_predictions(sample)
    leading = figures.section(
        "aggregates",
        {
            "plurality": lambda: float(plurality(counts)),
            "surprisingly_popular": lambda: _surprising(shares, predicted),
        },
    )
    for name in leading:
        if leading[name] is None:
            figures.refuse(f"choice.{name}", figures.why_null[f"aggregates.{name}"])
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
        predictions=_predictions(sample),
        **leading,
    )


def scored_choice(
    figures: Figures, question: Question, choice: ChoiceFigures, headline: float | None
) -> dict[str, float | None]:
    """How right the crowd was: whether its answer is the truth, and what share of people chose it."""
    truth = question.truth
    if truth is None or headline is None:
        unknown = GIVEN_UP if question.given_up else NO_TRUTH
        reason = unknown if truth is None else figures.why_null[f"aggregates.{question.headline}"]
        if truth is None:
            figures.refuse("scoring.truth", reason)
        return {"truth": truth, **figures.none("scoring", ("brier",), reason)}
    shares = [option.share for option in choice.options]
    methods: dict[str, Callable[[], float]] = {
        "brier": lambda: brier_options(shares, int(truth)),
    }
    return {"truth": truth, **figures.section("scoring", methods)}


def _surprising(shares: Values, predicted: Values | None) -> float:
    if predicted is None:
        raise Undefined(NO_PREDICTIONS)
    return float(surprisingly_popular(shares, predicted))


def _given(sample: Sample) -> Values | None:
    if sample.predicted is None:
        return None
    given = ~np.isnan(sample.predicted).any(axis=1)
    rows: Values = sample.predicted[given].astype(np.float64)
    return rows


def _predictions(sample: Sample) -> int:
    given = _given(sample)
    return 0 if given is None else len(given)


def _mean_predictions(sample: Sample) -> Values | None:
    given = _given(sample)
    if given is None or not len(given):
        return None
    shares: Values = given.mean(axis=0)
    return shares
