"""Sentences on how diverse the crowd was: its spread, its errors on both sides, its groups."""

from __future__ import annotations

import math
from collections.abc import Iterator

from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.accuracy import is_unanimous
from crowd.reporting.condition_context import GOOD, UNKNOWN, WARNING, ConditionContext, Sign
from crowd.reporting.thresholds import MIN_ANSWERS, SIGNIFICANCE_LEVEL, SUGGESTIVE_LEVEL

TOO_FEW = Sentence("Too few answers to tell.")
GROUPS_SOMEWHAT_DIFFERENT = Sentence(
    "Their answers differed somewhat more than usual; chance alone does that in {times} of 100 crowds."
)
UNANIMOUS = Sentence("Everybody gave the same answer, so nothing could cancel out.")
UNANIMOUS_AND_EXACT = Sentence("Everybody gave the same answer, and it was right.")


DIFFERENT = Sentence("People thought differently")
SAME = Sentence("Everyone gave the same answer")
NEARLY_SAME = Sentence("People gave nearly the same answer")
SAME_SIDE = Sentence("Everyone erred on the same side")
NOT_COMPARED = Sentence("Too few answers to compare")
MIDDLE_HALF = Sentence("Middle half of the answers: {start} to {end}.")


def diversity_sign(context: ConditionContext) -> Sign:
    """Tell whether people thought differently, so that errors could cancel out."""
    results, translate = context.results, context.formatter.translate
    if results.n < MIN_ANSWERS or (results.choice is None and results.middle_half is None):
        return Sign(UNKNOWN, translate(NOT_COMPARED), [])
    if results.choice is not None:
        chosen = sum(option.count > 0 for option in results.choice.options)
        lead = list(_diversity_of_choice(context))[:1]
        if chosen == 1:
            return Sign(WARNING, translate(SAME), [])
        return Sign(GOOD, translate(DIFFERENT), lead)
    if is_unanimous(results):
        lead = list(diversity_sentences(context))[:1]
        right = lead == [translate(UNANIMOUS_AND_EXACT)]
        return Sign(UNKNOWN if right else WARNING, translate(SAME), lead)
    return _sign_of_spread(context)


def _sign_of_spread(context: ConditionContext) -> Sign:
    results, formatter = context.results, context.formatter
    half, sides = results.middle_half, list(_bracketing(context))
    if half is None or half.low == half.high:
        lead = list(diversity_sentences(context))[:1]
        return Sign(WARNING, formatter.translate(NEARLY_SAME), lead)
    start, end = formatter.ends(half.low, half.high)
    lead = [formatter.translate(MIDDLE_HALF, start=start, end=end), *sides]
    if sides and not _errs_both_ways(results):
        return Sign(WARNING, formatter.translate(SAME_SIDE), lead)
    return Sign(GOOD, formatter.translate(DIFFERENT), lead)


def _errs_both_ways(results: Results) -> bool:
    """Return whether somebody was not on the side of the others; who was right was on none."""
    truth = results.scoring.get("truth")
    smallest, largest = results.spread["minimum"], results.spread["maximum"]
    if truth is None or smallest is None or largest is None:
        return True
    return smallest <= truth <= largest


def diversity_sentences(context: ConditionContext) -> Iterator[str]:
    """Tell how far the answers were apart, and from how many groups people came."""
    results, formatter = context.results, context.formatter
    if results.choice is not None:
        yield from _diversity_of_choice(context)
        return
    half = results.middle_half
    if half is None or results.n < MIN_ANSWERS:
        yield formatter.translate(TOO_FEW)
        return
    if is_unanimous(results):
        right = results.scoring.get("truth") == half.low
        yield formatter.translate(UNANIMOUS_AND_EXACT if right else UNANIMOUS)
    else:
        yield _middle_half(context, half.low, half.high)
        yield from _bracketing(context)
    yield from _groups(context)


def _middle_half(context: ConditionContext, low: float, high: float) -> str:
    formatter = context.formatter
    if low == high:
        return formatter.translate("Half of the people or more gave the same answer.")
    # Of ends more than 1e300 apart there is no factor that a float could hold.
    ratio = high / low if context.question.kind.has_ratios and low > 0 else math.inf
    if math.isfinite(ratio):
        # A factor that two digits would round to 1 has three.
        factor = formatter.number(ratio, 2 if ratio >= 1.05 else 3)
        return formatter.translate("The middle half spans a factor of {factor}.", factor=factor)
    return formatter.translate(
        "The middle half spans {distance}.", distance=formatter.distance(high - low)
    )


def _diversity_of_choice(context: ConditionContext) -> Iterator[str]:
    choice, formatter = context.results.choice, context.formatter
    chosen = [option for option in choice.options if option.count] if choice else []
    if context.results.n < MIN_ANSWERS:
        yield formatter.translate(TOO_FEW)
    elif len(chosen) == 1:
        yield formatter.translate("Everybody chose the same answer.")
    else:
        yield formatter.plural(
            "People chose {n} different answer.", "People chose {n} different answers.", len(chosen)
        )
    yield from _groups(context)


def _bracketing(context: ConditionContext) -> Iterator[str]:
    """Tell whether people erred both ways; not of probabilities, whose truth lies at an end."""
    results, kind = context.results, context.question.kind
    truth = results.scoring.get("truth")
    smallest, largest = results.spread["minimum"], results.spread["maximum"]
    if truth is None or smallest is None or largest is None or kind.is_chance:
        return
    words = kind.words
    if smallest < truth < largest:
        yield context.formatter.translate("Answers fell on both sides of the correct answer.")
    elif truth in {smallest, largest} and truth in kind.bounds:
        # Nobody can say more than the largest answer, nor less than the smallest.
        return
    elif truth in {smallest, largest}:
        yield context.formatter.translate(
            words.nobody_too_low if smallest == truth else words.nobody_too_high
        )
    else:
        yield context.formatter.translate(
            words.everybody_too_low if largest < truth else words.everybody_too_high
        )


def _groups(context: ConditionContext) -> Iterator[str]:
    results, formatter = context.results, context.formatter
    if results.group_count < 2:
        return
    yield formatter.plural(
        "People of {n} group took part.", "People of {n} groups took part.", results.group_count
    )
    chance = results.group_diversity.get("kruskal_p")
    if chance is None:
        return
    if chance < SIGNIFICANCE_LEVEL:
        yield formatter.translate("Their answers differed more than chance would make them.")
    elif chance < SUGGESTIVE_LEVEL:
        times = formatter.number(math.ceil(100 * chance))
        yield formatter.translate(GROUPS_SOMEWHAT_DIFFERENT, times=times)
    else:
        yield formatter.translate("No clear difference between their answers was found.")
