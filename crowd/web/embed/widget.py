"""The widget: one address that is the question, then "closed", then the result."""

from __future__ import annotations

from typing import Any

from litestar import get
from litestar.params import FromPath

from crowd.actions.close_poll import current_poll
from crowd.actions.show_results import show_results
from crowd.model.errors import CrowdError, NotFound
from crowd.model.poll import Poll, State
from crowd.web.caching import cache_until_close
from crowd.web.deps import OurService, Service, now
from crowd.web.embed.appearance import Appearance, appearance_of
from crowd.web.embed.frame_page import frame_page_of, framed
from crowd.web.embed.widget_cache import BASE, QUERY, KeptWidget
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse, RawResponse
from crowd.web.middleware.error_handlers import retry_after
from crowd.web.urls import base_url
from crowd.web.views.card import card_of
from crowd.web.views.results import view_of

RESULT_CACHE = "public, max-age=300, stale-while-revalidate=86400"

UNSEEN = {State.OPEN: "embed/_open.html", State.CLOSED: "embed/_closed.html"}
"""What is shown before the reveal."""


@get("/embed/{poll_id:str}", include_in_schema=False)
async def widget(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse | RawResponse:
    """The poll as it stands, for a frame in any page; never a broken box."""
    look = appearance_of(request)
    try:
        poll = await current_poll(service.store, service.computations, poll_id, now())
        if poll.state is State.DRAFT:
            raise NotFound
        kept, cache = await (_result if poll.revealed else _question)(service, poll, look)
    except CrowdError as error:
        return nothing(request, service, poll_id, look, error)
    base = base_url(request, service.settings)
    return kept.reply(request, look, base).with_headers({"Cache-Control": cache})


async def _question(service: Service, poll: Poll, look: Appearance) -> tuple[KeptWidget, str]:
    """The poll before its reveal."""

    def make() -> KeptWidget:
        return _kept(
            service,
            poll,
            look,
            part=UNSEEN[poll.state],
            inside=f"/embed/{poll.id}/answer" + QUERY,
            frames=poll.definition.frames,
        )

    name = ("question", poll.id, poll.state.value, str(poll.closes_at), *look.name)
    return await service.widgets.load_in_thread(name, make), cache_until_close(poll)


async def _result(service: Service, poll: Poll, look: Appearance) -> tuple[KeptWidget, str]:
    """The poll after its reveal."""
    results = await show_results(service.store, service.computations, poll)

    def make() -> KeptWidget:
        view = view_of(poll, results.results, look.locale)
        return _kept(service, poll, look, part="embed/_result.html", view=view)

    name = ("result", poll.id, results.hash, str(poll.revision), *look.name)
    return await service.widgets.load_in_thread(name, make), RESULT_CACHE


def _kept(service: Service, poll: Poll, look: Appearance, **data: Any) -> KeptWidget:
    return KeptWidget(
        service,
        look,
        "embed/widget.html",
        {"Vary": "Accept-Language"},
        card=card_of(poll, look.locale, look.translator),
        address=BASE + f"/p/{poll.id}{look.page_query}",
        **data,
    )


def nothing(
    request: AppRequest,
    service: Service,
    poll_id: str,
    look: Appearance,
    error: CrowdError,
    typed: str = "",
) -> BytesResponse:
    """Says in the frame itself that there is nothing to show; what was typed stands there."""
    shell = frame_page_of(service, look)
    missing = isinstance(error, NotFound)
    base = base_url(request, service.settings)
    body = framed(
        service,
        shell,
        "embed/nothing.html",
        missing=missing,
        typed=typed,
        address=base if missing else f"{base}/p/{poll_id}{look.page_query}",
    )
    headers = {"Cache-Control": "no-cache"}
    if not missing:
        headers = {"Cache-Control": "no-store", "Retry-After": retry_after(error)}
    headers["Vary"] = "Accept-Language"
    return BytesResponse(body, status_code=error.status, headers=shell.headers | headers)
