"""The form that follows an answer: what stands in its fields, and what they say when they come back."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from babel import Locale
from babel.numbers import format_decimal

from crowd.model.answer import FollowUpAnswers
from crowd.model.errors import Problem
from crowd.model.poll import Definition, Kind, options_of
from crowd.model.sentence import Sentence
from crowd.rules.details import read_added, type_out
from crowd.rules.follow_ups import asked
from crowd.web.forms.base import Form

SHARE_PREFIX = "predicted-"
"""What the names of the fields for the options' shares begin with; their places follow."""

DETAIL_LABELS = {
    "low": Sentence("From"),
    "high": Sentence("To"),
    "others": Sentence("What other people will say on average"),
    "group": Sentence("Your group"),
    "reason": Sentence("Why you think so"),
    "name": Sentence("The name to show"),
}
"""The fields in a word or two, where the question is not there to explain them."""


class DetailForm(msgspec.Struct, frozen=True, kw_only=True):
    """What the poll asks besides, for the one who answered."""

    asked: list[str]
    typed: Mapping[str, str]
    options: list[tuple[str, str]]
    groups: list[str]
    saved: bool = False
    problems: list[Problem] = []

    @property
    def by_field(self) -> dict[str, str]:
        """What is wrong with each field."""
        return {problem.field: problem.message for problem in self.problems}


def details_form(definition: Definition, added: FollowUpAnswers, locale: Locale) -> DetailForm:
    """The form as its author left it."""
    typed = _typed_fields(definition.kind, added, locale)
    groups = _groups(definition)
    if isinstance(added.group, int) and groups:
        typed["group"] = groups[added.group]
    return _new_form(definition, typed, saved=added != FollowUpAnswers())


def details_form_again(definition: Definition, form: Form, problems: list[Problem]) -> DetailForm:
    """The form as it came, with what is wrong in it."""
    return _new_form(definition, form.fields, problems=problems)


def read_details(definition: Definition, form: Form, locale: Locale) -> FollowUpAnswers:
    """What the form adds to an answer; Invalid with every problem."""
    raw: dict[str, object] = {field: form.get(field) for field in asked(definition)}
    if "predicted" in raw:
        raw["predicted"] = {
            option: _in_percent(form.get(field)) for field, option in _shares(definition)
        }
    return read_added(raw, definition, locale, sure=True)


def typed_details(form: Form) -> list[tuple[str, str]]:
    """What was typed, with its words, for a page that cannot take it."""
    known = [(label, form.get(field)) for field, label in DETAIL_LABELS.items()]
    return [(label, text) for label, text in known if text]


def _new_form(
    definition: Definition,
    typed: Mapping[str, str],
    *,
    saved: bool = False,
    problems: list[Problem] | None = None,
) -> DetailForm:
    return DetailForm(
        asked=asked(definition),
        typed=typed,
        options=_shares(definition),
        groups=_groups(definition),
        saved=saved,
        problems=problems or [],
    )


def _typed_fields(kind: Kind, added: FollowUpAnswers, locale: Locale) -> dict[str, str]:
    numbers = {"low": added.low, "high": added.high, "others": added.others}
    texts = {"group": added.group, "reason": added.reason, "name": added.name}
    shares = enumerate(added.predicted or [])
    return (
        {
            name: type_out(value, kind, locale)
            for name, value in numbers.items()
            if value is not None
        }
        | {name: text for name, text in texts.items() if isinstance(text, str)}
        | {f"{SHARE_PREFIX}{place}": _percent(share, locale) for place, share in shares}
    )


def _percent(share: float, locale: Locale) -> str:
    return format_decimal(round(100 * share, 1), "0.#", locale=locale)


def _in_percent(text: str) -> str:
    """A number of people out of 100, even where all are so few that they could be shares of one."""
    return f"{text}%" if text and "%" not in text else text


def _shares(definition: Definition) -> list[tuple[str, str]]:
    options = options_of(definition.kind) if "predicted" in asked(definition) else []
    return [(f"{SHARE_PREFIX}{place}", option) for place, option in enumerate(options)]


def _groups(definition: Definition) -> list[str]:
    groups = definition.asks.group
    return groups if isinstance(groups, list) else []
