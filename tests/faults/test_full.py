"""Nothing acknowledged is lost when the disk or the memory is full, and room is all it takes."""

from __future__ import annotations

import asyncio
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import redis

from crowd.store.data_socket import socket_path
from tests.factories import make_poll
from tests.faults.load import LOOK, Caller, Crowd, get, on_uvloop, report, tally, watch_health
from tests.running import RunningService, running

pytestmark = [pytest.mark.faults, pytest.mark.timeout(120)]

ANSWERS = 8000
REFUSALS = 500
"""Tries that fail before there is room again."""


@on_uvloop
async def test_full_disk(folder: Path) -> None:
    health: Counter[int] = Counter()
    with small_disk(folder / "data", "1m") as disk, running(disk) as service:
        watch = asyncio.create_task(watch_health(service.port, health))
        crowd, crowd_at_work = await start_crowd(service)
        full_after = await until_refused(crowd)
        mount("-o", "remount,size=64m", str(disk))
        await crowd_at_work
        watch.cancel()
        found = await tally(service.url, crowd)
    report("full disk", crowd, found, f"full after {full_after} answers")
    assert found.harm == (0, 0, 0)
    assert set(crowd.replies) == {201, 503}
    assert crowd.without_retry_after == 0
    assert set(health) == {200}


@on_uvloop
async def test_full_memory(folder: Path) -> None:
    health: Counter[int] = Counter()
    with running(folder / "data") as service:
        watch = asyncio.create_task(watch_health(service.port, health))
        crowd, crowd_at_work = await start_crowd(service)
        await crowd.until_acknowledged(ANSWERS // 4)
        limit_memory(service)
        full_after = await until_refused(crowd)
        reads = await read_all(service, crowd)
        limit_memory(service, lifted=True)
        await crowd_at_work
        watch.cancel()
        found = await tally(service.url, crowd)
    report("full memory", crowd, found, f"full after {full_after} answers")
    assert found.harm == (0, 0, 0)
    assert reads == {"the page": 200, "the poll": 200, "the results": 403, "/readyz": 503}
    assert set(crowd.replies) == {201, 503}
    assert crowd.without_retry_after == 0
    assert set(health) == {200}


async def start_crowd(service: RunningService) -> tuple[Crowd, asyncio.Task[None]]:
    async with httpx.AsyncClient(base_url=service.url) as client:
        poll = await make_poll(client)
    crowd = Crowd(service.port, poll, ANSWERS, service.data.with_name("acknowledged.txt"))
    return crowd, asyncio.create_task(crowd.run())


async def until_refused(crowd: Crowd) -> int:
    """Many tries have failed; how many answers were taken."""
    while crowd.replies[503] < REFUSALS:
        assert not crowd.finished, "all answers found room"
        await asyncio.sleep(LOOK)
    return crowd.acknowledged


async def read_all(service: RunningService, crowd: Crowd) -> dict[str, int]:
    """The statuses of what only reads, and of what says whether answers can be stored."""
    caller, poll = Caller(service.port), crowd.poll["id"]
    paths = {
        "the page": f"/p/{poll}",
        "the poll": f"/api/polls/{poll}",
        "the results": f"/api/polls/{poll}/results",
        "/readyz": "/readyz",
    }
    return {name: (await caller.ask(get(path))).status for name, path in paths.items()}


def limit_memory(service: RunningService, *, lifted: bool = False) -> None:
    """The database may use no more than it does now, or as much as it likes."""
    with redis.Redis(unix_socket_path=str(socket_path(service.data))) as client:
        client.config_set("maxmemory", 0 if lifted else client.info("memory")["used_memory"])


@contextmanager
def small_disk(path: Path, size: str) -> Iterator[Path]:
    """A disk of its own in that place; only root can have one."""
    path.mkdir()
    refusal = mount("-t", "tmpfs", "-o", f"size={size},mode=700", "crowd-test", str(path))
    if refusal:
        pytest.skip(f"no small disk can be mounted here: {refusal}")
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


def mount(*arguments: str) -> str:
    """What mount says against it; empty when it is done."""
    try:
        done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return done.stderr.strip() if done.returncode else ""
