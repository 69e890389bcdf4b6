"""Everything that can be said of a crowd's answers: one report, for a poll and for a file alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from crowd.model.poll import Kind, Number
from crowd.model.results import HeadlineFigure, Results
from crowd.rules.figures import Figures
from crowd.rules.histogram import histogram
from crowd.rules.sample import Question, Sample, Values
from crowd.rules.scored import closest_answers, scored, size_curve
from crowd.stats.aggregate import AGGREGATORS
from crowd.stats.arrays import Statistic, Undefined
from crowd.stats.diversity import SPREAD
from crowd.stats.uncertainty import median_interval

NEEDS_RATIO_SCALE = "needs quantities above zero, such as counts or weights"
RATIO_ONLY = {"geometric_mean", "coefficient_of_variation", "quartile_dispersion"}


def report(sample: Sample, question: Question) -> Results:
    """The figures of a sample; nothing in here depends on the time or on chance."""
    figures, values, kind = Figures(), sample.values, question.kind
    aggregates = figures.section("aggregates", _of_values(AGGREGATORS, values, kind))
    spread = figures.section("spread", _of_values(SPREAD, values, kind))
    headline = aggregates[question.headline]
    return Results(
        n=sample.n,
        unreadable=sample.unreadable,
        on_behalf=sample.on_behalf,
        headline=HeadlineFigure(name=question.headline, value=headline),
        aggregates=aggregates,
        spread=spread,
        diversity={},
        group_diversity={},
        independence={},
        uncertainty={
            "median_interval": figures.get(
                "uncertainty.median_interval", lambda: list(median_interval(values))
            )
        },
        influence={},
        scoring=scored(figures, sample, question, headline),
        crowd_size_curve=size_curve(values, question.truth),
        histogram=histogram(
            values,
            whole=isinstance(kind, Number) and kind.decimals == 0,
            ratio_scale=is_ratio_scale(kind, values),
        ),
        closest=closest_answers(values, question.truth),
        why_null=figures.why_null,
    )


def is_ratio_scale(kind: Kind, values: Values) -> bool:
    """Whether "twice as much" makes sense: quantities, all of them above zero."""
    return isinstance(kind, Number) and bool(values.size and values.min() > 0)


def _of_values(
    registry: Mapping[str, Statistic], values: Values, kind: Kind
) -> dict[str, Callable[[], float]]:
    return {
        name: partial(_statistic, name, statistic, values, kind)
        for name, statistic in registry.items()
    }


def _statistic(name: str, statistic: Statistic, values: Values, kind: Kind) -> float:
    if name in RATIO_ONLY and values.size and not is_ratio_scale(kind, values):
        raise Undefined(NEEDS_RATIO_SCALE)
    return statistic(values)
