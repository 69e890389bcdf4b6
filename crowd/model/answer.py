"""What an answer is, on its way in and as it is kept."""

from __future__ import annotations

from datetime import datetime

import msgspec


class FollowUpAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody adds to an answer, as far as the poll asks for it; None is what they left out.

    `low` and `high` come together. `others` is what they expect others to say on average, or
    `predicted` which share of the others chooses each option. `group` is the place of its name in
    the poll's list, or a text.
    """

    low: float | None = None
    high: float | None = None
    others: float | None = None
    predicted: list[float] | None = None
    group: int | str | None = None
    reason: str | None = None
    name: str | None = None


class NewAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer on its way in, checked against its poll.

    `participant` is 12 bytes that mean nothing outside this poll; `key` is the idempotency key's
    hash; `sharer` is the participant through whose link this one came.
    """

    participant: bytes
    key: bytes
    value: float
    sharer: bytes | None = None
    on_behalf: bool = False
    details: FollowUpAnswers | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A participant's own answer, read back for that participant alone."""

    value: float
    at: datetime
    withdrawn: bool


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer gives its author: a receipt, the right to edit, a link of their own to share."""

    receipt: str
    edit_token: str
    share_token: str
