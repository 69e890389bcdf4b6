"""How the time of a piece of work grows with what it is given."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

LARGE = 100_000
SMALL = LARGE // 4
LINEARITHMIC = 4.6
"""n log n at the large size, in multiples of the small one; quadratic is 16."""

SLACK = 2.0
UNMEASURABLE = 0.1
"""Seconds that a busy machine, and memory beyond its caches, add to anything."""

REPEATS = 3
LONG = 0.5
"""Seconds after which nothing is repeated."""


def seconds(work: Callable[[Any], object], given: Any) -> float:
    """The least processor time of some runs, which others on the machine disturb the least."""
    found: list[float] = []
    while len(found) < REPEATS and sum(found) < LONG:
        start = time.process_time()
        work(given)
        found.append(time.process_time() - start)
    return min(found)


def check_growth(work: Callable[[Any], object], given: Callable[[int], Any], most: float) -> None:
    """Fails where 100,000 take longer than `most` seconds, or grow faster than n log n."""
    small, large = seconds(work, given(SMALL)), seconds(work, given(LARGE))
    assert large < most, f"{large:.2f} s at {LARGE:,}"
    assert large < SLACK * LINEARITHMIC * small + UNMEASURABLE, (
        f"{small:.3f} s at {SMALL:,}, {large:.3f} s at {LARGE:,}"
    )
