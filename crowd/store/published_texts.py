"""Names and reasons that results may show: which were given under a notice, are hidden, or taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from crowd.model.errors import Sealed
from crowd.poll import Poll
from crowd.store import follow_up_records, keys
from crowd.store.database import Database, guarded

PLACES_PER_READ = 512
"""Answers whose texts one script reads: some hundred KB, about a millisecond of the database's time."""

MASKS_PER_READ = 1 << 15


class AnswerTexts(NamedTuple):
    """The name and the reason of an answer that readers may see; None for what was not given, was taken
    back, or was given without a notice. `hidden`: the organizer hides both."""

    name: str | None
    reason: str | None
    hidden: bool


class PublishedTexts:
    """Names and reasons beside the results of revealed polls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @guarded
    async def take_back(self, poll_id: str, participant: bytes, fields: Collection[str]) -> None:
        """Remove texts of a participant's answer, in any state of the poll; NotFound without one."""
        await self._database.expect(
            "removed",
            "take_back_texts",
            [
                keys.poll(poll_id),
                keys.answers(poll_id),
                keys.bucket(poll_id, participant),
                keys.follow_ups(poll_id),
                keys.texts(poll_id),
            ],
            [
                participant,
                follow_up_records.change_mask_of(fields),
                msgspec.json.encode(sorted(fields)),
            ],
        )

    @guarded
    async def publish(
        self, poll_id: str, *, published: bool | None, hidden: Mapping[int, bool]
    ) -> None:
        """Publish the reasons or not (None leaves it), and hide or show the texts of answers by their
        places, in one step; raise Sealed before the reveal."""
        word = "" if published is None else str(int(published))
        pairs = [part for place, hides in hidden.items() for part in (place, int(hides))]
        await self._database.expect(
            "changed",
            "publish_texts",
            [keys.poll(poll_id), keys.answers(poll_id), keys.follow_ups(poll_id)],
            [word, follow_up_records.HIDDEN, *pairs],
        )

    @guarded
    async def load(self, poll: Poll, places: Sequence[int]) -> list[AnswerTexts]:
        """Load the texts of answers by their places; raise Sealed before the reveal."""
        if not poll.revealed:
            raise Sealed
        names = [keys.poll(poll.id), keys.follow_ups(poll.id), keys.texts(poll.id)]
        script = self._database.scripts["texts_of_answers"]
        found: list[AnswerTexts] = []
        for start in range(0, len(places), PLACES_PER_READ):
            part = places[start : start + PLACES_PER_READ]
            found += [_shown(*entry) for entry in await script(keys=names, args=list(part))]
        return found

    async def stream_masks(self, poll: Poll) -> AsyncIterator[tuple[int, NDArray[np.uint32]]]:
        """Yield the masks of what was given with the answers in parts, each with its first place; raise
        Sealed before the reveal."""
        if not poll.revealed:
            raise Sealed
        layout = follow_up_records.layout_of(len(poll.definition.kind.options))
        start = 0
        while part := await self._read_records(poll.id, start, layout.itemsize):
            masks = follow_up_records.column_of(part, layout.itemsize)["mask"]
            yield start, masks
            start += masks.size

    @guarded
    async def _read_records(self, poll_id: str, start: int, width: int) -> bytes:
        first, last = start * width, (start + MASKS_PER_READ) * width - 1
        part: bytes = await self._database.redis.getrange(keys.follow_ups(poll_id), first, last)
        return part


def _shown(mask: bytes, raw: bytes | None) -> AnswerTexts:
    bits = int.from_bytes(mask, "little")
    noticed = follow_up_records.noticed_texts(bits)
    texts = follow_up_records.read_texts(raw)
    return AnswerTexts(
        name=texts.get("name") if "name" in noticed else None,
        reason=texts.get("reason") if "reason" in noticed else None,
        hidden=bool(bits & follow_up_records.HIDDEN),
    )
