"""A network that fails between two who talk over TCP, one reply at a time."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from typing import Self

DELAY = 2.0
CHUNK = 1 << 16


class Fault(StrEnum):
    """What may happen to a reply; the other side has sent it, so what it tells of is done."""

    CUT = "cut"  # somewhere within it, and the connection with it
    HALF_OPEN = "half-open"  # nothing comes through any more, and nobody is told
    DELAY = "delay"
    TRICKLE = "trickle"  # byte by byte


class Deck:
    """Faults in a random order that a seed decides; among so many replies there are so many."""

    def __init__(self, seed: int, size: int, **counts: int) -> None:
        faults = [Fault[name.upper()] for name, count in counts.items() for _ in range(count)]
        self._cards: list[Fault | None] = [*faults, *[None] * (size - len(faults))]
        self._chance = random.Random(seed)
        self._pile: Iterator[Fault | None] = iter(())

    def draw(self) -> Fault | None:
        """What happens to the next reply; mostly nothing."""
        for card in self._pile:
            return card
        self._chance.shuffle(self._cards)
        self._pile = iter(self._cards)
        return self.draw()

    def somewhere(self, length: int) -> int:
        """A place in a reply of that length."""
        return self._chance.randrange(length)


class Proxy:
    """Stands before a port; without a deck everything passes."""

    def __init__(self, target: int) -> None:
        self.deck: Deck | None = None
        self.dealt: Counter[str] = Counter()
        self._target = target
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        assert self._server is not None, "`async with` comes first"
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def summary(self) -> str:
        """How many of which faults there were."""
        return ", ".join(f"{self.dealt[fault]} {fault}" for fault in Fault)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_exception: object) -> None:
        assert self._server is not None
        self._server.close()
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        try:
            there = await asyncio.open_connection("127.0.0.1", self._target)
            await _Line(self, (reader, writer), there).run()
        except OSError:
            writer.transport.abort()
        finally:
            self._lines.discard(task)


Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Line:
    """One connection through the proxy."""

    def __init__(self, proxy: Proxy, here: Ends, there: Ends) -> None:
        self._proxy = proxy
        self._here = here
        self._there = there
        self._asked = False
        self._deaf = False

    async def run(self) -> None:
        back = asyncio.create_task(self._back())
        try:
            with suppress(OSError):
                await self._forth()
        finally:
            back.cancel()
            self._hang_up()
            await asyncio.gather(back, return_exceptions=True)

    async def _forth(self) -> None:
        reader, writer = self._here[0], self._there[1]
        while data := await reader.read(CHUNK):
            if not self._deaf:
                self._asked = True
                writer.write(data)
                await writer.drain()

    async def _back(self) -> None:
        reader, writer = self._there[0], self._here[1]
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                await self._pass_on(data, writer)
        if not self._deaf:
            self._hang_up()

    async def _pass_on(self, data: bytes, writer: asyncio.StreamWriter) -> None:
        fault = self._draw()
        if fault is Fault.HALF_OPEN:
            self._deaf = True
        if self._deaf:
            return
        if fault is Fault.CUT:
            assert self._proxy.deck is not None
            data = data[: self._proxy.deck.somewhere(len(data))]
        if fault is Fault.DELAY:
            await asyncio.sleep(DELAY)
        if fault is Fault.TRICKLE:
            await _trickle(data, writer)
            return
        writer.write(data)
        await writer.drain()
        if fault is Fault.CUT:
            self._hang_up()

    def _draw(self) -> Fault | None:
        """A fault for the first bytes that come after a question: the beginning of a reply."""
        if self._proxy.deck is None or not self._asked or self._deaf:
            return None
        self._asked = False
        fault = self._proxy.deck.draw()
        if fault is not None:
            self._proxy.dealt[fault] += 1
        return fault

    def _hang_up(self) -> None:
        # Closed and not aborted: the part of a reply that was let through arrives.
        self._here[1].close()
        self._there[1].transport.abort()


async def _trickle(data: bytes, writer: asyncio.StreamWriter) -> None:
    for place in range(len(data)):
        writer.write(data[place : place + 1])
        await writer.drain()
        await asyncio.sleep(0)
