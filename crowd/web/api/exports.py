"""The JSON API after the reveal: the answers for the organizer, as files in several formats."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from typing import Annotated, Any, BinaryIO, cast
from urllib.parse import quote

from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from crowd.actions.close_poll import close_if_due
from crowd.actions.export_answers import export_answers, export_file
from crowd.i18n.languages import LOCALES
from crowd.model.errors import Invalid, NotInstalled, Sealed
from crowd.poll import Poll
from crowd.rules.reveal import require_revealed
from crowd.tables.exports.export import parse_reader_locale
from crowd.tables.exports.file_name import ascii_file_name, file_name
from crowd.tables.exports.formats import FILE_FORMATS, TEXT_FORMATS
from crowd.tables.exports.text_exports import ExportPart
from crowd.web.api.answer_messages import AnswerRow
from crowd.web.api.tokens import ADMIN
from crowd.web.auth import require_organizer
from crowd.web.deps import OurService, Service, now
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import NOT_MODIFIED, BytesResponse, matches_etag

UNCHANGED = ResponseSpec(None, description="What the caller has is up to date: see If-None-Match.")

CHUNK_BYTES = 256 * 1024
"""Bytes of a file that are read and sent at once."""

KNOWN_LOCALES = {"enum": [name.replace("_", "-") for name in LOCALES]}

ReaderLocale = Annotated[
    str | None,
    QueryParameter(
        description="In whose language the codebook is, and how texts write values; default `en`.",
        schema_extra=KNOWN_LOCALES,
    ),
]
CsvReader = Annotated[
    str | None,
    QueryParameter(
        name="for",
        description="`excel`: with a byte order mark, and with the delimiter, numbers and dates of "
        "`locale`, so that a double click shows columns.",
        schema_extra={"enum": ["excel"]},
    ),
]
CsvLocale = Annotated[
    str | None,
    QueryParameter(
        name="locale",
        description="With `for=excel`: whose delimiter, numbers and dates; default `en`.",
        schema_extra=KNOWN_LOCALES,
    ),
]


@get(
    "/polls/{poll_id:str}/answers.json",
    operation_id="exportAnswers",
    problems=(Sealed,),
    security=[ADMIN],
    summary="Export the answers",
)
async def export_json(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> Response[list[AnswerRow]]:
    """Export every answer in arrival order, after the reveal, to the organizer."""
    poll = await _load_poll(request, service, poll_id)
    return _send_text(service, poll, "json")


@get(
    "/polls/{poll_id:str}/answers.csv",
    operation_id="exportAnswersAsCsv",
    problems=(Sealed, Invalid),
    security=[ADMIN],
    summary="Export the answers as CSV",
    media_type="text/csv",
)
async def export_csv(
    request: AppRequest,
    service: OurService,
    poll_id: FromPath[str],
    for_program: CsvReader = None,
    locale: CsvLocale = None,
) -> Response[str]:
    """Export every answer in arrival order, after the reveal, to the organizer."""
    poll = await _load_poll(request, service, poll_id)
    if for_program not in {None, "excel"}:
        raise Invalid.of_field("for", "Only for=excel is known. Leave it out for CSV for programs.")
    if for_program is None and locale is not None:
        raise Invalid.of_field("locale", "A locale counts only together with for=excel. Add that.")
    reader = parse_reader_locale("en" if locale is None else locale)
    return _send_text(service, poll, "excel-csv" if for_program else "csv", reader)


@get(
    "/polls/{poll_id:str}/answers.xlsx",
    operation_id="exportAnswersAsSpreadsheet",
    problems=(Sealed, Invalid),
    responses={304: UNCHANGED},
    security=[ADMIN],
    summary="Export the answers as a spreadsheet",
    media_type=FILE_FORMATS["xlsx"].media_type,
)
async def export_xlsx(
    request: AppRequest, service: OurService, poll_id: FromPath[str], locale: ReaderLocale = None
) -> Response[bytes]:
    """Export every answer, with a codebook in a second sheet, after the reveal, to the organizer."""
    return await _send_file(request, service, poll_id, "xlsx", locale)


@get(
    "/polls/{poll_id:str}/answers.parquet",
    operation_id="exportAnswersAsParquet",
    problems=(Sealed, Invalid, NotInstalled),
    responses={304: UNCHANGED},
    security=[ADMIN],
    summary="Export the answers as Parquet",
    media_type=FILE_FORMATS["parquet"].media_type,
)
async def export_parquet(
    request: AppRequest, service: OurService, poll_id: FromPath[str], locale: ReaderLocale = None
) -> Response[bytes]:
    """Export every answer, with a codebook in the metadata, after the reveal, to the organizer."""
    return await _send_file(request, service, poll_id, "parquet", locale)


async def _load_poll(request: AppRequest, service: Service, poll_id: str) -> Poll:
    """Load a poll whose answers may be exported; raise Sealed before the reveal."""
    poll = await require_organizer(request, service, poll_id)
    poll = await close_if_due(service.store, service.computations, poll, now())
    require_revealed(poll)
    return poll


def _send_text(service: Service, poll: Poll, text_format: str, locale: str = "en") -> Response[Any]:
    chosen = TEXT_FORMATS[text_format]
    parts: AsyncIterator[ExportPart] = export_answers(service.store, poll, text_format, locale)
    return Stream(
        (part.data async for part in parts),
        media_type=chosen.media_type,
        headers={"Content-Disposition": _attachment(poll, chosen.suffix)},
    )


async def _send_file(
    request: AppRequest, service: Service, poll_id: str, file_format: str, locale: str | None
) -> Response[Any]:
    poll = await _load_poll(request, service, poll_id)
    reader = parse_reader_locale("en" if locale is None else locale)
    chosen = FILE_FORMATS[file_format]
    # A file on the disk: what is sent slowly takes no memory.
    file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - closed once it is sent
    try:
        async with service.export_turns.take():
            await export_file(service.store, service.computations, poll, file_format, reader, file)
        tag, size = await asyncio.to_thread(_measure, file)
    except BaseException:
        file.close()
        raise
    headers = {"ETag": tag, "Content-Disposition": _attachment(poll, chosen.suffix)}
    if matches_etag(request, tag):
        file.close()
        return BytesResponse(b"", status_code=NOT_MODIFIED, headers={"ETag": tag})
    return Stream(
        _chunks(file),
        media_type=chosen.media_type,
        headers={**headers, "Content-Length": str(size)},
    )


def _measure(file: BinaryIO) -> tuple[str, int]:
    """Return the ETag of a file and its size, and go to its beginning."""
    size = file.seek(0, 2)
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
    file.seek(0)
    return f'"{digest.hexdigest()[:32]}"', size


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield chunk


def _attachment(poll: Poll, suffix: str) -> str:
    """Return the Content-Disposition of a file that is named after the question (RFC 6266)."""
    name = file_name(poll.definition.question, suffix)
    return (
        f"attachment; filename=\"{ascii_file_name(name)}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
