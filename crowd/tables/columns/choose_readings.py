"""Choose among several readings of a cell the one that fits the column; name what is doubtful."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from crowd.parsing.numbers import Marks
from crowd.tables.columns.column import Column
from crowd.tables.columns.decimal_mark import groups_with
from crowd.tables.columns.m_readings import (
    NONE_FITS,
    UNCLEAR_M,
    MMeaning,
    fitting_reading,
    meaning_by_name,
    meaning_by_units,
    range_of,
)
from crowd.tables.columns.readings import Reading
from crowd.tables.formats.cells import Cell

MIN_CELLS_FITTED = 2
"""Cells with one reading from which on others have to fit them; where separators alone are in doubt, one
is enough, or a truth that was given."""

MIN_FIT, MAX_DISTANCE = 1.5, 1.0
"""Powers of ten by which another reading is closer to the middle of the column than the likeliest, and
that it is away from there at most, to be taken instead."""

TOO_MANY_DIGITS = (
    "It has more than three digits behind a “{mark}”, which groups thousands in other rows."
)


MILLIMETRES = "mm"


class ColumnHints(NamedTuple):
    """What tells how a column is read, besides its cells: its name, and the unit in it."""

    name: str = ""
    unit: str = ""
    is_scaled: bool = False
    """Whether cells have scale words that leave no doubt."""

    neighbours: tuple[float, ...] = ()
    """Numbers that the answers are like, such as the truth."""


def take_reading(column: Column, place: int, reading: Reading, which: int) -> None:
    """Put a value of a reading, and its unit, into a column."""
    column.values[place] = reading.values[which]
    if reading.units[which]:
        column.units[place] = reading.units[which]


def choose_readings(
    column: Column,
    cells: Sequence[Cell],
    readings: dict[int, Reading],
    marks: Marks,
    hints: ColumnHints,
) -> None:
    """Choose the readings of the cells that have several by the cells that have one."""
    if not readings:
        return
    size = np.abs(column.values[np.isfinite(column.values) & (column.values != 0)])
    middle = float(np.median(np.log10(size))) if size.size >= MIN_CELLS_FITTED else None
    near = [*size.tolist(), *(abs(one) for one in hints.neighbours if one)]
    nearest = float(np.median(np.log10(near))) if near else None
    with_m = {place: reading for place, reading in readings.items() if _has_m(reading)}
    _choose_m(column, with_m, middle, hints)
    is_grouping: dict[str, bool] = {}
    for place, reading in readings.items():
        if place in with_m:
            continue
        mark = reading.many_decimals
        if mark and mark == marks.group and len(reading.values) == 1:
            if mark not in is_grouping:
                is_grouping[mark] = any(groups_with(cell, mark) for cell in cells)
            if is_grouping[mark]:
                column.problems[place] = TOO_MANY_DIGITS.format(mark=mark)
                continue
        which = _closest(reading.values, middle if reading.is_letter else nearest)
        if reading.is_letter:
            _take_letter(column, place, reading, which, is_scaled=hints.is_scaled)
        else:
            _take_fitting(column, place, reading, which)


def _take_letter(
    column: Column, place: int, reading: Reading, which: int | None, *, is_scaled: bool
) -> None:
    """Read `410k` as 410,000, unless 410 alone is like the others; say so where it is."""
    chosen = 0 if is_scaled else which or 0
    take_reading(column, place, reading, chosen)
    if which or reading.is_unusual:
        column.doubtful[place] = reading.values[chosen]


def _take_fitting(column: Column, place: int, reading: Reading, which: int | None) -> None:
    """Take a reading, or the likeliest without one; say so where it is not the only one."""
    take_reading(column, place, reading, which or 0)
    if which or reading.is_unusual:
        column.doubtful[place] = reading.values[which or 0]
    elif which is None and len(reading.values) > 1:
        if not column.ambiguous:
            column.other_value = reading.values[1]
        column.ambiguous.append(place)


def _has_m(reading: Reading) -> bool:
    return len(set(reading.units)) > 1 and not reading.is_letter


def _choose_m(
    column: Column, readings: dict[int, Reading], middle: float | None, hints: ColumnHints
) -> None:
    """Choose between million and a unit: by other units, by other cells, or by the column's name."""
    if not readings:
        return
    units: Collection[str] = {*column.units.values()}
    by_units = meaning_by_units(hints.unit, units, is_scaled=hints.is_scaled)
    by_name = meaning_by_name(hints.name)
    expected = range_of(column.values)
    for place, reading in readings.items():
        fitting = fitting_reading(reading.values, expected)
        fits_as_unit = fitting not in {None, NONE_FITS} and reading.units[fitting or 0]
        if by_units and (by_units.is_unit or not fits_as_unit):
            _take_m(column, place, reading, by_units)
        elif reading.units[0] == MILLIMETRES:
            take_reading(column, place, reading, 0)
        else:
            which = _closest(reading.values, middle)
            _take_likely_m(column, place, reading, fitting if which is None else which, by_name)


def _take_likely_m(
    column: Column, place: int, reading: Reading, which: int | None, by_name: MMeaning | None
) -> None:
    """Take the reading that fits the other answers, or the name of the column; refuse one that can be
    both and fits neither way."""
    if which is None and by_name:
        _take_m(column, place, reading, by_name)
    elif which == NONE_FITS:
        one, other = (f"{value:,.12g}" for value in sorted(reading.values)[:2])
        column.problems[place] = UNCLEAR_M.format(one=one, other=other)
    else:
        _take_fitting(column, place, reading, which)


def _take_m(column: Column, place: int, reading: Reading, meaning: MMeaning) -> None:
    which = next(
        which
        for which, unit in enumerate(reading.units)
        if (unit.casefold() in {"m", MILLIMETRES}) == meaning.is_unit
    )
    take_reading(column, place, reading, which)
    if meaning.is_unit and reading.units[which] != MILLIMETRES:
        column.units[place] = meaning.unit
    column.m_cells.append(place)
    column.m_meaning = meaning.unit if meaning.is_unit else "million"


def _closest(values: Sequence[float], middle: float | None) -> int | None:
    """Return which value fits the middle of the column; None where that tells nothing."""
    if middle is None or len(values) == 1:
        return None
    away = [abs(math.log10(abs(value)) - middle) if value else math.inf for value in values]
    best = min(range(len(values)), key=away.__getitem__)
    others = [distance for place, distance in enumerate(away) if place != best]
    return best if away[best] <= MAX_DISTANCE and min(others) - away[best] >= MIN_FIT else None
