"""Everything that can be said of a crowd's answers: one report, for a poll and for a file alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from crowd.analysis.choices import choice_figures, scored_choice
from crowd.analysis.figures import Figures
from crowd.analysis.groups import branch_groups, error_percentiles, few, groups
from crowd.analysis.histogram import histogram
from crowd.analysis.independence import anchors, branch_sizes, compared, independence, slips
from crowd.analysis.sample import Question, Sample, Values
from crowd.analysis.scores import closest_answers, enough, scored, size_curve
from crowd.kinds.values import bounds
from crowd.model.poll import Choice, Kind, Number, Probability
from crowd.model.results import HeadlineFigure, Histogram, Results, Section
from crowd.model.sentence import Sentence
from crowd.stats.aggregate import AGGREGATORS
from crowd.stats.diversity import DIVERSITY, group_diversity, shannon_bins
from crowd.stats.groups import between_groups
from crowd.stats.influence import INFLUENCE
from crowd.stats.peer_prediction import knowledge_weighted, minimal_pivot
from crowd.stats.spread import SPREAD
from crowd.stats.uncertainty import INTERVALS, median_interval
from crowd.stats.validation import Statistic, Undefined, too_few
from crowd.stats.weighted import interval_weighted, log_odds_mean

NEEDS_QUANTITIES = Sentence("needs quantities, such as counts or weights")
NEEDS_CHANCES = Sentence("for chances only")
NO_OTHERS = Sentence("nobody was asked what the others would say")
NO_GROUPS = Sentence("nothing is known of who belongs to which group")
NO_NUMBERS = Sentence("options are not numbers")

QUANTITIES_ONLY = {
    "geometric_mean",
    "kao_median",
    "kao_mean",
    "kao_maximum_likelihood",
    "coefficient_of_variation",
    "quartile_dispersion",
    "gini",
    "geometric_mean_interval",
}
EVERY_INTERVAL = ("median_interval", *INTERVALS)
GROUP_FIGURES = ("hill_1", "hill_2", "blau", "kruskal_p")
NUMBERS_ONLY = ("enough", "histogram")

PERHAPS_ON_LOGS = {"kde_mode", "sarle"}
"""These turn to logarithms by themselves, where all answers are above zero."""


def report(sample: Sample, question: Question) -> Results:
    """The figures of a sample; the same answers give the same figures, whenever and wherever."""
    if isinstance(question.kind, Choice):
        return _of_choice(sample, question, question.kind)
    figures, kind = Figures(), question.kind
    # Sorted once: a dozen methods look for quantiles, and no figure here hangs on the order.
    values = np.sort(sample.values)
    picture = _picture(figures, values, kind)
    aggregates = _aggregates(figures, sample, values, question)
    headline = _headline(figures, aggregates, question)
    curve = size_curve(values, question.truth)
    return Results(
        n=sample.n,
        unreadable=sample.unreadable,
        on_behalf=sample.on_behalf,
        headline=headline,
        aggregates=aggregates,
        spread=figures.section("spread", _of_values(SPREAD, values, kind)),
        diversity=figures.section("diversity", _diversity(values, kind, picture)),
        uncertainty=_intervals(figures, values, question),
        influence=figures.section("uncertainty.influence", _of_values(INFLUENCE, values, kind)),
        scoring=scored(figures, sample, question, headline.value),
        crowd_size_curve=curve,
        enough=enough(figures, curve, question),
        histogram=picture,
        closest=closest_answers(values, question.truth),
        few=few(sample, question),
        error_percentiles=error_percentiles(sample, question),
        **_of_people(figures, sample, question),
        why_null=figures.why_null,
    )


def _of_choice(sample: Sample, question: Question, kind: Choice) -> Results:
    figures = Figures()
    choice = choice_figures(figures, sample, kind)
    aggregates: Section = {
        "plurality": choice.plurality,
        "surprisingly_popular": choice.surprisingly_popular,
    }
    headline = _headline(figures, aggregates, question)
    for name in NUMBERS_ONLY:
        figures.refuse(name, NO_NUMBERS)
    return Results(
        n=sample.n,
        unreadable=sample.unreadable,
        on_behalf=sample.on_behalf,
        headline=headline,
        aggregates=aggregates,
        spread=figures.none("spread", SPREAD, NO_NUMBERS),
        diversity=figures.none("diversity", DIVERSITY, NO_NUMBERS),
        uncertainty=dict.fromkeys(figures.none("uncertainty", EVERY_INTERVAL, NO_NUMBERS)),
        influence=figures.none("uncertainty.influence", INFLUENCE, NO_NUMBERS),
        scoring=scored_choice(figures, question, choice, headline.value),
        crowd_size_curve=[],
        choice=choice,
        histogram=None,
        closest=[],
        **_of_people(figures, sample, question),
        why_null=figures.why_null,
    )


def is_ratio_scale(kind: Kind, values: Values) -> bool:
    """Whether "twice as much" makes sense: quantities, all of them above zero."""
    return isinstance(kind, Number) and bool(values.size and values.min() > 0)


def _headline(figures: Figures, aggregates: Section, question: Question) -> HeadlineFigure:
    value = aggregates[question.headline]
    if value is None:
        figures.refuse("headline.value", figures.why_null[f"aggregates.{question.headline}"])
    return HeadlineFigure(name=question.headline, value=value)


def _aggregates(figures: Figures, sample: Sample, ordered: Values, question: Question) -> Section:
    values, others = sample.values, sample.others
    low, high = bounds(question.kind)
    more: dict[str, Callable[[], float]] = {
        "minimal_pivot": lambda: minimal_pivot(values, _asked(others), low, high),
        "knowledge_weighted": lambda: knowledge_weighted(values, _asked(others)),
        "log_odds_mean": lambda: _log_odds(ordered, question.kind),
    }
    if sample.lows is not None and sample.highs is not None:
        lows, highs = sample.lows, sample.highs
        more["interval_weighted"] = lambda: interval_weighted(values, lows, highs)
    methods = _of_values(AGGREGATORS, ordered, question.kind) | more
    return figures.section("aggregates", methods)


def _asked(others: Values | None) -> Values:
    if others is None:
        raise Undefined(NO_OTHERS)
    return others


def _log_odds(values: Values, kind: Kind) -> float:
    if not isinstance(kind, Probability):
        raise Undefined(NEEDS_CHANCES)
    return log_odds_mean(values)


def _diversity(
    values: Values, kind: Kind, picture: Histogram | None
) -> dict[str, Callable[[], float]]:
    on_logs = picture is not None and picture.scale == "log"
    return _of_values(DIVERSITY, values, kind) | {
        "shannon_bins": lambda: shannon_bins(values, on_logs=on_logs)
    }


def _intervals(
    figures: Figures, values: Values, question: Question
) -> dict[str, list[float] | None]:
    def interval(name: str) -> list[float]:
        if name in QUANTITIES_ONLY and not isinstance(question.kind, Number):
            raise Undefined(NEEDS_QUANTITIES)
        # Each has its own chance, so that one more method changes no other's figure.
        rng = np.random.default_rng(question.seed)
        return list(INTERVALS[name](values, rng))

    found = {
        name: figures.get(f"uncertainty.{name}", partial(interval, name)) for name in INTERVALS
    }
    middle = figures.get("uncertainty.median_interval", lambda: list(median_interval(values)))
    return {"median_interval": middle, **found}


def _of_people(figures: Figures, sample: Sample, question: Question) -> dict[str, Any]:
    """What does not depend on whether answers are numbers: order, branches, groups."""
    sizes, by_group = branch_sizes(figures, sample), groups(sample, question)
    return {
        "independence": independence(figures, sample, question),
        "anchoring": anchors(figures, sample, question),
        "unit_slips": slips(figures, sample, question),
        "branches": int(sizes.size),
        "largest_branch": int(sizes.max(initial=0)),
        "group_diversity": _group_diversity(figures, sample, question),
        "group_count": 0
        if sample.groups is None
        else len(np.unique(sample.groups[sample.groups >= 0])),
        "groups": by_group.groups,
        "more_groups": by_group.more,
        "branch_groups": branch_groups(sample, question),
    }


def _group_diversity(figures: Figures, sample: Sample, question: Question) -> Section:
    groups = sample.groups
    if groups is None or not np.any(groups >= 0):
        figures.refuse("diversity.groups.count", NO_GROUPS)
        return figures.none("diversity.groups", GROUP_FIGURES, NO_GROUPS)
    known = groups >= 0
    values, labels = compared(sample, question)[known], groups[known]
    kinds = group_diversity(np.bincount(labels))
    methods: dict[str, Callable[[], float]] = {
        "kruskal_p": lambda: between_groups(values, labels),
    }
    return {**kinds._asdict(), **figures.section("diversity.groups", methods)}


def _picture(figures: Figures, values: Values, kind: Kind) -> Histogram | None:
    if not values.size:
        figures.refuse("histogram", too_few(1))
    return histogram(
        values,
        whole=isinstance(kind, Number) and kind.decimals == 0,
        ratio_scale=is_ratio_scale(kind, values),
    )


def _of_values(
    registry: Mapping[str, Statistic], values: Values, kind: Kind
) -> dict[str, Callable[[], float]]:
    return {
        name: partial(_statistic, name, statistic, values, kind)
        for name, statistic in registry.items()
    }


def _statistic(name: str, statistic: Callable[..., float], values: Values, kind: Kind) -> float:
    quantities = isinstance(kind, Number)
    if name in QUANTITIES_ONLY and values.size and not quantities:
        raise Undefined(NEEDS_QUANTITIES)
    if name in PERHAPS_ON_LOGS and not quantities:
        return statistic(values, on_logs=False)
    return statistic(values)
