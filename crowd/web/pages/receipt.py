"""The receipt of a visitor's own answer: its links, and forms to change or withdraw it."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath

from crowd.actions.close_poll import current_poll
from crowd.actions.load_poll import load_poll
from crowd.actions.manage_answer import (
    change_follow_ups,
    edit_answer,
    load_own_answer,
    load_own_follow_ups,
    take_back_texts,
)
from crowd.kinds.formatter import ValueFormatter
from crowd.model.errors import Closed, Invalid, NotFound, Problem, StoreUnavailable, TooMany
from crowd.model.sentence import Sentence
from crowd.poll import Poll, State
from crowd.rules.follow_ups import TEXTS_TO_TAKE_BACK, follow_up_fields
from crowd.web.auth import own_participant, receipt_participant
from crowd.web.deps import OurService, Service, now
from crowd.web.forms.answer import is_to_confirm, parse_answer
from crowd.web.forms.base import Form, read_form
from crowd.web.forms.follow_ups import (
    FollowUpForm,
    follow_up_form_with_problems,
    has_notice,
    read_follow_ups,
    saved_follow_up_form,
    typed_follow_ups,
)
from crowd.web.forms.tickets import EXPIRED, edit_purpose, new_ticket, read_ticket, require_ticket
from crowd.web.http.responses import BytesResponse, redirect, uncached_page
from crowd.web.middleware.rate_limits import hit, hit_texts
from crowd.web.pages.refusals import confirm_page, not_saved_page, not_taken_page
from crowd.web.views.poll import poll_display
from crowd.web.visible_polls import NOT_OPEN, load_visible_poll
from crowd.web.visitor import VisitorRequest


@get("/p/{poll_id:str}/receipt", include_in_schema=False)
async def receipt(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Show the visitor's own answer and its links."""
    poll = await load_visible_poll(service, poll_id, NOT_OPEN)
    participant = await receipt_participant(request, service, poll_id)
    if participant is None:
        display = poll_display(poll, request.locale, request.translator)
        return uncached_page(
            service.renderer.page("pages/no_receipt.html", request.translator, poll=display)
        )
    return await _receipt_page(request, service, poll, participant)


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
    try:
        require_ticket(service, form, edit_purpose(poll_id, participant))
        parsed = parse_answer(form, poll.definition.kind, request.locale)
        if is_to_confirm(form, parsed, poll.definition.kind):
            return await confirm_page(request, service, poll_id, form, parsed, "answers/mine")
        await edit_answer(service.store, poll_id, participant, parsed.value)
    except Invalid as error:
        return await _receipt_page(request, service, poll, participant, form, error.problems)
    return redirect(f"/p/{poll_id}/receipt")


@post("/p/{poll_id:str}/answers/mine/details", include_in_schema=False)
async def give_follow_ups(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Store the visitor's answers to the follow-up questions."""
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
    try:
        require_ticket(service, form, edit_purpose(poll_id, participant))
        given = read_follow_ups(definition, form, request.locale)
        await change_follow_ups(
            service.store,
            poll_id,
            participant,
            given,
            follow_up_fields(definition),
            noticed=has_notice(form),
        )
    except Invalid as error:
        follow_up = follow_up_form_with_problems(definition, form, error.problems)
        return await _receipt_page(request, service, poll, participant, follow_up=follow_up)
    return redirect(f"/p/{poll_id}/receipt#more")


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
            return await _receipt_page(request, service, poll, participant, form, [EXPIRED])
        fields = [field for field in TEXTS_TO_TAKE_BACK if field == form.get("field")]
        await take_back_texts(service.store, poll_id, participant, fields)
    except (StoreUnavailable, TooMany) as error:
        return not_saved_page(request, service, form, error)
    return redirect(f"/p/{poll_id}/receipt")


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


async def _receipt_page(
    request: VisitorRequest,
    service: Service,
    poll: Poll,
    participant: bytes,
    form: Form | None = None,
    problems: list[Problem] | None = None,
    follow_up: FollowUpForm | None = None,
) -> BytesResponse:
    answer = await load_own_answer(service.store, poll.id, participant)
    if follow_up is None:
        given = await load_own_follow_ups(service.store, poll.id, poll.definition, participant)
        follow_up = saved_follow_up_form(poll.definition, given, request.locale)
    body = service.renderer.page(
        "pages/receipt.html",
        request.translator,
        poll=poll_display(poll, request.locale, request.translator),
        answer=ValueFormatter(poll.definition.kind, request.locale).exact(answer.value),
        **_links(service, poll.id, participant, request.base),
        ticket=new_ticket(service, edit_purpose(poll.id, participant)),
        by_link=participant != own_participant(request, service, poll.id),
        value="" if form is None else form.get("value"),
        problems=problems or [],
        follow_up=follow_up,
    )
    return uncached_page(body, 422 if problems or follow_up.problems else 200)


def _links(service: Service, poll_id: str, participant: bytes, base: str) -> dict[str, str]:
    capabilities = service.token_deriver.capabilities(poll_id, participant)
    return {
        "receipt": capabilities.receipt,
        "edit_url": f"{base}/e/{poll_id}.{capabilities.edit_token}",
        "share_url": f"{base}/p/{poll_id}?s={capabilities.share_token}",
    }
