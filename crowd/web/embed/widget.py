"""The widget: one address that is the question, then "closed", then the result."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from crowd.actions.close_poll import current_poll
from crowd.actions.show_results import show_results
from crowd.model.errors import CrowdError, NotFound
from crowd.model.poll import Poll, State
from crowd.model.results import Snapshot
from crowd.web.api.polls import cache_until_close
from crowd.web.deps import OurService, Service, base_url, now
from crowd.web.embed.look import Look, look_of
from crowd.web.embed.shell import framed, shell_of
from crowd.web.errors import retry_after
from crowd.web.headers import Anyone
from crowd.web.pages.card import card_of
from crowd.web.pages.results import view_of
from crowd.web.replies import Ready, Reply

RESULT_CACHE = "public, max-age=300, stale-while-revalidate=86400"

UNSEEN = {State.OPEN: "embed/_open.html", State.CLOSED: "embed/_closed.html"}
"""What is shown before the reveal."""


@get("/embed/{poll_id:str}", include_in_schema=False)
async def widget(request: Anyone, service: OurService, poll_id: FromPath[str]) -> Reply | Ready:
    """The poll as it stands, for a frame in any page; never a broken box."""
    look = look_of(request)
    try:
        poll = await current_poll(service.store, service.computations, poll_id, now())
        if poll.state is State.DRAFT:
            raise NotFound
        if poll.revealed:
            return await _result(request, service, poll, look)
    except CrowdError as error:
        return nothing(request, service, poll_id, look, error)
    shell = shell_of(service, look)
    card = card_of(poll, look.locale, look.words)
    body = framed(
        service,
        shell,
        "embed/widget.html",
        part=UNSEEN[poll.state],
        card=card,
        address=f"{base_url(request, service.settings)}/p/{poll.id}{look.page_query}",
        inside=f"/embed/{poll.id}/answer{look.query}",
        frames=poll.definition.frames,
    )
    headers = {"Cache-Control": cache_until_close(poll), "Vary": "Accept-Language"}
    return Reply(body, headers=shell.headers | headers)


def nothing(
    request: Anyone,
    service: Service,
    poll_id: str,
    look: Look,
    error: CrowdError,
    typed: str = "",
) -> Reply:
    """Says in the frame itself that there is nothing to show; what was typed stands there."""
    shell = shell_of(service, look)
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
    return Reply(body, status_code=error.status, headers=shell.headers | headers)


async def _result(request: Anyone, service: Service, poll: Poll, look: Look) -> Ready:
    snapshot = await show_results(service.store, service.computations, poll)
    base = base_url(request, service.settings)
    shell = shell_of(service, look)
    name = ("widget.html", poll.id, snapshot.hash, str(poll.revision), base, *look.name)
    page = await service.pages.get(
        name,
        lambda: _rendered(service, poll, snapshot, look, base),
        **shell.headers,
        **{"Cache-Control": RESULT_CACHE, "Vary": "Accept-Language"},
    )
    return page.reply(request)


def _rendered(service: Service, poll: Poll, snapshot: Snapshot, look: Look, base: str) -> bytes:
    return framed(
        service,
        shell_of(service, look),
        "embed/widget.html",
        part="embed/_result.html",
        card=card_of(poll, look.locale, look.words),
        view=view_of(poll, snapshot.results, look.locale),
        address=f"{base}/p/{poll.id}{look.page_query}",
    )
