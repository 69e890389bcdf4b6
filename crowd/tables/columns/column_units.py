"""Give the numbers of a column one unit: convert what can be converted, reject what cannot."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from babel import Locale

from crowd.parsing.unit_factors import are_convertible, convert
from crowd.parsing.unit_spellings import symbol_of
from crowd.parsing.units import is_unit
from crowd.tables.columns.cell_problems import A_DATE, MONTH_NAMES
from crowd.tables.columns.column import Column
from crowd.tables.columns.m_readings import ColumnRange, range_of
from crowd.tables.columns.undeclared_units import most_frequent_unit

MAX_DAY = 31

MAX_UNITS_TRIED = 5
"""Units that a number without one is tried in."""


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
        if is_unit(unit, locale, (usual,)):
            column.units |= dict.fromkeys(places, usual)
        elif are_convertible(unit, usual):
            _convert(column, places, unit, usual)
            others.append(unit)
        else:
            column.reject(places, f"Its unit is {unit}, that of others {usual}.")
    _read_bare(column, usual, others, is_named=bool(header_unit))


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
    return header_unit if header_unit and are_convertible(header_unit, most) else most


def _convert(column: Column, places: Sequence[int], unit: str, usual: str) -> None:
    """Convert numbers; `doubtful` has their new values."""
    for place in places:
        value = convert(float(column.values[place]), unit, usual)
        column.values[place] = value
        column.units[place] = usual
        column.converted[place] = unit
        if place in column.doubtful:
            column.doubtful[place] = value


def _read_bare(column: Column, usual: str, others: Sequence[str], *, is_named: bool) -> None:
    """Read numbers without a unit in the usual one, or in another of the column that they fit."""
    bare = np.isfinite(column.values)
    bare[[*column.units]] = False
    column.bare = np.flatnonzero(bare).tolist()
    expected = range_of(column.values[[*column.units]])
    if expected is None or not 0 < len(column.bare) <= len(column.units):
        return
    size = np.abs(column.values)
    unlike = np.flatnonzero(bare & (size > 0) & ((size < expected.low) | (size > expected.high)))
    tried = [] if is_named else [*dict.fromkeys(others)][:MAX_UNITS_TRIED]
    for place in map(int, unlike):
        value = float(column.values[place])
        fitting = _fitting_unit(value, usual, tried, expected)
        if fitting:
            column.values[place] = convert(value, fitting, usual)
            column.converted[place] = fitting
        column.doubtful[place] = float(column.values[place])
    column.bare = [place for place in column.bare if place not in column.converted]


def _fitting_unit(value: float, usual: str, tried: Sequence[str], expected: ColumnRange) -> str:
    """Return the unit in which a number is the most like the others; empty if in none."""
    middle = math.sqrt(expected.low * expected.high)
    sizes = {unit: convert(abs(value), unit, usual) for unit in tried}
    fitting = [unit for unit, size in sizes.items() if expected.has(size)]
    return min(fitting, key=lambda unit: abs(math.log(sizes[unit] / middle)), default="")
