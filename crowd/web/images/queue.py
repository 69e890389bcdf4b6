"""The queue for the image process, which is started and replaced here."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection, Pipe
from typing import Literal

import msgspec

from crowd.model.errors import Invalid, Overloaded
from crowd.model.sentence import Sentence
from crowd.web.images.limits import TOO_COSTLY, PreparedImage
from crowd.web.images.messages import Drawing, Preparation, Refusal, TaskResult, Thumbnail

Task = Literal["prepare", "draw", "shrink"]

MAX_WAITING: dict[Task, int] = {"prepare": 8, "draw": 32, "shrink": 32}
"""Images in the queue by task, the one under way included: some seconds of work."""

TOO_MANY_WAIT = Sentence(
    "Too many pictures came at once. Nothing that you typed is lost: choose the picture again, and "
    "send the form again in a few seconds."
)

ENVIRONMENT_NAMES = re.compile(
    r"(PATH|HOME|LANG|TMPDIR|VIRTUAL_ENV)$|LC_|PYTHON|LD_|DYLD_|XDG_|FONTCONFIG"
)
"""Environment variables that the process gets."""

MAX_SECONDS = 60.0
"""Seconds for one image, however busy the machine; the process limits its CPU time itself."""


class ImageProcessEnded(Exception):
    """The process ended while it worked on an image, which took too much memory or time."""


class ImageQueue:
    """Has one image after the other prepared or drawn; refuses more than MAX_WAITING."""

    def __init__(self) -> None:
        # One thread, which blocks where the event loop must not.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._waiting: Counter[Task] = Counter()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._closed = False

    async def prepare(self, read: Callable[[], bytes]) -> PreparedImage:
        """Prepare an uploaded image, read at its turn; raise Invalid if it cannot be taken."""
        try:
            result = await self._run("prepare", read)
        except ImageProcessEnded:
            raise Invalid.of_field("image", TOO_COSTLY) from None
        if isinstance(result, Refusal):
            raise Invalid.of_field("image", Sentence(result.sentence, **result.values))
        assert isinstance(result, Preparation)
        return result.image

    async def draw(self, svg: bytes) -> bytes:
        """Draw an SVG as PNG; raise ImageProcessEnded if that takes too much."""
        result = await self._run("draw", lambda: svg)
        assert isinstance(result, Drawing)
        return result.png

    async def shrink(self, data: bytes) -> bytes:
        """Make a thumbnail of a stored image; raise ImageProcessEnded if that takes too much."""
        result = await self._run("shrink", lambda: data)
        assert isinstance(result, Thumbnail)
        return result.jpeg

    def close(self) -> None:
        """End the process, and cancel what waits."""
        self._closed = True
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._end()

    async def _run(self, task: Task, read: Callable[[], bytes]) -> TaskResult:
        if self._waiting[task] >= MAX_WAITING[task]:
            raise Overloaded(TOO_MANY_WAIT)
        self._waiting[task] += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, self._ask, task, read)
        finally:
            self._waiting[task] -= 1

    def _ask(self, task: Task, read: Callable[[], bytes]) -> TaskResult:
        data = read()
        try:
            return self._exchange(task, data)
        except (EOFError, OSError):
            ended = self._end()
        if ended != -signal.SIGPROF:
            # Not by its limit of time, so perhaps not because of this image.
            logging.getLogger(__name__).warning("the picture process ended with %s", ended)
            try:
                return self._exchange(task, data)
            except (EOFError, OSError):
                self._end()
        raise ImageProcessEnded

    def _exchange(self, task: Task, data: bytes) -> TaskResult:
        connection = self._connected()
        connection.send_bytes(task.encode())
        connection.send_bytes(data)
        if not connection.poll(MAX_SECONDS):
            raise TimeoutError
        result: TaskResult = msgspec.msgpack.decode(connection.recv_bytes(), type=TaskResult)
        return result

    def _connected(self) -> Connection:
        """Return the connection to the process, which is started if none runs."""
        if self._connection is not None and self._process and self._process.poll() is None:
            return self._connection
        self._end()
        if self._closed:
            raise EOFError
        self._connection, other = Pipe()
        with other:
            self._process = subprocess.Popen(  # noqa: S603  our own module, by our own interpreter
                [sys.executable, "-P", "-m", "crowd.web.images.process", str(other.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                env=_environment(),
            )
        return self._connection

    def _end(self) -> int | None:
        """End the process unless it has ended; return its exit status."""
        if self._connection is not None:
            self._connection.close()
        process, self._process, self._connection = self._process, None, None
        if process is None:
            return None
        process.kill()
        return process.wait()


def _environment() -> dict[str, str]:
    """Return the variables that Python and the search for fonts need, and nothing secret."""
    passed = {name: value for name, value in os.environ.items() if ENVIRONMENT_NAMES.match(name)}
    # One arena instead of one for each thread, which would use up address space; large blocks are
    # returned to the system.
    return {**passed, "MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "1000000"}
