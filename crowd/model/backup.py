"""The frames of a backup file: a header, the parts of each poll, and an end with a checksum."""

from __future__ import annotations

from datetime import datetime

import msgspec

FORMAT = "crowd-backup"
VERSION = 2
"""The version written. Version 1 had no answers to follow-up questions."""

READABLE_VERSIONS = (1, 2)
"""Versions that can be restored."""


class Header(msgspec.Struct, frozen=True, kw_only=True, tag="header"):
    """The first frame: the format, and the secret that receipts and links are derived from."""

    format: str = FORMAT
    version: int = VERSION
    made_at: datetime
    secret: str


class PollStart(msgspec.Struct, frozen=True, kw_only=True, tag="begin"):
    """The start of a poll, with the number of its answers that follow."""

    poll_id: str
    answers: int


class Participants(msgspec.Struct, frozen=True, kw_only=True, tag="participants"):
    """Rows of 28 bytes: participant, position of the answer, fingerprints of key and value."""

    rows: bytes


class Records(msgspec.Struct, frozen=True, kw_only=True, tag="records"):
    """Records of answers in arrival order, from position `start` on."""

    start: int
    data: bytes


class FollowUpRecords(msgspec.Struct, frozen=True, kw_only=True, tag="details"):
    """Records of answers to follow-up questions, in the order of the answers, from byte `start` on."""

    start: int
    data: bytes


class FollowUpTexts(msgspec.Struct, frozen=True, kw_only=True, tag="texts"):
    """Texts that answer follow-up questions, as JSON, by the positions of their answers."""

    by_place: dict[int, bytes]


class PollEnd(msgspec.Struct, frozen=True, kw_only=True, tag="poll"):
    """The end of a poll: its own record, picture and results, and the sizes of what was added."""

    fields: dict[bytes, bytes]
    image: bytes = b""
    results: bytes = b""
    detail_bytes: int = 0
    texts: int = 0


class PollDiscard(msgspec.Struct, frozen=True, kw_only=True, tag="dropped"):
    """Discards all frames of the poll since its start."""


class End(msgspec.Struct, frozen=True, kw_only=True, tag="end"):
    """The last frame: the numbers of polls and answers, and the SHA-256 of all bytes before it."""

    polls: int
    answers: int
    sha256: str


PollFrame = (
    PollStart | Participants | Records | FollowUpRecords | FollowUpTexts | PollEnd | PollDiscard
)
Frame = Header | PollFrame | End
