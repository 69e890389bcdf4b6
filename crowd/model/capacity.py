"""How much more the whole service can store, by the memory and the disk that its database uses."""

from __future__ import annotations

from enum import IntEnum

import msgspec

MEBIBYTE = 1 << 20

MAX_SHARE_WITHOUT_WARNING = 0.70
MAX_SHARE_FOR_POLLS = 0.80
MAX_SHARE_FOR_READINESS = 0.95
"""Shares of the memory that the database may use, from which on operators are warned, polls are
refused, the service reports that it is not ready. At 1 the database refuses answers itself."""

MIN_DISK_WITHOUT_WARNING = 1024 * MEBIBYTE
MIN_DISK_FOR_POLLS = 256 * MEBIBYTE
"""Free bytes, beyond those for a rewrite of the database's log, below which operators are warned,
polls are refused. A rewrite takes at most as much as the database's memory."""

MIN_DISK_FOR_READINESS = 128 * MEBIBYTE
MIN_DISK_FOR_ANSWERS = 64 * MEBIBYTE
"""Free bytes below which the service is not ready, and below which it refuses answers."""

RECOVERY_MARGIN_SHARE = 0.02
RECOVERY_MARGIN_DISK = 16 * MEBIBYTE
"""How far usage has to fall below a bound before the level rises again, so that it does not flap."""


class CapacityLevel(IntEnum):
    """What the service still stores; each level includes those before it."""

    DELETIONS = 0
    """Nothing but closing, withdrawing and deleting."""
    FEW_ANSWERS = 1
    """Answers, but not for long: the service is not ready for more visitors."""
    ANSWERS = 2
    """Answers, but neither new polls nor pictures nor changes of drafts."""
    LOW = 3
    """Everything, but operators are warned."""
    AMPLE = 4
    """Everything."""


class StorageUsage(msgspec.Struct, frozen=True, kw_only=True):
    """What one server of the database uses and may use, in bytes."""

    memory: int
    max_memory: int
    """0 where nothing limits it."""
    free_disk: int | None = None
    """None where the server is not the embedded one, so that its disk cannot be measured."""

    @property
    def can_rewrite(self) -> bool:
        """Whether the disk holds a rewrite of the log, and what comes in meanwhile."""
        return self.free_disk is None or self.free_disk > self.memory + MIN_DISK_FOR_ANSWERS

    def capacity_level(self, previous: CapacityLevel = CapacityLevel.AMPLE) -> CapacityLevel:
        """Return the level of memory and disk together; it rises above `previous` with a margin."""
        level = min(self.memory_level(), self.disk_level())
        if level <= previous:
            return level
        memory = self.memory_level(RECOVERY_MARGIN_SHARE)
        return max(previous, min(memory, self.disk_level(RECOVERY_MARGIN_DISK)))

    def memory_level(self, margin: float = 0.0) -> CapacityLevel:
        """Return the level of the memory, as if a further share `margin` of it were used."""
        share = self.memory / self.max_memory + margin if self.max_memory else 0.0
        if share >= MAX_SHARE_FOR_READINESS:
            # The database itself refuses the last answers, as only it knows its exact usage.
            return CapacityLevel.FEW_ANSWERS
        if share >= MAX_SHARE_FOR_POLLS:
            return CapacityLevel.ANSWERS
        return CapacityLevel.LOW if share >= MAX_SHARE_WITHOUT_WARNING else CapacityLevel.AMPLE

    def disk_level(self, margin: int = 0) -> CapacityLevel:
        """Return the level of the disk, as if `margin` bytes fewer were free."""
        if self.free_disk is None:
            return CapacityLevel.AMPLE
        free = self.free_disk - margin
        if free < MIN_DISK_FOR_ANSWERS:
            return CapacityLevel.DELETIONS
        if free < MIN_DISK_FOR_READINESS:
            return CapacityLevel.FEW_ANSWERS
        if free < MIN_DISK_FOR_POLLS + self.memory:
            return CapacityLevel.ANSWERS
        if free < MIN_DISK_WITHOUT_WARNING + self.memory:
            return CapacityLevel.LOW
        return CapacityLevel.AMPLE
