"""Withdraw an answer: first the question whether, then the page that says that it is done."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import get, post
from litestar.params import FromPath

from crowd.actions.manage_answer import find_own_answer, has_withdrawn, withdraw_answer
from crowd.kinds.formatter import ValueFormatter
from crowd.model.answer import Answer
from crowd.model.errors import Problem, StoreUnavailable, TooMany
from crowd.poll import Poll, State
from crowd.rules.follow_ups import follow_up_fields
from crowd.web.answering.receipt import required_participant
from crowd.web.answering.refusals import not_saved_page
from crowd.web.auth import receipt_participant
from crowd.web.deps import OurService, Service
from crowd.web.forms.base import read_form
from crowd.web.forms.tickets import EXPIRED, edit_purpose, new_ticket, read_ticket
from crowd.web.http.responses import BytesResponse, redirect, uncached_page
from crowd.web.middleware.rate_limits import hit
from crowd.web.views.poll import poll_display
from crowd.web.visible_polls import NOT_OPEN, load_visible_poll
from crowd.web.visitor import VisitorRequest


@get("/p/{poll_id:str}/answers/mine/withdrawal", include_in_schema=False)
async def withdrawal(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Ask whether to withdraw the answer; once it is withdrawn, say so."""
    poll = await load_visible_poll(service, poll_id, NOT_OPEN)
    participant = await receipt_participant(request, service, poll_id)
    answer = await find_own_answer(service.store, poll_id, participant)
    if participant is not None and answer is not None:
        if poll.state is not State.OPEN:
            return redirect(f"/p/{poll_id}/receipt")
        return _question_page(request, service, poll, participant, answer)
    if not await has_withdrawn(service.store, poll_id, participant):
        return redirect(f"/p/{poll_id}")
    return uncached_page(
        service.renderer.page(
            "pages/withdrawn.html",
            request.translator,
            poll=poll_display(poll, request.locale, request.translator),
        )
    )


@post("/p/{poll_id:str}/answers/mine/withdrawal", include_in_schema=False)
async def withdraw(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Withdraw the visitor's own answer."""
    form = await read_form(request)
    try:
        await hit(request, service, "change")
        participant = await required_participant(request, service, poll_id)
        if read_ticket(service, form, edit_purpose(poll_id, participant)) is None:
            poll = await load_visible_poll(service, poll_id, NOT_OPEN)
            answer = await find_own_answer(service.store, poll_id, participant)
            if answer is not None:
                return _question_page(request, service, poll, participant, answer, [EXPIRED])
        else:
            await withdraw_answer(service.store, poll_id, participant)
    except (StoreUnavailable, TooMany) as error:
        return not_saved_page(request, service, form, error)
    return redirect(f"/p/{poll_id}/answers/mine/withdrawal")


def _question_page(
    request: VisitorRequest,
    service: Service,
    poll: Poll,
    participant: bytes,
    answer: Answer,
    problems: Sequence[Problem] = (),
) -> BytesResponse:
    body = service.renderer.page(
        "pages/withdrawal.html",
        request.translator,
        poll=poll_display(poll, request.locale, request.translator),
        answer=ValueFormatter(poll.definition.kind, request.locale).exact(answer.value),
        asks_more=bool(follow_up_fields(poll.definition)),
        ticket=new_ticket(service, edit_purpose(poll.id, participant)),
        problems=problems,
    )
    return uncached_page(body, 422 if problems else 200)
