"""Answering inside a frame, on sites that the organizer listed before the opening."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath

from crowd.actions.accept_answer import accept_answer
from crowd.actions.manage_answer import load_own_answer
from crowd.kinds.formatter import ValueFormatter
from crowd.model.errors import (
    AlreadyAnswered,
    Closed,
    CrowdError,
    Invalid,
    KeyReused,
    NotFound,
    Problem,
    StoreUnavailable,
    TooMany,
    Withdrawn,
)
from crowd.poll import Poll, State
from crowd.web.answer_senders import sender_of_form
from crowd.web.auth import framed_browser, framed_browser_cookie
from crowd.web.deps import OurService, Service
from crowd.web.embed.answer_pages import FramedAnswer, form_page, own_answer_page, refusal_page
from crowd.web.embed.appearance import Appearance, appearance_of
from crowd.web.embed.widget import unavailable_page
from crowd.web.forms.answer import ANSWER_WITHDRAWN, parse_answer, reading_choices
from crowd.web.forms.base import Form, read_form
from crowd.web.forms.tickets import EXPIRED, new_ticket, read_ticket
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse, redirect
from crowd.web.middleware.error_handlers import retry_after
from crowd.web.middleware.rate_limits import refusal
from crowd.web.visible_polls import load_visible_poll


@get("/embed/{poll_id:str}/answer", include_in_schema=False)
async def answer_form(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Show the answer form, or the answer that this browser gave in a frame."""
    appearance = appearance_of(request)
    try:
        poll = await load_visible_poll(service, poll_id)
        if not poll.definition.frames:
            return redirect(f"/p/{poll_id}{appearance.page_query}")
        if poll.state is not State.OPEN:
            return redirect(f"/embed/{poll_id}{appearance.query}")
        own = await _own_answer(request, service, poll)
    except CrowdError as error:
        return unavailable_page(request, service, poll_id, appearance, error)
    if own is not None:
        return own_answer_page(request, service, poll, appearance, own)
    return form_page(service, poll, appearance, new_ticket(service, f"answer {poll_id}"))


@post("/embed/{poll_id:str}/answer", include_in_schema=False)
async def give_answer(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Store an answer; a page that refuses it shows again what was typed."""
    form, appearance = await read_form(request), appearance_of(request)
    too_many = await refusal(request, service, "answer")
    try:
        poll = await load_visible_poll(service, poll_id)
        if not poll.definition.frames:
            raise NotFound
    except CrowdError as error:
        typed = form.get("value")
        return unavailable_page(request, service, poll_id, appearance, too_many or error, typed)
    try:
        if too_many is not None:
            raise too_many
        return await _accept(request, service, poll, appearance, form)
    except CrowdError as error:
        return await _error_page(request, service, poll, appearance, form, error)


async def _error_page(
    request: AppRequest,
    service: Service,
    poll: Poll,
    appearance: Appearance,
    form: Form,
    error: CrowdError,
) -> BytesResponse:
    match error:
        case Closed():
            return refusal_page(service, poll, appearance, form, error)
        case Invalid() | Withdrawn():
            problems = error.problems if isinstance(error, Invalid) else [ANSWER_WITHDRAWN]
            ticket = new_ticket(service, f"answer {poll.id}")
            return form_page(service, poll, appearance, ticket, form, problems, error.status)
        case StoreUnavailable() | TooMany():
            # The same ticket: if the answer was stored after all, a repeat is harmless.
            ticket, problems = form.get("ticket"), [Problem(field="form", message=error.detail)]
            page = form_page(service, poll, appearance, ticket, form, problems, error.status)
            page.headers["Retry-After"] = retry_after(error)
            return page
        case AlreadyAnswered() | KeyReused():
            return await _already_answered(request, service, poll, appearance, form, error)
    raise error


async def _accept(
    request: AppRequest, service: Service, poll: Poll, appearance: Appearance, form: Form
) -> BytesResponse:
    if poll.state is not State.OPEN:
        raise Closed
    ticket = read_ticket(service, form, f"answer {poll.id}")
    if ticket is None:
        raise Invalid([EXPIRED])
    # In the language of the frame, which the cookie of our pages does not change.
    parsed = parse_answer(form, poll.definition.kind, appearance.locale)
    if parsed.alternatives:
        written = reading_choices(
            parsed, ValueFormatter(poll.definition.kind, appearance.locale, appearance.translator)
        )
        return form_page(service, poll, appearance, form.get("ticket"), form, readings=written)
    known = framed_browser(request, service)
    sender, browser = sender_of_form(request, service, poll.id, ticket.key, "", known)
    await accept_answer(service.store, service.token_deriver, poll.id, parsed.value, sender)
    cookie = framed_browser_cookie(service, browser)
    return redirect(f"/embed/{poll.id}/answer{appearance.query}", cookie)


async def _own_answer(request: AppRequest, service: Service, poll: Poll) -> FramedAnswer | None:
    browser = framed_browser(request, service)
    if browser is None:
        return None
    participant = service.token_deriver.participant(poll.id, browser)
    try:
        own = await load_own_answer(service.store, poll.id, participant)
    except NotFound:
        return None
    return FramedAnswer(participant, own.value)


async def _already_answered(
    request: AppRequest,
    service: Service,
    poll: Poll,
    appearance: Appearance,
    form: Form,
    error: CrowdError,
) -> BytesResponse:
    own = await _own_answer(request, service, poll)
    if own is None:
        return refusal_page(service, poll, appearance, form, error)
    return own_answer_page(request, service, poll, appearance, own, typed=form.get("value"))
