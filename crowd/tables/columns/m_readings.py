"""Decide whether an `m` behind the numbers of a column is a unit or a million."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from crowd.analysis.sample import Values
from crowd.parsing.quantity_words import is_amount_name, is_length_name
from crowd.parsing.unit_factors import quantity_of

MIN_CELLS_COMPARED = 2
"""Cells with one meaning from which on they tell which of two others is likely."""

MARGIN = 10.0
"""How many times beyond the other answers one still counts as like them."""

NONE_FITS = -1
UNCLEAR_M = "Is it {one} or {other}? Write the number in digits, or the unit in full."


class MMeaning(NamedTuple):
    """What an `m` is in a column: whether it is a unit, and then which one."""

    is_unit: bool
    unit: str = ""


class ColumnRange(NamedTuple):
    """Sizes between which answers are like the others of a column."""

    low: float
    high: float

    def has(self, value: float) -> bool:
        """Return whether a value is like the others."""
        return self.low <= abs(value) <= self.high


def range_of(values: Values) -> ColumnRange | None:
    """Return the range of numbers, with a margin; None where there are too few to tell."""
    size = np.abs(values[np.isfinite(values) & (values != 0)])
    if size.size < MIN_CELLS_COMPARED:
        return None
    # A few slips must not widen the range of many answers.
    low, high = np.quantile(size, (0.05, 0.95))
    return ColumnRange(float(low) / MARGIN, float(high) * MARGIN)


def meaning_by_units(named: str, units: Collection[str], *, is_scaled: bool) -> MMeaning | None:
    """Return what an `m` means by the unit that the column is named with, and by the units and scale
    words of other cells; None where there are none."""
    quantities = [quantity_of(unit) for unit in (named, *units)]
    for quantity, unit in (("length", "m"), ("time", "min")):
        if quantity in quantities:
            return MMeaning(is_unit=True, unit=unit)
    is_counted = any(not quantity_of(unit) for unit in units)
    return MMeaning(is_unit=False) if is_scaled or is_counted else None


def meaning_by_name(name: str) -> MMeaning | None:
    """Return what an `m` means by the words of a column's name; None where they do not tell."""
    if is_length_name(name):
        return MMeaning(is_unit=True, unit="m")
    return MMeaning(is_unit=False) if is_amount_name(name) else None


def fitting_reading(values: Sequence[float], others: ColumnRange | None) -> int | None:
    """Return which value is like the others of a column, where one alone is; NONE_FITS where none."""
    if others is None:
        return None
    fitting = [place for place, value in enumerate(values) if others.has(value)]
    if not fitting:
        return NONE_FITS
    return fitting[0] if len(fitting) == 1 else None
