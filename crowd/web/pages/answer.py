"""Answering on a page: read what was typed, play it back where it is ambiguous, store it."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from crowd.actions.accept_answer import accept_answer
from crowd.actions.accept_answer import capabilities as capabilities_of
from crowd.actions.close_poll import current_poll
from crowd.actions.edit_answer import edit_answer, own_answer, withdraw_answer
from crowd.model.answer import Capabilities
from crowd.model.errors import (
    AlreadyAnswered,
    Closed,
    CrowdError,
    Invalid,
    NotFound,
    Problem,
    StoreUnavailable,
    TooMany,
)
from crowd.model.poll import Kind, Poll, State
from crowd.rules.reading import Reading
from crowd.rules.values import plain, read_exact, read_value
from crowd.web.callers import browser_cookie, edit_cookie, own_participant, sender_of
from crowd.web.deps import Anyone, OurService, Service, base_url, locale_of, now
from crowd.web.errors import RETRY_AFTER
from crowd.web.limits import spend
from crowd.web.pages.card import card_of
from crowd.web.pages.forms import EXPIRED, Form, html, new_ticket, read_form, ticket_of
from crowd.web.render import Writer


@post("/p/{poll_id:str}/answers", include_in_schema=False)
async def give(request: Anyone, service: OurService, poll_id: FromPath[str]) -> Response[Any]:
    """Takes the answer form."""
    form = await read_form(request)
    try:
        definition = await service.store.load_definition(poll_id)
        ticket = ticket_of(service, form, f"answer {poll_id}")
        if ticket is None:
            return await _again(request, service, poll_id, form, [EXPIRED], status_code=422)
        reading = read_reading(request, form, definition.kind)
        if reading.alternatives:
            return await _confirm(request, service, poll_id, form, reading, "answers")
        await spend(request, service, "answer", poll_id)
        sender, browser = sender_of(request, service, poll_id, ticket.key, form.get("s"))
        await accept_answer(service.store, service.derivation, poll_id, reading.value, sender)
    except Invalid as error:
        return await _again(request, service, poll_id, form, error.problems, status_code=422)
    except (Closed, AlreadyAnswered) as error:
        return _kept(service, poll_id, form, error)
    except (StoreUnavailable, TooMany) as error:
        return _not_saved(service, poll_id, form, error)
    return Redirect(
        f"/p/{poll_id}/receipt", status_code=303, cookies=[browser_cookie(service, browser)]
    )


@get("/p/{poll_id:str}/receipt", include_in_schema=False)
async def receipt(request: Anyone, service: OurService, poll_id: FromPath[str]) -> Response[Any]:
    """The visitor's own answer, with the links that go with it."""
    poll = await current_poll(service.store, service.computations, poll_id, now())
    participant = own_participant(request, service, poll_id)
    if participant is None:
        return html(
            service.renderer.page("pages/no_receipt.html", card=card_of(poll, locale_of(request)))
        )
    return await _receipt(request, service, poll, participant)


@post("/p/{poll_id:str}/answers/mine", include_in_schema=False)
async def change(request: Anyone, service: OurService, poll_id: FromPath[str]) -> Response[Any]:
    """Changes the visitor's own answer."""
    form = await read_form(request)
    participant = _participant(request, service, poll_id)
    definition = await service.store.load_definition(poll_id)
    poll = await service.store.load_poll(poll_id)
    if ticket_of(service, form, f"edit {poll_id}") is None:
        return await _receipt(request, service, poll, participant, form, [EXPIRED])
    try:
        reading = read_reading(request, form, definition.kind)
        if reading.alternatives:
            return await _confirm(request, service, poll_id, form, reading, "answers/mine")
        await edit_answer(service.store, service.derivation, poll_id, participant, reading.value)
    except Invalid as error:
        return await _receipt(request, service, poll, participant, form, error.problems)
    except Closed as error:
        return _kept(service, poll_id, form, error)
    except StoreUnavailable as error:
        return _not_saved(service, poll_id, form, error, "answers/mine")
    return Redirect(f"/p/{poll_id}/receipt", status_code=303)


@post("/p/{poll_id:str}/answers/mine/withdrawal", include_in_schema=False)
async def withdraw(request: Anyone, service: OurService, poll_id: FromPath[str]) -> Response[Any]:
    """Withdraws the visitor's own answer."""
    form = await read_form(request)
    participant = _participant(request, service, poll_id)
    if ticket_of(service, form, f"edit {poll_id}") is None:
        poll = await service.store.load_poll(poll_id)
        return await _receipt(request, service, poll, participant, form, [EXPIRED])
    await withdraw_answer(service.store, poll_id, participant)
    return Redirect(f"/p/{poll_id}", status_code=303)


@post("/p/{poll_id:str}/playback", include_in_schema=False, status_code=200)
async def playback(request: Anyone, service: OurService, poll_id: FromPath[str]) -> dict[str, str]:
    """How what is being typed would be read; stores nothing."""
    form = await read_form(request)
    kind = (await service.store.load_definition(poll_id)).kind
    return {"text": play_back(request, form.get("value"), kind)}


@get("/e/{token:str}", include_in_schema=False)
async def edit_link(service: OurService, token: FromPath[str]) -> Response[Any]:
    """The private edit link: remembers the right to edit and goes to an address without it."""
    poll_id, _, edit_token = token.partition(".")
    if service.derivation.participant_of_edit_token(poll_id, edit_token) is None:
        raise NotFound("This edit link is not complete. Copy all of it from the receipt.")
    return Redirect(
        f"/p/{poll_id}/receipt",
        status_code=303,
        cookies=[edit_cookie(service, poll_id, edit_token)],
    )


def read_reading(request: Anyone, form: Form, kind: Kind) -> Reading:
    """What was typed, or the reading that was chosen on the confirm page."""
    if form.get("exact"):
        return read_exact(form.get("value"), kind)
    return read_value(form.get("value"), kind, locale_of(request))


def play_back(request: Anyone, text: str, kind: Kind) -> str:
    """A sentence that says how a text is read; empty for nothing or nonsense, so as not to nag."""
    writer = Writer(kind, locale_of(request))
    try:
        reading = read_value(text, kind, writer.locale)
    except Invalid as error:
        return error.detail if error.detail.startswith("You entered") else ""
    readings = [writer.exact(value) for value in (reading.value, *reading.alternatives)]
    return f"You entered {' or '.join(readings)}{'?' if reading.alternatives else ''}"


def _participant(request: Anyone, service: Service, poll_id: str) -> bytes:
    participant = own_participant(request, service, poll_id)
    if participant is None:
        raise NotFound(
            "This browser has no answer to this poll. Open the private edit link of your receipt."
        )
    return participant


async def _again(
    request: Anyone,
    service: Service,
    poll_id: str,
    form: Form,
    problems: list[Problem],
    *,
    status_code: int,
) -> Response[Any]:
    poll = await current_poll(service.store, service.computations, poll_id, now())
    if poll.state is not State.OPEN:
        return _kept(service, poll_id, form, Closed())
    body = service.renderer.page(
        "pages/answer.html",
        card=card_of(poll, locale_of(request)),
        base=base_url(request, service.settings),
        participants=None,
        ticket=new_ticket(service, f"answer {poll_id}"),
        sharer=form.get("s"),
        value=form.get("value"),
        problems=problems,
    )
    return html(body, status_code)


async def _confirm(
    request: Anyone, service: Service, poll_id: str, form: Form, reading: Reading, target: str
) -> Response[Any]:
    poll = await service.store.load_poll(poll_id)
    writer = Writer(poll.definition.kind, locale_of(request))
    choices = [
        (str(plain(value, writer.kind)), writer.exact(value))
        for value in (reading.value, *reading.alternatives)
    ]
    body = service.renderer.page(
        "pages/confirm.html",
        card=card_of(poll, writer.locale),
        typed=form.get("value"),
        choices=choices,
        ticket=form.get("ticket"),
        sharer=form.get("s"),
        target=target,
    )
    return html(body)


def _kept(service: Service, poll_id: str, form: Form, error: CrowdError) -> Response[Any]:
    body = service.renderer.page(
        "pages/not_taken.html",
        poll_id=poll_id,
        typed=form.get("value"),
        problem=error,
        answered=isinstance(error, AlreadyAnswered),
        ticket=new_ticket(service, f"edit {poll_id}"),
    )
    return html(body, error.status)


def _not_saved(
    service: Service, poll_id: str, form: Form, error: CrowdError, target: str = "answers"
) -> Response[Any]:
    """Keeps the ticket too: if it was saved after all, sending it again changes nothing."""
    body = service.renderer.page(
        "pages/not_saved.html", poll_id=poll_id, form=form.fields, problem=error, target=target
    )
    response = html(body, error.status)
    response.headers["Retry-After"] = str(getattr(error, "seconds", RETRY_AFTER))
    return response


async def _receipt(
    request: Anyone,
    service: Service,
    poll: Poll,
    participant: bytes,
    form: Form | None = None,
    problems: list[Problem] | None = None,
) -> Response[Any]:
    answer = await own_answer(service.store, poll.id, participant)
    writer = Writer(poll.definition.kind, locale_of(request))
    links: Capabilities = capabilities_of(service.derivation, poll.id, participant)
    base = base_url(request, service.settings)
    body = service.renderer.page(
        "pages/receipt.html",
        card=card_of(poll, writer.locale),
        answer=writer.exact(answer.value),
        receipt=links.receipt,
        edit_url=f"{base}/e/{poll.id}.{links.edit_token}",
        share_url=f"{base}/p/{poll.id}?s={links.share_token}",
        ticket=new_ticket(service, f"edit {poll.id}"),
        value="" if form is None else form.get("value"),
        problems=problems or [],
        base=base,
    )
    return html(body, 422 if problems else 200)
