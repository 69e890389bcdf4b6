"""Many connections that send little, or read nothing, as a process of its own.

`python -m tests.faults.connection_storm PORT KIND COUNT SOURCES` connects from so many addresses of
the loopback, says so in a line, and connects again what is closed, until its standard input is.
"""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

import uvloop

MAX_CONCURRENT = 200
PAUSE = 1.0  # seconds until somebody whose connection was closed comes again
FILES = 200
KINDS = {
    "silent": b"",
    "half a header": b"GET / HTTP/1.1\r\nHost: a\r\n",
    "header by byte": b"GET / HTTP/1.1\r\nHost: a\r\nx: ",
    "small headers": b"GET / HTTP/1.1\r\nHost: a\r\n",
    "body by byte": b"POST /api/polls HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n",
    "unread": b"GET /schema/openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 3,
}
MANY_HEADERS = b"a:b\r\n" * 20_000_000


class Connection(asyncio.Protocol):
    """One connection of the storm."""

    def __init__(self, kind: str, lost: asyncio.Queue[None]) -> None:
        self._kind = kind
        self._lost = lost
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        if self._kind == "unread":
            self._transport.pause_reading()
        self._transport.write(KINDS[self._kind])
        if self._kind == "small headers":
            self._transport.write(MANY_HEADERS)
        if "by byte" in self._kind:
            self._send_byte()

    def _send_byte(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(b"x")
            asyncio.get_running_loop().call_later(PAUSE, self._send_byte)

    def connection_lost(self, _error: Exception | None) -> None:
        self._lost.put_nowait(None)


async def attack(port: int, kind: str, count: int, sources: int) -> None:
    """Keeps up so many connections until standard input is closed."""
    loop, lost = asyncio.get_running_loop(), asyncio.Queue[None]()
    started = 0

    async def connect() -> None:
        nonlocal started
        source = f"127.0.0.{started % sources + 2}"
        started += 1
        try:
            await loop.create_connection(
                lambda: Connection(kind, lost), "127.0.0.1", port, local_addr=(source, 0)
            )
        except OSError:
            lost.put_nowait(None)

    for _ in range(0, count, MAX_CONCURRENT):
        await asyncio.gather(*(connect() for _ in range(min(MAX_CONCURRENT, count))))
    print("connected", flush=True)
    ended = loop.run_in_executor(None, sys.stdin.read)
    while not ended.done():
        await asyncio.wait([ended], timeout=PAUSE)
        for _ in range(min(lost.qsize(), MAX_CONCURRENT)):
            lost.get_nowait()
            await connect()


@contextmanager
def storm(port: int, kind: str, count: int, sources: int = 1, processes: int = 1) -> Iterator[None]:
    """The storm for the length of a block, once all of it has connected."""
    command = [sys.executable, "-m", "tests.faults.connection_storm", str(port), kind]
    command += [str(count // processes), str(sources)]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(processes)
    ]
    try:
        assert [cast("IO[bytes]", each.stdout).readline() for each in running] == [
            b"connected\n"
        ] * processes
        yield
    finally:
        for each in running:
            each.communicate()


def allowed_files() -> int:
    """How many files a process may open here, once it has asked for as many as it may."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard if hard != resource.RLIM_INFINITY else sys.maxsize


if __name__ == "__main__":
    allowed_files()
    uvloop.run(attack(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
