"""Follow-up answers in the database: records beside those of the answers, in the same order."""

from __future__ import annotations

import struct
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crowd.kinds import Kind
from crowd.model.answer import FollowUpAnswers
from crowd.model.errors import Sealed
from crowd.parsing.comparison_key import comparison_key
from crowd.poll import Definition, FollowUpQuestions, Poll
from crowd.store import follow_up_records, keys, records
from crowd.store.answers import RECORDS_PER_READ
from crowd.store.capacity import Capacity
from crowd.store.database import REMOVE_FOLLOW_UPS, Database, guarded

TEXTS_PER_READ = 1024
"""Texts read with one command: at most some hundred KB."""


def records_per_read(width: int) -> int:
    """Return how many records of this width one command reads: as many bytes as of answers."""
    return max(1, RECORDS_PER_READ * records.RECORD.itemsize // width)


def _usual_spelling(counts: dict[str, int]) -> str:
    """Return the most frequent spelling, and of equally frequent ones the first by its letters: a scan
    has no order."""
    return min(counts, key=lambda name: (-counts[name], name))


def _rank_by_first_use(
    groups: NDArray[np.int32], names: list[str]
) -> tuple[NDArray[np.int32], list[str]]:
    """Number the groups in the order in which answers first name them."""
    places = np.flatnonzero(groups >= 0)
    _, first = np.unique(groups[places], return_index=True)
    order = np.argsort(first)
    ranks = np.empty(len(names) + 1, np.int32)
    ranks[order] = np.arange(len(names), dtype=np.int32)
    ranks[-1] = -1
    return ranks[groups], [names[place] for place in order]


class NoticedAnswers(NamedTuple):
    """What was added to an answer, and which of its texts were given under a notice of readers."""

    answers: FollowUpAnswers
    noticed: frozenset[str]


class StoredFollowUps(NamedTuple):
    """The follow-up answers of a poll in the order of its answers; group -1 stands for none."""

    records: NDArray[np.void]
    groups: NDArray[np.int32]
    group_names: list[str]


class FollowUps:
    """Follow-up answers: what people add to their answers."""

    def __init__(self, database: Database, capacity: Capacity) -> None:
        self._database = database
        self._capacity = capacity

    @guarded
    async def change(
        self,
        poll_id: str,
        participant: bytes,
        answers: FollowUpAnswers,
        fields: Collection[str],
        value: float | None = None,
        *,
        noticed: bool = False,
    ) -> None:
        """Replace these fields of a participant's follow-up answers, and the answer too if given.

        `noticed`: the texts were given under a notice of who will see them.
        """
        removes = value is None and all(getattr(answers, field) is None for field in fields)
        if not removes:
            self._capacity.require_for_answers()
        await self._database.expect(
            "changed",
            REMOVE_FOLLOW_UPS if removes else "change_follow_ups",
            [
                keys.poll(poll_id),
                keys.answers(poll_id),
                keys.bucket(poll_id, participant),
                keys.follow_ups(poll_id),
                keys.texts(poll_id),
            ],
            [
                participant,
                b"" if value is None else records.pack_value(value),
                follow_up_records.pack(answers, noticed=noticed),
                follow_up_records.change_mask_of(fields),
                follow_up_records.pack_changed_texts(answers, fields),
            ],
        )

    @guarded
    async def load_own(
        self, poll_id: str, definition: Definition, participant: bytes
    ) -> FollowUpAnswers:
        """Load what the participant added to their own answer."""
        if definition.asks == FollowUpQuestions():
            return FollowUpAnswers()
        known = await self._database.redis.hget(keys.bucket(poll_id, participant), participant)
        if known is None:
            return FollowUpAnswers()
        place = struct.unpack_from("<I", known)[0]
        return (await self._read(poll_id, definition.kind, place, 1))[0].answers

    @guarded
    async def load(self, poll: Poll) -> StoredFollowUps:
        """Load all follow-up answers, beside those of `Answers.load`; raise Sealed before the reveal."""
        if not poll.revealed:
            raise Sealed
        length = await self._database.redis.strlen(keys.answers(poll.id))
        layout = follow_up_records.layout_of(len(poll.definition.kind.options))
        column = np.zeros(length // records.RECORD.itemsize, layout)
        if poll.definition.asks != FollowUpQuestions():
            step = records_per_read(layout.itemsize)
            for start in range(0, column.size, step):
                part = column[start : start + step]
                part[:] = await self._read_records(poll.id, layout, start, part.size)
        groups, names = await self._load_groups(poll, column)
        return StoredFollowUps(column, groups, names)

    async def _read_records(
        self, poll_id: str, layout: np.dtype[np.void], start: int, count: int
    ) -> NDArray[np.void]:
        """Read records from a place on; those beyond the end of the string are zeros: nothing given."""
        size = layout.itemsize
        name, first, last = keys.follow_ups(poll_id), start * size, (start + count) * size - 1
        raw = await self._database.redis.getrange(name, first, last)
        return np.frombuffer(raw.ljust(count * size, b"\0"), layout)

    async def _load_groups(
        self, poll: Poll, column: NDArray[np.void]
    ) -> tuple[NDArray[np.int32], list[str]]:
        """Load each answer's group by its place in the list of groups; texts that differ only in
        case, spaces or composed accents are one group, in the spelling of most people."""
        is_given = column["mask"] & follow_up_records.BITS["group"] != 0
        listed = poll.definition.asks.group
        if isinstance(listed, list):
            return np.where(is_given, column["group"].astype(np.int32), np.int32(-1)), listed
        groups = np.full(column.size, -1, np.int32)
        spellings: list[dict[str, int]] = []
        names: dict[str, int] = {}
        # A scan has no order, but for a million texts it takes a third of the time of HMGET by place.
        cursor, more = 0, bool(is_given.any())
        while more:
            found = await self._database.redis.hscan(
                keys.texts(poll.id), cursor, count=TEXTS_PER_READ
            )
            cursor, texts = found
            for place, raw in texts.items():
                name = follow_up_records.read_group(raw)
                if name:
                    group = groups[int(place)] = names.setdefault(comparison_key(name), len(names))
                    if group == len(spellings):
                        spellings.append({})
                    spellings[group][name] = spellings[group].get(name, 0) + 1
            more = cursor != 0
        return _rank_by_first_use(groups, [_usual_spelling(counts) for counts in spellings])

    async def _read_texts(self, poll_id: str, places: NDArray[np.intp]) -> list[dict[str, str]]:
        if not places.size:
            return []
        found = await self._database.redis.hmget(keys.texts(poll_id), places.tolist())
        return [follow_up_records.read_texts(raw) for raw in found]

    @guarded
    async def read(self, poll: Poll, start: int, count: int) -> list[NoticedAnswers]:
        """Read the follow-up answers from a place on; raise Sealed before the reveal."""
        if not poll.revealed:
            raise Sealed
        return await self._read(poll.id, poll.definition.kind, start, count)

    @guarded
    async def read_labels(self, poll: Poll, places: Sequence[int]) -> list[str | None]:
        """Read the labels of imported answers by their places; raise Sealed before the reveal."""
        if not poll.revealed:
            raise Sealed
        if not places:
            return []
        found = await self._database.redis.hmget(keys.texts(poll.id), list(places))
        return [follow_up_records.read_label(raw) for raw in found]

    async def _read(self, poll_id: str, kind: Kind, start: int, count: int) -> list[NoticedAnswers]:
        layout = follow_up_records.layout_of(len(kind.options))
        column = await self._read_records(poll_id, layout, start, count)
        places = np.flatnonzero(column["mask"] & follow_up_records.mask_of(follow_up_records.TEXTS))
        texts = await self._read_texts(poll_id, places + start)
        answers = follow_up_records.unpack(column, dict(zip(places.tolist(), texts, strict=True)))
        noticed = map(follow_up_records.noticed_texts, column["mask"].tolist())
        return list(map(NoticedAnswers, answers, noticed))
