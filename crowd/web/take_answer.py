"""Take an answer, by whichever door it comes: a page, a frame, or a call of the API."""

from __future__ import annotations

from typing import Any

import msgspec
from babel import Locale

from crowd.actions.accept_answer import Sender, StoredAnswer, accept_answer
from crowd.actions.load_poll import load_opened
from crowd.actions.manage_answer import find_own_answer
from crowd.kinds import Kind
from crowd.kinds.values import API_LOCALE
from crowd.model.answer import FollowUpAnswers
from crowd.model.errors import (
    AlreadyAnswered,
    Closed,
    CrowdError,
    Invalid,
    KeyReused,
    Problem,
    Withdrawn,
)
from crowd.model.sentence import Sentence
from crowd.parsing.text import ParsedValue
from crowd.poll import Definition
from crowd.rules.follow_up_answers import read_answer
from crowd.web.answer_senders import sender_of_call, sender_of_form
from crowd.web.deps import Service
from crowd.web.forms.answer import is_to_confirm, parse_answer
from crowd.web.forms.base import Form
from crowd.web.forms.tickets import answer_purpose, require_ticket
from crowd.web.http.headers import AppRequest
from crowd.web.middleware.rate_limits import hit_answer, hit_texts

ANSWER_WITHDRAWN = Problem(
    field="value",
    message=Sentence("You withdrew your earlier answer. To answer again, send this once more."),
)


class FormAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer by a form, in the sender's language; `browser` is the id of theirs, if it has one."""

    form: Form
    locale: Locale
    browser: bytes | None
    sharer: str = ""


class CallAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer by a call of the API; `added` are the fields of follow-up answers."""

    value: float | str
    key: str | None
    sharer: str
    added: dict[str, Any]


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """The answer is on the disk, or was already; `browser` is the id for the cookie, if any."""

    answer: StoredAnswer
    kind: Kind
    browser: bytes | None


class Ambiguity(msgspec.Struct, frozen=True, kw_only=True):
    """The text has several readings, or a doubtful one; nothing is stored."""

    parsed: ParsedValue


class EarlierAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The browser gave another answer before, which stays."""

    participant: bytes
    value: float


class Rejection(msgspec.Struct, frozen=True, kw_only=True):
    """The answer is refused; nothing is stored."""

    error: CrowdError

    @property
    def problems(self) -> list[Problem]:
        """What people may correct before they send the form again; empty if that cannot help."""
        match self.error:
            case Invalid(problems=problems):
                return problems
            case Withdrawn():
                return [ANSWER_WITHDRAWN]
        return []


Outcome = Acceptance | Ambiguity | EarlierAnswer | Rejection


async def take_answer(
    request: AppRequest, service: Service, poll_id: str, sent: FormAnswer | CallAnswer
) -> Outcome:
    """Store an answer; raise what is not about it: NotFound, NotOpen, StoreUnavailable, TooMany."""
    try:
        # Before the poll is loaded: this counts attempts with a wrong admin token.
        sender, browser = await _identify(request, service, poll_id, sent)
        definition = await load_opened(service.store, poll_id)
        if isinstance(sent, CallAnswer):
            await _count_bytes(request, service, definition, sender, sent)
        parsed, added = _read(sent, definition)
        if isinstance(sent, FormAnswer) and is_to_confirm(sent.form, parsed, definition.kind):
            return Ambiguity(parsed=parsed)
        answer = await accept_answer(
            service.store,
            service.token_deriver,
            poll_id,
            parsed.value,
            sender,
            added,
            # What the API says of its fields is such a notice.
            noticed=isinstance(sent, CallAnswer),
        )
    except (AlreadyAnswered, KeyReused) as error:
        if isinstance(sent, CallAnswer):
            return Rejection(error=error)
        # KeyReused: one form sent twice with two answers. Its key means nothing to a person.
        return await _explain_second_answer(service, poll_id, sent.browser)
    except (Invalid, Withdrawn, Closed) as error:
        return Rejection(error=error)
    return Acceptance(answer=answer, kind=definition.kind, browser=browser)


async def find_earlier_answer(
    service: Service, poll_id: str, browser: bytes | None
) -> EarlierAnswer | None:
    """Load the answer that a browser gave; None if it gave none or withdrew it."""
    if browser is None:
        return None
    participant = service.token_deriver.participant(poll_id, browser)
    own = await find_own_answer(service.store, poll_id, participant)
    return None if own is None else EarlierAnswer(participant=participant, value=own.value)


async def _identify(
    request: AppRequest, service: Service, poll_id: str, sent: FormAnswer | CallAnswer
) -> tuple[Sender, bytes | None]:
    """Return the sender, by the form's ticket or by what the call brings, and the browser's id."""
    if isinstance(sent, CallAnswer):
        return await sender_of_call(request, service, poll_id, sent.key, sent.sharer)
    ticket = require_ticket(service, sent.form, answer_purpose(poll_id))
    return sender_of_form(service, poll_id, ticket.key, sent.sharer, sent.browser)


async def _count_bytes(
    request: AppRequest, service: Service, definition: Definition, sender: Sender, sent: CallAnswer
) -> None:
    """Count what a call stores beyond the attempt; raise StoredTooMuch."""
    if sender.on_behalf:
        await hit_answer(request, service, definition)
    await hit_texts(request, service, definition, sent.added)


def _read(
    sent: FormAnswer | CallAnswer, definition: Definition
) -> tuple[ParsedValue, FollowUpAnswers | None]:
    """Parse the answer, and the follow-up answers of a call; raise Invalid."""
    if isinstance(sent, FormAnswer):
        return parse_answer(sent.form, definition.kind, sent.locale), None
    value, added = read_answer(sent.value, sent.added, definition, API_LOCALE)
    return ParsedValue(value), added


async def _explain_second_answer(
    service: Service, poll_id: str, browser: bytes | None
) -> EarlierAnswer | Rejection:
    """Return the answer that a browser gave before, or why it cannot be shown."""
    if browser is None:
        return Rejection(error=AlreadyAnswered())
    earlier = await find_earlier_answer(service, poll_id, browser)
    return earlier or Rejection(error=Withdrawn())
