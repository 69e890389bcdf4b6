"""The JSON API on answers: give one; read, change and withdraw one's own."""

from __future__ import annotations

from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import UNSET

from crowd.actions.accept_answer import StoredAnswer
from crowd.actions.load_poll import load_opened
from crowd.actions.manage_answer import (
    change_follow_ups,
    edit_answer,
    load_own_answer,
    load_own_follow_ups,
    take_back_texts,
    withdraw_answer,
)
from crowd.kinds import Kind
from crowd.kinds.values import API_LOCALE
from crowd.model.errors import (
    AlreadyAnswered,
    Closed,
    Forbidden,
    Invalid,
    KeyReused,
    NotFound,
    NotOpen,
    StorageFull,
    StoredTooMuch,
    Withdrawn,
)
from crowd.poll import Definition
from crowd.rules.follow_up_answers import follow_ups_to_json, parse_follow_ups, read_answer
from crowd.rules.follow_ups import TEXTS_TO_TAKE_BACK, follow_up_fields
from crowd.web.api.answer_messages import AcceptedAnswer, AnswerBody, EditBody, OwnAnswer
from crowd.web.api.tokens import ADMIN, ANYONE, BROWSER, EDIT
from crowd.web.auth import browser_cookie, has_admin_bearer, own_participant
from crowd.web.deps import OurService, Service
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import json_response
from crowd.web.middleware.rate_limits import hit, hit_texts
from crowd.web.take_answer import Acceptance, CallAnswer, Rejection, take_answer
from crowd.web.urls import base_url

ONLY_TAKEN_BACK = (
    "The poll is closed, so answers do not change any more. A name or a reason can still be taken back: "
    "send it as null, and nothing else."
)


@post(
    "/polls/{poll_id:str}/answers",
    operation_id="giveAnswer",
    problems=(
        Forbidden,
        Invalid,
        Closed,
        NotOpen,
        AlreadyAnswered,
        KeyReused,
        Withdrawn,
        StoredTooMuch,
        StorageFull,
    ),
    security=[ANYONE, BROWSER, EDIT, ADMIN],
    summary="Answer",
)
async def give_answer(
    request: AppRequest, service: OurService, poll_id: FromPath[str], data: JSONBody[AnswerBody]
) -> Response[AcceptedAnswer]:
    """Store an answer: 201 once it is on disk, and the same for a repeat of key and value."""
    if not has_admin_bearer(request):
        await hit(request, service, "answer")
    sent = CallAnswer(
        value=data.value, key=data.key, sharer=data.shared_by or "", added=data.added()
    )
    match await take_answer(request, service, poll_id, sent):
        case Acceptance(answer=answer, kind=kind, browser=browser):
            view = accepted_view(request, service, poll_id, kind, answer)
            cookies = [] if browser is None else [browser_cookie(service, browser)]
            return json_response(view, 201, cookies=cookies)
        case Rejection(error=error):
            raise error
    raise AssertionError("a call is not asked back")


@get(
    "/polls/{poll_id:str}/answers/mine",
    operation_id="getOwnAnswer",
    problems=(NotOpen,),
    security=[BROWSER, EDIT],
    summary="Read one's own answer",
)
async def read_own_answer(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> OwnAnswer:
    """Read the caller's own answer, by cookie or edit token."""
    definition = await load_opened(service.store, poll_id)
    participant = own_participant(request, service, poll_id)
    answer = await load_own_answer(service.store, poll_id, participant)
    added = await load_own_follow_ups(service.store, poll_id, definition, _required(participant))
    value = definition.kind.to_json(answer.value)
    return OwnAnswer(value=value, at=answer.at, **follow_ups_to_json(added, definition))


@put(
    "/polls/{poll_id:str}/answers/mine",
    operation_id="editAnswer",
    problems=(Invalid, Closed, NotOpen, Withdrawn, StoredTooMuch, StorageFull),
    security=[BROWSER, EDIT],
    summary="Change one's own answer",
)
async def edit(
    request: AppRequest, service: OurService, poll_id: FromPath[str], data: JSONBody[EditBody]
) -> AcceptedAnswer:
    """Change the caller's own answer, until the close; its place in the order stays. A name or reason can
    be taken back at any time."""
    await hit(request, service, "change")
    definition = await load_opened(service.store, poll_id)
    await hit_texts(request, service, definition, data.added())
    participant = _required(own_participant(request, service, poll_id))
    try:
        value = await _change(service, poll_id, definition, participant, data)
    except Closed:
        value = await _take_back(service, poll_id, definition, participant, data)
    accepted = StoredAnswer(value=value, participant=participant)
    return accepted_view(request, service, poll_id, definition.kind, accepted)


async def _change(
    service: Service, poll_id: str, definition: Definition, participant: bytes, data: EditBody
) -> float:
    """Change what was sent, while the poll is open; return the value that stands then."""
    store, sent = service.store, data.added()
    fields = [field for field in follow_up_fields(definition) if field in sent]
    if data.value is UNSET:
        added = parse_follow_ups(sent, definition, API_LOCALE)
        if not fields:
            raise Invalid.of_field("value", "Send a value, or what changes of what you added.")
        await change_follow_ups(store, poll_id, participant, added, fields, noticed=True)
        return (await load_own_answer(store, poll_id, participant)).value
    value, more = read_answer(data.value, sent, definition, API_LOCALE)
    await edit_answer(store, poll_id, participant, value, more, fields, noticed=True)
    return value


async def _take_back(
    service: Service, poll_id: str, definition: Definition, participant: bytes, data: EditBody
) -> float:
    """Take texts back after the close; raise Closed if anything else was sent."""
    sent = data.added()
    own = await load_own_answer(service.store, poll_id, participant)
    changes = (
        data.value is not UNSET
        and own.value != (read_answer(data.value, {}, definition, API_LOCALE)[0])
    )
    if changes or not sent or any(sent.values()) or set(sent) - {*TEXTS_TO_TAKE_BACK}:
        raise Closed(ONLY_TAKEN_BACK)
    await take_back_texts(service.store, poll_id, participant, list(sent))
    return own.value


@delete(
    "/polls/{poll_id:str}/answers/mine",
    operation_id="withdrawAnswer",
    problems=(Closed, NotOpen),
    security=[BROWSER, EDIT],
    summary="Withdraw one's own answer",
)
async def withdraw(request: AppRequest, service: OurService, poll_id: FromPath[str]) -> None:
    """Withdraw the caller's own answer, until the close."""
    await hit(request, service, "change")
    await load_opened(service.store, poll_id)
    await withdraw_answer(
        service.store, poll_id, _required(own_participant(request, service, poll_id))
    )


def accepted_view(
    request: AppRequest, service: Service, poll_id: str, kind: Kind, accepted: StoredAnswer
) -> AcceptedAnswer:
    """Describe a stored answer to its author."""
    base = base_url(request, service.settings)
    capabilities = service.token_deriver.capabilities(poll_id, accepted.participant)
    return AcceptedAnswer(
        receipt=capabilities.receipt,
        value=kind.to_json(accepted.value),
        share_url=f"{base}/p/{poll_id}?s={capabilities.share_token}",
        edit_token=capabilities.edit_token,
        edit_url=f"{base}/e/{poll_id}.{capabilities.edit_token}",
    )


def _required(participant: bytes | None) -> bytes:
    if participant is None:
        raise NotFound(
            "There is no answer of yours to this poll. Send its edit token: "
            "Authorization: Bearer <edit_token>."
        )
    return participant
