"""Sentences on how close smaller crowds would have come, and how many people would have sufficed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.reporting.accuracy import (
    ErrorMeasure,
    error_measure,
    is_unanimous,
    leads_with_common_answer,
)

MAX_ERROR_RATIO = 1.1
"""Ratio of two errors up to which the words call them about as large."""

FIVE = 5
"""Size of the small crowd that is told."""

MIN_ABOUT, STEP = 10, 5
"""Size of crowds from which on they are told as about so many people, in these steps."""


class TypicalError(NamedTuple):
    """The size of a crowd, and the error that half of such crowds exceed by their median."""

    people: int
    error: float


def typical_errors(results: Results) -> list[TypicalError]:
    """Return the typical errors of crowds by their size; the last is all people's own.

    Empty where nothing is told of sizes: of chances, as what happened is 0 or 100 percent, from which
    large crowds are as far as small ones.
    """
    median, truth = results.aggregates.get("median"), results.scoring.get("truth")
    if median is None or truth is None:
        return []
    # Crowds of all people but one are no smaller crowds.
    smaller = [point for point in results.crowd_size_curve if point.k < results.n - 1]
    return [
        *(TypicalError(point.k, point.median_error) for point in smaller),
        TypicalError(results.n, abs(median - truth)),
    ]


def crowd_size_sentence(results: Results, formatter: ValueFormatter) -> str:
    """Tell how many people would have come almost as close, and the typical error of five."""
    errors, measure = typical_errors(results), error_measure(results, formatter)
    if measure is None or results.n <= FIVE + 1 or formatter.kind.is_chance:
        return ""
    if is_unanimous(results) and not leads_with_common_answer(results):
        return ""
    if is_unanimous(results):
        return formatter.translate(
            "Everyone gave the same answer, so one person would have come as close as all {n}.",
            n=formatter.number(results.n),
        )
    return " ".join(_sentences(results, errors, measure, formatter))


def sufficient_size(errors: list[TypicalError]) -> int | None:
    """Return the smallest crowd, of at most half of the people, that errs about as little as all."""
    everyone = errors[-1]
    close = (
        size
        for size, error in errors[:-1]
        if error <= MAX_ERROR_RATIO * everyone.error and 2 * size <= everyone.people
    )
    return next(close, None)


def _sentences(
    results: Results, errors: list[TypicalError], measure: ErrorMeasure, formatter: ValueFormatter
) -> Iterator[str]:
    size, everybody = sufficient_size(errors), formatter.number(results.n)
    if size is None:
        yield formatter.translate("Fewer people would usually have been further off.")
    elif size == 1:
        yield formatter.translate(
            "One person alone would usually come almost as close as all {n}.", n=everybody
        )
    elif size >= MIN_ABOUT:
        yield formatter.translate(
            "About {some} people would usually come almost as close as all {n}.",
            some=formatter.number(STEP * round(size / STEP)),
            n=everybody,
        )
    else:
        yield formatter.translate(
            "{some} people would usually come almost as close as all {n}.",
            some=formatter.number(size),
            n=everybody,
        )
    if size is None or size > FIVE:
        yield from _of_five(errors, measure, formatter)
    if results.headline.name != "median":
        yield formatter.translate("Here each crowd is judged by its median.")


def _of_five(
    errors: list[TypicalError], measure: ErrorMeasure, formatter: ValueFormatter
) -> Iterator[str]:
    error = dict(errors)[FIVE]
    off = measure.write(error)
    if off != measure.write(errors[-1].error):
        yield formatter.translate("Five would usually have been off by {off}.", off=off)
