"""Find numbers that stand for no answer, such as 999 and -99."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from crowd.analysis.sample import Values

CODES = (
    *(-1.0, -8.0, -9.0, -77.0, -88.0, -98.0, -99.0, -777.0, -888.0, -998.0, -999.0, -9998.0),
    *(-9999.0, -99999.0, 77.0, 88.0, 98.0, 99.0, 777.0, 888.0, 998.0, 999.0, 8888.0, 9998.0),
    *(9999.0, 99999.0, 999999.0),
)
"""Numbers by which survey tools and people mark that there is no answer."""

MIN_REPEATS = 2
"""Rows with a code from which on it is told."""

MIN_OTHERS = 3
"""Other answers from which on they tell whether a code is far away from them."""

MIN_FACTOR = 3.0
"""How many times larger than nearly all other answers a code is."""

MIN_GAP, MIN_RATIO = 3.0, 1.5
"""How far a code is from answers that are close together: in widths of their range, and as a ratio."""


class MissingCode(NamedTuple):
    """A number that is probably no answer, and the indices of its cells."""

    code: float
    places: list[int]


def find_missing_codes(values: Values) -> list[MissingCode]:
    """Return the codes that stand several times in a column, far from all other answers."""
    found = np.flatnonzero(np.isin(values, CODES))
    if len(found) < MIN_REPEATS:
        return []
    others = np.delete(values, found)
    others = others[np.isfinite(others)]
    if others.size < MIN_OTHERS:
        return []
    low, high = np.quantile(others, (0.05, 0.95))
    codes = []
    for code in np.unique(values[found]).tolist():
        places = found[values[found] == code]
        is_far = code < 0 <= low if code < 0 else high >= 0 and code > MIN_FACTOR * high
        is_far = is_far or _is_apart(code, float(others.min()), float(others.max()))
        if is_far and len(places) >= MIN_REPEATS:
            codes.append(MissingCode(code, places.tolist()))
    return codes


def _is_apart(code: float, lowest: float, highest: float) -> bool:
    """Return whether a code is far above or below answers that are close together."""
    gap = MIN_GAP * (highest - lowest)
    if min(code, lowest) <= 0:
        return False
    is_above = code > MIN_RATIO * highest and code - highest > gap
    return is_above or (code * MIN_RATIO < lowest and lowest - code > gap)
