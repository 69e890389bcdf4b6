"""The picture process: within its limits, replaced when it ends, and gone with whoever started it."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from crowd.model.errors import Invalid, Overloaded
from crowd.web.images.limits import PreparedImage
from crowd.web.images.process import MAX_MEMORY_BYTES
from crowd.web.images.queue import MAX_WAITING, ImageQueue

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40"><path d="M0 0h9v9z"/></svg>'
PATIENCE = 20.0
PNG = b"\x89PNG\r\n\x1a\n"

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def queue() -> Iterator[ImageQueue]:
    queue = ImageQueue()
    yield queue
    queue.close()


@pytest.fixture(scope="module")
def shared_queue() -> Iterator[ImageQueue]:
    """For tests that leave the process as it was: to start one takes longer than their pictures."""
    queue = ImageQueue()
    yield queue
    queue.close()


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def photo(size: tuple[int, int] = (64, 48)) -> bytes:
    return encoded(Image.new("RGB", size, "red"), "JPEG")


async def prepared(queue: ImageQueue, data: bytes) -> PreparedImage:
    return await queue.prepare(lambda: data)


def pid_of(queue: ImageQueue) -> int:
    assert queue._process is not None
    return queue._process.pid


def peak_bytes(queue: ImageQueue) -> int:
    status = Path(f"/proc/{pid_of(queue)}/status").read_text()
    return 1024 * int(status.partition("VmPeak:")[2].split()[0])


async def test_pictures_that_come_in_and_go_out_take_turns(shared_queue: ImageQueue) -> None:
    pictures = [prepared(shared_queue, photo((number, 48))) for number in range(10, 15)]
    drawn = [shared_queue.draw(SVG) for _ in range(5)]
    results = await asyncio.gather(*pictures, *drawn)
    assert [picture.width for picture in results[:5]] == [10, 11, 12, 13, 14]
    assert all(png.startswith(PNG) for png in results[5:])


async def test_what_is_wrong_with_a_picture_is_a_sentence(shared_queue: ImageQueue) -> None:
    with pytest.raises(Invalid) as caught:
        await prepared(shared_queue, encoded(Image.new("1", (4097, 4097)), "PNG"))
    message = caught.value.problems[0].message
    assert message.template.startswith("A PNG, a WebP or a progressive JPEG can have at most {n}")  # type: ignore[attr-defined]
    assert message.values == {"n": 16}  # type: ignore[attr-defined]


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(size: tuple[int, int], depth: int, kind: int, row: bytes, extra: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", *size, depth, kind, 0, 0, 0)
    pixels = zlib.compress((b"\0" + row) * size[1], 1)
    parts = chunk(b"IHDR", header) + extra + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return PNG + parts


def small_png(extra: bytes) -> bytes:
    return png((8, 8), 8, 0, bytes(8), extra)


def frames(form: str) -> bytes:
    images = [Image.new("RGB", (1000, 900), colour) for colour in ("red", "green", "blue")]
    return encoded(images[0], form, save_all=True, append_images=images[1:])


def scans() -> bytes:
    """A progressive JPEG that goes over all its pixels again and again."""
    data = encoded(Image.new("RGB", (4096, 4000), "red"), "JPEG", progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + 20_000 * last + data[-2:]


@cache
def huge() -> bytes:
    return zlib.compress(bytes(100_000_000), 1)


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


COSTLY = "Reading this picture takes too much time or memory."
DAMAGED = "The picture is damaged."
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "49.6 megapixels": (
        lambda: png((7040, 7040), 1, 0, bytes(880)),
        "A PNG, a WebP or a progressive",
    ),
    "huge profile": (
        lambda: small_png(chunk(b"iCCP", b"x\0\0" + huge())),
        DAMAGED,
    ),
    "huge text": (
        lambda: small_png(chunk(b"zTXt", b"x\0\0" + huge())),
        DAMAGED,
    ),
    "many texts": (
        lambda: small_png(200 * chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(900_000)))),
        DAMAGED,
    ),
    "a million chunks": (lambda: small_png(1_500_000 * chunk(b"abCd", b"")), COSTLY),
    "20,000 scans": (scans, COSTLY),
    "half a JPEG": (lambda: cut(encoded(Image.effect_noise((500, 500), 90), "JPEG")), DAMAGED),
    "half a PNG": (lambda: cut(encoded(Image.effect_noise((500, 500), 90), "PNG")), DAMAGED),
    "half a WebP": (lambda: cut(encoded(Image.effect_noise((500, 500), 90), "WEBP")), DAMAGED),
}
LEGAL: dict[str, Callable[[], bytes]] = {
    "16 bits": lambda: png((4096, 4096), 16, 6, bytes(8 * 4096)),
    "grey of 16 bits": lambda: png((4096, 4096), 16, 0, bytes(2 * 4096)),
    "palette": lambda: encoded(Image.new("P", (4096, 4096)), "PNG", transparency=0),
    "in one line": lambda: png((16_000_000, 1), 8, 2, bytes(48_000_000)),
    "in one column": lambda: png((1, 16_000_000), 8, 2, bytes(3)),
    "print colours": lambda: encoded(Image.new("CMYK", (6390, 6390)), "JPEG"),
    "animated": lambda: frames("WEBP"),
    "with pictures behind": lambda: frames("MPO"),
    "108 megapixels": lambda: encoded(Image.new("RGB", (12_000, 9000), "red"), "JPEG"),
}


EXHAUSTIVE = {
    "16 bits",
    "a million chunks",
    "20,000 scans",
    "grey of 16 bits",
    "palette",
    "in one line",
    "in one column",
    "print colours",
    "108 megapixels",
}
"""Take a second or more each, and little that the others do not take."""


def fast_and_exhaustive(names: Iterable[str]) -> pytest.MarkDecorator:
    """One process prepares all of these, as to start one takes longer than most pictures."""
    fast = [name for name in names if name not in EXHAUSTIVE]
    rest = [name for name in names if name in EXHAUSTIVE]
    marked = pytest.param(rest, marks=pytest.mark.exhaustive)
    return pytest.mark.parametrize("names", [fast, marked], ids=["fast", "exhaustive"])


@linux
@fast_and_exhaustive(BOMBS)
async def test_bombs_are_refused_within_the_limits(queue: ImageQueue, names: list[str]) -> None:
    for name in names:
        make, message = BOMBS[name]
        data = make()
        assert len(data) <= 20 * 1024 * 1024
        with pytest.raises(Invalid) as caught:
            await prepared(queue, data)
        assert str(caught.value).startswith(message), name
        assert (await prepared(queue, photo())).width == 64, f"after {name}"
        assert peak_bytes(queue) < MAX_MEMORY_BYTES, name


IMPATIENT = """#!{python}
import sys
from crowd.web.images import process

process.MAX_CPU_SECONDS = 0.2
sys.argv = sys.argv[-2:]
process.main()
"""


@linux
async def test_picture_that_takes_too_long_is_given_up(
    queue: ImageQueue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a process that gives up soon."""
    impatient = tmp_path / "python"
    impatient.write_text(IMPATIENT.format(python=sys.executable))
    impatient.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(impatient))
    make, message = BOMBS["a million chunks"]
    with pytest.raises(Invalid) as caught:
        await prepared(queue, make())
    assert str(caught.value).startswith(message)
    assert (await prepared(queue, photo())).width == 64


@linux
@fast_and_exhaustive(LEGAL)
async def test_unusual_pictures_are_taken_within_the_limits(
    queue: ImageQueue, names: list[str]
) -> None:
    for name in names:
        picture = await prepared(queue, LEGAL[name]())
        assert max(picture.width, picture.height) <= 1600, name
        assert len(picture.data) <= 500_000, name
        assert peak_bytes(queue) < MAX_MEMORY_BYTES * 3 / 4, name


@linux
async def test_process_has_limits_a_low_priority_and_no_secrets(
    queue: ImageQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROWD_SECRET", "a secret of the service")
    monkeypatch.setenv("REDIS_URL", "redis://:password@127.0.0.1")
    monkeypatch.setenv("SOME_OTHER_TOKEN", "a secret of somebody else")
    await prepared(queue, photo())
    process = Path(f"/proc/{pid_of(queue)}")
    limits = {
        line[:25].strip(): line[25:].split()[0]
        for line in (process / "limits").read_text().splitlines()
    }
    assert limits["Max address space"] == str(MAX_MEMORY_BYTES)
    assert limits["Max core file size"] == "0"
    assert os.getpriority(os.PRIO_PROCESS, pid_of(queue)) > os.getpriority(os.PRIO_PROCESS, 0)
    environment = (process / "environ").read_bytes()
    assert b"PATH=" in environment
    assert b"secret" not in environment
    assert b"password" not in environment


async def test_process_that_was_killed_is_replaced(queue: ImageQueue) -> None:
    await prepared(queue, photo())
    first = pid_of(queue)
    os.kill(first, signal.SIGKILL)
    assert (await prepared(queue, photo())).width == 64
    assert pid_of(queue) != first


async def test_more_than_may_wait_are_refused(shared_queue: ImageQueue) -> None:
    may_go = threading.Event()

    def blocked() -> bytes:
        may_go.wait(PATIENCE)
        return photo()

    waiting = [
        asyncio.create_task(shared_queue.prepare(blocked)) for _ in range(MAX_WAITING["prepare"])
    ]
    drawing = [asyncio.create_task(shared_queue.draw(SVG)) for _ in range(MAX_WAITING["draw"])]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded) as caught:
        await prepared(shared_queue, photo())
    assert "Too many pictures came at once" in str(caught.value)
    with pytest.raises(Overloaded):
        await shared_queue.draw(SVG)
    may_go.set()
    assert {picture.width for picture in await asyncio.gather(*waiting)} == {64}
    assert len(await asyncio.gather(*drawing)) == MAX_WAITING["draw"]
    assert (await prepared(shared_queue, photo())).width == 64


async def test_picture_under_way_at_the_end_begins_no_other_process(queue: ImageQueue) -> None:
    closed = threading.Event()

    def read() -> bytes:
        queue.close()
        closed.set()
        return photo()

    with pytest.raises(Invalid):
        await queue.prepare(read)
    assert closed.is_set()
    assert queue._process is None


STARTER = """
import asyncio, sys
from crowd.web.images.queue import ImageQueue

queue = ImageQueue()
asyncio.run(queue.draw(sys.argv[1].encode()))
print(queue._process.pid, flush=True)
sys.stdin.read()
"""


@linux
def test_process_ends_with_whoever_started_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, SVG.decode()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as starter:
        assert starter.stdout is not None
        process = os.pidfd_open(int(starter.stdout.readline()))
        assert select.select([process], [], [], 0)[0] == [], "it runs as long as its starter"
        starter.kill()
        assert select.select([process], [], [], PATIENCE)[0] == [process]
    os.close(process)
