"""The HTTP protocol over real sockets: who sends or reads too slowly or too much loses the connection."""

from __future__ import annotations

import asyncio
import inspect
import tempfile
from pathlib import Path
from typing import Any

import pytest
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from crowd.web.http.addresses import networks_of, read_address
from crowd.web.http.bodies import BODY_EXTENSION
from crowd.web.http.connections import ConnectionLimits, network_of_peer
from crowd.web.middleware.security import with_security_headers
from tests.web.serving import SOON, Served, serving

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
LAST = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
PATIENT = ConnectionLimits(interval=0.02)


class Application:
    """Says how many bytes the body had, and the Host headers; waits before where it is told to."""

    def __init__(self, reply_bytes: int = 0) -> None:
        self.may_reply = asyncio.Event()
        self.may_reply.set()
        self.asked = asyncio.Event()
        self._reply = b"x" * reply_bytes

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        size, more = 0, scope["path"] != "/unread"
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            size, more = size + len(message["body"]), message["more_body"]
        self.asked.set()
        await self.may_reply.wait()
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        body = self._reply or b"%d %r" % (size, hosts)
        headers = [(b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def status(reply: bytes) -> int:
    return int(reply[9:12] or 0)


async def test_request_is_answered() -> None:
    async with serving(Application()) as served:
        assert (await served.ask(LAST)).endswith(b"0 [b'a']")


async def test_head_is_a_whole_reply_and_the_connection_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving(with_security_headers(Application())) as served:  # type: ignore[arg-type]
        caller = await served.call(GET.replace(b"GET", b"HEAD"))
        head = await caller.reader.readuntil(b"\r\n\r\n")
        assert status(head) == 200
        caller.send(LAST)
        assert (await caller.rest()).endswith(b"0 [b'a']")
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_silent_connection_is_closed() -> None:
    async with serving(Application()) as served:
        assert await served.ask(b"") == b""


@pytest.mark.parametrize("before", [b"", GET])
async def test_half_a_header_is_given_up(before: bytes) -> None:
    async with serving(Application()) as served:

        async def given_up(sent: bytes) -> int:
            caller = await served.call(before)
            if before:
                assert status(await caller.reply()) == 200
            caller.send(sent)
            return status(await caller.rest())

        halves = (b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n", b"\r\n")
        # At the same time, as each waits for its bound.
        assert await asyncio.gather(*map(given_up, halves)) == [408] * 3


async def test_header_byte_by_byte_has_the_same_time() -> None:
    async with serving(Application()) as served:
        caller = await served.call(b"GET / HTTP/1.1\r\nx: ")
        rest = asyncio.ensure_future(caller.rest())
        while not rest.done():
            caller.send(b"x")
            await asyncio.wait([rest], timeout=0.01)
        assert status(rest.result()) == 408


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"a" * 40_000,
        b"GET / HTTP/1.1\r\nx: " + b"a" * 40_000,
        b"GET / HTTP/1.1\r\n" + b"a" * 40_000,
        b"GET / HTTP/1.1\r\n" + b"a:b\r\n" * 200_000,
        b"GET / HTTP/1.1\r\n" + b"a:b\r\n" * 101 + b"\r\n",
        b"\r\n" * 40_000,
        CHUNKED + b"1;" + b"a" * 80_000,
        CHUNKED + b"1\r\na\r\n0\r\n" + b"a:b\r\n" * 20_000,
        CHUNKED + b"1\r\na\r\n0\r\na:" + b"b" * 80_000,
        GET + b"GET / HTTP/1.1\r\n" + b"a:b\r\n" * 20_000,
    ],
    ids=range(10),
)
async def test_too_much_besides_the_body_is_refused(sent: bytes) -> None:
    async with serving(Application(), PATIENT._replace(refusal_seconds=0.2)) as served:
        reply = await served.ask(sent)
        if sent.startswith(GET):
            # The request before it was complete, so it is answered, and nothing after it.
            assert (status(reply), reply.count(b"HTTP/1.1")) == (200, 1)
        else:
            assert (status(reply), reply.count(b"HTTP/1.1")) == (431, 1)
            assert b"connection: close" in reply


async def test_large_header_within_the_bound_is_read() -> None:
    lines = b"".join(b"x%d: %b\r\n" % (number, b"a" * 310) for number in range(98))
    async with serving(Application(), PATIENT) as served:
        assert 31_000 < len(lines) < 32_000
        assert status(await served.ask(LAST[:-2] + lines + b"\r\n")) == 200


async def test_pipelined_requests_are_answered_in_order() -> None:
    posts = [POST % size + b"x" * size for size in range(1, 60)]
    async with serving(Application(), PATIENT) as served:
        replies = await served.ask(b"".join(posts) + LAST)
        sizes = [
            int(reply.partition(b"\r\n\r\n")[2].split()[0]) for reply in replies.split(b"HTTP/")[1:]
        ]
        assert sizes == [*range(1, 60), 0]


async def test_more_pipelined_requests_than_wait_end_with_the_last_that_does() -> None:
    async with serving(Application(), PATIENT._replace(pipelined=10)) as served:
        replies = await served.ask(GET * 1000)
        # One is at its reply while ten wait.
        assert replies.count(b"HTTP/1.1 200") == 11


async def test_body_is_sent_after_it_was_asked_for() -> None:
    async with serving(Application(), PATIENT) as served:
        caller = await served.call(POST[:-2] % 5 + b"Expect: 100-continue\r\n\r\n")
        assert status(await caller.reply()) == 100
        caller.send(b"hello")
        assert (await caller.reply()).endswith(b"5 [b'a']")


@pytest.mark.parametrize(
    ("request_line", "hosts"),
    [
        (b"GET http://a/ HTTP/1.1\r\nHost: a\r\n", [b"a"]),
        (b"GET http://A:80/x HTTP/1.1\r\nHost: a\r\n", [b"a"]),
        (b"GET http://b/ HTTP/1.1\r\nHost: a\r\n", [b"a", b"b"]),
        (b"GET http://b/ HTTP/1.0\r\n", [b"b"]),
        (b"GET http://u@a/?http://a HTTP/1.1\r\nHost: a\r\n", [b"a", b"u@a"]),
        (b"GET /http://b/ HTTP/1.1\r\nHost: a\r\n", [b"a"]),
    ],
)
async def test_host_of_the_target_counts_as_one(request_line: bytes, hosts: list[bytes]) -> None:
    async with serving(Application(), PATIENT) as served:
        reply = await served.ask(request_line + b"Connection: close\r\n\r\n")
        assert reply.endswith(b"0 %r" % hosts)


async def test_body_that_does_not_come_is_given_up() -> None:
    async with serving(Application()) as served:
        replies = map(served.ask, (POST % 10 + b"x", CHUNKED + b"1\r\nx\r\n"))
        assert [status(reply) for reply in await asyncio.gather(*replies)] == [408] * 2


async def test_body_byte_by_byte_is_given_up() -> None:
    async with serving(Application()) as served:
        caller = await served.call(POST % 10_000)
        rest = asyncio.ensure_future(caller.rest())
        while not rest.done():
            caller.send(b"x")
            await asyncio.wait([rest], timeout=0.01)
        assert status(rest.result()) == 408


async def test_body_at_the_lowest_rate_may_take_its_time() -> None:
    limits = SOON._replace(min_bytes_per_second=2000.0)
    async with serving(Application(), limits) as served:
        caller = await served.call(
            LAST.replace(b"GET", b"POST")[:-2] + b"Content-Length: 2000\r\n\r\n"
        )
        begin = asyncio.get_running_loop().time()
        rest = asyncio.ensure_future(caller.rest())
        for _ in range(20):
            caller.send(b"x" * 100)
            await asyncio.wait([rest], timeout=0.03)
        assert asyncio.get_running_loop().time() - begin > 2 * limits.body_seconds
        assert status(await rest) == 200


async def test_rest_of_a_body_after_its_reply_has_an_end() -> None:
    async with serving(Application()) as served:
        caller = await served.call(CHUNKED.replace(b"/ ", b"/unread ") + b"1\r\nx\r\n")
        assert status(await caller.reply()) == 200
        rest = asyncio.ensure_future(caller.rest())
        while not rest.done():
            caller.send(b"1\r\nx\r\n")
            await asyncio.wait([rest], timeout=0.01)
        assert rest.result() == b""


@pytest.mark.parametrize("size", [300_000, 8_000_000])
async def test_reply_that_nobody_reads_is_dropped(size: int) -> None:
    async with serving(Application(size), SOON._replace(min_bytes_per_second=1e9)) as served:
        callers = [await served.call_without_reading(sent) for sent in (GET, LAST)]
        await served.until_nobody_is_connected()
        for caller in callers:
            caller.writer.close()


async def test_reply_that_is_read_slowly_is_complete() -> None:
    limits = SOON._replace(min_bytes_per_second=100_000.0)
    async with serving(Application(400_000), limits) as served:
        await asyncio.gather(*(read_slowly(served, sent, limits) for sent in (GET, LAST)))


async def read_slowly(served: Served, sent: bytes, limits: ConnectionLimits) -> None:
    caller, never = await served.call_without_reading(sent), asyncio.Event()
    begin, received = asyncio.get_running_loop().time(), 0
    while received < 400_000 and (part := await caller.reader.read(20_000)):
        received += len(part)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(never.wait(), 0.02)
    assert received >= 400_000
    assert asyncio.get_running_loop().time() - begin > 2 * limits.body_seconds


async def test_idle_connection_is_closed_some_time_after_its_reply() -> None:
    async with serving(Application(), SOON._replace(idle_seconds=0.2)) as served:
        caller = await served.call(GET)
        assert status(await caller.reply()) == 200
        assert await caller.rest() == b""


async def test_application_is_told_whether_all_of_a_body_is_here() -> None:
    told = []

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        told.append(scope["extensions"][BODY_EXTENSION]["is_here"]())
        await Application()(scope, receive, send)

    async with serving(app) as served:
        await served.ask(LAST)
        whole = await served.call(POST % 2 + b"{}")
        await whole.reply()
        part = await served.call(POST % 2 + b"{")
        while len(told) < 3:  # noqa: ASYNC110  the application has no event for it
            await asyncio.sleep(0)
        part.send(b"}")
        assert b"2 [b'a']" in await part.reply()
    assert told == [True, True, False]


async def test_idle_connections_of_one_address_make_room_for_the_next() -> None:
    async with serving(Application(), PATIENT._replace(waiting_per_address=3)) as served:
        first, second, third = [await served.call() for _ in range(3)]
        fourth = await served.call(LAST)
        assert status(await fourth.rest()) == 200
        assert await first.rest() == b""
        for caller in (second, third):
            caller.send(LAST)
            assert status(await caller.rest()) == 200


async def test_connections_with_a_complete_request_are_not_counted() -> None:
    app = Application()
    app.may_reply.clear()
    async with serving(app, PATIENT._replace(waiting_per_address=2)) as served:
        callers = []
        for _ in range(20):
            app.asked.clear()
            callers.append(await served.call(GET))
            await app.asked.wait()
        app.may_reply.set()
        assert [status(await caller.reply()) for caller in callers] == [200] * 20
        for caller in callers:
            caller.send(LAST)
        assert [status(await caller.rest()) for caller in callers] == [200] * 20


async def test_bodies_wait_on_while_silent_connections_go() -> None:
    async with serving(Application(), PATIENT._replace(waiting_per_address=2)) as served:
        upload = await served.call(POST[:-2] % 4 + b"Expect: 100-continue\r\n\r\n")
        assert status(await upload.reply()) == 100
        silent = await served.call()
        assert status(await served.ask(LAST)) == 200
        assert await silent.rest() == b""
        upload.send(b"body")
        assert (await upload.reply()).endswith(b"4 [b'a']")


async def test_trusted_proxies_and_paths_have_no_bound_of_their_own() -> None:
    limits = PATIENT._replace(waiting_per_address=1)
    with tempfile.TemporaryDirectory(prefix="crowd-test-") as folder:
        for trusted, path in ((("127.0.0.0/8",), None), ((), Path(folder) / "socket")):
            async with serving(Application(), limits, trusted, path) as served:
                callers = [await served.call() for _ in range(5)]
                for caller in callers:
                    caller.send(LAST)
                    assert status(await caller.rest()) == 200
    async with serving(Application(), limits) as served:
        callers = [await served.call() for _ in range(5)]
        assert [await caller.rest() for caller in callers[:4]] == [b""] * 4


async def test_full_process_closes_what_waits_in_order() -> None:
    app = Application()
    async with serving(app, PATIENT._replace(connections=4)) as served:
        idle = await served.call(GET)
        assert status(await idle.reply()) == 200
        body = await served.call(POST[:-2] % 4 + b"Expect: 100-continue\r\n\r\n")
        assert status(await body.reply()) == 100
        silent, half = await served.call(), await served.call(b"GET / HTTP/1.1\r\n")
        app.may_reply.clear()
        busy = []
        for caller in (silent, half, body, idle):
            app.asked.clear()
            busy.append(await served.call(GET))
            await app.asked.wait()
            assert await caller.rest() == b""
        refused = await served.ask(GET)
        assert (status(refused), b"retry-after" in refused) == (503, True)
        app.may_reply.set()
        assert [status(await caller.reply()) for caller in busy] == [200] * 4


async def test_bytes_of_incomplete_requests_have_a_bound_together() -> None:
    async with serving(Application(), PATIENT._replace(waiting_bytes=50_000)) as served:
        silent = await served.call()
        callers = [await served.call(b"GET / HTTP/1.1\r\nx: " + b"a" * 20_000) for _ in range(3)]
        assert await callers[0].rest() == b""
        for caller in (silent, *callers[1:]):
            caller.send(
                b"\r\nHost: a\r\nConnection: close\r\n\r\n" if caller is not silent else LAST
            )
            assert status(await caller.rest()) == 200


async def test_nothing_is_kept_of_connections_that_are_gone() -> None:
    async with serving(Application(), PATIENT) as served:
        for sent in (LAST, b"GET", b"", POST % 9, b"nonsense\r\n\r\n"):
            caller = await served.call(sent)
            caller.writer.write_eof()
            await caller.rest()
        await served.until_nobody_is_connected()
        kept = vars(served.connections)
        assert [
            kept["_by_network"],
            kept["_holding"],
            kept["_total_held_bytes"],
            kept["_unread"],
        ] == [
            {},
            {},
            0,
            {},
        ]
        assert not any(kept["_stages"].values())


@pytest.mark.parametrize(
    ("address", "trusted", "caller"),
    [
        ("192.0.2.1", (), "192.0.2.1"),
        ("::ffff:192.0.2.1", (), "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", (), "2001:db8:1:2::/64"),
        ("fe80::1%lo", (), "fe80::/64"),
        ("10.1.2.3", ("10.0.0.0/8",), None),
        ("::ffff:10.1.2.3", ("10.0.0.0/8",), None),
        ("2001:db8::1", ("10.0.0.0/8", "2001:db8::1"), None),
    ],
)
def test_caller_of(address: str, trusted: tuple[str, ...], caller: str | None) -> None:
    own = caller and networks_of(read_address(caller.removesuffix("/64")))[0]
    assert network_of_peer(address, trusted) == own
    assert network_of_peer("192.0.2.2", trusted) != own


def test_uvicorn_has_what_is_built_upon() -> None:
    own = {
        "connection_made": "(self, transport: 'asyncio.Transport') -> 'None'",
        "connection_lost": "(self, exc: 'Exception | None') -> 'None'",
        "data_received": "(self, data: 'bytes') -> 'None'",
        "on_message_begin": "(self) -> 'None'",
        "on_headers_complete": "(self) -> 'None'",
        "on_body": "(self, body: 'bytes') -> 'None'",
        "on_message_complete": "(self) -> 'None'",
        "on_response_complete": "(self) -> 'None'",
        "pause_writing": "(self) -> 'None'",
        "send_400_response": "(self, msg: 'str') -> 'None'",
        "_unset_keepalive_if_required": "(self) -> 'None'",
        "_start_asgi_task": "(self, cycle: 'RequestResponseCycle', app: 'ASGI3Application') -> 'None'",
    }
    found = {name: str(inspect.signature(getattr(HttpToolsProtocol, name))) for name in own}
    assert found == own
    source = inspect.getsource(HttpToolsProtocol)
    for used in (
        "self.pipeline",
        "self.cycle",
        "self.headers",
        "self.url",
        "self.flow",
        "self.client",
        "self.scope",
        "self.parser",
        "self.app",
    ):
        assert f"{used}: " in source or f"{used} = " in source
    cycle = inspect.getsource(RequestResponseCycle)
    for used in (
        "keep_alive",
        "response_started",
        "response_complete",
        "disconnected",
        "message_event",
        "waiting_for_100_continue",
        "chunked_encoding",
        "expected_content_length",
    ):
        assert f"self.{used} = " in cycle
