"""The polls of this browser: a list on the server, found by a token in a cookie.

The list grants nothing: managing a poll takes its admin cookie or admin link, as everywhere.
"""

from __future__ import annotations

from litestar import get, post

from crowd.actions.lists.own_polls import (
    OwnPollsPage,
    forget_own_poll,
    forget_own_polls,
    list_own_polls,
)
from crowd.model.errors import Invalid, Problem, StoreUnavailable, TooMany
from crowd.model.sentence import Sentence
from crowd.poll import Poll
from crowd.web.answering.refusals import not_saved_page
from crowd.web.auth import (
    ended_admin_cookie,
    ended_organizer_cookie,
    is_organizers_browser,
    managed_polls,
    organizer_token,
)
from crowd.web.deps import OurService, Service, now
from crowd.web.forms.base import Form, read_form
from crowd.web.forms.tickets import new_ticket, require_ticket
from crowd.web.http.responses import BytesResponse, redirect, uncached_page
from crowd.web.middleware.rate_limits import hit
from crowd.web.views.own_polls import OwnPoll, own_poll
from crowd.web.visitor import VisitorRequest

TICKET = "own polls"
MAX_PAGE_DIGITS = 4


@get("/mine", include_in_schema=False)
async def mine(request: VisitorRequest, service: OurService) -> BytesResponse:
    """List the polls that were made in this browser, and those that it can manage."""
    return await _mine_page(request, service)


@post("/mine/forgetting", include_in_schema=False)
async def forget(request: VisitorRequest, service: OurService) -> BytesResponse:
    """Take one poll, or all, out of the list, and end this browser's right to manage them."""
    form = await read_form(request)
    try:
        await hit(request, service, "manage")
        require_ticket(service, form, TICKET)
        if form.get("poll"):
            return await _forget_one(request, service, form.get("poll"))
        return await _forget_all(request, service, form)
    except Invalid as error:
        return await _mine_page(request, service, error.problems)
    except (StoreUnavailable, TooMany) as error:
        return not_saved_page(request, service, form, error)


async def _forget_one(request: VisitorRequest, service: Service, poll_id: str) -> BytesResponse:
    token = organizer_token(request, service)
    if token:
        await forget_own_poll(service.store, token, poll_id)
    # Names of cookies are ours alone: what a form says becomes none.
    ended = [poll_id] if poll_id in managed_polls(request, service) else []
    return redirect("/mine", *(ended_admin_cookie(service, each) for each in ended))


async def _forget_all(request: VisitorRequest, service: Service, form: Form) -> BytesResponse:
    if not form.get("sure"):
        message = Sentence("Tick the box to forget all polls. You then need their admin links.")
        raise Invalid.of_field("sure", message)
    token = organizer_token(request, service)
    if token:
        await forget_own_polls(service.store, token)
    ended = [ended_admin_cookie(service, each) for each in managed_polls(request, service)]
    return redirect("/mine", ended_organizer_cookie(service), *ended)


async def _mine_page(
    request: VisitorRequest, service: Service, problems: list[Problem] | None = None
) -> BytesResponse:
    token, managed = organizer_token(request, service), managed_polls(request, service)
    asked = _asked_page(request)
    listed = await list_own_polls(service.store, token, managed, asked, now())
    body = service.renderer.page(
        "pages/mine.html",
        request.translator,
        entries=_entries(request, service, listed, managed),
        page=listed.page,
        pages=listed.pages,
        base=request.base,
        ticket=new_ticket(service, TICKET),
        problems=problems or [],
    )
    return uncached_page(body, 422 if problems else 200)


def _asked_page(request: VisitorRequest) -> int:
    text = request.query_params.get("page", "")[: MAX_PAGE_DIGITS + 1]
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_PAGE_DIGITS else 1


def _entries(
    request: VisitorRequest, service: Service, listed: OwnPollsPage, managed: list[str]
) -> list[OwnPoll]:
    def entry(poll: Poll, *, manages: bool) -> OwnPoll:
        has_cookie = poll.id in managed
        return own_poll(poll, request.translator, manages=manages, has_cookie=has_cookie)

    own = [(poll, is_organizers_browser(request, service, poll)) for poll in listed.polls]
    # A cookie that is not valid says nothing of whose a poll is.
    others = [poll for poll in listed.unlisted if is_organizers_browser(request, service, poll)]
    return [
        *(entry(poll, manages=manages) for poll, manages in own),
        *(entry(poll, manages=True) for poll in others),
    ]
