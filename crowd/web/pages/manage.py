"""The organizer's page. It shows no more of the answers than anyone may see."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from litestar import get, post
from litestar.params import FromPath

from crowd.actions.close_poll import close_if_due
from crowd.i18n.moments import format_moment
from crowd.i18n.translator import Translator
from crowd.kinds.formatter import ValueFormatter
from crowd.model.errors import (
    Conflict,
    CrowdError,
    Invalid,
    NotFound,
    Problem,
    StoreUnavailable,
    TooMany,
)
from crowd.model.sentence import Sentence
from crowd.poll import Poll
from crowd.rules.lifecycle import draft_deletion_time
from crowd.tables.formats.parquet_package import has_parquet_package
from crowd.web.answering.refusals import not_saved_page
from crowd.web.auth import require_acting_organizer, require_organizer
from crowd.web.deps import OurService, Service, now
from crowd.web.forms.base import Form, read_form
from crowd.web.forms.tickets import new_ticket, require_ticket
from crowd.web.http.responses import BytesResponse, redirect, uncached_page
from crowd.web.pages.manage_texts import texts_display
from crowd.web.pages.notices import ended_notice_cookie, notice_cookie, read_notice
from crowd.web.pages.organizer_actions import ORGANIZER_ACTIONS
from crowd.web.pages.organizer_feed import feed_display
from crowd.web.views.manage import life_steps, poll_rules
from crowd.web.views.poll import poll_display
from crowd.web.views.qr_code import draw_qr_code
from crowd.web.visitor import VisitorRequest


@get("/p/{poll_id:str}/manage", include_in_schema=False)
async def manage(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Show the state of the poll and the actions that it allows."""
    poll = await require_organizer(request, service, poll_id)
    return await _manage_page(request, service, await _close_if_due(service, poll))


@post("/p/{poll_id:str}/manage/{verb:str}", include_in_schema=False)
async def run_organizer_action(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str], verb: FromPath[str]
) -> BytesResponse:
    """Run one of the organizer's actions; on a problem, show the page with what was typed."""
    form = await read_form(request)
    if verb not in ORGANIZER_ACTIONS:
        raise NotFound(Sentence("There is nothing at this address. Go back to the poll's page."))
    try:
        return await _run(request, service, poll_id, verb, form)
    except (StoreUnavailable, TooMany) as error:
        return not_saved_page(request, service, form, error)


async def _run(
    request: VisitorRequest, service: Service, poll_id: str, verb: str, form: Form
) -> BytesResponse:
    poll = await require_acting_organizer(request, service, poll_id)
    poll = await _close_if_due(service, poll)
    try:
        require_ticket(service, form, f"manage {poll_id}")
        response = await ORGANIZER_ACTIONS[verb](request, service, poll, form)
    except (Invalid, Conflict) as error:
        return await _manage_page(request, service, poll, form, error)
    return response or redirect(f"/p/{poll_id}/manage", notice_cookie(service, poll_id, verb))


async def _close_if_due(service: Service, poll: Poll) -> Poll:
    return await close_if_due(service.store, service.computations, poll, now())


async def _manage_page(
    request: VisitorRequest,
    service: Service,
    poll: Poll,
    form: Form | None = None,
    error: CrowdError | None = None,
) -> BytesResponse:
    share_url = f"{request.base}/p/{poll.id}"
    problems = _problems(error)
    notice = "" if form else read_notice(request, service, poll)
    body = service.renderer.page(
        "pages/manage.html",
        request.translator,
        poll=poll_display(poll, request.locale, request.translator),
        state=poll.public_state,
        notice=notice,
        steps=life_steps(poll, request.translator),
        rules=poll_rules(poll, request.locale, request.translator),
        base=request.base,
        share_url=share_url,
        qr=draw_qr_code(share_url),
        ticket=new_ticket(service, f"manage {poll.id}"),
        file_locale=str(request.locale).replace("_", "-"),
        parquet=has_parquet_package(),
        **_texts(poll, request.locale, request.translator),
        feed=feed_display(request, service, poll),
        texts=await texts_display(request, service, poll),
        problems=problems,
        by_field={problem.field: problem.message for problem in problems},
        form=form.fields if form else {},
        fresh=form is None,
    )
    cookies = [ended_notice_cookie(service)] if notice else []
    return uncached_page(body, error.status if error else 200, cookies=cookies)


def _texts(poll: Poll, locale: Locale, translator: Translator) -> dict[str, str]:
    """Return the truth as entered last, and times in the poll's time zone; "" for what there is not."""
    zone = poll.definition.time_zone
    next_day = poll.closes_at.astimezone(ZoneInfo(zone)) + timedelta(days=1)
    resolution, deleted = poll.resolution, draft_deletion_time(poll)
    formatter = ValueFormatter(poll.definition.kind, locale, translator)
    return {
        "time_zone": zone,
        "closes_local": next_day.strftime("%Y-%m-%dT%H:%M"),
        "truth": _truth(resolution.truth, formatter) if resolution else "",
        "truth_at": format_moment(resolution.at, zone, translator) if resolution else "",
        "deleted_at": format_moment(deleted, zone, translator) if deleted else "",
    }


def _truth(truth: float | None, formatter: ValueFormatter) -> str:
    return formatter.translate("declared unknown") if truth is None else formatter.truth(truth)


def _problems(error: CrowdError | None) -> list[Problem]:
    if error is None:
        return []
    if isinstance(error, Invalid):
        return error.problems
    return [Problem(field="form", message=error.detail)]
