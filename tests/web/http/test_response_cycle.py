"""Responses are written as uvicorn would write them, byte for byte, in fewer writes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

import pytest
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from crowd.web.http.header_block import HeaderBlock
from crowd.web.http.response_cycle import ResponseCycle

LENGTH = (b"Content-Length", b"5")
DATE = (b"date", b"Sat, 28 Nov 2026 14:00:00 GMT")


class Connection:
    """Keeps what is written to it."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        self.writes.append(data)

    def writelines(self, parts: Iterable[bytes]) -> None:
        self.writes.append(b"".join(parts))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


def start(*headers: tuple[bytes, bytes], status: int = 200) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": headers}


def body(part: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": part, "more_body": more}


async def written(
    cycle_class: type[RequestResponseCycle],
    messages: list[dict[str, Any]],
    method: str,
    keep_alive: bool,
) -> tuple[Connection, bool, str]:
    """The connection after these messages, whether the response is complete, and the error."""
    connection: Any = Connection()
    cycle = cycle_class(
        scope={"type": "http", "method": method},  # type: ignore[typeddict-item]
        transport=connection,
        flow=FlowControl(connection),
        logger=logging.getLogger(__name__),
        access_logger=logging.getLogger(__name__),
        access_log=False,
        default_headers=[DATE],
        message_event=asyncio.Event(),
        expect_100_continue=False,
        keep_alive=keep_alive,
        on_response=lambda: None,
    )
    try:
        for message in messages:
            await cycle.send(message.copy())  # type: ignore[arg-type]
    except RuntimeError as error:
        return connection, cycle.response_complete, type(error).__name__
    return connection, cycle.response_complete, ""


RESPONSES = {
    "whole": [start(LENGTH), body(b"hello")],
    "in parts": [start(LENGTH), body(b"he", True), body(b"", True), body(b"llo")],
    "chunked": [
        start(),
        body(b"he", True),
        body(b"", True),
        body(b"llo"),
    ],
    "chunked in so many words": [start((b"transfer-encoding", b"chunked")), body(b"hello")],
    "empty": [start((b"content-length", b"0")), body(b"")],
    "of no length": [start(), body(b"")],
    "not modified": [start((b"ETag", b'"a"'), status=304), body(b"")],
    "no content": [start(status=204), body(b"")],
    "closing": [start(LENGTH, (b"connection", b"Close, te")), body(b"hello")],
    "of unknown status": [start(LENGTH, status=599), body(b"hello")],
    "several of one name": [start(LENGTH, (b"a", b"1"), (b"A", b"\xe9\t2")), body(b"hello")],
}


@pytest.mark.parametrize("keep_alive", [True, False])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("name", RESPONSES)
async def test_response_is_written_as_by_uvicorn(name: str, method: str, keep_alive: bool) -> None:
    usual = await written(RequestResponseCycle, RESPONSES[name], method, keep_alive)
    ours = await written(ResponseCycle, RESPONSES[name], method, keep_alive)
    assert b"".join(ours[0].writes) == b"".join(usual[0].writes)
    assert (
        (ours[0].closed, *ours[1:])
        == (usual[0].closed, *usual[1:])
        == (
            ours[0].closed,
            True,
            "",
        )
    )


async def test_whole_response_is_one_write() -> None:
    connection, _, _ = await written(ResponseCycle, RESPONSES["whole"], "GET", keep_alive=True)
    assert len(connection.writes) == 1
    assert connection.writes[0].endswith(b"content-length: 5\r\n\r\nhello")


@pytest.mark.parametrize(
    "messages",
    [
        [start((b"na me", b"1"))],
        [start((b"name:", b"1"))],
        [start((b"name", b"1\r\nset-cookie: a=b"))],
        [start((b"name", b"\x00"))],
        [start((b"name", b"\x7f"))],
        [start(LENGTH), body(b"too long")],
        [start(LENGTH), body(b"hey")],
        [body(b"hello")],
        [start(LENGTH), start(LENGTH)],
        [start(LENGTH), body(b"hello"), body(b"again")],
    ],
)
async def test_response_that_breaks_the_protocol_is_refused_as_by_uvicorn(
    messages: list[dict[str, Any]],
) -> None:
    for cycle_class in (RequestResponseCycle, ResponseCycle):
        assert (await written(cycle_class, messages, "GET", keep_alive=True))[2] == "RuntimeError"


def test_what_is_made_of_headers_is_made_once() -> None:
    calls = []

    def count(block: HeaderBlock) -> int:
        calls.append(block)
        return len(block)

    block = HeaderBlock([LENGTH, DATE])
    assert [block.derive(count), block.derive(count)] == [2, 2]
    assert calls == [block]
    assert HeaderBlock([LENGTH]).derive(count) == 1
