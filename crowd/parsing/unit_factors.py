"""How large units of measurement are, to convert one into another of the same quantity."""

from __future__ import annotations

from fractions import Fraction

from crowd.parsing.unit_spellings import symbol_of

SIZES: dict[str, dict[str, str]] = {
    "length": {
        "mm": "0.001",
        "cm": "0.01",
        "m": "1",
        "km": "1000",
        "in": "0.0254",
        "ft": "0.3048",
        "yd": "0.9144",
        "mi": "1609.344",
    },
    "mass": {
        "mg": "0.000001",
        "g": "0.001",
        "kg": "1",
        "t": "1000",
        "oz": "0.028349523125",
        "lb": "0.45359237",
        "st": "6.35029318",
    },
    "volume": {"ml": "0.001", "l": "1"},
    "time": {"s": "1", "min": "60", "h": "3600", "day": "86400", "week": "604800"},
    "area": {"m²": "1"},
    "speed": {"km/h": "1", "mph": "1.609344"},
    "temperature": {"kelvin": "1", "°C": "1", "°F": "5/9"},
}
"""Sizes of units by the quantity that they measure. A gallon is not the same everywhere, and months
and years are not equally long."""

ZEROS = {"°C": Fraction("273.15"), "°F": Fraction("459.67") * Fraction(5, 9)}
"""Zeros of scales of temperature, in kelvins."""

QUANTITIES = {symbol: quantity for quantity, sizes in SIZES.items() for symbol in sizes}
"""The quantity that a unit measures, by its symbol."""

_FACTORS = {symbol: Fraction(size) for sizes in SIZES.values() for symbol, size in sizes.items()}


def quantity_of(unit: str) -> str:
    """Return the quantity that a unit measures, such as length; empty for unknown units."""
    return QUANTITIES.get(symbol_of(unit), "")


def are_convertible(unit: str, other: str) -> bool:
    """Return whether two units measure the same quantity."""
    return bool(quantity_of(unit)) and quantity_of(unit) == quantity_of(other)


def convert(value: float, unit: str, other: str) -> float:
    """Convert between units of one quantity by exact arithmetic: 175 cm are 1.75 m, 68 °F are 20 °C."""
    symbol, target = symbol_of(unit), symbol_of(other)
    if symbol == target:
        return value
    size = Fraction(repr(value)) * _FACTORS[symbol] + ZEROS.get(symbol, 0) - ZEROS.get(target, 0)
    return float(size / _FACTORS[target])
