"""Nothing acknowledged is lost when the disk or the memory is full, and room is all it takes."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis

from crowd.store.server.data_socket import socket_path
from tests.factories import admin, close, give_answers, make_poll, poll_body
from tests.faults.load import LOOK, Caller, Crowd, get, on_uvloop, report, tally, watch_health
from tools.running_service import RunningService, running_service

pytestmark = [pytest.mark.faults, pytest.mark.timeout(120)]

ANSWERS = 8000
TIMEOUT = 20.0
REFUSALS = 500
"""Tries that fail before there is room again."""


@on_uvloop
async def test_full_disk(folder: Path) -> None:
    health: Counter[int] = Counter()
    with small_disk(folder / "data", "2g") as disk, running_service(disk) as service:
        watch = asyncio.create_task(watch_health(service.port, health))
        crowd, crowd_at_work = await start_crowd(service)
        leave_free(disk, 0)
        full_after = await until_refused(crowd)
        mount("-o", "remount,size=2g", str(disk))
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
    with running_service(folder / "data") as service:
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


async def test_small_memory_refuses_polls_long_before_answers(folder: Path) -> None:
    with running_service(folder / "data", "--workers", "1") as service, limited(service, 32 << 20):
        async with httpx.AsyncClient(base_url=service.url) as client:
            first = await make_poll(client)
            made, refused = await fill_with_polls(client)
            assert refused.json()["type"] == "/problems/no-room-for-polls"
            assert "are refused" in (await client.get("/readyz")).json()["warning"]
            await give_answers(client, first, list(range(50)))
            # Half of them: on a fast machine many are made before the next look at the memory.
            for poll in made[: len(made) // 2]:
                deleted = await client.delete(f"/api/polls/{poll['id']}", headers=admin(poll))
                assert deleted.status_code == 204
            await until_status(client.post, "/api/polls", 201, json=poll_body())
    assert "Polls, pictures and drafts are refused" in service.log.read_text()


async def test_small_disk_refuses_polls_then_answers_and_never_deletions(folder: Path) -> None:
    with (
        small_disk(folder / "data", "2g") as disk,
        running_service(disk, "--workers", "1") as service,
    ):
        async with httpx.AsyncClient(base_url=service.url) as client:
            polls = [await make_poll(client) for _ in range(3)]
            own = await give_answers(client, polls[0], list(range(3)))
            leave_free(disk, 200)
            refused = await until_status(client.post, "/api/polls", 503, json=poll_body())
            assert refused.json()["type"] == "/problems/no-room-for-polls"
            assert (await client.get("/readyz")).status_code == 200
            await give_answers(client, polls[0], [5])

            leave_free(disk, 40)
            answers = f"/api/polls/{polls[0]['id']}/answers"

            async def answer_anew(path: str, **options: Any) -> httpx.Response:
                client.cookies.clear()
                return await client.post(path, **options)

            refused = await until_status(answer_anew, answers, 503, json={"value": 4})
            assert refused.json()["type"] == "/problems/no-room"
            assert (await client.get("/readyz")).status_code == 503
            edit = {"authorization": f"Bearer {own[0]['edit_token']}"}
            assert (await client.delete(f"{answers}/mine", headers=edit)).status_code == 204
            await close(client, polls[1])

            leave_free(disk, 0)
            end_database(service)
            path = f"/api/polls/{polls[2]['id']}"
            await until_status(client.delete, path, 204, headers=admin(polls[2]))
            assert (await client.get(path)).status_code == 404
            mount("-o", "remount,size=2g", str(disk))
            await until_ready(client, {"status": "ready"})
            await make_poll(client)
            results = await close(client, polls[0])
            assert results["state"] == "revealed"
    assert "held back were given up" in service.log.read_text()


async def fill_with_polls(
    client: httpx.AsyncClient,
) -> tuple[list[dict[str, Any]], httpx.Response]:
    """Polls with long texts until one is refused; those that were made, and the refusal."""
    made = []
    while len(made) < 5000:
        reply = await client.post("/api/polls", json=poll_body(details="\u1234" * 5000))
        if reply.status_code != 201:
            return made, reply
        made.append(reply.json())
    raise AssertionError("polls are never refused")


async def until_status(
    call: Callable[..., Awaitable[httpx.Response]], path: str, status: int, **options: Any
) -> httpx.Response:
    """The first reply with this status, to a call that is repeated."""
    async with asyncio.timeout(TIMEOUT):
        while True:
            reply = await call(path, **options)
            if reply.status_code == status:
                return reply
            await asyncio.sleep(LOOK)


async def until_ready(client: httpx.AsyncClient, told: dict[str, str]) -> None:
    """Readiness says this."""
    async with asyncio.timeout(TIMEOUT):
        while True:
            reply = await client.get("/readyz", headers={"accept": "application/json"})
            if reply.json() == told:
                return
            await asyncio.sleep(LOOK)


@contextmanager
def limited(service: RunningService, memory: int) -> Iterator[None]:
    """The database may use so much memory."""
    with redis.Redis(unix_socket_path=str(socket_path(service.data))) as client:
        client.config_set("maxmemory", memory)
    yield


def end_database(service: RunningService) -> None:
    """Has the database write more than its disk has room for, with which it ends."""
    with (
        redis.Redis(unix_socket_path=str(socket_path(service.data))) as client,
        suppress(redis.ConnectionError),
    ):
        for _ in range(10):
            client.set("filling", b"x" * 100_000)


def leave_free(disk: Path, megabytes: int) -> None:
    """The disk has so much room left."""
    usage = shutil.disk_usage(disk)
    size = usage.used + (megabytes << 20)
    refusal = mount("-o", f"remount,size={size}", str(disk))
    assert not refusal, refusal


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
