"""The organizer's page and its verbs. It knows no more of the answers than anyone else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import segno
from litestar import get, post
from litestar.params import FromPath

from crowd.actions import manage_poll
from crowd.actions.close_poll import close_if_due, close_poll
from crowd.i18n.formatter import ValueFormatter, format_moment
from crowd.i18n.translator import translator_for
from crowd.kinds.values import read_truth
from crowd.model.errors import (
    Conflict,
    CrowdError,
    Invalid,
    NotFound,
    Problem,
    StoreUnavailable,
    TooMany,
)
from crowd.model.poll import Poll, State
from crowd.model.sentence import Sentence
from crowd.rules.lifecycle import deleted_at
from crowd.web.auth import admin_cookie, admin_token, require_acting_organizer, require_organizer
from crowd.web.deps import OurService, Service, now
from crowd.web.forms.answer import parse_answer, playback_sentence
from crowd.web.forms.base import Form, read_form
from crowd.web.forms.poll import NO_TIME
from crowd.web.forms.tickets import EXPIRED, new_ticket, read_ticket
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse, redirect, uncached_page
from crowd.web.locale import locale_of
from crowd.web.middleware.rate_limits import hit, hit_poll
from crowd.web.pages import own_feed
from crowd.web.pages.refusals import not_saved_page
from crowd.web.urls import base_url
from crowd.web.views.poll import poll_display

MAX_KEPT_CODES = 100
"""QR codes kept; each takes 4 KB and 10 ms to make."""

OrganizerAction = Callable[[AppRequest, Service, Poll, Form], Awaitable[BytesResponse | None]]


@get("/p/{poll_id:str}/manage", include_in_schema=False)
async def manage(request: AppRequest, service: OurService, poll_id: FromPath[str]) -> BytesResponse:
    """The state of the poll and what can be done now."""
    poll = await _settled(service, await require_organizer(request, service, poll_id))
    return _page(request, service, poll)


@get("/p/{poll_id:str}/manage/preview", include_in_schema=False)
async def preview(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """A draft as participants will see it."""
    return await _preview(request, service, poll_id, Form(fields={}, files={}))


@post("/p/{poll_id:str}/manage/preview", include_in_schema=False)
async def test_answer(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """A test answer: read like a real one, played back, and stored nowhere."""
    form = await read_form(request)
    try:
        await hit(request, service, "playback")
    except TooMany as error:
        return not_saved_page(request, service, form, error)
    return await _preview(request, service, poll_id, form)


@post("/p/{poll_id:str}/manage/{verb:str}", include_in_schema=False)
async def run_organizer_action(
    request: AppRequest, service: OurService, poll_id: FromPath[str], verb: FromPath[str]
) -> BytesResponse:
    """One of the organizer's verbs, then back to the page."""
    form = await read_form(request)
    if verb not in ORGANIZER_ACTIONS:
        raise NotFound(Sentence("There is nothing at this address. Go back to the poll's page."))
    try:
        return await _act(request, service, poll_id, verb, form)
    except (StoreUnavailable, TooMany) as error:
        return not_saved_page(request, service, form, error)


async def _act(
    request: AppRequest, service: Service, poll_id: str, verb: str, form: Form
) -> BytesResponse:
    poll = await _settled(service, await require_acting_organizer(request, service, poll_id))
    try:
        if read_ticket(service, form, f"manage {poll_id}") is None:
            raise Invalid([EXPIRED])
        response = await ORGANIZER_ACTIONS[verb](request, service, poll, form)
    except (Invalid, Conflict) as error:
        return _page(request, service, poll, form, error)
    return response or redirect(f"/p/{poll_id}/manage")


async def _open(_request: AppRequest, service: Service, poll: Poll, _form: Form) -> None:
    await manage_poll.open_poll(service.store, poll)


async def _extend(_request: AppRequest, service: Service, poll: Poll, form: Form) -> None:
    try:
        local = datetime.fromisoformat(form.get("closes_at"))
        moment = local.replace(tzinfo=ZoneInfo(poll.definition.time_zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid([Problem(field="closes_at", message=NO_TIME)]) from error
    await manage_poll.extend_poll(service.store, poll, moment, now())


async def _close(_request: AppRequest, service: Service, poll: Poll, _form: Form) -> None:
    await close_poll(service.store, service.computations, poll.id)


async def _reveal(_request: AppRequest, service: Service, poll: Poll, _form: Form) -> None:
    await manage_poll.reveal_poll(service.store, service.computations, poll)


async def _resolve(request: AppRequest, service: Service, poll: Poll, form: Form) -> None:
    truth = None
    if not form.get("unknown"):
        truth = read_truth(form.get("truth"), poll.definition.kind, locale_of(request))
    await manage_poll.resolve_poll(service.store, service.computations, poll, truth, now())


async def _replace_link(
    request: AppRequest, service: Service, poll: Poll, _form: Form
) -> BytesResponse:
    token = admin_token(request, service, poll.id)
    fresh = await manage_poll.replace_admin_token(service.store, poll, token)
    return redirect(f"/p/{poll.id}/manage/links", admin_cookie(service, fresh))


async def _duplicate(
    request: AppRequest, service: Service, poll: Poll, _form: Form
) -> BytesResponse:
    await hit(request, service, "create")
    image_bytes = await manage_poll.count_image_bytes(service.store, poll)
    await hit_poll(request, service, poll.definition, image_bytes)
    moment = now()
    closes_at = max(poll.closes_at, (moment + timedelta(days=7)).replace(second=0, microsecond=0))
    copy = await manage_poll.duplicate_poll(service.store, poll, closes_at, moment)
    return redirect(f"/p/{copy.poll.id}/manage/links", admin_cookie(service, copy.admin_token))


async def _delete(request: AppRequest, service: Service, poll: Poll, form: Form) -> BytesResponse:
    if not form.get("sure"):
        message = Sentence("Tick the box to delete the poll. It cannot be brought back.")
        raise Invalid([Problem(field="sure", message=message)])
    await manage_poll.delete_poll(service.store, poll)
    translator = translator_for(locale_of(request))
    question = poll.definition.question
    return uncached_page(service.renderer.page("pages/deleted.html", translator, question=question))


ORGANIZER_ACTIONS: dict[str, OrganizerAction] = {
    "opening": _open,
    "extension": _extend,
    "closure": _close,
    "reveal": _reveal,
    "resolution": _resolve,
    "link": _replace_link,
    "duplicate": _duplicate,
    "deletion": _delete,
    "feed": own_feed.join_feed,
    "feed-here": own_feed.adopt_feed,
    "feed-exit": own_feed.leave_feed,
}


async def _settled(service: Service, poll: Poll) -> Poll:
    return await close_if_due(service.store, service.computations, poll, now())


def _page(
    request: AppRequest,
    service: Service,
    poll: Poll,
    form: Form | None = None,
    error: CrowdError | None = None,
) -> BytesResponse:
    base = base_url(request, service.settings)
    share_url = f"{base}/p/{poll.id}"
    formatter = _formatter(request, poll)
    zone = poll.definition.time_zone
    resolution = poll.resolution
    local = poll.closes_at.astimezone(ZoneInfo(zone))
    body = service.renderer.page(
        "pages/manage.html",
        formatter.translator,
        poll=poll_display(poll, formatter.locale, formatter.translator),
        state=poll.public_state,
        states=list(State),
        reached=list(State).index(poll.public_state),
        base=base,
        share_url=share_url,
        qr=_qr_rows(share_url),
        ticket=new_ticket(service, f"manage {poll.id}"),
        closes_local=(local + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        time_zone=zone,
        truth=_truth_text(resolution.truth, formatter) if resolution else "",
        truth_at=format_moment(resolution.at, zone, formatter.translator) if resolution else "",
        deleted_at=_deleted_at(poll, formatter),
        feed=own_feed.feed_view(request, service, poll),
        problems=_problems(error),
        by_field={problem.field: problem.message for problem in _problems(error)},
        form=form.fields if form else {},
        fresh=form is None,
    )
    return uncached_page(body, error.status if error else 200)


def _formatter(request: AppRequest, poll: Poll) -> ValueFormatter:
    locale = locale_of(request)
    return ValueFormatter(poll.definition.kind, locale, translator_for(locale))


def _deleted_at(poll: Poll, formatter: ValueFormatter) -> str:
    """When a draft goes unless it is changed or opened; empty for what is no draft."""
    moment = deleted_at(poll)
    return format_moment(moment, poll.definition.time_zone, formatter.translator) if moment else ""


def _truth_text(truth: float | None, formatter: ValueFormatter) -> str:
    return formatter.translate("declared unknown") if truth is None else formatter.truth(truth)


def _problems(error: CrowdError | None) -> list[Problem]:
    if error is None:
        return []
    if isinstance(error, Invalid):
        return error.problems
    return [Problem(field="form", message=error.detail)]


@lru_cache(MAX_KEPT_CODES)
def _qr_rows(url: str) -> tuple[str, ...]:
    """The share link's code as rows of "0" and "1", its quiet zone included."""
    code = segno.make(url, error="m")
    return tuple("".join(map(str, row)) for row in code.matrix_iter(border=4))


async def _preview(
    request: AppRequest, service: Service, poll_id: str, form: Form
) -> BytesResponse:
    poll = await require_organizer(request, service, poll_id)
    formatter = _formatter(request, poll)
    problems: list[Problem] = []
    played_back = ""
    ambiguous = False
    if form.fields:
        try:
            reading = parse_answer(form, poll.definition.kind, locale_of(request))
            ambiguous = bool(reading.alternatives)
            played_back = playback_sentence(form.get("value"), formatter)
        except Invalid as error:
            problems = error.problems
    body = service.renderer.page(
        "pages/preview.html",
        formatter.translator,
        poll=poll_display(poll, formatter.locale, formatter.translator),
        value=form.get("value"),
        problems=problems,
        played_back=played_back,
        ambiguous=ambiguous,
        participants=None,
        fresh=not form.fields,
    )
    return uncached_page(body, 422 if problems else 200)
