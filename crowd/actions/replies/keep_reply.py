"""Keep the reply to a form, so that it has an address of its own: going back sends nothing again."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from crowd.model.errors import CrowdError, NotFound
from crowd.model.sentence import Sentence
from crowd.store.store import Store

SECONDS = 3600
"""How long a reply is kept."""

MAX_BYTES = 32 * 1024 * 1024
"""Bytes of all replies that are kept at a time."""

MAX_BODY_BYTES = 1024 * 1024
"""Bytes of the largest reply that is kept: a form with its picture in it."""

FIRST_VIEW = timedelta(minutes=1)
"""How long a reply is shown without the cookie, to browsers that keep none."""

NOT_KEPT = Sentence("This page was kept for an hour only. Open the page with the form again.")


class FormReply(msgspec.Struct, frozen=True, kw_only=True):
    """A page that answered a form: for one browser, known by a digest of its cookie."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    browser: bytes
    kept_at: datetime


def digest_of_browser(cookie: str) -> bytes:
    """Return the digest by which the browser with this cookie is known."""
    return hashlib.sha256(cookie.encode()).digest()


async def keep_reply(store: Store, reply: FormReply) -> str:
    """Keep a reply; return the id that its address has, or "" where it cannot be kept."""
    if len(reply.body) > MAX_BODY_BYTES:
        return ""
    reply_id = secrets.token_urlsafe(16)
    record = await asyncio.to_thread(_encode, reply, reply_id)
    try:
        kept = await store.form_replies.keep(_name(reply_id), record, SECONDS, MAX_BYTES)
    except CrowdError:
        return ""
    return reply_id if kept else ""


async def load_reply(store: Store, reply_id: str, cookie: str, moment: datetime) -> FormReply:
    """Return the reply to this browser's form; raise NotFound if there is none."""
    record = await store.form_replies.load(_name(reply_id))
    if record is None:
        raise NotFound(NOT_KEPT)
    reply = await asyncio.to_thread(_decode, record, reply_id)
    own = hmac.compare_digest(reply.browser, digest_of_browser(cookie))
    if not own and moment - reply.kept_at > FIRST_VIEW:
        raise NotFound(NOT_KEPT)
    return reply


def _name(reply_id: str) -> str:
    return hashlib.sha256(reply_id.encode()).hexdigest()[:32]


def _encode(reply: FormReply, reply_id: str) -> bytes:
    return _masked(gzip.compress(msgspec.msgpack.encode(reply), 6, mtime=0), reply_id)


def _decode(record: bytes, reply_id: str) -> FormReply:
    return msgspec.msgpack.decode(gzip.decompress(_masked(record, reply_id)), type=FormReply)


def _masked(record: bytes, reply_id: str) -> bytes:
    """Combine bytes with a key stream of the id, of which only a digest is stored.

    A page may hold links with tokens, and the database is not to hold any in clear. Each id is random
    and used for one record, so that no part of the stream is used twice.
    """
    stream = hashlib.shake_256(b"form reply " + reply_id.encode()).digest(len(record))
    combined = int.from_bytes(record, "big") ^ int.from_bytes(stream, "big")
    return combined.to_bytes(len(record), "big")
