"""Sentences on the branches that people came by, and on answers entered by the organizer."""

from __future__ import annotations

from collections.abc import Iterator

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence
from crowd.reporting.condition_context import GOOD, UNKNOWN, WARNING, ConditionContext, Sign
from crowd.reporting.independence import are_branches_alike, branches_sentence

ONE_ORIGIN = Sentence(
    "All answers go back to one person who came by the organizer’s link and passed the question on."
)
ORIGINS_BY_LINK = Sentence(
    "The {n} answers go back to {origins} people who came by the organizer’s link; the others came by "
    "links that these passed on."
)
ORIGINS_WITHOUT_SHARE_LINK = Sentence(
    "The {n} answers go back to {origins} people who came by nobody’s share link; the others came by "
    "links that these passed on."
)
LARGEST_BRANCH = Sentence(
    "The largest branch, one person and everybody who came by way of that person, gave {share} of the "
    "answers."
)
SEPARATE_WAYS = Sentence(
    "People came by {n} separate ways. The one that brought most brought {share} of them."
)
OPEN_LINK = Sentence(
    "Anyone with the link could answer, as a rule once in each browser. Somebody with several browsers, "
    "or a program, could answer more than once, and nothing here tells whether anybody did."
)
ALL_ENTERED = Sentence(
    "All answers were entered by the organizer for others, such as from paper slips."
)


SEVERAL_WAYS = Sentence("No one person brought most of the people")
NOBODY_BROUGHT = Sentence("Nobody brought others along")
ONE_BROUGHT_MOST = Sentence("Most came through one person")
ALIKE_BY_LINK = Sentence("People who came by the same link answered alike")
ORIGIN_UNKNOWN = Sentence("Where people came from is not known")
ENTERED = Sentence("The organizer entered the answers")


def decentralisation_sign(context: ConditionContext) -> Sign:
    """Tell whether people came by separate ways, and whether those of one way were alike."""
    results, translate = context.results, context.formatter.translate
    lead = list(decentralisation_sentences(context))[:1]
    if not results.branches and not context.question.sealed:
        return Sign(UNKNOWN, translate(ORIGIN_UNKNOWN), [])
    if are_branches_alike(results):
        alike = [_largest_branch(context), branches_sentence(context)]
        return Sign(WARNING, translate(ALIKE_BY_LINK), alike)
    if results.on_behalf == results.n:
        return Sign(UNKNOWN, translate(ENTERED), lead)
    if results.n > 1 and results.largest_branch > results.n / 2:
        return Sign(WARNING, translate(ONE_BROUGHT_MOST), [_largest_branch(context)])
    if results.largest_branch <= 1:
        return Sign(GOOD, translate(NOBODY_BROUGHT), lead)
    return Sign(GOOD, translate(SEVERAL_WAYS), [_largest_branch(context)])


def _largest_branch(context: ConditionContext) -> str:
    share = context.formatter.percent(context.results.largest_branch / context.results.n)
    return context.formatter.translate(LARGEST_BRANCH, share=share)


def decentralisation_sentences(context: ConditionContext) -> Iterator[str]:
    """Tell how many branches there were, and how many answers the organizer entered for others."""
    if not context.question.sealed:
        yield _branches_of_file(context)
    elif context.results.on_behalf < context.results.n:
        yield _branches_of_poll(context)
    if context.results.on_behalf:
        yield entered_by_organizer(context.results, context.formatter)
    if context.question.sealed and context.results.n > max(1, context.results.on_behalf):
        yield context.formatter.translate(OPEN_LINK)


def _branches_of_file(context: ConditionContext) -> str:
    results, formatter = context.results, context.formatter
    if not results.branches:
        return formatter.translate("Where people came from is not in the file.")
    if results.branches == 1:
        return formatter.translate("All people came by way of one person or place.")
    share = formatter.percent(results.largest_branch / results.n)
    return formatter.translate(SEPARATE_WAYS, n=formatter.number(results.branches), share=share)


def _branches_of_poll(context: ConditionContext) -> str:
    """Tell how many branches share links made; who came by no share link begins one."""
    results, formatter = context.results, context.formatter
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
    origins_sentence = formatter.translate(
        ORIGINS_WITHOUT_SHARE_LINK if results.on_behalf else ORIGINS_BY_LINK, n=n, origins=origins
    )
    return f"{origins_sentence} {_largest_branch(context)}"


def entered_by_organizer(results: Results, formatter: ValueFormatter) -> str:
    """Tell how many answers the organizer entered for others; some, or all."""
    entered, n = results.on_behalf, results.n
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
