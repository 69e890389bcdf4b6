"""What there is room for, by what is used."""

from __future__ import annotations

import pytest

from crowd.model.room import MEBIBYTE, Room, Usage

GIBIBYTE = 1024 * MEBIBYTE


def usage(percent: float = 0, free: int | None = None) -> Usage:
    memory = round(percent / 100 * GIBIBYTE)
    return Usage(memory=memory, max_memory=GIBIBYTE, free_disk=free)


@pytest.mark.parametrize(
    ("percent", "room"),
    [
        (0, Room.AMPLE),
        (69.9, Room.AMPLE),
        (70.1, Room.SHORT),
        (79.9, Room.SHORT),
        (80.1, Room.ANSWERS),
        (94.9, Room.ANSWERS),
        (95.1, Room.FEW_ANSWERS),
        (120, Room.FEW_ANSWERS),
    ],
)
def test_room_in_memory(percent: float, room: Room) -> None:
    assert usage(percent).room() is room


@pytest.mark.parametrize(
    ("megabytes", "room"),
    [
        (1124, Room.AMPLE),
        (1123, Room.SHORT),
        (356, Room.SHORT),
        (355, Room.ANSWERS),
        (128, Room.ANSWERS),
        (127, Room.FEW_ANSWERS),
        (64, Room.FEW_ANSWERS),
        (63, Room.DELETIONS),
        (0, Room.DELETIONS),
    ],
)
def test_room_on_the_disk_beside_a_rewrite_of_the_log(megabytes: int, room: Room) -> None:
    used = 100 * MEBIBYTE
    found = Usage(memory=used, max_memory=0, free_disk=megabytes * MEBIBYTE)
    assert found.room() is room


def test_memory_without_a_limit_is_ample() -> None:
    assert Usage(memory=1 << 40, max_memory=0).room() is Room.AMPLE


def test_level_is_left_only_with_some_room_to_spare() -> None:
    assert usage(79).room() is Room.SHORT
    assert usage(79).room(Room.ANSWERS) is Room.ANSWERS
    assert usage(77.9).room(Room.ANSWERS) is Room.SHORT
    assert usage(10).room(Room.DELETIONS) is Room.AMPLE
    assert usage(free=70 * MEBIBYTE).room(Room.DELETIONS) is Room.DELETIONS
    assert usage(free=81 * MEBIBYTE).room(Room.DELETIONS) is Room.FEW_ANSWERS


def test_level_gets_worse_at_once() -> None:
    assert usage(81).room(Room.AMPLE) is Room.ANSWERS
    assert usage(96).room(Room.ANSWERS) is Room.FEW_ANSWERS


def test_log_is_rewritten_only_where_there_is_room_for_it() -> None:
    assert usage(50, 577 * MEBIBYTE).can_rewrite
    assert not usage(50, 576 * MEBIBYTE).can_rewrite
    assert usage(50).can_rewrite
