"""Nothing acknowledged is lost or counted twice, whatever is killed while answers come in.

FAULT_ANSWERS and FAULT_KILLS make the runs longer.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.factories import admin, close, make_poll
from tests.faults.load import Crowd, connected, send, watch_health
from tests.running import RunningService

pytestmark = [pytest.mark.faults, pytest.mark.timeout(0 if "FAULT_ANSWERS" in os.environ else 240)]

SEED = 20261122
LONGEST_DELAY = 0.1  # seconds between the answer that a kill waits for and the kill
SLOWEST_START = 10.0
"""Seconds; 2 are promised, the rest is for a busy machine."""

Kill = Callable[[], Awaitable[None]]


@pytest.fixture
def service() -> Iterator[RunningService]:
    with tempfile.TemporaryDirectory(prefix="crowd-faults-") as folder:
        service = RunningService(Path(folder) / "data")
        try:
            service.start()
            yield service
        finally:
            service.stop()


async def test_kill_of_the_database(service: RunningService) -> None:
    answers, kills = size(5000, 10)
    health: Counter[int] = Counter()
    watch = asyncio.create_task(watch_health(service.url, health))

    async def kill() -> None:
        # Another process knows it: nothing here could be waited for.
        while (pid := service.database_pid()) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        os.kill(pid, signal.SIGKILL)

    crowd = await run_under_kills(service, answers, kills, kill)
    watch.cancel()
    assert set(crowd.replies) == {201, 503}
    assert crowd.without_retry_after == 0
    assert set(health) == {200}

    service.kill()
    report("restart after kill -9 of everything", service.start())
    await assert_all_there_once(service, crowd, answers)


async def test_kill_of_the_service(service: RunningService) -> None:
    answers, kills = size(3000, 3)
    starts: list[float] = []

    async def kill() -> None:
        service.kill()
        starts.append(await asyncio.to_thread(service.start))

    crowd = await run_under_kills(service, answers, kills, kill)
    for seconds in starts:
        report("restart after kill -9 of the service", seconds)
    # Connections break, and a start is ready to listen only once its database is.
    assert crowd.replies[201] == answers
    assert not any(isinstance(reply, int) and reply not in {201, 503} for reply in crowd.replies)
    await assert_all_there_once(service, crowd, answers)


async def run_under_kills(service: RunningService, answers: int, kills: int, kill: Kill) -> Crowd:
    """The crowd after its last answer; the kills come at moments spread over its work."""
    poll = await new_poll(service)
    crowd = Crowd(service.url, poll, answers, notes_of(service))
    crowd_at_work = asyncio.create_task(crowd.run())
    chance = random.Random(SEED)
    killed = 0
    for moment in sorted(chance.sample(range(1, answers * 9 // 10), kills)):
        await crowd.until_acknowledged(moment)
        await asyncio.sleep(chance.uniform(0, LONGEST_DELAY))
        if crowd.finished:
            await crowd_at_work  # raises what ended it too soon
            pytest.fail(f"All answers were in after {killed} kills: send more.")
        await kill()
        killed += 1
    await crowd_at_work
    print(f"\n{answers} answers, {killed} kills: {dict(crowd.replies)}")
    return crowd


async def assert_all_there_once(service: RunningService, crowd: Crowd, answers: int) -> None:
    """What the service exports is what it acknowledged, each answer once."""
    acknowledged = [int(line) for line in notes_of(service).read_text().split()]
    assert len(acknowledged) == answers
    async with connected(service.url) as client:
        for value in random.Random(SEED).sample(acknowledged, 50):
            repeat = await send(client, crowd.poll, value)
            assert repeat.status_code in {200, 201}
            assert repeat.json()["receipt"] == crowd.receipts[value]
        await close(client, crowd.poll)
        stored = await exported(client, crowd.poll)
    counts = Counter(stored)
    lost = sorted(set(acknowledged) - set(counts))
    double = sorted(value for value, count in counts.items() if count > 1)
    print(f"{len(stored)} stored: {len(lost)} lost, {len(double)} double")
    assert (lost, double) == ([], [])
    assert set(counts) == set(acknowledged)


async def new_poll(service: RunningService) -> dict[str, Any]:
    async with connected(service.url) as client:
        return await make_poll(client)


async def exported(client: httpx.AsyncClient, poll: dict[str, Any]) -> list[int]:
    reply = await client.get(f"/api/polls/{poll['id']}/answers.json", headers=admin(poll))
    assert reply.status_code == 200, reply.text
    return [int(row["value"]) for row in reply.json()]


def notes_of(service: RunningService) -> Path:
    return service.data.with_name("acknowledged.txt")


def size(answers: int, kills: int) -> tuple[int, int]:
    """How many answers and kills, unless the environment asks for more."""
    return int(os.environ.get("FAULT_ANSWERS", answers)), int(os.environ.get("FAULT_KILLS", kills))


def report(what: str, seconds: float) -> None:
    print(f"{what}: ready after {seconds:.2f} s")
    assert seconds < SLOWEST_START
