"""Read numbers in the power of ten that the name of their column says, as in `Population (millions)`."""

from __future__ import annotations

import re

import numpy as np

from crowd.parsing.scale_words import SCALES
from crowd.tables.columns.column import Column
from crowd.tables.columns.m_readings import MARGIN

MIN_LETTERS = 3
MAX_NAME_LENGTH = 400


def scale_in_name(name: str) -> float:
    """Return the power of ten that the name of a column says its numbers are in; 1 without one."""
    words = re.findall(r"[^\W\d_]+", name[:MAX_NAME_LENGTH].casefold())
    powers = (
        SCALES.get(word) or SCALES.get(word.removesuffix("s"), ())
        for word in words
        if len(word) >= MIN_LETTERS
    )
    return next((10.0 ** found[0] for found in powers if len(found) == 1 and found[0] >= 3), 1.0)


def unify_scale(column: Column, scale: float) -> None:
    """Divide numbers that were written in full beside others in the scale of the column; they are
    doubtful, and so are those that are like the others neither way."""
    size = np.abs(column.values)
    finite = np.isfinite(size) & (size > 0)
    small = size[finite & (size < scale)]
    if scale == 1 or not small.size:
        return
    low, high = float(small.min()) / MARGIN, float(small.max()) * MARGIN
    for place in map(int, np.flatnonzero(finite & (size >= scale))):
        if low <= size[place] / scale <= high:
            column.values[place] /= scale
        column.doubtful[place] = float(column.values[place])
