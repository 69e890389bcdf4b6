"""Write values: exact or rounded, with their units, and as JSON."""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import Decimal

from babel import Locale

from crowd.i18n.notation import format_day, format_exact, format_number, with_unit
from crowd.kinds import Choice, Date, Kind, Number, Percentage, Probability
from crowd.model.sentence import Sentence

EPOCH = date(1970, 1, 1)


MIN_DAY = (date.min - EPOCH).days


MAX_DAY = (date.max - EPOCH).days


OUTCOMES = {1.0: Sentence("yes, it happened"), 0.0: Sentence("no, it did not happen")}
"""Sentences for the truth of a chance."""


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
            return with_unit(format_exact(value, locale), "%")
        case Probability():
            return with_unit(format_exact(percent_of(value), locale), "%")
        case Choice(options=options):
            return options[int(value)]
        case Number(unit=unit):
            return with_unit(format_exact(value, locale), unit)


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


def percent_of(chance: float) -> float:
    """Convert a chance to percent by decimal arithmetic: 0.07 is 7, not 7.000000000000001."""
    return float(Decimal(repr(chance)).scaleb(2))
