"""Pairs of values to try: all of them take long, so the fast tests try each value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest


def pairs(ones: Iterable[Any], others: Iterable[Any]) -> Sequence[Any]:
    """Each value with each: in the fast tests each of the first with one of the others, in turn."""
    ones, others = list(ones), list(others)
    length = max(len(ones), len(others))
    fast = {(place % len(ones), place % len(others)) for place in range(length)}
    return [
        pytest.param(
            one,
            other,
            marks=[] if (row, column) in fast else pytest.mark.exhaustive,
        )
        for row, one in enumerate(ones)
        for column, other in enumerate(others)
    ]
