"""Times in the life of a poll, to the smallest step of a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from crowd.poll import State
from crowd.rules.lifecycle import (
    MAX_DRAFT_AGE,
    MAX_OPEN_TIME,
    check_closing_time,
    draft_deletion_time,
    is_due,
)
from tests.store.test_store import make

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
STEP = timedelta(microseconds=1)


def test_poll_is_due_from_its_closing_time_on() -> None:
    poll = msgspec.structs.replace(make(), closes_at=NOW)
    assert [is_due(poll, at) for at in (NOW - STEP, NOW, NOW + STEP)] == [False, True, True]


@pytest.mark.parametrize("state", [State.DRAFT, State.CLOSED, State.REVEALED])
def test_only_open_polls_are_due(state: State) -> None:
    assert not is_due(msgspec.structs.replace(make(), state=state, closes_at=NOW), NOW)


def test_closing_time_is_in_the_future_and_at_most_five_years_away() -> None:
    assert "has passed" in check_closing_time(NOW, NOW)
    assert check_closing_time(NOW + STEP, NOW) == ""
    assert check_closing_time(NOW + MAX_OPEN_TIME, NOW) == ""
    assert "five years" in check_closing_time(NOW + MAX_OPEN_TIME + STEP, NOW)


def test_draft_is_deleted_so_long_after_its_last_change() -> None:
    draft = msgspec.structs.replace(make(State.DRAFT), changed_at=NOW)
    assert draft_deletion_time(draft) == NOW + MAX_DRAFT_AGE
    assert draft_deletion_time(msgspec.structs.replace(draft, changed_at=None)) is None
    assert draft_deletion_time(msgspec.structs.replace(make(), changed_at=NOW)) is None
