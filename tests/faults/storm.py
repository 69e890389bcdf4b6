"""A storm of pictures and widgets from a process of its own, which leaves the machine to the service.

``python -m tests.faults.storm PORT POLL SECONDS`` prints what the service answered, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
from collections import Counter
from io import BytesIO

import httpx
import uvloop
from PIL import Image

from tests.factories import hidden_fields, in_hours
from tests.faults.load import Caller, get

UPLOADERS = 8
WIDGETS = 620
WAVE_SECONDS = 1.0
PAUSE = 0.05
BOUNDARY = "a-boundary-between-parts"


def worst_pictures() -> list[bytes]:
    """Of what is taken, what takes longest, noise that is encoded several times, and most memory."""
    bands = [Image.effect_noise((2200, 2200), 90) for _ in "RGBA"]
    return [_png(Image.merge("RGBA", bands)), _png(Image.new("RGBA", (4096, 4096), "#0b6b6780"))]


def _png(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def upload(port: int, picture: bytes) -> bytes:
    """The create form with a picture, as a browser sends it."""
    address = f"http://127.0.0.1:{port}/new"
    while (page := httpx.get(address, timeout=60)).status_code == 503:
        time.sleep(PAUSE)
    fields = {
        **hidden_fields(page.text, "/polls"),
        "question": "How many?",
        "closes_at": in_hours(24)[:16],
        "time_zone": "UTC",
        "alt": "Noise",
    }
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts.append(b'name="image"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n' + picture)
    start = f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode()
    body = b"".join(start + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()
    head = (
        "POST /polls HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
        f"Accept: text/html\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def send_pictures(port: int, picture: bytes, end: float, seen: Counter[str]) -> None:
    """One picture after the other."""
    caller = Caller(port, 120)
    while time.monotonic() < end:
        # A ticket makes one poll, however often it is sent.
        request = await asyncio.to_thread(upload, port, picture)
        await count(caller, request, seen)
    caller.leave()


async def show_widgets(port: int, poll_id: str, end: float, seen: Counter[str]) -> None:
    """All at once, and again."""
    callers = [Caller(port, 120) for _ in range(WIDGETS)]
    while (begin := time.monotonic()) < end:
        await asyncio.gather(*(count(caller, get(f"/embed/{poll_id}"), seen) for caller in callers))
        await asyncio.sleep(max(0.0, begin + WAVE_SECONDS - time.monotonic()))
    for caller in callers:
        caller.leave()


async def count(caller: Caller, request: bytes, seen: Counter[str]) -> None:
    try:
        seen[str((await caller.ask(request)).status)] += 1
    except OSError as error:
        seen[type(error).__name__] += 1


async def storm(port: int, poll_id: str, seconds: float) -> dict[str, Counter[str]]:
    """What the service answered to pictures and widgets."""
    pictures = worst_pictures()
    print(max(map(len, pictures)), flush=True)
    end = time.monotonic() + seconds
    seen: dict[str, Counter[str]] = {"pictures": Counter(), "widgets": Counter()}
    async with asyncio.TaskGroup() as group:
        for number in range(UPLOADERS):
            picture = pictures[number % len(pictures)]
            group.create_task(send_pictures(port, picture, end, seen["pictures"]))
        group.create_task(show_widgets(port, poll_id, end, seen["widgets"]))
    return seen


if __name__ == "__main__":
    os.nice(5)
    assert re.fullmatch(r"\d+", sys.argv[1])
    print(json.dumps(uvloop.run(storm(int(sys.argv[1]), sys.argv[2], float(sys.argv[3])))))
