"""The form of a poll, parsed to a proposal with all of its problems."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from babel import Locale

from crowd.kinds import KINDS, AnyKind, Kind
from crowd.kinds.values import parse_bound, parse_truth
from crowd.model.errors import Invalid, Problem
from crowd.model.sentence import Sentence
from crowd.poll import FollowUpQuestions, Image, Reveal
from crowd.rules.closing_choices import CLOSING_CHOICES, closing_moment
from crowd.rules.proposal import Proposal, check_proposal
from crowd.rules.time_zones import time_zones
from crowd.web.forms.base import Form
from crowd.web.forms.closing_time import NO_TIME, SKIPPED_HOUR, find_time_zone, parse_local_time
from crowd.web.forms.image_upload import ImageUpload
from crowd.web.images.description import describe_image

GROUPS_UNASKED = Sentence("Tick “Which group they are in” to ask for these groups, or remove them.")

PROBLEM_ORDER = (
    *("form", "question", "options", "unit", "image", "alt", "closes_at", "time_zone"),
    *("interval", "group", "kind"),
)
"""Fields in the order in which the page lists their problems; all others follow."""


class ParsedPollForm(NamedTuple):
    """The poll that a form proposes, and everything that is wrong with it."""

    proposal: Proposal
    problems: list[Problem]


class PollFormReader:
    """Parses the form of a poll field by field, collecting every problem."""

    def __init__(
        self,
        form: Form,
        locale: Locale,
        moment: datetime,
        upload: ImageUpload,
        draft_image: Image | None = None,
    ) -> None:
        self._form = form
        self._locale = locale
        self._now = moment
        self._upload = upload
        self._draft_image = draft_image
        self._problems: list[Problem] = [upload.problem] if upload.problem else []
        self._time_zone = find_time_zone(form.get("time_zone"))
        choice = form.get("closes")
        self._closing = choice if choice in CLOSING_CHOICES else ""

    def parse(self) -> ParsedPollForm:
        """Parse all fields and check them against the rules."""
        form = self._form
        kind = self._kind()
        proposal = Proposal(
            question=form.get("question"),
            kind=kind,
            closes_at=self._closes_at(),
            closing=self._closing,
            details=form.get("details"),
            image=self._image(),
            time_zone=self._time_zone,
            reveal=Reveal.MANUAL if form.get("reveal") == "manual" else Reveal.AT_CLOSE,
            headline=form.get("headline") or None,
            show_count=bool(form.get("show_count")),
            truth=self._truth(kind),
            asks=self._follow_ups(),
            listed=bool(form.get("public")),
            frames=non_empty_lines(form.get("frames")),
            exact_times=bool(form.get("exact_times")),
        )
        return ParsedPollForm(proposal, self._with_broken_rules(proposal))

    def _with_broken_rules(self, proposal: Proposal) -> list[Problem]:
        """Return all problems in the page's order; unparsed fields are not checked again."""
        known = {problem.field for problem in self._problems}
        broken = [
            problem for problem in check_proposal(proposal, self._now) if problem.field not in known
        ]
        return sorted(self._problems + broken, key=_field_position)

    def _kind(self) -> AnyKind:
        default, *_others = KINDS.values()
        return KINDS.get(self._form.get("kind"), default).from_form(self)

    def get(self, field: str) -> str:
        """Return a field's text; empty if the form has no such field."""
        return self._form.get(field)

    def read(self, field: str, kind: Kind) -> float | None:
        """Read a field as a value; None if it is empty or, with its problem noted, unreadable."""
        text = self._form.get(field)
        if not text:
            return None
        try:
            return parse_bound(text, kind, self._locale)
        except Invalid as error:
            self._problem(field, error.problems[0].message)
            return None

    def _truth(self, kind: Kind) -> float | None:
        text = self._form.get("truth")
        # With problems in the options, a truth that is none of them is not worth telling.
        if not text or any(problem.field == "options" for problem in kind.definition_problems()):
            return None
        try:
            return parse_truth(text, kind, self._locale)
        except Invalid as error:
            self._problem("truth", error.problems[0].message)
            return None

    def _closes_at(self) -> datetime:
        if self._time_zone not in time_zones():
            # The rules report an unknown zone; a second problem about the time would confuse.
            return self._now + timedelta(days=1)
        if self._closing:
            return closing_moment(self._closing, self._time_zone, self._now)
        zone = ZoneInfo(self._time_zone)
        try:
            local = parse_local_time(self._form.get("closes_at"), zone)
            moment = local.astimezone(UTC)
        except (ValueError, OverflowError):
            self._problem("closes_at", NO_TIME)
            return self._now + timedelta(days=1)
        if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            self._problem("closes_at", SKIPPED_HOUR)
        return moment

    def _follow_ups(self) -> FollowUpQuestions:
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
        if self._upload.image is not None:
            return describe_image(self._upload.image, alt)
        if self._draft_image is None or self._form.get("drop_image"):
            return None
        return msgspec.structs.replace(self._draft_image, alt=alt)

    def _problem(self, field: str, message: str) -> None:
        self._problems.append(Problem(field=field, message=message))


def new_image(form: Form, upload: ImageUpload) -> bytes | None:
    """Return the picture to store: None keeps the draft's, empty bytes remove it."""
    if upload.data:
        return upload.data
    return b"" if form.get("drop_image") else None


def non_empty_lines(text: str) -> list[str]:
    """Split a text into its lines, without surrounding space and without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _field_position(problem: Problem) -> int:
    if problem.field in PROBLEM_ORDER:
        return PROBLEM_ORDER.index(problem.field)
    return len(PROBLEM_ORDER)
