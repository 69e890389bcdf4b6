"""The create form's fields, read with every problem kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from babel import Locale

from crowd.i18n.notation import iso_day
from crowd.kinds.values import read_truth, read_value
from crowd.model.errors import Invalid, Problem
from crowd.model.poll import (
    Choice,
    Date,
    FollowUpQuestions,
    Image,
    Kind,
    Number,
    Percentage,
    Probability,
    Reveal,
)
from crowd.model.sentence import Sentence
from crowd.parsing.options import check_options
from crowd.rules.proposal import UNIT_LENGTH, Proposal, check_proposal
from crowd.rules.time_zones import zones
from crowd.web.forms.base import Form
from crowd.web.forms.image_upload import ImageUpload
from crowd.web.images.limits import describe_image

NO_TIME = Sentence("Enter the closing day and hour, such as 2027-04-18T20:00.")
SKIPPED_HOUR = Sentence(
    "Clocks are put forward at that hour, so it does not exist there. Choose another."
)
GROUPS_UNASKED = Sentence("Tick “Which group they are in” to ask for these groups, or remove them.")

TIME_ZONES = sorted(
    name
    for name in zones()
    if name == "UTC"
    or name.split("/")[0]
    in {
        "Africa",
        "America",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)
"""The zones that a person would look for; the API takes every name of the time zone database."""


class PollFormReader:
    """Reads the create form field by field and keeps every problem."""

    def __init__(
        self,
        form: Form,
        locale: Locale,
        moment: datetime,
        picture: ImageUpload,
        present: Image | None = None,
    ) -> None:
        self._form = form
        self._locale = locale
        self._now = moment
        self._picture = picture
        self._present = present
        self._problems: list[Problem] = [picture.problem] if picture.problem else []

    def proposal(self) -> tuple[Proposal, list[Problem]]:
        """The poll that the form proposes and all that is wrong with it."""
        form = self._form
        kind = self._kind()
        proposal = Proposal(
            question=form.get("question"),
            kind=kind,
            closes_at=self._closes_at(),
            details=form.get("details"),
            image=self._image(),
            time_zone=form.get("time_zone") or "UTC",
            reveal=Reveal.MANUAL if form.get("reveal") == "manual" else Reveal.AT_CLOSE,
            headline=form.get("headline") or None,
            show_count=bool(form.get("show_count")),
            truth=self._truth(kind),
            asks=self._asks(),
            listed=bool(form.get("public")),
            frames=non_empty_lines(form.get("frames")),
            exact_times=bool(form.get("exact_times")),
        )
        known = {problem.field for problem in self._problems}
        found = [
            problem for problem in check_proposal(proposal, self._now) if problem.field not in known
        ]
        return proposal, sorted(self._problems + found, key=_field_position)

    def new_image(self) -> bytes | None:
        """The bytes to store: None keeps the draft's picture, empty drops it."""
        if self._picture.data:
            return self._picture.data
        return b"" if self._form.get("drop_image") else None

    def _kind(self) -> Kind:
        name = self._form.get("kind") or "number"
        if name == "percentage":
            return Percentage()
        if name == "probability":
            return Probability()
        if name == "date":
            return Date(minimum=self._day("earliest"), maximum=self._day("latest"))
        if name == "choice":
            return Choice(options=non_empty_lines(self._form.get("options")))
        unit = self._form.get("unit")
        # Only for reading the bounds: a unit that is too long is told of in its own place.
        reading = Number(unit=unit[:UNIT_LENGTH])
        minimum = self._value("minimum", reading)
        if minimum is None and not self._form.get("negative"):
            minimum = 0.0
        return Number(
            unit=unit,
            minimum=minimum,
            maximum=self._value("maximum", reading),
            decimals=self._decimals(),
        )

    def _decimals(self) -> int | None:
        if self._form.get("whole"):
            return 0
        # Set by the API, where a form has no field for it: kept as it is.
        kept = self._form.get("decimals")
        return int(kept) if kept.isascii() and kept.isdigit() and len(kept) < 3 else None

    def _value(self, field: str, kind: Kind) -> float | None:
        text = self._form.get(field)
        if not text:
            return None
        try:
            return read_value(text, kind, self._locale).value
        except Invalid as error:
            self._problem(field, error.problems[0].message)
            return None

    def _truth(self, kind: Kind) -> float | None:
        text = self._form.get("truth")
        # Where the answers to choose from are to be mended first, the truth among them is no news.
        if not text or (isinstance(kind, Choice) and check_options(kind.options)):
            return None
        # A unit that is too long is told of in its own place.
        cut = Number(unit=kind.unit[:UNIT_LENGTH]) if isinstance(kind, Number) else kind
        try:
            return read_truth(text, cut, self._locale)
        except Invalid as error:
            self._problem("truth", error.problems[0].message)
            return None

    def _day(self, field: str) -> str | None:
        value = self._value(field, Date())
        return None if value is None else iso_day(value)

    def _closes_at(self) -> datetime:
        name = self._form.get("time_zone") or "UTC"
        if name not in zones():
            # The list of zones is checked with the rest; a later problem about hours would confuse.
            return self._now + timedelta(days=1)
        zone = ZoneInfo(name)
        try:
            local = datetime.fromisoformat(self._form.get("closes_at")).replace(tzinfo=zone)
            moment = local.astimezone(UTC)
        except (ValueError, OverflowError):
            self._problem("closes_at", NO_TIME)
            return self._now + timedelta(days=1)
        if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            self._problem("closes_at", SKIPPED_HOUR)
        return moment

    def _asks(self) -> FollowUpQuestions:
        wanted = bool(self._form.get("group"))
        names = [name for name in self._form.get("groups").splitlines() if name.strip()]
        if names and not wanted:
            self._problem("group", GROUPS_UNASKED)
        return FollowUpQuestions(
            interval=bool(self._form.get("interval")),
            others=bool(self._form.get("others")),
            reason=bool(self._form.get("reason")),
            group=names if wanted and names else wanted,
            name=bool(self._form.get("name")),
        )

    def _image(self) -> Image | None:
        alt = self._form.get("alt")
        if self._picture.image is not None:
            return describe_image(self._picture.image, alt)
        if self._present is None or self._form.get("drop_image"):
            return None
        return msgspec.structs.replace(self._present, alt=alt)

    def _problem(self, field: str, message: str) -> None:
        self._problems.append(Problem(field=field, message=message))


def non_empty_lines(text: str) -> list[str]:
    """The lines of a text area that have something on them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _field_position(problem: Problem) -> int:
    order = [
        "form",
        "question",
        "unit",
        "closes_at",
        "time_zone",
        "image",
        "alt",
        "kind",
        "options",
    ]
    return order.index(problem.field) if problem.field in order else len(order)
