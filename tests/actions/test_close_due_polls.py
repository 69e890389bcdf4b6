"""Closing polls in time, where many are due and some cannot be closed yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crowd.actions.close_poll import close_due_polls
from crowd.actions.show_results import Computations
from crowd.kinds import Number
from crowd.poll import Definition, Headline, Poll, State
from crowd.store import keys
from crowd.store.store import Store
from tests.databases import server_of

MAX_DUE = 5
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crowd.store.polls.MAX_DUE", MAX_DUE)


def make(name: str, closes_at: datetime) -> Poll:
    definition = Definition(
        question="How many?",
        kind=Number(),
        headline=Headline(name="median", reason="for tests"),
    )
    return Poll(
        id=name,
        definition=definition,
        state=State.OPEN,
        closes_at=closes_at,
        created_at=NOW,
        opened_at=NOW,
    )


async def test_polls_whose_hints_are_too_early_keep_no_other_from_closing(
    store: Store, empty_database: str
) -> None:
    early = [f"early-poll-number-{number:04}" for number in range(MAX_DUE + 5)]
    for name in early:
        await store.polls.create(make(name, NOW + timedelta(hours=1)), "digest")
    with server_of(empty_database, keys.DUE) as server:
        server.zadd(keys.DUE, dict.fromkeys(early, 1))
    await store.polls.create(make("a-poll-that-is-due", NOW - timedelta(seconds=1)), "digest")
    await close_due_polls(store, Computations(), NOW)
    assert (await store.polls.load("a-poll-that-is-due")).state is State.REVEALED
    # What was wrong is mended, so that nobody follows it every second.
    assert await store.polls.find_due(NOW) == []
    with server_of(empty_database, keys.DUE) as server:
        assert server.zcard(keys.DUE) == len(early)


async def test_all_polls_that_are_due_are_closed_at_once(store: Store) -> None:
    names = [f"poll-number-{number:04}" for number in range(2 * MAX_DUE + 1)]
    for name in names:
        await store.polls.create(make(name, NOW - timedelta(seconds=1)), "digest")
    await close_due_polls(store, Computations(), NOW)
    states = [(await store.polls.load(name)).state for name in names]
    assert set(states) == {State.REVEALED}


async def test_form_sent_again_with_a_later_time_leaves_the_first_closing_time_known(
    store: Store,
) -> None:
    name = "a-poll-of-somebody"
    assert await store.polls.create(make(name, NOW + timedelta(hours=1)), "digest")
    assert not await store.polls.create(make(name, NOW + timedelta(hours=5)), "digest")
    assert await store.polls.find_due(NOW + timedelta(hours=2)) == [name]
