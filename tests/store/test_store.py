"""The store over a real database: what each script replies, and that answers are never lost."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crowd.kinds import Number
from crowd.model.answer import NewAnswer
from crowd.model.errors import (
    AlreadyAnswered,
    Closed,
    Conflict,
    CrowdError,
    Frozen,
    Gone,
    Invalid,
    KeyReused,
    NotFound,
    NotOpen,
    Sealed,
    StoreUnavailable,
    Withdrawn,
)
from crowd.poll import Definition, Extension, Headline, Poll, Resolution, Reveal, State
from crowd.store import keys
from crowd.store.client.connect import connect
from crowd.store.records import milliseconds
from crowd.store.store import Store
from tests.databases import server_of, servers

HOUR = timedelta(hours=1)
POLL_ID = "abcdefghijklmnop"


def moment(hours: float) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + hours * HOUR


def make(state: State = State.OPEN, reveal: Reveal = Reveal.AT_CLOSE, hours: float = 1) -> Poll:
    definition = Definition(
        question="How many?",
        kind=Number(),
        headline=Headline(name="median", reason="for tests"),
        reveal=reveal,
    )
    return Poll(
        id=POLL_ID,
        definition=definition,
        state=state,
        closes_at=moment(hours),
        created_at=moment(0),
        opened_at=None if state is State.DRAFT else moment(0),
    )


def answer_of(who: int, key: int = 1, value: float = 5.0) -> NewAnswer:
    return NewAnswer(participant=who.to_bytes(12, "big"), key=key.to_bytes(6, "big"), value=value)


async def accept(store: Store, who: int, key: int = 1, value: float = 5.0) -> bool:
    body = int(value).to_bytes(6, "big")
    return await store.answers.accept(POLL_ID, answer_of(who, key, value), body)


async def values(store: Store) -> list[float | None]:
    """All answers in order, of a poll that is closed for it; None where one was withdrawn."""
    await store.polls.close(POLL_ID, early=True)
    rows = (await store.answers.load(await store.polls.load(POLL_ID))).tolist()
    return [None if flags & 1 else value for value, _, _, flags in rows]


def shift_close(url: str, hours: float) -> None:
    """Moves the stored closing time, as if that much time had passed."""
    with server_of(url, keys.poll(POLL_ID)) as client:
        client.hset(keys.poll(POLL_ID), "closes_at", milliseconds(moment(hours)))


# Polls


async def test_poll_comes_back_as_it_was_created(store: Store) -> None:
    poll = make()
    assert await store.polls.create(poll, "digest") is True
    loaded = await store.polls.load(POLL_ID)
    assert loaded.definition == poll.definition
    assert (loaded.state, loaded.closes_at) == (State.OPEN, poll.closes_at)
    assert loaded.admin_digest == "digest"


async def test_poll_created_twice_stays_as_it_was(store: Store) -> None:
    await store.polls.create(make(), "first")
    assert await store.polls.create(make(State.DRAFT), "second") is False
    assert (await store.polls.load(POLL_ID)).admin_digest == "first"


async def test_draft_is_changed_until_it_is_opened(store: Store) -> None:
    draft = make(State.DRAFT)
    await store.polls.create(draft, "digest", b"picture")
    await store.polls.change_draft(draft, draft.definition, moment(2))
    assert await store.polls.load_image(POLL_ID) == b"picture"
    await store.polls.change_draft(draft, draft.definition, moment(2), b"other")
    assert await store.polls.load_image(POLL_ID) == b"other"
    await store.polls.change_draft(draft, draft.definition, moment(2), b"")
    with pytest.raises(NotFound):
        await store.polls.load_image(POLL_ID)
    await store.polls.open(POLL_ID)
    with pytest.raises(Frozen):
        await store.polls.change_draft(draft, draft.definition, moment(3))


async def test_draft_whose_time_has_passed_is_not_opened(store: Store) -> None:
    await store.polls.create(make(State.DRAFT, hours=-1), "digest")
    with pytest.raises(Invalid):
        await store.polls.open(POLL_ID)
    assert (await store.polls.load(POLL_ID)).state is State.DRAFT


async def test_poll_is_extended_only_later(store: Store) -> None:
    await store.polls.create(make(), "digest")
    await store.polls.extend(POLL_ID, Extension(at=moment(0), closes_at=moment(2)))
    with pytest.raises(Invalid):
        await store.polls.extend(POLL_ID, Extension(at=moment(0), closes_at=moment(1.5)))
    loaded = await store.polls.load(POLL_ID)
    assert [entry.closes_at for entry in loaded.extensions] == [loaded.closes_at]


async def test_poll_whose_time_has_passed_is_not_extended(store: Store, database_url: str) -> None:
    await store.polls.create(make(), "digest")
    shift_close(database_url, -0.1)
    with pytest.raises(Closed):
        await store.polls.extend(POLL_ID, Extension(at=moment(0), closes_at=moment(2)))


async def test_poll_closes_only_when_it_is_due(store: Store, database_url: str) -> None:
    await store.polls.create(make(), "digest")
    assert await store.polls.close(POLL_ID, early=False) is State.OPEN
    shift_close(database_url, -0.1)
    assert await store.polls.close(POLL_ID, early=False) is State.REVEALED
    closed = await store.polls.load(POLL_ID)
    assert (closed.closed_at, closed.revealed_at) == (closed.closes_at, closed.closes_at)


async def test_poll_closed_early_keeps_the_moment(store: Store) -> None:
    await store.polls.create(make(), "digest")
    assert await store.polls.close(POLL_ID, early=True) is State.REVEALED
    closed = await store.polls.load(POLL_ID)
    assert closed.closed_at is not None
    assert closed.closed_at < closed.closes_at


async def test_poll_revealed_by_hand_waits_for_it(store: Store) -> None:
    await store.polls.create(make(reveal=Reveal.MANUAL), "digest")
    with pytest.raises(Conflict):
        await store.polls.reveal(POLL_ID)
    assert await store.polls.close(POLL_ID, early=True) is State.CLOSED
    with pytest.raises(Sealed):
        await store.answers.load(await store.polls.load(POLL_ID))
    await store.polls.reveal(POLL_ID)
    await store.polls.reveal(POLL_ID)
    assert (await store.polls.load(POLL_ID)).state is State.REVEALED


@pytest.mark.parametrize("hours", [-1, 1])
async def test_state_of_a_revealed_poll_never_moves_back(
    store: Store, database_url: str, hours: float
) -> None:
    await store.polls.create(make(), "digest")
    await store.polls.close(POLL_ID, early=True)
    before = await store.polls.load(POLL_ID)
    shift_close(database_url, hours)
    assert await store.polls.close(POLL_ID, early=False) is State.REVEALED
    with pytest.raises(Frozen):
        await store.polls.open(POLL_ID)
    with pytest.raises(Closed):
        await store.polls.extend(POLL_ID, Extension(at=moment(0), closes_at=moment(9)))
    with pytest.raises(Closed):
        await accept(store, 1)
    after = await store.polls.load(POLL_ID)
    assert (after.state, after.closed_at) == (before.state, before.closed_at)


async def test_admin_token_is_replaced_once(store: Store) -> None:
    await store.polls.create(make(), "first")
    await store.polls.replace_admin(POLL_ID, "first", "second")
    with pytest.raises(Gone):
        await store.polls.replace_admin(POLL_ID, "first", "third")
    loaded = await store.polls.load(POLL_ID)
    assert (loaded.admin_digest, loaded.replaced_digests) == ("second", ["first"])


async def test_words_on_the_truth_are_kept_in_order(store: Store) -> None:
    await store.polls.create(make(), "digest")
    for truth in (1.0, None, 2.0):
        await store.polls.resolve(POLL_ID, Resolution(at=moment(0), truth=truth))
    loaded = await store.polls.load(POLL_ID)
    assert [entry.truth for entry in loaded.resolutions] == [1.0, None, 2.0]


async def test_everything_of_an_unknown_poll_is_not_found(store: Store) -> None:
    definition = make().definition
    calls: list[Any] = [
        store.polls.load(POLL_ID),
        store.polls.change_draft(make(State.DRAFT), definition, moment(1)),
        store.polls.open(POLL_ID),
        store.polls.extend(POLL_ID, Extension(at=moment(0), closes_at=moment(1))),
        store.polls.close(POLL_ID, early=True),
        store.polls.reveal(POLL_ID),
        store.polls.resolve(POLL_ID, Resolution(at=moment(0), truth=1.0)),
        store.polls.replace_admin(POLL_ID, "first", "second"),
        accept(store, 1),
        store.answers.edit(POLL_ID, bytes(12), 1.0),
        store.answers.withdraw(POLL_ID, bytes(12)),
    ]
    for call in calls:
        with pytest.raises(NotFound):
            await call


# Answers


async def test_answer_is_taken_once(store: Store) -> None:
    await store.polls.create(make(), "digest")
    assert await accept(store, 1) is True
    assert await accept(store, 1) is False
    assert await values(store) == [5.0]


async def test_repeat_after_the_close_is_known(store: Store) -> None:
    await store.polls.create(make(), "digest")
    await accept(store, 1)
    await store.polls.close(POLL_ID, early=True)
    assert await accept(store, 1) is False


@pytest.mark.parametrize(
    ("key", "value", "error"), [(1, 6.0, KeyReused), (2, 5.0, AlreadyAnswered)]
)
async def test_second_answer_is_refused(
    store: Store, key: int, value: float, error: type[CrowdError]
) -> None:
    await store.polls.create(make(), "digest")
    await accept(store, 1)
    with pytest.raises(error):
        await accept(store, 1, key, value)
    assert await values(store) == [5.0]


async def test_answer_to_a_draft_is_refused(store: Store) -> None:
    await store.polls.create(make(State.DRAFT), "digest")
    with pytest.raises(NotOpen):
        await accept(store, 1)


async def test_answer_past_the_time_is_refused_by_the_databases_clock(
    store: Store, database_url: str
) -> None:
    await store.polls.create(make(), "digest")
    await accept(store, 1)
    shift_close(database_url, -0.001)
    with pytest.raises(Closed):
        await accept(store, 2)
    with pytest.raises(Closed):
        await store.answers.edit(POLL_ID, answer_of(1).participant, 6.0)
    with pytest.raises(Closed):
        await store.answers.withdraw(POLL_ID, answer_of(1).participant)
    assert await values(store) == [5.0]


async def test_own_answer_is_read_by_its_participant(store: Store) -> None:
    await store.polls.create(make(), "digest")
    await accept(store, 1, value=6.0)
    own = await store.answers.load_own(POLL_ID, answer_of(1).participant)
    assert own is not None
    assert (own.value, own.withdrawn) == (6.0, False)
    assert await store.answers.load_own(POLL_ID, answer_of(2).participant) is None


async def test_withdrawn_value_is_overwritten(store: Store, database_url: str) -> None:
    await store.polls.create(make(), "digest")
    await accept(store, 1, value=123456.75)
    stored = (123456.75).hex()
    with server_of(database_url, keys.poll(POLL_ID)) as client:
        before: Any = client.get(keys.answers(POLL_ID))
        await store.answers.withdraw(POLL_ID, answer_of(1).participant)
        after: Any = client.get(keys.answers(POLL_ID))
    assert float.fromhex(stored) == 123456.75
    assert before[:8] != after[:8]
    assert len(before) == len(after)


async def test_two_hundred_calls_with_one_key_make_one_answer(store: Store) -> None:
    await store.polls.create(make(), "digest")
    taken = await asyncio.gather(*(accept(store, 1) for _ in range(200)))
    assert taken.count(True) == 1
    assert await store.answers.count(POLL_ID) == 1


async def test_two_hundred_people_at_once_are_all_taken(store: Store) -> None:
    await store.polls.create(make(), "digest")
    taken = await asyncio.gather(*(accept(store, who, value=who) for who in range(200)))
    assert taken == [True] * 200
    assert sorted(await values(store)) == list(range(200))  # type: ignore[type-var]


async def test_close_among_answers_loses_none_that_was_taken(store: Store) -> None:
    await store.polls.create(make(), "digest")
    calls: list[Any] = [accept(store, who, value=who) for who in range(100)]
    calls.insert(50, store.polls.close(POLL_ID, early=True))
    replies = await asyncio.gather(*calls, return_exceptions=True)
    del replies[50]
    assert {type(reply) for reply in replies} <= {bool, Closed}
    taken = [who for who, reply in enumerate(replies) if reply is True]
    assert sorted(await values(store)) == taken  # type: ignore[type-var]


# A model


class Model:
    """What the store should do, as a dictionary: participant -> place, key, first value, value."""

    def __init__(self) -> None:
        self.order: list[float | None] = []
        self.known: dict[int, tuple[int, int, float]] = {}
        self.is_open = True

    def accept(self, who: int, key: int, value: float) -> bool | type[CrowdError]:
        if who in self.known:
            place, known_key, first = self.known[who]
            is_withdrawn = self.order[place] is None
            if key == known_key and value != first:
                return KeyReused
            if key == known_key:
                return Withdrawn if is_withdrawn else False
            if self.is_open and not is_withdrawn:
                return AlreadyAnswered
        if not self.is_open:
            return Closed
        self.known[who] = (len(self.order), key, value)
        self.order.append(value)
        return True

    def change(self, who: int, value: float | None) -> bool | type[CrowdError]:
        if not self.is_open:
            return Closed
        if who not in self.known or self.order[self.known[who][0]] is None:
            return NotFound
        self.order[self.known[who][0]] = value
        return True


async def outcome(call: Any) -> bool | type[CrowdError]:
    try:
        reply = await call
    except CrowdError as error:
        return type(error)
    return True if reply is None else bool(reply)


async def step(store: Store, model: Model, rng: random.Random) -> None:
    """One random call to both; they must agree."""
    who, key, value = rng.randrange(12), rng.randrange(3), float(rng.randrange(4))
    participant = answer_of(who).participant
    match rng.randrange(6):
        case 0:
            expected: Any = model.change(who, value)
            assert await outcome(store.answers.edit(POLL_ID, participant, value)) == expected
        case 1:
            expected = model.change(who, None)
            assert await outcome(store.answers.withdraw(POLL_ID, participant)) == expected
        case _:
            expected = model.accept(who, key, value)
            assert await outcome(accept(store, who, key, value)) == expected


@pytest.mark.parametrize("seed", range(12))
async def test_store_agrees_with_the_model_on_any_story(store: Store, seed: int) -> None:
    rng, model = random.Random(seed), Model()
    await store.polls.create(make(), "digest")
    for _ in range(80):
        await step(store, model, rng)
    assert await values(store) == model.order
    model.is_open = False
    for _ in range(20):
        await step(store, model, rng)
    assert await values(store) == model.order


# The service itself


async def test_canary_leaves_nothing_behind(store: Store, database_url: str) -> None:
    await store.maintenance.check_writable()
    assert [server.keys("*") for server in servers(database_url)] == [
        [] for _ in servers(database_url)
    ]


async def test_embedded_settings_are_durable(store: Store) -> None:
    assert await store.maintenance.weak_settings() == []


async def test_unreachable_database_is_one_error() -> None:
    store = Store(connect("unix:///nowhere/redis.sock"))
    for call in (store.polls.load(POLL_ID), accept(store, 1), store.maintenance.check_writable()):
        with pytest.raises(StoreUnavailable):
            await call
