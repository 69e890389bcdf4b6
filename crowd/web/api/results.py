"""The JSON API after the reveal: results for everybody."""

from __future__ import annotations

import msgspec
from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from crowd.actions.show_results import show_results
from crowd.model.errors import Sealed
from crowd.web.api.conversion import results_view
from crowd.web.api.result_messages import ResultsView
from crowd.web.deps import OurService
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
    texts = await service.shown_texts.load(service.store, poll, snapshot.results)
    revisions = (str(poll.revision), str(poll.texts_revision))
    name = ("results.json", poll.id, snapshot.hash, *revisions, base)
    page = await service.pages.get(
        name,
        lambda: msgspec.json.encode(results_view(poll, snapshot, texts, base)),
        JSON,
        **{"Access-Control-Allow-Origin": "*"},
    )
    return page.reply(request)
