"""Sentences on whether people answered on their own."""

from __future__ import annotations

import math
from collections.abc import Iterator

from crowd.i18n.reasons import translate_reason
from crowd.model.sentence import Sentence
from crowd.reporting.condition_context import ConditionContext
from crowd.reporting.thresholds import SIGNIFICANCE_LEVEL, SUGGESTIVE_LEVEL

MIN_CORRELATION = 0.02
"""Correlation of neighbours below which none is told: in large crowds any is significant."""

MIN_FOR_NEIGHBOURS = 30
"""Answers below which neighbours are not compared."""

MIN_DRIFT = 0.05
"""Kendall's tau below which no drift is told."""

MIN_ANCHORED_SHARE = 0.05
MIN_ANCHORED_RATIO = 2
"""Share of the answers at a number of the question, and its ratio to the expected share, from which
on anchoring is told."""

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
    n=MIN_FOR_NEIGHBOURS,
)
BRANCHES_ALIKE = Sentence(
    "Answers that came by way of the same person were more alike than others, so the {n} answers count "
    "like {separate} separate ones."
)
NEIGHBOURS_ALIKE = Sentence(
    "Answers that came one after the other were more alike than chance makes them. Perhaps people "
    "heard of earlier answers; perhaps people who think alike came together."
)
NEIGHBOURS_SOMEWHAT_ALIKE = Sentence(
    "Answers that came one after the other were somewhat more alike than usual; chance alone does that "
    "in {times} of 100 crowds."
)
NEIGHBOURS_UNRELATED = Sentence(
    "The order of the answers shows no trace of people following each other, but this check misses much."
)
OTHER_CAUSES = Sentence(
    "Other people may have come later, something may have become known, or somebody may have tried to "
    "move the result."
)


def independence_sentences(context: ConditionContext) -> Iterator[str]:
    """Tell whether people could know of other answers, and whether the figures suggest it."""
    results, formatter, question = context.results, context.formatter, context.question
    if question.sealed:
        yield formatter.translate(SEALED_BUT_ENTERED if results.on_behalf else SEALED)
    yield from _neighbours(context)
    yield from _drift(context)
    effective = results.independence.get("effective_n")
    chance = results.independence.get("branch_p")
    if effective is not None and chance is not None and chance < SIGNIFICANCE_LEVEL:
        yield formatter.translate(
            BRANCHES_ALIKE,
            n=formatter.number(results.n),
            separate=formatter.number(round(effective)),
        )
    yield from _anchoring(context)
    yield from _unit_slips(context)


def _neighbours(context: ConditionContext) -> Iterator[str]:
    results, formatter = context.results, context.formatter
    chance = results.independence.get("neighbour_p")
    correlation = results.independence.get("neighbour_correlation")
    if chance is not None and correlation is not None:
        related = correlation >= MIN_CORRELATION
        if related and chance < SIGNIFICANCE_LEVEL:
            yield formatter.translate(NEIGHBOURS_ALIKE)
        elif related and chance < SUGGESTIVE_LEVEL:
            times = formatter.number(math.ceil(100 * chance))
            yield formatter.translate(NEIGHBOURS_SOMEWHAT_ALIKE, times=times)
        else:
            yield formatter.translate(NEIGHBOURS_UNRELATED)
        return
    reason = results.why_null.get("independence.neighbour_p")
    if results.n < MIN_FOR_NEIGHBOURS or reason is None:
        yield formatter.translate(TOO_FEW)
    else:
        yield translate_reason(reason, formatter.translator)


def _drift(context: ConditionContext) -> Iterator[str]:
    results, formatter = context.results, context.formatter
    tau, chance = results.independence.get("drift_tau"), results.independence.get("drift_p")
    if tau is None or chance is None or chance >= SIGNIFICANCE_LEVEL or abs(tau) < MIN_DRIFT:
        return
    words = context.question.kind.words
    drift = words.rising if tau > 0 else words.falling
    yield f"{formatter.translate(drift)} {formatter.translate(OTHER_CAUSES)}"


def _anchoring(context: ConditionContext) -> Iterator[str]:
    for anchor in context.results.anchoring:
        expected = MIN_ANCHORED_RATIO * anchor.expected
        if anchor.share >= MIN_ANCHORED_SHARE and anchor.share > expected:
            yield context.formatter.translate(
                "{share} of the answers are within 1\N{NO-BREAK SPACE}% of {number}, a number that "
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
