"""The address of a poll in every state: the question, then "closed", then the results."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from litestar import get
from litestar.params import FromPath

from crowd.actions.count_answers import count_answers
from crowd.actions.manage_answer import find_own_answer, has_answered
from crowd.i18n.moments import format_moment
from crowd.kinds.formatter import ValueFormatter
from crowd.model.errors import NotFound, Sealed
from crowd.poll import Poll, State
from crowd.rules.reveal import require_revealed
from crowd.web.answering.answer import answer_page
from crowd.web.auth import is_organizers_browser, own_participant
from crowd.web.caching import cache_until_close
from crowd.web.deps import OurService, Service
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse, RawResponse, redirect, uncached_page
from crowd.web.middleware.security import INDEXED_HEADERS
from crowd.web.pages.language import visit_cookie
from crowd.web.pages.results import results_page
from crowd.web.sharing.icalendar import calendar
from crowd.web.sharing.images import png, svg
from crowd.web.sharing.link_preview import sealed_preview
from crowd.web.sharing.oembed_links import link_header
from crowd.web.views.poll import poll_display
from crowd.web.visible_polls import NOT_OPEN, load_poll_or_own_draft, load_visible_poll
from crowd.web.visitor import VisitorRequest


@get("/p/{poll_id:str}", include_in_schema=False)
async def poll_page(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse | RawResponse:
    """Serve the poll in the format of its address: page, SVG, PNG or calendar entry."""
    # An id has no dot.
    bare, dot, suffix = poll_id.partition(".")
    if not dot:
        return await state_page(request, service, poll_id)
    if suffix not in FORMATS:
        raise NotFound
    return await FORMATS[suffix](request, service, bare)


async def state_page(
    request: VisitorRequest, service: Service, poll_id: str
) -> BytesResponse | RawResponse:
    """Show the page for the poll's state and this visitor; a draft redirects its organizer."""
    poll = await load_poll_or_own_draft(request, service, poll_id, NOT_OPEN)
    if poll.state is State.DRAFT:
        return redirect(f"/p/{poll_id}/manage")
    if poll.revealed:
        return await results_page(request, service, poll)
    if poll.state is State.CLOSED:
        return await sealed_page(request, service, poll)
    if await has_answered(service.store, poll_id, own_participant(request, service, poll_id)):
        return redirect(f"/p/{poll_id}/receipt")
    return await open_page(request, service, poll)


FORMATS: dict[str, Callable[[AppRequest, Service, str], Awaitable[BytesResponse | RawResponse]]] = {
    "svg": svg,
    "png": png,
    "ics": calendar,
}
"""Handlers of the poll in other formats, by the suffix of its address."""


@get("/p/{poll_id:str}/results", include_in_schema=False)
async def results(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse | RawResponse:
    """Show the results; before the reveal, the page that says that they are sealed."""
    poll = await load_visible_poll(service, poll_id, NOT_OPEN)
    try:
        require_revealed(poll)
    except Sealed as sealed:
        return await sealed_page(request, service, poll, sealed.status)
    return await results_page(request, service, poll)


async def open_page(request: VisitorRequest, service: Service, poll: Poll) -> BytesResponse:
    """Show the question and the field for an answer."""
    language = request.asked_language
    # The pages that follow are in the link's language too, unless the visitor chose one.
    chosen = [visit_cookie(service, language)] if language and not request.chosen_language else []
    response = await answer_page(request, service, poll, cookies=chosen)
    response.headers["Link"] = link_header(poll.id, request.base, request.translator.language)
    if poll.definition.listed:
        response.headers.update(INDEXED_HEADERS)
    return response


async def sealed_page(
    request: VisitorRequest, service: Service, poll: Poll, status_code: int = 200
) -> BytesResponse:
    """Show the question between close and reveal; to who answered, their own answer too."""
    own = await _own_answer(request, service, poll)
    is_organizer = is_organizers_browser(request, service, poll)
    body = service.renderer.page(
        "pages/sealed.html",
        request.translator,
        poll=poll_display(poll, request.locale, request.translator),
        link_preview=sealed_preview(poll, request.base, request.translator, request.asked_language),
        participants=await count_answers(service.store, poll),
        closed=format_moment(
            poll.closed_at or poll.closes_at,
            poll.definition.time_zone,
            request.translator,
            weekday=True,
        ),
        answer=own,
        is_organizer=is_organizer,
    )
    response = uncached_page(body, status_code)
    if not own and not is_organizer:
        response.headers["Cache-Control"] = cache_until_close(poll, is_of_the_moment=True)
    response.headers["Vary"] = "Accept-Language, Cookie"
    response.headers["Link"] = link_header(poll.id, request.base, request.translator.language)
    return response


async def _own_answer(request: VisitorRequest, service: Service, poll: Poll) -> str:
    """Return what this browser answered to a closed poll; empty if it gave no answer."""
    if poll.state is not State.CLOSED:
        return ""
    participant = own_participant(request, service, poll.id)
    answer = await find_own_answer(service.store, poll.id, participant)
    if answer is None:
        return ""
    return ValueFormatter(poll.definition.kind, request.locale).exact(answer.value)
