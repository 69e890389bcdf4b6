"""How much more the service can store: the whole of it, never one poll."""

from __future__ import annotations

from enum import IntEnum

import msgspec

MEBIBYTE = 1 << 20

WARNING_SHARE = 0.70
POLLS_SHARE = 0.80
READY_SHARE = 0.95
"""Of the memory that the database may use: from here on operators are warned, polls are refused,
the service says that it is not ready. At the whole of it the database refuses answers itself."""

WARNING_DISK = 1024 * MEBIBYTE
POLLS_DISK = 256 * MEBIBYTE
"""Free bytes beside the room that the database needs to rewrite its log, which is at most as much as
its memory: below it operators are warned, polls are refused."""

READY_DISK = 128 * MEBIBYTE
ANSWERS_DISK = 64 * MEBIBYTE
"""Free bytes below which the service is not ready, and below which it refuses answers."""

RECOVERY_SHARE = 0.02
RECOVERY_DISK = 16 * MEBIBYTE
"""So much better it has to be before more is taken again, so that a level does not come and go."""


class Room(IntEnum):
    """What there is room for; each level includes those before it."""

    DELETIONS = 0
    """Nothing but closing, withdrawing and deleting."""
    FEW_ANSWERS = 1
    """Answers, but not for long: the service is not ready for more visitors."""
    ANSWERS = 2
    """Answers, but neither new polls nor pictures nor changes of drafts."""
    SHORT = 3
    """Everything, but somebody has to make room."""
    AMPLE = 4
    """Everything."""


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """What the database uses and may use, in bytes."""

    memory: int
    max_memory: int
    """0 where nothing limits it."""
    free_disk: int | None = None
    """None where the disk is not ours to look at."""

    @property
    def can_rewrite(self) -> bool:
        """Whether the database has room to write its log anew, and for what comes in meanwhile."""
        return self.free_disk is None or self.free_disk > self.memory + ANSWERS_DISK

    def room(self, before: Room = Room.AMPLE) -> Room:
        """What there is room for, after what there was room for before."""
        now = min(self.memory_room(), self.disk_room())
        if now <= before:
            return now
        return max(before, min(self.memory_room(RECOVERY_SHARE), self.disk_room(RECOVERY_DISK)))

    def memory_room(self, margin: float = 0.0) -> Room:
        """What there is room for in memory."""
        share = self.memory / self.max_memory + margin if self.max_memory else 0.0
        if share >= READY_SHARE:
            # The last answers are for the database itself to refuse, which knows it exactly.
            return Room.FEW_ANSWERS
        if share >= POLLS_SHARE:
            return Room.ANSWERS
        return Room.SHORT if share >= WARNING_SHARE else Room.AMPLE

    def disk_room(self, margin: int = 0) -> Room:
        """What there is room for on the disk."""
        if self.free_disk is None:
            return Room.AMPLE
        free = self.free_disk - margin
        if free < ANSWERS_DISK:
            return Room.DELETIONS
        if free < READY_DISK:
            return Room.FEW_ANSWERS
        if free < POLLS_DISK + self.memory:
            return Room.ANSWERS
        return Room.SHORT if free < WARNING_DISK + self.memory else Room.AMPLE
