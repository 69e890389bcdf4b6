"""Making a poll: the form, the way back into it with problems, and the page with the links."""

from __future__ import annotations

import asyncio
import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec
from babel import Locale
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from crowd.actions import manage_poll
from crowd.actions.create_poll import create_poll
from crowd.model.errors import Invalid, Problem, StoreUnavailable, TooLarge
from crowd.model.poll import Date, Image, Kind, Number, Percentage, Poll, Reveal, State
from crowd.rules.check import Proposal, check_proposal
from crowd.rules.headline import NAMES, REASONS
from crowd.rules.values import iso_day, read_value, without_bounds, write
from crowd.web.callers import admin_cookie, admin_token, organizer
from crowd.web.deps import Anyone, OurService, Service, base_url, locale_of, now
from crowd.web.images import PreparedImage, described, prepare_image
from crowd.web.pages.forms import EXPIRED, Form, html, new_ticket, read_form, ticket_of

MAX_FORM_BYTES = 8 * 1024 * 1024
"""A picture of 5 MB, or the same one kept in the form after other problems."""

NO_PICTURE = PreparedImage(data=b"", media_type="image/png", width=0, height=0)


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
        created = await create_poll(
            service.store,
            proposal,
            now(),
            draft=form.get("action") == "draft",
            image=reader.picture.data,
            admin_token=token,
        )
    except StoreUnavailable as error:
        problems = [Problem(field="form", message=error.detail)]
        return form_page(
            service, form, problems, form.get("ticket"), reader.picture, status_code=503
        )
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


class FormReader:
    """Reads the create form field by field and keeps every problem."""

    def __init__(
        self, form: Form, locale: Locale, moment: datetime, present: Image | None = None
    ) -> None:
        self._form = form
        self._locale = locale
        self._now = moment
        self._present = present
        self._problems: list[Problem] = []
        self.picture = NO_PICTURE

    def proposal(self) -> tuple[Proposal, list[Problem]]:
        """The poll that the form proposes and all that is wrong with it."""
        form = self._form
        kind = self._kind()
        proposal = Proposal(
            question=form.get("question"),
            kind=kind,
            closes_at=self._closes_at(),
            details=form.get("details"),
            image=self._image(),
            time_zone=form.get("time_zone") or "UTC",
            reveal=Reveal.MANUAL if form.get("reveal") == "manual" else Reveal.AT_CLOSE,
            headline=form.get("headline") or None,
            show_count=bool(form.get("show_count")),
            truth=self._value("truth", without_bounds(kind)),
        )
        known = {problem.field for problem in self._problems}
        found = [
            problem for problem in check_proposal(proposal, self._now) if problem.field not in known
        ]
        return proposal, sorted(self._problems + found, key=_place)

    def new_image(self) -> bytes | None:
        """The bytes to store: None keeps the draft's picture, empty drops it."""
        if self.picture.data:
            return self.picture.data
        return b"" if self._form.get("drop_image") else None

    def _kind(self) -> Kind:
        name = self._form.get("kind") or "number"
        if name == "percentage":
            return Percentage()
        if name == "date":
            return Date(minimum=self._day("earliest"), maximum=self._day("latest"))
        unit = self._form.get("unit")
        minimum = self._value("minimum", Number(unit=unit))
        if minimum is None and not self._form.get("negative"):
            minimum = 0.0
        return Number(
            unit=unit,
            minimum=minimum,
            maximum=self._value("maximum", Number(unit=unit)),
            decimals=0 if self._form.get("whole") else None,
        )

    def _value(self, field: str, kind: Kind) -> float | None:
        text = self._form.get(field)
        if not text:
            return None
        try:
            return read_value(text, kind, self._locale).value
        except Invalid as error:
            self._problem(field, error.detail)
            return None

    def _day(self, field: str) -> str | None:
        value = self._value(field, Date())
        return None if value is None else iso_day(value)

    def _closes_at(self) -> datetime:
        try:
            zone = ZoneInfo(self._form.get("time_zone") or "UTC")
        except (ZoneInfoNotFoundError, ValueError, OSError):
            # The list of zones is checked with the rest; a later problem about hours would confuse.
            return self._now + timedelta(days=1)
        try:
            local = datetime.fromisoformat(self._form.get("closes_at")).replace(tzinfo=zone)
        except ValueError:
            self._problem("closes_at", "Enter the closing day and hour, such as 2027-04-18T20:00.")
            return self._now + timedelta(days=1)
        moment = local.astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            self._problem(
                "closes_at",
                "Clocks are put forward at that hour, so it does not exist there. Choose another.",
            )
        return moment

    def _image(self) -> Image | None:
        try:
            data = self._form.files.get("image") or base64.b64decode(self._form.get("kept_image"))
            if data:
                self.picture = prepare_image(data)
        except Invalid as error:
            self._problem("image", error.detail)
        except (TooLarge, binascii.Error) as error:
            self._problem("image", getattr(error, "detail", "Choose the picture again."))
        alt = self._form.get("alt")
        if self.picture.data:
            return described(self.picture, alt)
        if self._present is None or self._form.get("drop_image"):
            return None
        return msgspec.structs.replace(self._present, alt=alt)

    def _problem(self, field: str, message: str) -> None:
        self._problems.append(Problem(field=field, message=message))


def fields_of(poll: Poll, locale: Locale) -> dict[str, str]:
    """The form's fields as they would have been filled in for this poll."""
    definition = poll.definition
    kind = definition.kind
    local = poll.closes_at.astimezone(ZoneInfo(definition.time_zone))
    fields = {
        "question": definition.question,
        "details": definition.details,
        "closes_at": local.strftime("%Y-%m-%dT%H:%M"),
        "time_zone": definition.time_zone,
        "reveal": definition.reveal.value,
        "headline": definition.headline.name,
        "show_count": "1" if definition.show_count else "",
        "alt": definition.image.alt if definition.image else "",
        "kind": str(kind.__struct_config__.tag),
    }
    match kind:
        case Number():
            fields |= {
                "unit": kind.unit,
                "whole": "1" if kind.decimals == 0 else "",
                "negative": "1" if kind.minimum is None else "",
                "minimum": _bound(kind.minimum, locale),
                "maximum": _bound(kind.maximum, locale),
            }
        case Date():
            fields |= {"earliest": kind.minimum or "", "latest": kind.maximum or ""}
        case Percentage():
            pass
    return fields


def _bound(value: float | None, locale: Locale) -> str:
    return write(value, Number(), locale) if value else ""


def _place(problem: Problem) -> int:
    order = ["form", "question", "unit", "closes_at", "time_zone", "image", "alt", "kind"]
    return order.index(problem.field) if problem.field in order else len(order)


TIME_ZONES = sorted(
    name
    for name in available_timezones()
    if name == "UTC"
    or name.split("/")[0]
    in {
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)
"""The zones that a person would look for; the API takes every name of the time zone database."""
