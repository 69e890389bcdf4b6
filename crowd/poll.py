"""Polls: the definition, frozen at the opening, and the state."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from crowd.kinds import AnyKind


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
    """The aggregate that leads the results, chosen before the first answer, and the reason."""

    name: str
    reason: str


class Image(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of the question: SHA-256 of its bytes, size in pixels, alternative text."""

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
    """What is frozen at the opening.

    `frames` are the origins whose pages may embed the answer form.
    """

    question: str
    kind: AnyKind
    headline: Headline
    details: str = ""
    image: Image | None = None
    time_zone: str = "UTC"
    reveal: Reveal = Reveal.AT_CLOSE
    show_count: bool = False
    asks: FollowUpQuestions = FollowUpQuestions()
    listed: bool = False
    """Whether it is listed on the home page and in feeds; otherwise the link is needed."""
    frames: list[str] = []
    exact_times: bool = False
    """Whether exports have times to the second; otherwise, and in older polls, to the minute."""


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """A closing time moved later while the poll was open."""

    at: datetime
    closes_at: datetime


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """The truth as entered at one time; None declares that it will never be known."""

    at: datetime
    truth: float | None


class TruthStatus(StrEnum):
    """What is known of the truth."""

    NOT_KNOWN_YET = "not_known_yet"
    KNOWN = "known"
    NEVER_KNOWN = "never_known"


MAX_LOG_ENTRIES = 100
"""Entries of each log of a poll: extensions, resolutions, replaced admin links."""


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """A poll as stored. `state` is never RESOLVED in the store: see `public_state`."""

    id: str
    definition: Definition
    state: State
    closes_at: datetime
    created_at: datetime
    closing: str = ""
    """The choice that the closing time came from, counted anew at the opening; empty for a given time."""
    changed_at: datetime | None = None
    """When a draft was last saved; None if by a release that did not record it."""
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    revealed_at: datetime | None = None
    extensions: list[Extension] = []
    resolutions: list[Resolution] = []
    earlier_extensions: int = 0
    """Number of extensions no longer in the log; above 0 only in polls of older releases."""
    earlier_resolutions: int = 0
    """Number of resolutions no longer in the log."""
    admin_digest: str = ""
    replaced_digests: list[str] = []
    feed: str = ""
    """The organizer's feed that lists it; empty for none."""
    reasons_published: bool = False
    """Whether the results show the reasons that people gave."""
    texts_revision: int = 0
    """When names or reasons of the results last changed, in microseconds since 1970, or 0."""

    @property
    def revealed(self) -> bool:
        """Whether results are public."""
        return self.state is State.REVEALED

    @property
    def resolution(self) -> Resolution | None:
        """The latest resolution; sealed until the reveal, like the answers."""
        return self.resolutions[-1] if self.resolutions else None

    @property
    def revision(self) -> int:
        """Number of resolutions so far; stored results name the one that they were computed with."""
        return self.earlier_resolutions + len(self.resolutions)

    @property
    def truth_status(self) -> TruthStatus:
        """What anybody may know of the truth: before the reveal nothing."""
        if not self.revealed or self.resolution is None:
            return TruthStatus.NOT_KNOWN_YET
        known = self.resolution.truth is not None
        return TruthStatus.KNOWN if known else TruthStatus.NEVER_KNOWN

    @property
    def times_extended(self) -> int:
        """Number of extensions so far."""
        return self.earlier_extensions + len(self.extensions)

    @property
    def public_state(self) -> State:
        """The state shown to people: RESOLVED once a revealed poll has a resolution."""
        unresolved = self.truth_status is TruthStatus.NOT_KNOWN_YET
        return self.state if unresolved else State.RESOLVED
