"""What is told of a poll, and for how long that stays true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from crowd.kinds import Number
from crowd.poll import Definition, Extension, Headline, Poll, Resolution, State
from crowd.reporting.summary import changed_at, max_cache_seconds, poll_summary

NOW = datetime(2027, 4, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OPEN = Poll(
    id="abc",
    definition=Definition(
        question="How many?", kind=Number(), headline=Headline(name="median", reason="for tests")
    ),
    state=State.OPEN,
    closes_at=NOW + 8 * HOUR,
    created_at=NOW - 2 * HOUR,
    opened_at=NOW - HOUR,
)
TOLD_AT = NOW + 20 * HOUR
RESOLVED = replace(OPEN, resolutions=[Resolution(at=TOLD_AT, truth=5.0)])


@pytest.mark.parametrize(
    ("poll", "moment"),
    [
        (OPEN, NOW - HOUR),
        (RESOLVED, NOW - HOUR),
        (replace(OPEN, extensions=[Extension(at=NOW, closes_at=TOLD_AT)]), NOW),
        (replace(RESOLVED, state=State.CLOSED, closed_at=OPEN.closes_at), OPEN.closes_at),
        (replace(OPEN, state=State.REVEALED, revealed_at=NOW + 9 * HOUR), NOW + 9 * HOUR),
        (replace(RESOLVED, state=State.REVEALED, revealed_at=NOW + 9 * HOUR), TOLD_AT),
    ],
)
def test_change_is_the_latest_that_anyone_could_see(poll: Poll, moment: datetime) -> None:
    assert changed_at(poll) == moment


def test_news_before_the_reveal_tell_no_truth() -> None:
    assert poll_summary(RESOLVED, None, NOW) == poll_summary(OPEN, None, NOW)
    assert poll_summary(OPEN, None, NOW).outcome is None


@pytest.mark.parametrize(("later", "is_open"), [(0, True), (8, False)])
def test_poll_that_is_due_is_not_offered(later: int, is_open: bool) -> None:
    assert poll_summary(OPEN, None, NOW + later * HOUR).is_open == is_open


@pytest.mark.parametrize(("before", "seconds"), [(3600, 60), (59.5, 59), (0, 0), (-5, 0)])
def test_nothing_is_kept_past_a_close(before: float, seconds: int) -> None:
    moment = OPEN.closes_at - timedelta(seconds=before)
    assert max_cache_seconds([OPEN], moment) == seconds
    assert max_cache_seconds([replace(OPEN, state=State.CLOSED)], moment) == 60


def test_nothing_to_tell_is_kept_for_a_minute() -> None:
    assert max_cache_seconds([], NOW) == 60
