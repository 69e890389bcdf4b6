"""Read polls out of the database into a backup, while answers may be coming in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import numpy as np
from numpy.typing import NDArray
from redis.exceptions import RedisError

from crowd.model.backup import (
    FollowUpRecords,
    FollowUpTexts,
    Participants,
    PollDiscard,
    PollEnd,
    PollFrame,
    PollStart,
    Records,
)
from crowd.model.errors import StoreUnavailable
from crowd.poll import State
from crowd.store import follow_up_records, keys, records
from crowd.store.answers import RECORDS_PER_READ
from crowd.store.database import Database, guarded
from crowd.store.follow_ups import TEXTS_PER_READ, records_per_read

KEYS_PER_SCAN = 1000
POLLS_PER_COUNT = 500
BUCKETS_PER_LOOKUP = 512
BUCKETS_PER_READ = 256
PARTICIPANTS_PER_READ = 1 << 15
"""Numbers of what one command or pipeline handles; of participants a few milliseconds of the
database's time, some MB here."""

FINAL = (State.CLOSED, State.REVEALED)


class BackupReader:
    """Reads whole polls, in parts that are consistent with each other."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @guarded
    async def poll_ids(self) -> list[str]:
        """List the ids of all polls."""
        found = self._database.redis.scan_iter(match=keys.EVERY_POLL, count=KEYS_PER_SCAN)
        return sorted({keys.poll_of(name) async for name in found})

    @guarded
    async def count_records(self, poll_ids: list[str]) -> int:
        """Count the records of answers to read, about."""
        total = 0
        for start in range(0, len(poll_ids), POLLS_PER_COUNT):
            async with self._database.redis.pipeline(transaction=False) as pipeline:
                for poll_id in poll_ids[start : start + POLLS_PER_COUNT]:
                    pipeline.strlen(keys.answers(poll_id))
                total += sum(await pipeline.execute())
        return total // records.RECORD.itemsize

    async def read_whole(self, poll_id: str) -> AsyncIterator[PollFrame]:
        """Yield a poll in parts; nothing, or parts that end as dropped, if it is deleted meanwhile.

        The order is what makes a backup consistent while answers come in: the number of answers
        first, then the participants, then the records, the poll's own record last. An answer and
        its participant's entry are written in one step, entries are never removed, and they move
        only to the end of the order, when somebody answers again after a withdrawal. So:

        - Each record read that is not withdrawn has its participant's entry. It was there before
          the entries were read. Had it moved by then, the answer would have been withdrawn before,
          and its record, read later, says so.
        - Nobody counts twice, and nobody who counts can answer again after a restore: of one
          participant's records all but the last were withdrawn before the last was written.
        - Entries that point behind the records read are left out. Their owners answered during the
          backup, and may do so again after a restore.
        - A poll that closed meanwhile is read again: now it stands still, and its results come out
          the same after a restore.
        """
        try:
            dropped = True
            while dropped:
                dropped = False
                async for frame in self._read_once(poll_id):
                    yield frame
                    dropped = isinstance(frame, PollDiscard)
        except (RedisError, OSError) as error:
            raise StoreUnavailable from error

    async def _read_once(self, poll_id: str) -> AsyncIterator[PollFrame]:
        state, width = await self._database.redis.hmget(keys.poll(poll_id), "state", "detail_bytes")
        if state is None:
            return
        length = await self._database.redis.strlen(keys.answers(poll_id))
        count = length // records.RECORD.itemsize
        yield PollStart(poll_id=poll_id, answers=count)
        async for rows in self._participants(poll_id, count):
            yield Participants(rows=rows)
        withdrawn, detail_bytes, texts, labelled = 0, 0, 0, np.zeros(count, np.bool_)
        async for start, part in self._columns(poll_id, count):
            yield Records(start=start, data=part)
            flags = np.frombuffer(part, records.RECORD)["flags"]
            withdrawn += int(np.count_nonzero(flags & records.WITHDRAWN))
            labelled[start : start + flags.size] = flags & records.ON_BEHALF != 0
        async for frame in self._follow_ups(poll_id, count, int(width or 0)):
            yield frame
            match frame:
                case FollowUpRecords():
                    detail_bytes += len(frame.data)
                case FollowUpTexts():
                    texts += len(frame.by_place)
                    labelled[list(map(int, frame.by_place))] = False
        async for labels in self._texts_at(poll_id, np.flatnonzero(labelled)):
            yield labels
            texts += len(labels.by_place)
        ending = await self._ending(poll_id, withdrawn, detail_bytes, texts)
        if ending is None or (_is_final(ending.fields[b"state"]) and not _is_final(state)):
            yield PollDiscard()
        else:
            yield ending

    async def _participants(self, poll_id: str, count: int) -> AsyncIterator[bytes]:
        """Yield the participants whose answers are among the first so many."""
        filled = await self._filled_buckets(poll_id) if count else []
        step = max(1, min(BUCKETS_PER_READ, PARTICIPANTS_PER_READ * keys.BUCKETS // max(1, count)))
        for start in range(0, len(filled), step):
            async with self._database.redis.pipeline(transaction=False) as pipeline:
                for name in filled[start : start + step]:
                    pipeline.hgetall(name)
                buckets = await pipeline.execute()
            packed = b"".join(
                participant + entry for bucket in buckets for participant, entry in bucket.items()
            )
            rows = np.frombuffer(packed, records.PARTICIPANT)
            yield rows[rows["place"] < count].tobytes()

    async def _filled_buckets(self, poll_id: str) -> list[str]:
        # Most polls are small: reading all 8192 buckets would take most of a backup's time.
        filled = []
        for start in range(0, keys.BUCKETS, BUCKETS_PER_LOOKUP):
            numbers = await self._database.batch.run(
                self._database.scripts["filled_participant_buckets"],
                [keys.buckets_prefix(poll_id)],
                [start, start + BUCKETS_PER_LOOKUP - 1],
            )
            filled += keys.buckets(poll_id, numbers)
        return filled

    async def _columns(self, poll_id: str, count: int) -> AsyncIterator[tuple[int, bytes]]:
        size = records.RECORD.itemsize
        for start in range(0, count, RECORDS_PER_READ):
            end = min(count, start + RECORDS_PER_READ)
            part = await self._database.redis.getrange(
                keys.answers(poll_id), start * size, end * size - 1
            )
            yield start, part[: len(part) // size * size]

    async def _follow_ups(
        self, poll_id: str, count: int, width: int
    ) -> AsyncIterator[FollowUpRecords | FollowUpTexts]:
        """Yield the follow-up answers of the first so many answers."""
        if not width:
            return
        step = records_per_read(width)
        for start in range(0, count, step):
            end = min(count, start + step)
            name, first, last = keys.follow_ups(poll_id), start * width, end * width - 1
            raw = await self._database.redis.getrange(name, first, last)
            if not raw:
                # No later answer has follow-up answers.
                return
            yield FollowUpRecords(start=first, data=raw)
            async for texts in self._follow_up_texts(
                poll_id, start, follow_up_records.column_of(raw, width)
            ):
                yield texts

    async def _follow_up_texts(
        self, poll_id: str, first: int, column: NDArray[np.void]
    ) -> AsyncIterator[FollowUpTexts]:
        """Yield the texts that records from a place on name, without those removed since."""
        places = (
            np.flatnonzero(column["mask"] & follow_up_records.mask_of(follow_up_records.TEXTS))
            + first
        )
        async for texts in self._texts_at(poll_id, places):
            yield texts

    async def _texts_at(
        self, poll_id: str, places: NDArray[np.intp]
    ) -> AsyncIterator[FollowUpTexts]:
        """Yield the texts of answers by their places, of those that have any."""
        for start in range(0, places.size, TEXTS_PER_READ):
            part = places[start : start + TEXTS_PER_READ].tolist()
            found = zip(
                part, await self._database.redis.hmget(keys.texts(poll_id), part), strict=True
            )
            by_place = {place: texts for place, texts in found if texts is not None}
            if by_place:
                yield FollowUpTexts(by_place=by_place)

    async def _ending(
        self, poll_id: str, withdrawn: int, detail_bytes: int, texts: int
    ) -> PollEnd | None:
        """Read the poll's own record and what belongs to it; None if the poll is being deleted."""
        async with self._database.redis.pipeline(transaction=True) as pipeline:
            pipeline.hgetall(keys.poll(poll_id))
            pipeline.get(keys.image(poll_id))
            pipeline.get(keys.results(poll_id))
            fields, image, results = await pipeline.execute()
        # A deletion writes the tombstone first, and removes the record last.
        if not fields or await self._database.redis.exists(keys.tombstone(poll_id)):
            return None
        fields.pop(b"withdrawn", None)
        if withdrawn:
            # The count of the records read, which may lag behind the database's.
            fields[b"withdrawn"] = str(withdrawn).encode()
        return PollEnd(
            fields=fields,
            image=image or b"",
            results=results or b"",
            detail_bytes=detail_bytes,
            texts=texts,
        )


def _is_final(state: bytes) -> bool:
    return state.decode() in FINAL
