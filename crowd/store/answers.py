"""Answers in the database: one deciding write in, a column of records out."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from redis.exceptions import OutOfMemoryError, RedisError

from crowd.model.answer import Answer, NewAnswer
from crowd.model.capacity import CapacityLevel
from crowd.model.errors import NotFound, Sealed, StoreUnavailable
from crowd.model.poll import Poll
from crowd.store import detail_records, keys, records
from crowd.store.capacity import Capacity
from crowd.store.database import FIND_REPEAT, Database, check, guarded

ONE_RECORD = struct.Struct("<dIII")
"""An answer's record by itself, laid out as `records.RECORD` is."""

READ_RECORDS = 1 << 16
"""Answers read with one command: 1.3 MB, well under 10 ms of the database's time."""


class Answers:
    """Keeps answers in arrival order."""

    def __init__(self, database: Database, capacity: Capacity) -> None:
        self._database = database
        self._capacity = capacity

    @guarded
    async def accept(self, poll_id: str, answer: NewAnswer, body: bytes) -> bool:
        """Takes an answer in one deciding write; false if this is a repeat of one taken before.

        A repeat gets its reply where there is no room for new answers, too.
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
        more: list[bytes | int] = []
        if answer.details is not None:
            names += [keys.details(poll_id), keys.texts(poll_id)]
            more = [detail_records.pack(answer.details), detail_records.texts_of(answer.details)]
        full = self._capacity.level < CapacityLevel.FEW_ANSWERS
        try:
            word = await self._database.run("accept_answer", names, [*arguments, int(full), *more])
        except OutOfMemoryError:
            word = await self._database.run(FIND_REPEAT, names, [*arguments, 1, *more])
        if word == "repeated":
            return False
        check(word, "accepted")
        return True

    @guarded
    async def edit(self, poll_id: str, participant: bytes, value: float) -> None:
        """Changes a participant's answer in its place."""
        self._capacity.require_for_answers()
        await self._change(poll_id, participant, records.pack_value(value), "0")

    @guarded
    async def withdraw(self, poll_id: str, participant: bytes) -> None:
        """Takes a participant's answer back; its value and what was added to it are overwritten."""
        await self._change(poll_id, participant, records.pack_value(float("nan")), "1")

    async def _change(self, poll_id: str, participant: bytes, value: bytes, withdraw: str) -> None:
        names = [keys.poll(poll_id), keys.answers(poll_id), keys.bucket(poll_id, participant)]
        if withdraw == "1":
            names += [keys.details(poll_id), keys.texts(poll_id)]
        await self._database.expect("changed", "edit_answer", names, [participant, value, withdraw])

    @guarded
    async def load_own(self, poll_id: str, participant: bytes) -> Answer | None:
        """The participant's own answer, if there is one."""
        bucket = keys.bucket(poll_id, participant)
        raw = await self._database.reads.run_shared(
            self._database.scripts["own_answers"], keys.answers(poll_id), bucket, participant
        )
        if raw is None:
            return None
        value, time, _, flags = ONE_RECORD.unpack(raw)
        return Answer(
            value=value,
            at=datetime.fromtimestamp(time, UTC),
            withdrawn=bool(flags & records.WITHDRAWN),
        )

    @guarded
    async def count(self, poll_id: str) -> int:
        """How many answers stand; a result, so only for polls that may show it."""
        length: int = await self._database.redis.strlen(keys.answers(poll_id))
        withdrawn = await self._database.redis.hget(keys.poll(poll_id), "withdrawn")
        return length // records.RECORD.itemsize - int(withdrawn or 0)

    @guarded
    async def load(self, poll: Poll) -> NDArray[np.void]:
        """All records in arrival order; only those of a revealed poll are read to be looked at."""
        if not poll.revealed:
            raise Sealed
        name, size = keys.answers(poll.id), records.RECORD.itemsize
        column = np.empty(await self._database.redis.strlen(name) // size, records.RECORD)
        for start in range(0, column.size, READ_RECORDS):
            part = await self._database.redis.getrange(
                name, start * size, (start + READ_RECORDS) * size - 1
            )
            if len(part) != column[start : start + READ_RECORDS].nbytes:
                # The poll is being deleted.
                raise NotFound
            column[start : start + READ_RECORDS] = np.frombuffer(part, records.RECORD)
        return column

    async def stream(self, poll: Poll) -> AsyncIterator[NDArray[np.void]]:
        """The same in parts, for those who need not have them all at once."""
        if not poll.revealed:
            raise Sealed
        name, step = keys.answers(poll.id), READ_RECORDS * records.RECORD.itemsize
        start = 0
        try:
            while part := await self._database.redis.getrange(name, start, start + step - 1):
                yield np.frombuffer(part, records.RECORD)
                start += step
        except (RedisError, OSError) as error:
            raise StoreUnavailable from error
