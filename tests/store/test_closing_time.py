"""The close, to the millisecond: until then all is taken, from then on nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from crowd.model.answer import FollowUpAnswers
from crowd.model.errors import Closed, CrowdError
from crowd.poll import Extension, FollowUpQuestions, Poll, Reveal, State
from crowd.store import keys
from crowd.store.records import milliseconds
from crowd.store.store import Store
from tests.databases import server_of
from tests.store.test_store import HOUR, POLL_ID, accept, answer_of, make

NOW = datetime.fromtimestamp(1_790_000_000.5, UTC)
TIME = "({'1790000000', '500999'})"
"""What the clock says in the last microsecond of that millisecond."""

SHORTEST = timedelta(milliseconds=1)
WHO = answer_of(1).participant


@pytest.fixture
def stopped(store: Store) -> Store:
    """A store whose scripts run as at one moment: they read it instead of the database's clock."""
    database = store.database
    for name, script in database.scripts.items():
        source = script.script
        text = source.decode() if isinstance(source, bytes) else source
        read = text.replace("redis.call('TIME')", TIME)
        database.scripts[name] = database.redis.register_script(read)
    return store


def poll_with_texts(closes_at: datetime, state: State = State.OPEN) -> Poll:
    poll = make(state, Reveal.MANUAL)
    definition = msgspec.structs.replace(poll.definition, asks=FollowUpQuestions(reason=True))
    return msgspec.structs.replace(poll, definition=definition, closes_at=closes_at)


async def edit(store: Store) -> None:
    await store.answers.edit(POLL_ID, WHO, 6.0)


async def withdraw(store: Store) -> None:
    await store.answers.withdraw(POLL_ID, WHO)


async def add(store: Store) -> None:
    await store.follow_ups.change(POLL_ID, WHO, FollowUpAnswers(reason="So."), {"reason"})


async def extend(store: Store) -> None:
    await store.polls.extend(POLL_ID, Extension(at=NOW, closes_at=NOW + HOUR))


async def answer(store: Store) -> None:
    await accept(store, 2)


@pytest.mark.parametrize("act", [answer, edit, withdraw, add, extend])
async def test_change_is_taken_until_the_millisecond_of_the_close(
    stopped: Store, empty_database: str, act: Callable[[Store], Awaitable[None]]
) -> None:
    await stopped.polls.create(poll_with_texts(NOW + HOUR), "digest")
    await accept(stopped, 1)
    with server_of(empty_database, keys.poll(POLL_ID)) as server:
        server.hset(keys.poll(POLL_ID), "closes_at", milliseconds(NOW))
        with pytest.raises(Closed):
            await act(stopped)
        server.hset(keys.poll(POLL_ID), "closes_at", milliseconds(NOW + SHORTEST))
    await act(stopped)


async def test_poll_is_found_due_from_the_millisecond_of_its_close(stopped: Store) -> None:
    await stopped.polls.create(poll_with_texts(NOW + SHORTEST), "digest")
    assert await stopped.polls.find_due(NOW) == []
    assert await stopped.polls.find_due(NOW + SHORTEST) == [POLL_ID]


@pytest.mark.parametrize(
    ("closes_at", "state"), [(NOW, State.CLOSED), (NOW + SHORTEST, State.OPEN)]
)
async def test_poll_closes_in_the_millisecond_of_its_close(
    stopped: Store, closes_at: datetime, state: State
) -> None:
    await stopped.polls.create(poll_with_texts(closes_at), "digest")
    assert await stopped.polls.close(POLL_ID, early=False) is state


async def test_draft_opens_before_the_millisecond_of_its_close(
    stopped: Store, empty_database: str
) -> None:
    await stopped.polls.create(poll_with_texts(NOW, State.DRAFT), "digest")
    with pytest.raises(CrowdError):
        await stopped.polls.open(POLL_ID)
    with server_of(empty_database, keys.poll(POLL_ID)) as server:
        server.hset(keys.poll(POLL_ID), "closes_at", milliseconds(NOW + SHORTEST))
    await stopped.polls.open(POLL_ID)
    assert (await stopped.polls.load(POLL_ID)).state is State.OPEN
