"""References: a bare ASGI application, and a bare JSON POST of the framework."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar, post
from litestar.params import JSONBody

from tools.ports import free_port

BODY = b"hello, crowd\n" * 79  # 1 KB
HEADERS = [(b"content-type", b"text/plain"), (b"content-length", str(len(BODY)).encode())]


async def hello(scope: dict[str, Any], _receive: Any, send: Any) -> None:
    """Reply to all requests with the same 1 KB."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": BODY})


class Answer(msgspec.Struct):
    """The body of request and reply."""

    value: float


@post("/answers")
async def echo(data: JSONBody[Answer]) -> Answer:
    """Decode and encode the body, and store nothing."""
    return data


litestar = Litestar([echo], openapi_config=None, logging_config=None)


@contextmanager
def running_reference(name: str) -> Iterator[tuple[int, int]]:
    """Serve one of these applications as crowd serves itself; provide its port and pid."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", f"bench.reference:{name}", "--port", str(port)]
    command += ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--no-server-header"]
    process = subprocess.Popen([*command, "--log-level", "warning"], cwd=Path(__file__).parents[1])
    try:
        _wait(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/")
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
