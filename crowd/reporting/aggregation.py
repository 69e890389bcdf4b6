"""Sentences on whether the way of putting the answers together was fixed beforehand."""

from __future__ import annotations

from collections.abc import Iterator

from crowd.i18n.labels import aggregator_name
from crowd.i18n.moments import format_moment
from crowd.model.sentence import Sentence
from crowd.reporting.condition_context import GOOD, UNKNOWN, ConditionContext, Sign

FIXED_BEFORE = Sentence("The {name} was fixed before the first answer, on {time}.")
RULE_FIXED_BEFORE = Sentence(
    "The rule for the result ({name}) was fixed before the first answer, on {time}."
)
NOT_FIXED = Sentence(
    "The {name} leads here. Choose what leads before you see the answers, or you may choose what you "
    "like to see."
)


NOT_PICKED = Sentence("The result was not picked afterwards")
OPEN_TO_CHOICE = Sentence("When the result was chosen is not known")


def aggregation_sign(context: ConditionContext) -> Sign:
    """Tell whether the headline was fixed before the first answer."""
    fixed = context.question.headline_fixed_at is not None
    lead = list(aggregation_sentences(context))
    title = context.formatter.translate(NOT_PICKED if fixed else OPEN_TO_CHOICE)
    return Sign(GOOD if fixed else UNKNOWN, title, lead[:2] if fixed else lead[:1])


def aggregation_sentences(context: ConditionContext) -> Iterator[str]:
    """Tell when the headline was fixed, and how many answers were left out."""
    formatter = context.formatter
    name = formatter.translate(aggregator_name(context.results.headline.name))
    fixed_at, zone = context.question.headline_fixed_at, context.question.time_zone
    if fixed_at is not None:
        time = format_moment(fixed_at, zone, formatter.translator)
        # "The most frequent answer was fixed" would tell of the answer itself.
        is_figure = context.results.choice is None and not formatter.kind.is_chance
        words = FIXED_BEFORE if is_figure else RULE_FIXED_BEFORE
        yield formatter.translate(words, name=name, time=time)
        yield formatter.translate("No answer was removed.")
    else:
        yield formatter.translate(NOT_FIXED, name=name)
    if context.results.unreadable:
        yield formatter.plural(
            "{n} row was left out as unreadable.",
            "{n} rows were left out as unreadable.",
            context.results.unreadable,
        )
