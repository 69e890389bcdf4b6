"""Parse and check values of any kind."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from babel import Locale
from babel.numbers import format_decimal

from crowd.i18n.notation import MINUS
from crowd.kinds.kind import Kind
from crowd.model.errors import Invalid
from crowd.model.sentence import Sentence, join_with_or
from crowd.parsing.numbers import MAX_MAGNITUDE
from crowd.parsing.text import ParsedValue, Unreadable

API_LOCALE = Locale("en")
"""Locale in which the API and the terminal parse and write values."""

MIN_MAGNITUDE = 1e-100
"""Absolute value, other than zero, from which on squares of values do not underflow."""

TOO_LARGE = Sentence("That number is too large. Enter a smaller one.")

BOUND_TOO_LARGE = Sentence(
    "The smallest or largest answer is too large a number. Choose a smaller one."
)

FOREIGN_PERCENT = Sentence(
    "You typed a percent sign, but answers are not in percent. Type {value} if that is what you mean."
)

PLAIN_NUMBER = re.compile(r"-?\d{1,101}(\.\d{1,101})?([eE][+-]?\d{1,3})?", re.ASCII)


def parse_value(raw: float | str, kind: Kind, locale: Locale) -> ParsedValue:
    """Parse a value; raise Invalid if none of its meanings is allowed.

    Meanings that the poll does not allow are dropped: where whole numbers are asked for, `1.200` is
    not ambiguous.
    """
    parsed = _parse(kind.parse, raw, locale, examples=kind.examples)
    allowed = [
        value
        for value in (parsed.value, *parsed.alternatives)
        if not check_value(value, kind, locale)
    ]
    if not allowed:
        raise Invalid.of_field("value", check_value(parsed.value, kind, locale))
    return ParsedValue(allowed[0], tuple(allowed[1:]))


def parse_unambiguous(raw: float | str, kind: Kind, locale: Locale) -> float:
    """Parse a value; raise Invalid with what to type if more than one of its meanings is allowed."""
    parsed = parse_value(raw, kind, locale)
    require_one_reading(parsed, kind, locale, "value")
    return parsed.value


def require_one_reading(parsed: ParsedValue, kind: Kind, locale: Locale, field: str) -> None:
    """Raise Invalid, with how to type each reading, if there is more than one."""
    if not parsed.alternatives:
        return
    values = (parsed.value, *parsed.alternatives)
    meant = join_with_or([kind.format(value, locale) for value in values])
    typed = join_with_or([kind.format_typed(value, locale) for value in values])
    raise Invalid.of_field(
        field, Sentence("That can mean {meant}. Type {typed}.", meant=meant, typed=typed)
    )


def refuse_foreign_percent(
    raw: float | str, value: float, kind: Kind, locale: Locale, field: str
) -> None:
    """Raise Invalid, with what to type, for a percent sign where values are no percents."""
    if isinstance(raw, str) and kind.has_foreign_percent(raw):
        typed = kind.format_typed(value, locale)
        raise Invalid.of_field(field, Sentence(FOREIGN_PERCENT.template, value=typed))


def parse_estimate(raw: float | str, kind: Kind, locale: Locale) -> ParsedValue:
    """Parse like an answer, but allow decimals: the average of other people's whole numbers has some."""
    try:
        return parse_value(raw, kind, locale)
    except Invalid:
        if kind.for_averages() == kind:
            raise
        return parse_value(raw, kind.for_averages(), locale)


def parse_plain(raw: str, kind: Kind) -> ParsedValue:
    """Parse a value in plain notation, as the service writes it into its own forms."""
    if kind.is_text_in_json:
        return parse_value(raw, kind, API_LOCALE)
    if PLAIN_NUMBER.fullmatch(raw):
        return parse_value(float(raw), kind, API_LOCALE)
    raise Invalid.of_field(
        "value", Sentence("Choose one of the readings, or type your answer again.")
    )


def parse_truth(raw: float | str, kind: Kind, locale: Locale) -> float:
    """Parse the truth like an answer without bounds; raise Invalid for the field `truth`."""
    parsed = _parse(kind.parse_truth, raw, locale, "truth")
    allowed = [
        value
        for value in (parsed.value, *parsed.alternatives)
        if not check_truth(value, kind, locale)
    ]
    if not allowed:
        raise Invalid.of_field("truth", check_truth(parsed.value, kind, locale))
    require_one_reading(ParsedValue(allowed[0], tuple(allowed[1:])), kind, locale, "truth")
    refuse_foreign_percent(raw, allowed[0], kind, locale, "truth")
    return allowed[0]


def check_value(value: float, kind: Kind, locale: Locale = API_LOCALE) -> str:
    """Return the problem with a value, as a sentence; empty without one."""
    return (
        check_magnitude(value)
        or kind.value_problem(value, locale)
        or _bounds_problem(value, kind, locale)
    )


def check_magnitude(value: float) -> str:
    """Return the problem with the size of a number, as a sentence; empty without one."""
    if not math.isfinite(value) or abs(value) > MAX_MAGNITUDE:
        return TOO_LARGE
    if 0 < abs(value) < MIN_MAGNITUDE:
        return Sentence("That number is too close to zero. Enter 0 or a larger one.")
    return ""


def check_truth(value: float, kind: Kind, locale: Locale = API_LOCALE) -> str:
    """Return the problem with a truth, as a sentence; it can be outside the bounds of answers."""
    return check_magnitude(value) or kind.truth_problem(value, locale)


def bounds_problem(low: float | None, high: float | None) -> str:
    """Return what is wrong with the bounds of a kind, as a sentence; empty if nothing."""
    if any(bound is not None and not _is_in_range(bound) for bound in (low, high)):
        return BOUND_TOO_LARGE
    if low is not None and high is not None and low >= high:
        return Sentence("The largest answer must be more than the smallest one.")
    return ""


def parse_bound(text: str, kind: Kind, locale: Locale) -> float:
    """Parse a bound; raise Invalid for several readings, and for percents of something else."""
    value = parse_unambiguous(text, kind, locale)
    refuse_foreign_percent(text, value, kind, locale, "value")
    return value


def parse_bound_option(field: str, text: str | None, kind: Kind) -> float | None:
    """Parse an option of `crowd create` like an answer; raise Invalid, with its name, for others."""
    try:
        return None if text is None else parse_bound(text, kind, API_LOCALE)
    except Invalid as error:
        message = f"--{field} cannot be read. {error}"
        raise Invalid.of_field(field, message) from error


def _is_in_range(bound: float) -> bool:
    return math.isfinite(bound) and abs(bound) <= MAX_MAGNITUDE


def format_typed_number(value: float, kind: Kind, locale: Locale) -> str:
    """Write a number of a kind so that it parses as this number and no other."""
    if not 1e-6 < abs(value) < 1e15:
        return kind.format(value, locale).replace(MINUS, "-")
    text = format_decimal(value, "0.############", locale=locale)
    # Three decimals can be read as a group of thousands; a fourth digit excludes that.
    return text if parse_estimate(text, kind, locale) == ParsedValue(value) else f"{text}0"


def _parse(
    parse: Callable[[float | str, Locale], ParsedValue],
    raw: float | str,
    locale: Locale,
    field: str = "value",
    examples: Callable[[Locale], dict[str, str]] | None = None,
) -> ParsedValue:
    try:
        parsed = parse(raw, locale)
        # Adding 0.0 turns -0.0 into 0.0.
        return ParsedValue(parsed.value + 0.0, tuple(value + 0.0 for value in parsed.alternatives))
    except Unreadable as error:
        sentence = _with_examples(error.sentence, examples(locale) if examples else {})
        raise Invalid.of_field(field, sentence) from error
    except OverflowError as error:
        raise Invalid.of_field(field, TOO_LARGE) from error


def _with_examples(message: str, examples: dict[str, str]) -> str:
    """Return a message with examples of the poll in place of the parser's."""
    if not isinstance(message, Sentence):
        return message
    fitting = {place: text for place, text in examples.items() if place in message.values}
    return Sentence(message.template, **{**message.values, **fitting}) if fitting else message


def _bounds_problem(value: float, kind: Kind, locale: Locale) -> str:
    low, high = kind.bounds
    if low is not None and value < low:
        beyond, bound = kind.words.below_minimum, low
    elif high is not None and value > high:
        beyond, bound = kind.words.above_maximum, high
    else:
        return ""
    return Sentence(
        beyond.template, value=kind.format(value, locale), bound=kind.format(bound, locale)
    )
