"""The form of the follow-up questions: its fields filled from a stored answer, or parsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from babel import Locale

from crowd.kinds import Kind
from crowd.model.answer import FollowUpAnswers
from crowd.model.errors import Problem
from crowd.model.sentence import Sentence
from crowd.poll import Definition
from crowd.rules.follow_up_answers import parse_follow_ups
from crowd.rules.follow_ups import follow_up_fields
from crowd.web.forms.base import Form
from crowd.web.forms.follow_up_questions import (
    NO_QUESTION,
    SHARE_PREFIX,
    answered_questions,
    fields_of,
    question_to_ask,
    questions_in,
    questions_of,
    share_in_percent,
)

NOTICE = "1"
"""Version of the sentences that say beside each field who will see it. A form sends the one that it had;
texts from a form that had none are never shown."""

FOLLOW_UP_LABELS = {
    "low": Sentence("From"),
    "high": Sentence("To"),
    "others": Sentence("What other people will say on average"),
    "group": Sentence("Your group"),
    "reason": Sentence("Your reason"),
    "name": Sentence("Your name"),
}
"""Short labels of the fields, for pages without the questions."""


class FollowUpForm(msgspec.Struct, frozen=True, kw_only=True):
    """The follow-up questions of a poll as the receipt shows them: one at a time, or those of a form
    with problems."""

    questions: list[str]
    shown: list[str]
    answered: list[str]
    typed: Mapping[str, str]
    options: list[tuple[str, str]]
    groups: list[str]
    notice: str = NOTICE
    problems: list[Problem] = []

    @property
    def place(self) -> int:
        """The place of the first shown question, counted from 1."""
        return self.questions.index(self.shown[0]) + 1

    @property
    def following(self) -> str:
        """The question that comes next if this one is skipped."""
        return question_to_ask(self.questions, self.answered, self.shown[-1])

    @property
    def given_texts(self) -> list[tuple[str, str]]:
        """Name and reason as stored, by their fields; those that their author can take back."""
        return [(field, self.typed[field]) for field in ("name", "reason") if field in self.typed]

    @property
    def by_field(self) -> dict[str, str]:
        """The problem of each field."""
        return {problem.field: problem.message for problem in self.problems}


def saved_follow_up_form(
    definition: Definition, given: FollowUpAnswers, locale: Locale, asked: str = ""
) -> FollowUpForm:
    """Fill the form with stored answers; it shows the question that is asked for, or the next one."""
    typed = _typed_fields(definition.kind, given, locale)
    groups = _groups(definition)
    if isinstance(given.group, int) and groups:
        typed["group"] = groups[given.group]
    answered = answered_questions(definition, given)
    question = question_to_ask(questions_of(definition), answered, asked=asked)
    shown = [] if question == NO_QUESTION else [question]
    return _new_form(definition, typed, shown, answered)


def follow_up_form_with_problems(
    definition: Definition, form: Form, problems: list[Problem]
) -> FollowUpForm:
    """Fill the form with what was typed, and show its problems."""
    shown = questions_in(form, definition) or questions_of(definition)
    return _new_form(definition, form.fields, shown, problems=problems)


def read_follow_ups(definition: Definition, form: Form, locale: Locale) -> FollowUpAnswers:
    """Parse the questions that the form has; raise Invalid with every problem."""
    raw: dict[str, object] = {
        field: form.get(field) for field in fields_of(questions_in(form, definition))
    }
    if "predicted" in raw:
        raw["predicted"] = {
            option: _in_percent(form.get(field)) for field, option in _share_fields(definition)
        }
    return parse_follow_ups(raw, definition, locale, unambiguous=True)


def has_notice(form: Form) -> bool:
    """Return whether the form said beside each field who will see it."""
    return form.get("notice") == NOTICE


def typed_follow_ups(form: Form) -> list[tuple[str, str]]:
    """List label and text of the fields that are not empty."""
    labelled = [(label, form.get(field)) for field, label in FOLLOW_UP_LABELS.items()]
    return [(label, text) for label, text in labelled if text]


def _new_form(
    definition: Definition,
    typed: Mapping[str, str],
    shown: list[str],
    answered: Sequence[str] = (),
    problems: Sequence[Problem] = (),
) -> FollowUpForm:
    return FollowUpForm(
        questions=questions_of(definition),
        shown=shown,
        answered=list(answered),
        typed=typed,
        options=_share_fields(definition),
        groups=_groups(definition),
        problems=list(problems),
    )


def _typed_fields(kind: Kind, given: FollowUpAnswers, locale: Locale) -> dict[str, str]:
    numbers = {"low": given.low, "high": given.high, "others": given.others}
    texts = {"group": given.group, "reason": given.reason, "name": given.name}
    shares = enumerate(given.predicted or [])
    return (
        {
            name: kind.format_typed(value, locale)
            for name, value in numbers.items()
            if value is not None
        }
        | {name: text for name, text in texts.items() if isinstance(text, str)}
        | {
            f"{SHARE_PREFIX}{position}": share_in_percent(share, locale)
            for position, share in shares
        }
    )


def _in_percent(text: str) -> str:
    """Mark a share as a percentage: 1 would else be read as 100 % where all shares are 0 to 1."""
    return f"{text}%" if text and "%" not in text else text


def _share_fields(definition: Definition) -> list[tuple[str, str]]:
    """Return the field for the expected share of each option; empty where shares are not asked for."""
    options = definition.kind.options if "predicted" in follow_up_fields(definition) else []
    return [(f"{SHARE_PREFIX}{position}", option) for position, option in enumerate(options)]


def _groups(definition: Definition) -> list[str]:
    groups = definition.asks.group
    return groups if isinstance(groups, list) else []
