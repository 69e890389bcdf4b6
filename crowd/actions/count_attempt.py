"""Count attempts of network addresses; what cannot be counted passes.

In a cluster the poll may be on a server that is up; if it is not, the call fails by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from crowd.model.budget import Budget
from crowd.model.errors import StoreUnavailable
from crowd.store.store import Store


async def count_attempt(store: Store, purpose: str, seconds: int, budgets: Sequence[Budget]) -> int:
    """Count one attempt; return the seconds to wait, 0 if there was room in all budgets."""
    try:
        return await store.attempts.hit(purpose, seconds, budgets)
    except StoreUnavailable:
        return 0


async def count_units(
    store: Store, purpose: str, seconds: int, budgets: Sequence[Budget], units: int
) -> int:
    """Count several units, or none if not all have room; return the seconds to wait."""
    try:
        return await store.attempts.hit_units(purpose, seconds, budgets, units)
    except StoreUnavailable:
        return 0
