"""Pictures that wait for their turn in the picture process, which is started and replaced here."""

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

from crowd.model.errors import Overloaded
from crowd.model.sentence import Sentence
from crowd.web.images.limits import TOO_COSTLY, PreparedImage, image_problem
from crowd.web.images.messages import Drawing, Preparation, Refusal, TaskResult

Task = Literal["prepare", "draw"]

MAX_WAITING: dict[Task, int] = {"prepare": 8, "draw": 32}
"""Pictures in the queue, the one under way included: some seconds of work."""

TOO_MANY_WAIT = Sentence(
    "Too many pictures came at once. Nothing that you typed is lost: choose the picture again, and "
    "send the form again in a few seconds."
)

PASSED_ON = re.compile(r"(PATH|HOME|LANG|TMPDIR|VIRTUAL_ENV)$|LC_|PYTHON|LD_|DYLD_|XDG_|FONTCONFIG")
"""Variables of the environment that the process gets."""

MAX_SECONDS = 60.0
"""For one picture, however busy the machine; the process itself limits the time it computes."""


class PictureProcessEnded(Exception):
    """The process ended over a picture: that took too much memory or time."""


class PictureQueue:
    """One picture after the other; beyond so many that wait, the next are refused."""

    def __init__(self) -> None:
        # One thread, which waits where the event loop must not.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._waiting: Counter[Task] = Counter()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._closed = False

    async def prepare(self, read: Callable[[], bytes]) -> PreparedImage:
        """A picture that came in, ready to be stored; its bytes are read when it is its turn."""
        try:
            result = await self._turn("prepare", read)
        except PictureProcessEnded:
            raise image_problem(TOO_COSTLY) from None
        if isinstance(result, Refusal):
            raise image_problem(Sentence(result.sentence, **result.values))
        assert isinstance(result, Preparation)
        return result.image

    async def draw(self, svg: bytes) -> bytes:
        """An SVG as PNG."""
        result = await self._turn("draw", lambda: svg)
        assert isinstance(result, Drawing)
        return result.png

    def close(self) -> None:
        """Ends the process; what still waits is given up."""
        self._closed = True
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._end()

    async def _turn(self, task: Task, read: Callable[[], bytes]) -> TaskResult:
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
            # Not by its own limit of time, so perhaps not over this picture either.
            logging.getLogger(__name__).warning("the picture process ended with %s", ended)
            try:
                return self._exchange(task, data)
            except (EOFError, OSError):
                self._end()
        raise PictureProcessEnded

    def _exchange(self, task: Task, data: bytes) -> TaskResult:
        connection = self._connected()
        connection.send_bytes(task.encode())
        connection.send_bytes(data)
        if not connection.poll(MAX_SECONDS):
            raise TimeoutError
        result: TaskResult = msgspec.msgpack.decode(connection.recv_bytes(), type=TaskResult)
        return result

    def _connected(self) -> Connection:
        """The connection to the process, which is begun where there is none that runs."""
        if self._connection is not None and self._process and self._process.poll() is None:
            return self._connection
        self._end()
        if self._closed:
            raise EOFError
        self._connection, other = Pipe()
        with other:
            self._process = subprocess.Popen(  # noqa: S603  our own module, by our own interpreter
                [sys.executable, "-m", "crowd.web.images.process", str(other.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
                env=_environment(),
            )
        return self._connection

    def _end(self) -> int | None:
        """Ends the process, unless it ended by itself; how it ended."""
        if self._connection is not None:
            self._connection.close()
        process, self._process, self._connection = self._process, None, None
        if process is None:
            return None
        process.kill()
        return process.wait()


def _environment() -> dict[str, str]:
    """What Python and the search for fonts need, and nothing secret."""
    kept = {name: value for name, value in os.environ.items() if PASSED_ON.match(name)}
    # No arena for each thread, which would count as memory; large blocks go back to the system.
    return {**kept, "MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "1000000"}
