"""Attempts over a real database: counted exactly, in windows of the clock, and never on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from crowd.model.budget import Budget
from crowd.model.errors import StoreUnavailable
from crowd.store import keys
from crowd.store.store import Store
from tests.databases import server_of, servers
from tests.store.test_store import POLL_ID, make

AGES = 1_000_000_000
"""A window that does not end while a test runs."""


def network(number: int) -> bytes:
    return bytes([number]) * 12


def name_of(url: str, purpose: str, widest: bytes) -> str:
    """Where attempts of a network are counted: in a cluster, in one of many parts."""
    return keys.attempts(purpose, widest[0] if "+cluster" in url else 0)


def attempts_of(url: str, purpose: str, widest: bytes) -> redis.Redis:
    return server_of(url, name_of(url, purpose, widest))


def log_of(server: redis.Redis) -> bytes:
    """All that a server has written to its log since the last rewrite."""
    settings = server.config_get("dir", "appenddirname", "appendfilename")
    folder = Path(settings["dir"], settings["appenddirname"])
    manifest = (folder / f"{settings['appendfilename']}.manifest").read_text()
    increments = [line.split()[1] for line in manifest.splitlines() if line.endswith("type i")]
    return b"".join((folder / name).read_bytes() for name in increments)


@contextmanager
def rewrites_off(owners: list[redis.Redis]) -> Iterator[None]:
    """Keep the servers' logs growing at their ends, whatever tests beside this one write."""
    setting = "auto-aof-rewrite-percentage"
    settings = [server.config_get(setting)[setting] for server in owners]
    for server in owners:
        server.config_set(setting, 0)
    while any(is_rewriting(server) for server in owners):
        pass
    try:
        yield
    finally:
        for server, value in zip(owners, settings, strict=True):
            server.config_set(setting, value)


def is_rewriting(server: redis.Redis) -> bool:
    status = server.info("persistence")
    return bool(status["aof_rewrite_in_progress"] or status["aof_rewrite_scheduled"])


async def test_exactly_so_many_attempts_pass(store: Store) -> None:
    budgets = [Budget(network(1), 10)]
    waits = await asyncio.gather(*(store.attempts.hit("test", AGES, budgets) for _ in range(200)))
    assert sum(wait == 0 for wait in waits) == 10
    assert max(waits) <= AGES


async def test_attempts_of_many_networks_at_once_are_told_apart(store: Store) -> None:
    """They go to the database together, and each gets what is its own."""
    who = [number % 20 for number in range(400)]
    waits = await asyncio.gather(
        *(store.attempts.hit("test", AGES, [Budget(network(each), each)]) for each in who)
    )
    passed = [each for each, wait in zip(who, waits, strict=True) if wait == 0]
    assert sorted(passed) == [each for each in range(20) for _ in range(each)]


async def test_purposes_and_networks_are_counted_apart(store: Store) -> None:
    assert await store.attempts.hit("test", AGES, [Budget(network(1), 1)]) == 0
    assert await store.attempts.hit("test", AGES, [Budget(network(1), 1)]) > 0
    assert await store.attempts.hit("other", AGES, [Budget(network(1), 1)]) == 0
    assert await store.attempts.hit("test", AGES, [Budget(network(2), 1)]) == 0


async def test_wider_budgets_end_it_for_all_in_them(store: Store) -> None:
    wide = Budget(network(9), 2)

    async def wait(narrow: int) -> int:
        return await store.attempts.hit("test", AGES, [Budget(network(narrow), 1), wide])

    assert [await wait(number) > 0 for number in (1, 1, 1, 2, 3, 4)] == [
        *(False, True, True),  # what the first one is refused takes nothing from its neighbours
        *(False, True, True),
    ]


async def test_window_ends_with_the_clocks(store: Store, empty_database: str) -> None:
    budgets = [Budget(network(1), 0)]
    with attempts_of(empty_database, "test", network(1)) as server:
        before = server.time()[0]
        wait = await store.attempts.hit("test", 60, budgets)
        after = server.time()[0]
    assert wait in {60 - moment % 60 for moment in range(before, after + 1)}


async def test_attempts_of_another_window_do_not_count(store: Store, empty_database: str) -> None:
    name = name_of(empty_database, "test", network(1))
    with server_of(empty_database, name) as server:
        server.hset(name, mapping={"window": 0, network(1): 99, network(2): 99})
        assert await store.attempts.hit("test", AGES, [Budget(network(1), 1)]) == 0
        window = str(server.time()[0] // AGES).encode()
        assert server.hgetall(name) == {b"window": window, network(1): b"1"}
        assert await store.attempts.hit("test", AGES, [Budget(network(1), 1)]) > 0
        assert 0 < server.ttl(name) <= AGES + 1


async def test_next_window_has_room_again(store: Store, empty_database: str) -> None:
    budgets = [Budget(network(1), 1)]
    with attempts_of(empty_database, "test", network(1)) as server:
        spent = server.time()[0]
        while await store.attempts.hit("test", 1, budgets) == 0:
            spent = server.time()[0]
        while server.time()[0] <= spent:
            # The server waits for a replica that there is not, which takes no processor time.
            server.wait(1, 20)
        assert await store.attempts.hit("test", 1, budgets) == 0


async def test_log_has_nothing_of_attempts(store: Store, empty_database: str) -> None:
    owners = servers(empty_database)
    with rewrites_off(owners):
        before = [len(log_of(server)) for server in owners]
        for number in range(256):
            await store.attempts.hit("test", AGES, [Budget(network(number), 1)])
        counted = {name for server in owners for name in server.scan_iter()}
        assert len(counted) == (256 if len(owners) > 1 else 1)
        await store.polls.create(make(), "digest")
        logs = b"".join(
            log_of(server)[start:] for server, start in zip(owners, before, strict=True)
        )
    assert keys.poll(POLL_ID).encode() in logs
    assert b"crowd:attempts" not in logs
    assert network(7) not in logs


async def test_attempts_that_cannot_be_counted(store: Store, empty_database: str) -> None:
    name = name_of(empty_database, "test", network(1))
    with server_of(empty_database, name) as server:
        server.set(name, "a string")
    with pytest.raises(StoreUnavailable):
        await store.attempts.hit("test", AGES, [Budget(network(1), 1)])


async def test_attempts_of_callers_who_have_gone_are_not_counted(store: Store) -> None:
    gone = [
        asyncio.create_task(store.attempts.hit("test", AGES, [Budget(network(1), 1)]))
        for _ in range(600)
    ]
    await asyncio.sleep(0)
    for caller in gone:
        caller.cancel()
    await asyncio.gather(*gone, return_exceptions=True)
    assert await store.attempts.hit("test", AGES, [Budget(network(1), 1)]) == 0
    assert await store.attempts.hit("test", AGES, [Budget(network(1), 1)]) > 0
