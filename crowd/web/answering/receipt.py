"""The receipt of a visitor's own answer: its links, and the form to change it."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import get, post
from litestar.params import FromPath

from crowd.actions.load_poll import load_poll
from crowd.actions.manage_answer import edit_answer, load_own_answer, load_own_follow_ups
from crowd.kinds.formatter import ValueFormatter
from crowd.model.errors import Closed, Invalid, NotFound, Problem, StoreUnavailable, TooMany
from crowd.model.sentence import Sentence
from crowd.poll import Poll
from crowd.web.answering.refusals import confirm_page, not_saved_page, not_taken_page
from crowd.web.auth import is_organizers_browser, own_participant, receipt_participant
from crowd.web.deps import OurService, Service
from crowd.web.forms.answer import is_to_confirm, parse_answer
from crowd.web.forms.base import NO_FORM, Form, read_form
from crowd.web.forms.follow_up_questions import written_answers
from crowd.web.forms.follow_ups import (
    FollowUpForm,
    saved_follow_up_form,
)
from crowd.web.forms.tickets import edit_purpose, new_ticket, require_ticket
from crowd.web.http.responses import BytesResponse, redirect_form, uncached_page
from crowd.web.middleware.rate_limits import hit
from crowd.web.views.poll import poll_display
from crowd.web.visible_polls import NOT_OPEN, load_visible_poll
from crowd.web.visitor import VisitorRequest


@get("/p/{poll_id:str}/receipt", include_in_schema=False)
async def receipt(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Show the visitor's own answer and its links, or again a form that was refused."""
    poll = await load_visible_poll(service, poll_id, NOT_OPEN)
    participant = await receipt_participant(request, service, poll_id)
    if participant is None:
        display = poll_display(poll, request.locale, request.translator)
        return uncached_page(
            service.renderer.page("pages/no_receipt.html", request.translator, poll=display)
        )
    return await receipt_page(request, service, poll, participant)


@post("/p/{poll_id:str}/answers/mine", include_in_schema=False)
async def change_answer(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Change the visitor's own answer."""
    form = await read_form(request)
    try:
        await hit(request, service, "change")
        return await _change_answer(request, service, poll_id, form)
    except Closed as error:
        return not_taken_page(request, service, poll_id, form, error)
    except (StoreUnavailable, TooMany) as error:
        return not_saved_page(request, service, form, error)


async def _change_answer(
    request: VisitorRequest, service: Service, poll_id: str, form: Form
) -> BytesResponse:
    participant = await required_participant(request, service, poll_id)
    poll = await load_poll(service.store, poll_id)
    kind = poll.definition.kind
    try:
        require_ticket(service, form, edit_purpose(poll_id, participant))
        parsed = parse_answer(form, kind, request.locale)
        if is_to_confirm(form, parsed, kind):
            return await confirm_page(request, service, poll_id, form, parsed, "answers/mine")
        await edit_answer(service.store, poll_id, participant, parsed.value)
    except Invalid as error:
        return await receipt_page(request, service, poll, participant, form, error.problems, 422)
    return redirect_form(request, f"/p/{poll_id}/receipt?changed=1")


async def required_participant(request: VisitorRequest, service: Service, poll_id: str) -> bytes:
    """Return whose answer the visitor may change; raise NotFound where there is none."""
    participant = await receipt_participant(request, service, poll_id)
    if participant is None:
        raise NotFound(
            Sentence(
                "This browser has no answer to this poll. Open the private edit link of your receipt."
            )
        )
    return participant


async def receipt_page(
    request: VisitorRequest,
    service: Service,
    poll: Poll,
    participant: bytes,
    form: Form = NO_FORM,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
    *,
    follow_up: FollowUpForm | None = None,
) -> BytesResponse:
    """Show an answer with its links, what was added, and the next question that is not answered."""
    definition, locale, asked = poll.definition, request.locale, request.query_params
    answer = await load_own_answer(service.store, poll.id, participant)
    given = await load_own_follow_ups(service.store, poll.id, definition, participant)
    body = service.renderer.page(
        "pages/receipt.html",
        request.translator,
        poll=poll_display(poll, locale, request.translator),
        answer=ValueFormatter(definition.kind, locale).exact(answer.value),
        **_links(service, poll.id, participant, request.base),
        ticket=new_ticket(service, edit_purpose(poll.id, participant)),
        by_link=participant != own_participant(request, service, poll.id),
        value=form.get("value"),
        problems=problems,
        follow_up=follow_up
        or saved_follow_up_form(definition, given, locale, asked.get("ask", "")),
        added=written_answers(definition, given, request.translator, locale),
        is_organizer=is_organizers_browser(request, service, poll),
        word=next((word for word in ("changed", "saved") if word in asked), ""),
    )
    return uncached_page(body, status_code)


def _links(service: Service, poll_id: str, participant: bytes, base: str) -> dict[str, str]:
    capabilities = service.token_deriver.capabilities(poll_id, participant)
    return {
        "receipt": capabilities.receipt,
        "edit_url": f"{base}/e/{poll_id}.{capabilities.edit_token}",
        "share_url": f"{base}/p/{poll_id}?s={capabilities.share_token}",
    }
