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


ONE_PERSON = Sentence("One person alone would typically have done about as well as all {n}.")
SMALLER_CROWD = Sentence("About {some} people would typically have done nearly as well as all {n}.")
SMALLER_CROWDS_CLOSER = Sentence(
    "On average, the middle answers of smaller crowds would have been closer than that of all {n}."
)
"""Told of mean errors: by their median errors smaller crowds are never closer than all people."""


def crowd_size_sentence(results: Results, formatter: ValueFormatter) -> str:
    """Tell the typical errors of smaller crowds, and how many people would have sufficed."""
    # The only sample of size n is the crowd itself, so its error is not a typical one.
    errors = {point.k: point.median_error for point in results.crowd_size_curve}
    errors.pop(results.n, None)
    if min(QUOTED_SIZES) not in errors:
        return ""
    if is_unanimous(results) and not leads_with_common_answer(results):
        return ""
    if is_unanimous(results):
        return formatter.translate(
            "All gave the same answer, so one person would have come as close as all {n}.",
            n=formatter.number(results.n),
        )
    typical = {
        name: formatter.distance(errors[k]) for k, name in QUOTED_SIZES.items() if k in errors
    }
    templates = OF_THE_MEDIAN if results.headline.name == "median" else BY_THE_MEDIAN
    off = formatter.translate(templates[len(typical) - 1], **typical)
    return f"{off} {_smaller_crowds_sentence(results, errors, formatter)}".strip()


def _smaller_crowds_sentence(
    results: Results, errors: dict[int, float], formatter: ValueFormatter
) -> str:
    """Compare smaller crowds with all people by their middle answers; empty if they did worse."""
    median, truth = results.aggregates["median"], results.scoring.get("truth")
    if median is None or truth is None:
        return ""
    error, everybody = abs(median - truth), formatter.number(results.n)
    if any(MAX_ERROR_RATIO * point.error < error for point in results.crowd_size_curve):
        return formatter.translate(SMALLER_CROWDS_CLOSER, n=everybody)
    # More than half of the people are no smaller crowd worth telling.
    some = [k for k in errors if errors[k] <= MAX_ERROR_RATIO * error and 2 * k <= results.n]
    if not some:
        return ""
    if some[0] == 1:
        return formatter.translate(ONE_PERSON, n=everybody)
    return formatter.translate(SMALLER_CROWD, some=formatter.number(some[0]), n=everybody)
