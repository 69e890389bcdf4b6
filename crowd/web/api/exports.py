"""The JSON API after the reveal: the answers for the organizer, as files in several formats."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, BinaryIO

import msgspec
from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from crowd import __version__
from crowd.actions.close_poll import close_if_due
from crowd.actions.export_answers import export_answers, export_file
from crowd.model.errors import Invalid, NotInstalled, Sealed, StorageFullForFiles, TooMany
from crowd.poll import Poll
from crowd.rules.reveal import require_revealed
from crowd.tables.exports.export import parse_reader_locale
from crowd.tables.exports.formats import FILE_FORMATS, TEXT_FORMATS
from crowd.web.api.answer_messages import AnswerRow
from crowd.web.api.file_parameters import (
    CsvLocale,
    CsvReader,
    ReaderLocale,
    attachment,
    excel_locale,
)
from crowd.web.api.tokens import ADMIN
from crowd.web.auth import require_organizer
from crowd.web.deps import OurService, Service, now
from crowd.web.http.headers import AppRequest
from crowd.web.http.parts_response import PartsOfBody, PartsResponse
from crowd.web.http.responses import NOT_MODIFIED, BytesResponse, matches_etag
from crowd.web.middleware.rate_limits import network_of

UNCHANGED = ResponseSpec(None, description="What the caller has is up to date: see If-None-Match.")


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
    reader = excel_locale(for_program, locale)
    return _send_text(service, poll, "csv" if reader is None else "excel-csv", reader or "en")


@get(
    "/polls/{poll_id:str}/answers.xlsx",
    operation_id="exportAnswersAsSpreadsheet",
    problems=(Sealed, Invalid, TooMany, StorageFullForFiles),
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
    problems=(Sealed, Invalid, TooMany, StorageFullForFiles, NotInstalled),
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

    @asynccontextmanager
    async def open_body() -> AsyncIterator[PartsOfBody]:
        parts = export_answers(service.store, poll, text_format, locale)
        yield PartsOfBody(part.data async for part in parts)

    headers = {"Content-Disposition": attachment(poll, chosen.suffix)}
    return PartsResponse(open_body, chosen.media_type, headers)


async def _send_file(
    request: AppRequest, service: Service, poll_id: str, file_format: str, locale: str | None
) -> Response[Any]:
    poll = await _load_poll(request, service, poll_id)
    reader = parse_reader_locale("en" if locale is None else locale)
    chosen = FILE_FORMATS[file_format]
    chosen.require()
    tag = _etag(poll, file_format, reader)
    if matches_etag(request, tag):
        return BytesResponse(b"", status_code=NOT_MODIFIED, headers={"ETag": tag})

    async def write(file: BinaryIO) -> None:
        await export_file(service.store, service.computations, poll, file_format, reader, file)

    caller = network_of(request) if service.settings.rate_limit else None
    headers = {"ETag": tag, "Content-Disposition": attachment(poll, chosen.suffix)}

    @asynccontextmanager
    async def open_body() -> AsyncIterator[PartsOfBody]:
        async with service.export_files.lend(tag, caller, write) as file:
            yield PartsOfBody(file.chunks(), file.size)

    return PartsResponse(open_body, chosen.media_type, headers)


def _etag(poll: Poll, file_format: str, locale: str) -> str:
    """Return the ETag of a file before it is written: all that it is made of is in the poll's record,
    as answers are final once it is revealed, and what is taken back or hidden is a revision of it."""
    made_of = msgspec.json.encode([__version__, poll, file_format, locale])
    return f'"{hashlib.sha256(made_of).hexdigest()[:32]}"'
