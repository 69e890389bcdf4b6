"""Load: as many requests as so many connections can carry, counted for a few seconds.

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
    """What is sent again and again; `bodies` gives each request another body, in a fresh list, and
    `cookies` are those of the browsers that read the same by turns."""

    path: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str = "application/json"
    bodies: Callable[[], list[bytes]] | None = None
    cookies: tuple[str, ...] = ()

    def all_bodies(self) -> list[bytes]:
        """What one turn of load sends; none for a GET."""
        return self.bodies() if self.bodies else [self.body] if self.body else []

    def all_encoded(self) -> list[bytes]:
        """What one turn of load sends, as it goes over the wire."""
        if self.cookies:
            return [self.encoded(b"", (("Cookie", cookie),)) for cookie in self.cookies]
        return [self.encoded(body) for body in self.all_bodies() or [b""]]

    def encoded(self, body: bytes, more: tuple[tuple[str, str], ...] = ()) -> bytes:
        """The request as it goes over the wire."""
        lines = [f"{'POST' if body else 'GET'} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in (*self.headers, *more)]
        if body:
            lines += [f"Content-Type: {self.media_type}", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body


class Outcome(NamedTuple):
    """What came back; `failed` counts statuses from 400 on and broken connections."""

    requests: int
    failed: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def generator() -> str:
    """What sends the requests on this machine."""
    return "wrk" if shutil.which("wrk") else "bench/load.py"


def load(port: int, request: Request, connections: int, seconds: float) -> Outcome:
    """The outcome of a few seconds of requests, in a process of its own."""
    if shutil.which("wrk"):
        return _with_wrk(port, request, connections, seconds)
    again = not request.all_bodies()
    done = subprocess.run(
        [sys.executable, __file__, str(port), str(connections), str(seconds)],
        input=msgspec.msgpack.encode((request.all_encoded(), again)),
        stdout=subprocess.PIPE,
        check=True,
    )
    return Outcome(**json.loads(done.stdout))


def _with_wrk(port: int, request: Request, connections: int, seconds: float) -> Outcome:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{round(seconds)}"]
    for name, value in request.headers:
        command += ["-H", f"{name}: {value}"]
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        bodies = request.all_bodies()
        if request.cookies:
            script.write(_readers(request.cookies))
            script.flush()
            command += ["-s", script.name]
        if bodies:
            script.write(_script(request.media_type, bodies))
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
    return Outcome(int(requests), failed, float(taken))


def _readers(cookies: tuple[str, ...]) -> str:
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


def _script(media_type: str, bodies: list[bytes]) -> str:
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
    """Sends the next request when the whole reply to the last one is there."""

    def __init__(self, requests: Iterator[bytes], statuses: Counter[int]) -> None:
        self._requests = requests
        self._statuses = statuses
        self._pending = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # The loop's own kind of transport is none of asyncio's.
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
    port: int, requests: list[bytes], again: bool, connections: int, seconds: float
) -> Outcome:
    coming = itertools.cycle(requests) if again else iter(requests)
    statuses: Counter[int] = Counter()
    loop = asyncio.get_running_loop()
    begin = time.perf_counter()
    for _ in range(connections):
        await loop.create_connection(lambda: _Connection(coming, statuses), "127.0.0.1", port)
    await asyncio.sleep(seconds)
    failed = sum(count for status, count in statuses.items() if status >= 400)
    return Outcome(statuses.total(), failed, time.perf_counter() - begin)


if __name__ == "__main__":
    wanted, once_more = msgspec.msgpack.decode(
        sys.stdin.buffer.read(), type=tuple[list[bytes], bool]
    )
    to, many, for_seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    found = uvloop.run(_send(to, wanted, once_more, many, for_seconds))
    print(json.dumps(found._asdict()))
