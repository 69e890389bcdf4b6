"""What a poll is: its definition, frozen at opening, and where it stands in its life."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec


class Number(msgspec.Struct, frozen=True, kw_only=True, tag="number", forbid_unknown_fields=True):
    """A quantity. No minimum means that it may be negative; `decimals` None allows any, 0 none."""

    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    decimals: int | None = None


class Percentage(
    msgspec.Struct, frozen=True, kw_only=True, tag="percentage", forbid_unknown_fields=True
):
    """A share in percent, 0 to 100."""


class Probability(
    msgspec.Struct, frozen=True, kw_only=True, tag="probability", forbid_unknown_fields=True
):
    """How likely it is that something happens, 0 to 1; pages write percent. The truth is 0 or 1."""


class Date(msgspec.Struct, frozen=True, kw_only=True, tag="date", forbid_unknown_fields=True):
    """A calendar day; values are days since 1970-01-01, bounds are written YYYY-MM-DD."""

    minimum: str | None = None
    maximum: str | None = None


class Choice(msgspec.Struct, frozen=True, kw_only=True, tag="choice", forbid_unknown_fields=True):
    """One of several answers; a value is the place of its option, from 0."""

    options: list[str]


Kind = Number | Percentage | Probability | Date | Choice


def same_values(one: Kind, other: Kind) -> bool:
    """Whether a value of one kind means the same as one of the other."""
    return one == other if isinstance(one, Choice) else type(one) is type(other)


def options_of(kind: Kind) -> list[str]:
    """What there is to choose from; nothing where a value is asked for."""
    return list(getattr(kind, "options", ()))


class Reveal(StrEnum):
    """When results may be seen: as soon as the poll closes, or by the organizer's click after that."""

    AT_CLOSE = "at_close"
    MANUAL = "manual"


class State(StrEnum):
    """A poll's life; it only ever moves down this list."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    REVEALED = "revealed"
    RESOLVED = "resolved"


class Headline(msgspec.Struct, frozen=True, kw_only=True):
    """The aggregate that leads the results, chosen before the first answer, and why."""

    name: str
    reason: str


class Image(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of the question: the SHA-256 of its stored bytes, its size in pixels, its words."""

    hash: str
    media_type: Literal["image/png", "image/jpeg", "image/webp"]
    width: int
    height: int
    alt: str


class FollowUpQuestions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What people may add once their answer is in. `group`: true for a text, or the groups' names."""

    interval: bool = False
    others: bool = False
    reason: bool = False
    group: bool | list[str] = False
    name: bool = False


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """All that participants rely on; nothing in here changes after the opening.

    `frames` are the origins whose pages may have people answer inside a frame.
    """

    question: str
    kind: Kind
    headline: Headline
    details: str = ""
    image: Image | None = None
    time_zone: str = "UTC"
    reveal: Reveal = Reveal.AT_CLOSE
    show_count: bool = False
    asks: FollowUpQuestions = FollowUpQuestions()
    listed: bool = False
    """Whether everyone may find it, on the home page and in feeds; else it takes the link."""
    frames: list[str] = []
    exact_times: bool = False
    """Whether exports have the second of each answer; else, and in older polls, the minute."""


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """A closing time moved later while the poll was open."""

    at: datetime
    closes_at: datetime


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """The truth as entered at one time; None declares that it will never be known."""

    at: datetime
    truth: float | None


MAX_LOG_ENTRIES = 100
"""Extensions, words on the truth, and replaced admin links that a poll remembers, 100 of each."""


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """A poll as stored. `state` is never RESOLVED in the store: see `public_state`."""

    id: str
    definition: Definition
    state: State
    closes_at: datetime
    created_at: datetime
    changed_at: datetime | None = None
    """When a draft was last saved; None where an older release did that."""
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    revealed_at: datetime | None = None
    extensions: list[Extension] = []
    resolutions: list[Resolution] = []
    earlier_extensions: int = 0
    """Entries of the log before those in `extensions`; only polls of older releases have any."""
    earlier_resolutions: int = 0
    """The same of `resolutions`."""
    admin_digest: str = ""
    replaced_digests: list[str] = []
    feed: str = ""
    """The organizer's feed that it is in; empty for none."""

    @property
    def revealed(self) -> bool:
        """Whether anyone may see results."""
        return self.state is State.REVEALED

    @property
    def resolution(self) -> Resolution | None:
        """The latest word on the truth: sealed like the answers until the reveal."""
        return self.resolutions[-1] if self.resolutions else None

    @property
    def revision(self) -> int:
        """How many words on the truth there have been: what results are made from."""
        return self.earlier_resolutions + len(self.resolutions)

    @property
    def times_extended(self) -> int:
        """How often the closing time was moved."""
        return self.earlier_extensions + len(self.extensions)

    @property
    def public_state(self) -> State:
        """The state as people see it: revealed and with a word on the truth is resolved."""
        return State.RESOLVED if self.revealed and self.resolutions else self.state
