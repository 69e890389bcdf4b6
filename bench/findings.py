"""What the results say of a crowd, by the figures and the sentences of the page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np

from bench.dependence import Labels
from bench.distributions import Values
from bench.rates import CLAIM, PROBABILITY, Measure, Outcome
from crowd.analysis.applicability import bind_methods
from crowd.analysis.figures import Figures
from crowd.analysis.groups import middle_half
from crowd.analysis.histogram import make_histogram
from crowd.analysis.independence import find_anchors, find_unit_slips
from crowd.analysis.people import people_figures
from crowd.analysis.sample import Question, Sample
from crowd.kinds.formatter import ValueFormatter
from crowd.kinds.values import API_LOCALE
from crowd.model.results import HeadlineFigure, Results
from crowd.reporting.condition_context import ConditionContext
from crowd.reporting.disagreement import MULTIMODAL, disagreements
from crowd.reporting.diversity import diversity_sentences
from crowd.reporting.independence import (
    OTHER_CAUSES,
    SERIES_ALIKE,
    SERIES_SOMEWHAT_ALIKE,
    independence_sentences,
)
from crowd.reporting.thresholds import SIGNIFICANCE_LEVEL, SUGGESTIVE_LEVEL
from crowd.stats.diversity import DIVERSITY
from crowd.stats.spread import SPREAD

HEAP_FIGURES = ("sarle", "dip_p")
VERDICT = "verdict: any sign of dependence"
ORDER, SOMEWHAT_ORDER, DRIFT, BRANCHES = (
    "answers like those before",
    "answers like those before, or somewhat",
    "answers rise or fall",
    "branches alike",
)


class Claim(NamedTuple):
    """Sentences, by parts of their words, and how often they may be said of independent people."""

    parts: tuple[str, ...]
    level: float = SIGNIFICANCE_LEVEL


CLAIMS = {
    ORDER: Claim((SERIES_ALIKE,)),
    SOMEWHAT_ORDER: Claim(
        (SERIES_ALIKE, SERIES_SOMEWHAT_ALIKE.template.partition("{")[0]), SUGGESTIVE_LEVEL
    ),
    DRIFT: Claim((OTHER_CAUSES,)),
    BRANCHES: Claim(("Answers that came by way of the same person were more alike",)),
    "groups differ": Claim(("Their answers differed more than chance would make them.",)),
    "more than one heap": Claim((MULTIMODAL,)),
    "a number in the question": Claim(("a number that stands in the question",)),
    "another unit": Claim(("perhaps another unit was meant",)),
}
FAMILY = (ORDER, DRIFT, BRANCHES)
"""Claims of which one that is false makes the verdict false."""


def finding_outcomes(results: Results, question: Question) -> Iterator[Outcome]:
    """Tell which sentences are said of a crowd, and which probabilities are small."""
    said = " ".join(_sentences(results, question))
    found = {name: any(part in said for part in claim.parts) for name, claim in CLAIMS.items()}
    found[VERDICT] = any(found[name] for name in FAMILY)
    for name, true in found.items():
        yield Measure(CLAIM, name), true
    for name, p in results.independence.items():
        if name.endswith(("_p", "_adjusted")):
            small = None if p is None else p < SIGNIFICANCE_LEVEL
            yield Measure(PROBABILITY, name), small


def check_crowd(values: Values, branches: Labels, groups: Labels, question: Question) -> Results:
    """Compute the results of a crowd in the order of arrival, as far as these sentences need them."""
    names = [f"group {number}" for number in range(int(groups.max(initial=0)) + 1)]
    sample = Sample(values=values, branches=branches, groups=groups, group_names=names)
    figures, kind, ordered = Figures(), question.kind, np.sort(values)
    heaps = {name: DIVERSITY[name] for name in HEAP_FIGURES}
    return Results(
        n=sample.n,
        headline=HeadlineFigure(name="median", value=None),
        aggregates={"median": float(np.median(ordered)), "mean": None},
        spread=figures.compute_section("spread", bind_methods(SPREAD, ordered, kind)),
        diversity=figures.compute_section("diversity", bind_methods(heaps, ordered, kind)),
        uncertainty={},
        influence={},
        scoring={},
        crowd_size_curve=[],
        anchoring=find_anchors(figures, ordered, question),
        unit_slips=find_unit_slips(figures, ordered, question),
        histogram=make_histogram(ordered, kind)[0],
        middle_half=middle_half(ordered),
        closest=[],
        **people_figures(figures, sample, question),
        why_null=figures.why_null,
    )


def _sentences(results: Results, question: Question) -> Iterator[str]:
    formatter = ValueFormatter(question.kind, API_LOCALE)
    context = ConditionContext(question, results, formatter)
    return chain(
        diversity_sentences(context),
        independence_sentences(context),
        disagreements(results, question, formatter),
    )
