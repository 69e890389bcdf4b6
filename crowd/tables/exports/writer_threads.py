"""Write files in worker threads that end soon once nobody wants the file any more."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, TypeVar, cast

Result = TypeVar("Result")


class GivenUp(Exception):
    """Raised in a thread that writes a file which nobody wants any more."""


class _CheckedFile(io.RawIOBase):
    """A file whose writing ends with GivenUp once it is given up; it does not close the file itself."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file: BinaryIO | None = file
        self.is_given_up = False

    def release(self) -> None:
        """Have what is still written go nowhere: libraries complete a file when they forget it."""
        self._file = None

    def write(self, data: Any) -> int:
        """Write bytes, unless the file is given up."""
        if self._file is None:
            return len(data)
        if self.is_given_up:
            raise GivenUp
        return self._file.write(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        return 0 if self._file is None else self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place."""
        return 0 if self._file is None else self._file.tell()

    def flush(self) -> None:
        """Do nothing: the owner of the file completes it."""

    def seekable(self) -> bool:
        """Return True."""
        return True

    def writable(self) -> bool:
        """Return True."""
        return True


class WriterThreads:
    """Runs the parts of writing a file, each in a worker thread.

    Where the task that waits for one is cancelled, the thread ends with the next bytes that it writes,
    and is waited for: what it has written can be deleted then.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._checked = _CheckedFile(file)
        self.file = cast("BinaryIO", self._checked)
        """The file to write to."""

    def release(self) -> None:
        """Leave the file to its owner: nothing is written to it any more."""
        self._checked.release()

    async def run(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Return what a function returns."""
        # A future of the executor: ending the event loop cancels all tasks, and a thread is none.
        running = asyncio.get_running_loop().run_in_executor(None, function, *arguments)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            self._checked.is_given_up = True
            while not running.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait({running})
            running.exception()
            raise
