"""Where ways of putting answers together disagree, and why. The headline stays what it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crowd.model.poll import Date, Kind, Number
from crowd.model.results import Results
from crowd.rules.labels import words_of
from crowd.rules.sample import Question
from crowd.rules.writer import Writer

MEAN_MISLEADS = 1.5
"""A mean this many times the median says more of a few large answers than of the crowd."""

AGREE = 0.25
"""Ways of putting together that lie so close, as a share of the middle half, say about the same."""

TWO_HEAPS = 5 / 9
"""Sarle's coefficient of an even spread; more than that can mean two heaps."""

COMPARED = (
    "median",
    "trimmed_mean",
    "hodges_lehmann",
    "mean",
    "geometric_mean",
    "log_odds_mean",
)


def disagreements(results: Results, question: Question, writer: Writer) -> list[str]:
    """What to know of the ways of putting the answers together, in sentences."""
    if results.n < 4 or results.choice is not None:
        return []
    found = [sentence for find in FINDINGS for sentence in find(results, question, writer)]
    return found or [*_agreement(results, writer)]


def _skew(results: Results, question: Question, writer: Writer) -> Iterator[str]:
    mean, median = results.aggregates["mean"], results.aggregates["median"]
    if mean is None or median is None or median <= 0 or not isinstance(question.kind, Number):
        return
    if mean / median > MEAN_MISLEADS:
        yield (
            f"The plain average, {writer.with_unit(mean)}, lies far above the middle answer, "
            f"{writer.with_unit(median)}: a few very large answers pull it up, so it says little here."
        )
    elif results.spread["minimum"] is not None and mean / median < 1 / MEAN_MISLEADS:
        yield (
            f"The plain average, {writer.with_unit(mean)}, lies far below the middle answer, "
            f"{writer.with_unit(median)}: some very small answers pull it down."
        )


def _heaps(results: Results, _question: Question, writer: Writer) -> Iterator[str]:
    sarle, chance = results.diversity.get("sarle"), results.diversity.get("dip_p")
    if sarle is None or chance is None or sarle <= TWO_HEAPS or chance >= 0.01:
        return
    yield (
        "The answers fall into more than one heap. Then no single number speaks for all of them: look "
        "at the picture."
    )
    mode, median = results.aggregates.get("kde_mode"), results.aggregates["median"]
    if mode is not None and median is not None:
        yield (
            f"The largest heap lies around {writer.with_unit(mode)}, the middle answer is "
            f"{writer.with_unit(median)}."
        )


def _others(results: Results, _question: Question, writer: Writer) -> Iterator[str]:
    """What people expected of the others, where they were asked."""
    pivot, median = results.aggregates.get("minimal_pivot"), results.aggregates["median"]
    # One or two people's expectations say nothing: that needs as many as the weighted figure does.
    enough = results.aggregates.get("knowledge_weighted") is not None
    if not enough or pivot is None or median is None or not _apart(results, pivot, median):
        return
    yield (
        f"What people expected of the others hints at {_way(writer.kind, up=pivot > median)}, "
        f"{writer.with_unit(pivot)}: what everybody knows is in every answer, so an average counts it "
        "too often."
    )


def _way(kind: Kind, *, up: bool) -> str:
    if isinstance(kind, Date):
        return "a later day" if up else "an earlier day"
    return f"a {'higher' if up else 'lower'} number"


def _agreement(results: Results, writer: Writer) -> Iterator[str]:
    known = [(name, results.aggregates.get(name)) for name in COMPARED]
    values = [(name, value) for name, value in known if value is not None]
    (low_name, low), (high_name, high) = (
        min(values, key=lambda entry: entry[1]),
        max(values, key=lambda entry: entry[1]),
    )
    if not _apart(results, low, high):
        yield "All usual ways of putting the answers together say about the same."
        return
    yield (
        f"Between the usual ways of putting the answers together, the lowest is "
        f"{writer.with_unit(low)} ({words_of(f'aggregates.{low_name}')}), the highest "
        f"{writer.with_unit(high)} ({words_of(f'aggregates.{high_name}')})."
    )


def _apart(results: Results, one: float, other: float) -> bool:
    quartiles = results.spread["quartile_1"], results.spread["quartile_3"]
    width = (quartiles[1] or 0) - (quartiles[0] or 0)
    # Averages of equal answers differ in their last digits.
    return abs(one - other) > max(AGREE * width, 1e-9 * abs(one))


FINDINGS: tuple[Callable[[Results, Question, Writer], Iterator[str]], ...] = (
    _heaps,
    _skew,
    _others,
)
