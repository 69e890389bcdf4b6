"""The sentence on what the middle half of the people said."""

from __future__ import annotations

from collections.abc import Iterator

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import MiddleHalf, Results
from crowd.model.sentence import Sentence
from crowd.reporting.accuracy import is_unanimous, leads_with_common_answer
from crowd.reporting.thresholds import MIN_FOR_PERCENTAGES

MAX_SHARE_OF_HALF = 0.55
"""Share of the people up to which the sentence says at least half, not how many."""

COUNT_SAID_EXACTLY = Sentence("{count} of the {all} said exactly {value}.")
HALF_SAID_EXACTLY = Sentence("At least half of them said exactly {value}.")
SHARE_SAID_EXACTLY = Sentence("{share} of them said exactly {value}.")
QUARTERS_AT_ENDS = Sentence(
    "More than a quarter of them said exactly {least}, and more than a quarter exactly {most}."
)
"""Where the middle half reaches from the smallest to the largest answer."""


def middle_half_sentence(results: Results, formatter: ValueFormatter) -> Iterator[str]:
    """Tell between which answers the middle half lies, counted with all who gave one of the ends."""
    half = results.middle_half
    if half is None:
        return
    if is_unanimous(results):
        # What all said is in the finding, or told with the combined chance.
        if not (leads_with_common_answer(results) or formatter.kind.is_chance):
            yield formatter.translate(
                "All of them said exactly {value}.", value=formatter.exact(half.low)
            )
    elif half.low == half.high:
        yield _exact_sentence(results, half, formatter)
    else:
        yield _range_sentence(results, half, formatter)


def _exact_sentence(results: Results, half: MiddleHalf, formatter: ValueFormatter) -> str:
    value, share = formatter.exact(half.low), half.count / results.n
    if results.n < MIN_FOR_PERCENTAGES:
        everybody, count = formatter.number(results.n), formatter.number(half.count)
        return formatter.translate(COUNT_SAID_EXACTLY, count=count, all=everybody, value=value)
    if share <= MAX_SHARE_OF_HALF:
        return formatter.translate(HALF_SAID_EXACTLY, value=value)
    return formatter.translate(SHARE_SAID_EXACTLY, share=formatter.percent(share), value=value)


def _range_sentence(results: Results, half: MiddleHalf, formatter: ValueFormatter) -> str:
    words, share = formatter.kind.words, half.count / results.n
    if half.count == results.n:
        least, most = formatter.exact(half.low), formatter.exact(half.high)
        return formatter.translate(QUARTERS_AT_ENDS, least=least, most=most)
    ends = formatter.ends(half.low, half.high)
    if formatter.with_unit(half.low) == ends[1]:
        ends = formatter.exact(half.low), formatter.exact(half.high)
    between = words.between(*ends)
    if results.n < MIN_FOR_PERCENTAGES:
        everybody, count = formatter.number(results.n), formatter.number(half.count)
        return formatter.translate(words.counted_between, count=count, all=everybody, **between)
    if share <= MAX_SHARE_OF_HALF:
        return formatter.translate(words.half_between, **between)
    return formatter.translate(words.share_between, share=formatter.percent(share), **between)
