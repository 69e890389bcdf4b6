"""Answering inside a frame, on sites that the organizer listed before the opening."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath

from crowd.kinds.formatter import ValueFormatter
from crowd.model.errors import (
    Closed,
    CrowdError,
    NotFound,
    Problem,
    StoreUnavailable,
    TooMany,
)
from crowd.poll import Poll, State
from crowd.web.auth import framed_browser, framed_browser_cookie
from crowd.web.deps import OurService, Service
from crowd.web.embed.answer_pages import form_page, own_answer_page, refusal_page
from crowd.web.embed.appearance import Appearance, appearance_of
from crowd.web.embed.widget import unavailable_page
from crowd.web.forms.answer import reading_choices
from crowd.web.forms.base import Form, read_form
from crowd.web.forms.tickets import answer_purpose, new_ticket
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse, redirect
from crowd.web.middleware.error_handlers import retry_after
from crowd.web.middleware.rate_limits import refusal
from crowd.web.take_answer import (
    Acceptance,
    Ambiguity,
    EarlierAnswer,
    FormAnswer,
    Outcome,
    Rejection,
    find_earlier_answer,
    take_answer,
)
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
        own = await find_earlier_answer(service, poll_id, framed_browser(request, service))
    except CrowdError as error:
        return unavailable_page(request, service, poll_id, appearance, error)
    if own is not None:
        return own_answer_page(request, service, poll, appearance, own)
    return form_page(service, poll, appearance, new_ticket(service, answer_purpose(poll_id)))


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
        outcome = await _take_answer(request, service, poll, appearance, form)
        return _outcome_page(request, service, poll, appearance, form, outcome)
    except (StoreUnavailable, TooMany) as error:
        # The same ticket: if the answer was stored after all, a repeat is harmless.
        ticket, problems = form.get("ticket"), [Problem(field="form", message=error.detail)]
        page = form_page(service, poll, appearance, ticket, form, problems, error.status)
        page.headers["Retry-After"] = retry_after(error)
        return page


async def _take_answer(
    request: AppRequest, service: Service, poll: Poll, appearance: Appearance, form: Form
) -> Outcome:
    if poll.state is not State.OPEN:
        return Rejection(error=Closed())
    # In the language of the frame, which the cookie of our pages does not change.
    browser = framed_browser(request, service)
    sent = FormAnswer(form=form, locale=appearance.locale, browser=browser)
    return await take_answer(request, service, poll.id, sent)


def _outcome_page(
    request: AppRequest,
    service: Service,
    poll: Poll,
    appearance: Appearance,
    form: Form,
    outcome: Outcome,
) -> BytesResponse:
    match outcome:
        case Acceptance(browser=browser):
            assert browser is not None, "a form's sender has one"
            cookie = framed_browser_cookie(service, browser)
            return redirect(f"/embed/{poll.id}/answer{appearance.query}", cookie)
        case Ambiguity(parsed=parsed):
            formatter = ValueFormatter(
                poll.definition.kind, appearance.locale, appearance.translator
            )
            readings = reading_choices(parsed, formatter)
            return form_page(service, poll, appearance, form.get("ticket"), form, readings=readings)
        case EarlierAnswer():
            typed = form.get("value")
            return own_answer_page(request, service, poll, appearance, outcome, typed)
        case Rejection(error=error, problems=[]):
            return refusal_page(service, poll, appearance, form, error)
        case Rejection(error=error, problems=problems):
            ticket = new_ticket(service, answer_purpose(poll.id))
            return form_page(service, poll, appearance, ticket, form, problems, error.status)
