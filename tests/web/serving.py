"""An application behind a socket of its own, with bounds that a test can reach."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn

from crowd.web.http.connections import ConnectionLimits, Connections
from crowd.web.http.protocol import BoundedProtocol

PATIENCE = 20.0
SOON = ConnectionLimits(header_seconds=0.2, refusal_seconds=0.2, body_seconds=0.2, interval=0.02)
"""Bounds of time that a test can wait for."""


class PromptServer(uvicorn.Server):
    """Ends as soon as it is told to: the original looks for that ten times a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ended = asyncio.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for listening in (*self.servers, *(sockets or [])):
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for task in self.server_state.tasks:
            task.cancel()
        await asyncio.gather(*self.server_state.tasks, return_exceptions=True)


class Served:
    """Where an application is served."""

    def __init__(self, address: Any, server: uvicorn.Server, connections: Connections) -> None:
        self.address = address
        self.connections = connections
        self._server = server

    async def until_nobody_is_connected(self) -> None:
        """All have lost their connections."""
        async with asyncio.timeout(PATIENCE):
            while self._server.server_state.connections:  # noqa: ASYNC110  uvicorn has no event for it
                await asyncio.sleep(0)

    async def call(self, data: bytes = b"") -> Caller:
        """Somebody who connects and sends this."""
        if isinstance(self.address, str):
            reader, writer = await asyncio.open_unix_connection(self.address)
        else:
            reader, writer = await asyncio.open_connection(*self.address)
        caller = Caller(reader, writer)
        caller.send(data)
        return caller

    async def call_without_reading(self, data: bytes) -> Caller:
        """Somebody who sends this, and for whom the system takes little."""
        own = socket.socket()
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 14)
        own.setblocking(False)
        await asyncio.get_running_loop().sock_connect(own, self.address)
        caller = Caller(*await asyncio.open_connection(sock=own, limit=1))
        caller.send(data)
        return caller

    async def ask(self, data: bytes) -> bytes:
        """All that comes back for what is sent, until the connection is closed."""
        return await (await self.call(data)).rest()


class Caller:
    """One end of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def rest(self) -> bytes:
        """All that still comes, until the connection is closed, in whatever way."""
        received = b""
        try:
            async with asyncio.timeout(PATIENCE):
                while part := await self.reader.read(1 << 16):
                    received += part
        except ConnectionError:
            pass
        self.writer.close()
        return received

    async def reply(self) -> bytes:
        """One reply with its body."""
        async with asyncio.timeout(PATIENCE):
            head = await self.reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].split(b"\r")[0]
            return head + await self.reader.readexactly(int(length or b"0"))


@asynccontextmanager
async def serving(
    app: Any,
    limits: ConnectionLimits = SOON,
    trusted_proxies: tuple[str, ...] = (),
    path: Path | None = None,
) -> AsyncIterator[Served]:
    """An application served for the length of a block, on 127.0.0.1 or on a path."""
    config = uvicorn.Config(
        app, http="httptools", ws="none", lifespan="off", log_config=None, proxy_headers=False
    )
    config.load()
    connections = Connections(limits, trusted_proxies)
    config.http_protocol_class = partial(BoundedProtocol, connections=connections)  # type: ignore[assignment]
    server = PromptServer(config)
    own = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
    # Little: what a caller does not read stays with us, not with the system.
    own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 14)
    own.bind(str(path) if path else ("127.0.0.1", 0))
    task = asyncio.create_task(server.serve([own]))
    while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
        await asyncio.sleep(0)
    try:
        yield Served(own.getsockname(), server, connections)
    finally:
        server.ended.set()
        await task
