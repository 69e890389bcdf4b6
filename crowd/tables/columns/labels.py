"""Tell labels such as `7b` and `12a`, of classes, seats and houses, from numbers with a scale word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crowd.parsing.unit_factors import are_convertible
from crowd.parsing.unit_spellings import symbol_of

A_LABEL = "This is a label, like others in this column, and no number."

MAX_TEXTS_COMPARED = 1_000
"""Texts of a column by which labels are recognized."""

MIN_SHARE = 0.5
"""Share of the texts of a column that have to look like labels."""

SCALE_LETTERS = frozenset("kmb")
DEGREES = frozenset("cf")

_LABEL = re.compile(r"\d{1,4}([A-Za-z])", re.ASCII)


def is_label(text: str) -> bool:
    """Return whether a text has the form of a label: a number and a letter."""
    return _LABEL.fullmatch(text) is not None


def are_labels(texts: Sequence[str]) -> bool:
    """Return whether the texts of a column are labels: their letters are not all scale words, or units
    of one quantity."""
    found = [label[1].casefold() for text in texts if (label := _LABEL.fullmatch(text))]
    letters = set(found)
    if len(letters) < 2 or len(found) < MIN_SHARE * len(texts) or letters <= DEGREES:
        return False
    others = sorted(letters - SCALE_LETTERS)
    units = [letter for letter in others if symbol_of(letter)]
    if len(units) < len(others):
        return True
    # Nobody mixes billions with another unit in one column.
    if "b" in letters and others:
        return True
    return any(not are_convertible(units[0], unit) for unit in units[1:])
