"""Creating a poll: the form, and the page with its links."""

from __future__ import annotations

import asyncio

from litestar import get, post
from litestar.params import FromPath

from crowd.actions.create_poll import PollCreation, create_poll
from crowd.actions.lists.own_polls import remember_own_poll
from crowd.model.errors import AlreadyCreated, Overloaded, Problem, StoreUnavailable, TooMany
from crowd.model.tokens import encode, poll_id_of_token
from crowd.rules.closing_choices import closing_moment
from crowd.rules.proposal import Proposal
from crowd.web.auth import (
    admin_cookie,
    admin_token,
    feed_cookie,
    known_feed,
    organizer_cookie,
    own_or_new_token,
    require_organizer,
)
from crowd.web.deps import OurService, Service, now
from crowd.web.forms.base import Form, read_form
from crowd.web.forms.closing_time import DEFAULT_CHOICE
from crowd.web.forms.image_upload import NO_IMAGE, ImageUpload, read_image_upload
from crowd.web.forms.tickets import EXPIRED, new_ticket, read_ticket
from crowd.web.http.responses import BytesResponse, redirect, uncached_page
from crowd.web.middleware.error_handlers import retry_after
from crowd.web.middleware.rate_limits import hit, hit_poll
from crowd.web.middleware.security import INDEXED_HEADERS
from crowd.web.pages.organizer_feed import feed_display, own_or_new_feed
from crowd.web.pages.poll_form import parse_poll_form, poll_form_page
from crowd.web.views.qr_code import draw_qr_code
from crowd.web.visitor import VisitorRequest


@get("/new", include_in_schema=False)
async def new(request: VisitorRequest, service: OurService) -> BytesResponse:
    """Show the form with its defaults; the box for the feed is ticked in browsers that have one."""
    closes = closing_moment(DEFAULT_CHOICE, "UTC", now())
    fields = {
        "closes": DEFAULT_CHOICE,
        "closes_at": closes.strftime("%Y-%m-%dT%H:%M"),
        "time_zone": "UTC",
    }
    if known_feed(request, service) is not None:
        fields["feed"] = "1"
    form = Form(fields=fields, files={})
    page = poll_form_page(request, service, form, [], new_ticket(service, "create"))
    page.headers.update(INDEXED_HEADERS)
    return page


@post("/polls", include_in_schema=False)
async def create(request: VisitorRequest, service: OurService) -> BytesResponse:
    """Create a poll, open or as a draft; a form that is sent twice creates one poll."""
    form = await read_form(request)
    upload = NO_IMAGE
    try:
        ticket = read_ticket(service, form, "create")
        if ticket is None:
            await hit(request, service, "create")
            return _expired_page(request, service, form)
        # Before all other checks, with a limit of its own: a form with problems keeps the picture.
        upload = await read_image_upload(request, service, form)
        await hit(request, service, "create")
        proposal, problems = await parse_poll_form(request, form, upload)
        if problems or form.get("action") == "preview":
            return _form_page(request, service, form, problems, upload)
        feed = own_or_new_feed(request, service, ticket.key) if form.get("feed") else None
        await hit_poll(request, service, proposal, len(upload.data))
        token = own_or_new_token(request, service, ticket.key)
        created = await _create(service, form, ticket.key, token, proposal, upload.data, feed)
    except (StoreUnavailable, TooMany, Overloaded, AlreadyCreated) as error:
        return _not_created_page(request, service, form, error, upload)
    cookies = [] if feed is None else [feed_cookie(service, feed)]
    cookies[:0] = [admin_cookie(service, created.admin_token), organizer_cookie(service, token)]
    return redirect(f"/p/{created.poll.id}/manage/links", *cookies)


async def _create(
    service: Service,
    form: Form,
    key: bytes,
    token: str,
    proposal: Proposal,
    image: bytes,
    feed: bytes | None,
) -> PollCreation:
    """Create the poll, and list it among those of the browser with this token, at once."""
    admin_token, moment = service.token_deriver.admin_token_of_form(key), now()
    created, _ = await asyncio.gather(
        create_poll(
            service.store,
            proposal,
            moment,
            draft=form.get("action") == "draft",
            image=image,
            admin_token=admin_token,
            feed=encode(feed) if feed else "",
        ),
        remember_own_poll(service.store, token, poll_id_of_token(admin_token), moment),
    )
    return created


def _form_page(
    request: VisitorRequest,
    service: Service,
    form: Form,
    problems: list[Problem],
    upload: ImageUpload,
) -> BytesResponse:
    """Show the form again, with its problems, or with a preview and that of the picture alone."""
    if form.get("action") == "preview":
        problems = [upload.problem] if upload.problem else []
    status_code = 422 if problems else 200
    ticket = form.get("ticket")
    return poll_form_page(request, service, form, problems, ticket, upload, status_code=status_code)


def _expired_page(request: VisitorRequest, service: Service, form: Form) -> BytesResponse:
    ticket = new_ticket(service, "create")
    return poll_form_page(request, service, form, [EXPIRED], ticket, status_code=422)


def _not_created_page(
    request: VisitorRequest,
    service: Service,
    form: Form,
    error: StoreUnavailable | TooMany | Overloaded | AlreadyCreated,
    upload: ImageUpload,
) -> BytesResponse:
    """Show the form again: with the same ticket, or a new one if a poll was created by it."""
    ticket_used = isinstance(error, AlreadyCreated)
    ticket = new_ticket(service, "create") if ticket_used else form.get("ticket")
    problems = [Problem(field="form", message=error.detail)]
    page = poll_form_page(
        request, service, form, problems, ticket, upload, status_code=error.status
    )
    if not ticket_used:
        page.headers["Retry-After"] = retry_after(error)
    return page


@get("/p/{poll_id:str}/manage/links", include_in_schema=False)
async def links(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Show the links of a new poll: no other page has the admin link."""
    poll = await require_organizer(request, service, poll_id)
    base = request.base
    body = service.renderer.page(
        "pages/links.html",
        request.translator,
        question=poll.definition.question,
        poll_id=poll_id,
        state=poll.public_state,
        renewed="new" in request.query_params,
        qr=draw_qr_code(f"{base}/p/{poll_id}"),
        admin_url=f"{base}/a/{admin_token(request, service, poll_id)}",
        share_url=f"{base}/p/{poll_id}",
        feed=feed_display(request, service, poll),
    )
    return uncached_page(body)
