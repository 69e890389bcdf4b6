"""Ids and capability secrets: random where they are issued, derived where a repeat must match.

Only digests of admin tokens are stored, and nothing of the tokens of participants: those are
derived from the service's secret each time, so that a repeated answer gets the same ones again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import datetime
from typing import NamedTuple

import msgspec

from crowd.model.answer import Capabilities

POLL_ID_BYTES = 13
PARTICIPANT_BYTES = 12
MAC_BYTES = 16
KEY_BYTES = 16


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """What a form carries: the key that makes sending it twice harmless, and until when it is good."""

    key: bytes
    expires: int


class Seals(NamedTuple):
    """What only the service can derive of one answer."""

    receipt: bytes
    edit: bytes
    share: bytes


class FeedTokens(NamedTuple):
    """The two tokens of an organizer's feed: to follow it, and to add polls to it."""

    address: str
    owner: str


def new_poll_id() -> str:
    """A poll id: more than 96 random bits, never ordered in time."""
    return _poll_id(secrets.token_bytes(64))


def new_admin_token(poll_id: str) -> str:
    """An admin token: the poll's id, so that its key is known, and 192 random bits."""
    return f"{poll_id}.{secrets.token_urlsafe(24)}"


def new_key() -> bytes:
    """An idempotency key for a caller who brought none."""
    return secrets.token_bytes(KEY_BYTES)


def poll_of_token(token: str) -> str:
    """The id of the poll that an admin token names; empty if it names none."""
    return token.partition(".")[0] if "." in token else ""


def digest(token: str) -> str:
    """What is stored of an admin token."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_admin(token: str, stored_digest: str) -> bool:
    """Whether this is the token that the digest was made of; takes the same time either way."""
    return hmac.compare_digest(digest(token), stored_digest)


class TokenDeriver:
    """Derives everything that must come out the same again from the service's one secret.

    But for networks: their key is never stored, so nobody who has the database and the secret can
    try out which address a hash in it stands for.
    """

    def __init__(self, secret: str, visitor_key: str | None = None) -> None:
        self._key = hashlib.sha512(secret.encode()).digest()
        self._visitor_key = (visitor_key or secrets.token_urlsafe(32)).encode()[:64]

    def _mac(self, purpose: str, *parts: bytes) -> bytes:
        """64 bytes by keyed BLAKE2b (RFC 7693): made for this, and a third of the cost of HMAC."""
        # Each part is preceded by its length, so that no two lists of parts read the same.
        message = b"".join([len(part).to_bytes(4, "big") + part for part in parts])
        return hashlib.blake2b(message, key=self._key, person=purpose.encode()).digest()

    def browser(self, poll_id: str, key: bytes) -> bytes:
        """The name of a browser that came without one, from the key of its first answer."""
        return self._mac("browser", poll_id.encode(), key)[:KEY_BYTES]

    def participant(self, poll_id: str, browser: bytes) -> bytes:
        """Who a browser is in one poll; the same browser in two polls cannot be matched."""
        return self._mac("participant", poll_id.encode(), browser)[:PARTICIPANT_BYTES]

    def participant_on_behalf(self, poll_id: str, name: str) -> bytes:
        """Who an organizer's label, such as the number of a paper slip, is in one poll."""
        return self._mac("on-behalf", poll_id.encode(), name.encode())[:PARTICIPANT_BYTES]

    def participant_of_slip(self, poll_id: str, key: bytes) -> bytes:
        """Who an answer is from that an organizer enters without a label, under this key."""
        return self._mac("slip", poll_id.encode(), key)[:PARTICIPANT_BYTES]

    def key(self, poll_id: str, participant: bytes, key: bytes) -> bytes:
        """A key's stored fingerprint, scoped to its participant."""
        return self._mac("key", poll_id.encode(), participant, key)[:6]

    def body(self, poll_id: str, participant: bytes, body: bytes) -> bytes:
        """An answer's stored fingerprint: tells a repeat from another answer under the same key."""
        return self._mac("body", poll_id.encode(), participant, body)[:6]

    def capabilities(self, poll_id: str, participant: bytes) -> Capabilities:
        """What the author of an answer may do and show, the same again each time."""
        seals = self._seals(poll_id, participant)
        code = base64.b32encode(seals.receipt).decode()
        return Capabilities(
            receipt="-".join(code[start : start + 4] for start in range(0, 16, 4)),
            edit_token=encode(participant + seals.edit),
            share_token=encode(participant + seals.share),
        )

    def participant_of_edit_token(self, poll_id: str, token: str) -> bytes | None:
        """The participant whose answer a token may change; None if it is not for this poll."""
        participant, seal = _parted(token)
        known = hmac.compare_digest(self._seals(poll_id, participant).edit, seal)
        return participant if known else None

    def participant_of_share_token(self, poll_id: str, token: str) -> bytes | None:
        """The participant whose share link this is; None if it is not for this poll."""
        participant, seal = _parted(token)
        known = hmac.compare_digest(self._seals(poll_id, participant).share, seal)
        return participant if known else None

    def _seals(self, poll_id: str, participant: bytes) -> Seals:
        # One derivation long enough for all three: an answer is acknowledged with all of them.
        raw = self._mac("capabilities", poll_id.encode(), participant)
        return Seals(receipt=raw[:10], edit=raw[16:32], share=raw[32:48])

    def feed_of_form(self, key: bytes) -> bytes:
        """The feed that one form begins, however often it is sent."""
        return self._mac("feed-of-form", key)[:PARTICIPANT_BYTES]

    def feed_tokens(self, feed: bytes) -> FeedTokens:
        """What a feed's address has in it, and what only its organizer's browser has."""
        raw = self._mac("feed", feed)
        return FeedTokens(address=encode(feed + raw[:16]), owner=encode(feed + raw[16:32]))

    def feed_of_address(self, token: str) -> bytes | None:
        """The feed that may be read by this token; None if it is not ours."""
        feed = _parted(token)[0]
        return feed if hmac.compare_digest(self.feed_tokens(feed).address, token) else None

    def feed_of_owner(self, token: str) -> bytes | None:
        """The feed that this token may add polls to; None if it is not ours."""
        feed = _parted(token)[0]
        return feed if hmac.compare_digest(self.feed_tokens(feed).owner, token) else None

    def network(self, network: bytes) -> bytes:
        """What limits remember of a network address for some minutes; no poll has any part in it."""
        return hashlib.blake2b(network, key=self._visitor_key, digest_size=12).digest()

    def poll_id_of_form(self, key: bytes) -> str:
        """The id of the poll that one create form makes, however often it is sent."""
        return _poll_id(self._mac("poll", key))

    def admin_token_of_form(self, key: bytes) -> str:
        """The admin token of the poll that one create form makes."""
        return f"{self.poll_id_of_form(key)}.{encode(self._mac('admin', key)[:24])}"

    def ticket(self, purpose: str, now: datetime, lifetime_seconds: int) -> str:
        """A form's ticket: a fresh key, its end, and the seal on both."""
        body = new_key() + (int(now.timestamp()) + lifetime_seconds).to_bytes(5, "big")
        return encode(body + self._mac("ticket", purpose.encode(), body)[:MAC_BYTES])

    def read_ticket(self, purpose: str, text: str, now: datetime) -> Ticket | None:
        """The ticket in a form that comes back; None if it is not ours, or too old."""
        raw = decode(text)
        body, seal = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
        if not hmac.compare_digest(self._mac("ticket", purpose.encode(), body)[:MAC_BYTES], seal):
            return None
        ticket = Ticket(key=body[:KEY_BYTES], expires=int.from_bytes(body[KEY_BYTES:], "big"))
        return ticket if ticket.expires >= now.timestamp() else None


def _poll_id(raw: bytes) -> str:
    """An id from the first of these bytes that make one: a command would take a dash for an option."""
    ids = (encode(raw[start : start + POLL_ID_BYTES]) for start in range(len(raw) - POLL_ID_BYTES))
    return next(text for text in ids if not text.startswith("-"))


def _parted(token: str) -> tuple[bytes, bytes]:
    raw = decode(token)
    # What else would decode to the same bytes is not the token that was given out.
    return (
        (raw[:PARTICIPANT_BYTES], raw[PARTICIPANT_BYTES:]) if encode(raw) == token else (b"", b"")
    )


def encode(raw: bytes) -> str:
    """Bytes as they stand in an address."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(text: str) -> bytes:
    """The bytes of a text from an address; none if it is not of that form."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
