"""People who answer all at once, and do not give up before their answer is acknowledged.

What they were told is on the disk before the next answer is sent, and is compared in the end with
what the service exports.
"""

from __future__ import annotations

import asyncio
import functools
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, NamedTuple, ParamSpec, cast

import httpx
import uvloop

from tests.factories import admin

PEOPLE = 64
PAUSE = 0.05  # seconds before somebody tries again; the service asks for more than a test has
LOOK = 0.002
TIMEOUT = 20.0  # seconds until somebody gives up waiting for a reply
SAMPLES = 50
SEED = 20261122

Arguments = ParamSpec("Arguments")


def on_uvloop(
    test: Callable[Arguments, Coroutine[Any, Any, None]],
) -> Callable[Arguments, None]:
    """A test whose people cost little: they share the machine with what is tested."""

    @functools.wraps(test)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        uvloop.run(test(*args, **kwargs))

    return run


class Reply(NamedTuple):
    """What the service said; the head in small letters."""

    status: int
    head: bytes
    body: bytes


class Connection(asyncio.Protocol):
    """One connection that is kept: a request at a time."""

    def __init__(self) -> None:
        self.lost = False
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._reply: asyncio.Future[Reply] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end or self._reply is None or self._reply.done():
            return
        head = head.lower()
        if len(body) < _length(head):
            return
        self._received = b""
        self.lost = b"\r\nconnection: close" in head
        self._reply.set_result(Reply(int(head[9:12]), head, body))

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(error or ConnectionAbortedError())

    async def ask(self, request: bytes, seconds: float) -> Reply:
        """The reply to a request, or the OSError that came instead."""
        assert self._transport is not None
        loop = asyncio.get_running_loop()
        self._reply = loop.create_future()
        if self._transport.is_closing():
            self._fail(ConnectionAbortedError())
        else:
            self._transport.write(request)
        timer = loop.call_later(seconds, self._fail, TimeoutError())
        try:
            return await self._reply
        finally:
            timer.cancel()

    def abort(self) -> None:
        """The connection is gone."""
        self.lost = True
        if self._transport is not None:
            self._transport.abort()

    def _fail(self, error: Exception) -> None:
        self.lost = True
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(error)


class Caller:
    """Somebody with one connection, who connects again when it breaks."""

    def __init__(self, port: int, timeout: float = TIMEOUT) -> None:
        self._port = port
        self._timeout = timeout
        self._connection: Connection | None = None

    async def ask(self, request: bytes) -> Reply:
        """The reply to a request, or the OSError that came instead."""
        if self._connection is None or self._connection.lost:
            self.leave()
            async with asyncio.timeout(self._timeout):
                _, self._connection = await asyncio.get_running_loop().create_connection(
                    Connection, "127.0.0.1", self._port
                )
        return await self._connection.ask(request, self._timeout)

    def leave(self) -> None:
        """Hangs up."""
        if self._connection is not None:
            self._connection.abort()


class Crowd:
    """Gives the answers 0, 1, 2, ... each under a key of its own, and notes what was acknowledged."""

    def __init__(
        self,
        port: int,
        poll: dict[str, Any],
        answers: int,
        notes: Path,
        *,
        keyed: bool = True,
        timeout: float = TIMEOUT,
        may_break: bool = False,
    ) -> None:
        """With `may_break`, what ends in a 500 is tried again too."""
        self.poll = poll
        self.answers = answers
        self.may_break = may_break
        self.replies: Counter[int | str] = Counter()
        self.without_retry_after = 0
        self.acknowledged = 0
        self.finished = False
        self.seconds = 0.0
        self.notes = notes
        self.port = port
        self.keyed = keyed
        self._timeout = timeout
        self._values: Iterator[int] = iter(range(answers))

    async def run(self) -> None:
        """All answers are acknowledged."""
        begin = time.perf_counter()
        try:
            # Each line goes to the disk's cache by itself: a killed test leaves whole notes.
            with self.notes.open("ab", buffering=0) as notes:
                async with asyncio.TaskGroup() as people:
                    for _ in range(PEOPLE):
                        people.create_task(self._person(notes))
        finally:
            self.finished = True
            self.seconds = time.perf_counter() - begin

    async def _person(self, notes: Any) -> None:
        caller = Caller(self.port, self._timeout)
        try:
            for value in self._values:
                request = self.request(value)
                while (reply := await self._try(caller, request)) is None:  # noqa: ASYNC110
                    await asyncio.sleep(PAUSE)
                receipt = json.loads(reply.body)["receipt"]
                notes.write(f"{value} {receipt}\n".encode())
                self.acknowledged += 1
        finally:
            caller.leave()

    async def _try(self, caller: Caller, request: bytes) -> Reply | None:
        try:
            reply = await caller.ask(request)
        except OSError as error:
            self.replies[type(error).__name__] += 1
            return None
        self.replies[reply.status] += 1
        if reply.status == 503:
            self.without_retry_after += b"\r\nretry-after: " not in reply.head
            return None
        if reply.status == 500 and self.may_break:
            return None
        assert reply.status == 201, f"{reply.status}: {reply.body!r}"
        return reply

    def request(self, value: int) -> bytes:
        """What is sent to give this answer, the first time and again."""
        key = {"key": f"the long random key of {value}"} if self.keyed else {}
        return post(f"/api/polls/{self.poll['id']}/answers", {"value": value, **key})

    async def until_acknowledged(self, count: int) -> None:
        """So many answers are acknowledged, or no more will be."""
        while self.acknowledged < count and not self.finished:  # noqa: ASYNC110  a few looks
            await asyncio.sleep(LOOK)


class Tally(NamedTuple):
    """What the service has, compared with what it said that it had."""

    stored: int
    lost: int
    double: int
    unknown: int

    @property
    def harm(self) -> tuple[int, int, int]:
        """Answers lost, counted twice, and never given."""
        return self.lost, self.double, self.unknown


async def tally(base: str, crowd: Crowd) -> Tally:
    """Closes the poll and compares its export with the notes.

    Receipts come again for repeats: after the export, or a repeat would bring back what was lost.
    """
    receipts = noted(crowd.notes)
    assert len(receipts) == crowd.acknowledged
    path = f"/api/polls/{crowd.poll['id']}"
    async with httpx.AsyncClient(
        base_url=base, timeout=120, headers=admin(crowd.poll)
    ) as organizer:
        await insist(organizer, "POST", f"{path}/closure")
        rows = (await insist(organizer, "GET", f"{path}/answers.json")).json()
    stored = [int(row["value"]) for row in rows]
    if crowd.keyed:
        await _compare_receipts(crowd, {value: receipts[value] for value in set(stored)})
    return compare(set(receipts), stored, crowd.answers)


def compare(acknowledged: set[int], stored: list[int], answers: int) -> Tally:
    """What is missing, there twice, or was never sent."""
    counts = Counter(stored)
    return Tally(
        stored=len(stored),
        lost=len(acknowledged - set(counts)),
        double=sum(count - 1 for count in counts.values()),
        unknown=len(set(counts) - set(range(answers))),
    )


async def watch_health(port: int, seen: Counter[int]) -> None:
    """Counts what /healthz answers, until cancelled."""
    caller = Caller(port)
    try:
        while True:
            seen[(await caller.ask(get("/healthz"))).status] += 1
            await asyncio.sleep(0.02)
    finally:
        caller.leave()


def noted(notes: Path) -> dict[int, str]:
    """The acknowledged answers and their receipts, as they are on the disk."""
    lines = (line.split() for line in notes.read_text().splitlines())
    return {int(value): receipt for value, receipt in lines}


def post(path: str, body: dict[str, Any]) -> bytes:
    """A request with a body of JSON."""
    encoded = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(encoded)}\r\n\r\n".encode() + encoded


def get(path: str) -> bytes:
    """A request without a body."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def report(what: str, crowd: Crowd, tally: Tally, faults: str) -> None:
    """The one line that says how a test went."""
    replies = " ".join(f"{name}:{count}" for name, count in sorted(crowd.replies.items(), key=str))
    print(
        f"\n{what}: {crowd.answers} answers, {faults}; replies {replies}; {tally.lost} lost, "
        f"{tally.double} double, {tally.unknown} unknown; {crowd.seconds:.1f} s, "
        f"{crowd.answers / crowd.seconds:.0f}/s"
    )


async def _compare_receipts(crowd: Crowd, receipts: dict[int, str]) -> None:
    caller = Caller(crowd.port)
    values = sorted(receipts)
    for value in random.Random(SEED).sample(values, min(SAMPLES, len(values))):
        while (repeat := await caller.ask(crowd.request(value))).status == 503:  # noqa: ASYNC110
            await asyncio.sleep(PAUSE)
        assert (repeat.status, json.loads(repeat.body)["receipt"]) == (201, receipts[value])
    caller.leave()


async def insist(client: httpx.AsyncClient, method: str, path: str) -> httpx.Response:
    """The reply once there is one: a database that was just started anew costs a first try."""
    while (reply := await client.request(method, path)).status_code == 503:  # noqa: ASYNC110
        await asyncio.sleep(PAUSE)
    assert reply.status_code == 200, reply.text
    return reply


def _length(head: bytes) -> int:
    start = head.find(b"\r\ncontent-length:")
    return 0 if start < 0 else int(head[start + 17 :].split(b"\r", 1)[0])
