"""Nothing acknowledged is lost or counted twice, however the network fails after a reply was sent.

FAULT_ANSWERS makes the runs longer.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.factories import make_poll
from tests.faults.database import RunningDatabase
from tests.faults.load import SEED, Crowd, Tally, on_uvloop, report, tally
from tests.faults.proxy import Deck, Fault, Proxy
from tools.running_service import RunningService

pytestmark = [pytest.mark.faults, pytest.mark.timeout(0 if "FAULT_ANSWERS" in os.environ else 240)]

ANSWERS = int(os.environ.get("FAULT_ANSWERS", "10000"))
ANSWERS_WITHOUT_KEYS = 2000

# A person waits for a reply of their own; all answers of a moment share one reply of the database.
OF_REPLIES = 500
BETWEEN_PEOPLE_AND_SERVICE = {"cut": 25, "half_open": 1, "delay": 3, "trickle": 8}
BETWEEN_SERVICE_AND_DATABASE = {"cut": 100, "half_open": 1, "delay": 1, "trickle": 50}

CALLER_TIMEOUT = 4.0
"""Seconds; more than a delayed reply takes, so that only a dead connection is given up."""


@asynccontextmanager
async def behind_proxies(folder: Path) -> AsyncIterator[tuple[RunningService, Proxy, Proxy]]:
    """A service with a proxy between it and people, and one between it and its database."""
    database = RunningDatabase(folder / "database")
    await asyncio.to_thread(database.start)
    service = None
    try:
        async with Proxy(database.port) as inner:
            address = {"REDIS_URL": f"redis://127.0.0.1:{inner.port}"}
            service = RunningService(folder / "data", settings=address)
            async with Proxy(service.port) as outer:
                await asyncio.to_thread(service.start)
                yield service, outer, inner
                await asyncio.to_thread(service.stop)
                service = None
    finally:
        if service is not None:
            service.kill()
        database.stop()


@on_uvloop
async def test_replies_to_people_that_break(folder: Path) -> None:
    async with behind_proxies(folder) as (service, outer, _):
        outer.deck = Deck(SEED, OF_REPLIES, **BETWEEN_PEOPLE_AND_SERVICE)
        crowd, found = await run(service, outer, ANSWERS)
    report("broken replies to people", crowd, found, outer.summary())
    assert found.harm == (0, 0, 0)
    assert set(crowd.replies) <= {201, "ConnectionAbortedError", "TimeoutError"}
    assert_all_dealt(outer)


@on_uvloop
async def test_replies_of_the_database_that_break(folder: Path) -> None:
    async with behind_proxies(folder) as (service, outer, inner):
        inner.deck = Deck(SEED, OF_REPLIES, **BETWEEN_SERVICE_AND_DATABASE)
        crowd, found = await run(service, outer, ANSWERS, inner)
    report("broken replies of the database", crowd, found, inner.summary())
    assert found.harm == (0, 0, 0)
    assert set(crowd.replies) == {201, 503}
    assert crowd.without_retry_after == 0
    assert_all_dealt(inner)


@on_uvloop
async def test_without_keys_repeats_count_twice(folder: Path) -> None:
    # Else the tests above would pass without anything that makes repeats harmless.
    async with behind_proxies(folder) as (service, outer, inner):
        outer.deck = Deck(SEED, OF_REPLIES, **BETWEEN_PEOPLE_AND_SERVICE)
        inner.deck = Deck(SEED, OF_REPLIES, **BETWEEN_SERVICE_AND_DATABASE)
        crowd, found = await run(service, outer, ANSWERS_WITHOUT_KEYS, inner, keyed=False)
    report("without keys", crowd, found, f"{outer.summary()}; {inner.summary()}")
    assert found.lost == 0
    assert found.double > 0


async def run(
    service: RunningService,
    outer: Proxy,
    answers: int,
    inner: Proxy | None = None,
    *,
    keyed: bool = True,
) -> tuple[Crowd, Tally]:
    """The crowd after its last answer, and what the service has of it."""
    decks = [(proxy, proxy.deck) for proxy in (outer, inner) if proxy is not None]
    for proxy, _ in decks:
        proxy.deck = None
    async with httpx.AsyncClient(base_url=service.url) as client:
        poll = await make_poll(client)
    for proxy, deck in decks:
        proxy.deck = deck
    notes = service.data.with_name("acknowledged.txt")
    crowd = Crowd(outer.port, poll, answers, notes, keyed=keyed, timeout=CALLER_TIMEOUT)
    if inner is not None:
        crowd = Crowd(outer.port, poll, answers, notes, keyed=keyed)
    await crowd.run()
    for proxy, _ in decks:
        proxy.deck = None
    return crowd, await tally(service.url, crowd)


def assert_all_dealt(proxy: Proxy) -> None:
    """Each fault happened, or its absence of harm would mean nothing."""
    assert set(proxy.dealt) == set(Fault)
