"""How the time of a piece of work grows with what it is given."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

LARGE = 100_000
SIZES = [LARGE // 3, pytest.param(LARGE, marks=pytest.mark.exhaustive)]
"""A third is enough to find what is quadratic and takes a few operations a step."""

LINEARITHMIC = 4.8
"""n log n at a size of some ten thousand, in multiples of a fourth of it; quadratic is 16."""

SLACK = 2.0
UNMEASURABLE = 0.1
"""Seconds that a busy machine, and memory beyond its caches, add to anything."""

REPEATS = 3
LONG = 0.5
"""Seconds after which nothing is repeated."""


def seconds(work: Callable[[Any], object], given: Any, repeats: int = REPEATS) -> float:
    """The least processor time of some runs, which others on the machine disturb the least."""
    found: list[float] = []
    while len(found) < repeats and sum(found) < LONG:
        start = time.process_time()
        work(given)
        found.append(time.process_time() - start)
    return min(found)


def check_growth(
    work: Callable[[Any], object], given: Callable[[int], Any], most: float, size: int = LARGE
) -> None:
    """Fails where so many take longer than `most` seconds, or grow faster than n log n."""
    many = given(size)
    large = seconds(work, many, repeats=1)
    if large < min(most, UNMEASURABLE):
        # However little a fourth of them takes, this is within the limits.
        return
    small = seconds(work, given(size // 4))
    limit = min(most, SLACK * LINEARITHMIC * small + UNMEASURABLE)
    if large >= limit:
        # What else the machine did may have taken the time.
        large = seconds(work, many)
    assert large < limit, f"{small:.3f} s at {size // 4:,}, {large:.3f} s at {size:,}"
