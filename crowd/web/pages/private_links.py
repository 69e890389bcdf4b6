"""Admin and edit links: following one grants nothing until a button is pressed.

Links can be followed by mistake, by mail scanners, and by browsers that prefetch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from litestar import get, post
from litestar.params import FromPath

from crowd.actions.authorize import authorize
from crowd.actions.manage_answer import has_answered
from crowd.model import tokens
from crowd.model.errors import AlreadyAnswered, NotFound, Problem
from crowd.model.sentence import Sentence
from crowd.poll import Poll
from crowd.web.auth import admin_cookie, edit_cookie, own_participant
from crowd.web.deps import OurService, Service
from crowd.web.forms.base import read_form
from crowd.web.forms.tickets import EXPIRED, new_ticket, read_ticket
from crowd.web.http.responses import BytesResponse, redirect, uncached_page
from crowd.web.middleware.security import is_opened_by_visitor
from crowd.web.pages.own_list import remember
from crowd.web.views.poll import poll_display
from crowd.web.visible_polls import NOT_OPEN, load_visible_poll
from crowd.web.visitor import VisitorRequest


class EditLink(NamedTuple):
    """An edit link whose answer was not withdrawn."""

    poll: Poll
    token: str
    participant: bytes


@get("/a/{token:str}", include_in_schema=False)
async def admin_link(
    request: VisitorRequest, service: OurService, token: FromPath[str]
) -> BytesResponse:
    """Log in whoever typed or bookmarked the link; ask those who come from another site."""
    poll = await _load_organized_poll(service, token)
    if is_opened_by_visitor(request):
        return _enter_as_organizer(service, poll, token)
    return _admin_page(request, service, poll, token)


@post("/a/{token:str}", include_in_schema=False)
async def enter_admin_link(
    request: VisitorRequest, service: OurService, token: FromPath[str]
) -> BytesResponse:
    """Set the admin cookie; redirect to an address without the token."""
    form = await read_form(request)
    poll = await _load_organized_poll(service, token)
    ticket = read_ticket(service, form, f"admin link {poll.id}")
    if ticket is None:
        return _admin_page(request, service, poll, token, [EXPIRED])
    remembered = await remember(request, service, poll.id, ticket.key)
    return _enter_as_organizer(service, poll, token, remembered)


async def _load_organized_poll(service: Service, token: str) -> Poll:
    poll_id = tokens.poll_id_of_token(token)
    if not poll_id:
        raise NotFound(Sentence("This admin link is not complete. Copy all of it."))
    return await authorize(service.store, poll_id, token)


def _enter_as_organizer(service: Service, poll: Poll, token: str, *cookies: str) -> BytesResponse:
    return redirect(f"/p/{poll.id}/manage", admin_cookie(service, token), *cookies)


def _admin_page(
    request: VisitorRequest,
    service: Service,
    poll: Poll,
    token: str,
    problems: Sequence[Problem] = (),
) -> BytesResponse:
    body = service.renderer.page(
        "pages/admin_link.html",
        request.translator,
        question=poll.definition.question,
        action=f"/a/{token}",
        ticket=new_ticket(service, f"admin link {poll.id}"),
        problems=problems,
    )
    return uncached_page(body, 422 if problems else 200)


@get("/e/{token:str}", include_in_schema=False)
async def edit_link(
    request: VisitorRequest, service: OurService, token: FromPath[str]
) -> BytesResponse:
    """Explain the link and ask whether to open it; show nothing of the answer."""
    return await _edit_page(request, service, await _load_edit_link(service, token))


@post("/e/{token:str}", include_in_schema=False)
async def enter_edit_link(
    request: VisitorRequest, service: OurService, token: FromPath[str]
) -> BytesResponse:
    """Set the edit cookie; redirect to an address without the token.

    A browser with an answer of its own is refused: that one stays the one that it changes.
    """
    form = await read_form(request)
    link = await _load_edit_link(service, token)
    poll_id = link.poll.id
    own = await _own_answer_of(request, service, poll_id)
    if own == link.participant:
        return redirect(f"/p/{poll_id}/receipt")
    if own is not None:
        return await _edit_page(request, service, link, status_code=AlreadyAnswered.status)
    if read_ticket(service, form, f"edit link {poll_id}") is None:
        return await _edit_page(request, service, link, [EXPIRED], 422)
    return redirect(f"/p/{poll_id}/receipt", edit_cookie(service, poll_id, link.token))


async def _load_edit_link(service: Service, text: str) -> EditLink:
    poll_id, _, token = text.partition(".")
    participant = service.token_deriver.participant_of_edit_token(poll_id, token)
    if participant is None:
        raise NotFound(Sentence("This edit link is not complete. Copy all of it from the receipt."))
    poll = await load_visible_poll(service, poll_id, NOT_OPEN)
    if not await has_answered(service.store, poll_id, participant):
        raise NotFound(Sentence("The answer of this edit link was withdrawn."))
    return EditLink(poll, token, participant)


async def _own_answer_of(request: VisitorRequest, service: Service, poll_id: str) -> bytes | None:
    own = own_participant(request, service, poll_id)
    return own if await has_answered(service.store, poll_id, own) else None


async def _edit_page(
    request: VisitorRequest,
    service: Service,
    link: EditLink,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> BytesResponse:
    poll = link.poll
    own = await _own_answer_of(request, service, poll.id)
    body = service.renderer.page(
        "pages/edit_link.html",
        request.translator,
        poll=poll_display(poll, request.locale, request.translator),
        action=f"/e/{poll.id}.{link.token}",
        ticket=new_ticket(service, f"edit link {poll.id}"),
        answered=own is not None,
        is_own=own == link.participant,
        problems=problems,
    )
    return uncached_page(body, status_code)
