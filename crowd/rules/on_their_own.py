"""Did people answer on their own, and where did they come from? The sentences of two conditions."""

from __future__ import annotations

from collections.abc import Iterator

from crowd.model.poll import Choice, Date, Kind
from crowd.rules.case import UNLIKELY, Case

NOTABLE_CORRELATION = 0.02
"""In a crowd of a million even a trace is no chance; smaller ones than this are not worth a word."""

LEAST_TO_TELL = 30

SEALED = (
    "Nobody could see anything about the answers before the reveal: not the other people, not the "
    "organizer."
)
ENTERED = (
    "Nobody could see anything about the answers before the reveal; the organizer knew only those that "
    "were entered for others."
)
TOO_FEW = "Too few to tell whether people followed each other: that needs 30 answers."


def independent(case: Case) -> Iterator[str]:
    """Whether people could know of other answers, and whether it looks as if they did."""
    results, writer, question = case.results, case.writer, case.question
    if question.sealed:
        yield ENTERED if results.on_behalf else SEALED
    yield from _in_a_row(case)
    yield from _drifting(case)
    effective = results.independence.get("effective_n")
    chance = results.independence.get("branch_p")
    if effective is not None and chance is not None and chance < UNLIKELY:
        yield (
            "Answers that came by way of the same person were more alike than others, so the "
            f"{writer.number(results.n)} answers count like {writer.number(round(effective))} "
            "separate ones."
        )
    yield from _at_numbers(case)


def _in_a_row(case: Case) -> Iterator[str]:
    chance = case.results.independence.get("neighbour_p")
    alike = case.results.independence.get("neighbour_correlation")
    if chance is None or alike is None:
        few = case.results.n < LEAST_TO_TELL
        yield TOO_FEW if few else case.results.why_null.get("independence.neighbour_p", TOO_FEW)
    elif chance < UNLIKELY and alike >= NOTABLE_CORRELATION:
        yield (
            "Answers that came one after the other were more alike than chance makes them. Perhaps "
            "people heard of earlier answers; perhaps people who think alike came together."
        )
    else:
        yield (
            "Answers that came one after the other were no more alike than chance makes them: no "
            "sign that people followed each other."
        )


def _drifting(case: Case) -> Iterator[str]:
    results = case.results
    tau, chance = results.independence.get("drift_tau"), results.independence.get("drift_p")
    if tau is None or chance is None or chance >= UNLIKELY or abs(tau) < 0.05:
        return
    yield (
        f"{_drift(case.question.kind, up=tau > 0)} Other people may have come later, something may "
        "have become known, or somebody may have tried to move the result."
    )


def _drift(kind: Kind, *, up: bool) -> str:
    if isinstance(kind, Choice):
        return f"Later people chose the most frequent answer {'more' if up else 'less'} often."
    if isinstance(kind, Date):
        return f"People who answered later tended to say {'later' if up else 'earlier'} days."
    return f"Later answers tended to be {'higher' if up else 'lower'}."


def _at_numbers(case: Case) -> Iterator[str]:
    results, writer = case.results, case.writer
    for anchor in results.anchoring:
        if anchor.share >= 0.05 and anchor.share > 2 * anchor.expected:
            yield (
                f"{writer.percent(anchor.share)} of the answers are at "
                f"{writer.number(anchor.number)}, a number that stands in the question."
            )
    for slip in results.unit_slips:
        size = "large" if slip.factor > 1 else "small"
        times = writer.number(max(slip.factor, 1 / slip.factor))
        verb = "answer is" if slip.count == 1 else "answers are"
        yield (
            f"{writer.number(slip.count)} {verb} about {times} times as {size} as the others: "
            "perhaps another unit was meant."
        )


def decentralised(case: Case) -> Iterator[str]:
    """How many separate ways people came by, and who typed for whom."""
    if not case.question.sealed:
        yield from _ways_in_a_file(case)
    elif case.results.on_behalf < case.results.n:
        yield _links(case)
    if case.results.on_behalf:
        yield _entered(case)
    elif case.question.sealed and case.results.n > 1:
        yield "People answered for themselves, one answer per browser."


def _ways_in_a_file(case: Case) -> Iterator[str]:
    results, writer = case.results, case.writer
    if not results.branches:
        yield "Where people came from is not in the file."
    elif results.branches == 1:
        yield "All people came by way of one person or place."
    else:
        share = writer.percent(results.largest_branch / results.n)
        yield (
            f"People came by {writer.number(results.branches)} separate ways. The one that brought "
            f"most brought {share} of them."
        )


def _links(case: Case) -> str:
    """Who came by whose link: who came by no other participant begins a branch."""
    results, writer = case.results, case.writer
    if results.n == 1:
        return "One person answered, so there is nothing to tell."
    if results.largest_branch <= 1:
        return "All came by the organizer’s link; nobody came by the link of another participant."
    if results.branches == 1:
        return (
            "All answers go back to one person who came by the organizer’s link and passed the "
            "question on."
        )
    share = writer.percent(results.largest_branch / results.n)
    first = "the organizer’s link" if not results.on_behalf else "nobody’s share link"
    return (
        f"The {writer.number(results.n)} answers go back to {writer.number(results.branches)} people "
        f"who came by {first}; the others came by links that these passed on. The largest branch, "
        f"one person and everybody who came by way of that person, gave {share} of the answers."
    )


def _entered(case: Case) -> str:
    entered, n = case.results.on_behalf, case.results.n
    if entered == n:
        return (
            "The only answer was entered by the organizer for somebody else."
            if n == 1
            else "All answers were entered by the organizer for others, such as from paper slips."
        )
    of_all = f"of {case.writer.number(n)} answers"
    if entered == 1:
        return f"One {of_all} was entered by the organizer for somebody else."
    return (
        f"{case.writer.number(entered)} {of_all} were entered by the organizer for others, such as "
        "from paper slips."
    )
