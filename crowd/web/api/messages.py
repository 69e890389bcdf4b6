"""What the API reads and writes. Before the reveal no message has a field that could hold a result."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec

from crowd.model.poll import (
    Choice,
    Date,
    FollowUpQuestions,
    Kind,
    Number,
    Percentage,
    Probability,
    Reveal,
    State,
)
from crowd.parsing.options import MAX_OPTION_LENGTH, MAX_OPTIONS, MIN_OPTIONS
from crowd.rules.frame_origins import MAX_FRAMES
from crowd.rules.proposal import (
    MAX_DECIMALS,
    MAX_DETAILS_LENGTH,
    MAX_QUESTION_LENGTH,
    MAX_UNIT_LENGTH,
    Proposal,
)


def bounded(**bounds: Any) -> msgspec.Meta:
    """Bounds for the document: the rules check them, and name every problem at once."""
    return msgspec.Meta(extra_json_schema=bounds)


Moment = Annotated[datetime, bounded(format="date-time")]
Day = Annotated[str, bounded(format="date")]
Option = Annotated[str, bounded(minLength=1, maxLength=MAX_OPTION_LENGTH)]


class NumberKind(
    msgspec.Struct, frozen=True, kw_only=True, tag="number", forbid_unknown_fields=True
):
    """A quantity. `decimals`: true or null allows any, false or 0 none, n at most n."""

    unit: Annotated[str, bounded(maxLength=MAX_UNIT_LENGTH)] = ""
    minimum: float | None = None
    maximum: float | None = None
    decimals: bool | Annotated[int, bounded(minimum=0, maximum=MAX_DECIMALS)] | None = None

    def kind(self) -> Number:
        """The kind as the rules know it."""
        decimals = self.decimals
        if isinstance(decimals, bool):
            decimals = None if decimals else 0
        return Number(
            unit=self.unit.strip(), minimum=self.minimum, maximum=self.maximum, decimals=decimals
        )


class PercentageKind(
    msgspec.Struct, frozen=True, kw_only=True, tag="percentage", forbid_unknown_fields=True
):
    """A share in percent, 0 to 100."""

    def kind(self) -> Percentage:
        """The kind as the rules know it."""
        return Percentage()


class ProbabilityKind(
    msgspec.Struct, frozen=True, kw_only=True, tag="probability", forbid_unknown_fields=True
):
    """How likely it is that something happens, 0 to 1. The truth is 0 or 1."""

    def kind(self) -> Probability:
        """The kind as the rules know it."""
        return Probability()


class DateKind(msgspec.Struct, frozen=True, kw_only=True, tag="date", forbid_unknown_fields=True):
    """A day, written YYYY-MM-DD, with an optional earliest and latest one."""

    minimum: Day | None = None
    maximum: Day | None = None

    def kind(self) -> Date:
        """The kind as the rules know it."""
        return Date(minimum=self.minimum, maximum=self.maximum)


class ChoiceKind(
    msgspec.Struct, frozen=True, kw_only=True, tag="choice", forbid_unknown_fields=True
):
    """One of 2 to 20 answers of up to 100 characters each. Values are the texts of options."""

    options: Annotated[
        list[Option], bounded(minItems=MIN_OPTIONS, maxItems=MAX_OPTIONS, uniqueItems=True)
    ]

    def kind(self) -> Choice:
        """The kind as the rules know it."""
        return Choice(options=[option.strip() for option in self.options])


class NewPoll(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A poll to create. Everything in it is frozen once the poll is open."""

    question: Annotated[str, bounded(minLength=1, maxLength=MAX_QUESTION_LENGTH)]
    kind: NumberKind | PercentageKind | ProbabilityKind | DateKind | ChoiceKind
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
        """The poll as the rules check it."""
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
    kind: Kind
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


class ResolutionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One word on the truth; null declared that it will not be known."""

    at: Moment
    truth: float | int | str | None


class ResultsView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The results of a revealed poll. Figures of date polls are dates; spreads are in days."""

    poll: PollView
    resolutions: list[ResolutionEntry]
    n: int
    unreadable: int
    on_behalf: int
    headline: dict[str, Any]
    aggregates: dict[str, Any]
    spread: dict[str, Any]
    diversity: dict[str, Any]
    independence: dict[str, Any]
    uncertainty: dict[str, Any]
    scoring: dict[str, Any]
    crowd_size_curve: list[dict[str, float]]
    enough: dict[str, float] | None
    groups: list[dict[str, Any]] = []
    more_groups: int = 0
    branches: list[dict[str, Any]] = []
    choice: dict[str, Any] | None = None
    histogram: dict[str, Any] | None
    closest: list[dict[str, Any]]
    conditions: list[dict[str, Any]]
    disagreements: list[str]
    why_null: dict[str, str]
