"""Find which separator is the decimal one, from all cells of a column."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crowd.parsing.numbers import Marks
from crowd.tables.formats.cells import Cell

POINT, COMMA = Marks(".", ",", True), Marks(",", ".", True)

_WHOLE = r"(?<![\d.,])(?:\d{4,}|0|\d{1,3}(?:%s\d{3})+)"
_POINT_DECIMALS = re.compile(
    rf"(?<![\d.,])\d{{1,3}}\.(?:\d\d?|\d{{4,}})(?![\d.,])|{_WHOLE % ','}\.\d+(?![\d.,])", re.ASCII
)
_COMMA_DECIMALS = re.compile(
    rf"(?<![\d.,])\d{{1,3}},\d\d?(?![\d.,])|{_WHOLE % '[.]'},\d+(?![\d.,])", re.ASCII
)
_POINT_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3}){2,}(?![\d.])", re.ASCII)
_COMMA_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3}){2,}(?![\d,])", re.ASCII)


def find_decimal_mark(texts: Iterable[str], default: Marks) -> Marks:
    """Return the separators that most cells show to be the decimal and the grouping one; the default
    where none does, or as many show the other way round."""
    point = comma = 0
    for text in texts:
        if _POINT_DECIMALS.search(text) or _COMMA_GROUPS.search(text):
            point += 1
        elif _COMMA_DECIMALS.search(text) or _POINT_GROUPS.search(text):
            comma += 1
    if point == comma:
        return default
    return POINT if point > comma else COMMA


def shows_other_mark(text: str, marks: Marks) -> bool:
    """Return whether a cell shows that its decimal mark is not that of the column."""
    if "," not in text and "." not in text:
        return False
    decimals, groups = (
        (_COMMA_DECIMALS, _POINT_GROUPS)
        if marks.decimal == "."
        else (_POINT_DECIMALS, _COMMA_GROUPS)
    )
    return bool(decimals.search(text) or groups.search(text))


def groups_with(cell: Cell, mark: str) -> bool:
    """Return whether a cell can be grouped by a mark."""
    return isinstance(cell, str) and bool(
        re.search(rf"(?<![\d.,])\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+(?![\d.,])", cell)
    )
