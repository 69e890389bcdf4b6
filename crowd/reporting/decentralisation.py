"""Where did people come from, and who typed for whom? The sentences of this condition."""

from __future__ import annotations

from collections.abc import Iterator

from crowd.model.sentence import Sentence
from crowd.reporting.condition_context import ConditionContext

ONE_ORIGIN = Sentence(
    "All answers go back to one person who came by the organizer’s link and passed the question on."
)
BY_THE_LINK = Sentence(
    "The {n} answers go back to {origins} people who came by the organizer’s link; the others came by "
    "links that these passed on."
)
BY_NO_LINK = Sentence(
    "The {n} answers go back to {origins} people who came by nobody’s share link; the others came by "
    "links that these passed on."
)
LARGEST_BRANCH = Sentence(
    "The largest branch, one person and everybody who came by way of that person, gave {share} of the "
    "answers."
)
WAYS = Sentence(
    "People came by {n} separate ways. The one that brought most brought {share} of them."
)
OPEN_LINK = Sentence(
    "Anyone with the link could answer, as a rule once in each browser. Somebody with several browsers, "
    "or a program, could answer more than once, and nothing here tells whether anybody did."
)
ALL_ENTERED = Sentence(
    "All answers were entered by the organizer for others, such as from paper slips."
)


def decentralised(case: ConditionContext) -> Iterator[str]:
    """How many separate ways people came by, and who typed for whom."""
    if not case.question.sealed:
        yield _ways_in_a_file(case)
    elif case.results.on_behalf < case.results.n:
        yield _links(case)
    if case.results.on_behalf:
        yield _entered(case)
    if case.question.sealed and case.results.n > max(1, case.results.on_behalf):
        yield case.formatter.translate(OPEN_LINK)


def _ways_in_a_file(case: ConditionContext) -> str:
    results, formatter = case.results, case.formatter
    if not results.branches:
        return formatter.translate("Where people came from is not in the file.")
    if results.branches == 1:
        return formatter.translate("All people came by way of one person or place.")
    share = formatter.percent(results.largest_branch / results.n)
    return formatter.translate(WAYS, n=formatter.number(results.branches), share=share)


def _links(case: ConditionContext) -> str:
    """Who came by whose link: who came by no other participant begins a branch."""
    results, formatter = case.results, case.formatter
    if results.n == 1:
        return formatter.translate("One person answered, so there is nothing to tell.")
    if results.largest_branch <= 1 and results.on_behalf:
        return formatter.translate("Nobody came by the link of another participant.")
    if results.largest_branch <= 1:
        return formatter.translate(
            "All came by the organizer’s link; nobody came by the link of another participant."
        )
    if results.branches == 1:
        return formatter.translate(ONE_ORIGIN)
    n, origins = formatter.number(results.n), formatter.number(results.branches)
    whence = formatter.translate(
        BY_NO_LINK if results.on_behalf else BY_THE_LINK, n=n, origins=origins
    )
    share = formatter.percent(results.largest_branch / results.n)
    return f"{whence} {formatter.translate(LARGEST_BRANCH, share=share)}"


def _entered(case: ConditionContext) -> str:
    formatter, entered, n = case.formatter, case.results.on_behalf, case.results.n
    if entered == n == 1:
        return formatter.translate(
            "The only answer was entered by the organizer for somebody else."
        )
    if entered == n:
        return formatter.translate(ALL_ENTERED)
    if entered == 1:
        return formatter.translate(
            "One of {all} answers was entered by the organizer for somebody else.",
            all=formatter.number(n),
        )
    return formatter.plural(
        "{n} of {all} answers was entered by the organizer for others, such as from paper slips.",
        "{n} of {all} answers were entered by the organizer for others, such as from paper slips.",
        entered,
        all=formatter.number(n),
    )
