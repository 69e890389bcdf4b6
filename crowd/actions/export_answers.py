"""Export the answers of a revealed poll in arrival order, as a file in parts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crowd.poll import Definition, Poll
from crowd.rules.follow_up_answers import follow_ups_to_json
from crowd.rules.follow_ups import follow_up_fields
from crowd.rules.reveal import require_revealed
from crowd.store.records import ON_BEHALF, WITHDRAWN
from crowd.store.store import Store
from crowd.tables.answer_export import EXPORT_FORMATS, ExportedAnswer, ExportPart
from crowd.tables.csv_writer import export_time

ROWS_PER_TURN = 1024
"""Rows made before other tasks run: some milliseconds of work."""


def export_answers(store: Store, poll: Poll, file_format: str) -> AsyncIterator[ExportPart]:
    """Yield the file in parts; raise Sealed before the reveal."""
    require_revealed(poll)
    return EXPORT_FORMATS[file_format](_answers(store, poll), poll.definition)


async def _answers(store: Store, poll: Poll) -> AsyncIterator[list[ExportedAnswer]]:
    columns, place = follow_up_fields(poll.definition), 0
    async for records in store.answers.stream(poll):
        for start in range(0, len(records), ROWS_PER_TURN):
            part = records[start : start + ROWS_PER_TURN]
            rows = _rows(part, poll.definition)
            if columns:
                added = await store.follow_ups.read(poll, place + start, len(part))
                for row, more in zip(rows, added, strict=True):
                    row.update(dict.fromkeys(columns) | follow_ups_to_json(more, poll.definition))
            yield [
                row for row, flags in zip(rows, part["flags"], strict=True) if not flags & WITHDRAWN
            ]
            # Let other tasks run: nothing else here awaits anything slow.
            await asyncio.sleep(0)
        place += len(records)


def _rows(records: NDArray[np.void], definition: Definition) -> list[ExportedAnswer]:
    rows: list[Any] = records.tolist()
    return [
        {
            "value": None if flags & WITHDRAWN else definition.kind.to_json(value),
            "at": export_time(time, exact=definition.exact_times),
            "on_behalf": bool(flags & ON_BEHALF),
        }
        for value, time, _sharer, flags in rows
    ]
