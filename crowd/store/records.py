"""Encode and decode the records of polls and answers; a version keeps old ones readable."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
import numpy as np

from crowd.poll import (
    MAX_LOG_ENTRIES,
    Definition,
    Extension,
    FollowUpQuestions,
    Poll,
    Resolution,
    State,
)
from crowd.store.follow_up_records import width_of

RECORD_VERSION = b"1"

RECORD = np.dtype([("value", "<f8"), ("time", "<u4"), ("sharer", "<u4"), ("flags", "<u4")])
"""One answer: its value, seconds since 1970, the sharer's place + 1 or 0, flags."""

PARTICIPANT = np.dtype([("participant", "V12"), ("place", "<u4"), ("fingerprints", "V12")])
"""A participant's entry in a bucket, after the participant."""

WITHDRAWN = 1
ON_BEHALF = 2
"""Flags of an answer's record."""


def pack_value(value: float) -> bytes:
    """Encode a value as in an answer's record."""
    return struct.pack("<d", value)


def poll_fields(poll: Poll, admin_digest: str) -> dict[str, bytes | str]:
    """Encode the record of a new poll."""
    fields: dict[str, bytes | str] = {
        "record": RECORD_VERSION,
        **definition_fields(poll.definition, poll.closes_at, poll.closing),
        "state": poll.state.value,
        "created_at": milliseconds(poll.created_at),
        "admin": admin_digest,
        "resolutions": b"".join(line(resolution) for resolution in poll.resolutions),
        "revision": str(len(poll.resolutions)),
    }
    if poll.feed:
        fields["feed"] = poll.feed
    if poll.opened_at is not None:
        fields["opened_at"] = milliseconds(poll.opened_at)
    return fields


def definition_fields(
    definition: Definition, closes_at: datetime, closing: str
) -> dict[str, bytes | str]:
    """Encode the part of a record that a draft may still change."""
    return {
        "definition": msgspec.json.encode(definition),
        "reveal": definition.reveal.value,
        "closes_at": milliseconds(closes_at),
        "closing": closing,
        "detail_bytes": "0"
        if definition.asks == FollowUpQuestions()
        else str(width_of(definition.kind)),
    }


def read_poll(poll_id: str, fields: Mapping[bytes, bytes]) -> Poll:
    """Decode the poll that a record describes."""
    if fields[b"record"] != RECORD_VERSION:
        raise ValueError(f"poll {poll_id} has a record of an unknown version")
    extensions, earlier_extensions = _latest(fields.get(b"extensions", b""))
    resolutions, earlier_resolutions = _latest(fields.get(b"resolutions", b""))
    return Poll(
        id=poll_id,
        definition=msgspec.json.decode(fields[b"definition"], type=Definition),
        state=State(fields[b"state"].decode()),
        closes_at=moment(fields[b"closes_at"]),
        created_at=moment(fields[b"created_at"]),
        closing=fields.get(b"closing", b"").decode(),
        changed_at=_optional_moment(fields.get(b"changed_at")),
        opened_at=_optional_moment(fields.get(b"opened_at")),
        closed_at=_optional_moment(fields.get(b"closed_at")),
        revealed_at=_optional_moment(fields.get(b"revealed_at")),
        extensions=[msgspec.json.decode(entry, type=Extension) for entry in extensions],
        resolutions=[msgspec.json.decode(entry, type=Resolution) for entry in resolutions],
        earlier_extensions=earlier_extensions,
        earlier_resolutions=earlier_resolutions,
        admin_digest=fields[b"admin"].decode(),
        replaced_digests=fields.get(b"replaced", b"").decode().split()[-MAX_LOG_ENTRIES:],
        feed=fields.get(b"feed", b"").decode(),
        reasons_published=fields.get(b"reasons_published") == b"1",
        texts_revision=int(fields.get(b"texts_revision", b"0")),
    )


def line(entry: Extension | Resolution) -> bytes:
    """Encode an entry of a log as one line of JSON."""
    return msgspec.json.encode(entry) + b"\n"


def _latest(log: bytes) -> tuple[list[bytes], int]:
    """Return the latest entries of a log, and how many came before them.

    Scripts limit logs, but earlier releases did not: a long one must not slow each page.
    """
    entries = log.splitlines()
    return entries[-MAX_LOG_ENTRIES:], max(0, len(entries) - MAX_LOG_ENTRIES)


def milliseconds(moment: datetime) -> str:
    """Encode a time in milliseconds, as the scripts compare it."""
    return str(round(moment.timestamp() * 1000))


def moment(text: bytes) -> datetime:
    """Decode a time in milliseconds."""
    return datetime.fromtimestamp(int(text) / 1000, UTC)


def _optional_moment(text: bytes | None) -> datetime | None:
    return None if text is None else moment(text)
