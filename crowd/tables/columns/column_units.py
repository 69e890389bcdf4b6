"""Give the numbers of a column one unit: convert what can be converted, reject what cannot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from babel import Locale

from crowd.parsing.minor_units import is_hundredth, is_minor_unit
from crowd.parsing.unit_factors import convert
from crowd.parsing.unit_spellings import symbol_of
from crowd.parsing.units import is_unit
from crowd.tables.columns.cell_problems import A_DATE, MONTH_NAMES
from crowd.tables.columns.column import Column
from crowd.tables.columns.m_readings import ColumnRange, range_of
from crowd.tables.columns.undeclared_units import most_frequent_unit
from crowd.tables.columns.unit_conversion import (
    DEGREES,
    can_convert,
    convert_unit,
    is_temperature,
    is_vague,
)

MAX_DAY = 31

MAX_UNITS_TRIED = 5
"""Units that a number without one is tried in."""


class Units(NamedTuple):
    """The unit of a column, and those that were converted into it."""

    usual: str
    others: Sequence[str]
    locale: Locale
    is_named: bool
    """Whether the name of the column says which unit it is."""


def unify_units(column: Column, header_unit: str, locale: Locale) -> None:
    """Bring all numbers into one unit: that of the name of the column, or of most cells."""
    spellings: dict[str, list[int]] = {}
    for place, unit in column.units.items():
        if place not in column.problems:
            spellings.setdefault(unit, []).append(place)
    column.units = {}
    _reject_dates(column, spellings)
    if not spellings:
        return
    usual = _usual_unit(spellings, header_unit, locale)
    others: list[str] = []
    for unit, places in spellings.items():
        if is_unit(unit, locale, (usual,)) or is_vague(unit, usual, locale):
            column.units |= dict.fromkeys(places, usual)
        elif can_convert(unit, usual, locale):
            _convert(column, places, unit, usual, locale)
            others.append(unit)
        else:
            column.reject(places, f"Its unit is {unit}, that of others {usual}.")
    _read_bare(column, Units(usual, others, locale, is_named=bool(header_unit)))


def _reject_dates(column: Column, spellings: dict[str, list[int]]) -> None:
    """Reject days of a month, such as `12 mars`, unless most of the column has this one word."""
    months = [unit for unit in spellings if unit.casefold().strip(".") in MONTH_NAMES]
    readable = int(np.count_nonzero(np.isfinite(column.values)))
    if len(months) == 1 and 2 * len(spellings[months[0]]) > readable:
        return
    for unit in months:
        places = np.array(spellings[unit])
        values = column.values[places]
        days = places[(values >= 1) & (values <= MAX_DAY) & (values == np.floor(values))].tolist()
        column.reject(days, A_DATE)
        spellings[unit] = [place for place in spellings[unit] if place not in column.problems]
        if not spellings[unit]:
            del spellings[unit]


def _usual_unit(spellings: dict[str, list[int]], header_unit: str, locale: Locale) -> str:
    most = most_frequent_unit(spellings, locale)
    if header_unit and symbol_of(most) == header_unit:
        return most
    if header_unit and any(can_convert(header_unit, unit, locale) for unit in spellings):
        return header_unit
    if symbol_of(most) == DEGREES:
        return next(filter(is_temperature, spellings), most)
    if is_minor_unit(most):
        return next((unit for unit in spellings if is_hundredth(most, unit, locale)), most)
    return most


def _convert(column: Column, places: Sequence[int], unit: str, usual: str, locale: Locale) -> None:
    """Convert numbers; `doubtful` has their new values."""
    for place in places:
        value = convert_unit(float(column.values[place]), unit, usual, locale)
        column.values[place] = value
        column.units[place] = usual
        column.converted[place] = unit
        if place in column.doubtful:
            column.doubtful[place] = value


def _read_bare(column: Column, units: Units) -> None:
    """Read numbers without a unit in the usual one, or in another of the column that they fit."""
    bare = np.isfinite(column.values)
    bare[[*column.units]] = False
    column.bare = np.flatnonzero(bare).tolist()
    expected = range_of(column.values[[*column.units]])
    if is_temperature(units.usual):
        _read_bare_temperatures(column, units)
    elif expected is not None and 0 < len(column.bare) <= len(column.units):
        _read_bare_sizes(column, units, expected)
    column.bare = [place for place in column.bare if place not in column.converted]


def _read_bare_temperatures(column: Column, units: Units) -> None:
    """Read temperatures without a scale in the one of the column by which they are closest to the
    others, as doubtful, unless its name says which one it is or it has only one."""
    if units.is_named or not units.others:
        return
    middle = float(np.median(column.values[[*column.units]]))
    for place in column.bare:
        value = float(column.values[place])
        in_unit = {unit: convert(value, unit, units.usual) for unit in (units.usual, *units.others)}
        closest = min(in_unit, key=lambda unit: abs(in_unit[unit] - middle))
        column.values[place] = column.doubtful[place] = in_unit[closest]
        if closest != units.usual:
            column.converted[place] = closest


def _read_bare_sizes(column: Column, units: Units, expected: ColumnRange) -> None:
    tried = [] if units.is_named else [*dict.fromkeys(units.others)][:MAX_UNITS_TRIED]
    size = np.abs(column.values[column.bare])
    unlike = (size > 0) & ((size < expected.low) | (size > expected.high))
    for place in np.array(column.bare)[unlike].tolist():
        value = float(column.values[place])
        fitting = _fitting_unit(value, units._replace(others=tried), expected)
        if fitting:
            column.values[place] = convert_unit(value, fitting, units.usual, units.locale)
            column.converted[place] = fitting
        column.doubtful[place] = float(column.values[place])


def _fitting_unit(value: float, units: Units, expected: ColumnRange) -> str:
    """Return the unit in which a number is the most like the others; empty if in none."""
    middle = math.sqrt(expected.low * expected.high)
    sizes = {
        unit: convert_unit(abs(value), unit, units.usual, units.locale) for unit in units.others
    }
    fitting = [unit for unit, size in sizes.items() if expected.has(size)]
    return min(fitting, key=lambda unit: abs(math.log(sizes[unit] / middle)), default="")
