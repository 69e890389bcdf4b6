"""The polls that each browser made: a list under the hash of the browser's token.

A list is a convenience: it grants nothing, and its entries are hints, as those of the other lists. It may
name a poll shortly before there is one, as both are written at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from crowd.poll import Poll
from crowd.store import keys, records
from crowd.store.database import Database, guarded
from crowd.store.poll_index import PollIndex

MAX_OWN_POLLS = 5_000
"""Polls in the list of one browser. The oldest ones are dropped."""

KEPT_SECONDS = 400 * 24 * 3600
"""Seconds for which a list is kept after its last change: as long as browsers keep its cookie."""

MIN_AGE_OF_WRONG = timedelta(minutes=1)
"""Age from which an entry without a poll is wrong, and not written before its poll."""


class OwnPolls:
    """Lists of polls by the digest of a browser's token, newest first."""

    def __init__(self, database: Database, index: PollIndex) -> None:
        self._database = database
        self._index = index

    @guarded
    async def add(self, owner: str, poll_id: str, at: datetime) -> None:
        """Put a poll at the top of a list."""
        arguments = [poll_id, records.milliseconds(at), MAX_OWN_POLLS, KEPT_SECONDS]
        await self._database.run("add_own_poll", [keys.own_polls(owner)], arguments)

    @guarded
    async def load(self, owner: str, limit: int, first: int, now: datetime) -> list[Poll]:
        """Load polls of a list; drop entries whose poll was deleted."""
        name = keys.own_polls(owner)
        found = await self._database.redis.zrange(
            name, first, first + limit - 1, desc=True, withscores=True
        )
        added = {raw.decode(): score for raw, score in found}
        polls = await self._index.load_all(list(added))
        newest = records.milliseconds(now - MIN_AGE_OF_WRONG)
        wrong = set(added) - {poll.id for poll in polls}
        old = [poll_id for poll_id in wrong if added[poll_id] < int(newest)]
        if old:
            await self._database.redis.zrem(name, *old)
        return polls

    @guarded
    async def count(self, owner: str) -> int:
        """Count the entries of a list."""
        return int(await self._database.redis.zcard(keys.own_polls(owner)))

    @guarded
    async def load_unlisted(self, owner: str, poll_ids: list[str]) -> list[Poll]:
        """Load those of some polls that a list does not have."""
        name = keys.own_polls(owner)
        scores = await self._database.redis.zmscore(name, poll_ids) if poll_ids else []
        pairs = zip(poll_ids, scores, strict=True)
        return await self._index.load_all([poll_id for poll_id, score in pairs if score is None])

    @guarded
    async def remove(self, owner: str, poll_id: str) -> None:
        """Take a poll out of a list."""
        await self._database.redis.zrem(keys.own_polls(owner), poll_id)

    @guarded
    async def forget(self, owner: str) -> None:
        """Remove a list."""
        await self._database.redis.delete(keys.own_polls(owner))
