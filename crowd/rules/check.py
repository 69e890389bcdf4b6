"""A proposed poll against the rules: all problems at once, each with its field."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import available_timezones

import msgspec

from crowd.model.errors import Invalid, Problem
from crowd.model.poll import (
    Asks,
    Choice,
    Date,
    Definition,
    Image,
    Kind,
    Number,
    Percentage,
    Probability,
    Reveal,
)
from crowd.rules.asks import check_group, check_interval, tidied
from crowd.rules.choices import check_options
from crowd.rules.frames import check_frames, origins
from crowd.rules.headline import BY_KIND, NAMES, allowed_headlines, choose_headline
from crowd.rules.lifecycle import check_closing_time
from crowd.rules.values import LARGEST, bounds, check_value

QUESTION_LENGTH = 300
DETAILS_LENGTH = 5000
UNIT_LENGTH = 40
ALT_LENGTH = 500
MOST_DECIMALS = 12


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A poll as its organizer wants it, from the form or the API alike."""

    question: str
    kind: Kind
    closes_at: datetime
    details: str = ""
    image: Image | None = None
    time_zone: str = "UTC"
    reveal: Reveal = Reveal.AT_CLOSE
    headline: str | None = None
    show_count: bool = False
    truth: float | None = None
    asks: Asks = Asks()
    listed: bool = False
    frames: list[str] = []


def define(proposal: Proposal, now: datetime) -> Definition:
    """The definition that a proposal makes; Invalid with every problem that it has."""
    problems = list(check_proposal(proposal, now))
    if problems:
        raise Invalid(problems)
    return Definition(
        question=proposal.question.strip(),
        kind=proposal.kind,
        headline=choose_headline(
            proposal.kind, proposal.headline, predictions=proposal.asks.others
        ),
        details=proposal.details.strip(),
        image=proposal.image,
        time_zone=proposal.time_zone,
        reveal=proposal.reveal,
        show_count=proposal.show_count,
        asks=tidied(proposal.asks),
        listed=proposal.listed,
        frames=origins(proposal.frames),
    )


def check_proposal(proposal: Proposal, now: datetime) -> Iterator[Problem]:
    """Every problem of a proposal, in the order of the form."""
    for field, check in CHECKS.items():
        message = check(proposal, now)
        if message:
            yield Problem(field=field, message=message)


def _question(proposal: Proposal, _now: datetime) -> str:
    if not proposal.question.strip():
        return "Write the question that people should answer."
    return _length(proposal.question, QUESTION_LENGTH, "question")


def _details(proposal: Proposal, _now: datetime) -> str:
    return _length(proposal.details, DETAILS_LENGTH, "details")


def _unit(proposal: Proposal, _now: datetime) -> str:
    unit = proposal.kind.unit if isinstance(proposal.kind, Number) else ""
    if any(character.isdigit() for character in unit):
        return "Write the unit without digits, such as pieces, kg or $."
    return _length(unit, UNIT_LENGTH, "unit")


def _options(proposal: Proposal, _now: datetime) -> str:
    return check_options(proposal.kind.options) if isinstance(proposal.kind, Choice) else ""


def _bounds(proposal: Proposal, _now: datetime) -> str:
    kind = proposal.kind
    try:
        low, high = bounds(kind)
    except ValueError:
        return "Write the earliest and latest date as YYYY-MM-DD."
    if any(bound is not None and not _usable(bound) for bound in (low, high)):
        return "The smallest or largest answer is too large a number. Choose a smaller one."
    if low is not None and high is not None and low >= high:
        return "The largest answer must be more than the smallest one."
    return ""


def _usable(bound: float) -> bool:
    return math.isfinite(bound) and abs(bound) <= LARGEST


def _decimals(proposal: Proposal, _now: datetime) -> str:
    decimals = proposal.kind.decimals if isinstance(proposal.kind, Number) else None
    if decimals is not None and not 0 <= decimals <= MOST_DECIMALS:
        return f"Choose between 0 and {MOST_DECIMALS} decimals."
    return ""


def _closes_at(proposal: Proposal, now: datetime) -> str:
    return check_closing_time(proposal.closes_at, now)


def _time_zone(proposal: Proposal, _now: datetime) -> str:
    if proposal.time_zone not in available_timezones():
        return "Choose a time zone from the list, such as Europe/Berlin."
    return ""


def _headline(proposal: Proposal, _now: datetime) -> str:
    allowed = allowed_headlines(proposal.kind, predictions=proposal.asks.others)
    if proposal.headline is None or proposal.headline in allowed:
        return ""
    return (
        f"{proposal.headline} cannot lead for this kind of question: {_why_not(proposal)}. "
        f"Choose {' or '.join(allowed)}."
    )


def _why_not(proposal: Proposal) -> str:
    name = proposal.headline or ""
    if name in NAMES and name not in BY_KIND[str(proposal.kind.__struct_config__.tag)]:
        return "it puts together answers of another kind"
    reasons = {
        "mean": "a single wild answer could move it anywhere, unless there is a smallest and a "
        "largest answer",
        "geometric_mean": "it needs answers above zero, so set a smallest answer above zero",
        "surprisingly_popular": "it needs to know what people expect of the others",
    }
    return reasons.get(name, "it is not one of the ways to put answers together")


def _alt(proposal: Proposal, _now: datetime) -> str:
    if proposal.image is None:
        return ""
    if not proposal.image.alt.strip():
        return "Describe the picture in a few words, for people who cannot see it."
    return _length(proposal.image.alt, ALT_LENGTH, "description of the picture")


def _truth(proposal: Proposal, _now: datetime) -> str:
    return "" if proposal.truth is None else check_truth(proposal.truth, proposal.kind)


def check_truth(truth: float, kind: Kind) -> str:
    """What is wrong with a truth, as a sentence. It may lie outside the bounds set for answers."""
    match kind:
        case Percentage() | Choice():
            return check_value(truth, kind)
        case Probability():
            return "" if truth in {0, 1} else "The truth is 1 if it happened, or 0 if it did not."
        case Number() | Date():
            return check_value(truth, Number())


def _interval(proposal: Proposal, _now: datetime) -> str:
    return check_interval(proposal.asks, proposal.kind)


def _group(proposal: Proposal, _now: datetime) -> str:
    return check_group(proposal.asks)


def _frames(proposal: Proposal, _now: datetime) -> str:
    return check_frames(proposal.frames)


def _length(text: str, most: int, name: str) -> str:
    return "" if len(text) <= most else f"Shorten the {name} to at most {most} characters."


CHECKS: dict[str, Callable[[Proposal, datetime], str]] = {
    "question": _question,
    "unit": _unit,
    "kind": _bounds,
    "options": _options,
    "decimals": _decimals,
    "closes_at": _closes_at,
    "time_zone": _time_zone,
    "details": _details,
    "alt": _alt,
    "headline": _headline,
    "truth": _truth,
    "interval": _interval,
    "group": _group,
    "frames": _frames,
}
