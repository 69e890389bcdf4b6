"""How much memory and disk the database uses, and what it has room for."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from crowd.model.capacity import CapacityLevel, StorageUsage
from crowd.model.errors import StorageFull, StorageFullForPolls, StoreUnavailable
from crowd.store.client.per_server_batches import servers_of
from crowd.store.database import Database, guarded

AUTOMATIC_REWRITES = "auto-aof-rewrite-percentage"
DEFAULT_GROWTH = "100"


class Capacity:
    """The capacity level, by which polls and pictures are refused first, then answers."""

    def __init__(self, database: Database, disk: Path | None = None) -> None:
        self._database = database
        self.disk = disk
        """The folder of the embedded database, whose disk is measured; None for any other database."""
        self.level = CapacityLevel.AMPLE
        """The capacity level of the last measurement."""
        self._rewrite_is_due = False

    def require_for_answers(self) -> None:
        """Raise StorageFull where there is no room for answers."""
        if self.level < CapacityLevel.FEW_ANSWERS:
            raise StorageFull

    def require_for_polls(self) -> None:
        """Raise StorageFullForPolls where there is no room for polls and pictures."""
        if self.level < CapacityLevel.LOW:
            raise StorageFullForPolls

    @guarded
    async def measure(self) -> list[StorageUsage]:
        """Measure what each server that replies uses; the store then refuses what has no room.

        In a cluster the fullest server decides about new polls, which may be anybody's; each server
        decides about answers itself.
        """
        servers = await servers_of(self._database.redis)
        found = await asyncio.gather(*map(self._usage, servers), return_exceptions=True)
        usages = [usage for usage in found if isinstance(usage, StorageUsage)]
        if not usages:
            raise StoreUnavailable
        self.level = min(usage.capacity_level(self.level) for usage in usages)
        if self.disk is not None:
            await self._allow_rewrites(usages[0])
        return usages

    async def _usage(self, server: Redis) -> StorageUsage:
        memory = await server.info("memory")
        free = None if self.disk is None else shutil.disk_usage(self.disk).free
        return StorageUsage(
            memory=memory["used_memory"] - memory.get("mem_not_counted_for_evict", 0),
            max_memory=memory["maxmemory"],
            free_disk=free,
        )

    async def _allow_rewrites(self, usage: StorageUsage) -> None:
        """Let the database rewrite its log only where that does not fill the disk.

        Under `appendfsync always` a full disk ends it. A rewrite that a deletion could not ask for
        is asked for as soon as there is room.
        """
        wanted = DEFAULT_GROWTH if usage.can_rewrite else "0"
        if (await self._database.settings(AUTOMATIC_REWRITES)).get(AUTOMATIC_REWRITES) != wanted:
            await self._database.redis.config_set(AUTOMATIC_REWRITES, wanted)
        if self._rewrite_is_due and usage.can_rewrite:
            await self._rewrite_log()

    async def rewrite_log(self) -> None:
        """Have the log rewritten without what was deleted, as soon as the disk has room for that."""
        self._rewrite_is_due = True
        if self.disk is None:
            await self._rewrite_log()
        else:
            await self.measure()

    async def _rewrite_log(self) -> None:
        self._rewrite_is_due = False
        try:
            await self._database.redis.bgrewriteaof()
        except RedisError:
            # A rewrite is under way, or not permitted: the next one drops what was deleted as well.
            return
