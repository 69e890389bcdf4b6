"""A poll as pages display it at any time. No field could hold a result."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from babel import Locale
from babel.dates import format_date

from crowd.i18n.labels import HEADLINE_NAMES
from crowd.i18n.moments import format_moment
from crowd.i18n.translator import ENGLISH_TRANSLATOR, Translator
from crowd.kinds import Choice, Date, Kind, Number, Percentage, Probability
from crowd.kinds.formatter import kind_name
from crowd.kinds.notation import format_value
from crowd.kinds.values import bounds, may_be_negative
from crowd.model.sentence import Sentence
from crowd.poll import Poll, Reveal, State
from crowd.rules.reveal import reveal_promise
from crowd.web.urls import image_path

EXAMPLE_DATE = date(2027, 3, 27)
MAX_IMAGE_HEIGHT = 416
"""Pixels of a picture's height on a page: the question and its field stay in view."""


class QuestionImage(msgspec.Struct, frozen=True, kw_only=True):
    """The picture of the question."""

    path: str
    alt: str
    width: int
    height: int

    @property
    def display_size(self) -> tuple[int, int]:
        """Width and height on a wide page, in pixels: reserved, so that loading it moves nothing."""
        scale = min(1.0, MAX_IMAGE_HEIGHT / self.height)
        return round(self.width * scale), round(self.height * scale)


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
    options: list[tuple[str, str]]
    outcomes: list[tuple[str, str]]
    closes: str
    closes_at: datetime
    times_extended: int
    extended_at: str
    promise: str
    manual: bool
    headline: str
    headline_reason: str
    listed: bool
    exact_times: bool


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
        kind=kind_name(kind),
        unit="%" if isinstance(kind, Percentage | Probability) else getattr(kind, "unit", ""),
        input_mode="text" if isinstance(kind, Date) or may_be_negative(kind) else "decimal",
        hint=_hint(kind, locale, translator),
        options=_options(kind),
        outcomes=_outcomes(kind, translator),
        closes=format_moment(poll.closes_at, definition.time_zone, translator, weekday=True),
        closes_at=poll.closes_at,
        times_extended=poll.times_extended,
        extended_at=_extended_at(poll, translator),
        promise=translator.translate(reveal_promise(poll)),
        manual=definition.reveal is Reveal.MANUAL,
        headline=translator.translate(HEADLINE_NAMES[definition.headline.name]),
        headline_reason=translator.translate(definition.headline.reason),
        listed=definition.listed,
        exact_times=definition.exact_times,
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


def _options(kind: Kind) -> list[tuple[str, str]]:
    """Return the options of a choice: value in forms, and label; empty for other kinds."""
    return [(option, option) for option in kind.options] if isinstance(kind, Choice) else []


def _outcomes(kind: Kind, translator: Translator) -> list[tuple[str, str]]:
    """Return the possible truths: value in forms, and label; empty where the truth is typed."""
    if isinstance(kind, Probability):
        return [
            ("yes", translator.translate("Yes, it happened")),
            ("no", translator.translate("No, it did not happen")),
        ]
    return _options(kind)


def _hint(kind: Kind, locale: Locale, translator: Translator) -> str:
    if isinstance(kind, Probability):
        return translator.translate(
            "From {none} (impossible) to {all} (certain).",
            none=format_value(0, kind, locale),
            all=format_value(1, kind, locale),
        )
    return f"{_format_hint(kind, translator)} {translator.translate(_bounds_hint(kind, locale))}".strip()


def _format_hint(kind: Kind, translator: Translator) -> str:
    if isinstance(kind, Date):
        return translator.translate(
            "For example {example} or {iso}.",
            example=format_date(EXAMPLE_DATE, "long", locale=translator.locale),
            iso=EXAMPLE_DATE.isoformat(),
        )
    if isinstance(kind, Number) and kind.decimals == 0:
        return translator.translate("A whole number.")
    return ""


def _bounds_hint(kind: Kind, locale: Locale) -> str:
    low, high = bounds(kind)
    least = "" if low is None else _format_bound(low, kind, locale)
    most = "" if high is None else _format_bound(high, kind, locale)
    if least and most:
        return Sentence("Between {least} and {most}.", least=least, most=most)
    if isinstance(kind, Date):
        last = Sentence("Not after {most}.", most=most) if most else ""
        return Sentence("Not before {least}.", least=least) if least else last
    if most:
        return Sentence("At most {most}.", most=most)
    # Nobody needs to be told "at least 0" or "at least 1".
    return Sentence("At least {least}.", least=least) if low and low != 1 else ""


def _format_bound(value: float, kind: Kind, locale: Locale) -> str:
    """Write a bound without its unit, which stands beside the field."""
    return format_value(value, Number() if isinstance(kind, Number) else kind, locale)
