"""Sentences on how far crowds of other sizes would have been off, and which size would suffice."""

from __future__ import annotations

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.accuracy import is_unanimous, leads_with_common_answer

QUOTED_SIZES = {5: "five", 11: "eleven", 51: "fifty"}
"""Crowd sizes quoted in the curve sentence; only those below n."""

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


def crowd_size_sentence(results: Results, formatter: ValueFormatter) -> str:
    """Tell the typical errors of smaller crowds, and how many people would have sufficed."""
    # The only sample of size n is the crowd itself, so its error is not a typical one.
    errors = {point.k: point.error for point in results.crowd_size_curve if point.k < results.n}
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
    return f"{off} {_sufficient_size_sentence(results, max(errors), formatter)}"


def _sufficient_size_sentence(results: Results, largest: int, formatter: ValueFormatter) -> str:
    enough, everybody = results.enough, formatter.number(results.n)
    if enough is None or enough.k == largest:
        return formatter.translate("More people would probably have brought it a little closer.")
    if enough.k == 1:
        return formatter.translate(
            "One person alone would typically have done about as well as all {n}.", n=everybody
        )
    return formatter.translate(
        "About {some} would have done nearly as well as all {n}.",
        some=formatter.number(enough.k),
        n=everybody,
    )
