"""Convert numbers of a column between units of one quantity, and between money and its hundredths."""

from __future__ import annotations

from decimal import Decimal

from babel import Locale

from crowd.parsing.minor_units import is_hundredth
from crowd.parsing.unit_factors import are_convertible, convert, quantity_of
from crowd.parsing.unit_spellings import symbol_of
from crowd.parsing.units import currency_code

COUNTED, DEGREES = "pcs", "°"
"""Symbols of the units of things that are counted, and of degrees of whatever scale."""


def can_convert(unit: str, other: str, locale: Locale) -> bool:
    """Return whether numbers in a unit can be converted into another."""
    return (
        are_convertible(unit, other)
        or is_hundredth(unit, other, locale)
        or is_hundredth(other, unit, locale)
    )


def convert_unit(value: float, unit: str, other: str, locale: Locale) -> float:
    """Convert a number from a unit into another."""
    if are_convertible(unit, other):
        return convert(value, unit, other)
    power = -2 if is_hundredth(unit, other, locale) else 2
    return float(Decimal(repr(value)).scaleb(power))


def is_temperature(unit: str) -> bool:
    """Return whether a unit is one of temperature, whose sizes have no common zero."""
    return quantity_of(unit) == "temperature"


def is_vague(unit: str, usual: str, locale: Locale) -> bool:
    """Return whether a unit says no more than the usual one of its column: degrees of any scale, or
    pieces of whatever is counted."""
    symbols = {symbol_of(unit), symbol_of(usual)}
    if DEGREES in symbols:
        return is_temperature(usual) or is_temperature(unit)
    others = [each for each in (unit, usual) if symbol_of(each) != COUNTED]
    return COUNTED in symbols and not any(
        quantity_of(each) or currency_code(each, locale) for each in others
    )
