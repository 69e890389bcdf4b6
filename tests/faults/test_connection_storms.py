"""Storms of connections: whoever else comes meanwhile is answered, and soon."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.factories import poll_body
from tests.faults.connection_storm import FILES, allowed_files, storm
from tests.faults.load import Caller, get, on_uvloop, post
from tools.running_service import RunningService, running_service

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

PROCESSES = 2
IDLE = 20_000
ASKED = 40
SOON = 10.0
"""Seconds, on a machine that is busy with the storm as well."""


@pytest.fixture
def service(folder: Path) -> Iterator[RunningService]:
    """A service of one web process, with all limits on."""
    with running_service(folder / "data", "--workers", "1", CROWD_RATE_LIMIT="on") as service:
        yield service


@pytest.fixture
def poll(service: RunningService) -> dict[str, Any]:
    reply = httpx.post(f"{service.url}/api/polls", json=poll_body())
    found: dict[str, Any] = reply.raise_for_status().json()
    return found


async def ask_all(port: int, poll: dict[str, Any]) -> tuple[list[int], float]:
    """The statuses that other people get, each on a connection of their own; the longest wait."""
    requests = [get("/healthz"), get("/"), get(f"/p/{poll['id']}")]
    statuses, longest = [], 0.0
    for number in range(ASKED):
        caller, begin = Caller(port), time.monotonic()
        statuses.append((await caller.ask(requests[number % 3])).status)
        longest = max(longest, time.monotonic() - begin)
        caller.leave()
    return statuses, longest


@pytest.mark.parametrize(
    ("kind", "sources"), [("silent", 1), ("silent", 200), ("half a header", 200)]
)
@on_uvloop
async def test_idle_connections_lock_nobody_out(
    service: RunningService, poll: dict[str, Any], kind: str, sources: int
) -> None:
    if allowed_files() < IDLE // PROCESSES + FILES:
        pytest.skip(f"only {allowed_files()} files may be open here")
    with storm(service.port, kind, IDLE, sources, PROCESSES):
        statuses, longest = await ask_all(service.port, poll)
        assert statuses == [200] * ASKED
        assert longest < SOON


@pytest.mark.parametrize(
    ("kind", "count"),
    [("header by byte", 2000), ("body by byte", 500), ("small headers", 8), ("unread", 500)],
)
@on_uvloop
async def test_slow_and_endless_callers_lock_nobody_out(
    service: RunningService, poll: dict[str, Any], kind: str, count: int
) -> None:
    before = memory(service.pid)
    with storm(service.port, kind, count):
        statuses, longest = await ask_all(service.port, poll)
        assert statuses == [200] * ASKED
        assert longest < SOON
        assert memory(service.pid) - before < 150_000_000


@on_uvloop
async def test_hall_of_phones_behind_one_address_is_answered(
    service: RunningService, poll: dict[str, Any]
) -> None:
    loop = asyncio.get_running_loop()
    spare = [
        await loop.create_connection(asyncio.Protocol, "127.0.0.1", service.port)
        for _ in range(500)
    ]
    phones = [Caller(service.port) for _ in range(500)]
    page = get(f"/p/{poll['id']}")
    assert {
        reply.status for reply in await asyncio.gather(*(each.ask(page) for each in phones))
    } == {200}
    for phone in phones:
        phone.leave()
    answers = [post(f"/api/polls/{poll['id']}/answers", {"value": n}) for n in range(500)]
    replies = await asyncio.gather(*(each.ask(a) for each, a in zip(phones, answers, strict=True)))
    assert {reply.status for reply in replies} == {201}
    assert len(spare) == 500


def memory(pid: int) -> int:
    """Bytes that a process has in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096
