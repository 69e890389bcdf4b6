"""Measure what there is room for, so that the store refuses the rest."""

from __future__ import annotations

from typing import NamedTuple

from crowd.model.capacity import CapacityLevel, StorageUsage
from crowd.store.store import Store


class CapacityChange(NamedTuple):
    """A level that was reached, from which one, and what each server uses."""

    before: CapacityLevel
    level: CapacityLevel
    usages: list[StorageUsage]


async def measure_capacity(store: Store) -> CapacityChange | None:
    """Measure the capacity; return the change of its level, None where it is as before."""
    before = store.capacity.level
    usages = await store.capacity.measure()
    level = store.capacity.level
    return None if level == before else CapacityChange(before, level, usages)
