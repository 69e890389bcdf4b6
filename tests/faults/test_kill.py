"""Nothing acknowledged is lost or counted twice, whatever is killed while answers come in.

FAULT_ANSWERS and FAULT_KILLS make the runs longer.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import httpx
import pytest

from tests.factories import make_poll
from tests.faults.load import SEED, Crowd, on_uvloop, report, tally, watch_health
from tools.running_service import RunningService, running_service

pytestmark = [pytest.mark.faults, pytest.mark.timeout(0 if "FAULT_ANSWERS" in os.environ else 240)]

MAX_DELAY = 0.1  # seconds between the answer that a kill waits for and the kill
SLOWEST_START = 10.0
"""Seconds; 2 are promised, the rest is for a busy machine."""

Kill = Callable[[], Awaitable[None]]
Found = TypeVar("Found")


@on_uvloop
async def test_kill_of_the_database(folder: Path) -> None:
    answers, kills = size(50_000, 10)
    health: Counter[int] = Counter()
    with running_service(folder / "data") as service:
        watch = asyncio.create_task(watch_health(service.port, health))

        async def kill() -> None:
            os.kill(await until_there(service.database_pid), signal.SIGKILL)

        crowd = await run_under_kills(service, answers, kills, kill)
        watch.cancel()
        # What is in the database's log is enough for everything to be there again.
        service.kill()
        assert service.start() < SLOWEST_START
        found = await tally(service.url, crowd)
    report("kill -9 of the database", crowd, found, f"{kills} kills")
    assert found.harm == (0, 0, 0)
    assert set(crowd.replies) == {201, 503}
    assert crowd.without_retry_after == 0
    assert set(health) == {200}


@on_uvloop
async def test_kill_of_a_web_worker(folder: Path) -> None:
    answers, kills = size(10_000, 10)
    chance = random.Random(SEED)
    with running_service(folder / "data", "--workers", "2") as service:

        async def kill() -> None:
            os.kill(chance.choice(await until_there(service.worker_pids)), signal.SIGKILL)

        crowd = await run_under_kills(service, answers, kills, kill)
        found = await tally(service.url, crowd)
    report("kill -9 of a web worker", crowd, found, f"{kills} kills")
    assert found.harm == (0, 0, 0)
    assert statuses(crowd) <= {201, 503}
    assert crowd.without_retry_after == 0


@on_uvloop
async def test_kill_of_the_service(folder: Path) -> None:
    answers, kills = size(3000, 3)
    starts: list[float] = []
    with running_service(folder / "data") as service:

        async def kill() -> None:
            service.kill()
            starts.append(await asyncio.to_thread(service.start))

        crowd = await run_under_kills(service, answers, kills, kill)
        found = await tally(service.url, crowd)
    slowest = f"ready again after {max(starts):.2f} s at most"
    report("kill -9 of the service", crowd, found, f"{kills} kills, {slowest}")
    assert found.harm == (0, 0, 0)
    # Connections break, and a start is ready to listen only once its database is.
    assert statuses(crowd) <= {201, 503}
    assert max(starts) < SLOWEST_START


async def run_under_kills(service: RunningService, answers: int, kills: int, kill: Kill) -> Crowd:
    """The crowd after its last answer; the kills come at moments spread over its work."""
    async with httpx.AsyncClient(base_url=service.url) as client:
        poll = await make_poll(client)
    crowd = Crowd(service.port, poll, answers, service.data.with_name("acknowledged.txt"))
    crowd_at_work = asyncio.create_task(crowd.run())
    chance = random.Random(SEED)
    moments = sorted(chance.sample(range(1, answers * 9 // 10), kills))
    for killed, moment in enumerate(moments):
        await crowd.until_acknowledged(moment)
        await asyncio.sleep(chance.uniform(0, MAX_DELAY))
        if crowd.finished:
            await crowd_at_work  # raises what ended it too soon
            pytest.fail(f"All answers were in after {killed} kills: send more.")
        await kill()
    await crowd_at_work
    return crowd


async def until_there(look: Callable[[], Found | None]) -> Found:
    """What is looked for; another process brings it, so nothing here could be waited for."""
    while not (found := look()):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    return found


def statuses(crowd: Crowd) -> set[int]:
    return {reply for reply in crowd.replies if isinstance(reply, int)}


def size(answers: int, kills: int) -> tuple[int, int]:
    """How many answers and kills, unless the environment asks for more."""
    return int(os.environ.get("FAULT_ANSWERS", answers)), int(os.environ.get("FAULT_KILLS", kills))
