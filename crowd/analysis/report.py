"""Compute all figures of a sample: the same report for a poll and for a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from crowd.analysis.applicability import bind_methods
from crowd.analysis.choices import compute_choice_figures, score_choice
from crowd.analysis.figures import Figures
from crowd.analysis.groups import (
    error_percentiles,
    individual_answers,
    middle_half,
)
from crowd.analysis.heaps import find_heaps
from crowd.analysis.histogram import make_histogram
from crowd.analysis.independence import find_anchors, find_unit_slips
from crowd.analysis.intervals import EVERY_INTERVAL, compute_intervals
from crowd.analysis.people import people_figures
from crowd.analysis.sample import Question, Sample, Values
from crowd.analysis.scores import (
    answers_by_side,
    closest_answers,
    error_by_crowd_size,
    score_headline,
    sufficient_crowd_size,
)
from crowd.kinds import Kind
from crowd.model.results import HeadlineFigure, Histogram, Intervals, Results, Section
from crowd.model.sentence import Sentence
from crowd.stats.aggregate import AGGREGATORS, log_odds_mean
from crowd.stats.diversity import DIVERSITY, shannon_bins
from crowd.stats.influence import INFLUENCE
from crowd.stats.interval_forecasts import CROWD_RANGE, interval_weighted
from crowd.stats.peer_prediction import (
    knowledge_weighted,
    meta_probability_weighted,
    minimal_pivot,
)
from crowd.stats.spread import SPREAD
from crowd.stats.validation import Undefined, too_few_answers

NEEDS_PROBABILITIES = Sentence("for chances only")
NO_EXPECTATIONS = Sentence("nobody was asked what the others would say")
NO_NUMBERS = Sentence("options are not numbers")

NUMERIC_FIGURES = ("enough", "histogram")


def compute_results(sample: Sample, question: Question) -> Results:
    """Compute the results of a sample; the same answers always give the same figures."""
    if not question.kind.is_numeric:
        return _compute_choice_results(sample, question, question.kind)
    # Sorted once, as a dozen methods need quantiles, and none of these depends on the order.
    figures, kind, values = Figures(), question.kind, np.sort(sample.values)
    aggregates = _aggregates(figures, sample, values, question)
    headline = _headline(figures, aggregates, question)
    bars = _histograms(figures, values, question, headline.value)
    people = people_figures(figures, sample, question) | _crowd_range(figures, sample)
    return Results(
        n=sample.n,
        unreadable=sample.unreadable,
        on_behalf=sample.on_behalf,
        headline=headline,
        aggregates=aggregates,
        spread=figures.compute_section("spread", bind_methods(SPREAD, values, kind)),
        diversity=figures.compute_section("diversity", _diversity(values, kind, bars["histogram"])),
        uncertainty=compute_intervals(figures, sample, values, question),
        influence=figures.compute_section(
            "uncertainty.influence", bind_methods(INFLUENCE, values, kind)
        ),
        scoring=score_headline(figures, sample, values, question, headline.value),
        **_sizes_and_closest(figures, values, question),
        **_artifacts(figures, values, question),
        **_shape(values, bars),
        few=individual_answers(sample, question),
        **people,
        why_null=figures.why_null,
    )


def _sizes_and_closest(figures: Figures, values: Values, question: Question) -> dict[str, Any]:
    """Compare smaller crowds and single answers with the truth."""
    curve = error_by_crowd_size(values, question.truth)
    return {
        "crowd_size_curve": curve,
        "enough": sufficient_crowd_size(figures, curve, question),
        "closest": closest_answers(values, question.truth),
        "error_percentiles": error_percentiles(values, question),
        **answers_by_side(values, question.truth),
    }


def _shape(values: Values, bars: dict[str, Histogram | None]) -> dict[str, Any]:
    """Describe how the answers lie: the histogram on both scales, its heaps, and the middle half."""
    heaps = find_heaps(values, bars["histogram"])
    return {**bars, "heaps": heaps, "middle_half": middle_half(values)}


def _artifacts(figures: Figures, values: Values, question: Question) -> dict[str, Any]:
    """Find answers at numbers of the question, and at another unit."""
    return {
        "anchoring": find_anchors(figures, values, question),
        "unit_slips": find_unit_slips(figures, values, question),
    }


def _compute_choice_results(sample: Sample, question: Question, kind: Kind) -> Results:
    figures = Figures()
    choice = compute_choice_figures(figures, sample, kind)
    aggregates: Section = {
        "plurality": choice.plurality,
        "surprisingly_popular": choice.surprisingly_popular,
    }
    headline = _headline(figures, aggregates, question)
    for name in NUMERIC_FIGURES:
        figures.missing(name, NO_NUMBERS)
    return Results(
        n=sample.n,
        unreadable=sample.unreadable,
        on_behalf=sample.on_behalf,
        headline=headline,
        aggregates=aggregates,
        spread=figures.missing_section("spread", SPREAD, NO_NUMBERS),
        diversity=figures.missing_section("diversity", DIVERSITY, NO_NUMBERS),
        uncertainty=dict.fromkeys(
            figures.missing_section("uncertainty", EVERY_INTERVAL, NO_NUMBERS)
        ),
        influence=figures.missing_section("uncertainty.influence", INFLUENCE, NO_NUMBERS),
        scoring=score_choice(figures, question, choice, headline.value),
        crowd_size_curve=[],
        choice=choice,
        histogram=None,
        closest=[],
        **people_figures(figures, sample, question),
        why_null=figures.why_null,
    )


def is_ratio_scale(kind: Kind, values: Values) -> bool:
    """Return whether ratios make sense: quantities, all of them above zero."""
    return kind.is_quantity and bool(values.size and values.min() > 0)


def _headline(figures: Figures, aggregates: Section, question: Question) -> HeadlineFigure:
    value = aggregates[question.headline]
    if value is None:
        figures.missing("headline.value", figures.why_null[f"aggregates.{question.headline}"])
    return HeadlineFigure(name=question.headline, value=value)


def _aggregates(figures: Figures, sample: Sample, ordered: Values, question: Question) -> Section:
    values, others = sample.values, sample.others
    low, high = question.kind.bounds
    more: dict[str, Callable[[], float]] = {
        "minimal_pivot": lambda: minimal_pivot(values, _require_expectations(others), low, high),
        "knowledge_weighted": lambda: knowledge_weighted(
            values, _require_expectations(others), low, high
        ),
        "meta_probability_weighted": lambda: _meta_probability(sample, question.kind),
        "log_odds_mean": lambda: _log_odds(ordered, question.kind),
    }
    if sample.lows is not None and sample.highs is not None:
        lows, highs = sample.lows, sample.highs
        more["interval_weighted"] = lambda: interval_weighted(values, lows, highs)
    methods = bind_methods(AGGREGATORS, ordered, question.kind) | more
    return figures.compute_section("aggregates", methods)


def _require_expectations(others: Values | None) -> Values:
    if others is None:
        raise Undefined(NO_EXPECTATIONS)
    return others


def _meta_probability(sample: Sample, kind: Kind) -> float:
    if not kind.is_chance:
        raise Undefined(NEEDS_PROBABILITIES)
    return meta_probability_weighted(sample.values, _require_expectations(sample.others))


def _log_odds(values: Values, kind: Kind) -> float:
    if not kind.is_chance:
        raise Undefined(NEEDS_PROBABILITIES)
    return log_odds_mean(values)


def _diversity(
    values: Values, kind: Kind, bars: Histogram | None
) -> dict[str, Callable[[], float]]:
    on_logs = bars is not None and bars.scale == "log" and is_ratio_scale(kind, values)
    return bind_methods(DIVERSITY, values, kind) | {
        "shannon_bins": lambda: shannon_bins(values, on_logs=on_logs)
    }


def _crowd_range(figures: Figures, sample: Sample) -> dict[str, Any]:
    """Put together the ranges that people gave, and count them; empty where nobody was asked."""
    lows, highs = sample.lows, sample.highs
    if lows is None or highs is None:
        return {}
    found: Intervals = {}
    for name, range_of in CROWD_RANGE.items():
        ends = figures.compute(f"crowd_range.{name}", partial(range_of, lows, highs))
        found[name] = None if ends is None else list(ends)
    return {"crowd_range": found, "range_count": int(np.count_nonzero(~np.isnan(highs - lows)))}


def _histograms(
    figures: Figures, values: Values, question: Question, headline: float | None
) -> dict[str, Histogram | None]:
    if not values.size:
        figures.missing("histogram", too_few_answers(1))
    marked = [value for value in (headline, question.truth) if value is not None]
    bars, other_scale = make_histogram(values, question.kind, marked)
    return {"histogram": bars, "other_scale": other_scale}
