"""The words on what the middle half of the people said: a sentence, and the band of the chart."""

from __future__ import annotations

import math
from collections.abc import Iterator

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import MiddleHalf, Results
from crowd.model.sentence import Sentence
from crowd.reporting.accuracy import is_unanimous, leads_with_common_answer
from crowd.reporting.thresholds import MIN_FOR_PERCENTAGES

MAX_SHARE_OF_HALF = 0.55
"""Share of the people up to which the sentence says at least half, not how many."""

MIN_ROUNDED_STEPS = 50
"""How many numbers as round as its ends lie within the middle half, at least."""

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


def half_sentence(results: Results, formatter: ValueFormatter) -> str:
    """Tell in a sentence what the band of the chart is; empty where there are no words for it."""
    ends = _half_ends(results, formatter)
    if ends is None:
        return ""
    low, high = formatter.ends(*ends)
    translate, told = formatter.translate, _told_share(results, formatter)
    if "all" in told:
        return translate("{count} of {all} answers: {low} to {high}.", low=low, high=high, **told)
    if "share" in told:
        return translate("{share} of all answers: {low} to {high}.", low=low, high=high, **told)
    return translate("Half of all answers: {low} to {high}.", low=low, high=high)


def half_words(results: Results, formatter: ValueFormatter) -> list[str]:
    """Name the band of the chart in two lines; none where it has no width, or holds every answer."""
    ends = _half_ends(results, formatter)
    if ends is None:
        return []
    translate, told = formatter.translate, _told_share(results, formatter)
    if "all" in told:
        name = translate("{count} of {all} answers:", **told)
    elif "share" in told:
        name = translate("{share} of all answers:", **told)
    else:
        name = translate("half of all answers:")
    low, high = map(formatter.signed, ends)
    return [name, translate("{low} to {high}", low=low, high=high)]


def _told_share(results: Results, formatter: ValueFormatter) -> dict[str, str]:
    """Return in words how many answers the middle half holds; nothing where that is about half.

    It holds every answer that equals one of its ends, so it may hold far more.
    """
    half = results.middle_half
    assert half is not None, "asked only where there are words for it"
    if half.count <= MAX_SHARE_OF_HALF * results.n:
        return {}
    if results.n < MIN_FOR_PERCENTAGES:
        return {"count": formatter.number(half.count), "all": formatter.number(results.n)}
    return {"share": formatter.percent(half.count / results.n)}


def _half_ends(results: Results, formatter: ValueFormatter) -> tuple[float, float] | None:
    """Return the ends of the middle half as they are told; None where there is nothing to tell."""
    half = results.middle_half
    if half is None or half.low == half.high or half.count == results.n:
        return None
    # A count is of these very ends: rounded ones may hold fewer answers.
    exact = half.count > MAX_SHARE_OF_HALF * results.n
    return (half.low, half.high) if exact else _rounded(half, formatter)


def _rounded(half: MiddleHalf, formatter: ValueFormatter) -> tuple[float, float]:
    """Return the ends of the middle half, rounded as far as its width allows."""
    if formatter.kind.is_chance:
        places = 2
    else:
        places = max(0, math.ceil(math.log10(MIN_ROUNDED_STEPS / (half.high - half.low))))
    low, high = round(half.low, places), round(half.high, places)
    return (low, high) if low < high else (half.low, half.high)
