"""Tell shares such as 0.12 from percentages such as 12, and read fractions such as 1/4."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from babel import Locale

from crowd.parsing.chance_fractions import chance_readings
from crowd.parsing.text import MAX_LENGTH
from crowd.parsing.units import has_percent
from crowd.tables.columns.column import Column
from crowd.tables.columns.m_readings import range_of
from crowd.tables.columns.number_columns import is_number
from crowd.tables.formats.cells import Cell, cell_text

TWO_CHANCES = "Is this {one:.4g} % or {other:.4g} %? Write it in percent."

_HAS_FRACTION = re.compile(r"[\d\s.][/:\u2044-]\s*\d|\d\s+[^\W\d_]+.*\d|fifty|halb", re.IGNORECASE)


class FractionColumn(NamedTuple):
    """The cells of a column without the chances that are typed as fractions, and those by their place."""

    cells: Sequence[Cell]
    fractions: dict[int, tuple[float, ...]]

    def put(self, column: Column, scale: float) -> None:
        """Put the fractions into the column of the other cells; reject those with several readings."""
        column.missing -= self.fractions.keys()
        for place, readings in self.fractions.items():
            if len(readings) > 1:
                one, other = (100 * reading for reading in readings[:2])
                column.problems[place] = TWO_CHANCES.format(one=one, other=other)
            else:
                column.values[place] = round(readings[0] * scale, 12)


def split_fractions(cells: Sequence[Cell]) -> FractionColumn:
    """Take the chances that are typed as fractions out of a column."""
    known: dict[str, tuple[float, ...]] = {}
    fractions: dict[int, tuple[float, ...]] = {}
    for place, cell in enumerate(cells):
        if (
            isinstance(cell, str)
            and not cell.isdecimal()
            and _HAS_FRACTION.search(cell[:MAX_LENGTH])
        ):
            if cell not in known:
                known[cell] = chance_readings(cell.strip())
            if known[cell]:
                fractions[place] = known[cell]
    if not fractions:
        return FractionColumn(cells, {})
    return FractionColumn(
        [cell if place not in fractions else "" for place, cell in enumerate(cells)], fractions
    )


def is_chance(cell: str, locale: Locale) -> bool:
    """Return whether a cell can be a chance: a number, a fraction, or a mark for none."""
    return is_number(cell, locale) or bool(chance_readings(cell))


def are_shares(columns: Sequence[Column], cells: Sequence[Sequence[Cell]]) -> bool:
    """Return whether all numbers are from 0 to 1 and some between them, without any percent sign."""
    values = np.concatenate([column.values for column in columns])
    values = values[np.isfinite(values)]
    if not values.size or values.min() < 0 or values.max() > 1:
        return False
    between = np.any((values > 0) & (values < 1))
    return bool(between) and not any(
        isinstance(cell, str) and has_percent(cell) for column in cells for cell in column
    )


def to_percent(column: Column) -> None:
    """Turn shares into percentages; rounding takes off what binary fractions add."""
    column.values = np.round(column.values * 100, 12)


def to_chances(column: Column, cells: Sequence[Cell]) -> None:
    """Turn percentages into chances from 0 to 1, and keep chances that stand among them, as doubtful.

    A number from 0 to 1 without a percent sign is a chance where all such numbers are, or where that
    is closer to the middle of the others than its percentage.
    """
    values = column.values
    between = np.flatnonzero((values > 0) & (values <= 1))
    bare = [place for place in between.tolist() if not has_percent(cell_text(cells[place]))]
    others = np.delete(values, bare)
    others = others[others > 0]
    if not bare or not others.size:
        column.values = values / 100
        return
    above = np.flatnonzero(values > 1).tolist()
    all_chances = all(has_percent(cell_text(cells[place])) for place in above)
    middle = float(np.median(others))
    column.values = values / 100
    for place in bare:
        chance = float(values[place])
        if all_chances or (chance < 1 and chance * 10 <= middle):
            column.values[place] = column.doubtful[place] = chance


def doubt_shares(column: Column, cells: Sequence[Cell], *, all_shares: bool = False) -> None:
    """Doubt numbers below 1 without a percent sign that are unlike the percentages above 1, or all."""
    above = column.values[column.values > (0 if all_shares else 1)]
    expected = None if all_shares else range_of(above)
    if not above.size:
        return
    for place in map(int, np.flatnonzero((column.values > 0) & (column.values < 1))):
        is_like = expected is not None and expected.has(float(column.values[place]))
        if not is_like and not has_percent(cell_text(cells[place])):
            column.doubtful[place] = float(column.values[place])
