"""The answers of a revealed poll in arrival order, for its organizer."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import msgspec
import numpy as np
from numpy.typing import NDArray

from crowd.model.poll import Poll
from crowd.rules.reveal import require_revealed
from crowd.store.records import ON_BEHALF, WITHDRAWN
from crowd.store.store import Store


class ExportedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer without anything that names its author."""

    value: float
    at: datetime
    on_behalf: bool


async def export_answers(store: Store, poll: Poll) -> list[ExportedAnswer]:
    """All answers but withdrawn ones; Sealed before the reveal."""
    require_revealed(poll)
    return await asyncio.to_thread(_exported, await store.load_answers(poll))


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
