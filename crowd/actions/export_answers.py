"""Export the answers of a revealed poll in arrival order, as a file in parts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from crowd.i18n.notation import to_json_value
from crowd.model.poll import Definition, Poll, options_of
from crowd.rules.follow_up_answers import follow_ups_to_json
from crowd.rules.follow_ups import follow_up_fields
from crowd.rules.reveal import require_revealed
from crowd.store.records import ON_BEHALF, WITHDRAWN
from crowd.store.store import Store
from crowd.tables.csv_writer import CsvCell, export_time, write_csv

ROWS_PER_TURN = 1024
"""Rows made before other tasks run: some milliseconds of work."""

FIXED_COLUMNS = ("value", "at", "on_behalf")

Row = dict[str, Any]
"""One answer by its columns; nothing identifies its author but what they added themselves."""


class Part(NamedTuple):
    """A part of a file, and the number of answers in it."""

    text: bytes
    answers: int


def export_answers(store: Store, poll: Poll, file_format: str) -> AsyncIterator[Part]:
    """Yield the file in parts; raise Sealed before the reveal."""
    require_revealed(poll)
    return FORMATS[file_format](_answers(store, poll), poll.definition)


async def _csv(batches: AsyncIterator[list[Row]], definition: Definition) -> AsyncIterator[Part]:
    columns = [*FIXED_COLUMNS, *follow_up_fields(definition)]
    options = options_of(definition.kind)
    header = [name for column in columns for name in _headings(column, options)]
    yield Part(write_csv([header]).encode(), 0)
    async for answers in batches:
        rows = (
            [cell for name in columns for cell in _cells(name, row, options)] for row in answers
        )
        yield Part(write_csv(rows).encode(), len(answers))


def _headings(column: str, options: list[str]) -> list[str]:
    return [f"predicted {option}" for option in options] if column == "predicted" else [column]


def _cells(column: str, row: Row, options: list[str]) -> list[CsvCell]:
    value = row[column]
    if column == "predicted":
        return [(value or {}).get(option, "") for option in options]
    if column == "at":
        return [value.isoformat()]
    return ["" if value is None else value]


async def _json(batches: AsyncIterator[list[Row]], _definition: Definition) -> AsyncIterator[Part]:
    separator = b"["
    async for answers in batches:
        if answers:
            yield Part(separator + msgspec.json.encode(answers)[1:-1], len(answers))
            separator = b","
    yield Part(b"]" if separator == b"," else b"[]", 0)


FORMATS: dict[str, Callable[[AsyncIterator[list[Row]], Definition], AsyncIterator[Part]]] = {
    "csv": _csv,
    "json": _json,
}


async def _answers(store: Store, poll: Poll) -> AsyncIterator[list[Row]]:
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


def _rows(records: NDArray[np.void], definition: Definition) -> list[Row]:
    rows: list[Any] = records.tolist()
    return [
        {
            "value": None if flags & WITHDRAWN else to_json_value(value, definition.kind),
            "at": export_time(time, exact=definition.exact_times),
            "on_behalf": bool(flags & ON_BEHALF),
        }
        for value, time, _sharer, flags in rows
    ]
