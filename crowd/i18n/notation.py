"""Write values: exact or rounded, with their units, and as JSON."""

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
MIN_DAY, MAX_DAY = (date.min - EPOCH).days, (date.max - EPOCH).days
"""Days since 1970-01-01 that dates can have."""

OUTCOMES = {1.0: Sentence("yes, it happened"), 0.0: Sentence("no, it did not happen")}
"""Sentences for the truth of a chance."""

DIGITS_TO_ONES = str.maketrans("0123456789", "1" * 10)

CURRENCY_SIGNS = {"$", "€", "£", "¥", "₹", "US$"}


def day_number(iso: str) -> float:
    """Parse a date written YYYY-MM-DD to days since 1970-01-01; raise ValueError for others."""
    return float((date.fromisoformat(iso) - EPOCH).days)


def iso_day(value: float) -> str:
    """Write days since 1970-01-01 as YYYY-MM-DD, rounded down to whole days."""
    return (EPOCH + timedelta(days=min(MAX_DAY, max(MIN_DAY, math.floor(value))))).isoformat()


def to_json_value(value: float, kind: Kind) -> float | int | str:
    """Return a value as JSON has it."""
    match kind:
        case Date():
            return iso_day(value)
        case Choice(options=options):
            return options[int(value)]
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def format_value(value: float, kind: Kind, locale: Locale) -> str:
    """Write a value exactly, with its unit."""
    match kind:
        case Date():
            return format_day(date.fromisoformat(iso_day(value)), "long", locale)
        case Percentage():
            return with_unit(_format_exact(value, locale), "%")
        case Probability():
            return with_unit(_format_exact(percent_of(value), locale), "%")
        case Choice(options=options):
            return options[int(value)]
        case Number(unit=unit):
            return with_unit(_format_exact(value, locale), unit)


def format_day(day: date, form: str, locale: Locale) -> str:
    """Write a day in a format of the locale: one of CLDR's names, or a pattern."""
    text = format_date(day, form, locale=locale)
    language = LANGUAGES.get(locale.language)
    if day.day != 1 or language is None:
        return text
    return re.sub(r"\b1 ", f"{language.first_of_month} ", text, count=1)


def format_figure(value: float, kind: Kind, locale: Locale) -> str:
    """Write a figure in four significant digits, or more before the decimal point; without its unit."""
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
    """Write a number in significant digits, or more before the decimal point."""
    if value == 0:
        return localize_decimal(0, locale)
    if abs(value) >= 1e15 or abs(value) < 1e-6:
        return format_scientific(float(f"{value:.{digits - 1}g}"), locale=locale)
    return _format_exact(round_to_digits(value, digits), locale)


def round_to_digits(value: float, digits: int) -> float:
    """Round a number to significant digits, but not before the decimal point."""
    if value == 0:
        return 0.0
    return round(value, max(0, digits - 1 - math.floor(math.log10(abs(value)))))


def _format_exact(value: float, locale: Locale) -> str:
    if abs(value) >= 1e15 or 0 < abs(value) < 1e-6:
        return format_scientific(value, locale=locale)
    # Adding 0.0 turns -0.0 into 0.0.
    digits = f"{Decimal(repr(value + 0.0)).normalize():f}"
    return _digit_template(digits.translate(DIGITS_TO_ONES), locale) % tuple(
        filter(str.isdigit, digits)
    )


@lru_cache(1024)
def _digit_template(ones: str, locale: Locale) -> str:
    """Return the template of numbers with so many digits: separators depend only on their count.

    Filling a cached template takes a tenth of the time of formatting the number.
    """
    text = localize_decimal(Decimal(ones), locale, rounded=False)
    return text.replace("%", "%%").replace("1", "%s")


def with_unit(number: str, unit: str) -> str:
    """Join a written number and its unit, without a line break between them."""
    if not unit:
        return number
    if unit not in CURRENCY_SIGNS:
        return f"{number}\N{NO-BREAK SPACE}{unit}"
    minus = "-" if number.startswith("-") else ""
    return f"{minus}{unit}{number.removeprefix('-')}"


def percent_of(chance: float) -> float:
    """Convert a chance to percent by decimal arithmetic: 0.07 is 7, not 7.000000000000001."""
    return float(Decimal(repr(chance)).scaleb(2))
