"""Sentences on how far crowds of other sizes would have been off, and which size would suffice."""

from __future__ import annotations

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.accuracy import is_unanimous, leads_with_common_answer

QUOTED_SIZES = {5: "five", 11: "eleven", 51: "fifty"}
"""Crowd sizes quoted in the curve sentence; only those below n."""

MAX_ERROR_RATIO = 1.1
"""Ratio of two errors up to which the words call them about as large."""

OF_THE_MEDIAN = (
    Sentence("Five people would typically have been off by {five}."),
    Sentence("Five people would typically have been off by {five}, eleven by {eleven}."),
    Sentence(
        "Five people would typically have been off by {five}, eleven by {eleven}, about fifty by "
        "{fifty}."
    ),
)
BY_THE_MEDIAN = (
    Sentence("By their middle answer, five people would typically have been off by {five}."),
    Sentence(
        "By their middle answer, five people would typically have been off by {five}, eleven by "
        "{eleven}."
    ),
    Sentence(
        "By their middle answer, five people would typically have been off by {five}, eleven by "
        "{eleven}, about fifty by {fifty}."
    ),
)
"""For other headlines: the curve is always that of medians."""

EQUAL_OF_THE_MEDIAN = (
    Sentence("Five or eleven people would typically have been off by {five}."),
    Sentence("Five, eleven or about fifty people would typically have been off by {five}."),
)
EQUAL_BY_THE_MEDIAN = (
    Sentence(
        "By their middle answer, five or eleven people would typically have been off by {five}."
    ),
    Sentence(
        "By their middle answer, five, eleven or about fifty people would typically have been off by "
        "{five}."
    ),
)
"""For errors that are written alike."""

EXACT_OF_THE_MEDIAN = Sentence("Five people would typically have been exactly right.")
EXACT_BY_THE_MEDIAN = Sentence(
    "By their middle answer, five people would typically have been exactly right."
)

HALF_ALONE = Sentence(
    "At least half of the people came about as close alone as the middle answer of all {n}, or closer."
)
HALF_OF_CROWDS = Sentence(
    "Of crowds of {some} people, at least half would have come nearly as close by their middle answer "
    "as all {n}."
)
ONE_PERSON_CLOSER = Sentence(
    "On average, one person alone would have been closer than the middle answer of all {n}."
)
SMALLER_CROWDS_CLOSER = Sentence(
    "On average, crowds of {some} people would have been closer by their middle answer than all {n}."
)
"""Told of mean errors: by their median errors smaller crowds are never closer than all people."""


def crowd_size_sentence(results: Results, formatter: ValueFormatter) -> str:
    """Tell the typical errors of smaller crowds, and how many people would have sufficed.

    Nothing of chances: what happened is 0 or 100 %, from which large crowds are as far as small ones.
    """
    # The only sample of size n is the crowd itself, so its error is not a typical one.
    errors = {point.k: point.median_error for point in results.crowd_size_curve}
    errors.pop(results.n, None)
    if min(QUOTED_SIZES) not in errors or formatter.kind.is_chance:
        return ""
    if is_unanimous(results) and not leads_with_common_answer(results):
        return ""
    if is_unanimous(results):
        return formatter.translate(
            "All gave the same answer, so one person would have come as close as all {n}.",
            n=formatter.number(results.n),
        )
    off = _typical_errors(results, errors, formatter)
    return f"{off} {_smaller_crowds_sentence(results, errors, formatter)}".strip()


def _typical_errors(results: Results, errors: dict[int, float], formatter: ValueFormatter) -> str:
    of_the_median = results.headline.name == "median"
    quoted = {name: errors[k] for k, name in QUOTED_SIZES.items() if k in errors}
    if not any(quoted.values()):
        return formatter.translate(EXACT_OF_THE_MEDIAN if of_the_median else EXACT_BY_THE_MEDIAN)
    typical = {name: formatter.distance(error) for name, error in quoted.items()}
    if len(typical) > 1 and len(set(typical.values())) == 1:
        equal = EQUAL_OF_THE_MEDIAN if of_the_median else EQUAL_BY_THE_MEDIAN
        return formatter.translate(equal[len(typical) - 2], five=typical["five"])
    templates = OF_THE_MEDIAN if of_the_median else BY_THE_MEDIAN
    return formatter.translate(templates[len(typical) - 1], **typical)


def _smaller_crowds_sentence(
    results: Results, errors: dict[int, float], formatter: ValueFormatter
) -> str:
    """Compare smaller crowds with all people by their middle answers; empty if they did worse."""
    median, truth = results.aggregates["median"], results.scoring.get("truth")
    if median is None or truth is None:
        return ""
    error = abs(median - truth)
    # More than half of the people are no smaller crowd worth telling.
    smaller = [point for point in results.crowd_size_curve if 2 * point.k <= results.n]
    best = min(smaller, key=lambda point: point.error)
    if MAX_ERROR_RATIO * best.error < error:
        return _smaller_crowds(best.k, ONE_PERSON_CLOSER, SMALLER_CROWDS_CLOSER, results, formatter)
    close = [k for k in errors if errors[k] <= MAX_ERROR_RATIO * error and 2 * k <= results.n]
    if not close:
        return ""
    return _smaller_crowds(close[0], HALF_ALONE, HALF_OF_CROWDS, results, formatter)


def _smaller_crowds(
    size: int, of_one: Sentence, of_some: Sentence, results: Results, formatter: ValueFormatter
) -> str:
    everybody = formatter.number(results.n)
    if size == 1:
        return formatter.translate(of_one, n=everybody)
    return formatter.translate(of_some, some=formatter.number(size), n=everybody)
