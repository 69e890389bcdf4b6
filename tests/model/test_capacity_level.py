"""What the service still stores, by what its database uses."""

from __future__ import annotations

import pytest

from crowd.model.capacity import MEBIBYTE, CapacityLevel, StorageUsage

GIBIBYTE = 1024 * MEBIBYTE


def usage(percent: float = 0, free: int | None = None) -> StorageUsage:
    memory = round(percent / 100 * GIBIBYTE)
    return StorageUsage(memory=memory, max_memory=GIBIBYTE, free_disk=free)


@pytest.mark.parametrize(
    ("percent", "level"),
    [
        (0, CapacityLevel.AMPLE),
        (69.9, CapacityLevel.AMPLE),
        (70.1, CapacityLevel.LOW),
        (79.9, CapacityLevel.LOW),
        (80.1, CapacityLevel.ANSWERS),
        (94.9, CapacityLevel.ANSWERS),
        (95.1, CapacityLevel.FEW_ANSWERS),
        (120, CapacityLevel.FEW_ANSWERS),
    ],
)
def test_level_of_memory(percent: float, level: CapacityLevel) -> None:
    assert usage(percent).capacity_level() is level


@pytest.mark.parametrize(
    ("megabytes", "level"),
    [
        (1124, CapacityLevel.AMPLE),
        (1123, CapacityLevel.LOW),
        (356, CapacityLevel.LOW),
        (355, CapacityLevel.ANSWERS),
        (128, CapacityLevel.ANSWERS),
        (127, CapacityLevel.FEW_ANSWERS),
        (64, CapacityLevel.FEW_ANSWERS),
        (63, CapacityLevel.DELETIONS),
        (0, CapacityLevel.DELETIONS),
    ],
)
def test_level_of_a_disk_beside_a_rewrite_of_the_log(megabytes: int, level: CapacityLevel) -> None:
    used = 100 * MEBIBYTE
    found = StorageUsage(memory=used, max_memory=0, free_disk=megabytes * MEBIBYTE)
    assert found.capacity_level() is level


def test_memory_without_a_limit_is_ample() -> None:
    assert StorageUsage(memory=1 << 40, max_memory=0).capacity_level() is CapacityLevel.AMPLE


def test_level_is_left_only_with_some_room_to_spare() -> None:
    assert usage(79).capacity_level() is CapacityLevel.LOW
    assert usage(79).capacity_level(CapacityLevel.ANSWERS) is CapacityLevel.ANSWERS
    assert usage(77.9).capacity_level(CapacityLevel.ANSWERS) is CapacityLevel.LOW
    assert usage(10).capacity_level(CapacityLevel.DELETIONS) is CapacityLevel.AMPLE
    assert (
        usage(free=70 * MEBIBYTE).capacity_level(CapacityLevel.DELETIONS) is CapacityLevel.DELETIONS
    )
    assert (
        usage(free=81 * MEBIBYTE).capacity_level(CapacityLevel.DELETIONS)
        is CapacityLevel.FEW_ANSWERS
    )


def test_level_gets_worse_at_once() -> None:
    assert usage(81).capacity_level(CapacityLevel.AMPLE) is CapacityLevel.ANSWERS
    assert usage(96).capacity_level(CapacityLevel.ANSWERS) is CapacityLevel.FEW_ANSWERS


def test_log_is_rewritten_only_where_there_is_room_for_it() -> None:
    assert usage(50, 577 * MEBIBYTE).can_rewrite
    assert not usage(50, 576 * MEBIBYTE).can_rewrite
    assert usage(50).can_rewrite
