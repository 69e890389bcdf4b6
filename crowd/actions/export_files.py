"""Keep exported files on the disk until they are sent: written once for all who ask, and bounded."""

from __future__ import annotations

import asyncio
import logging
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager, suppress
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from crowd.model.errors import Overloaded, StorageFullForFiles, TooMany
from crowd.single_flight import SingleFlight

MAX_WRITTEN_AT_ONCE = 2
"""Files that a process writes at once."""

MAX_FILES = 8
"""Files on the disk: those that are written, and those that are being sent."""

MAX_WAITING = 32
"""Files that wait for room on the disk."""

MAX_PER_CALLER = 4
"""Files that one caller has had made, or waits for."""

MIN_SECONDS, MIN_BYTES_PER_SECOND = 60.0, 65_536
"""How long a file may be sent: so many seconds, and as long as it takes at this rate."""

RETRY_SECONDS = 30
"""Seconds after which a caller with too many files may try again."""

CHUNK_BYTES = 64 * 1024
"""Bytes of a file that are read and sent at once."""

Caller = bytes | None
Write = Callable[[BinaryIO], Awaitable[None]]


class ExportFile:
    """A file on the disk; many can read it at once."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.size = 0
        self.is_expired = False
        """Whether it has been there for so long that nobody gets more of it."""
        self.readers = 0
        self.making: asyncio.Task[None] | None = None
        self.timers: list[asyncio.TimerHandle] = []
        self.file: BinaryIO | None = None

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the bytes; end early once the file has expired."""
        assert self.file is not None, "it is written before anybody reads it"
        start, number = 0, self.file.fileno()
        while start < self.size and not self.is_expired:
            chunk = await asyncio.to_thread(os.pread, number, CHUNK_BYTES, start)
            yield chunk
            start += len(chunk)

    def close(self) -> None:
        """Delete the file."""
        for timer in self.timers:
            timer.cancel()
        if self.file is not None:
            # Where the disk is full, what is still in memory cannot be written.
            with suppress(OSError):
                self.file.close()


class ExportFiles:
    """The files of a process: few are written at once, and no more of them lie on the disk than fit.

    All who ask for the same while it is written or sent share one file. It is deleted once nobody
    reads it; it is given up if all who wait for it have gone.
    """

    def __init__(
        self, seconds: float = MIN_SECONDS, bytes_per_second: float = MIN_BYTES_PER_SECOND
    ) -> None:
        self._seconds, self._bytes_per_second = seconds, bytes_per_second
        self._shared: dict[Hashable, ExportFile] = {}
        self._calls: SingleFlight[ExportFile, None] = SingleFlight()
        self._room = asyncio.Semaphore(MAX_FILES)
        self._turns = asyncio.Semaphore(MAX_WRITTEN_AT_ONCE)
        self._by_caller: Counter[Caller] = Counter()
        self.on_the_disk: set[ExportFile] = set()
        """The files that are written or sent."""

    @asynccontextmanager
    async def lend(self, key: Hashable, caller: Caller, write: Write) -> AsyncIterator[ExportFile]:
        """Provide the file of this key, written if there is none; it stays until the block ends.

        Raise TooMany for a caller who has too many files, and Overloaded where too many wait. A caller
        of None may have any number.
        """
        shared = self._shared.get(key) or self._admit(key, caller)
        shared.readers += 1
        try:
            if shared.making is None:
                shared.making = self._calls.start(shared, lambda: self._make(key, shared, write))
            # The call is everybody's: who leaves does not end it for the others.
            await asyncio.shield(shared.making)
            yield shared
        finally:
            shared.readers -= 1
            if not shared.readers:
                self._give_up(key, shared)

    def _admit(self, key: Hashable, caller: Caller) -> ExportFile:
        if caller is not None and self._by_caller[caller] >= MAX_PER_CALLER:
            raise TooMany(RETRY_SECONDS)
        if self._by_caller.total() >= MAX_FILES + MAX_WAITING:
            raise Overloaded
        self._by_caller[caller] += 1
        self._shared[key] = ExportFile(caller)
        return self._shared[key]

    async def _make(self, key: Hashable, shared: ExportFile, write: Write) -> None:
        await self._room.acquire()
        self.on_the_disk.add(shared)
        async with self._turns:
            try:
                shared.file = cast("BinaryIO", TemporaryFile())  # noqa: SIM115 - its last reader closes it
                await write(shared.file)
                shared.size = await asyncio.to_thread(_complete, shared.file)
            except OSError as error:
                logging.getLogger(__name__).exception("a file of answers cannot be written")
                raise StorageFullForFiles from error
        life = self._seconds + shared.size / self._bytes_per_second
        later = asyncio.get_running_loop().call_later
        # Who comes in the second half of its life gets a file of their own.
        shared.timers = [
            later(life / 2, self._stop_sharing, key, shared),
            later(life, setattr, shared, "is_expired", True),
        ]

    def _stop_sharing(self, key: Hashable, shared: ExportFile) -> None:
        if self._shared.get(key) is shared:
            del self._shared[key]

    def _give_up(self, key: Hashable, shared: ExportFile) -> None:
        """Delete a file that nobody reads, once the task that makes it has ended."""
        self._stop_sharing(key, shared)
        if shared.making is None:
            self._free(shared)
            return
        shared.making.cancel()
        shared.making.add_done_callback(lambda _: self._free(shared))

    def _free(self, shared: ExportFile) -> None:
        shared.close()
        self._by_caller[shared.caller] -= 1
        if not self._by_caller[shared.caller]:
            del self._by_caller[shared.caller]
        if shared in self.on_the_disk:
            self.on_the_disk.remove(shared)
            self._room.release()


def _complete(file: BinaryIO) -> int:
    """Write what is still in memory, and return the size of the file."""
    file.flush()
    return os.fstat(file.fileno()).st_size
