"""Exports of made-up polls, without a database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from babel import Locale

from crowd.kinds import AnyKind, Number
from crowd.poll import Definition, FollowUpQuestions, Headline, Poll, Resolution, State
from crowd.rules.follow_ups import follow_up_fields, notice_columns
from crowd.tables.exports.columns import ExportedAnswer
from crowd.tables.exports.export import Export
from crowd.tables.exports.formats import FILE_FORMATS, TEXT_FORMATS

OPENED = datetime(2027, 3, 1, 9, tzinfo=UTC)
CLOSED = datetime(2027, 3, 27, 18, 30, tzinfo=UTC)
AT = datetime(2027, 3, 4, 12, 5, tzinfo=UTC)


def make_export(
    kind: AnyKind | None = None,
    *,
    locale: str = "en",
    truth: float | None = None,
    asks: dict[str, Any] | None = None,
) -> Export:
    """The export of a poll of the kind, which has closed."""
    definition = Definition(
        question="How many?",
        kind=kind or Number(unit="pieces", minimum=0.0),
        headline=Headline(name="median", reason=""),
        time_zone="Europe/Berlin",
        asks=FollowUpQuestions(**(asks or {"reason": True, "name": True})),
    )
    poll = Poll(
        id="poll",
        definition=definition,
        state=State.REVEALED,
        closes_at=CLOSED,
        created_at=OPENED,
        opened_at=OPENED,
        closed_at=CLOSED,
        revealed_at=CLOSED,
        resolutions=[] if truth is None else [Resolution(at=CLOSED, truth=truth)],
    )
    return Export(poll=poll, locale=Locale.parse(locale), answers=2, headline=1.0)


def answer(export: Export, value: Any, **more: Any) -> ExportedAnswer:
    """An answer with nothing added but what is given."""
    definition = export.poll.definition
    fields = dict.fromkeys([*follow_up_fields(definition), *notice_columns(definition).values()])
    return {"value": value, "at": AT, "on_behalf": False, "label": None, **fields, **more}


def file_of(file_format: str, export: Export, answers: list[ExportedAnswer]) -> bytes:
    """The whole file with these answers."""
    file = BytesIO()
    writer = FILE_FORMATS[file_format].writer(file, export)
    writer.write(answers)
    writer.close()
    return file.getvalue()


def text_of(text_format: str, export: Export, answers: list[ExportedAnswer]) -> bytes:
    """The whole text with these answers."""

    async def batches() -> AsyncIterator[list[ExportedAnswer]]:
        yield answers

    async def whole() -> bytes:
        write = TEXT_FORMATS[text_format].write
        parts = write(batches(), export.poll.definition, str(export.locale))
        return b"".join([part.data async for part in parts])

    return asyncio.run(whole())
