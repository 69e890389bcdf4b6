"""Exported files: one for all who ask for the same, few on the disk, none longer than it is read."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import BinaryIO

import pytest

from crowd.actions.export_files import (
    CHUNK_BYTES,
    MAX_FILES,
    MAX_PER_CALLER,
    MAX_WAITING,
    MAX_WRITTEN_AT_ONCE,
    ExportFile,
    ExportFiles,
)
from crowd.model.errors import Overloaded, StorageFullForFiles, TooMany

PATIENCE = 20.0


class Writer:
    """Writes files when it may, and counts."""

    def __init__(self, content: bytes = b"content") -> None:
        self.content = content
        self.running = self.begun = self.peak = self.given_up = 0
        self.may_end = asyncio.Event()

    async def __call__(self, file: BinaryIO) -> None:
        self.begun += 1
        self.running += 1
        self.peak = max(self.peak, self.running)
        try:
            await self.may_end.wait()
            file.write(self.content)
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        finally:
            self.running -= 1


class Reader:
    """Has a file lent, and keeps it until it may end."""

    def __init__(
        self, files: ExportFiles, key: object, writer: Writer, caller: bytes | None = None
    ) -> None:
        self.may_end, self.got = asyncio.Event(), asyncio.Event()
        self.file: ExportFile | None = None
        self.task = asyncio.create_task(self._read(files, key, writer, caller))

    async def _read(
        self, files: ExportFiles, key: object, writer: Writer, caller: bytes | None
    ) -> bytes:
        async with files.lend(key, caller, writer) as self.file:
            self.got.set()
            content = b"".join([chunk async for chunk in self.file.chunks()])
            await self.may_end.wait()
        return content


async def settle() -> None:
    """All that can go on without anybody's help has gone on."""
    for _ in range(50):
        await asyncio.sleep(0)


@asynccontextmanager
async def patience() -> AsyncIterator[None]:
    async with asyncio.timeout(PATIENCE):
        yield


async def test_all_who_ask_for_the_same_share_one_file() -> None:
    files, writer = ExportFiles(), Writer(b"x" * (CHUNK_BYTES + 5))
    first = [Reader(files, "a", writer) for _ in range(5)]
    writer.may_end.set()
    async with patience():
        await asyncio.gather(*(reader.got.wait() for reader in first))
        late = Reader(files, "a", writer)
        await late.got.wait()
        for reader in [*first, late]:
            reader.may_end.set()
        contents = await asyncio.gather(*(reader.task for reader in [*first, late]))
    assert contents == [writer.content] * 6
    assert writer.begun == 1
    assert first[0].file is late.file
    await settle()
    assert late.file is not None
    assert late.file.file is not None
    assert late.file.file.closed


async def test_file_is_written_anew_once_nobody_reads_it() -> None:
    files, writer = ExportFiles(), Writer()
    writer.may_end.set()
    for number in (1, 2):
        async with files.lend("a", None, writer):
            assert writer.begun == number


async def test_files_on_the_disk_are_few_until_they_are_sent() -> None:
    files, writer = ExportFiles(), Writer()
    readers = [Reader(files, number, writer) for number in range(MAX_FILES + 1)]
    await settle()
    assert (writer.running, writer.begun) == (MAX_WRITTEN_AT_ONCE, MAX_WRITTEN_AT_ONCE)
    writer.may_end.set()
    async with patience():
        await asyncio.gather(*(reader.got.wait() for reader in readers[:MAX_FILES]))
        await settle()
        assert (writer.begun, readers[MAX_FILES].got.is_set()) == (MAX_FILES, False)
        readers[0].may_end.set()
        await readers[MAX_FILES].got.wait()
        for reader in readers:
            reader.may_end.set()
        await asyncio.gather(*(reader.task for reader in readers))
    assert (writer.begun, writer.peak) == (MAX_FILES + 1, MAX_WRITTEN_AT_ONCE)


async def test_one_caller_leaves_files_for_the_others() -> None:
    files, writer = ExportFiles(), Writer()
    greedy = [Reader(files, number, writer, b"one") for number in range(MAX_PER_CALLER + 1)]
    other = Reader(files, "other", writer, b"two")
    shared = Reader(files, 0, writer, b"one")
    writer.may_end.set()
    async with patience():
        with pytest.raises(TooMany):
            await greedy.pop().task
        await asyncio.gather(other.got.wait(), shared.got.wait())
        for reader in [*greedy, other, shared]:
            reader.may_end.set()
        await asyncio.gather(*(reader.task for reader in [*greedy, other, shared]))
        await settle()
        async with files.lend("again", b"one", writer) as again:
            assert again.size == len(writer.content)


async def test_too_many_who_wait_are_told_so() -> None:
    files, writer = ExportFiles(), Writer()
    readers = [Reader(files, number, writer) for number in range(MAX_FILES + MAX_WAITING + 1)]
    async with patience():
        with pytest.raises(Overloaded):
            await readers.pop().task
    for reader in readers:
        reader.task.cancel()
    await asyncio.gather(*(reader.task for reader in readers), return_exceptions=True)
    await settle()
    writer.may_end.set()
    async with patience(), files.lend("again", None, writer):
        assert writer.given_up == MAX_WRITTEN_AT_ONCE


async def test_file_is_given_up_with_the_last_who_waits_for_it() -> None:
    files, writer = ExportFiles(), Writer()
    readers = [Reader(files, "a", writer) for _ in range(2)]
    await settle()
    readers[0].task.cancel()
    await settle()
    assert (writer.running, writer.given_up) == (1, 0)
    readers[1].task.cancel()
    await settle()
    assert (writer.running, writer.given_up) == (0, 1)
    writer.may_end.set()
    async with patience(), files.lend("a", None, writer) as file:
        assert (writer.begun, file.size) == (2, len(writer.content))


async def test_failure_is_told_to_all_and_leaves_room() -> None:
    files = ExportFiles()

    async def fail(_file: BinaryIO) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for _ in range(MAX_FILES + MAX_WAITING + 1):
        with pytest.raises(StorageFullForFiles):
            async with files.lend("a", b"one", fail):
                raise AssertionError("there is no file")
        await settle()


async def test_file_expires_and_is_not_shared_any_more() -> None:
    files, writer = ExportFiles(seconds=0, bytes_per_second=1e12), Writer()
    writer.may_end.set()
    async with patience(), files.lend("a", None, writer) as file:
        while not file.is_expired:  # noqa: ASYNC110  a timer sets it
            await asyncio.sleep(0)
        async with files.lend("a", None, writer) as later:
            assert later is not file


async def test_nobody_gets_more_of_a_file_that_has_expired() -> None:
    files, writer = ExportFiles(), Writer(b"x" * 3 * CHUNK_BYTES)
    writer.may_end.set()
    async with patience(), files.lend("a", None, writer) as file:
        chunks = file.chunks()
        assert len(await anext(chunks)) == CHUNK_BYTES
        file.is_expired = True
        assert [chunk async for chunk in chunks] == []
