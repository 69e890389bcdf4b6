"""Everything that is kept in the database, in parts named after what they keep."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from redis.asyncio import Redis

from crowd.store.answers import Answers
from crowd.store.attempts import Attempts
from crowd.store.backup.export import BackupReader
from crowd.store.backup.restore import BackupRestorer
from crowd.store.capacity import Capacity
from crowd.store.database import Database
from crowd.store.drafts import Drafts
from crowd.store.follow_ups import FollowUps
from crowd.store.form_replies import FormReplies
from crowd.store.maintenance import Maintenance
from crowd.store.own_polls import OwnPolls
from crowd.store.poll_index import PollIndex
from crowd.store.polls import Polls
from crowd.store.published_texts import PublishedTexts
from crowd.store.snapshots import Snapshots


class Store:
    """Polls, answers, results and all else that is kept in one Redis or Valkey."""

    def __init__(self, redis: Redis, disk: Path | None = None) -> None:
        self.database = Database(redis)
        self.capacity = Capacity(self.database, disk)
        self.index = PollIndex(self.database, self.capacity)
        self.polls = Polls(self.database, self.index, self.capacity)
        self.own_polls = OwnPolls(self.database, self.index)
        self.drafts = Drafts(self.database, self.index)
        self.answers = Answers(self.database, self.capacity)
        self.follow_ups = FollowUps(self.database, self.capacity)
        self.published_texts = PublishedTexts(self.database)
        self.snapshots = Snapshots(self.database)
        self.attempts = Attempts(self.database)
        self.form_replies = FormReplies(self.database)
        self.backup = BackupReader(self.database)
        self.restore = BackupRestorer(self.database, self.index, self.capacity)
        self.maintenance = Maintenance(self.database)

    async def close(self) -> None:
        """Close all connections."""
        await self.database.close()


@asynccontextmanager
async def opened(redis: Redis, disk: Path | None = None) -> AsyncIterator[Store]:
    """Open a store for the length of a block."""
    store = Store(redis, disk)
    try:
        yield store
    finally:
        await store.close()
