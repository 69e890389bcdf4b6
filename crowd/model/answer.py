"""Answers: as sent in, as stored, and with the tokens that their author gets."""

from __future__ import annotations

from datetime import datetime

import msgspec


class FollowUpAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """Answers to the follow-up questions of a poll; None where one was left out.

    `low` and `high` come together. `others` is the expected average of the others, or `predicted`
    the expected share of each option. `group` is the index of its name in the poll's list, or a
    text.
    """

    low: float | None = None
    high: float | None = None
    others: float | None = None
    predicted: list[float] | None = None
    group: int | str | None = None
    reason: str | None = None
    name: str | None = None


class NewAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A new answer, checked against its poll.

    `participant` is 12 bytes, different in each poll; `key` is the fingerprint of the idempotency
    key; `sharer` is the participant whose share link was followed; `label` is the one under which an
    organizer imported it.
    """

    participant: bytes
    key: bytes
    value: float
    sharer: bytes | None = None
    on_behalf: bool = False
    label: str | None = None
    follow_ups: FollowUpAnswers | None = None
    noticed: bool = False
    """Whether its texts were given under a notice of who will see them."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A stored answer, for its own participant."""

    value: float
    at: datetime
    withdrawn: bool


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """The receipt, the edit token and the share token of one answer."""

    receipt: str
    edit_token: str
    share_token: str
