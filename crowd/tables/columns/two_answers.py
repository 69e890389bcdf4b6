"""Tell two answers in one cell, such as `400 500`, from one number with grouped thousands."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from crowd.analysis.sample import Values
from crowd.tables.columns.column import Column
from crowd.tables.columns.m_readings import range_of
from crowd.tables.formats.cells import Cell, cell_text

TWO_ANSWERS = "Are these {count} answers, or one of {value}? Write one number."

_GROUPS = re.compile(r"[1-9]\d{2}(?:(?:, ?| )\d{3})+")


def reject_two_answers(column: Column, cells: Sequence[Cell], plain: Values) -> None:
    """Reject numbers with grouped thousands that are unlike the plain numbers of their column, where
    each of their groups alone is like them."""
    expected = range_of(plain)
    if expected is None:
        return
    for place in map(int, np.flatnonzero(np.abs(column.values) > expected.high)):
        text = cell_text(cells[place])
        if not _GROUPS.fullmatch(text):
            continue
        parts = [float(part) for part in re.findall(r"\d+", text)]
        if all(expected.has(part) for part in parts):
            value = f"{column.values[place]:,.12g}"
            column.reject([place], TWO_ANSWERS.format(count=_count(parts), value=value))


def _count(parts: Sequence[float]) -> str:
    return "two" if len(parts) == 2 else str(len(parts))
