"""Tell two answers in one cell, such as `400 500`, from one number with grouped thousands."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from crowd.analysis.sample import Values
from crowd.parsing.comparison_key import comparison_key
from crowd.tables.columns.column import Column
from crowd.tables.columns.m_readings import MARGIN, range_of
from crowd.tables.formats.cells import Cell, cell_text

TWO_ANSWERS = "Are these {count} answers, or one of {value}? Write one number."

MIN_GROUPED = 100_100.0
"""Smallest number of two groups that begin with no zero."""

MIN_PAIR = 1_000.0
"""Smallest number of two groups."""

MIN_ANSWERS = 4
"""Groups that are alike from which on nobody has meant one number."""

MAX_RATIO, MAX_RATIO_OF_THREE = 2.0, 1.25
"""How many times larger than another a group is at most to be alike."""

MAX_NAME_LENGTH = 400

_RANGE_NAME = re.compile(
    r"(?<!\w)(?:(?:low|lower|min|minimum|from|von|de|desde|du|da|от|من)[ -/–—_]+"
    r"(?:high|higher|upper|max|maximum|to|bis|à|a|hasta|au|до|إلى)"
    r"|ranges?|interval|intervals|intervalle?|intervallo|intervalo|bounds|spanne|bereich|fourchette"
    r"|plage|rango|النطاق|المدى)(?!\w)"
)
_PAIR = re.compile(r"[1-9]\d{0,2}(?:, ?| )\d{3}")
_GROUPS = re.compile(r"[1-9]\d{2}(?:(?:, ?| )\d{3})+")


def reject_two_answers(
    column: Column, cells: Sequence[Cell], plain: Values, name: str = ""
) -> None:
    """Reject numbers with grouped thousands that are unlike the plain numbers of their column, where
    each of their groups alone is like them, or whose column is called a range."""
    if is_range_name(name):
        _reject_ranges(column, cells)
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


def is_range_name(name: str) -> bool:
    """Return whether the name of a column says that its cells have the two ends of a range."""
    key = comparison_key(name[:MAX_NAME_LENGTH])
    return _RANGE_NAME.search(key) is not None


def _reject_ranges(column: Column, cells: Sequence[Cell]) -> None:
    """Reject pairs of groups of which the second is the larger one."""
    for place in map(int, np.flatnonzero(np.abs(column.values) >= MIN_PAIR)):
        text = cell_text(cells[place])
        parts = [*map(float, re.findall(r"\d+", text))] if _PAIR.fullmatch(text) else []
        if len(parts) == 2 and parts[0] < parts[1]:
            value = f"{column.values[place]:,.12g}"
            column.reject([place], TWO_ANSWERS.format(count="two", value=value))


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
