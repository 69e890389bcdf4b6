"""The answers of a revealed poll in arrival order, for its organizer, as a file in parts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from crowd.model.poll import Kind, Poll
from crowd.rules.export import write_csv
from crowd.rules.reveal import require_revealed
from crowd.rules.values import plain
from crowd.store.records import ON_BEHALF, WITHDRAWN
from crowd.store.store import Store

ROWS_AT_ONCE = 1024
"""Some milliseconds of work, between which others get their turn."""


class ExportedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer without anything that names its author; dates are written as dates."""

    value: float | int | str
    at: datetime
    on_behalf: bool


class Part(NamedTuple):
    """A part of a file, and how many answers it holds."""

    text: bytes
    answers: int


def export_answers(store: Store, poll: Poll, file_format: str) -> AsyncIterator[Part]:
    """The file in parts, however many answers there are; Sealed before the reveal."""
    require_revealed(poll)
    return FORMATS[file_format](_answers(store, poll))


async def _csv(batches: AsyncIterator[list[ExportedAnswer]]) -> AsyncIterator[Part]:
    yield Part(write_csv([ExportedAnswer.__struct_fields__]).encode(), 0)
    async for answers in batches:
        rows = [(answer.value, answer.at.isoformat(), answer.on_behalf) for answer in answers]
        yield Part(write_csv(rows).encode(), len(answers))


async def _json(batches: AsyncIterator[list[ExportedAnswer]]) -> AsyncIterator[Part]:
    separator = b"["
    async for answers in batches:
        if answers:
            yield Part(separator + msgspec.json.encode(answers)[1:-1], len(answers))
            separator = b","
    yield Part(b"]" if separator == b"," else b"[]", 0)


FORMATS: dict[str, Callable[[AsyncIterator[list[ExportedAnswer]]], AsyncIterator[Part]]] = {
    "csv": _csv,
    "json": _json,
}


async def _answers(store: Store, poll: Poll) -> AsyncIterator[list[ExportedAnswer]]:
    async for records in store.stream_answers(poll):
        for start in range(0, len(records), ROWS_AT_ONCE):
            yield _exported(records[start : start + ROWS_AT_ONCE], poll.definition.kind)
            # Nothing else here waits, and other callers do.
            await asyncio.sleep(0)


def _exported(records: NDArray[np.void], kind: Kind) -> list[ExportedAnswer]:
    rows: list[Any] = records.tolist()
    return [
        ExportedAnswer(
            value=plain(value, kind),
            at=datetime.fromtimestamp(time, UTC),
            on_behalf=bool(flags & ON_BEHALF),
        )
        for value, time, _sharer, flags in rows
        if not flags & WITHDRAWN
    ]
