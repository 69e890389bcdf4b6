"""The order in which people answered, as far as a table has it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from babel import Locale
from numpy.typing import NDArray

from crowd.analysis.sample import Values
from crowd.tables.arrival_times import parse_times
from crowd.tables.columns.column import NO_ANSWER
from crowd.tables.formats.cells import Cell, cell_text

MAX_CORRELATION = 0.5
"""Absolute rank correlation of answers and rows above which the rows can be sorted."""

MAX_DIRECTION = 0.5
"""Absolute difference between the shares of rising and of falling steps above which the rows can be
sorted: answers that drift, or that follow each other, still go up and down from row to row."""

MIN_ROWS = 30
"""Rows from which on sorting is looked for."""

MAX_ROWS_COMPARED = 1_000
"""Rows compared in pairs."""

SORTED_ROWS = (
    "The rows of the file are sorted by their answers, at least in the main, so their order does "
    "not tell who answered first."
)
TEXT_ORDER_NOTE = (
    "The order is neither numbers nor dates or times that can be read, so its texts are compared."
)
SortKeys = NDArray[Any]
_DIGITS = re.compile(r"(\d+)", re.ASCII)


class ArrivalKeys(NamedTuple):
    """The sort keys of rows, the problems of rows by their place, and whether the keys are texts'."""

    keys: SortKeys
    problems: dict[int, str]
    are_texts: bool = False


def arrival_keys(cells: Sequence[Cell], locale: Locale) -> ArrivalKeys:
    """Return the sort keys of rows: most cells are numbers, or times, or texts."""
    texts = [cell_text(cell) for cell in cells]
    problems = {place: f"Its order: {NO_ANSWER}" for place, text in enumerate(texts) if not text}
    parsers: tuple[tuple[Callable[[], Values], str], ...] = (
        (lambda: np.fromiter(map(_parse_number, texts), np.float64, len(texts)), "a number"),
        (lambda: parse_times(texts, locale), "a date or time"),
    )
    for parse, name in parsers:
        keys = parse()
        unread = [place for place in np.flatnonzero(np.isnan(keys)) if place not in problems]
        if 2 * len(unread) < len(texts) - len(problems):
            reasons = {int(place): f"Its order is not {name}, as others are." for place in unread}
            return ArrivalKeys(keys, problems | reasons)
    # Ranks: an array of texts would give each the size of the longest.
    ranks = {text: rank for rank, text in enumerate(sorted(set(texts), key=_natural_key))}
    keys = np.fromiter((ranks[text] for text in texts), np.float64, len(texts))
    return ArrivalKeys(keys, problems, are_texts=True)


def _natural_key(text: str) -> list[tuple[int, str]]:
    """Return a key by which P2 comes before P10."""
    parts = _DIGITS.split(text)
    return [(int(part[:300]), "") if part.isdigit() else (-1, part) for part in parts]


def why_unordered(values: Values) -> str:
    """Return why the order of the rows cannot be that of arrival; empty where it can."""
    if values.size < MIN_ROWS or abs(_direction(values)) <= MAX_DIRECTION:
        return ""
    return SORTED_ROWS if abs(_rank_correlation(values)) > MAX_CORRELATION else ""


def _direction(values: Values) -> float:
    """Return the share of rising steps less that of falling ones, of steps between differing rows."""
    steps = np.sign(np.diff(values))
    return float(np.sum(steps) / max(1, np.count_nonzero(steps)))


def _rank_correlation(values: Values) -> float:
    """Return Kendall's tau-b of value and row, on evenly spaced rows where there are many."""
    places = np.linspace(0, values.size - 1, min(values.size, MAX_ROWS_COMPARED)).astype(np.int64)
    shown = values[places]
    signs = np.sign(shown[None, :] - shown[:, None])[np.triu_indices(shown.size, 1)]
    untied = np.count_nonzero(signs)
    return float(signs.sum() / math.sqrt(untied * signs.size)) if untied else 0.0


def _parse_number(text: str) -> float:
    return _finite_or_nan(float, text)


def _finite_or_nan(read: Callable[[str], float], text: str) -> float:
    try:
        key = read(text)
    except ValueError:
        return math.nan
    return key if math.isfinite(key) else math.nan
