"""A poll as pages display it at any time. No field could hold a result."""

from __future__ import annotations

from datetime import datetime

import msgspec
from babel import Locale

from crowd.i18n.labels import HEADLINE_NAMES
from crowd.i18n.moments import (
    ShortMoment,
    format_moment,
    format_time_left,
    shorten_moment,
)
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.poll import Poll, Reveal, State
from crowd.rules.reveal import reveal_promise
from crowd.web.deps import now
from crowd.web.urls import image_path

MAX_IMAGE_HEIGHT = 416
"""Pixels of a picture's height on a page: the question and its field stay in view."""


class QuestionImage(msgspec.Struct, frozen=True, kw_only=True):
    """The picture of the question."""

    path: str
    alt: str
    width: int
    height: int

    @property
    def thumbnail_path(self) -> str:
        """The path of its middle as a small square."""
        return f"{self.path}/thumbnail"

    @property
    def display_size(self) -> tuple[int, int]:
        """Width and height on a wide page, in pixels: reserved, so that loading it moves nothing."""
        scale = min(1.0, MAX_IMAGE_HEIGHT / self.height)
        return round(self.width * scale), round(self.height * scale)


class ClosingTime(msgspec.Struct, frozen=True, kw_only=True):
    """The closing time in few words; `described_at` is on the service's clock, from which countdowns
    count."""

    short: ShortMoment
    brief: ShortMoment
    left: str
    described_at: datetime


class PollDisplay(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that anyone may know of a poll, as text."""

    id: str
    question: str
    details: list[str]
    image: QuestionImage | None
    state: State
    kind: str
    unit: str
    input_mode: str
    hint: str
    day_bounds: tuple[str, str]
    """The earliest and the latest day as YYYY-MM-DD, where days are asked for and limited."""
    options: list[tuple[str, str]]
    outcomes: list[tuple[str, str]]
    closes: str
    closes_at: datetime
    closing: ClosingTime
    times_extended: int
    extended_at: str
    promise: str
    manual: bool
    headline: str
    headline_reason: str
    listed: bool
    exact_times: bool
    asks_name: bool


def poll_display(
    poll: Poll, locale: Locale, translator: Translator = ENGLISH_TRANSLATOR
) -> PollDisplay:
    """Describe a poll for one reader."""
    definition = poll.definition
    kind = definition.kind
    return PollDisplay(
        id=poll.id,
        question=definition.question,
        details=[line for line in definition.details.splitlines() if line.strip()],
        image=_image(poll),
        state=poll.state,
        kind=kind.name,
        unit=kind.field_unit,
        input_mode=kind.input_mode,
        hint=kind.hint(translator, locale),
        day_bounds=kind.day_bounds,
        options=[(option, option) for option in kind.options],
        outcomes=kind.outcomes(translator),
        closes=format_moment(poll.closes_at, definition.time_zone, translator, weekday=True),
        closes_at=poll.closes_at,
        closing=_closing_time(poll, translator),
        times_extended=poll.times_extended,
        extended_at=_extended_at(poll, translator),
        promise=translator.translate(reveal_promise(poll)),
        manual=definition.reveal is Reveal.MANUAL,
        headline=translator.translate(HEADLINE_NAMES[definition.headline.name]),
        headline_reason=translator.translate(definition.headline.reason),
        listed=definition.listed,
        exact_times=definition.exact_times,
        asks_name=definition.asks.name,
    )


def _closing_time(poll: Poll, translator: Translator) -> ClosingTime:
    zone, moment = poll.definition.time_zone, now()
    return ClosingTime(
        short=shorten_moment(poll.closes_at, moment, zone, translator),
        brief=shorten_moment(poll.closes_at, moment, zone, translator, brief=True),
        left=format_time_left(poll.closes_at - moment, translator),
        described_at=moment,
    )


def _extended_at(poll: Poll, translator: Translator) -> str:
    """Return the time at which the closing time was last moved; empty if it never was."""
    if not poll.extensions:
        return ""
    return format_moment(poll.extensions[-1].at, poll.definition.time_zone, translator)


def _image(poll: Poll) -> QuestionImage | None:
    image = poll.definition.image
    if image is None:
        return None
    return QuestionImage(
        path=image_path(poll), alt=image.alt, width=image.width, height=image.height
    )
