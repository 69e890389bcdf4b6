"""What people add to their answer: one question at a time, and the texts that they take back."""

from __future__ import annotations

from litestar import post
from litestar.params import FromPath

from crowd.actions.close_poll import current_poll
from crowd.actions.load_poll import load_poll
from crowd.actions.manage_answer import change_follow_ups, load_own_follow_ups, take_back_texts
from crowd.model.errors import Closed, Invalid, StoreUnavailable, TooMany
from crowd.poll import Definition, State
from crowd.rules.follow_ups import TEXTS_TO_TAKE_BACK
from crowd.web.answering.receipt import receipt_page, required_participant
from crowd.web.answering.refusals import not_saved_page, not_taken_page
from crowd.web.deps import OurService, Service, now
from crowd.web.forms.base import Form, read_form
from crowd.web.forms.follow_up_questions import (
    answered_questions,
    fields_of,
    question_to_ask,
    questions_in,
    questions_of,
)
from crowd.web.forms.follow_ups import (
    follow_up_form_with_problems,
    has_notice,
    read_follow_ups,
    typed_follow_ups,
)
from crowd.web.forms.tickets import EXPIRED, edit_purpose, read_ticket, require_ticket
from crowd.web.http.responses import BytesResponse, redirect, redirect_form
from crowd.web.middleware.rate_limits import hit, hit_texts
from crowd.web.visitor import VisitorRequest


@post("/p/{poll_id:str}/answers/mine/details", include_in_schema=False)
async def give_follow_ups(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Store the visitor's answers to the follow-up questions of the form."""
    form = await read_form(request)
    try:
        await hit(request, service, "change")
        return await _store_follow_ups(request, service, poll_id, form)
    except Closed as error:
        return not_taken_page(request, service, poll_id, form, error, added=typed_follow_ups(form))
    except (StoreUnavailable, TooMany) as error:
        return not_saved_page(request, service, form, error)


async def _store_follow_ups(
    request: VisitorRequest, service: Service, poll_id: str, form: Form
) -> BytesResponse:
    participant = await required_participant(request, service, poll_id)
    poll = await current_poll(service.store, service.computations, poll_id, now())
    definition = poll.definition
    await hit_texts(request, service, definition, form.fields)
    if poll.state is not State.OPEN:
        raise Closed
    fields = fields_of(questions_in(form, definition))
    try:
        require_ticket(service, form, edit_purpose(poll_id, participant))
        given = read_follow_ups(definition, form, request.locale)
        await change_follow_ups(
            service.store, poll_id, participant, given, fields, noticed=has_notice(form)
        )
    except Invalid as error:
        follow_up = follow_up_form_with_problems(definition, form, error.problems)
        return await receipt_page(
            request, service, poll, participant, status_code=422, follow_up=follow_up
        )
    following = await _following(service, poll_id, definition, participant, form)
    return redirect_form(request, f"/p/{poll_id}/receipt?ask={following}&saved=1#more")


async def _following(
    service: Service, poll_id: str, definition: Definition, participant: bytes, form: Form
) -> str:
    """Return the question behind those of a form that is not answered yet."""
    given = await load_own_follow_ups(service.store, poll_id, definition, participant)
    sent = questions_in(form, definition)
    answered = answered_questions(definition, given)
    return question_to_ask(questions_of(definition), answered, behind=sent[-1] if sent else "")


@post("/p/{poll_id:str}/answers/mine/removal", include_in_schema=False)
async def take_back(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Take back the name or the reason that the visitor gave, in any state of the poll."""
    form = await read_form(request)
    try:
        await hit(request, service, "change")
        participant = await required_participant(request, service, poll_id)
        if read_ticket(service, form, edit_purpose(poll_id, participant)) is None:
            poll = await load_poll(service.store, poll_id)
            return await receipt_page(request, service, poll, participant, form, [EXPIRED], 422)
        fields = [field for field in TEXTS_TO_TAKE_BACK if field == form.get("field")]
        await take_back_texts(service.store, poll_id, participant, fields)
    except (StoreUnavailable, TooMany) as error:
        return not_saved_page(request, service, form, error)
    return redirect(f"/p/{poll_id}/receipt")
