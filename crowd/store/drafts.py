"""Drafts that nobody opens: found by hints on their last change, and deleted after some time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from redis.exceptions import RedisError

from crowd.model.errors import StoreUnavailable
from crowd.store import keys, records
from crowd.store.database import Database, guarded
from crowd.store.poll_index import PollIndex

MAX_OLD_DRAFTS = 100
"""Old drafts that are looked up at once."""

KEYS_PER_SCAN = 1000
SEARCH_SECONDS = 24 * 3600
"""Seconds from one search for drafts without a hint to the next."""


class Drafts:
    """Drafts; the script that deletes one decides by the draft itself."""

    def __init__(self, database: Database, index: PollIndex) -> None:
        self._database = database
        self._index = index

    @guarded
    async def find_old(self, before: datetime, skipped: int = 0) -> list[str]:
        """Find drafts that may have been changed last before that time, some after those skipped."""
        latest = records.milliseconds(before)
        found = await self._database.redis.zrangebyscore(
            keys.DRAFTS, 0, latest, skipped, MAX_OLD_DRAFTS
        )
        return [poll_id.decode() for poll_id in found]

    @guarded
    async def delete(self, poll_id: str, age: timedelta) -> bool:
        """Delete a draft of at least this age, or correct its hint; return whether it was deleted."""
        names = [keys.poll(poll_id), keys.image(poll_id)]
        milliseconds = int(age.total_seconds() * 1000)
        word, *more = await self._database.batch.run(
            self._database.scripts["delete_draft"], names, [milliseconds]
        )
        if word == b"later":
            await self._index.hint(keys.DRAFTS, poll_id, records.moment(more[0]))
            return False
        await self._database.redis.zrem(keys.DRAFTS, poll_id)
        if word == b"deleted":
            await self._index.remove(poll_id, more[0].decode())
        return bool(word == b"deleted")

    @guarded
    async def claim_search(self) -> bool:
        """Claim the daily search for drafts without a hint; return whether nobody else has it."""
        return bool(await self._database.redis.set(keys.SEARCHED, 1, nx=True, ex=SEARCH_SECONDS))

    @guarded
    async def release_search(self) -> None:
        """Give the claim back, so that the next search is not a day later."""
        await self._database.redis.delete(keys.SEARCHED)

    async def find_without_hint(self) -> AsyncIterator[list[str]]:
        """Yield drafts of older releases, and those whose hint a crash has lost, some at a time."""
        part: list[str] = []
        try:
            async for name in self._database.redis.scan_iter(
                match=keys.EVERY_POLL, count=KEYS_PER_SCAN
            ):
                part.append(keys.poll_of(name))
                if len(part) == KEYS_PER_SCAN:
                    yield await self._without_hint(part)
                    part = []
            yield await self._without_hint(part)
        except (RedisError, OSError) as error:
            raise StoreUnavailable from error

    @guarded
    async def _without_hint(self, poll_ids: list[str]) -> list[str]:
        async with self._database.redis.pipeline(transaction=False) as pipeline:
            for poll_id in poll_ids:
                pipeline.hget(keys.poll(poll_id), "state")
            states = await pipeline.execute()
        pairs = zip(poll_ids, states, strict=True)
        drafts = [poll_id for poll_id, state in pairs if state == b"draft"]
        if not drafts:
            return []
        hints = await self._database.redis.zmscore(keys.DRAFTS, drafts)
        return [poll_id for poll_id, hint in zip(drafts, hints, strict=True) if hint is None]
