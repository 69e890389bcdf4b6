"""The JSON API after the reveal: results for everybody, the answers for the organizer."""

from __future__ import annotations

import asyncio

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from crowd.actions.close_poll import current_poll, settle
from crowd.actions.export_answers import ExportedAnswer, export_answers
from crowd.actions.show_results import show_results
from crowd.model.errors import NotFound
from crowd.model.poll import Kind, State
from crowd.rules.values import plain
from crowd.web.api.messages import AnswerRow, ResultsView
from crowd.web.api.views import results_view
from crowd.web.callers import organizer
from crowd.web.conditional import tagged
from crowd.web.deps import Anyone, OurService, base_url, now
from crowd.web.replies import JSON, Reply


@get("/polls/{poll_id:str}/results", operation_id="getResults", summary="Read the results")
async def results(
    request: Anyone, service: OurService, poll_id: FromPath[str]
) -> Response[ResultsView]:
    """The results once they are revealed; before that 403 `sealed` for everybody."""
    poll = await current_poll(service.store, service.computations, poll_id, now())
    if poll.state is State.DRAFT:
        raise NotFound
    snapshot = await show_results(service.store, service.computations, poll)
    base = base_url(request, service.settings)
    name = ("results.json", poll.id, snapshot.hash, str(len(poll.resolutions)), base)
    page = await service.pages.get(
        name, lambda: msgspec.json.encode(results_view(poll, snapshot, base))
    )
    return tagged(request, page, JSON, **{"Access-Control-Allow-Origin": "*"})


@get(
    "/polls/{poll_id:str}/answers.json",
    operation_id="exportAnswers",
    summary="Export the answers",
)
async def export_json(
    request: Anyone, service: OurService, poll_id: FromPath[str]
) -> Response[list[AnswerRow]]:
    """Every answer in arrival order, for the organizer, after the reveal."""
    poll = await organizer(request, service, poll_id)
    poll = await settle(service.store, service.computations, poll, now())
    rows = await export_answers(service.store, poll)
    body = await asyncio.to_thread(_encoded, rows, poll.definition.kind)
    return Reply(body, JSON)


def _encoded(rows: list[ExportedAnswer], kind: Kind) -> bytes:
    return msgspec.json.encode(
        [
            AnswerRow(value=plain(row.value, kind), at=row.at, on_behalf=row.on_behalf)
            for row in rows
        ]
    )
