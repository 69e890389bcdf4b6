"""Parse and check values of each kind; `crowd/i18n/notation.py` writes them.

Every value is a float: dates are days since 1970-01-01, chances 0 to 1, choices the index of their
option.
"""

from __future__ import annotations

import math
import re

from babel import Locale

from crowd.kinds import Choice, Date, Kind, Number, Percentage, Probability
from crowd.kinds.notation import day_number, format_value, to_json_value
from crowd.model.errors import Invalid, Problem
from crowd.model.sentence import Sentence
from crowd.parsing.dates import read_date
from crowd.parsing.numbers import MAX_MAGNITUDE, read_number
from crowd.parsing.options import find_option
from crowd.parsing.probabilities import read_outcome, read_probability
from crowd.parsing.text import ParsedValue, Unreadable

API_LOCALE = Locale("en")
"""Locale in which the API and the terminal parse and write values."""


MIN_MAGNITUDE = 1e-100
"""Absolute value, other than zero, from which on squares of values do not underflow."""

TOO_LARGE = Sentence("That number is too large. Enter a smaller one.")
BELOW_MINIMUM = Sentence("You entered {value}. The answer must be {bound} or more.")
ABOVE_MAXIMUM = Sentence("You entered {value}. The answer must be {bound} or less.")
BEFORE_EARLIEST = Sentence("You entered {value}. The answer must be {bound} or later.")
AFTER_LATEST = Sentence("You entered {value}. The answer must be {bound} or earlier.")

PLAIN_NUMBER = re.compile(r"-?\d{1,101}(\.\d{1,101})?([eE][+-]?\d{1,3})?", re.ASCII)


def read_value(raw: float | str, kind: Kind, locale: Locale) -> ParsedValue:
    """Parse a value; raise Invalid if none of its meanings is allowed.

    Meanings that the poll does not allow are dropped: where whole numbers are asked for, `1.200` is
    not ambiguous.
    """
    parsed = _parse(raw, kind, locale)
    allowed = [value for value in (parsed.value, *parsed.alternatives) if not _problem(value, kind)]
    if not allowed:
        raise _invalid(_problem(parsed.value, kind, locale))
    return ParsedValue(allowed[0], tuple(allowed[1:]))


def read_plain(raw: str, kind: Kind) -> ParsedValue:
    """Parse a value in plain notation, as the service writes it into its own forms."""
    if isinstance(kind, Date | Choice):
        return read_value(raw, kind, API_LOCALE)
    if PLAIN_NUMBER.fullmatch(raw):
        return read_value(float(raw), kind, API_LOCALE)
    raise _invalid(Sentence("Choose one of the readings, or type your answer again."))


def read_truth(raw: float | str, kind: Kind, locale: Locale) -> float:
    """Parse the truth like an answer without bounds; raise Invalid for the field `truth`."""
    try:
        if isinstance(kind, Probability):
            return read_outcome(raw, locale)
        return read_value(raw, without_bounds(kind), locale).value
    except Unreadable as error:
        raise _invalid(error.sentence, "truth") from error
    except Invalid as error:
        raise _invalid(error.problems[0].message, "truth") from error


def check_value(value: float, kind: Kind, locale: Locale = API_LOCALE) -> str:
    """Return the problem with a value, as a sentence; empty without one."""
    return _problem(value, kind, locale)


def _parse(raw: float | str, kind: Kind, locale: Locale) -> ParsedValue:
    try:
        match kind:
            case Date():
                if not isinstance(raw, str):
                    raise Unreadable("Write the date as text, such as 2027-03-27.")
                return read_date(raw, locale)
            case Number(unit=unit) if isinstance(raw, str):
                return read_number(raw, locale, (unit,) if unit else ())
            case Percentage() if isinstance(raw, str):
                return read_number(raw, locale, ("%", "percent"))
            case Probability():
                return read_probability(raw, locale)
            case Choice(options=options):
                text = raw if isinstance(raw, str) else str(to_json_value(float(raw), Number()))
                return ParsedValue(float(find_option(text, options)))
            case _:
                return ParsedValue(float(raw), ())
    except Unreadable as error:
        raise _invalid(error.sentence) from error
    except OverflowError as error:
        raise _invalid(TOO_LARGE) from error


def _problem(value: float, kind: Kind, locale: Locale = API_LOCALE) -> str:
    if not math.isfinite(value) or abs(value) > MAX_MAGNITUDE:
        return TOO_LARGE
    if 0 < abs(value) < MIN_MAGNITUDE:
        return Sentence("That number is too close to zero. Enter 0 or a larger one.")
    return _kind_problem(value, kind, locale) or _bounds_problem(value, kind, locale)


def _kind_problem(value: float, kind: Kind, locale: Locale) -> str:
    match kind:
        case Number(decimals=decimals) if decimals is not None and round(value, decimals) != value:
            return _decimals_problem(decimals)
        case Percentage() if not 0 <= value <= 100:
            return Sentence(
                "You entered {value}. A percentage is between 0 and 100.",
                value=format_value(value, kind, locale),
            )
        case Probability() if not 0 <= value <= 1:
            return Sentence(
                "You entered {value}. A chance is between 0 and {most}.",
                value=format_value(value, kind, locale),
                most=format_value(1, kind, locale),
            )
        case Choice(options=options) if value not in range(len(options)):
            return Sentence("Choose one of the answers.")
    return ""


def _bounds_problem(value: float, kind: Kind, locale: Locale) -> str:
    low, high = bounds(kind)
    if low is not None and value < low:
        beyond, bound = BEFORE_EARLIEST if isinstance(kind, Date) else BELOW_MINIMUM, low
    elif high is not None and value > high:
        beyond, bound = AFTER_LATEST if isinstance(kind, Date) else ABOVE_MAXIMUM, high
    else:
        return ""
    return Sentence(
        beyond.template,
        value=format_value(value, kind, locale),
        bound=format_value(bound, kind, locale),
    )


def _decimals_problem(decimals: int) -> str:
    if decimals == 0:
        return Sentence("Enter a whole number, without decimals.")
    return Sentence("Enter a number with fewer decimals, at most {most}.", most=decimals)


def _invalid(message: str, field: str = "value") -> Invalid:
    return Invalid([Problem(field=field, message=message)])


def bounds(kind: Kind) -> tuple[float | None, float | None]:
    """Return the minimum and the maximum of a kind; None where it has none."""
    match kind:
        case Number(minimum=minimum, maximum=maximum):
            return minimum, maximum
        case Percentage():
            return 0.0, 100.0
        case Probability():
            return 0.0, 1.0
        case Choice():
            return None, None
        case Date(minimum=minimum, maximum=maximum):
            return _optional_day(minimum), _optional_day(maximum)


def without_bounds(kind: Kind) -> Kind:
    """Return the kind without bounds and decimals: the truth can contradict them."""
    match kind:
        case Number(unit=unit):
            return Number(unit=unit)
        case Percentage() | Probability() | Choice():
            return kind
        case Date():
            return Date()


def may_be_negative(kind: Kind) -> bool:
    """Return whether answers can be negative, so that the keypad needs a minus sign."""
    return isinstance(kind, Number) and (kind.minimum is None or kind.minimum < 0)


def _optional_day(iso: str | None) -> float | None:
    return None if iso is None else day_number(iso)
