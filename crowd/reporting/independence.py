"""Sentences on whether people answered on their own."""

from __future__ import annotations

import math
from collections.abc import Iterator

from crowd.i18n.reasons import translate_reason
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.condition_context import GOOD, UNKNOWN, WARNING, ConditionContext, Sign
from crowd.reporting.thresholds import SIGNIFICANCE_LEVEL, SUGGESTIVE_LEVEL

MIN_CORRELATION = 0.02
"""Correlation with earlier answers below which none is told: in large crowds any is significant."""

MIN_FOR_SERIES = 30
"""Answers below which none is compared with those before it."""

MIN_DRIFT = 0.05
"""Kendall's tau below which no drift is told."""

MIN_ANCHORED_SHARE = 0.05
"""Share of the answers at a number of the question below which no anchoring is told."""

FOUND_OF_100 = {30: 5, 50: 11, 100: 33, 200: 75, 500: 99}
"""Simulated crowds of so many people, in which every second person goes halfway to the answer before
theirs, in which that is found: of 100, at the level of 1 % for this check and that of a drift."""

MIN_FOUND_OF_100 = 30
"""Of crowds that follow, how many must be found for an order without a finding to be a good sign."""

SEALED = Sentence(
    "Nobody could see anything about the answers before the reveal: not the other people, not the "
    "organizer."
)
SEALED_BUT_ENTERED = Sentence(
    "Nobody could see anything about the answers before the reveal; the organizer knew only those that "
    "were entered for others."
)
TOO_FEW = Sentence(
    "Too few to tell whether people followed each other: that needs {n} answers.",
    n=MIN_FOR_SERIES,
)
BRANCHES_ALIKE = Sentence(
    "Answers that came by way of the same person were more alike than others, so the {n} answers count "
    "like {separate} separate ones."
)
SERIES_ALIKE = Sentence(
    "Each answer was compared with the five before it: they are more alike than chance makes them. "
    "Perhaps people heard of earlier answers; perhaps people who think alike came together."
)
SERIES_SOMEWHAT_ALIKE = Sentence(
    "Each answer was compared with the five before it: they are somewhat more alike than usual. Chance "
    "alone makes one of these checks find as much in {times} of 100 crowds."
)
SERIES_UNRELATED = Sentence(
    "Nothing in the order of the answers shows that people followed each other."
)
POWER = Sentence(
    "If every second person moved halfway to the answer before, this check would find it in about "
    "{found} of 100 such crowds."
)
OTHER_CAUSES = Sentence(
    "Other people may have come later, something may have become known, or somebody may have tried to "
    "move the result."
)


def shows_dependence(results: Results) -> bool:
    """Return whether a sentence tells that answers were alike, in a row or by branches, or drifted."""
    return is_series_alike(results) or bool(drift_direction(results)) or are_branches_alike(results)


def is_series_alike(results: Results, level: float = SIGNIFICANCE_LEVEL) -> bool:
    """Return whether answers were more alike than those before them, at a level."""
    figures = results.independence
    chance = figures.get("serial_p_adjusted")
    correlations = figures.get("neighbour_correlation"), figures.get("serial_correlation")
    related = max(each or 0 for each in correlations) >= MIN_CORRELATION
    return related and chance is not None and chance < level


def drift_direction(results: Results) -> int:
    """Return 1 where later answers were higher, -1 where they were lower, 0 where neither is told."""
    tau = results.independence.get("drift_tau")
    chance = results.independence.get("drift_p_adjusted")
    if tau is None or chance is None or chance >= SIGNIFICANCE_LEVEL or abs(tau) < MIN_DRIFT:
        return 0
    # In a tie no answer is the most frequent one, of which the sentence speaks.
    if results.choice is not None and results.choice.plurality is None:
        return 0
    return 1 if tau > 0 else -1


def are_branches_alike(results: Results) -> bool:
    """Return whether the crowd is told to count like fewer people, as its branches were alike."""
    chance = results.independence.get("branch_p_adjusted")
    effective = results.independence.get("effective_n")
    return effective is not None and chance is not None and chance < SIGNIFICANCE_LEVEL


OWN = Sentence("People answered on their own")
ALIKE_IN_ROW = Sentence("Answers in a row were alike")
SOMEWHAT_ALIKE_IN_ROW = Sentence("Answers in a row were somewhat alike")
CHANGED_OVER_TIME = Sentence("Later answers differed from earlier ones")
NEAR_A_NUMBER = Sentence("Many answers lie near a number in the question")
TOO_FEW_TO_TELL = Sentence("Too few answers to tell whether people copied")
CANNOT_TELL = Sentence("Whether people copied cannot be told")


def independence_sign(context: ConditionContext) -> Sign:
    """Tell whether people answered on their own, as far as the order of the answers shows it."""
    results, translate = context.results, context.formatter.translate
    series = list(_series(context))
    found = (
        (ALIKE_IN_ROW, series if is_series_alike(results) else []),
        (CHANGED_OVER_TIME, list(_drift(context))),
        (NEAR_A_NUMBER, list(_anchoring(context))),
    )
    for title, lead in found:
        if lead:
            return Sign(WARNING, translate(title), lead[:2])
    if results.independence.get("serial_p_adjusted") is None:
        few = results.n < MIN_FOR_SERIES
        return Sign(UNKNOWN, translate(TOO_FEW_TO_TELL if few else CANNOT_TELL), series)
    if is_series_alike(results, SUGGESTIVE_LEVEL):
        return Sign(UNKNOWN, translate(SOMEWHAT_ALIKE_IN_ROW), series[:1])
    if _found_of_100(results.n) < MIN_FOUND_OF_100:
        return Sign(UNKNOWN, translate(TOO_FEW_TO_TELL), series)
    return Sign(GOOD, translate(OWN), series)


def independence_sentences(context: ConditionContext) -> Iterator[str]:
    """Tell whether people could know of other answers, and whether the figures suggest it."""
    results, formatter, question = context.results, context.formatter, context.question
    if question.sealed:
        yield formatter.translate(SEALED_BUT_ENTERED if results.on_behalf else SEALED)
    yield from _series(context)
    yield from _drift(context)
    if are_branches_alike(results):
        yield branches_sentence(context)
    yield from _anchoring(context)
    yield from _unit_slips(context)


def branches_sentence(context: ConditionContext) -> str:
    """Tell how many separate answers those of the branches, which were alike, count for."""
    results, formatter = context.results, context.formatter
    return formatter.translate(
        BRANCHES_ALIKE,
        n=formatter.number(results.n),
        separate=formatter.number(round(results.independence["effective_n"] or 0)),
    )


def _series(context: ConditionContext) -> Iterator[str]:
    results, formatter = context.results, context.formatter
    chance = results.independence.get("serial_p_adjusted")
    if chance is None:
        reason = results.why_null.get("independence.serial_p")
        if results.n < MIN_FOR_SERIES or reason is None:
            yield formatter.translate(TOO_FEW)
        else:
            yield translate_reason(reason, formatter.translator)
        return
    if is_series_alike(results):
        yield formatter.translate(SERIES_ALIKE)
        return
    if is_series_alike(results, SUGGESTIVE_LEVEL):
        times = formatter.number(math.ceil(100 * chance))
        yield formatter.translate(SERIES_SOMEWHAT_ALIKE, times=times)
    else:
        yield formatter.translate(SERIES_UNRELATED)
    yield formatter.translate(POWER, found=formatter.number(_found_of_100(results.n)))


def _found_of_100(n: int) -> int:
    """Return how many crowds of so many people who follow are found, of 100."""
    return max(found for size, found in FOUND_OF_100.items() if size <= n)


def _drift(context: ConditionContext) -> Iterator[str]:
    results, formatter = context.results, context.formatter
    direction = drift_direction(results)
    if not direction:
        return
    words = context.question.kind.words
    drift = words.rising if direction > 0 else words.falling
    yield f"{formatter.translate(drift)} {formatter.translate(OTHER_CAUSES)}"


def _anchoring(context: ConditionContext) -> Iterator[str]:
    for anchor in context.results.anchoring:
        if anchor.share >= MIN_ANCHORED_SHARE and anchor.p < SIGNIFICANCE_LEVEL:
            yield context.formatter.translate(
                "{share} of the answers are within 1% of {number}, a number that "
                "stands in the question.",
                share=context.formatter.percent(anchor.share),
                number=context.formatter.figure(anchor.number),
            )


def _unit_slips(context: ConditionContext) -> Iterator[str]:
    formatter = context.formatter
    for slip in context.results.unit_slips:
        if slip.factor > 1:
            yield formatter.plural(
                "{n} answer is about {times} times as large as the others: perhaps another unit was "
                "meant.",
                "{n} answers are about {times} times as large as the others: perhaps another unit was "
                "meant.",
                slip.count,
                times=formatter.number(slip.factor),
            )
        else:
            yield formatter.plural(
                "{n} answer is about {times} times as small as the others: perhaps another unit was "
                "meant.",
                "{n} answers are about {times} times as small as the others: perhaps another unit was "
                "meant.",
                slip.count,
                times=formatter.number(1 / slip.factor),
            )
