"""What a backup says: a header, the parts of each poll, and an end that vouches for all of it."""

from __future__ import annotations

from datetime import datetime

import msgspec

FORMAT = "crowd-backup"
VERSION = 2
"""The present format. Version 1 had nothing that was added to answers."""

READABLE = (1, 2)


class Header(msgspec.Struct, frozen=True, kw_only=True, tag="header"):
    """First: how to read what follows, and the secret that receipts and links are derived from."""

    format: str = FORMAT
    version: int = VERSION
    made_at: datetime
    secret: str


class PollBegins(msgspec.Struct, frozen=True, kw_only=True, tag="begin"):
    """A poll and how many of its answers follow."""

    poll_id: str
    answers: int


class Participants(msgspec.Struct, frozen=True, kw_only=True, tag="participants"):
    """Rows of 28 bytes: participant, place in the order, fingerprints of key and value."""

    rows: bytes


class Records(msgspec.Struct, frozen=True, kw_only=True, tag="records"):
    """Answers in arrival order, from the given place on."""

    start: int
    data: bytes


class DetailRecords(msgspec.Struct, frozen=True, kw_only=True, tag="details"):
    """What was added to answers, in their order, from the given byte on."""

    start: int
    data: bytes


class DetailTexts(msgspec.Struct, frozen=True, kw_only=True, tag="texts"):
    """Texts that were added to answers, by their places in the order."""

    by_place: dict[int, bytes]


class PollEnds(msgspec.Struct, frozen=True, kw_only=True, tag="poll"):
    """The poll's own record, picture and results, and how much was added to its answers: with them
    it is complete."""

    fields: dict[bytes, bytes]
    image: bytes = b""
    results: bytes = b""
    detail_bytes: int = 0
    texts: int = 0


class PollDropped(msgspec.Struct, frozen=True, kw_only=True, tag="dropped"):
    """What was said of the poll since it began does not count."""


class End(msgspec.Struct, frozen=True, kw_only=True, tag="end"):
    """Last: how much there was, and the SHA-256 of everything before it."""

    polls: int
    answers: int
    sha256: str


PollFrame = (
    PollBegins | Participants | Records | DetailRecords | DetailTexts | PollEnds | PollDropped
)
Frame = Header | PollFrame | End
