"""How values are written: exactly or rounded, with their units, and as programs have them."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_scientific

from crowd.i18n.decimals import localize_decimal
from crowd.i18n.languages import LANGUAGES
from crowd.model.poll import Choice, Date, Kind, Number, Percentage, Probability
from crowd.model.sentence import Sentence

EPOCH = date(1970, 1, 1)
FIRST_DAY, LAST_DAY = (date.min - EPOCH).days, (date.max - EPOCH).days

OUTCOMES = {1.0: Sentence("yes, it happened"), 0.0: Sentence("no, it did not happen")}
"""The truth of a chance, in words."""

ALL_ONES = str.maketrans("0123456789", "1" * 10)

CURRENCY_SIGNS = {"$", "€", "£", "¥", "₹", "US$"}


def day_number(iso: str) -> float:
    """Days since 1970-01-01 of a date written YYYY-MM-DD; ValueError if it is not one."""
    return float((date.fromisoformat(iso) - EPOCH).days)


def iso_day(value: float) -> str:
    """The date of a number of days, written YYYY-MM-DD; a half day belongs to the day it is in."""
    return (EPOCH + timedelta(days=min(LAST_DAY, max(FIRST_DAY, math.floor(value))))).isoformat()


def to_json_value(value: float, kind: Kind) -> float | int | str:
    """A value as JSON has it."""
    match kind:
        case Date():
            return iso_day(value)
        case Choice(options=options):
            return options[int(value)]
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def format_value(value: float, kind: Kind, locale: Locale) -> str:
    """A value exactly as it is, with its unit."""
    match kind:
        case Date():
            return format_day(date.fromisoformat(iso_day(value)), "long", locale)
        case Percentage():
            return with_unit(_exact(value, locale), "%")
        case Probability():
            return with_unit(_exact(percent_of(value), locale), "%")
        case Choice(options=options):
            return options[int(value)]
        case Number(unit=unit):
            return with_unit(_exact(value, locale), unit)


def format_day(day: date, form: str, locale: Locale) -> str:
    """A day in one of the locale's forms."""
    text = format_date(day, form, locale=locale)
    language = LANGUAGES.get(locale.language)
    if day.day != 1 or language is None:
        return text
    return re.sub(r"\b1 ", f"{language.first_of_month} ", text, count=1)


def format_figure(value: float, kind: Kind, locale: Locale) -> str:
    """A computed figure in four significant digits, all digits before the point kept; no unit."""
    match kind:
        case Date() | Choice():
            return format_value(value, kind, locale)
        case Percentage():
            return with_unit(format_number(value, locale), "%")
        case Probability():
            return with_unit(format_number(100 * value, locale), "%")
        case Number():
            return format_number(value, locale)


def format_number(value: float, locale: Locale, digits: int = 4) -> str:
    """A bare number in so many significant digits, all digits before the point kept."""
    if value == 0:
        return localize_decimal(0, locale)
    if abs(value) >= 1e15 or abs(value) < 1e-6:
        return format_scientific(float(f"{value:.{digits - 1}g}"), locale=locale)
    return _exact(in_digits(value, digits), locale)


def in_digits(value: float, digits: int) -> float:
    """A number in so many significant digits, all digits before the point kept."""
    if value == 0:
        return 0.0
    return round(value, max(0, digits - 1 - math.floor(math.log10(abs(value)))))


def _exact(value: float, locale: Locale) -> str:
    if abs(value) >= 1e15 or 0 < abs(value) < 1e-6:
        return format_scientific(value, locale=locale)
    # Of both zeros, which are equal, one is written.
    digits = f"{Decimal(repr(value + 0.0)).normalize():f}"
    return _written_like(digits.translate(ALL_ONES), locale) % tuple(filter(str.isdigit, digits))


@lru_cache(1024)
def _written_like(ones: str, locale: Locale) -> str:
    """How a locale writes a number of so many digits, with a place for each: the marks between them
    depend on nothing else, and to find them takes ten times as long as to put the digits in."""
    text = localize_decimal(Decimal(ones), locale, rounded=False)
    return text.replace("%", "%%").replace("1", "%s")


def with_unit(number: str, unit: str) -> str:
    """A written number and its unit, kept on one line."""
    if not unit:
        return number
    if unit not in CURRENCY_SIGNS:
        return f"{number}\N{NO-BREAK SPACE}{unit}"
    minus = "-" if number.startswith("-") else ""
    return f"{minus}{unit}{number.removeprefix('-')}"


def percent_of(chance: float) -> float:
    """A chance in percent, without binary noise."""
    return float(Decimal(repr(chance)).scaleb(2))
