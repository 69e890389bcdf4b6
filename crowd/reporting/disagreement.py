"""Sentences on where aggregates disagree, and why; the headline stays the one chosen beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crowd.analysis.sample import Question
from crowd.i18n.labels import HEADLINE_NAMES
from crowd.kinds import Kind
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.camps import is_multimodal
from crowd.reporting.thresholds import MIN_ANSWERS, MIN_TRIMMED

MAX_MEAN_TO_MEDIAN = 1.5
"""Ratio of mean to median above which, or below whose inverse, the mean is called misleading."""

MAX_AGREEING_DISTANCE = 0.25
"""Distance between agreeing aggregates, as a share of the interquartile range."""

MAX_EQUAL_DISTANCE = 0.1
"""Likewise of aggregates that are said to be about the same."""

MAX_EQUAL_SHARE = 0.01
"""Distance of two figures, as a share of the larger one, up to which they are the same to a reader."""

COMPARED_AGGREGATES = (
    "median",
    "mean",
    "trimmed_mean",
    "hodges_lehmann",
    "geometric_mean",
    "log_odds_mean",
)
"""Aggregates whose lowest and highest are told."""

FAR_ABOVE = Sentence(
    "The plain average, {mean}, lies far above the middle answer, {median}: the largest answers pull "
    "it up, so it says little here."
)
FAR_BELOW = Sentence(
    "The plain average, {mean}, lies far below the middle answer, {median}: the smallest answers pull "
    "it down."
)
MULTIMODAL = Sentence(
    "The answers fall into more than one heap. Then no single number speaks for all of them: look at "
    "the picture."
)
SHARED_KNOWLEDGE = Sentence(
    "What everybody knows is in every answer, so an average counts it too often."
)
EXPECTED_TO_DIFFER = Sentence(
    "People who expect the others to say something else often know more. With more weight for them, "
    "the chance is {value}."
)
LOWEST_AND_HIGHEST = Sentence(
    "Between the usual ways of putting the answers together, the lowest is {low} ({low_name}), the "
    "highest {high} ({high_name})."
)


def disagreements(results: Results, question: Question, formatter: ValueFormatter) -> list[str]:
    """Tell where and why aggregates disagree, or that they agree; nothing for few answers."""
    if results.n < MIN_ANSWERS or results.choice is not None:
        return []
    found = [sentence for find in FINDINGS for sentence in find(results, question, formatter)]
    return found or [*_range_of_aggregates(results, formatter)]


def _skew(results: Results, question: Question, formatter: ValueFormatter) -> Iterator[str]:
    mean, median = results.aggregates["mean"], results.aggregates["median"]
    if mean is None or median is None or not is_mean_misleading(results, question.kind):
        return
    yield formatter.translate(
        FAR_ABOVE if mean > median else FAR_BELOW,
        mean=formatter.with_unit(mean),
        median=formatter.with_unit(median),
    )


def is_mean_misleading(results: Results, kind: Kind) -> bool:
    """Return whether a few quantities carry the mean far away from the median."""
    mean, median = results.aggregates["mean"], results.aggregates["median"]
    smallest = results.spread["minimum"]
    if mean is None or median is None or smallest is None or not kind.has_ratios:
        return False
    # Where answers lie on both sides of zero, a ratio of averages says nothing.
    if smallest < 0 or median <= 0 or not _differ(results, mean, median):
        return False
    return not 1 / MAX_MEAN_TO_MEDIAN <= mean / median <= MAX_MEAN_TO_MEDIAN


def _multimodality(
    results: Results, _question: Question, formatter: ValueFormatter
) -> Iterator[str]:
    if not is_multimodal(results):
        return
    yield formatter.translate(MULTIMODAL)
    mode, median = results.aggregates.get("kde_mode"), results.aggregates["median"]
    if mode is not None and median is not None and not _are_alike(mode, median, formatter.kind):
        yield formatter.translate(
            "The largest heap lies around {heap}, the middle answer is {median}.",
            heap=formatter.with_unit(mode),
            median=formatter.with_unit(median),
        )


def _expectations(
    results: Results, _question: Question, formatter: ValueFormatter
) -> Iterator[str]:
    """Tell what people expected of the others, where they were asked."""
    if formatter.kind.is_chance:
        yield from _expectations_of_chances(results, formatter)
        return
    pivot, median = results.aggregates.get("minimal_pivot"), results.aggregates["median"]
    # Requires as many expectations as `knowledge_weighted`: one or two say nothing.
    enough = results.aggregates.get("knowledge_weighted") is not None
    if not enough or pivot is None or median is None or not _differ(results, pivot, median):
        return
    translate, words = formatter.translate, formatter.kind.words
    hint = words.expected_higher if pivot > median else words.expected_lower
    yield f"{translate(hint, value=formatter.with_unit(pivot))} {translate(SHARED_KNOWLEDGE)}"


def _expectations_of_chances(results: Results, formatter: ValueFormatter) -> Iterator[str]:
    weighted, headline = (
        results.aggregates.get("meta_probability_weighted"),
        results.headline.value,
    )
    if weighted is not None and headline is not None and _differ(results, weighted, headline):
        yield formatter.translate(EXPECTED_TO_DIFFER, value=formatter.with_unit(weighted))


def _range_of_aggregates(results: Results, formatter: ValueFormatter) -> Iterator[str]:
    omitted = _uncommon_aggregates(results, formatter.kind)
    known = [(name, results.aggregates.get(name)) for name in COMPARED_AGGREGATES]
    values = [(name, value) for name, value in known if value is not None and name not in omitted]
    (low_name, low), (high_name, high) = (
        min(values, key=lambda entry: entry[1]),
        max(values, key=lambda entry: entry[1]),
    )
    differ = _differ_visibly(results, low, high, formatter.kind)
    if not differ or formatter.figure(low) == formatter.figure(high):
        yield formatter.translate(
            "All usual ways of putting the answers together say about the same."
        )
        return
    yield formatter.translate(
        LOWEST_AND_HIGHEST,
        low=formatter.with_unit(low),
        low_name=formatter.translate(HEADLINE_NAMES[low_name]),
        high=formatter.with_unit(high),
        high_name=formatter.translate(HEADLINE_NAMES[high_name]),
    )


def _uncommon_aggregates(results: Results, kind: Kind) -> set[str]:
    """Return the aggregates that are no usual ones of such answers."""
    untrimmed = {"trimmed_mean"} if results.n < MIN_TRIMMED else set()
    return untrimmed | (set() if kind.has_ratios else {"geometric_mean"})


def _differ(results: Results, one: float, other: float) -> bool:
    # Rounding makes averages of equal answers differ in their last digits.
    return abs(one - other) > max(MAX_AGREEING_DISTANCE * _width(results), 1e-9 * abs(one))


def _differ_visibly(results: Results, one: float, other: float, kind: Kind) -> bool:
    """Return whether two aggregates are not about the same for whoever reads both."""
    apart = abs(one - other) > MAX_EQUAL_DISTANCE * _width(results)
    return apart and not _are_alike(one, other, kind)


def _are_alike(one: float, other: float, kind: Kind) -> bool:
    if not kind.has_percent_errors:
        # A share of a date is one of the days since 1970, of which nobody speaks.
        return kind.as_shown(one) == kind.as_shown(other)
    return abs(one - other) <= MAX_EQUAL_SHARE * max(abs(one), abs(other))


def _width(results: Results) -> float:
    return (results.spread["quartile_3"] or 0) - (results.spread["quartile_1"] or 0)


FINDINGS: tuple[Callable[[Results, Question, ValueFormatter], Iterator[str]], ...] = (
    _multimodality,
    _skew,
    _expectations,
)
