"""What was added to answers, in the database: beside the answers, in the same order."""

from __future__ import annotations

import struct
from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crowd.model.answer import FollowUpAnswers
from crowd.model.errors import Sealed
from crowd.model.poll import Definition, FollowUpQuestions, Kind, Poll, options_of
from crowd.store import detail_records, keys, records
from crowd.store.answers import READ_RECORDS
from crowd.store.capacity import Capacity
from crowd.store.database import TAKE_BACK, Database, guarded

TEXTS_AT_ONCE = 1024
"""Texts read with one command: at most some hundred KB."""


def at_once(width: int) -> int:
    """Records of this width to read with one command: as many bytes as of answers."""
    return max(1, READ_RECORDS * records.RECORD.itemsize // width)


def _in_order(groups: NDArray[np.int32], names: list[str]) -> tuple[NDArray[np.int32], list[str]]:
    """The same groups in the order in which answers first name them."""
    places = np.flatnonzero(groups >= 0)
    _, first = np.unique(groups[places], return_index=True)
    order = np.argsort(first)
    ranks = np.empty(len(names) + 1, np.int32)
    ranks[order] = np.arange(len(names), dtype=np.int32)
    ranks[-1] = -1
    return ranks[groups], [names[place] for place in order]


class LoadedDetails(NamedTuple):
    """What was added to each answer, in their order; -1 stands for no group."""

    records: NDArray[np.void]
    groups: NDArray[np.int32]
    group_names: list[str]


class FollowUps:
    """Keeps what people add to their answers."""

    def __init__(self, database: Database, capacity: Capacity) -> None:
        self._database = database
        self._capacity = capacity

    @guarded
    async def change(
        self,
        poll_id: str,
        participant: bytes,
        details: FollowUpAnswers,
        fields: Collection[str],
        value: float | None = None,
    ) -> None:
        """Replaces these fields of what a participant added, and the answer too if one is given."""
        takes_back = value is None and all(getattr(details, field) is None for field in fields)
        if not takes_back:
            self._capacity.require_for_answers()
        await self._database.expect(
            "changed",
            TAKE_BACK if takes_back else "change_details",
            [
                keys.poll(poll_id),
                keys.answers(poll_id),
                keys.bucket(poll_id, participant),
                keys.details(poll_id),
                keys.texts(poll_id),
            ],
            [
                participant,
                b"" if value is None else records.pack_value(value),
                detail_records.pack(details),
                detail_records.mask_of(fields),
                detail_records.changed_texts(details, fields),
            ],
        )

    @guarded
    async def load_own(
        self, poll_id: str, definition: Definition, participant: bytes
    ) -> FollowUpAnswers:
        """What the participant added to their own answer."""
        if definition.asks == FollowUpQuestions():
            return FollowUpAnswers()
        known = await self._database.redis.hget(keys.bucket(poll_id, participant), participant)
        if known is None:
            return FollowUpAnswers()
        place = struct.unpack_from("<I", known)[0]
        return (await self._read(poll_id, definition.kind, place, 1))[0]

    @guarded
    async def load(self, poll: Poll) -> LoadedDetails:
        """All that was added, beside the answers of `Answers.load`; of a revealed poll only."""
        if not poll.revealed:
            raise Sealed
        length = await self._database.redis.strlen(keys.answers(poll.id))
        layout = detail_records.record_of(len(options_of(poll.definition.kind)))
        column = np.zeros(length // records.RECORD.itemsize, layout)
        if poll.definition.asks != FollowUpQuestions():
            step = at_once(layout.itemsize)
            for start in range(0, column.size, step):
                part = column[start : start + step]
                part[:] = await self._details(poll.id, layout, start, part.size)
        groups, names = await self._groups(poll, column)
        return LoadedDetails(column, groups, names)

    async def _details(
        self, poll_id: str, layout: np.dtype[np.void], start: int, count: int
    ) -> NDArray[np.void]:
        """Records from a place on; where there are none any more, nothing was given."""
        size = layout.itemsize
        name, first, last = keys.details(poll_id), start * size, (start + count) * size - 1
        raw = await self._database.redis.getrange(name, first, last)
        return np.frombuffer(raw.ljust(count * size, b"\0"), layout)

    async def _groups(
        self, poll: Poll, column: NDArray[np.void]
    ) -> tuple[NDArray[np.int32], list[str]]:
        """Each answer's group by its place in the list of groups; texts that differ only in case
        or spaces are one."""
        there = column["mask"] & detail_records.BITS["group"] != 0
        listed = poll.definition.asks.group
        if isinstance(listed, list):
            return np.where(there, column["group"].astype(np.int32), np.int32(-1)), listed
        groups = np.full(column.size, -1, np.int32)
        names: dict[str, int] = {}
        # In no order, but of a million texts that takes a third of asking for them by their places.
        cursor, going = 0, bool(there.any())
        while going:
            found = await self._database.redis.hscan(
                keys.texts(poll.id), cursor, count=TEXTS_AT_ONCE
            )
            cursor, texts = found
            for place, raw in texts.items():
                name = detail_records.group_of(raw)
                if name:
                    groups[int(place)] = names.setdefault(name, len(names))
            going = cursor != 0
        return _in_order(groups, list(names))

    async def _texts(self, poll_id: str, places: NDArray[np.intp]) -> list[dict[str, str]]:
        if not places.size:
            return []
        found = await self._database.redis.hmget(keys.texts(poll_id), places.tolist())
        return [detail_records.read_texts(raw) for raw in found]

    @guarded
    async def read(self, poll: Poll, start: int, count: int) -> list[FollowUpAnswers]:
        """What was added to so many answers from a place on; of a revealed poll only."""
        if not poll.revealed:
            raise Sealed
        return await self._read(poll.id, poll.definition.kind, start, count)

    async def _read(
        self, poll_id: str, kind: Kind, start: int, count: int
    ) -> list[FollowUpAnswers]:
        layout = detail_records.record_of(len(options_of(kind)))
        column = await self._details(poll_id, layout, start, count)
        places = np.flatnonzero(column["mask"] & detail_records.mask_of(detail_records.TEXTS))
        texts = await self._texts(poll_id, places + start)
        return detail_records.unpack(column, dict(zip(places.tolist(), texts, strict=True)))
