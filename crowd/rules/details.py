"""What people add to their answers: read with every problem named, and written out again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec
import numpy as np
from babel import Locale
from babel.numbers import format_decimal
from numpy.typing import NDArray

from crowd.i18n.notation import format_value, iso_day, to_json_value
from crowd.kinds.values import read_value
from crowd.model.answer import FollowUpAnswers
from crowd.model.errors import Invalid, Problem
from crowd.model.poll import Date, Definition, Kind, Number, Percentage, options_of
from crowd.model.sentence import Sentence, join_with_commas, join_with_or
from crowd.parsing.text import ParsedValue
from crowd.parsing.visible_text import check_visible, strip_controls
from crowd.rules.follow_ups import GROUP_LENGTH, asked
from crowd.rules.predicted_shares import read_shares

REASON_LENGTH = 500
NAME_LENGTH = 60
SHORTER_GROUP = Sentence("Shorten the group to at most {most} characters.", most=GROUP_LENGTH)
SHORTER_REASON = Sentence("Shorten the reason to at most {most} characters.", most=REASON_LENGTH)
SHORTER_NAME = Sentence("Shorten the name to at most {most} characters.", most=NAME_LENGTH)
SHARE_DIGITS = 6
"""Of a share as it is written out; it is kept with seven."""

Raw = Mapping[str, Any]
"""Fields as they were sent: numbers, texts, a share for each option; None takes a field back."""


class Details(NamedTuple):
    """What was added to answers, one row each; NaN and -1 stand for nothing.

    `predicted` has a column for each option. `groups` are places in `group_names`.
    """

    lows: NDArray[np.float64]
    highs: NDArray[np.float64]
    others: NDArray[np.float64]
    predicted: NDArray[np.float64]
    groups: NDArray[np.int32]
    group_names: list[str]


def read_answer(
    value: float | str, raw: Raw, definition: Definition, locale: Locale
) -> tuple[float, FollowUpAnswers | None]:
    """An answer with what was added to it; Invalid with every problem of both."""
    if not raw:
        return read_value(value, definition.kind, locale).value, None
    problems: list[Problem] = []
    reading = ParsedValue(0.0)
    try:
        reading = read_value(value, definition.kind, locale)
    except Invalid as error:
        problems += error.problems
    added, more = _read(raw, definition, locale, sure=False)
    if problems or more:
        raise Invalid(problems + more)
    return reading.value, added


def read_added(
    raw: Raw, definition: Definition, locale: Locale, *, sure: bool = False
) -> FollowUpAnswers:
    """What is added to an answer; Invalid with every problem. `sure` refuses what could mean two
    numbers, for people who can type it again."""
    added, problems = _read(raw, definition, locale, sure=sure)
    if problems:
        raise Invalid(problems)
    return added


def _read(
    raw: Raw, definition: Definition, locale: Locale, *, sure: bool
) -> tuple[FollowUpAnswers, list[Problem]]:
    known = asked(definition)
    given = {field: value for field, value in raw.items() if not _is_empty(value)}
    problems = [
        Problem(field=field, message=f"This poll does not ask for {field!r}. Leave it out.")
        for field in given
        if field not in known
    ]
    read: dict[str, Any] = {}
    for field in known:
        if field in given:
            try:
                read[field] = READERS[field](given[field], definition, locale, sure)
            except Invalid as error:
                problems += [
                    Problem(field=field, message=problem.message) for problem in error.problems
                ]
    wrong = {problem.field for problem in problems}
    if "low" in known and not wrong & {"low", "high"}:
        problems += _check_range(raw, read)
    # In the order of the form; what it does not have comes last.
    problems.sort(key=lambda problem: [*known, problem.field].index(problem.field))
    return (FollowUpAnswers() if problems else FollowUpAnswers(**read)), problems


def _is_empty(value: Any) -> bool:
    """Whether nothing was filled in; of the options' shares, none."""
    if isinstance(value, Mapping):
        return all(_is_empty(part) for part in value.values())
    return value is None or value == ""


def _check_range(raw: Raw, read: Mapping[str, Any]) -> list[Problem]:
    for field, other in (("low", "high"), ("high", "low")):
        if (other in read and field not in read) or (other in raw and field not in raw):
            message = Sentence("Enter both ends of the range, or leave both empty.")
            return [Problem(field=field, message=message)]
    if "low" in read and read["low"] > read["high"]:
        message = Sentence("The range ends before it begins. Enter the smaller value first.")
        return [Problem(field="high", message=message)]
    return []


def _value(raw: Any, definition: Definition, locale: Locale, sure: bool) -> float:
    if not isinstance(raw, int | float | str):
        raise _invalid("Enter a single value.")
    reading = _reading(raw, definition.kind, locale)
    if sure and reading.alternatives:
        values = (reading.value, *reading.alternatives)
        meant = join_with_or([format_value(value, definition.kind, locale) for value in values])
        typed = join_with_or([type_out(value, definition.kind, locale) for value in values])
        raise _invalid(Sentence("That can mean {meant}. Type {typed}.", meant=meant, typed=typed))
    return reading.value


def _reading(raw: float | str, kind: Kind, locale: Locale) -> ParsedValue:
    """As an answer is read; but what others say on average need not be a whole number."""
    try:
        return read_value(raw, kind, locale)
    except Invalid:
        if isinstance(kind, Number) and kind.decimals is not None:
            return read_value(raw, msgspec.structs.replace(kind, decimals=None), locale)
        raise


def _predicted(raw: Any, definition: Definition, locale: Locale, _sure: bool) -> list[float]:
    if not isinstance(raw, Mapping):
        raise _invalid("Give a share for each option.")
    return read_shares(raw, options_of(definition.kind), locale)


def _group(raw: Any, definition: Definition, _locale: Locale, _sure: bool) -> int | str:
    text = " ".join(_text(raw).split())
    names = definition.asks.group
    if not isinstance(names, list):
        return _short(text, GROUP_LENGTH, SHORTER_GROUP)
    places = {name.casefold(): place for place, name in enumerate(names)}
    if text.casefold() not in places:
        raise _invalid(
            Sentence("Choose one of the groups: {names}.", names=join_with_commas(names))
        )
    return places[text.casefold()]


def _reason(raw: Any, _definition: Definition, _locale: Locale, _sure: bool) -> str:
    return _short(_text(raw), REASON_LENGTH, SHORTER_REASON)


def _name(raw: Any, _definition: Definition, _locale: Locale, _sure: bool) -> str:
    return _short(" ".join(_text(raw).split()), NAME_LENGTH, SHORTER_NAME)


READERS: dict[str, Callable[[Any, Definition, Locale, bool], Any]] = {
    "low": _value,
    "high": _value,
    "others": _value,
    "predicted": _predicted,
    "group": _group,
    "reason": _reason,
    "name": _name,
}
"""How each field is read."""


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise _invalid("Write it as text.")
    if message := check_visible(raw):
        raise _invalid(message)
    return strip_controls(raw)


def _short(text: str, most: int, shorter: Sentence) -> str:
    if len(text) > most:
        raise _invalid(shorter)
    return text


def _invalid(message: str) -> Invalid:
    return Invalid([Problem(field="details", message=message)])


def type_out(value: float, kind: Kind, locale: Locale) -> str:
    """A text that is read as this value and as no other, as a person would type it."""
    if isinstance(kind, Date):
        return iso_day(value)
    if not isinstance(kind, Number | Percentage) or not 1e-6 < abs(value) < 1e15:
        return format_value(value, kind, locale)
    text = format_decimal(value, "0.############", locale=locale)
    # Three decimals can pass for thousands.
    return text if _reading(text, kind, locale) == ParsedValue(value) else f"{text}0"


def write_out(added: FollowUpAnswers, definition: Definition) -> dict[str, Any]:
    """What was added as JSON has it, by the fields that the poll asks for and that were given."""
    written: dict[str, Any] = {}
    for field in asked(definition):
        value = getattr(added, field)
        if value is not None:
            written[field] = _plain(field, value, definition)
    return written


def _plain(field: str, value: Any, definition: Definition) -> Any:
    if field == "predicted":
        shares = [round(share, SHARE_DIGITS) for share in value]
        return dict(zip(options_of(definition.kind), shares, strict=True))
    if isinstance(value, str):
        return value
    names = definition.asks.group
    if field == "group" and isinstance(names, list):
        return names[value]
    return to_json_value(value, definition.kind)
