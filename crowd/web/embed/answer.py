"""Answering inside a frame, on the sites that the organizer listed before the opening."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from litestar import get, post
from litestar.params import FromPath

from crowd.actions.accept_answer import accept_answer
from crowd.actions.close_poll import current_poll
from crowd.actions.manage_answer import load_own_answer
from crowd.i18n.formatter import ValueFormatter
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
from crowd.model.poll import Poll, State
from crowd.web.auth import framed_browser, framed_browser_cookie
from crowd.web.deps import OurService, Service, now
from crowd.web.embed.appearance import Appearance, appearance_of
from crowd.web.embed.frame_page import frame_page, render_in_frame
from crowd.web.embed.widget import unavailable_page
from crowd.web.forms.answer import ANSWER_WITHDRAWN, parse_answer, reading_choices
from crowd.web.forms.base import Form, read_form
from crowd.web.forms.tickets import EXPIRED, new_ticket, read_ticket
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse, redirect
from crowd.web.middleware.error_handlers import retry_after
from crowd.web.middleware.rate_limits import refusal
from crowd.web.senders import sender_of_form
from crowd.web.urls import base_url
from crowd.web.views.poll import poll_display


class FramedAnswer(NamedTuple):
    """An answer that this browser gave."""

    participant: bytes
    value: float


@get("/embed/{poll_id:str}/answer", include_in_schema=False)
async def answer_form(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """The answer form for a frame, or the answer that was given in it."""
    appearance = appearance_of(request)
    try:
        poll = await _load_poll(service, poll_id)
        if not poll.definition.frames:
            return redirect(f"/p/{poll_id}{appearance.page_query}")
        if poll.state is not State.OPEN:
            return redirect(f"/embed/{poll_id}{appearance.query}")
        own = await _own_answer(request, service, poll)
    except CrowdError as error:
        return unavailable_page(request, service, poll_id, appearance, error)
    if own is not None:
        return _own_answer_page(request, service, poll, appearance, own)
    return _form_page(service, poll, appearance, new_ticket(service, f"answer {poll_id}"))


@post("/embed/{poll_id:str}/answer", include_in_schema=False)
async def give_answer(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Takes the form; whatever goes wrong, what was typed is on the page that says so."""
    form, appearance = await read_form(request), appearance_of(request)
    too_many = await refusal(request, service, "answer")
    try:
        poll = await _load_poll(service, poll_id)
        if not poll.definition.frames:
            raise NotFound
    except CrowdError as error:
        return unavailable_page(
            request, service, poll_id, appearance, too_many or error, form.get("value")
        )
    try:
        if too_many is not None:
            raise too_many
        return await _accept(request, service, poll, appearance, form)
    except Closed as error:
        return _refusal_page(service, poll, appearance, form, error)
    except (Invalid, Withdrawn) as error:
        problems = error.problems if isinstance(error, Invalid) else [ANSWER_WITHDRAWN]
        ticket = new_ticket(service, f"answer {poll_id}")
        return _form_page(service, poll, appearance, ticket, form, problems, error.status)
    except (StoreUnavailable, TooMany) as error:
        # With the same ticket: if it was saved after all, sending it again is harmless.
        problems = [Problem(field="form", message=error.detail)]
        page = _form_page(
            service, poll, appearance, form.get("ticket"), form, problems, error.status
        )
        page.headers["Retry-After"] = retry_after(error)
        return page
    except (AlreadyAnswered, KeyReused) as error:
        return await _already_answered(request, service, poll, appearance, form, error)


async def _load_poll(service: Service, poll_id: str) -> Poll:
    poll = await current_poll(service.store, service.computations, poll_id, now())
    if poll.state is State.DRAFT:
        raise NotFound
    return poll


async def _accept(
    request: AppRequest, service: Service, poll: Poll, appearance: Appearance, form: Form
) -> BytesResponse:
    if poll.state is not State.OPEN:
        raise Closed
    ticket = read_ticket(service, form, f"answer {poll.id}")
    if ticket is None:
        raise Invalid([EXPIRED])
    # In the language of the frame, whatever was chosen on our own pages.
    reading = parse_answer(form, poll.definition.kind, appearance.locale)
    if reading.alternatives:
        written = reading_choices(
            reading, ValueFormatter(poll.definition.kind, appearance.locale, appearance.translator)
        )
        return _form_page(service, poll, appearance, form.get("ticket"), form, readings=written)
    known = framed_browser(request, service)
    sender, browser = sender_of_form(request, service, poll.id, ticket.key, "", known)
    await accept_answer(service.store, service.token_deriver, poll.id, reading.value, sender)
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
        return _refusal_page(service, poll, appearance, form, error)
    return _own_answer_page(request, service, poll, appearance, own, typed=form.get("value"))


def _form_page(
    service: Service,
    poll: Poll,
    appearance: Appearance,
    ticket: str,
    form: Form | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
    readings: Sequence[tuple[str, str]] = (),
) -> BytesResponse:
    return _frame_reply(
        service,
        poll,
        appearance,
        "embed/answer_form.html",
        status_code,
        ticket=ticket,
        value=form.get("value") if form else "",
        exact=bool(form and form.get("exact")),
        problems=problems,
        readings=readings,
    )


def _own_answer_page(
    request: AppRequest,
    service: Service,
    poll: Poll,
    appearance: Appearance,
    own: FramedAnswer,
    typed: str = "",
) -> BytesResponse:
    links = service.token_deriver.capabilities(poll.id, own.participant)
    base = base_url(request, service.settings)
    return _frame_reply(
        service,
        poll,
        appearance,
        "embed/own_answer.html",
        409 if typed else 200,
        answer=ValueFormatter(poll.definition.kind, appearance.locale, appearance.translator).exact(
            own.value
        ),
        typed=typed,
        edit_url=f"{base}/e/{poll.id}.{links.edit_token}",
    )


def _refusal_page(
    service: Service, poll: Poll, appearance: Appearance, form: Form, error: CrowdError
) -> BytesResponse:
    return _frame_reply(
        service,
        poll,
        appearance,
        "embed/refusal.html",
        error.status,
        problem=error,
        typed=form.get("value"),
    )


def _frame_reply(
    service: Service,
    poll: Poll,
    appearance: Appearance,
    template: str,
    status_code: int,
    **data: object,
) -> BytesResponse:
    page = frame_page(service, appearance, poll.definition.frames)
    display = poll_display(poll, appearance.locale, appearance.translator)
    body = render_in_frame(service, page, template, poll=display, **data)
    return BytesResponse(
        body, status_code=status_code, headers={**page.headers, "Cache-Control": "no-store"}
    )
