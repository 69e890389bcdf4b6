"""Did people answer on their own? The sentences of this condition."""

from __future__ import annotations

from collections.abc import Iterator

from crowd.i18n.formatter import kind_name
from crowd.i18n.reasons import said_reason
from crowd.model.sentence import Sentence
from crowd.reporting.condition_context import UNLIKELY, ConditionContext

NOTABLE_CORRELATION = 0.02
"""In a crowd of a million even a trace is no chance; smaller ones than this are not worth a word."""

LEAST_TO_TELL = 30

SEALED = Sentence(
    "Nobody could see anything about the answers before the reveal: not the other people, not the "
    "organizer."
)
ENTERED = Sentence(
    "Nobody could see anything about the answers before the reveal; the organizer knew only those that "
    "were entered for others."
)
TOO_FEW = Sentence(
    "Too few to tell whether people followed each other: that needs {n} answers.", n=LEAST_TO_TELL
)
BRANCHES_ALIKE = Sentence(
    "Answers that came by way of the same person were more alike than others, so the {n} answers count "
    "like {separate} separate ones."
)
FOLLOWED = Sentence(
    "Answers that came one after the other were more alike than chance makes them. Perhaps people "
    "heard of earlier answers; perhaps people who think alike came together."
)
NOT_FOLLOWED = Sentence(
    "Answers that came one after the other were no more alike than chance makes them: no sign that "
    "people followed each other."
)
PERHAPS = Sentence(
    "Other people may have come later, something may have become known, or somebody may have tried to "
    "move the result."
)
RISING = {
    "choice": Sentence("Later people chose the most frequent answer more often."),
    "date": Sentence("People who answered later tended to say later days."),
}
FALLING = {
    "choice": Sentence("Later people chose the most frequent answer less often."),
    "date": Sentence("People who answered later tended to say earlier days."),
}
HIGHER = Sentence("Later answers tended to be higher.")
LOWER = Sentence("Later answers tended to be lower.")


def independent(case: ConditionContext) -> Iterator[str]:
    """Whether people could know of other answers, and whether it looks as if they did."""
    results, formatter, question = case.results, case.formatter, case.question
    if question.sealed:
        yield formatter.translate(ENTERED if results.on_behalf else SEALED)
    yield from _in_a_row(case)
    yield from _drifting(case)
    effective = results.independence.get("effective_n")
    chance = results.independence.get("branch_p")
    if effective is not None and chance is not None and chance < UNLIKELY:
        yield formatter.translate(
            BRANCHES_ALIKE,
            n=formatter.number(results.n),
            separate=formatter.number(round(effective)),
        )
    yield from _at_numbers(case)
    yield from _other_units(case)


def _in_a_row(case: ConditionContext) -> Iterator[str]:
    results, formatter = case.results, case.formatter
    chance = results.independence.get("neighbour_p")
    alike = results.independence.get("neighbour_correlation")
    if chance is not None and alike is not None:
        followed = chance < UNLIKELY and alike >= NOTABLE_CORRELATION
        yield formatter.translate(FOLLOWED if followed else NOT_FOLLOWED)
        return
    reason = results.why_null.get("independence.neighbour_p", "")
    if results.n < LEAST_TO_TELL or not reason:
        yield formatter.translate(TOO_FEW)
    else:
        yield said_reason(reason, formatter.translator)


def _drifting(case: ConditionContext) -> Iterator[str]:
    results, formatter = case.results, case.formatter
    tau, chance = results.independence.get("drift_tau"), results.independence.get("drift_p")
    if tau is None or chance is None or chance >= UNLIKELY or abs(tau) < 0.05:
        return
    kind = kind_name(case.question.kind)
    drift = RISING.get(kind, HIGHER) if tau > 0 else FALLING.get(kind, LOWER)
    yield f"{formatter.translate(drift)} {formatter.translate(PERHAPS)}"


def _at_numbers(case: ConditionContext) -> Iterator[str]:
    for anchor in case.results.anchoring:
        if anchor.share >= 0.05 and anchor.share > 2 * anchor.expected:
            yield case.formatter.translate(
                "{share} of the answers are at {number}, a number that stands in the question.",
                share=case.formatter.percent(anchor.share),
                number=case.formatter.number(anchor.number),
            )


def _other_units(case: ConditionContext) -> Iterator[str]:
    formatter = case.formatter
    for slip in case.results.unit_slips:
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
