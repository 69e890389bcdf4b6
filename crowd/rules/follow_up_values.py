"""Parse and write the values in answers to follow-up questions."""

from __future__ import annotations

import msgspec
from babel import Locale
from babel.numbers import format_decimal

from crowd.kinds import Date, Kind, Number, Percentage
from crowd.kinds.notation import format_value, iso_day
from crowd.kinds.values import read_value
from crowd.model.errors import Invalid
from crowd.parsing.text import ParsedValue


def write_unambiguously(value: float, kind: Kind, locale: Locale) -> str:
    """Write a value as a person would type it, so that it parses as this value and no other."""
    if isinstance(kind, Date):
        return iso_day(value)
    if not isinstance(kind, Number | Percentage) or not 1e-6 < abs(value) < 1e15:
        return format_value(value, kind, locale)
    text = format_decimal(value, "0.############", locale=locale)
    # Three decimals can be read as a group of thousands; a fourth digit excludes that.
    return text if parse_estimate(text, kind, locale) == ParsedValue(value) else f"{text}0"


def parse_estimate(raw: float | str, kind: Kind, locale: Locale) -> ParsedValue:
    """Parse like an answer, but allow decimals: the average of other people's whole numbers has some."""
    try:
        return read_value(raw, kind, locale)
    except Invalid:
        if isinstance(kind, Number) and kind.decimals is not None:
            return read_value(raw, msgspec.structs.replace(kind, decimals=None), locale)
        raise
