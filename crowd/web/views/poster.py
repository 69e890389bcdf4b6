"""The size of a poster's question, so that all of it fits on one sheet."""

from __future__ import annotations

import math
from unicodedata import combining, east_asian_width

SIZES = (44, 36, 30, 24, 20, 16, 13, 11, 10, 9, 8, 7)
"""Points of the question's letters, for which there are styles."""

AREA = 210_000
"""Square points for the question, over the share of them that a letter of one point takes.

A sheet of A4 or Letter with its margins has 174 mm by 240 mm, of which code, address and photo leave
140 mm. A letter takes .55 of its size in width, a line 1.3 of it, and some of each line stays empty.
"""


def question_points(question: str) -> int:
    """Return the largest size in which a question fits on the poster."""
    letters = sum(_width(letter) for letter in question)
    fitting = math.sqrt(AREA / max(letters, 1))
    return next((size for size in SIZES if size <= fitting), SIZES[-1])


def _width(letter: str) -> float:
    if combining(letter):
        return 0
    if letter.isupper():
        return 1.5
    return 2 if east_asian_width(letter) in "WF" else 1
