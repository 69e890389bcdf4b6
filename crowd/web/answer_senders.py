"""The sender of an answer: a browser, an edit token, a key, or an organizer on behalf of somebody."""

from __future__ import annotations

from crowd.actions.accept_answer import Sender
from crowd.model import tokens
from crowd.model.errors import Forbidden, Invalid, Malformed, NotFound
from crowd.web.auth import (
    admin_token,
    bearer_token,
    has_admin_bearer,
    known_browser,
    require_organizer,
    require_unlimited_organizer,
)
from crowd.web.deps import Service
from crowd.web.http.headers import AppRequest, read_header

MAX_KEY_LENGTH = 128
"""Characters of an idempotency key."""

MIN_LONE_KEY_LENGTH = 22
"""Characters of a key that identifies a participant by itself: 128 random bits in base64."""


def sender_of_form(
    service: Service, poll_id: str, key: bytes, sharer: str, known: bytes | None
) -> tuple[Sender, bytes]:
    """Return the sender of an answer by a form, and the id of the browser, which may be known."""
    # A new browser's id derives from the key, so that a repeat finds the same answer.
    browser = known or service.token_deriver.browser_of_key(poll_id, key)
    participant = service.token_deriver.participant(poll_id, browser)
    return _sender(service, poll_id, participant, key, sharer), browser


async def sender_of_call(
    request: AppRequest, service: Service, poll_id: str, key_in_body: str | None, sharer: str
) -> tuple[Sender, bytes | None]:
    """Return the sender of an answer over the API, and the id of the browser if it has one now."""
    key = idempotency_key(request, key_in_body)
    name = read_header(request, b"x-participant")
    token = bearer_token(request)
    if name is not None or has_admin_bearer(request):
        return await _sender_on_behalf(request, service, poll_id, key, name), None
    if token:
        participant = service.token_deriver.participant_of_edit_token(poll_id, token)
        if participant is None:
            raise NotFound("This token is not for this poll. To answer as somebody new, send none.")
        return _sender(service, poll_id, participant, _or_new(key), sharer), None
    known = known_browser(request, service)
    if known is None and key is not None and len(key) < MIN_LONE_KEY_LENGTH:
        # Two people may choose the same short key, and would be one participant.
        message = (
            f"Send a random key of at least {MIN_LONE_KEY_LENGTH} characters, such as a UUID, or none. "
            "Shorter ones do only with the cookie or edit token of an earlier answer."
        )
        raise Invalid.of_field("key", message)
    own_key = _or_new(key)
    browser = known or service.token_deriver.browser_of_key(poll_id, own_key)
    participant = service.token_deriver.participant(poll_id, browser)
    return _sender(service, poll_id, participant, own_key, sharer), browser


def idempotency_key(request: AppRequest, in_body: str | None) -> str | None:
    """Return the idempotency key of the body or the header; raise Malformed if they differ."""
    in_header = read_header(request, b"idempotency-key")
    if in_body is not None and in_header is not None and in_body != in_header:
        raise Malformed("The key in the body and the Idempotency-Key header differ. Send one.")
    key = in_header if in_body is None else in_body
    if key is not None and not 0 < len(key) <= MAX_KEY_LENGTH:
        raise Malformed(f"An idempotency key has 1 to {MAX_KEY_LENGTH} characters.")
    return key


async def _sender_on_behalf(
    request: AppRequest, service: Service, poll_id: str, key: str | None, name: str | None
) -> Sender:
    """Return the sender for an organizer who enters somebody's answer, such as a paper slip."""
    if not admin_token(request, service, poll_id):
        raise Forbidden("X-Participant counts only together with the poll's admin token.")
    if has_admin_bearer(request):
        await require_unlimited_organizer(request, service, poll_id, "answer")
    else:
        # The caller has counted this attempt.
        await require_organizer(request, service, poll_id)
    own_key = _or_new(key)
    if name is None:
        participant = service.token_deriver.participant_of_slip(poll_id, own_key)
    elif 0 < len(name) <= MAX_KEY_LENGTH:
        participant = service.token_deriver.participant_on_behalf(poll_id, name)
    else:
        raise Malformed(f"X-Participant has 1 to {MAX_KEY_LENGTH} characters.")
    return Sender(participant=participant, key=own_key, on_behalf=True)


def _sender(service: Service, poll_id: str, participant: bytes, key: bytes, sharer: str) -> Sender:
    sharing_participant = (
        service.token_deriver.participant_of_share_token(poll_id, sharer) if sharer else None
    )
    return Sender(participant=participant, key=key, sharer=sharing_participant)


def _or_new(key: str | None) -> bytes:
    return tokens.new_idempotency_key() if key is None else key.encode()
