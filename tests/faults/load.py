"""People who answer all at once, and do not give up before their answer is acknowledged."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Iterator
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import httpx

CLIENTS = 32
PAUSE = 0.05  # seconds before a client tries again; the service asks for more than a test has
LOOK = 0.002


class Crowd:
    """Sends answers 0, 1, 2, ... each under a key of its own, and notes what was acknowledged."""

    def __init__(self, base: str, poll: dict[str, Any], answers: int, notes: Path) -> None:
        self.replies: Counter[int | str] = Counter()
        self.without_retry_after = 0
        self.acknowledged = 0
        self.receipts: dict[int, str] = {}
        self.finished = False
        self._base = base
        self.poll = poll
        self._values: Iterator[int] = iter(range(answers))
        self._notes = notes.open("a")

    async def run(self) -> None:
        """All answers are acknowledged."""
        async with connected(self._base) as client:
            try:
                async with asyncio.TaskGroup() as people:
                    for _ in range(CLIENTS):
                        people.create_task(self._person(client))
            finally:
                self.finished = True
                self._notes.close()

    async def _person(self, client: httpx.AsyncClient) -> None:
        for value in self._values:
            while not await self._send(client, value):  # noqa: ASYNC110  the pause between tries
                await asyncio.sleep(PAUSE)

    async def _send(self, client: httpx.AsyncClient, value: int) -> bool:
        try:
            reply = await send(client, self.poll, value)
        except httpx.TransportError as error:
            self.replies[type(error).__name__] += 1
            return False
        self.replies[reply.status_code] += 1
        if reply.status_code == 503:
            self.without_retry_after += "retry-after" not in reply.headers
            return False
        assert reply.status_code == 201, f"{reply.status_code}: {reply.text}"
        self._notes.write(f"{value}\n")
        self._notes.flush()
        self.receipts[value] = reply.json()["receipt"]
        self.acknowledged += 1
        return True

    async def until_acknowledged(self, count: int) -> None:
        """So many answers are acknowledged, or no more will be."""
        while self.acknowledged < count and not self.finished:  # noqa: ASYNC110  a few looks
            await asyncio.sleep(LOOK)


async def watch_health(base: str, seen: Counter[int]) -> None:
    """Counts what /healthz answers, until cancelled."""
    async with connected(base) as client:
        for _ in itertools.count():
            seen[(await client.get("/healthz")).status_code] += 1
            await asyncio.sleep(0.02)


async def send(client: httpx.AsyncClient, poll: dict[str, Any], value: int) -> httpx.Response:
    """One try to give an answer."""
    body = {"value": value, "key": f"key of {value}"}
    return await client.post(f"/api/polls/{poll['id']}/answers", json=body)


def connected(base: str) -> httpx.AsyncClient:
    """A client that keeps no cookies: each of its answers is somebody else's."""
    client = httpx.AsyncClient(base_url=base, timeout=20, limits=httpx.Limits(max_connections=64))
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return client
