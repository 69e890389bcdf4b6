"""The one door to the database: everything that is kept, by what it means."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from redis.asyncio import Redis

from crowd.store.answers import Answers
from crowd.store.attempts import Attempts
from crowd.store.backup.export import Backups
from crowd.store.backup.restore import Restores
from crowd.store.details import AddedDetails
from crowd.store.inspection import Inspection
from crowd.store.maintenance import Maintenance
from crowd.store.polls import Polls
from crowd.store.snapshots import Snapshots


class Store(
    Attempts, Polls, Answers, AddedDetails, Snapshots, Maintenance, Backups, Restores, Inspection
):
    """Keeps polls, answers and results in one Redis or Valkey."""


@asynccontextmanager
async def opened(redis: Redis, disk: Path | None = None) -> AsyncIterator[Store]:
    """A store for the length of a block."""
    store = Store(redis, disk)
    try:
        yield store
    finally:
        await store.close()
