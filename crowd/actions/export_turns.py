"""Take turns at writing files of answers, which take a processor and room on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from crowd.model.errors import Overloaded

MAX_AT_ONCE = 2
MAX_WAITING = 32
"""Files that are written at once in a process, and callers who wait for their turn."""


class ExportTurns:
    """Turns at writing files; Overloaded beyond MAX_WAITING callers."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(MAX_AT_ONCE)
        self._waiting = 0

    @asynccontextmanager
    async def take(self) -> AsyncIterator[None]:
        """Wait for a turn, and end it with the block."""
        if self._waiting >= MAX_WAITING:
            raise Overloaded
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._slots.release()
