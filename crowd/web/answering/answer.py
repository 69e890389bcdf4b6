"""Answering on a page: parse the text, confirm an ambiguous one, store the answer."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import post
from litestar.params import FromPath

from crowd.actions.count_answers import count_answers
from crowd.actions.load_poll import load_opened
from crowd.kinds.formatter import ValueFormatter
from crowd.model.errors import (
    AlreadyAnswered,
    Closed,
    NotFound,
    NotOpen,
    Problem,
    StoreUnavailable,
    TooMany,
)
from crowd.poll import Poll, State
from crowd.web.answering.refusals import confirm_page, not_saved_page, not_taken_page
from crowd.web.auth import browser_cookie, is_organizers_browser, known_browser
from crowd.web.deps import OurService, Service
from crowd.web.forms.answer import playback_problem, playback_sentence
from crowd.web.forms.base import NO_FORM, Form, read_form
from crowd.web.forms.tickets import answer_purpose, edit_purpose, new_ticket
from crowd.web.http.responses import BytesResponse, redirect_form, uncached_page
from crowd.web.middleware.rate_limits import hit
from crowd.web.sharing.link_preview import sealed_preview
from crowd.web.take_answer import (
    Acceptance,
    Ambiguity,
    EarlierAnswer,
    FormAnswer,
    Outcome,
    Rejection,
    take_answer,
)
from crowd.web.views.poll import poll_display
from crowd.web.visible_polls import NOT_OPEN, load_visible_definition, load_visible_poll
from crowd.web.visitor import VisitorRequest


@post("/p/{poll_id:str}/answers", include_in_schema=False)
async def give_answer(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Store an answer; a page that refuses it shows again what was typed."""
    form = await read_form(request)
    sent = FormAnswer(
        form=form,
        locale=request.locale,
        browser=known_browser(request, service),
        sharer=form.get("s"),
    )
    try:
        await hit(request, service, "answer")
        outcome = await take_answer(request, service, poll_id, sent)
        return await _outcome_page(request, service, poll_id, form, outcome)
    except NotOpen:
        raise NotFound(NOT_OPEN) from None
    except (StoreUnavailable, TooMany) as error:
        return not_saved_page(request, service, form, error)


async def _outcome_page(
    request: VisitorRequest, service: Service, poll_id: str, form: Form, outcome: Outcome
) -> BytesResponse:
    match outcome:
        case Acceptance(browser=browser):
            assert browser is not None, "a form's sender has one"
            cookie = browser_cookie(service, browser)
            return redirect_form(request, f"/p/{poll_id}/receipt", cookie)
        case Ambiguity(parsed=parsed):
            return await confirm_page(request, service, poll_id, form, parsed, "answers")
        case EarlierAnswer(participant=participant, value=value):
            kind = (await load_opened(service.store, poll_id)).kind
            written = ValueFormatter(kind, request.locale).exact(value)
            ticket = new_ticket(service, edit_purpose(poll_id, participant))
            error = AlreadyAnswered()
            return not_taken_page(request, service, poll_id, form, error, written, ticket)
        case Rejection(problems=[]):
            return not_taken_page(request, service, poll_id, form, outcome.error)
        case Rejection(problems=problems):
            poll = await load_visible_poll(service, poll_id, NOT_OPEN)
            if poll.state is not State.OPEN:
                return not_taken_page(request, service, poll_id, form, Closed())
            return await answer_page(request, service, poll, form, problems, status_code=422)


@post("/p/{poll_id:str}/playback", include_in_schema=False, status_code=200)
async def playback(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> dict[str, str]:
    """Say how a text would be read, or why it cannot be; store nothing."""
    form = await read_form(request)
    await hit(request, service, "playback")
    kind = (await load_visible_definition(service, poll_id)).kind
    formatter = ValueFormatter(kind, request.locale, request.translator)
    typed = form.get("value")
    read = playback_sentence(typed, formatter)
    return {"text": read, "problem": "" if read else playback_problem(typed, formatter)}


async def answer_page(
    request: VisitorRequest,
    service: Service,
    poll: Poll,
    form: Form = NO_FORM,
    problems: Sequence[Problem] = (),
    *,
    cookies: Sequence[str] = (),
    status_code: int = 200,
) -> BytesResponse:
    """Show the question and the field for an answer, or again a form that was refused."""
    language = request.asked_language
    sharer = form.get("s") or request.query_params.get("s", "")[:200]
    body = service.renderer.page(
        "pages/answer.html",
        request.translator,
        poll=poll_display(poll, request.locale, request.translator),
        link_preview=sealed_preview(poll, request.base, request.translator, language),
        participants=await count_answers(service.store, poll),
        ticket=new_ticket(service, answer_purpose(poll.id)),
        sharer=sharer,
        value=form.get("value"),
        problems=problems,
        is_organizer=is_organizers_browser(request, service, poll),
    )
    return uncached_page(body, status_code, cookies=cookies)
