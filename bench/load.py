"""Generate load: as many requests as some connections can carry, counted for some seconds.

`wrk` sends them where it is installed. Otherwise this file does, as a process of its own:
`load.py PORT CONNECTIONS SECONDS < request`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple, cast

import msgspec
import uvloop


class Request(NamedTuple):
    """A request that is sent repeatedly; `bodies` makes a new list with a body for each request, and
    `cookies` are those of browsers that take turns."""

    path: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str = "application/json"
    bodies: Callable[[], list[bytes]] | None = None
    cookies: tuple[str, ...] = ()

    def all_bodies(self) -> list[bytes]:
        """Return the bodies of one turn; none for a GET."""
        return self.bodies() if self.bodies else [self.body] if self.body else []

    def encode_all(self) -> list[bytes]:
        """Encode the requests of one turn as HTTP."""
        if self.cookies:
            return [self.encode(b"", (("Cookie", cookie),)) for cookie in self.cookies]
        return [self.encode(body) for body in self.all_bodies() or [b""]]

    def encode(self, body: bytes, more: tuple[tuple[str, str], ...] = ()) -> bytes:
        """Encode the request as HTTP."""
        lines = [f"{'POST' if body else 'GET'} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in (*self.headers, *more)]
        if body:
            lines += [f"Content-Type: {self.media_type}", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body


class LoadResult(NamedTuple):
    """Replies in a turn; `failed` counts statuses from 400 on and broken connections."""

    requests: int
    failed: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def generator_name() -> str:
    """Return the name of the load generator on this machine."""
    return "wrk" if shutil.which("wrk") else "bench/load.py"


def generate_load(port: int, request: Request, connections: int, seconds: float) -> LoadResult:
    """Send requests for some seconds, from another process."""
    if shutil.which("wrk"):
        return _generate_with_wrk(port, request, connections, seconds)
    repeat = request.bodies is None
    done = subprocess.run(
        [sys.executable, __file__, str(port), str(connections), str(seconds)],
        input=msgspec.msgpack.encode((request.encode_all(), repeat)),
        stdout=subprocess.PIPE,
        check=True,
    )
    return LoadResult(**json.loads(done.stdout))


def _generate_with_wrk(port: int, request: Request, connections: int, seconds: float) -> LoadResult:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{round(seconds)}"]
    for name, value in request.headers:
        command += ["-H", f"{name}: {value}"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        bodies = request.all_bodies()
        if request.cookies:
            script.write(_cookie_script(request.cookies))
            script.flush()
            command += ["-s", script.name]
        if bodies:
            script.write(_body_script(request.media_type, bodies))
            script.flush()
            command += ["-s", script.name]
        url = f"http://127.0.0.1:{port}{request.path}"
        output = subprocess.run(
            [*command, url], stdout=subprocess.PIPE, text=True, check=True
        ).stdout
    requests, taken = re.findall(r"(\d+) requests in ([\d.]+)s", output)[0]
    refused = re.findall(r"Non-2xx or 3xx responses: (\d+)", output)
    broken = re.findall(r"Socket errors: connect (\d+), read (\d+), write (\d+)", output)
    failed = sum(map(int, [*refused, *(broken[0] if broken else ())]))
    return LoadResult(int(requests), failed, float(taken))


def _cookie_script(cookies: tuple[str, ...]) -> str:
    texts = ",\n".join(json.dumps(cookie) for cookie in cookies)
    lines = [
        f"local cookies = {{{texts}}}",
        "local sent = 0",
        "request = function()",
        "  sent = sent % #cookies + 1",
        '  wrk.headers["Cookie"] = cookies[sent]',
        "  return wrk.format()",
        "end",
    ]
    return "\n".join(lines)


def _body_script(media_type: str, bodies: list[bytes]) -> str:
    lines = ['wrk.method = "POST"', f'wrk.headers["Content-Type"] = "{media_type}"']
    lines += [f"wrk.body = {json.dumps(bodies[0].decode())}"]
    if len(bodies) > 1:
        texts = ",\n".join(json.dumps(body.decode()) for body in bodies)
        lines += [
            f"local bodies = {{{texts}}}",
            "local sent = 0",
            "request = function()",
            "  sent = sent + 1",
            "  return wrk.format(nil, nil, nil, assert(bodies[sent], 'more bodies are needed'))",
            "end",
        ]
    return "\n".join(lines)


class _Connection(asyncio.Protocol):
    """Client that sends the next request once the reply to the last one is complete."""

    def __init__(self, requests: Iterator[bytes], statuses: Counter[int]) -> None:
        self._requests = requests
        self._statuses = statuses
        self._pending = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports do not inherit from asyncio's.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        reply = self._pending + data if self._pending else data
        end = reply.find(b"\r\n\r\n")
        if end < 0 or len(reply) < end + 4 + _length(reply[:end].lower()):
            self._pending = reply
            return
        self._pending = b""
        self._statuses[int(reply[9:12])] += 1
        if self._transport is not None:
            self._transport.write(next(self._requests))

    def connection_lost(self, _error: Exception | None) -> None:
        self._statuses[599] += 1


def _length(head: bytes) -> int:
    start = head.find(b"\r\ncontent-length:")
    return 0 if start < 0 else int(head[start + 17 :].split(b"\r", 1)[0])


async def _send(
    port: int, requests: list[bytes], repeat: bool, connections: int, seconds: float
) -> LoadResult:
    upcoming = itertools.cycle(requests) if repeat else iter(requests)
    statuses: Counter[int] = Counter()
    loop = asyncio.get_running_loop()
    begin = time.perf_counter()
    for _ in range(connections):
        await loop.create_connection(lambda: _Connection(upcoming, statuses), "127.0.0.1", port)
    await asyncio.sleep(seconds)
    failed = sum(count for status, count in statuses.items() if status >= 400)
    return LoadResult(statuses.total(), failed, time.perf_counter() - begin)


if __name__ == "__main__":
    encoded_requests, repeated = msgspec.msgpack.decode(
        sys.stdin.buffer.read(), type=tuple[list[bytes], bool]
    )
    port_given, count, duration = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    result = uvloop.run(_send(port_given, encoded_requests, repeated, count, duration))
    print(json.dumps(result._asdict()))
