"""Check that answers can be stored as durably as is promised."""

from __future__ import annotations

from crowd.model.capacity import CapacityLevel
from crowd.model.errors import StorageFull, StoreUnavailable
from crowd.store.store import Store

REMEDY = "Delete polls, or give the database more memory and disk: `crowd doctor` has the figures."


async def check_readiness(store: Store, *, allow_weak_durability: bool) -> CapacityLevel:
    """Return how much room there is; raise StorageFull or StoreUnavailable where that is too little,
    or where the database does not keep what is written."""
    level = store.capacity.level
    if level < CapacityLevel.ANSWERS:
        raise StorageFull(f"There is room for few answers or none. {REMEDY}")
    await store.maintenance.check_writable()
    weak = [] if allow_weak_durability else await store.maintenance.weak_settings()
    if weak:
        raise StoreUnavailable(
            f"The database could lose acknowledged answers: {'; '.join(weak)}. Change these, or "
            "set CROWD_ALLOW_WEAK_DURABILITY=yes to accept it."
        )
    return level
