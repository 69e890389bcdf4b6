"""The process that decodes and draws pictures: one at a time, within limits of memory and time.

Started by `PictureQueue`. It knows no settings and no secrets, and ends when its starter does: the
connection between them closes then.
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
from crowd.web.images.messages import Drawing, Preparation, Refusal, TaskResult
from crowd.web.images.preparation import prepare_image
from crowd.web.images.rasterizer import png_of

MAX_MEMORY_BYTES = 512 * 1024 * 1024
"""Of address space; the worst picture that is taken needs 350 MB, with all of the process."""

MAX_CPU_SECONDS = 2.0
"""For one picture; of its own time, so that a busy machine refuses no picture."""

NICENESS = 10
"""Whoever answers a poll comes first."""


def prepare(data: bytes) -> TaskResult:
    """Prepares a picture that came in."""
    try:
        return Preparation(image=prepare_image(data))
    except CrowdError as error:
        message = error.problems[0].message if isinstance(error, Invalid) else error.detail
        return Refusal(
            sentence=getattr(message, "template", message), values=getattr(message, "values", {})
        )


def draw(svg: bytes) -> TaskResult:
    """Draws an SVG."""
    return Drawing(png=png_of(svg.decode()))


TASKS: dict[bytes, Callable[[bytes], TaskResult]] = {
    b"prepare": prepare,
    b"draw": draw,
}


def main() -> None:
    """Does one task after the other until nobody is there any more who gives them."""
    _limit()
    with Connection(int(sys.argv[1])) as connection, suppress(EOFError, ConnectionError):
        while True:
            do = TASKS[connection.recv_bytes()]
            data = connection.recv_bytes()
            # When its time is over, the system ends the process; decoders listen to nobody.
            signal.setitimer(signal.ITIMER_PROF, MAX_CPU_SECONDS)
            result = do(data)
            signal.setitimer(signal.ITIMER_PROF, 0)
            del data
            connection.send_bytes(msgspec.msgpack.encode(result))


def _limit() -> None:
    # Those are for the starter, who closes the connection when it is time.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # macOS has no such limit, or does not hold to it.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))


if __name__ == "__main__":
    main()
