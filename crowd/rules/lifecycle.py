"""How a poll moves through its life, by rules that need no database."""

from __future__ import annotations

from datetime import datetime, timedelta

from crowd.model.poll import Poll, State
from crowd.model.sentence import Sentence

LONGEST = timedelta(days=366 * 5)

DRAFT_AGE = timedelta(days=30)
"""How long after its last change a draft that nobody opens is kept."""


def deleted_at(poll: Poll) -> datetime | None:
    """When a draft is deleted unless it is changed or opened; None where its last change is unknown."""
    if poll.state is not State.DRAFT or poll.changed_at is None:
        return None
    return poll.changed_at + DRAFT_AGE


def is_due(poll: Poll, now: datetime) -> bool:
    """Whether an open poll should be asked to close; the database's clock has the last word."""
    return poll.state is State.OPEN and now >= poll.closes_at


def check_closing_time(closes_at: datetime, now: datetime) -> str:
    """What is wrong with a closing time, as a sentence; empty if nothing is."""
    if closes_at <= now:
        return Sentence("The closing time has passed. Choose a time in the future.")
    if closes_at > now + LONGEST:
        return Sentence("The closing time is more than five years away. Choose an earlier one.")
    return ""
