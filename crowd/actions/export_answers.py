"""The answers of a revealed poll in arrival order, for its organizer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import msgspec
import numpy as np
from numpy.typing import NDArray

from crowd.model.poll import Poll
from crowd.rules.reveal import require_revealed
from crowd.store.records import ON_BEHALF, WITHDRAWN
from crowd.store.store import Store

ROWS_AT_ONCE = 4096


class ExportedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer without anything that names its author."""

    value: float
    at: datetime
    on_behalf: bool


async def export_answers(store: Store, poll: Poll) -> list[ExportedAnswer]:
    """All answers but withdrawn ones; Sealed before the reveal."""
    require_revealed(poll)
    return await asyncio.to_thread(_exported, await store.load_answers(poll))


async def stream_answers(store: Store, poll: Poll) -> AsyncIterator[list[ExportedAnswer]]:
    """The same in parts, so that a million answers need no more memory than some thousands."""
    require_revealed(poll)
    async for records in store.stream_answers(poll):
        for start in range(0, len(records), ROWS_AT_ONCE):
            yield _exported(records[start : start + ROWS_AT_ONCE])


def _exported(records: NDArray[np.void]) -> list[ExportedAnswer]:
    return [
        ExportedAnswer(
            value=value,
            at=datetime.fromtimestamp(time, UTC),
            on_behalf=bool(flags & ON_BEHALF),
        )
        for value, time, _sharer, flags in records.tolist()
        if not flags & WITHDRAWN
    ]
