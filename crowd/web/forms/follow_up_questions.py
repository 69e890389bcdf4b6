"""The follow-up questions of a poll, which pages ask one at a time, in their order."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from babel import Locale
from babel.numbers import format_decimal

from crowd.i18n.translator import Translator
from crowd.kinds import Kind
from crowd.model.answer import FollowUpAnswers
from crowd.model.sentence import Sentence
from crowd.poll import Definition
from crowd.rules.follow_ups import follow_up_fields
from crowd.web.forms.base import Form

QUESTION_FIELDS = {
    "range": ("low", "high"),
    "others": ("others",),
    "predicted": ("predicted",),
    "group": ("group",),
    "reason": ("reason",),
    "name": ("name",),
}
"""Fields of follow-up answers by the question that asks for them, in the order of the questions."""

QUESTION_LABELS = {
    "range": Sentence("Your range"),
    "others": Sentence("What other people will say on average"),
    "predicted": Sentence("How many of 100 people will choose each"),
    "group": Sentence("Your group"),
    "reason": Sentence("Your reason"),
    "name": Sentence("Your name"),
}
"""Short labels of the questions, for the list of what was added."""

SHARE_PREFIX = "predicted-"
"""The name of the field for an option's share, followed by the option's position."""

NO_QUESTION = "none"
"""What an address names in place of a question once all were asked."""


def questions_of(definition: Definition) -> list[str]:
    """Return the questions that a poll asks after the answer."""
    asked = follow_up_fields(definition)
    return [name for name, fields in QUESTION_FIELDS.items() if fields[0] in asked]


def question_to_ask(
    questions: Sequence[str], answered: Collection[str], behind: str = "", asked: str = ""
) -> str:
    """Return the question that an address asks for; else the first one behind a question that is not
    answered yet, or NO_QUESTION."""
    if asked in {*questions, NO_QUESTION}:
        return asked
    first = questions.index(behind) + 1 if behind in questions else 0
    return next((name for name in questions[first:] if name not in answered), NO_QUESTION)


def answered_questions(definition: Definition, given: FollowUpAnswers) -> list[str]:
    """Return the questions that a participant has answered."""
    return [
        name
        for name in questions_of(definition)
        if any(getattr(given, field) is not None for field in QUESTION_FIELDS[name])
    ]


def questions_in(form: Form, definition: Definition) -> list[str]:
    """Return the questions whose fields a form has; a form has one, or all of them."""
    has_shares = any(name.startswith(SHARE_PREFIX) for name in form.fields)
    sent = {*form.fields, *(["predicted"] if has_shares else [])}
    return [name for name in questions_of(definition) if sent & {*QUESTION_FIELDS[name]}]


def fields_of(questions: Sequence[str]) -> list[str]:
    """Return the fields of follow-up answers that questions ask for."""
    return [field for name in questions for field in QUESTION_FIELDS[name]]


def written_answers(
    definition: Definition, given: FollowUpAnswers, translator: Translator, locale: Locale
) -> dict[str, str]:
    """Write what a participant added, by question; empty for what they left out."""
    kind = definition.kind
    names = definition.asks.group
    group = names[given.group] if isinstance(given.group, int) and isinstance(names, list) else None
    written = {
        "range": _written_range(kind, given, translator, locale),
        "others": "" if given.others is None else kind.format(given.others, locale),
        "predicted": _written_shares(kind, given, locale),
        "group": group or given.group or "",
        "reason": given.reason or "",
        "name": given.name or "",
    }
    return {name: str(written[name]) for name in questions_of(definition)}


def _written_range(
    kind: Kind, given: FollowUpAnswers, translator: Translator, locale: Locale
) -> str:
    if given.low is None or given.high is None:
        return ""
    low, high = (kind.format(value, locale) for value in (given.low, given.high))
    return translator.translate("{low} to {high}", low=low, high=high)


def _written_shares(kind: Kind, given: FollowUpAnswers, locale: Locale) -> str:
    shares = zip(kind.options, given.predicted or [], strict=False)
    return ", ".join(f"{option}: {share_in_percent(share, locale)}" for option, share in shares)


def share_in_percent(share: float, locale: Locale) -> str:
    """Write a share in percent, with one decimal at most and without a sign."""
    return format_decimal(round(100 * share, 1), "0.#", locale=locale)
