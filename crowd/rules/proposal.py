"""Check a proposed poll and name every problem by its field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from crowd.kinds import AnyKind
from crowd.kinds.values import check_truth
from crowd.model.errors import Problem
from crowd.model.sentence import Sentence
from crowd.parsing.visible_text import check_visible, is_visible
from crowd.poll import FollowUpQuestions, Image, Reveal
from crowd.rules.follow_ups import check_group, check_interval
from crowd.rules.frame_origins import check_frames
from crowd.rules.headline import allowed_headlines, headline_problem
from crowd.rules.lifecycle import check_closing_time
from crowd.rules.time_zones import time_zones

MAX_QUESTION_LENGTH = 300
MAX_DETAILS_LENGTH = 5000
MAX_ALT_LENGTH = 500


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A poll as proposed by its organizer, in the form or over the API."""

    question: str
    kind: AnyKind
    closes_at: datetime
    closing: str = ""
    """The choice that `closes_at` came from; empty for a given time."""
    details: str = ""
    image: Image | None = None
    time_zone: str = "UTC"
    reveal: Reveal = Reveal.AT_CLOSE
    headline: str | None = None
    show_count: bool = False
    truth: float | None = None
    asks: FollowUpQuestions = FollowUpQuestions()
    listed: bool = False
    frames: list[str] = []
    exact_times: bool = False


def check_proposal(proposal: Proposal, now: datetime) -> Iterator[Problem]:
    """Yield the problems of a proposal, in the order of the form."""
    question = _check_question(proposal, now)
    if question:
        yield Problem(field="question", message=question)
    yield from proposal.kind.definition_problems()
    for field, check in CHECKS.items():
        message = check(proposal, now)
        if message:
            yield Problem(field=field, message=message)


def _check_question(proposal: Proposal, _now: datetime) -> str:
    if not is_visible(proposal.question):
        return Sentence("Write the question that people should answer.")
    long = Sentence("Shorten the question to at most {most} characters.", most=MAX_QUESTION_LENGTH)
    return long if len(proposal.question) > MAX_QUESTION_LENGTH else ""


def _check_details(proposal: Proposal, _now: datetime) -> str:
    if len(proposal.details) <= MAX_DETAILS_LENGTH:
        return check_visible(proposal.details)
    return Sentence("Shorten the details to at most {most} characters.", most=MAX_DETAILS_LENGTH)


def _check_closing_time(proposal: Proposal, now: datetime) -> str:
    return check_closing_time(proposal.closes_at, now)


def _check_time_zone(proposal: Proposal, _now: datetime) -> str:
    if proposal.time_zone not in time_zones():
        return Sentence("There is no such time zone. Type one such as Europe/Berlin.")
    return ""


def _check_headline(proposal: Proposal, _now: datetime) -> str:
    allowed = allowed_headlines(proposal.kind, predictions=proposal.asks.others)
    if proposal.headline is None or proposal.headline in allowed:
        return ""
    return headline_problem(proposal.headline, proposal.kind, allowed)


def _check_alt(proposal: Proposal, _now: datetime) -> str:
    if proposal.image is None:
        return ""
    if not is_visible(proposal.image.alt):
        return Sentence("Describe the picture in a few words, for people who cannot see it.")
    if len(proposal.image.alt) <= MAX_ALT_LENGTH:
        return ""
    return Sentence(
        "Shorten the description of the picture to at most {most} characters.", most=MAX_ALT_LENGTH
    )


def _check_truth(proposal: Proposal, _now: datetime) -> str:
    return "" if proposal.truth is None else check_truth(proposal.truth, proposal.kind)


def _check_interval(proposal: Proposal, _now: datetime) -> str:
    return check_interval(proposal.asks, proposal.kind)


def _check_group(proposal: Proposal, _now: datetime) -> str:
    return check_group(proposal.asks)


def _check_frames(proposal: Proposal, _now: datetime) -> str:
    return check_frames(proposal.frames)


CHECKS: dict[str, Callable[[Proposal, datetime], str]] = {
    "closes_at": _check_closing_time,
    "time_zone": _check_time_zone,
    "details": _check_details,
    "alt": _check_alt,
    "headline": _check_headline,
    "truth": _check_truth,
    "interval": _check_interval,
    "group": _check_group,
    "frames": _check_frames,
}
"""Checks of what all kinds share, by field; each returns its problem as a sentence, empty without one."""
