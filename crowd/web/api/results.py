"""The API after the reveal: results for everybody, as JSON and as CSV."""

from __future__ import annotations

import msgspec
from babel import Locale
from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath

from crowd.actions.show_results import show_results
from crowd.analysis.summarise import question_of
from crowd.model.errors import Invalid, Sealed
from crowd.model.results import Results
from crowd.poll import Poll
from crowd.tables.exports.formats import CSV_TYPE
from crowd.tables.exports.result_figures import write_excel_figures, write_figures
from crowd.web.api.conversion import results_view
from crowd.web.api.file_parameters import CsvLocale, CsvReader, attachment, excel_locale
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


@get(
    "/polls/{poll_id:str}/results.csv",
    operation_id="getResultsAsCsv",
    problems=(Sealed, Invalid),
    responses={304: UNCHANGED},
    summary="Read the figures of the results as CSV",
    media_type="text/csv",
)
async def results_csv(
    request: AppRequest,
    service: OurService,
    poll_id: FromPath[str],
    for_program: CsvReader = None,
    locale: CsvLocale = None,
) -> Response[str]:
    """Read the figures of the results, one a row; before the reveal, 403 `sealed` for everybody."""
    poll = await load_visible_poll(service, poll_id)
    snapshot = await show_results(service.store, service.computations, poll)
    reader = excel_locale(for_program, locale)
    page = await service.pages.get(
        ("results.csv", poll.id, snapshot.hash, str(poll.revision), reader or ""),
        lambda: _write(poll, snapshot.results, reader),
        CSV_TYPE,
        **{
            "Access-Control-Allow-Origin": "*",
            "Content-Disposition": attachment(poll, "figures.csv"),
        },
    )
    return page.reply(request)


def _write(poll: Poll, results: Results, reader: str | None) -> bytes:
    question = question_of(poll)
    if reader is None:
        return write_figures(poll, question, results)
    return write_excel_figures(poll, question, results, Locale.parse(reader))
