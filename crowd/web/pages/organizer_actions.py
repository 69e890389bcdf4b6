"""The actions on the organizer's page, by the last part of the address that their forms post to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from crowd.actions import manage_poll
from crowd.actions.close_poll import close_poll
from crowd.actions.lists.own_polls import forget_own_poll
from crowd.kinds.values import parse_truth
from crowd.model.errors import Invalid
from crowd.model.sentence import Sentence
from crowd.poll import Poll
from crowd.web.auth import admin_cookie, admin_token, organizer_token
from crowd.web.deps import Service, now
from crowd.web.forms.base import Form
from crowd.web.forms.closing_time import NO_TIME, parse_local_time
from crowd.web.forms.tickets import require_ticket
from crowd.web.http.responses import BytesResponse, redirect, uncached_page
from crowd.web.middleware.rate_limits import hit, hit_poll
from crowd.web.pages.manage_texts import change_texts
from crowd.web.pages.organizer_feed import adopt_feed, join_feed, leave_feed
from crowd.web.pages.own_list import remember
from crowd.web.visitor import VisitorRequest

OrganizerAction = Callable[[VisitorRequest, Service, Poll, Form], Awaitable[BytesResponse | None]]
"""Do something with a poll; return where to go, or None for the organizer's page."""


async def _open(_request: VisitorRequest, service: Service, poll: Poll, _form: Form) -> None:
    await manage_poll.open_poll(service.store, poll, now())


async def _extend(_request: VisitorRequest, service: Service, poll: Poll, form: Form) -> None:
    try:
        zone = ZoneInfo(poll.definition.time_zone)
        moment = parse_local_time(form.get("closes_at"), zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid.of_field("closes_at", NO_TIME) from error
    await manage_poll.extend_poll(service.store, poll, moment, now())


async def _close(_request: VisitorRequest, service: Service, poll: Poll, _form: Form) -> None:
    await close_poll(service.store, service.computations, poll.id)


async def _reveal(_request: VisitorRequest, service: Service, poll: Poll, _form: Form) -> None:
    await manage_poll.reveal_poll(service.store, service.computations, poll)


async def _resolve(request: VisitorRequest, service: Service, poll: Poll, form: Form) -> None:
    truth = None
    if not form.get("unknown"):
        truth = parse_truth(form.get("truth"), poll.definition.kind, request.locale)
    await manage_poll.resolve_poll(service.store, service.computations, poll, truth, now())


async def _replace_link(
    request: VisitorRequest, service: Service, poll: Poll, _form: Form
) -> BytesResponse:
    token = admin_token(request, service, poll.id)
    new_token = await manage_poll.replace_admin_token(service.store, poll, token)
    return redirect(f"/p/{poll.id}/manage/links?new=1", admin_cookie(service, new_token))


async def _duplicate(
    request: VisitorRequest, service: Service, poll: Poll, form: Form
) -> BytesResponse:
    ticket = require_ticket(service, form, f"manage {poll.id}")
    await hit(request, service, "create")
    image_bytes = await manage_poll.count_image_bytes(service.store, poll)
    await hit_poll(request, service, poll.definition, image_bytes)
    moment = now()
    closes_at = max(poll.closes_at, (moment + timedelta(days=7)).replace(second=0, microsecond=0))
    copy = await manage_poll.duplicate_poll(service.store, poll, closes_at, moment)
    remembered = await remember(request, service, copy.poll.id, ticket.key)
    cookies = [admin_cookie(service, copy.admin_token), remembered]
    return redirect(f"/p/{copy.poll.id}/manage/links", *cookies)


async def _delete(
    request: VisitorRequest, service: Service, poll: Poll, form: Form
) -> BytesResponse:
    if not form.get("sure"):
        message = Sentence("Tick the box to delete the poll. It cannot be brought back.")
        raise Invalid.of_field("sure", message)
    await manage_poll.delete_poll(service.store, poll)
    token = organizer_token(request, service)
    if token:
        await forget_own_poll(service.store, token, poll.id)
    question = poll.definition.question
    page = service.renderer.page("pages/deleted.html", request.translator, question=question)
    return uncached_page(page)


ORGANIZER_ACTIONS: dict[str, OrganizerAction] = {
    "opening": _open,
    "extension": _extend,
    "closure": _close,
    "reveal": _reveal,
    "resolution": _resolve,
    "reasons": change_texts,
    "link": _replace_link,
    "duplicate": _duplicate,
    "deletion": _delete,
    "feed": join_feed,
    "feed-here": adopt_feed,
    "feed-exit": leave_feed,
}
