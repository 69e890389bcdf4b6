"""Messages on the results of revealed polls."""

from __future__ import annotations

from typing import Any

import msgspec

from crowd.web.api.fields import Moment
from crowd.web.api.poll_messages import PollView


class ResolutionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One word on the truth; null declared that it will not be known."""

    at: Moment
    truth: float | int | str | None


class ClosestPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with one of the closest answers whose name may be shown. The place counts the people who
    came closer, named or not; of people equally close who answered first comes first."""

    place: int
    name: str
    value: float | int | str
    distance: float | None


class PublishedReason(msgspec.Struct, frozen=True, kw_only=True):
    """A reason that somebody gave, and their answer; null where the poll asks for names."""

    value: float | int | str | None
    reason: str


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
    crowd_range: dict[str, Any] = {}
    scoring: dict[str, Any]
    crowd_size_curve: list[dict[str, float]]
    enough: dict[str, float] | None
    groups: list[dict[str, Any]] = []
    more_groups: int = 0
    branches: list[dict[str, Any]] = []
    choice: dict[str, Any] | None = None
    histogram: dict[str, Any] | None
    closest: list[dict[str, Any]]
    closest_people: list[ClosestPerson] = []
    reasons: list[PublishedReason] = []
    more_reasons: int = 0
    conditions: list[dict[str, Any]]
    disagreements: list[str]
    why_null: dict[str, str]
