"""Times in the life of a poll: when it is due, which closing times are valid, when drafts go."""

from __future__ import annotations

from datetime import datetime, timedelta

from crowd.model.sentence import Sentence
from crowd.poll import Poll, State

MAX_OPEN_TIME = timedelta(days=366 * 5)
"""Time from now to a poll's closing time."""

MAX_DRAFT_AGE = timedelta(days=30)
"""Time since the last change after which a draft that nobody opens is deleted."""


def draft_deletion_time(poll: Poll) -> datetime | None:
    """Return when an unchanged draft is deleted; None for other polls and unknown last changes."""
    if poll.state is not State.DRAFT or poll.changed_at is None:
        return None
    return poll.changed_at + MAX_DRAFT_AGE


def is_due(poll: Poll, now: datetime) -> bool:
    """Return whether to ask the store to close a poll; the clock of the database decides."""
    return poll.state is State.OPEN and now >= poll.closes_at


def check_closing_time(closes_at: datetime, now: datetime) -> str:
    """Return the problem with a closing time, as a sentence; empty without one."""
    if closes_at <= now:
        return Sentence("The closing time has passed. Choose a time in the future.")
    if closes_at > now + MAX_OPEN_TIME:
        return Sentence("The closing time is more than five years away. Choose an earlier one.")
    return ""
