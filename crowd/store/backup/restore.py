"""Polls on their way back into the database; one appears only when all of it is there."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum

from crowd.model.backup import DetailRecords, DetailTexts, Participants, PollEnd, Records
from crowd.model.errors import CommandFailed
from crowd.model.poll import Reveal, State
from crowd.store import keys, records
from crowd.store.capacity import Capacity
from crowd.store.database import Database, guarded
from crowd.store.poll_index import PollIndex

HELD_SECONDS = 30


class Place(StrEnum):
    """What there is where a poll should go."""

    FREE = "free"
    TAKEN = "taken"
    DELETED = "deleted"


class BackupRestorer:
    """Writes polls back, never over one that is there."""

    def __init__(self, database: Database, index: PollIndex, capacity: Capacity) -> None:
        self._database = database
        self._index = index
        self._capacity = capacity

    @asynccontextmanager
    async def restoring(self) -> AsyncIterator[str]:
        """Keeps other restores away: two at once could mix the answers of two backups."""
        token = secrets.token_hex(8)
        await self._claim(token)
        try:
            yield token
        finally:
            await self._release(token)

    @guarded
    async def _claim(self, token: str) -> None:
        if not await self._database.redis.set(keys.RESTORING, token, nx=True, ex=HELD_SECONDS):
            raise CommandFailed(
                "Another restore is under way, or was interrupted just now. "
                f"Try again in {HELD_SECONDS} seconds."
            )

    @guarded
    async def _release(self, token: str) -> None:
        if await self._database.redis.get(keys.RESTORING) == token.encode():
            await self._database.redis.delete(keys.RESTORING)

    @guarded
    async def hold(self, token: str) -> None:
        """Goes on keeping others away; fails if this run paused for so long that another began."""
        if await self._database.redis.get(keys.RESTORING) != token.encode():
            raise CommandFailed("The restore paused for too long. Run it again.")
        await self._database.redis.expire(keys.RESTORING, HELD_SECONDS)

    @guarded
    async def clear_place(self, poll_id: str, answers: int) -> Place:
        """Whether a poll may be restored; what an interrupted restore left of it is removed."""
        if await self._database.redis.exists(keys.poll(poll_id)):
            return Place.TAKEN
        await self._capacity.measure()
        self._capacity.require_for_polls()
        if await self._database.redis.exists(keys.tombstone(poll_id)):
            return Place.DELETED
        if await self._database.redis.exists(keys.answers(poll_id)):
            # Without its record no poll uses these.
            await self._database.unlink(keys.all_of(poll_id)[1:])
        if answers:
            # Whatever is interrupted from here on can be told by this key.
            await self._database.redis.set(keys.answers(poll_id), b"")
        return Place.FREE

    @guarded
    async def write_participants(self, poll_id: str, part: Participants) -> None:
        """Writes entries of participants."""
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
        """Writes answers in their places."""
        start = part.start * records.RECORD.itemsize
        await self._database.redis.setrange(keys.answers(poll_id), start, part.data)

    @guarded
    async def write_details(self, poll_id: str, part: DetailRecords) -> None:
        """Writes what was added to answers in its places."""
        await self._database.redis.setrange(keys.details(poll_id), part.start, part.data)

    @guarded
    async def write_texts(self, poll_id: str, part: DetailTexts) -> None:
        """Writes texts that were added to answers."""
        await self._database.redis.hset(keys.texts(poll_id), mapping=part.by_place)

    @guarded
    async def complete_poll(
        self, poll_id: str, answers: int, ending: PollEnd, close_at: datetime | None
    ) -> bool:
        """Writes the poll's own record, with which it is there; false if it was there before.

        With a time given, a poll that was open comes back closed at that time.
        """
        fields = ending.fields
        if close_at is not None and fields[b"state"].decode() == State.OPEN:
            fields = _closed(fields, close_at)
        await self._remind(poll_id, fields)
        kinds = (keys.poll, keys.answers, keys.details, keys.texts, keys.image, keys.results)
        names = [key(poll_id) for key in kinds]
        counts = [answers, ending.detail_bytes, ending.texts]
        flat = [part for pair in fields.items() for part in pair]
        word = await self._database.run(
            "restore_poll", names, [*counts, ending.image, ending.results, *flat]
        )
        if word == "incomplete":
            raise CommandFailed("Answers were lost on their way to the database. Run it again.")
        # Once more: one whose time has passed may have been looked for before it was there.
        await self._remind(poll_id, fields)
        return word == "restored"

    async def _remind(self, poll_id: str, fields: dict[bytes, bytes]) -> None:
        poll = records.read_poll(poll_id, fields)
        await self._index.add_due(poll)
        await self._index.add(poll)


def _closed(fields: dict[bytes, bytes], at: datetime) -> dict[bytes, bytes]:
    """The record as closing early leaves it; where results are due at the close, it reveals them."""
    moment = str(min(int(records.milliseconds(at)), int(fields[b"closes_at"]))).encode()
    if fields[b"reveal"].decode() == Reveal.AT_CLOSE:
        changed = {b"state": State.REVEALED.value.encode(), b"revealed_at": moment}
    else:
        changed = {b"state": State.CLOSED.value.encode()}
    return {**fields, **changed, b"closed_at": moment}
