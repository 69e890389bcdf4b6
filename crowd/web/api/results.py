"""The JSON API after the reveal: results for everybody, answers for the organizer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec
from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath
from litestar.response import Stream

from crowd.actions.close_poll import close_if_due
from crowd.actions.export_answers import export_answers
from crowd.actions.show_results import show_results
from crowd.model.errors import Sealed
from crowd.tables.answer_export import ExportPart
from crowd.web.api.answer_messages import AnswerRow
from crowd.web.api.conversion import results_view
from crowd.web.api.result_messages import ResultsView
from crowd.web.api.tokens import ADMIN
from crowd.web.auth import require_organizer
from crowd.web.deps import OurService, now
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import JSON
from crowd.web.urls import base_url
from crowd.web.visible_polls import load_visible_poll

UNCHANGED = ResponseSpec(None, description="What the caller has is up to date: see If-None-Match.")


@get(
    "/polls/{poll_id:str}/results",
    operation_id="getResults",
    problems=(Sealed,),
    responses={304: UNCHANGED},
    summary="Read the results",
)
async def results(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> Response[ResultsView]:
    """Read the results; before the reveal, 403 `sealed` for everybody."""
    poll = await load_visible_poll(service, poll_id)
    snapshot = await show_results(service.store, service.computations, poll)
    base = base_url(request, service.settings)
    name = ("results.json", poll.id, snapshot.hash, str(poll.revision), base)
    page = await service.pages.get(
        name,
        lambda: msgspec.json.encode(results_view(poll, snapshot, base)),
        JSON,
        **{"Access-Control-Allow-Origin": "*"},
    )
    return page.reply(request)


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
    poll = await require_organizer(request, service, poll_id)
    poll = await close_if_due(service.store, service.computations, poll, now())
    return _file(export_answers(service.store, poll, "json"), JSON)


@get(
    "/polls/{poll_id:str}/answers.csv",
    operation_id="exportAnswersAsCsv",
    problems=(Sealed,),
    security=[ADMIN],
    summary="Export the answers for a spreadsheet",
    media_type="text/csv",
)
async def export_csv(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> Response[str]:
    """Export every answer in arrival order, after the reveal, to the organizer."""
    poll = await require_organizer(request, service, poll_id)
    poll = await close_if_due(service.store, service.computations, poll, now())
    return _file(export_answers(service.store, poll, "csv"), "text/csv; charset=utf-8")


def _file(parts: AsyncIterator[ExportPart], media_type: str) -> Response[Any]:
    return Stream((part.text async for part in parts), media_type=media_type)
