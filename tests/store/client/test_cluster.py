"""A cluster of three servers: each poll lives on one, and what befalls one is not felt by the others."""

from __future__ import annotations

import asyncio
import itertools
import signal
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
from redis.asyncio import Redis
from redis.asyncio.connection import SSLConnection
from redis.crc import key_slot
from redis.exceptions import DataError, TryAgainError

from crowd.actions.close_poll import close_due_polls
from crowd.actions.show_results import Computations
from crowd.model.answer import NewAnswer
from crowd.model.budget import Budget
from crowd.model.errors import NotFound, StoreUnavailable
from crowd.poll import State
from crowd.settings import Settings
from crowd.store import keys
from crowd.store.client.batch import MAX_COMMANDS
from crowd.store.client.connect import connect
from crowd.store.store import Store
from crowd.web.app import build_app
from tests.conftest import SECRET
from tests.factories import make_poll
from tests.store.test_store import make
from tools.cluster import MASTER_COUNT, Master, running_cluster, url_of

AGES = 1_000_000_000
"""A window that does not end while a test runs."""

TIMEOUT = 5.0
"""Seconds that the store waits for one server."""


def slot_of(poll_id: str) -> int:
    return key_slot(keys.poll(poll_id).encode())


# Keys and addresses


def test_keys_of_a_poll_are_in_one_slot() -> None:
    buckets = [keys.buckets_prefix("abc"), *keys.buckets("abc", range(keys.BUCKETS))]
    every = [keys.poll("abc"), *keys.beside_record("abc"), *buckets]
    assert {key_slot(key.encode()) for key in every} == {slot_of("abc")}
    assert slot_of("abc") != slot_of("abd")


async def test_address_of_a_cluster_reaches_each_server_alike() -> None:
    redis = connect("rediss+cluster://someone:pass%40word@first:7000,second,[::1]:7002/3")
    server = await anext(servers(redis))
    assert issubclass(server.connection_pool.connection_class, SSLConnection)
    found = server.connection_pool.connection_kwargs
    assert (found["username"], found["password"]) == ("someone", "pass@word")
    assert (found["socket_timeout"], found["db"]) == (TIMEOUT, 3)


async def servers(redis: Redis) -> AsyncIterator[Redis]:
    """The servers that a client was told of."""
    known: dict[tuple[str, int], Redis] = redis._servers  # type: ignore[attr-defined]
    assert list(known) == [("first", 7000), ("second", 6379), ("::1", 7002)]
    for server in known.values():
        yield server


async def test_cluster_that_is_not_there_is_one_error() -> None:
    store = Store(connect("redis+cluster://127.0.0.1:1,127.0.0.1:2"))
    for call in (
        store.polls.load("abc"),
        answer(store, "abc", 1),
        store.maintenance.check_writable(),
    ):
        with pytest.raises(StoreUnavailable):
            await call


# A cluster


@pytest.fixture(scope="module")
def masters() -> Iterator[list[Master]]:
    with running_cluster() as masters:
        yield masters


@pytest.fixture
async def store(masters: list[Master]) -> AsyncIterator[Store]:
    """A store over an empty cluster."""
    for master in masters:
        master.execute("FLUSHALL")
    store = Store(connect(url_of(masters)))
    yield store
    await store.close()


@pytest.fixture
async def polls(store: Store) -> list[str]:
    """An open poll on each master, in their order."""
    found = [poll_on(number) for number in range(MASTER_COUNT)]
    for poll_id in found:
        await open_poll(store, poll_id)
    return found


def poll_on(number: int) -> str:
    """The id of a poll that belongs to one of the masters."""
    ids = (f"poll{count}" for count in itertools.count())
    return next(poll_id for poll_id in ids if slot_of(poll_id) * MASTER_COUNT >> 14 == number)


async def open_poll(store: Store, poll_id: str) -> None:
    assert await store.polls.create(msgspec.structs.replace(make(), id=poll_id), "digest")


async def answer(store: Store, poll_id: str, number: int) -> bool:
    """One answer of somebody new; sent again it is the same."""
    one = NewAnswer(participant=number.to_bytes(12, "big"), key=bytes(6), value=number)
    return await store.answers.accept(poll_id, one, bytes(6))


async def stored(store: Store, poll_id: str) -> list[int]:
    """All answers of a poll that is closed for it."""
    await store.polls.close(poll_id, early=True)
    rows = await store.answers.load(await store.polls.load(poll_id))
    return sorted(int(value) for value, *_ in rows.tolist())


@pytest.mark.faults
async def test_polls_are_spread(store: Store, polls: list[str], masters: list[Master]) -> None:
    await asyncio.gather(*(answer(store, poll_id, who) for poll_id in polls for who in range(50)))
    for poll_id, master in zip(polls, masters, strict=True):
        assert master.execute("STRLEN", keys.answers(poll_id)) == 50 * 20


@pytest.mark.faults
async def test_servers_that_lost_the_scripts_get_them_again(
    store: Store, polls: list[str], masters: list[Master]
) -> None:
    for master in masters:
        master.execute("SCRIPT FLUSH")
    assert [await answer(store, poll_id, 1) for poll_id in polls] == [True] * MASTER_COUNT


@pytest.mark.faults
async def test_slot_that_moved_is_followed(store: Store, masters: list[Master]) -> None:
    await store.maintenance.check_writable()  # knows the cluster as it was
    poll_id = poll_on(0)
    await move(slot_of(poll_id), masters, to=1)
    await open_poll(store, poll_id)
    assert await answer(store, poll_id, 1)
    assert masters[1].execute("STRLEN", keys.answers(poll_id)) == 20
    # The other way round as well, past the batches.
    masters[1].execute("FLUSHALL")
    await move(slot_of(poll_id), masters, to=0)
    assert await store.answers.count(poll_id) == 0


@pytest.mark.faults
async def test_poll_whose_slot_moved_is_read_at_its_new_place(
    store: Store, masters: list[Master]
) -> None:
    poll_id = poll_on(0)
    await move(slot_of(poll_id), masters, to=1)
    with pytest.raises(NotFound):
        await store.polls.load(poll_id)
    await open_poll(store, poll_id)
    masters[1].execute("DEL", keys.poll(poll_id))
    await move(slot_of(poll_id), masters, to=0)
    with pytest.raises(NotFound):
        await store.polls.load(poll_id)


async def move(slot: int, masters: list[Master], to: int) -> None:
    """An empty slot belongs to another master, and the first two know it."""
    owner = masters[to].execute("CLUSTER MYID").decode()
    for master in (masters[to], masters[1 - to], masters[2]):
        master.execute("CLUSTER SETSLOT", slot, "NODE", owner)


@pytest.mark.faults
async def test_slot_that_is_being_moved_is_unavailable(
    store: Store, polls: list[str], masters: list[Master]
) -> None:
    source, target = (master.execute("CLUSTER MYID").decode() for master in masters[:2])
    slot = slot_of(polls[0])
    masters[1].execute("CLUSTER SETSLOT", slot, "IMPORTING", source)
    masters[0].execute("CLUSTER SETSLOT", slot, "MIGRATING", target)
    try:
        # Some keys of the poll are there and some are not: the server cannot run the script.
        with pytest.raises(StoreUnavailable) as caught:
            await answer(store, polls[0], 1)
        assert isinstance(caught.value.__cause__, TryAgainError)
    finally:
        for master in masters[:2]:
            master.execute("CLUSTER SETSLOT", slot, "STABLE")
    assert await answer(store, polls[0], 1)


@pytest.mark.faults
async def test_readiness_asks_each_server(store: Store, masters: list[Master]) -> None:
    await store.maintenance.check_writable()
    assert [master.execute("DBSIZE") for master in masters] == [0] * MASTER_COUNT
    assert await store.maintenance.weak_settings() == []
    masters[2].execute("CONFIG SET", "appendfsync", "everysec")
    weak = await store.maintenance.weak_settings()
    masters[2].execute("CONFIG SET", "appendfsync", "always")
    assert weak == ["appendfsync is always and everysec, and should be always"]


@pytest.mark.faults
async def test_pipeline_is_split_among_the_servers(store: Store, polls: list[str]) -> None:
    redis = store.database.redis
    async with redis.pipeline(transaction=False) as pipeline:
        for poll_id in (*polls, *reversed(polls)):
            pipeline.hget(keys.poll(poll_id), "admin")
            pipeline.strlen(keys.answers(poll_id))
        assert await pipeline.execute() == [b"digest", 0] * 6
    async with redis.pipeline(transaction=True) as pipeline:
        pipeline.hget(keys.poll(polls[0]), "admin")
        pipeline.strlen(keys.answers(polls[0]))
        assert await pipeline.execute() == [b"digest", 0]
    async with redis.pipeline(transaction=True) as pipeline:
        pipeline.strlen(keys.answers(polls[0]))
        pipeline.strlen(keys.answers(polls[1]))
        with pytest.raises(DataError):
            await pipeline.execute()
    records = {keys.poll(poll_id).encode() for poll_id in polls}
    assert {key async for key in redis.scan_iter("*:poll")} == records


# One server fails


class People:
    """Answer one poll after the other; each tries again until the answer is acknowledged."""

    def __init__(self, store: Store, poll_id: str) -> None:
        self.acknowledged: set[int] = set()
        self.failures = 0
        self.slowest = 0.0
        self._store = store
        self._poll_id = poll_id
        self._numbers = itertools.count()
        self._changed = asyncio.Condition()
        self._tasks = [asyncio.create_task(self._person()) for _ in range(8)]

    async def _person(self) -> None:
        for number in self._numbers:
            while not await self._gave(number):
                pass

    async def _gave(self, number: int) -> bool:
        begin = time.monotonic()
        try:
            await answer(self._store, self._poll_id, number)
        except StoreUnavailable:
            self.failures += 1
        else:
            self.acknowledged.add(number)
        self.slowest = max(self.slowest, time.monotonic() - begin)
        async with self._changed:
            self._changed.notify_all()
        return number in self.acknowledged

    async def more(self, count: int) -> None:
        """So many more answers have been acknowledged."""
        enough = len(self.acknowledged) + count
        await self._wait(lambda: len(self.acknowledged) >= enough)

    async def fail(self) -> None:
        """Somebody was told that an answer may not be stored."""
        enough = self.failures + 1
        await self._wait(lambda: self.failures >= enough)

    async def _wait(self, happens: object) -> None:
        async with asyncio.timeout(30), self._changed:
            await self._changed.wait_for(happens)  # type: ignore[arg-type]

    async def stop(self) -> None:
        """Nobody answers any more."""
        for task in self._tasks:
            task.cancel()
        for reply in await asyncio.gather(*self._tasks, return_exceptions=True):
            assert isinstance(reply, asyncio.CancelledError), reply


@pytest.mark.faults
async def test_kill_of_one_server_loses_nothing_and_stops_no_other(
    store: Store, polls: list[str], masters: list[Master]
) -> None:
    crowds = [People(store, poll_id) for poll_id in polls]
    dead, *others = crowds
    for crowd in crowds:
        await crowd.more(200)

    masters[0].send_signal(signal.SIGKILL)
    await dead.fail()
    for crowd in others:
        await crowd.more(500)
    with pytest.raises(StoreUnavailable):
        await store.maintenance.check_writable()
    assert [crowd.failures for crowd in others] == [0, 0]
    # The others know by now that it is down; they go on all the same.
    await asyncio.to_thread(masters[1].wait_until_failed, masters[0])
    for crowd in others:
        await crowd.more(500)

    await asyncio.to_thread(masters[0].restart)
    for crowd in crowds:
        await crowd.more(200)
    assert [crowd.failures for crowd in others] == [0, 0]
    assert max(crowd.slowest for crowd in crowds) < TIMEOUT + 1
    await store.maintenance.check_writable()

    for crowd, poll_id in zip(crowds, polls, strict=True):
        await crowd.stop()
        found = await stored(store, poll_id)
        print(f"{poll_id}: {len(crowd.acknowledged)} acknowledged, {len(found)} stored,", end=" ")
        print(f"{crowd.failures} times 503, slowest {crowd.slowest:.2f} s")
        assert len(set(found)) == len(found)
        # Who was stopped while waiting for a reply may have been stored too.
        assert crowd.acknowledged <= set(found)
        assert len(found) - len(crowd.acknowledged) <= 8


@pytest.mark.faults
async def test_server_that_hangs_holds_up_no_other(
    store: Store, polls: list[str], masters: list[Master]
) -> None:
    hung, *others = [People(store, poll_id) for poll_id in polls]
    await hung.more(50)
    masters[0].send_signal(signal.SIGSTOP)
    try:
        while not hung.failures:
            for crowd in others:
                await crowd.more(10)
    finally:
        masters[0].send_signal(signal.SIGCONT)
    assert max(crowd.slowest for crowd in others) < TIMEOUT / 2
    assert [crowd.failures for crowd in others] == [0, 0]
    assert TIMEOUT / 2 < hung.slowest < TIMEOUT + 1
    await hung.more(50)
    for crowd in (hung, *others):
        await crowd.stop()


@pytest.mark.faults
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGSTOP])
async def test_limits_on_a_server_that_is_down_stop_no_answer(
    store: Store, masters: list[Master], ending: signal.Signals
) -> None:
    settings = Settings(trusted_proxies=("127.0.0.1",))
    transport = httpx.ASGITransport(app=build_app(settings, store, SECRET))
    async with httpx.AsyncClient(transport=transport, base_url="http://crowd.test") as client:
        poll = await make_poll(client)
        dead = masters[(slot_owner(keys.poll(poll["id"])) + 1) % MASTER_COUNT]
        dead.send_signal(ending)
        slowest = 0.0
        try:
            # Of so many addresses the dead server has some.
            for number in range(20):
                client.cookies.clear()
                address = {"x-forwarded-for": f"192.0.2.{number}"}
                url = f"/api/polls/{poll['id']}/answers"
                begin = time.monotonic()
                reply = await client.post(url, json={"value": number}, headers=address)
                slowest = max(slowest, time.monotonic() - begin)
                assert reply.status_code == 201, reply.text
        finally:
            if ending is signal.SIGSTOP:
                dead.send_signal(signal.SIGCONT)
            else:
                await asyncio.to_thread(dead.restart)
    assert slowest < TIMEOUT / 2


@pytest.mark.faults
async def test_attempts_on_a_server_that_hangs_are_given_up_soon_and_never_counted(
    store: Store, masters: list[Master]
) -> None:
    network = bytes(12)
    hung = masters[slot_owner(keys.attempts("store", 0))]
    before = [
        await store.attempts.hit_units("store", AGES, [Budget(network, 1)], 0) for _ in range(2)
    ]
    hung.send_signal(signal.SIGSTOP)
    try:
        begin = time.monotonic()
        calls = [
            store.attempts.hit_units("store", AGES, [Budget(network, 9999)], 1) for _ in range(600)
        ]
        failures = await asyncio.gather(*calls, return_exceptions=True)
        assert time.monotonic() - begin < TIMEOUT / 2
    finally:
        hung.send_signal(signal.SIGCONT)
    assert before == [0, 0]
    assert {type(failure) for failure in failures} == {StoreUnavailable}
    # No more than the command that was under way.
    assert (
        await store.attempts.hit_units("store", AGES, [Budget(network, MAX_COMMANDS + 1)], 1) == 0
    )


@pytest.fixture
def replica(masters: list[Master], tmp_path: Path) -> Iterator[Master]:
    """A replica of the first master."""
    replica = Master(tmp_path / "replica")
    replica.start()
    replica.replicate(masters[0])
    yield replica
    replica.stop()


@pytest.mark.faults
async def test_polls_on_other_servers_are_closed_when_due(
    store: Store, polls: list[str], masters: list[Master]
) -> None:
    later = datetime.now(UTC) + timedelta(hours=2)
    due = slot_owner(keys.DUE)
    dead = 0 if due != 0 else 1
    for poll_id, master in zip(polls, masters, strict=True):
        master.execute("HSET", keys.poll(poll_id), "closes_at", "1")
    masters[dead].send_signal(signal.SIGKILL)
    try:
        with pytest.raises(StoreUnavailable):
            await close_due_polls(store, Computations(), later)
    finally:
        await asyncio.to_thread(masters[dead].restart)
    states = [(await store.polls.load(poll_id)).state for poll_id in polls]
    assert states == [State.OPEN if n == dead else State.REVEALED for n in range(MASTER_COUNT)]
    await close_due_polls(store, Computations(), later)
    assert (await store.polls.load(polls[dead])).state is State.REVEALED


def slot_owner(key: str) -> int:
    return key_slot(key.encode()) * MASTER_COUNT >> 14


@pytest.mark.faults
async def test_replica_that_takes_over_is_followed(
    store: Store, polls: list[str], masters: list[Master], replica: Master
) -> None:
    # The last test: the cluster is another one after it.
    crowds = [People(store, poll_id) for poll_id in polls]
    for crowd in crowds:
        await crowd.more(100)
    masters[0].send_signal(signal.SIGKILL)
    await crowds[0].fail()
    replica.execute("CLUSTER FAILOVER", "TAKEOVER")
    before = set(crowds[0].acknowledged)
    for crowd in crowds:
        await crowd.more(100)
    assert [crowd.failures for crowd in crowds[1:]] == [0, 0]
    for crowd in crowds:
        await crowd.stop()
    # What the first master had acknowledged is not promised; what the replica has is.
    assert crowds[0].acknowledged - before <= set(await stored(store, polls[0]))
