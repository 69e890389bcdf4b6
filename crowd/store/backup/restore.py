"""Write polls of a backup into the database; a poll appears only when all of it is there."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum

from crowd.model.backup import FollowUpRecords, FollowUpTexts, Participants, PollEnd, Records
from crowd.model.errors import CommandFailed
from crowd.poll import Reveal, State
from crowd.store import keys, records
from crowd.store.capacity import Capacity
from crowd.store.database import Database, guarded
from crowd.store.poll_index import PollIndex
from crowd.store.removal import remove_keys

LOCK_SECONDS = 30
"""Seconds after which the lock of an interrupted restore expires."""


class TargetState(StrEnum):
    """State of the target id: free, taken or deleted."""

    FREE = "free"
    TAKEN = "taken"
    DELETED = "deleted"


class BackupRestorer:
    """Restores polls, never over one that is there."""

    def __init__(self, database: Database, index: PollIndex, capacity: Capacity) -> None:
        self._database = database
        self._index = index
        self._capacity = capacity

    @asynccontextmanager
    async def lock(self) -> AsyncIterator[str]:
        """Lock out other restores: two at once could mix the answers of two backups."""
        token = secrets.token_hex(8)
        await self._claim(token)
        try:
            yield token
        finally:
            await self._release(token)

    @guarded
    async def _claim(self, token: str) -> None:
        if not await self._database.redis.set(keys.RESTORING, token, nx=True, ex=LOCK_SECONDS):
            raise CommandFailed(
                "Another restore is under way, or was interrupted just now. "
                f"Try again in {LOCK_SECONDS} seconds."
            )

    @guarded
    async def _release(self, token: str) -> None:
        if await self._database.redis.get(keys.RESTORING) == token.encode():
            await self._database.redis.delete(keys.RESTORING)

    @guarded
    async def renew_lock(self, token: str) -> None:
        """Extend the lock; fails if this run paused for so long that it expired."""
        if await self._database.redis.get(keys.RESTORING) != token.encode():
            raise CommandFailed("The restore paused for too long. Run it again.")
        await self._database.redis.expire(keys.RESTORING, LOCK_SECONDS)

    @guarded
    async def prepare_target(self, poll_id: str, answers: int) -> TargetState:
        """Return whether a poll may be restored; remove what an interrupted restore left of it."""
        if await self._database.redis.exists(keys.poll(poll_id)):
            return TargetState.TAKEN
        await self._capacity.measure()
        self._capacity.require_for_polls()
        if await self._database.redis.exists(keys.tombstone(poll_id)):
            return TargetState.DELETED
        if await self._database.redis.exists(keys.answers(poll_id)):
            # Without the poll's record nothing uses these keys.
            await remove_keys(self._database, poll_id)
        if answers:
            # An interrupted restore is recognised by this key.
            await self._database.redis.set(keys.answers(poll_id), b"")
        return TargetState.FREE

    @guarded
    async def write_participants(self, poll_id: str, part: Participants) -> None:
        """Write entries of participants."""
        size, name_size = records.PARTICIPANT.itemsize, records.PARTICIPANT["participant"].itemsize
        buckets: dict[str, dict[bytes, bytes]] = defaultdict(dict)
        for start in range(0, len(part.rows), size):
            participant = part.rows[start : start + name_size]
            entry = part.rows[start + name_size : start + size]
            buckets[keys.bucket(poll_id, participant)][participant] = entry
        async with self._database.redis.pipeline(transaction=False) as pipeline:
            for name, entries in buckets.items():
                pipeline.hset(name, mapping=entries)
            await pipeline.execute()

    @guarded
    async def write_records(self, poll_id: str, part: Records) -> None:
        """Write answers in their places."""
        start = part.start * records.RECORD.itemsize
        await self._database.redis.setrange(keys.answers(poll_id), start, part.data)

    @guarded
    async def write_follow_ups(self, poll_id: str, part: FollowUpRecords) -> None:
        """Write records of follow-up answers in their places."""
        await self._database.redis.setrange(keys.follow_ups(poll_id), part.start, part.data)

    @guarded
    async def write_texts(self, poll_id: str, part: FollowUpTexts) -> None:
        """Write texts of follow-up answers."""
        await self._database.redis.hset(keys.texts(poll_id), mapping=part.by_place)

    @guarded
    async def complete(
        self, poll_id: str, answers: int, ending: PollEnd, close_at: datetime | None
    ) -> bool:
        """Write the poll's own record, with which it appears; return False if it was there before.

        With `close_at`, a poll that was open is restored as closed at that time.
        """
        fields = ending.fields
        if close_at is not None and fields[b"state"].decode() == State.OPEN:
            fields = _closed(fields, close_at)
        await self._write_hints(poll_id, fields)
        key_functions = (
            keys.poll,
            keys.answers,
            keys.follow_ups,
            keys.texts,
            keys.image,
            keys.results,
        )
        names = [key(poll_id) for key in key_functions]
        counts = [answers, ending.detail_bytes, ending.texts]
        flat = [part for pair in fields.items() for part in pair]
        word = await self._database.run(
            "restore_poll", names, [*counts, ending.image, ending.results, *flat]
        )
        if word == "incomplete":
            raise CommandFailed("Answers were lost on their way to the database. Run it again.")
        # Once more: a reader may have dropped the hint before the poll was there.
        await self._write_hints(poll_id, fields)
        return word == "restored"

    async def _write_hints(self, poll_id: str, fields: dict[bytes, bytes]) -> None:
        poll = records.read_poll(poll_id, fields)
        await self._index.add_due(poll)
        await self._index.add(poll)


def _closed(fields: dict[bytes, bytes], at: datetime) -> dict[bytes, bytes]:
    """Return the record after an early close, revealed if results are due at the close."""
    moment = str(min(int(records.milliseconds(at)), int(fields[b"closes_at"]))).encode()
    if fields[b"reveal"].decode() == Reveal.AT_CLOSE:
        changed = {b"state": State.REVEALED.value.encode(), b"revealed_at": moment}
    else:
        changed = {b"state": State.CLOSED.value.encode()}
    return {**fields, **changed, b"closed_at": moment}
