"""A draft: changed with the form of a poll, and previewed with test answers."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath

from crowd.actions import manage_poll
from crowd.kinds.formatter import ValueFormatter
from crowd.model.errors import (
    CrowdError,
    Frozen,
    Invalid,
    Overloaded,
    Problem,
    StoreUnavailable,
    TooMany,
)
from crowd.poll import Poll, State
from crowd.web.answering.refusals import not_saved_page
from crowd.web.auth import has_admin_bearer, require_organizer, require_unlimited_organizer
from crowd.web.deps import OurService, Service, now
from crowd.web.forms.answer import is_to_confirm, parse_answer, playback_sentence
from crowd.web.forms.base import Form, read_form
from crowd.web.forms.image_upload import NO_IMAGE, ImageUpload, read_image_upload
from crowd.web.forms.poll import new_image
from crowd.web.forms.poll_prefill import prefilled_fields
from crowd.web.forms.tickets import EXPIRED, new_ticket, read_ticket
from crowd.web.http.responses import BytesResponse, redirect, uncached_page
from crowd.web.middleware.error_handlers import retry_after
from crowd.web.middleware.rate_limits import hit, hit_poll
from crowd.web.pages.notices import notice_cookie
from crowd.web.pages.poll_form import parse_poll_form, poll_form_page
from crowd.web.views.poll import poll_display
from crowd.web.visitor import VisitorRequest


@get("/p/{poll_id:str}/manage/draft", include_in_schema=False)
async def draft(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Show the form with the draft in it."""
    poll = await require_organizer(request, service, poll_id)
    form = Form(fields=prefilled_fields(poll, request.locale), files={})
    ticket = new_ticket(service, f"manage {poll_id}")
    return poll_form_page(request, service, form, [], ticket, draft=poll)


@post("/p/{poll_id:str}/manage/draft", include_in_schema=False)
async def change_draft(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Replace the draft by what the form says; a picture that is not replaced or removed stays."""
    poll = await require_unlimited_organizer(request, service, poll_id, "draft")
    form = await read_form(request)
    upload = NO_IMAGE
    try:
        if not has_admin_bearer(request):
            await hit(request, service, "draft")
        if read_ticket(service, form, f"manage {poll_id}") is None:
            return _draft_page(request, service, form, [EXPIRED], upload, poll)
        if poll.state is not State.DRAFT:
            raise Frozen
        upload = await read_image_upload(request, service, form)
        if form.get("action") == "preview":
            shown = [upload.problem] if upload.problem else []
            return _draft_page(request, service, form, shown, upload, poll, 422 if shown else 200)
        proposal, problems = await parse_poll_form(request, form, upload, poll)
        if problems:
            return _draft_page(request, service, form, problems, upload, poll)
        image = new_image(form, upload)
        await hit_poll(request, service, proposal, len(image or b""))
        await manage_poll.change_draft(service.store, poll, proposal, now(), image)
    except (StoreUnavailable, Frozen, TooMany, Overloaded) as error:
        return _not_changed_page(request, service, form, error, upload, poll)
    return redirect(f"/p/{poll_id}/manage", notice_cookie(service, poll_id, "draft"))


def _not_changed_page(
    request: VisitorRequest,
    service: Service,
    form: Form,
    error: CrowdError,
    upload: ImageUpload,
    poll: Poll,
) -> BytesResponse:
    problems = [Problem(field="form", message=error.detail)]
    page = _draft_page(request, service, form, problems, upload, poll, error.status)
    if not isinstance(error, Frozen):
        page.headers["Retry-After"] = retry_after(error)
    return page


def _draft_page(
    request: VisitorRequest,
    service: Service,
    form: Form,
    problems: list[Problem],
    upload: ImageUpload,
    poll: Poll,
    status_code: int = 422,
) -> BytesResponse:
    ticket = new_ticket(service, f"manage {poll.id}")
    return poll_form_page(
        request, service, form, problems, ticket, upload, poll, status_code=status_code
    )


@get("/p/{poll_id:str}/manage/preview", include_in_schema=False)
async def preview(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Show a draft as participants will see it."""
    return await _preview_page(request, service, poll_id, Form(fields={}, files={}))


@post("/p/{poll_id:str}/manage/preview", include_in_schema=False)
async def test_answer(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Parse a test answer and play it back; store nothing."""
    form = await read_form(request)
    try:
        await hit(request, service, "playback")
    except TooMany as error:
        return not_saved_page(request, service, form, error)
    return await _preview_page(request, service, poll_id, form)


async def _preview_page(
    request: VisitorRequest, service: Service, poll_id: str, form: Form
) -> BytesResponse:
    poll = await require_organizer(request, service, poll_id)
    formatter = ValueFormatter(poll.definition.kind, request.locale, request.translator)
    problems: list[Problem] = []
    played_back, ambiguous = "", False
    if form.fields:
        try:
            parsed = parse_answer(form, poll.definition.kind, request.locale)
            ambiguous = is_to_confirm(form, parsed, poll.definition.kind)
            played_back = playback_sentence(form.get("value"), formatter)
        except Invalid as error:
            problems = error.problems
    body = service.renderer.page(
        "pages/preview.html",
        request.translator,
        poll=poll_display(poll, request.locale, request.translator),
        value=form.get("value"),
        problems=problems,
        played_back=played_back,
        ambiguous=ambiguous,
        participants=None,
        fresh=not form.fields,
    )
    return uncached_page(body, 422 if problems else 200)
