"""Threads that write files end once they are given up, and are waited for."""

from __future__ import annotations

import asyncio
import threading
import zipfile
from io import BytesIO
from typing import BinaryIO

import pytest

from crowd.tables.exports.writer_threads import GivenUp, WriterThreads


async def test_thread_returns_and_raises_like_the_function() -> None:
    threads = WriterThreads(BytesIO())
    assert await threads.run(threads.file.write, b"abc") == 3
    assert await threads.run(threads.file.tell) == 3
    with pytest.raises(ZeroDivisionError):
        await threads.run(divmod, 1, 0)


async def test_cancelled_thread_ends_before_its_caller_goes_on() -> None:
    file, begun, ended = BytesIO(), threading.Event(), threading.Event()
    threads = WriterThreads(file)

    def write_for_ever(output: BinaryIO) -> None:
        try:
            while True:
                output.write(b"x")
                output.seek(0)
                begun.set()
        finally:
            ended.set()

    task = asyncio.create_task(threads.run(write_for_ever, threads.file))
    assert await asyncio.to_thread(begun.wait, 20)
    # Whoever ends twice does not leave earlier.
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()
    with pytest.raises(GivenUp):
        await threads.run(threads.file.write, b"x")


async def test_nothing_is_written_to_a_file_that_was_released() -> None:
    file = BytesIO()
    threads = WriterThreads(file)
    await threads.run(threads.file.write, b"abc")
    threads.release()
    file.close()
    # As a library does that completes its archive when it is forgotten.
    with zipfile.ZipFile(threads.file, "w") as archive:
        archive.writestr("name", "content")
