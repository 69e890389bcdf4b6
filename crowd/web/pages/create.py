"""Making a poll: the form, the way back into it with problems, and the page with the links."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from litestar import get, post
from litestar.params import FromPath

from crowd.actions import manage_poll
from crowd.actions.create_poll import create_poll
from crowd.i18n.labels import HEADLINE_NAMES
from crowd.i18n.translator import translator_for
from crowd.model.errors import (
    AlreadyCreated,
    Frozen,
    Overloaded,
    Problem,
    StoreUnavailable,
    TooMany,
)
from crowd.model.poll import Poll, State
from crowd.model.tokens import encode
from crowd.rules.headline import BY_KIND, REASONS
from crowd.rules.time_zones import zones
from crowd.web.auth import (
    admin_cookie,
    admin_token,
    feed_cookie,
    has_admin_bearer,
    known_feed,
    require_organizer,
    require_unlimited_organizer,
)
from crowd.web.deps import OurService, Service, now
from crowd.web.forms.base import Form, read_form
from crowd.web.forms.image_upload import (
    NO_IMAGE,
    ImageUpload,
    media_type_of_base64,
    read_image_upload,
)
from crowd.web.forms.poll import TIME_ZONES, PollFormReader
from crowd.web.forms.poll_prefill import prefilled_fields
from crowd.web.forms.tickets import EXPIRED, new_ticket, read_ticket
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse, redirect, uncached_page
from crowd.web.locale import locale_of
from crowd.web.middleware.error_handlers import retry_after
from crowd.web.middleware.rate_limits import hit, hit_poll
from crowd.web.middleware.security import INDEXED_HEADERS
from crowd.web.pages.own_feed import feed_view, own_or_new_feed
from crowd.web.urls import base_url


@get("/new", include_in_schema=False)
async def new(request: AppRequest, service: OurService) -> BytesResponse:
    """The empty form with its good defaults; who has a feed goes on with it."""
    closes = (now() + timedelta(days=7)).replace(hour=20, minute=0)
    fields = {"closes_at": closes.strftime("%Y-%m-%dT%H:%M"), "time_zone": "UTC"}
    if known_feed(request, service) is not None:
        fields["feed"] = "1"
    form = Form(fields=fields, files={})
    page = form_page(request, service, form, [], new_ticket(service, "create"))
    page.headers.update(INDEXED_HEADERS)
    return page


@post("/polls", include_in_schema=False)
async def create(request: AppRequest, service: OurService) -> BytesResponse:
    """Takes the create form; sent twice, it still makes one poll."""
    form = await read_form(request)
    picture = NO_IMAGE
    try:
        ticket = read_ticket(service, form, "create")
        if ticket is None:
            await hit(request, service, "create")
            return _expired(request, service, form)
        # First, within a limit of its own, so that the form keeps it whatever is refused.
        picture = await read_image_upload(request, service, form)
        await hit(request, service, "create")
        feed = own_or_new_feed(request, service, ticket.key) if form.get("feed") else None
        reader = PollFormReader(form, locale_of(request), now(), picture)
        proposal, problems = await asyncio.to_thread(reader.proposal)
        if problems:
            ticket_again = form.get("ticket")
            return form_page(
                request, service, form, problems, ticket_again, picture, status_code=422
            )
        await hit_poll(request, service, proposal, len(picture.data))
        created = await create_poll(
            service.store,
            proposal,
            now(),
            draft=form.get("action") == "draft",
            image=picture.data,
            admin_token=service.token_deriver.admin_token_of_form(ticket.key),
            feed=encode(feed) if feed else "",
        )
    except (StoreUnavailable, TooMany, Overloaded, AlreadyCreated) as error:
        return _not_made(request, service, form, error, picture)
    cookies = [admin_cookie(service, created.admin_token)]
    if feed is not None:
        cookies.append(feed_cookie(service, feed))
    return redirect(f"/p/{created.poll.id}/manage/links", *cookies)


def _expired(request: AppRequest, service: Service, form: Form) -> BytesResponse:
    ticket = new_ticket(service, "create")
    return form_page(request, service, form, [EXPIRED], ticket, status_code=422)


def _not_made(
    request: AppRequest,
    service: Service,
    form: Form,
    error: StoreUnavailable | TooMany | Overloaded | AlreadyCreated,
    picture: ImageUpload,
) -> BytesResponse:
    """The form again, with what was typed; with a fresh ticket where the old one is used up."""
    used_up = isinstance(error, AlreadyCreated)
    ticket = new_ticket(service, "create") if used_up else form.get("ticket")
    problems = [Problem(field="form", message=error.detail)]
    page = form_page(request, service, form, problems, ticket, picture, status_code=error.status)
    if not used_up:
        page.headers["Retry-After"] = retry_after(error)
    return page


@get("/p/{poll_id:str}/manage/links", include_in_schema=False)
async def links(request: AppRequest, service: OurService, poll_id: FromPath[str]) -> BytesResponse:
    """The page right after creation: the admin link once, and what comes next."""
    poll = await require_organizer(request, service, poll_id)
    base = base_url(request, service.settings)
    body = service.renderer.page(
        "pages/links.html",
        translator_for(locale_of(request)),
        question=poll.definition.question,
        poll_id=poll_id,
        draft=poll.state is State.DRAFT,
        admin_url=f"{base}/a/{admin_token(request, service, poll_id)}",
        share_url=f"{base}/p/{poll_id}",
        feed=feed_view(request, service, poll),
    )
    return uncached_page(body)


@get("/p/{poll_id:str}/manage/draft", include_in_schema=False)
async def draft(request: AppRequest, service: OurService, poll_id: FromPath[str]) -> BytesResponse:
    """The form of a draft, to be changed."""
    poll = await require_organizer(request, service, poll_id)
    form = Form(fields=prefilled_fields(poll, locale_of(request)), files={})
    ticket = new_ticket(service, f"manage {poll_id}")
    return form_page(request, service, form, [], ticket, poll=poll)


@post("/p/{poll_id:str}/manage/draft", include_in_schema=False)
async def change_draft(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Takes a changed draft."""
    poll = await require_unlimited_organizer(request, service, poll_id, "draft")
    form = await read_form(request)
    picture = NO_IMAGE
    try:
        if not has_admin_bearer(request):
            await hit(request, service, "draft")
        if read_ticket(service, form, f"manage {poll_id}") is None:
            return _draft_page(request, service, form, [EXPIRED], picture, poll)
        if poll.state is not State.DRAFT:
            raise Frozen
        picture = await read_image_upload(request, service, form)
        reader = PollFormReader(form, locale_of(request), now(), picture, poll.definition.image)
        proposal, problems = await asyncio.to_thread(reader.proposal)
        if problems:
            return _draft_page(request, service, form, problems, picture, poll)
        image = reader.new_image()
        await hit_poll(request, service, proposal, len(image or b""))
        await manage_poll.change_draft(service.store, poll, proposal, now(), image)
    except (StoreUnavailable, Frozen, TooMany, Overloaded) as error:
        problems = [Problem(field="form", message=error.detail)]
        page = _draft_page(request, service, form, problems, picture, poll, error.status)
        if not isinstance(error, Frozen):
            page.headers["Retry-After"] = retry_after(error)
        return page
    return redirect(f"/p/{poll_id}/manage")


def _draft_page(
    request: AppRequest,
    service: Service,
    form: Form,
    problems: list[Problem],
    picture: ImageUpload,
    poll: Poll,
    status_code: int = 422,
) -> BytesResponse:
    ticket = new_ticket(service, f"manage {poll.id}")
    return form_page(
        request, service, form, problems, ticket, picture, poll, status_code=status_code
    )


def form_page(
    request: AppRequest,
    service: Service,
    form: Form,
    problems: list[Problem],
    ticket: str,
    picture: ImageUpload = NO_IMAGE,
    poll: Poll | None = None,
    *,
    status_code: int = 200,
) -> BytesResponse:
    """The form with what is in it, and its problems on top."""
    problems = [*problems, *picture.lost(form)]
    body = service.renderer.page(
        "pages/new.html",
        translator_for(locale_of(request)),
        form=form.fields,
        problems=problems,
        by_field={problem.field: problem.message for problem in problems},
        ticket=ticket,
        kept_image=picture.kept(form),
        kept_type=media_type_of_base64(picture.kept(form)),
        max_megabytes=service.settings.max_picture_megabytes,
        time_zones=_zones(form.get("time_zone")),
        headlines=[
            (name, HEADLINE_NAMES[name], REASONS[name], _led_by(name)) for name in HEADLINE_NAMES
        ],
        draft_id=poll.id if poll else "",
        fresh=request.method == "GET",
        has_image=bool(poll and poll.definition.image),
    )
    return uncached_page(body, status_code)


def _led_by(name: str) -> str:
    """The kinds that an aggregate can lead."""
    return " ".join(kind for kind, names in BY_KIND.items() if name in names)


def _zones(chosen: str) -> list[str]:
    """The zones to choose from, with the one that a draft came with."""
    known = not chosen or chosen in TIME_ZONES or chosen not in zones()
    return TIME_ZONES if known else [*TIME_ZONES, chosen]
