"""Write numbers and days, and join units to numbers."""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

from crowd.i18n.decimals import localize_decimal
from crowd.i18n.languages import LANGUAGES

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

DIGITS_TO_ONES = str.maketrans("0123456789", "1" * 10)

MINUS = "\N{MINUS SIGN}"

CURRENCY_SIGNS = {"$", "€", "£", "¥", "₹", "US$"}


def format_day(day: date, form: str, locale: Locale) -> str:
    """Write a day in a format of the locale: one of CLDR's names, or a pattern."""
    text = format_date(day, form, locale=locale)
    language = LANGUAGES.get(locale.language)
    if day.day != 1 or language is None:
        return text
    return re.sub(r"\b1 ", f"{language.first_of_month} ", text, count=1)


def format_number(value: float, locale: Locale, digits: int = 4) -> str:
    """Write a number in significant digits, or more before the decimal point."""
    if value == 0:
        return localize_decimal(0, locale)
    if abs(value) >= 1e15 or abs(value) < 1e-6:
        return _format_power(f"{value:.{max(0, digits - 1)}e}", locale)
    return format_exact(round_to_digits(value, digits), locale)


def round_to_digits(value: float, digits: int) -> float:
    """Round a number to significant digits, but not before the decimal point."""
    if value == 0:
        return 0.0
    return round(value, max(0, digits - 1 - math.floor(math.log10(abs(value)))))


def format_exact(value: float, locale: Locale) -> str:
    if abs(value) >= 1e15 or 0 < abs(value) < 1e-6:
        return _format_power(f"{Decimal(repr(value)):e}", locale)
    # Adding 0.0 turns -0.0 into 0.0.
    digits = f"{Decimal(repr(value + 0.0)).normalize():f}"
    return _digit_template(digits.translate(DIGITS_TO_ONES), locale) % tuple(
        filter(str.isdigit, digits)
    )


def _format_power(scientific: str, locale: Locale) -> str:
    """Write a very large or very small number with a power of ten, not with an E."""
    mantissa, exponent = scientific.split("e")
    power = str(int(exponent)).translate(SUPERSCRIPTS)
    number = format_exact(float(mantissa), locale)
    return f"{number}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10{power}"


@lru_cache(1024)
def _digit_template(ones: str, locale: Locale) -> str:
    """Return the template of numbers with so many digits: separators depend only on their count.

    Filling a cached template takes a tenth of the time of formatting the number.
    """
    text = localize_decimal(Decimal(ones), locale, rounded=False)
    return text.replace("%", "%%").replace("1", "%s")


def with_percent(number: str, locale: Locale) -> str:
    """Write a percent sign behind a written number, closed up or apart as the locale does."""
    apart = "\N{NO-BREAK SPACE}%" in str(locale.percent_formats[None].pattern)
    return f"{number}\N{NO-BREAK SPACE}%" if apart else f"{number}%"


def with_unit(number: str, unit: str) -> str:
    """Join a written number and its unit, without a line break between them."""
    if not unit:
        return number
    if unit not in CURRENCY_SIGNS:
        return f"{number}\N{NO-BREAK SPACE}{unit}"
    # Amounts of money have two decimals or none.
    number = re.sub(r"(?<=\d)([.,])(\d)$", r"\1\g<2>0", number)
    minus = MINUS if number.startswith(MINUS) else ""
    return f"{minus}{unit}{number.removeprefix(MINUS)}"
