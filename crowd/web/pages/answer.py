"""Answering on a page: parse the text, confirm an ambiguous one, store the answer."""

from __future__ import annotations

from litestar import post
from litestar.params import FromPath

from crowd.actions.accept_answer import accept_answer
from crowd.actions.close_poll import current_poll
from crowd.actions.load_poll import load_opened
from crowd.actions.manage_answer import load_own_answer
from crowd.i18n.translator import translator_for
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
from crowd.poll import State
from crowd.web.answer_senders import sender_of_form
from crowd.web.auth import browser_cookie, known_browser
from crowd.web.deps import OurService, Service, now
from crowd.web.forms.answer import ANSWER_WITHDRAWN, parse_answer, playback_sentence
from crowd.web.forms.base import Form, read_form
from crowd.web.forms.tickets import EXPIRED, edit_purpose, new_ticket, read_ticket
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse, redirect, uncached_page
from crowd.web.locale import locale_of
from crowd.web.middleware.rate_limits import hit
from crowd.web.pages.refusals import confirm_page, not_saved_page, not_taken_page
from crowd.web.sharing.link_preview import link_preview
from crowd.web.urls import base_url
from crowd.web.views.poll import poll_display
from crowd.web.visible_polls import load_visible_definition


@post("/p/{poll_id:str}/answers", include_in_schema=False)
async def give_answer(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Store an answer; a page that refuses it shows again what was typed."""
    form = await read_form(request)
    try:
        await hit(request, service, "answer")
        return await _accept_or_refuse(request, service, poll_id, form)
    except Closed as error:
        return not_taken_page(request, service, poll_id, form, error)
    except (StoreUnavailable, TooMany) as error:
        return not_saved_page(request, service, form, error)


async def _accept_or_refuse(
    request: AppRequest, service: Service, poll_id: str, form: Form
) -> BytesResponse:
    try:
        return await _accept(request, service, poll_id, form)
    except Invalid as error:
        return await _form_page_with_problems(request, service, poll_id, form, error.problems)
    except Withdrawn:
        return await _form_page_with_problems(request, service, poll_id, form, [ANSWER_WITHDRAWN])
    except (AlreadyAnswered, KeyReused):
        # KeyReused: one form sent twice with two answers. Its key means nothing to a person.
        return await _already_answered_page(request, service, poll_id, form, AlreadyAnswered())


async def _accept(request: AppRequest, service: Service, poll_id: str, form: Form) -> BytesResponse:
    definition = await load_visible_definition(service, poll_id)
    ticket = read_ticket(service, form, f"answer {poll_id}")
    if ticket is None:
        raise Invalid([EXPIRED])
    parsed = parse_answer(form, definition.kind, locale_of(request))
    if parsed.alternatives:
        return await confirm_page(request, service, poll_id, form, parsed, "answers")
    sender, browser = sender_of_form(request, service, poll_id, ticket.key, form.get("s"))
    await accept_answer(service.store, service.token_deriver, poll_id, parsed.value, sender)
    return redirect(f"/p/{poll_id}/receipt", browser_cookie(service, browser))


async def _already_answered_page(
    request: AppRequest, service: Service, poll_id: str, form: Form, error: CrowdError
) -> BytesResponse:
    browser = known_browser(request, service)
    if browser is None:
        return not_taken_page(request, service, poll_id, form, error)
    participant = service.token_deriver.participant(poll_id, browser)
    try:
        own = await load_own_answer(service.store, poll_id, participant)
    except NotFound:
        return await _form_page_with_problems(request, service, poll_id, form, [ANSWER_WITHDRAWN])
    kind = (await load_opened(service.store, poll_id)).kind
    written = ValueFormatter(kind, locale_of(request)).exact(own.value)
    ticket = new_ticket(service, edit_purpose(poll_id, participant))
    return not_taken_page(request, service, poll_id, form, error, written, ticket)


@post("/p/{poll_id:str}/playback", include_in_schema=False, status_code=200)
async def playback(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> dict[str, str]:
    """Say how a text would be read; store nothing."""
    form = await read_form(request)
    await hit(request, service, "playback")
    kind, locale = (await load_visible_definition(service, poll_id)).kind, locale_of(request)
    return {
        "text": playback_sentence(
            form.get("value"), ValueFormatter(kind, locale, translator_for(locale))
        )
    }


async def _form_page_with_problems(
    request: AppRequest,
    service: Service,
    poll_id: str,
    form: Form,
    problems: list[Problem],
) -> BytesResponse:
    poll = await current_poll(service.store, service.computations, poll_id, now())
    if poll.state is not State.OPEN:
        return not_taken_page(request, service, poll_id, form, Closed())
    locale = locale_of(request)
    translator = translator_for(locale)
    body = service.renderer.page(
        "pages/answer.html",
        translator,
        poll=poll_display(poll, locale, translator),
        link_preview=link_preview(poll, base_url(request, service.settings), translator=translator),
        participants=None,
        ticket=new_ticket(service, f"answer {poll_id}"),
        sharer=form.get("s"),
        value=form.get("value"),
        problems=problems,
    )
    return uncached_page(body, 422)
