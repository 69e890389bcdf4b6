"""Closing times that are chosen by name, at any hour, in any time zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crowd.rules.closing_choices import CLOSING_CHOICES, closing_moment

BERLIN = "Europe/Berlin"


def closes(choice: str, local: str, time_zone: str = BERLIN) -> str:
    """The closing time by the clocks of the time zone, of a poll that opens at a local time."""
    opening = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
    closing = closing_moment(choice, time_zone, opening)
    assert closing.tzinfo is UTC
    return closing.astimezone(ZoneInfo(time_zone)).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("opens", "tonight"),
    [
        ("2027-01-02T00:00", "2027-01-02T22:00"),
        ("2027-01-02T21:00", "2027-01-02T22:00"),
        ("2027-01-02T21:01", "2027-01-02T23:59"),
        ("2027-01-02T23:49", "2027-01-02T23:59"),
        ("2027-01-02T23:50", "2027-01-03T22:00"),
    ],
)
def test_tonight_leaves_time_to_answer(opens: str, tonight: str) -> None:
    assert closes("tonight", opens) == tonight


def test_in_a_week_is_an_evening_also_over_a_change_of_clocks() -> None:
    assert closes("week", "2027-03-25T09:30") == "2027-04-01T20:00"
    assert closes("week", "2027-03-25T23:59", "Asia/Tokyo") == "2027-04-01T20:00"


def test_soon_and_open_end_count_real_time() -> None:
    # Clocks are put forward at 02:00 on that night.
    assert closes("soon", "2027-03-28T01:55") == "2027-03-28T03:05"
    assert closes("open", "2027-03-01T12:00") == "2027-03-31T13:00"


@pytest.mark.parametrize("choice", CLOSING_CHOICES)
@pytest.mark.parametrize("time_zone", [BERLIN, "Pacific/Apia", "America/New_York", "UTC"])
def test_every_choice_is_in_the_future_at_any_minute(choice: str, time_zone: str) -> None:
    for minute in range(0, 2 * 24 * 60, 7):
        opening = datetime(2027, 3, 13, 13, tzinfo=UTC) + timedelta(minutes=minute)
        assert closing_moment(choice, time_zone, opening) >= opening + timedelta(minutes=9)
