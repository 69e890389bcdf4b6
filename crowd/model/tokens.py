"""Ids and capability tokens: random where issued once, derived where a repeat must get the same.

Only digests of admin tokens are stored, and no tokens of participants: those are derived from the
service's secret each time.
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
    """The idempotency key of a form, and the second in which it expires."""

    key: bytes
    expires: int


class CapabilityMacs(NamedTuple):
    """The message authentication codes in the three tokens of an answer."""

    receipt: bytes
    edit: bytes
    share: bytes


class FeedTokens(NamedTuple):
    """The tokens of an organizer's feed: `address` to read it, `owner` to add polls to it."""

    address: str
    owner: str


def new_poll_id() -> str:
    """Make a poll id of over 96 random bits, not ordered in time."""
    return _poll_id(secrets.token_bytes(64))


def new_admin_token(poll_id: str) -> str:
    """Make an admin token of the poll's id and 192 random bits."""
    return f"{poll_id}.{secrets.token_urlsafe(24)}"


def new_idempotency_key() -> bytes:
    """Make an idempotency key for a caller who sent none."""
    return secrets.token_bytes(KEY_BYTES)


def poll_id_of_token(token: str) -> str:
    """Return the poll id in an admin token; empty if there is none."""
    return token.partition(".")[0] if "." in token else ""


def digest(token: str) -> str:
    """Hash an admin token for storage."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_admin(token: str, stored_digest: str) -> bool:
    """Return whether the digest is that of this token, in constant time."""
    return hmac.compare_digest(digest(token), stored_digest)


class TokenDeriver:
    """Derives tokens and fingerprints from the service's secret.

    Only hashes of networks have a key of their own, which is never stored, so that database and
    secret together do not tell which address a hash stands for.
    """

    def __init__(self, secret: str, visitor_key: str | None = None) -> None:
        self._key = hashlib.sha512(secret.encode()).digest()
        self._visitor_key = (visitor_key or secrets.token_urlsafe(32)).encode()[:64]

    def _mac(self, purpose: str, *parts: bytes) -> bytes:
        """Compute 64 bytes by keyed BLAKE2b (RFC 7693), a third of the cost of HMAC."""
        # A length prefix for each part, so that different lists of parts differ as messages.
        message = b"".join([len(part).to_bytes(4, "big") + part for part in parts])
        return hashlib.blake2b(message, key=self._key, person=purpose.encode()).digest()

    def browser_of_key(self, poll_id: str, key: bytes) -> bytes:
        """Derive the id of a browser without a cookie from the key of its first answer."""
        return self._mac("browser", poll_id.encode(), key)[:KEY_BYTES]

    def participant(self, poll_id: str, browser: bytes) -> bytes:
        """Derive the participant of a browser; those of one browser in two polls cannot be matched."""
        return self._mac("participant", poll_id.encode(), browser)[:PARTICIPANT_BYTES]

    def participant_on_behalf(self, poll_id: str, name: str) -> bytes:
        """Derive the participant of an organizer's label, such as the number of a paper slip."""
        return self._mac("on-behalf", poll_id.encode(), name.encode())[:PARTICIPANT_BYTES]

    def participant_of_slip(self, poll_id: str, key: bytes) -> bytes:
        """Derive the participant of an answer that an organizer enters without a label."""
        return self._mac("slip", poll_id.encode(), key)[:PARTICIPANT_BYTES]

    def key_fingerprint(self, poll_id: str, participant: bytes, key: bytes) -> bytes:
        """Derive the stored fingerprint of an idempotency key, for one participant."""
        return self._mac("key", poll_id.encode(), participant, key)[:6]

    def body_fingerprint(self, poll_id: str, participant: bytes, body: bytes) -> bytes:
        """Derive the stored fingerprint of an answer, which tells a repeat from a reused key."""
        return self._mac("body", poll_id.encode(), participant, body)[:6]

    def capabilities(self, poll_id: str, participant: bytes) -> Capabilities:
        """Derive the receipt and the tokens of an answer."""
        macs = self._capability_macs(poll_id, participant)
        code = base64.b32encode(macs.receipt).decode()
        return Capabilities(
            receipt="-".join(code[start : start + 4] for start in range(0, 16, 4)),
            edit_token=encode(participant + macs.edit),
            share_token=encode(participant + macs.share),
        )

    def participant_of_edit_token(self, poll_id: str, token: str) -> bytes | None:
        """Return the participant of an edit token; None if it is not for this poll."""
        participant, mac = _split_token(token)
        known = hmac.compare_digest(self._capability_macs(poll_id, participant).edit, mac)
        return participant if known else None

    def participant_of_share_token(self, poll_id: str, token: str) -> bytes | None:
        """Return the participant of a share token; None if it is not for this poll."""
        participant, mac = _split_token(token)
        known = hmac.compare_digest(self._capability_macs(poll_id, participant).share, mac)
        return participant if known else None

    def _capability_macs(self, poll_id: str, participant: bytes) -> CapabilityMacs:
        # One derivation is long enough for all three, which each answer needs.
        raw = self._mac("capabilities", poll_id.encode(), participant)
        return CapabilityMacs(receipt=raw[:10], edit=raw[16:32], share=raw[32:48])

    def organizer_of_form(self, key: bytes) -> str:
        """Derive the token of the list of own polls that a form begins, the same each time it is sent."""
        return encode(self._mac("organizer", key)[:24])

    def feed_of_form(self, key: bytes) -> bytes:
        """Derive the feed that a form creates, the same however often the form is sent."""
        return self._mac("feed-of-form", key)[:PARTICIPANT_BYTES]

    def feed_tokens(self, feed: bytes) -> FeedTokens:
        """Derive the tokens of a feed."""
        raw = self._mac("feed", feed)
        return FeedTokens(address=encode(feed + raw[:16]), owner=encode(feed + raw[16:32]))

    def feed_of_address(self, token: str) -> bytes | None:
        """Return the feed of an address token; None if it is not valid."""
        feed = _split_token(token)[0]
        return feed if hmac.compare_digest(self.feed_tokens(feed).address, token) else None

    def feed_of_owner(self, token: str) -> bytes | None:
        """Return the feed of an owner token; None if it is not valid."""
        feed = _split_token(token)[0]
        return feed if hmac.compare_digest(self.feed_tokens(feed).owner, token) else None

    def network_hash(self, network: bytes) -> bytes:
        """Hash a network address for rate limits."""
        return hashlib.blake2b(network, key=self._visitor_key, digest_size=12).digest()

    def poll_id_of_form(self, key: bytes) -> str:
        """Derive the poll id of a create form, the same however often the form is sent."""
        return _poll_id(self._mac("poll", key))

    def admin_token_of_form(self, key: bytes) -> str:
        """Derive the admin token of the poll of a create form."""
        return f"{self.poll_id_of_form(key)}.{encode(self._mac('admin', key)[:24])}"

    def ticket(self, purpose: str, now: datetime, lifetime_seconds: int) -> str:
        """Make a ticket for a form: a new key, its expiry, and a MAC over both and the purpose."""
        body = new_idempotency_key() + (int(now.timestamp()) + lifetime_seconds).to_bytes(5, "big")
        return encode(body + self._mac("ticket", purpose.encode(), body)[:MAC_BYTES])

    def read_ticket(self, purpose: str, text: str, now: datetime) -> Ticket | None:
        """Read the ticket of a form; None if it is not valid or has expired."""
        raw = decode(text)
        body, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
        if not hmac.compare_digest(self._mac("ticket", purpose.encode(), body)[:MAC_BYTES], mac):
            return None
        ticket = Ticket(key=body[:KEY_BYTES], expires=int.from_bytes(body[KEY_BYTES:], "big"))
        return ticket if ticket.expires >= now.timestamp() else None


def _poll_id(raw: bytes) -> str:
    """Make an id without a leading dash, which commands would take for an option."""
    ids = (encode(raw[start : start + POLL_ID_BYTES]) for start in range(len(raw) - POLL_ID_BYTES))
    return next(text for text in ids if not text.startswith("-"))


def _split_token(token: str) -> tuple[bytes, bytes]:
    raw = decode(token)
    # Only the canonical encoding is the token: base64 decodes others to the same bytes.
    return (
        (raw[:PARTICIPANT_BYTES], raw[PARTICIPANT_BYTES:]) if encode(raw) == token else (b"", b"")
    )


def encode(raw: bytes) -> str:
    """Encode bytes for an address: base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Decode base64url without padding; empty if the text is not of that form."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
