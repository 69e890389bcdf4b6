"""Parse answers to follow-up questions, and write them for forms and JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from babel import Locale

from crowd.kinds.values import (
    parse_estimate,
    parse_value,
    refuse_foreign_percent,
    require_one_reading,
)
from crowd.model.answer import FollowUpAnswers
from crowd.model.errors import Invalid, Problem
from crowd.model.sentence import Sentence, join_with_commas
from crowd.parsing.comparison_key import comparison_key
from crowd.parsing.visible_text import check_visible, strip_controls
from crowd.poll import Definition
from crowd.rules.follow_ups import MAX_GROUP_LENGTH, follow_up_fields
from crowd.rules.predicted_shares import parse_shares

MAX_REASON_LENGTH = 500
MAX_NAME_LENGTH = 60
GROUP_TOO_LONG = Sentence("Shorten the group to at most {most} characters.", most=MAX_GROUP_LENGTH)
REASON_TOO_LONG = Sentence(
    "Shorten the reason to at most {most} characters.", most=MAX_REASON_LENGTH
)
NAME_TOO_LONG = Sentence("Shorten the name to at most {most} characters.", most=MAX_NAME_LENGTH)

SHARE_DIGITS = 6
"""Decimals of a share in JSON; float32 holds seven digits."""

RawFields = Mapping[str, Any]
"""Fields as sent: numbers, texts, shares by option; None clears a field."""


def read_answer(
    value: float | str, raw: RawFields, definition: Definition, locale: Locale
) -> tuple[float, FollowUpAnswers | None]:
    """Parse an answer and its follow-up answers; raise Invalid with every problem of both.

    Of several readings the likeliest is taken; a percent sign where values are no percents is refused.
    """
    if not raw:
        return _read_value(value, definition, locale), None
    problems: list[Problem] = []
    parsed = 0.0
    try:
        parsed = _read_value(value, definition, locale)
    except Invalid as error:
        problems += error.problems
    follow_ups, more = _read_fields(raw, definition, locale, unambiguous=False)
    if problems or more:
        raise Invalid(problems + more)
    return parsed, follow_ups


def _read_value(raw: float | str, definition: Definition, locale: Locale) -> float:
    value = parse_value(raw, definition.kind, locale).value
    refuse_foreign_percent(raw, value, definition.kind, locale, "value")
    return value


def parse_follow_ups(
    raw: RawFields, definition: Definition, locale: Locale, *, unambiguous: bool = False
) -> FollowUpAnswers:
    """Parse follow-up answers; raise Invalid with every problem.

    `unambiguous` rejects text that can mean two numbers, for people who can type it again.
    """
    follow_ups, problems = _read_fields(raw, definition, locale, unambiguous=unambiguous)
    if problems:
        raise Invalid(problems)
    return follow_ups


def _read_fields(
    raw: RawFields, definition: Definition, locale: Locale, *, unambiguous: bool
) -> tuple[FollowUpAnswers, list[Problem]]:
    fields = follow_up_fields(definition)
    given = {field: value for field, value in raw.items() if not _is_empty(value)}
    problems = [
        Problem(field=field, message=f"This poll does not ask for {field!r}. Leave it out.")
        for field in given
        if field not in fields
    ]
    read: dict[str, Any] = {}
    for field in fields:
        if field in given:
            try:
                read[field] = READERS[field](given[field], definition, locale, unambiguous)
            except Invalid as error:
                problems += [
                    Problem(field=field, message=problem.message) for problem in error.problems
                ]
    wrong = {problem.field for problem in problems}
    if "low" in fields and not wrong & {"low", "high"}:
        problems += _check_range(raw, read)
    # In the order of the form; fields that it does not have come last.
    problems.sort(key=lambda problem: [*fields, problem.field].index(problem.field))
    return (FollowUpAnswers() if problems else FollowUpAnswers(**read)), problems


def _is_empty(value: Any) -> bool:
    """Return whether nothing was filled in; of shares by option, none."""
    if isinstance(value, Mapping):
        return all(_is_empty(part) for part in value.values())
    return value is None or (isinstance(value, str) and not value.strip())


def _check_range(raw: RawFields, read: Mapping[str, Any]) -> list[Problem]:
    for field, other in (("low", "high"), ("high", "low")):
        if (other in read and field not in read) or (other in raw and field not in raw):
            message = Sentence("Enter both ends of the range, or leave both empty.")
            return [Problem(field=field, message=message)]
    if "low" in read and read["low"] > read["high"]:
        message = Sentence("The range ends before it begins. Enter the smaller value first.")
        return [Problem(field="high", message=message)]
    return []


def _read_field(raw: Any, definition: Definition, locale: Locale, unambiguous: bool) -> float:
    if not isinstance(raw, int | float | str):
        raise Invalid.of_field("details", "Enter a single value.")
    parsed = parse_estimate(raw, definition.kind, locale)
    if unambiguous:
        require_one_reading(parsed, definition.kind, locale, "details")
    refuse_foreign_percent(raw, parsed.value, definition.kind, locale, "details")
    return parsed.value


def _read_predicted(
    raw: Any, definition: Definition, locale: Locale, _unambiguous: bool
) -> list[float]:
    if not isinstance(raw, Mapping):
        raise Invalid.of_field("details", "Give a share for each option.")
    return parse_shares(raw, definition.kind.options, locale)


def _read_group(raw: Any, definition: Definition, _locale: Locale, _unambiguous: bool) -> int | str:
    text = " ".join(_read_text(raw).split())
    names = definition.asks.group
    if not isinstance(names, list):
        return _check_text_length(text, MAX_GROUP_LENGTH, GROUP_TOO_LONG)
    places = {comparison_key(name): place for place, name in enumerate(names)}
    if comparison_key(text) not in places:
        raise Invalid.of_field(
            "details", Sentence("Choose one of the groups: {names}.", names=join_with_commas(names))
        )
    return places[comparison_key(text)]


def _read_reason(raw: Any, _definition: Definition, _locale: Locale, _unambiguous: bool) -> str:
    return _check_text_length(_read_text(raw), MAX_REASON_LENGTH, REASON_TOO_LONG)


def _read_name(raw: Any, _definition: Definition, _locale: Locale, _unambiguous: bool) -> str:
    return _check_text_length(" ".join(_read_text(raw).split()), MAX_NAME_LENGTH, NAME_TOO_LONG)


READERS: dict[str, Callable[[Any, Definition, Locale, bool], Any]] = {
    "low": _read_field,
    "high": _read_field,
    "others": _read_field,
    "predicted": _read_predicted,
    "group": _read_group,
    "reason": _read_reason,
    "name": _read_name,
}
"""Parsers by field."""


def _read_text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise Invalid.of_field("details", "Write it as text.")
    if message := check_visible(raw):
        raise Invalid.of_field("details", message)
    return strip_controls(raw)


def _check_text_length(text: str, max_length: int, problem: Sentence) -> str:
    if len(text) > max_length:
        raise Invalid.of_field("details", problem)
    return text


def follow_ups_to_json(follow_ups: FollowUpAnswers, definition: Definition) -> dict[str, Any]:
    """Return the given fields that the poll asks for, as JSON values."""
    written: dict[str, Any] = {}
    for field in follow_up_fields(definition):
        value = getattr(follow_ups, field)
        if value is not None:
            written[field] = _to_json(field, value, definition)
    return written


def _to_json(field: str, value: Any, definition: Definition) -> Any:
    if field == "predicted":
        shares = [round(share, SHARE_DIGITS) for share in value]
        return dict(zip(definition.kind.options, shares, strict=True))
    if isinstance(value, str):
        return value
    names = definition.asks.group
    if field == "group" and isinstance(names, list):
        return names[value]
    return definition.kind.to_json(value)
