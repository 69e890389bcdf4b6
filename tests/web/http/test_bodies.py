"""Bodies over real sockets: a time for all of one, and places for large ones that slow ones lose."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import SimpleNamespace

import pytest
from litestar import Litestar, post
from litestar.datastructures import State

from crowd.model.errors import CrowdError
from crowd.settings import Settings
from crowd.web.http import bodies
from crowd.web.http.connections import ConnectionLimits
from crowd.web.http.headers import AppRequest
from crowd.web.middleware import error_handlers, load_shedding
from crowd.web.middleware.load_shedding import LoadShedding
from tests.web.serving import Caller, Served, serving

PATIENT = ConnectionLimits()
SIZE = 100_000
LARGE = bodies.LARGE_BODY_BYTES + 1
HEAD = (
    b"POST / HTTP/1.1\r\nHost: crowd.test\r\nAccept: application/json\r\nExpect: 100-continue\r\n"
)
SMALL = b"POST / HTTP/1.1\r\nHost: crowd.test\r\nContent-Length: 2\r\n\r\n{}"


@post("/", request_max_body_size=None)
async def count(request: AppRequest) -> str:
    """Says how long the body was."""
    return str(len(await request.body()))


@pytest.fixture
def app() -> Litestar:
    """An application that takes bodies of any length."""
    handlers = {CrowdError: error_handlers.respond, Exception: error_handlers.respond}
    app = Litestar(
        [count],
        exception_handlers=handlers,
        state=State({"service": SimpleNamespace(settings=Settings())}),
        logging_config=None,
        openapi_config=None,
    )
    app.asgi_handler = LoadShedding(app.asgi_handler)
    return app


def status(reply: bytes) -> int:
    return int(reply[9:12] or 0)


async def begin_upload(served: Served, length: bytes = b"Content-Length: %d\r\n" % SIZE) -> Caller:
    """An upload that the application has begun to take in."""
    caller = await served.call(HEAD + length + b"\r\n")
    assert status(await caller.reply()) == 100
    return caller


def finish_upload(caller: Caller, sent: int = 0) -> None:
    caller.send(b"a" * (SIZE - sent))


async def large_upload(
    app: Litestar, served: Served, places: int, length: bytes = b"Content-Length: %d\r\n" % SIZE
) -> Caller:
    """An upload of which so much has come that it has one of so many places that are taken."""
    caller = await begin_upload(served, length)
    if b"chunked" in length:
        caller.send(b"%x\r\n" % SIZE)
    caller.send(b"a" * LARGE)
    taken = app.asgi_handler._large_bodies._networks
    async with asyncio.timeout(20):
        while len(taken) < places:  # noqa: ASYNC110  there is no event for it
            await asyncio.sleep(0)
    return caller


async def test_body_byte_by_byte_is_given_up_in_the_end(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.2)
    limits = PATIENT._replace(body_seconds=0.5, interval=0.05)
    async with serving(app, limits) as served:
        caller = await begin_upload(served)
        reply = asyncio.ensure_future(caller.reply())
        while not reply.done():
            caller.send(b"-")
            await asyncio.wait([reply], timeout=0.01)
        # All of it is there to be read, though more was coming when it was sent.
        assert status(reply.result()) == 408
        assert b"/problems/too-slow" in reply.result()
        await served.until_nobody_is_connected()


async def test_body_that_goes_on_has_the_time_that_its_size_needs(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(bodies, "MIN_BYTES_PER_SECOND", SIZE / 2)
    async with serving(app, PATIENT) as served:
        caller = await begin_upload(served)
        reply = asyncio.ensure_future(caller.reply())
        for _ in range(20):
            caller.send(b"a" * (SIZE // 20))
            await asyncio.wait([reply], timeout=0.03)
        assert status(await reply) == 201


async def test_large_bodies_have_places_and_small_ones_need_none(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MAX_LARGE_BODIES", 2)
    async with serving(app, PATIENT) as served:
        uploads = [await large_upload(app, served, places) for places in (1, 2)]
        caller = await begin_upload(served)
        finish_upload(caller)
        refused = await caller.reply()
        assert (status(refused), b"retry-after" in refused) == (503, True)
        small = await served.call(SMALL)
        assert status(await small.reply()) == 201
        for upload in uploads:
            finish_upload(upload, LARGE)
            assert status(await upload.reply()) == 201
        last = await begin_upload(served)
        finish_upload(last)
        assert status(await last.reply()) == 201


async def test_announced_size_alone_takes_no_place(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MAX_LARGE_BODIES", 1)
    async with serving(app, PATIENT) as served:
        for _ in range(3):
            await begin_upload(served)
        caller = await begin_upload(served)
        finish_upload(caller)
        assert status(await caller.reply()) == 201


async def test_slowest_large_body_loses_its_place(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MAX_LARGE_BODIES", 2)
    monkeypatch.setattr(bodies, "MIN_REPLACEABLE_SECONDS", 0.0)
    monkeypatch.setattr(bodies, "MAX_REPLACEABLE_RATE", float("inf"))
    async with serving(app, PATIENT) as served:
        slow = await large_upload(app, served, 1)
        fast = await large_upload(app, served, 2)
        fast.send(b"a" * (SIZE - LARGE - 1))
        third = await begin_upload(served)
        finish_upload(third)
        assert status(await third.reply()) == 201
        assert status(await slow.reply()) == 408
        fast.send(b"a")
        assert status(await fast.reply()) == 201


async def test_network_with_most_large_bodies_leaves_places_to_others(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MAX_LARGE_BODIES", 3)
    monkeypatch.setattr(bodies, "MAX_REPLACEABLE_RATE", 0.0)
    networks = iter([b"one", b"one", b"one", b"one", b"other"])
    monkeypatch.setattr(load_shedding, "network_of", lambda _request: next(networks))
    async with serving(app, PATIENT) as served:
        first = [await large_upload(app, served, places) for places in (1, 2, 3)]
        replies = []
        for _ in range(2):
            upload = await begin_upload(served)
            finish_upload(upload)
            replies.append(status(await upload.reply()))
        assert replies == [503, 201]
        assert [await is_given_up(upload) for upload in first].count(True) == 1


async def is_given_up(caller: Caller) -> bool:
    """Whether a reply has come while the upload was still under way."""
    with suppress(TimeoutError):
        async with asyncio.timeout(0.2):
            return status(await caller.reply()) == 408
    return False


async def test_chunked_body_takes_a_place_once_it_is_large(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "MAX_LARGE_BODIES", 1)
    async with serving(app, PATIENT) as served:
        first = await large_upload(app, served, 1, b"Transfer-Encoding: chunked\r\n")
        second = await begin_upload(served)
        finish_upload(second)
        assert status(await second.reply()) == 503
        finish_upload(first, LARGE)
        first.send(b"\r\n0\r\n\r\n")
        assert status(await first.reply()) == 201


async def test_caller_who_hangs_up_is_no_failure_of_ours(
    app: Litestar, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(app, PATIENT) as served:
        caller = await begin_upload(served)
        caller.writer.close()
        # Its place is free again when the application has seen it.
        await served.until_nobody_is_connected()
        assert status(await (await served.call(SMALL)).reply()) == 201
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
