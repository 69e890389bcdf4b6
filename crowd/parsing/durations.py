"""Parse a typed duration to seconds: units of all languages, clock notation, ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.lists import format_list

from crowd.i18n.languages import LANGUAGES
from crowd.model.sentence import Sentence
from crowd.parsing.duration_units import SECONDS, plain_duration, unit_words, words_of
from crowd.parsing.hedges import without_approximation, without_approximation_behind
from crowd.parsing.number_notation import plain_fractions
from crowd.parsing.numbers import parse_number
from crowd.parsing.text import ParsedValue, Unreadable, check_length, has_digit, normalize

EXAMPLE = "1:30:00"

NOT_EQUALLY_LONG = ("month", "year")
TIME_OF_DAY = re.compile(r"\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.?m\.?|uhr|o'clock)")
CLOCK = re.compile(r"(\d{1,6}):(\d{1,2})(?::(\d{1,2}))?(?:[.,](\d{1,9}))?", re.ASCII)
ISO = re.compile(
    r"p(?:(?P<week>\d+)w)?(?:(?P<day>\d+)d)?"
    r"(?:t(?:(?P<hour>\d+)h)?(?:(?P<minute>\d+)m)?(?:(?P<second>\d+(?:[.,]\d+)?)s)?)?",
    re.ASCII,
)
_AND = "|".join(
    re.escape(normalize(format_list(("1", "2"), locale=language.locale)).strip("12 "))
    for language in LANGUAGES.values()
)
CONNECTIVE = re.compile(rf"^ ?(?:,|(?:{_AND})(?![^\W\d_]))? ?")
"""What stands between two parts: nothing, a comma, or "and" in any of the languages."""

PART = re.compile(
    r"(?P<number>\d+(?:[.,\u066b\u066c ]\d+|'\d{3}(?!\d))*) ?"
    r"(?P<unit>[^\W\d_][^\s\d.,'\"]*|''|['\"])?\.?"
)
RANGE_WORDS = {word for language in LANGUAGES.values() for word in language.range_words}

NO_DURATION = Sentence("Enter a time, such as {example}.")
NOT_ABOVE_ZERO = Sentence("Enter how long it takes, a time above zero.")
NOT_A_TIME_OF_DAY = Sentence("Enter how long it takes, such as {example}, not a time of day.")
PART_TOO_LARGE = Sentence(
    "Minutes and seconds after a larger unit are below 60, and hours below 24. Write, for example, "
    "90 min or {example}."
)
UNEQUAL_UNITS = Sentence("Months and years are not equally long. Write it in days or weeks.")
ONE_TIME = Sentence("Enter one time, not a range.")


def parse_duration(text: str, locale: Locale) -> ParsedValue:
    """Parse the duration that a text most likely means, in seconds, with the alternatives.

    Two numbers with a colon are hours and minutes, or minutes and seconds. A number without a unit
    is minutes, or hours, or seconds. A last number without a unit is in the next smaller one.

    Raises Unreadable with a sentence for the user.

    >>> parse_duration("2 h 15 min", Locale("en"))
    ParsedValue(value=8100.0, alternatives=())
    >>> parse_duration("1:30", Locale("en"))
    ParsedValue(value=5400.0, alternatives=(90.0,))
    """
    check_length(text)
    typed = without_approximation(plain_fractions(normalize(text)).casefold())
    typed = plain_duration(without_approximation_behind(typed).strip(" ."), locale)
    if typed.startswith("-"):
        raise Unreadable(NOT_ABOVE_ZERO)
    if TIME_OF_DAY.fullmatch(typed):
        raise _unreadable(NOT_A_TIME_OF_DAY)
    clock, iso = CLOCK.match(typed), ISO.fullmatch(typed)
    if clock:
        values = _clock_values(clock, _clock_unit(typed[clock.end() :], locale))
    elif iso and has_digit(typed):
        values = [_sum(iso.groupdict())]
    elif not re.search(r"[^\W\d_]|['\"]$", typed):
        number = _number(typed, locale)
        values = [
            _seconds(value, unit)
            for value in (number.value, *number.alternatives)
            for unit in ("minute", "hour", "second")
        ]
    else:
        values = _values_of_parts(typed, locale)
    first, *others = dict.fromkeys(values)
    return ParsedValue(first, tuple(others))


def _unreadable(sentence: Sentence) -> Unreadable:
    return Unreadable(Sentence(sentence.template, example=EXAMPLE))


def _seconds(number: float | str, unit: str) -> float:
    """Convert by decimal arithmetic: 1.1 hours are 3960 seconds, not 3960.0000000000005."""
    return float(Decimal(str(number).replace(",", ".")) * SECONDS[unit])


def _sum(numbers: Mapping[str, str | None]) -> float:
    return sum(_seconds(number, unit) for unit, number in numbers.items() if number)


def _clock_unit(word: str, locale: Locale) -> str:
    """Return the unit behind a clock's numbers, which is that of the first one; empty without one."""
    if not word:
        return ""
    unit = unit_words(locale)[0].get(word.strip(" ."), "")
    if unit not in {"hour", "minute"}:
        raise _unreadable(NO_DURATION)
    return unit


def _clock_values(clock: re.Match[str], unit: str) -> list[float]:
    first, second, third, fraction = clock.groups()
    if (unit == "minute" and third) or (unit == "hour" and fraction and not third):
        raise _unreadable(NO_DURATION)
    if int(second) >= 60 or int(third or 0) >= 60:
        raise _unreadable(PART_TOO_LARGE)
    if third:
        return [_seconds(first, "hour") + _seconds(second, "minute") + _last(third, fraction)]
    minutes = _seconds(first, "minute") + _last(second, fraction)
    if fraction or unit == "minute":
        return [minutes]
    hours = _seconds(first, "hour") + _seconds(second, "minute")
    return [hours] if unit == "hour" else [hours, minutes]


def _last(seconds: str, fraction: str | None) -> float:
    return _seconds(f"{seconds}.{fraction or 0}", "second")


def _values_of_parts(typed: str, locale: Locale) -> list[float]:
    """Return what numbers with units mean: one reading, or those of a single number."""
    words, phrases = unit_words(locale)
    parts = list(_parts(typed, words, phrases))
    units = [unit for _number, unit in parts]
    order = [list(SECONDS).index(unit) for unit in units]
    if order != sorted(set(order)):
        raise _unreadable(NO_DURATION)
    if len(parts) == 1:
        number, unit = parts[0]
        parsed = _number(number, locale)
        return [_seconds(value, unit) for value in (parsed.value, *parsed.alternatives)]
    values = [_number(number, locale).value for number, _unit in parts]
    _check_parts(values, units)
    return [sum(_seconds(value, unit) for value, unit in zip(values, units, strict=True))]


def _number(text: str, locale: Locale) -> ParsedValue:
    try:
        return parse_number(text, locale)
    except Unreadable as error:
        raise _unreadable(NO_DURATION) from error


def _check_parts(values: list[float], units: list[str]) -> None:
    names = list(SECONDS)
    for value, unit in zip(values[1:], units[1:], strict=True):
        if value * SECONDS[unit] >= SECONDS[names[names.index(unit) - 1]]:
            raise _unreadable(PART_TOO_LARGE)
    if any(value != int(value) for value in values[:-1]):
        raise _unreadable(NO_DURATION)


def _parts(
    typed: str, words: dict[str, str], phrases: dict[str, tuple[int, str]]
) -> Iterator[tuple[str, str]]:
    """Yield number and unit of each part; raise Unreadable if anything else is left."""
    rest, last, pattern = typed, "", _pattern_of(tuple(phrases))
    while rest:
        found = pattern.match(rest)
        phrase = found[0] if found else ""
        part = PART.match(rest)
        if phrase:
            count, unit = phrases[phrase]
            number, end = str(count), len(phrase)
        elif part:
            number, end = part["number"], part.end()
            unit = words.get(part["unit"], "") if part["unit"] else _next_smaller(last)
        else:
            raise _problem(rest)
        if not unit:
            raise _problem((part and part["unit"]) or rest[end:].lstrip())
        yield number, unit
        last = unit
        rest = CONNECTIVE.sub("", rest[end:])


@lru_cache(maxsize=64)
def _pattern_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of whole phrases, the first one that fits."""
    return re.compile(rf"(?:{'|'.join(map(re.escape, phrases))})(?!\w)" if phrases else r"(?!)")


def _next_smaller(unit: str) -> str:
    """Return the unit of a last number without one, as in 2h15; empty where there is none."""
    return {"hour": "minute", "minute": "second"}.get(unit, "")


def _problem(word: str) -> Unreadable:
    """Say what to enter instead of a text with a word that is no unit."""
    if word in words_of(NOT_EQUALLY_LONG):
        return Unreadable(UNEQUAL_UNITS)
    if word.startswith("-") or word in RANGE_WORDS:
        return Unreadable(ONE_TIME)
    return _unreadable(NO_DURATION)
