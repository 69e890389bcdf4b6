"""Answers in the database: written by one deciding script, read as a column of records."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from redis.exceptions import OutOfMemoryError

from crowd.model.answer import Answer, FollowUpAnswers, NewAnswer
from crowd.model.capacity import CapacityLevel
from crowd.model.errors import NotFound, Sealed
from crowd.poll import Poll
from crowd.store import follow_up_records, keys, records
from crowd.store.capacity import Capacity
from crowd.store.database import FIND_REPEAT, Database, check, guarded

RECORD_STRUCT = struct.Struct("<dIII")
"""One answer's record, laid out as `records.RECORD`."""

RECORDS_PER_READ = 1 << 16
"""Answers read with one command: 1.3 MB, well under 10 ms of the database's time."""


class Answers:
    """The answers of polls, in arrival order."""

    def __init__(self, database: Database, capacity: Capacity) -> None:
        self._database = database
        self._capacity = capacity

    @guarded
    async def accept(self, poll_id: str, answer: NewAnswer, body: bytes) -> bool:
        """Store an answer in one deciding write; return False for a repeat of one accepted before.

        A repeat gets its reply also where there is no room for new answers.
        """
        names = [
            keys.poll(poll_id),
            keys.answers(poll_id),
            keys.bucket(poll_id, answer.participant),
            keys.bucket(poll_id, answer.sharer or answer.participant),
        ]
        arguments: list[bytes | int] = [
            answer.participant,
            answer.key + body,
            records.pack_value(answer.value),
            records.ON_BEHALF if answer.on_behalf else 0,
            answer.sharer or b"",
        ]
        follow_ups = _pack_follow_ups(answer)
        if follow_ups:
            names += [keys.follow_ups(poll_id), keys.texts(poll_id)]
        full = self._capacity.level < CapacityLevel.FEW_ANSWERS
        try:
            word = await self._database.run(
                "accept_answer", names, [*arguments, int(full), *follow_ups]
            )
        except OutOfMemoryError:
            word = await self._database.run(FIND_REPEAT, names, [*arguments, 1, *follow_ups])
        if word == "repeated":
            return False
        check(word, "accepted")
        return True

    @guarded
    async def edit(self, poll_id: str, participant: bytes, value: float) -> None:
        """Change a participant's answer in its place."""
        self._capacity.require_for_answers()
        await self._change(poll_id, participant, records.pack_value(value), "0")

    @guarded
    async def withdraw(self, poll_id: str, participant: bytes) -> None:
        """Withdraw a participant's answer; its value and its follow-up answers are overwritten."""
        await self._change(poll_id, participant, records.pack_value(float("nan")), "1")

    async def _change(self, poll_id: str, participant: bytes, value: bytes, withdraw: str) -> None:
        names = [keys.poll(poll_id), keys.answers(poll_id), keys.bucket(poll_id, participant)]
        if withdraw == "1":
            names += [keys.follow_ups(poll_id), keys.texts(poll_id)]
        await self._database.expect("changed", "edit_answer", names, [participant, value, withdraw])

    @guarded
    async def load_own(self, poll_id: str, participant: bytes) -> Answer | None:
        """Load the participant's own answer; None without one."""
        bucket = keys.bucket(poll_id, participant)
        raw = await self._database.reads.run_shared(
            self._database.scripts["own_answers"], keys.answers(poll_id), bucket, participant
        )
        if raw is None:
            return None
        value, time, _, flags = RECORD_STRUCT.unpack(raw)
        return Answer(
            value=value,
            at=datetime.fromtimestamp(time, UTC),
            withdrawn=bool(flags & records.WITHDRAWN),
        )

    @guarded
    async def count(self, poll_id: str) -> int:
        """Count the answers that are not withdrawn; a result, so only for polls that may show it."""
        length: int = await self._database.redis.strlen(keys.answers(poll_id))
        withdrawn = await self._database.redis.hget(keys.poll(poll_id), "withdrawn")
        return length // records.RECORD.itemsize - int(withdrawn or 0)

    @guarded
    async def load(self, poll: Poll) -> NDArray[np.void]:
        """Load all records in arrival order; raise Sealed before the reveal, NotFound like `stream`."""
        if not poll.revealed:
            raise Sealed
        column = np.empty(await self._count_records(poll), records.RECORD)
        for start in range(0, column.size, RECORDS_PER_READ):
            part = column[start : start + RECORDS_PER_READ]
            part[:] = await self._read_records(poll, start, part.size)
        return column

    async def stream(self, poll: Poll) -> AsyncIterator[NDArray[np.void]]:
        """Yield all records in parts, in arrival order; raise Sealed before the reveal.

        Raise NotFound where there are fewer than at the beginning: the poll is being deleted.
        """
        if not poll.revealed:
            raise Sealed
        number = await self._count_records(poll)
        for start in range(0, number, RECORDS_PER_READ):
            yield await self._read_records(poll, start, min(RECORDS_PER_READ, number - start))

    @guarded
    async def _count_records(self, poll: Poll) -> int:
        length: int = await self._database.redis.strlen(keys.answers(poll.id))
        return length // records.RECORD.itemsize

    @guarded
    async def _read_records(self, poll: Poll, start: int, number: int) -> NDArray[np.void]:
        """Read so many records; raise NotFound if there are fewer: the poll is being deleted."""
        size = records.RECORD.itemsize
        part = await self._database.redis.getrange(
            keys.answers(poll.id), start * size, (start + number) * size - 1
        )
        if len(part) != number * size:
            raise NotFound
        return np.frombuffer(part, records.RECORD)


def _pack_follow_ups(answer: NewAnswer) -> list[bytes | int]:
    """Pack the answers to follow-up questions, and a label, as arguments of the script; none without."""
    given = answer.follow_ups
    if given is None and answer.label is None:
        return []
    record = b"" if given is None else follow_up_records.pack(given, noticed=answer.noticed)
    return [record, follow_up_records.pack_texts(given or FollowUpAnswers(), answer.label)]
