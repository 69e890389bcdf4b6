"""The process that prepares and draws images: one at a time, within limits of memory and time.

Started by `ImageQueue`. It has no settings and no secrets, and ends with the process that started it,
which closes their connection.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection

import msgspec

from crowd.model.errors import CrowdError, Invalid
from crowd.web.images.messages import Drawing, Preparation, Refusal, TaskResult, Thumbnail
from crowd.web.images.preparation import prepare_image
from crowd.web.images.rasterizer import png_of
from crowd.web.images.thumbnail import make_thumbnail

MAX_MEMORY_BYTES = 512 * 1024 * 1024
"""Bytes of address space; the worst image that is taken needs 350 MB, with all of the process."""

MAX_CPU_SECONDS = 2.0
"""CPU seconds for one image, which do not run out on a busy machine."""

NICENESS = 10
"""The priority, below that of the web processes."""


def prepare(data: bytes) -> TaskResult:
    """Prepare an uploaded image."""
    try:
        return Preparation(image=prepare_image(data))
    except CrowdError as error:
        message = error.problems[0].message if isinstance(error, Invalid) else error.detail
        return Refusal(
            sentence=getattr(message, "template", message), values=getattr(message, "values", {})
        )


def draw(svg: bytes) -> TaskResult:
    """Draw an SVG as PNG."""
    return Drawing(png=png_of(svg.decode()))


def shrink(data: bytes) -> TaskResult:
    """Make a thumbnail of a stored image."""
    return Thumbnail(jpeg=make_thumbnail(data))


TASKS: dict[bytes, Callable[[bytes], TaskResult]] = {
    b"prepare": prepare,
    b"draw": draw,
    b"shrink": shrink,
}


def main() -> None:
    """Do one task after the other until the connection is closed."""
    _limit()
    with Connection(int(sys.argv[1])) as connection, suppress(EOFError, ConnectionError):
        while True:
            run_task = TASKS[connection.recv_bytes()]
            data = connection.recv_bytes()
            # At the limit, the system ends the process: decoders cannot be interrupted otherwise.
            signal.setitimer(signal.ITIMER_PROF, MAX_CPU_SECONDS)
            result = run_task(data)
            signal.setitimer(signal.ITIMER_PROF, 0)
            del data
            connection.send_bytes(msgspec.msgpack.encode(result))


def _limit() -> None:
    # The process that started this one handles them, and closes the connection.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # macOS has no such limit, or does not enforce it.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))


if __name__ == "__main__":
    main()
