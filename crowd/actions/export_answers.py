"""Export the answers of a revealed poll in arrival order: as text in parts, or as a whole file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from crowd.actions.show_results import Computations, show_results
from crowd.model.errors import NotFound
from crowd.model.progress import ProgressCallback
from crowd.poll import Definition, Poll
from crowd.rules.follow_up_answers import follow_ups_to_json
from crowd.rules.follow_ups import follow_up_fields, notice_columns
from crowd.rules.reveal import require_revealed
from crowd.store.follow_ups import NoticedAnswers
from crowd.store.records import ON_BEHALF, WITHDRAWN
from crowd.store.store import Store
from crowd.tables.csv_writer import export_time
from crowd.tables.exports.columns import ExportedAnswer
from crowd.tables.exports.export import describe_export
from crowd.tables.exports.formats import FILE_FORMATS, TEXT_FORMATS, FileWriter
from crowd.tables.exports.text_exports import ExportPart
from crowd.tables.exports.writer_threads import WriterThreads

ROWS_PER_TURN = 1024
"""Rows that a worker thread makes at once: some milliseconds of work."""


class _Part(NamedTuple):
    """Records of answers, labels of imported ones by their index among these, and what was added to
    each; None where the poll asks for nothing."""

    records: NDArray[np.void]
    labels: dict[int, str | None]
    added: list[NoticedAnswers] | None


def export_answers(
    store: Store, poll: Poll, text_format: str, locale: str
) -> AsyncIterator[ExportPart]:
    """Yield a text in parts; raise Sealed before the reveal."""
    require_revealed(poll)
    return TEXT_FORMATS[text_format].write(_answers(store, poll), poll.definition, locale)


async def export_file(
    store: Store,
    computations: Computations,
    poll: Poll,
    file_format: str,
    locale: str,
    file: BinaryIO,
    report_progress: ProgressCallback = lambda _done, _total: None,
) -> None:
    """Write a whole file, in worker threads; raise Sealed before the reveal.

    Raise NotInstalled where the format needs a package that is missing, NotFound where the poll is
    deleted meanwhile, and OSError where there is no room. A task that is cancelled has its thread end,
    and leaves nothing on the disk but what it wrote to the file.
    """
    require_revealed(poll)
    chosen = FILE_FORMATS[file_format]
    chosen.require()
    results = (await show_results(store, computations, poll)).results
    export = describe_export(poll, locale, results)
    threads, writers, done = WriterThreads(file), list[FileWriter](), 0
    try:
        await threads.run(lambda: writers.append(chosen.writer(threads.file, export)))
        async for part in _parts(store, poll):
            await threads.run(_write, writers[0], part, poll.definition)
            done += len(part.records)
            report_progress(done, results.n)
        await threads.run(writers[0].close)
    finally:
        for writer in writers:
            await threads.run(writer.discard)
        threads.release()


def _write(writer: FileWriter, part: _Part, definition: Definition) -> None:
    writer.write(_rows(part, definition))


async def _answers(store: Store, poll: Poll) -> AsyncIterator[list[ExportedAnswer]]:
    async for part in _parts(store, poll):
        yield await asyncio.to_thread(_rows, part, poll.definition)


async def _parts(store: Store, poll: Poll) -> AsyncIterator[_Part]:
    """Yield all answers; raise NotFound after the last ones if the poll was deleted meanwhile.

    A deletion removes its record last, so that what was read while it is there is complete.
    """
    asks, place = bool(follow_up_fields(poll.definition)), 0
    async for records in store.answers.stream(poll):
        for start in range(0, len(records), ROWS_PER_TURN):
            part = records[start : start + ROWS_PER_TURN]
            added = await store.follow_ups.read(poll, place + start, len(part)) if asks else None
            yield _Part(part, await _labels(store, poll, place + start, part), added)
        place += len(records)
    if not (await store.polls.load(poll.id)).revealed:
        raise NotFound


async def _labels(
    store: Store, poll: Poll, first: int, records: NDArray[np.void]
) -> dict[int, str | None]:
    entered = np.flatnonzero(records["flags"] & ON_BEHALF)
    labels = await store.follow_ups.read_labels(poll, (entered + first).tolist())
    return dict(zip(entered.tolist(), labels, strict=True))


def _rows(part: _Part, definition: Definition) -> list[ExportedAnswer]:
    """Return the answers that are not withdrawn, by their fields."""
    rows = _fixed_fields(part.records, definition)
    for index, label in part.labels.items():
        rows[index]["label"] = label
    if part.added is not None:
        columns = follow_up_fields(definition)
        notices = notice_columns(definition)
        for row, (more, noticed) in zip(rows, part.added, strict=True):
            given = dict.fromkeys(columns) | follow_ups_to_json(more, definition)
            may = {
                column: None if given[field] is None else field in noticed
                for field, column in notices.items()
            }
            row.update(given | may)
    flags = part.records["flags"] & WITHDRAWN
    return [row for row, withdrawn in zip(rows, flags.tolist(), strict=True) if not withdrawn]


def _fixed_fields(records: NDArray[np.void], definition: Definition) -> list[ExportedAnswer]:
    rows: list[Any] = records.tolist()
    return [
        {
            "value": None if flags & WITHDRAWN else definition.kind.to_json(value),
            "at": export_time(time, exact=definition.exact_times),
            "on_behalf": bool(flags & ON_BEHALF),
            "label": None,
        }
        for value, time, _sharer, flags in rows
    ]
