"""In which order people answered, as far as a table tells."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crowd.analysis.sample import Values
from crowd.tables.columns import EMPTY, as_text
from crowd.tables.reader import Cell

SORTED = 0.5
"""Beyond this rank correlation of answers and rows, somebody may have sorted the rows."""

ONE_WAY = 0.5
"""Beyond this share of steps in one direction, less those in the other, somebody has: where answers
drift, or people follow each other, they still go up and down from one to the next."""

FEWEST = 30
ROWS_COMPARED = 1_000

SORTED_ROWS = (
    "The rows of the file are sorted by their answers, at least in the main, so their order does "
    "not tell who answered first."
)
Keys = NDArray[Any]


def arrival_keys(cells: Sequence[Cell]) -> tuple[Keys, dict[int, str]]:
    """What rows are sorted by: numbers or times where most cells are such, else texts.

    Also says which cells cannot be placed, and why.
    """
    texts = [as_text(cell) for cell in cells]
    problems = {place: f"Its order: {EMPTY}" for place, text in enumerate(texts) if not text}
    for read, name in ((_number, "a number"), (_time, "a date or time")):
        keys = np.fromiter(map(read, texts), np.float64, len(texts))
        unread = [place for place in np.flatnonzero(np.isnan(keys)) if place not in problems]
        if 2 * len(unread) < len(texts) - len(problems):
            reasons = {int(place): f"Its order is not {name}, as others are." for place in unread}
            return keys, problems | reasons
    # Ranks, since an array of texts gives each the room of the longest.
    ranks = {text: rank for rank, text in enumerate(sorted(set(texts)))}
    return np.fromiter((ranks[text] for text in texts), np.float64, len(texts)), problems


def why_unordered(values: Values) -> str:
    """Why the order of the rows cannot be that of arrival; empty where it can."""
    if values.size < FEWEST or abs(_direction(values)) <= ONE_WAY:
        return ""
    return SORTED_ROWS if abs(_rank_correlation(values)) > SORTED else ""


def _direction(values: Values) -> float:
    """The share of rows above the row before, less that of rows below, of those that differ."""
    steps = np.sign(np.diff(values))
    return float(np.sum(steps) / max(1, np.count_nonzero(steps)))


def _rank_correlation(values: Values) -> float:
    """Kendall's tau-b of value and row, on evenly spaced rows where there are many."""
    places = np.linspace(0, values.size - 1, min(values.size, ROWS_COMPARED)).astype(np.int64)
    shown = values[places]
    signs = np.sign(shown[None, :] - shown[:, None])[np.triu_indices(shown.size, 1)]
    untied = np.count_nonzero(signs)
    return float(signs.sum() / math.sqrt(untied * signs.size)) if untied else 0.0


def _number(text: str) -> float:
    return _or_nan(float, text)


def _time(text: str) -> float:
    """Seconds since 1970; a time without an offset counts as universal time."""

    def seconds(text: str) -> float:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

    return _or_nan(seconds, text)


def _or_nan(read: Callable[[str], float], text: str) -> float:
    try:
        key = read(text)
    except ValueError:
        return math.nan
    return key if math.isfinite(key) else math.nan
