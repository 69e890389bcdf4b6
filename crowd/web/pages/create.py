"""Making a poll: the form, the way back into it with problems, and the page with the links."""

from __future__ import annotations

import asyncio
import base64
from datetime import timedelta
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from crowd.actions import manage_poll
from crowd.actions.create_poll import create_poll
from crowd.model.errors import Problem, StoreUnavailable, TooMany
from crowd.model.poll import Poll, State
from crowd.rules.headline import NAMES, REASONS
from crowd.web.callers import admin_cookie, admin_token, organizer
from crowd.web.deps import Anyone, OurService, Service, base_url, locale_of, now
from crowd.web.errors import retry_after
from crowd.web.images import PreparedImage
from crowd.web.limits import spend
from crowd.web.pages.forms import EXPIRED, Form, html, new_ticket, read_form, ticket_of
from crowd.web.pages.poll_form import NO_PICTURE, TIME_ZONES, FormReader, fields_of

MAX_FORM_BYTES = 8 * 1024 * 1024
"""A picture of 5 MB, or the same one kept in the form after other problems."""


@get("/new", include_in_schema=False)
async def new(service: OurService) -> Response[bytes]:
    """The empty form with its good defaults."""
    closes = (now() + timedelta(days=7)).replace(hour=20, minute=0)
    fields = {"closes_at": closes.strftime("%Y-%m-%dT%H:%M"), "time_zone": "UTC"}
    return form_page(service, Form(fields=fields, files={}), [], new_ticket(service, "create"))


@post("/polls", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def create(request: Anyone, service: OurService) -> Response[Any]:
    """Takes the create form; sent twice, it still makes one poll."""
    form = await read_form(request)
    ticket = ticket_of(service, form, "create")
    reader = FormReader(form, locale_of(request), now())
    proposal, problems = await asyncio.to_thread(reader.proposal)
    if ticket is None:
        problems = [EXPIRED]
    if problems or ticket is None:
        fresh = form.get("ticket") if ticket else new_ticket(service, "create")
        return form_page(service, form, problems, fresh, reader.picture, status_code=422)
    token = service.derivation.admin_token_of_form(ticket.key)
    try:
        await spend(request, service, "create")
        created = await create_poll(
            service.store,
            proposal,
            now(),
            draft=form.get("action") == "draft",
            image=reader.picture.data,
            admin_token=token,
        )
    except (StoreUnavailable, TooMany) as error:
        problems = [Problem(field="form", message=error.detail)]
        page = form_page(
            service, form, problems, form.get("ticket"), reader.picture, status_code=error.status
        )
        page.headers["Retry-After"] = retry_after(error)
        return page
    return Redirect(
        f"/p/{created.poll.id}/manage/links",
        status_code=303,
        cookies=[admin_cookie(service, created.admin_token)],
    )


@get("/p/{poll_id:str}/manage/links", include_in_schema=False)
async def links(request: Anyone, service: OurService, poll_id: FromPath[str]) -> Response[bytes]:
    """The page right after creation: the admin link once, and what comes next."""
    poll = await organizer(request, service, poll_id)
    base = base_url(request, service.settings)
    body = service.renderer.page(
        "pages/links.html",
        question=poll.definition.question,
        poll_id=poll_id,
        draft=poll.state is State.DRAFT,
        admin_url=f"{base}/a/{admin_token(request, service, poll_id)}",
        share_url=f"{base}/p/{poll_id}",
    )
    return html(body)


@get("/p/{poll_id:str}/manage/draft", include_in_schema=False)
async def draft(request: Anyone, service: OurService, poll_id: FromPath[str]) -> Response[bytes]:
    """The form of a draft, to be changed."""
    poll = await organizer(request, service, poll_id)
    form = Form(fields=fields_of(poll, locale_of(request)), files={})
    ticket = new_ticket(service, f"manage {poll_id}")
    return form_page(service, form, [], ticket, poll=poll)


@post(
    "/p/{poll_id:str}/manage/draft", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES
)
async def change_draft(
    request: Anyone, service: OurService, poll_id: FromPath[str]
) -> Response[Any]:
    """Takes a changed draft."""
    poll = await organizer(request, service, poll_id)
    form = await read_form(request)
    reader = FormReader(form, locale_of(request), now(), poll.definition.image)
    proposal, problems = await asyncio.to_thread(reader.proposal)
    if ticket_of(service, form, f"manage {poll_id}") is None:
        problems = [EXPIRED]
    if problems:
        ticket = new_ticket(service, f"manage {poll_id}")
        return form_page(service, form, problems, ticket, reader.picture, poll, status_code=422)
    await manage_poll.change_draft(service.store, poll, proposal, now(), reader.new_image())
    return Redirect(f"/p/{poll_id}/manage", status_code=303)


def form_page(
    service: Service,
    form: Form,
    problems: list[Problem],
    ticket: str,
    picture: PreparedImage = NO_PICTURE,
    poll: Poll | None = None,
    *,
    status_code: int = 200,
) -> Response[bytes]:
    """The form with what is in it, and its problems on top."""
    body = service.renderer.page(
        "pages/new.html",
        form=form.fields,
        problems=problems,
        by_field={problem.field: problem.message for problem in problems},
        ticket=ticket,
        kept_image=base64.b64encode(picture.data).decode(),
        kept_type=picture.media_type,
        time_zones=TIME_ZONES,
        headlines=[(name, NAMES[name], REASONS[name]) for name in NAMES],
        draft_id=poll.id if poll else "",
        has_image=bool(poll and poll.definition.image),
    )
    return html(body, status_code)
