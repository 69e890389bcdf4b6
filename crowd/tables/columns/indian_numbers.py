"""Tell whether the numbers of a column are written as in India, where an L is a lakh."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from crowd.analysis.sample import Values
from crowd.parsing.text import MAX_LENGTH

MIN_LARGE = 10_000.0
"""Number from which on others can be lakhs."""

_INDIAN = re.compile(
    r"(?<![\d,])\d{1,2}(?:,\d\d)+,\d{3}(?![\d,])|(?<![^\W\d_])(?:lakhs?|lacs?|crores?|cr|लाख|करोड़)(?![^\W\d_])",
    re.IGNORECASE,
)
_VOLUME = re.compile(
    r"(?<![^\W\d_])(?:ml|cl|lit[er]{2}s?|ltrs?|gal|gallons?)(?![^\W\d_])", re.IGNORECASE
)


def are_lakhs(texts: Iterable[str], numbers: Values) -> bool | None:
    """Return whether an L is a lakh: some texts group digits as in India or have its scale words, and
    none is a volume. None where there are neither, and some of the other numbers are large."""
    has_indian = False
    for text in (each[:MAX_LENGTH] for each in texts):
        if _VOLUME.search(text):
            return False
        has_indian = has_indian or _INDIAN.search(text) is not None
    if has_indian:
        return True
    return None if np.any(numbers >= MIN_LARGE) else False
