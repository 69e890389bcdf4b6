"""The widget, at one address in every state: the question, then "closed", then the results."""

from __future__ import annotations

from typing import Any

from litestar import get
from litestar.params import FromPath

from crowd.actions.show_results import show_results
from crowd.model.errors import CrowdError, NotFound
from crowd.poll import Poll, State
from crowd.web.caching import cache_until_close
from crowd.web.deps import OurService, Service
from crowd.web.embed.appearance import Appearance, appearance_of
from crowd.web.embed.frame_page import frame_page, render_in_frame
from crowd.web.embed.widget_cache import BASE_PLACEHOLDER, QUERY_PLACEHOLDER, CachedWidget
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse, RawResponse
from crowd.web.middleware.error_handlers import redirect_to_repaired, retry_after
from crowd.web.urls import base_url
from crowd.web.views.poll import poll_display
from crowd.web.views.results import results_display
from crowd.web.visible_polls import load_visible_poll

RESULT_CACHE = "public, max-age=300, stale-while-revalidate=86400"

SEALED_PARTS = {State.OPEN: "embed/_open_poll.html", State.CLOSED: "embed/_closed_poll.html"}
"""Templates of the states before the reveal."""


@get("/embed/{poll_id:str}", include_in_schema=False)
async def widget(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse | RawResponse:
    """Serve the widget for the poll's state; errors are pages in the frame too."""
    appearance = appearance_of(request)
    try:
        poll = await load_visible_poll(service, poll_id)
        cached, cache_control = await (_revealed_widget if poll.revealed else _sealed_widget)(
            service, poll, appearance
        )
    except CrowdError as error:
        return unavailable_page(request, service, poll_id, appearance, error)
    base = base_url(request, service.settings)
    return cached.reply(request, appearance, base).with_headers({"Cache-Control": cache_control})


async def _sealed_widget(
    service: Service, poll: Poll, appearance: Appearance
) -> tuple[CachedWidget, str]:
    def make() -> CachedWidget:
        return _cached_widget(
            service,
            poll,
            appearance,
            part=SEALED_PARTS[poll.state],
            answer_address=f"/embed/{poll.id}/answer" + QUERY_PLACEHOLDER,
            frames=poll.definition.frames,
        )

    name = ("question", poll.id, poll.state.value, str(poll.closes_at), *appearance.name)
    return await service.widgets.load_in_thread(name, make), cache_until_close(poll)


async def _revealed_widget(
    service: Service, poll: Poll, appearance: Appearance
) -> tuple[CachedWidget, str]:
    results = await show_results(service.store, service.computations, poll)

    def make() -> CachedWidget:
        display = results_display(poll, results.results, appearance.locale)
        return _cached_widget(
            service, poll, appearance, part="embed/_results.html", results=display
        )

    name = ("result", poll.id, results.hash, str(poll.revision), *appearance.name)
    return await service.widgets.load_in_thread(name, make), RESULT_CACHE


def _cached_widget(
    service: Service, poll: Poll, appearance: Appearance, **data: Any
) -> CachedWidget:
    return CachedWidget(
        service,
        appearance,
        "embed/widget.html",
        {"Vary": "Accept-Language"},
        poll=poll_display(poll, appearance.locale, appearance.translator),
        address=BASE_PLACEHOLDER + f"/p/{poll.id}{appearance.page_query}",
        **data,
    )


def unavailable_page(
    request: AppRequest,
    service: Service,
    poll_id: str,
    appearance: Appearance,
    error: CrowdError,
    typed: str = "",
) -> BytesResponse:
    """Say that there is no poll, or that it cannot be shown now; show again what was typed."""
    missing = isinstance(error, NotFound)
    repaired = redirect_to_repaired(request) if missing else None
    if repaired is not None:
        return repaired
    page = frame_page(service, appearance)
    base = base_url(request, service.settings)
    body = render_in_frame(
        service,
        page,
        "embed/unavailable.html",
        missing=missing,
        typed=typed,
        address=base if missing else f"{base}/p/{poll_id}{appearance.page_query}",
    )
    headers = {"Cache-Control": "no-cache"}
    if not missing:
        headers = {"Cache-Control": "no-store", "Retry-After": retry_after(error)}
    headers["Vary"] = "Accept-Language"
    return BytesResponse(body, status_code=error.status, headers=page.headers | headers)
