"""Tell two answers in one cell, such as `400 500`, from one number with grouped thousands."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from crowd.analysis.sample import Values
from crowd.tables.columns.column import Column
from crowd.tables.columns.m_readings import MARGIN, range_of
from crowd.tables.formats.cells import Cell, cell_text

TWO_ANSWERS = "Are these {count} answers, or one of {value}? Write one number."

MIN_GROUPED = 100_100.0
"""Smallest number of two groups that begin with no zero."""

MIN_ANSWERS = 4
"""Groups that are alike from which on nobody has meant one number."""

MAX_RATIO, MAX_RATIO_OF_THREE = 2.0, 1.25
"""How many times larger than another a group is at most to be alike."""

_GROUPS = re.compile(r"[1-9]\d{2}(?:(?:, ?| )\d{3})+")


def reject_two_answers(column: Column, cells: Sequence[Cell], plain: Values) -> None:
    """Reject numbers with grouped thousands that are unlike the plain numbers of their column, where
    each of their groups alone is like them."""
    expected = range_of(plain)
    if expected is None:
        _read_without_plain(column, cells)
        return
    for place in map(int, np.flatnonzero(np.abs(column.values) > expected.high)):
        text = cell_text(cells[place])
        if not _GROUPS.fullmatch(text):
            continue
        parts = [float(part) for part in re.findall(r"\d+", text)]
        if all(expected.has(part) for part in parts):
            value = f"{column.values[place]:,.12g}"
            column.reject([place], TWO_ANSWERS.format(count=_count(parts), value=value))


def _read_without_plain(column: Column, cells: Sequence[Cell]) -> None:
    """Reject four groups and more that are alike, and doubt two or three, where no other number is as
    large as they are together."""
    grouped = {
        place: parts
        for place in map(int, np.flatnonzero(np.abs(column.values) >= MIN_GROUPED))
        if _GROUPS.fullmatch(text := cell_text(cells[place]))
        and max(parts := [*map(float, re.findall(r"\d+", text))]) <= MAX_RATIO * min(parts)
    }
    others = np.abs(np.delete(column.values, [*grouped]))
    largest = float(np.max(others, initial=0.0, where=np.isfinite(others)))
    for place, parts in grouped.items():
        number = float(column.values[place])
        if number <= MARGIN * largest:
            continue
        if len(parts) >= MIN_ANSWERS:
            value = f"{number:,.15g}"
            column.reject([place], TWO_ANSWERS.format(count=_count(parts), value=value))
        elif largest or (len(parts) > 2 and max(parts) <= MAX_RATIO_OF_THREE * min(parts)):
            column.doubtful[place] = number


def _count(parts: Sequence[float]) -> str:
    return "two" if len(parts) == 2 else str(len(parts))
