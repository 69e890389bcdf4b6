"""Closing times that are chosen by name: they are counted from the opening of the poll."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

SOON = timedelta(minutes=10)

OPEN_END = timedelta(days=30)
"""How long a poll is open at most that its organizer wants to close by hand."""

EVENING, NIGHT, LAST_MINUTE = time(20), time(22), time(23, 59)


def _tonight(local: datetime) -> datetime:
    """Return 22:00, late in the evening 23:59, and in the last minutes of a day 22:00 of the next."""
    for at, margin in ((NIGHT, timedelta(hours=1)), (LAST_MINUTE, SOON)):
        closing = datetime.combine(local.date(), at, local.tzinfo)
        if closing.astimezone(UTC) - local.astimezone(UTC) >= margin:
            return closing
    return datetime.combine(local.date() + timedelta(days=1), NIGHT, local.tzinfo)


CLOSING_CHOICES: dict[str, Callable[[datetime], datetime]] = {
    "soon": lambda local: local.astimezone(UTC) + SOON,
    "tonight": _tonight,
    "week": lambda local: datetime.combine(local.date() + timedelta(days=7), EVENING, local.tzinfo),
    "open": lambda local: (local.astimezone(UTC) + OPEN_END).replace(second=0),
}
"""Closing times by the name of their choice, from the local time of the opening."""


def closing_moment(choice: str, time_zone: str, now: datetime) -> datetime:
    """Return when a poll closes that opens now."""
    local = now.astimezone(ZoneInfo(time_zone))
    return CLOSING_CHOICES[choice](local).astimezone(UTC).replace(microsecond=0)
