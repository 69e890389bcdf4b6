"""Messages on polls. No field could hold a result."""

from __future__ import annotations

from typing import Annotated

import msgspec

from crowd.kinds import AnyKind
from crowd.poll import FollowUpQuestions, Reveal, State
from crowd.rules.frame_origins import MAX_FRAMES
from crowd.rules.proposal import (
    MAX_DETAILS_LENGTH,
    MAX_QUESTION_LENGTH,
    Proposal,
)
from crowd.web.api.fields import Moment, bounded
from crowd.web.api.kind_messages import NewKind


class NewPoll(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A poll to create. Everything in it is frozen once the poll is open."""

    question: Annotated[str, bounded(minLength=1, maxLength=MAX_QUESTION_LENGTH)]
    kind: NewKind
    closes_at: Moment
    details: Annotated[str, bounded(maxLength=MAX_DETAILS_LENGTH)] = ""
    time_zone: str = "UTC"
    reveal: Reveal = Reveal.AT_CLOSE
    headline: str | None = None
    show_count: bool = False
    truth: float | str | None = None
    draft: bool = False
    asks: FollowUpQuestions = FollowUpQuestions()
    public: bool = False
    frames: Annotated[list[str], bounded(maxItems=MAX_FRAMES)] = []
    exact_times: Annotated[
        bool,
        msgspec.Meta(description="Whether exports have the second of each answer, not its minute."),
    ] = False

    def proposal(self, truth: float | None) -> Proposal:
        """Convert to the proposal that the rules check."""
        return Proposal(
            question=self.question,
            kind=self.kind.kind(),
            closes_at=self.closes_at,
            details=self.details,
            time_zone=self.time_zone,
            reveal=self.reveal,
            headline=self.headline,
            show_count=self.show_count,
            truth=truth,
            asks=self.asks,
            listed=self.public,
            frames=self.frames,
            exact_times=self.exact_times,
        )


class Nothing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body that has nothing to say."""


class ExtensionBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A later closing time."""

    closes_at: Moment


class ResolutionBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The truth, or null to declare that it will never be known."""

    truth: float | str | None


class HeadlineChoice(msgspec.Struct, frozen=True, kw_only=True):
    """The aggregate that leads, fixed at creation, and why."""

    name: str
    reason: str


class ImageLink(msgspec.Struct, frozen=True, kw_only=True):
    """The picture of the question."""

    url: str
    width: int
    height: int
    alt: str


class ExtensionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A closing time that was moved."""

    at: Moment
    closes_at: Moment


class PollView(msgspec.Struct, frozen=True, kw_only=True):
    """A poll as anyone may see it, at any time."""

    id: str
    url: str
    question: str
    details: str
    kind: AnyKind
    state: State
    closes_at: Moment
    time_zone: str
    reveal: Reveal
    headline: HeadlineChoice
    show_count: bool
    created_at: Moment
    opened_at: Moment | None
    closed_at: Moment | None
    revealed_at: Moment | None
    extensions: list[ExtensionEntry]
    image: ImageLink | None
    asks: FollowUpQuestions
    public: bool
    frames: list[str]
    exact_times: bool


class CountedPollView(PollView, frozen=True, kw_only=True):
    """A poll whose organizer said at creation that the number of answers may be shown."""

    participants: int


class CreatedPoll(PollView, frozen=True, kw_only=True):
    """A new poll with the only copy of its admin token."""

    admin_token: str
    admin_url: str
