"""How requests come in and replies go out: uvicorn's HTTP/1.1, with an end to everybody's patience."""

from __future__ import annotations

import re
from asyncio import BaseTransport
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from crowd.model.host import read_host
from crowd.web.http.connections import Connections, Stage, network_of_peer

REFUSALS = {
    HTTPStatus.BAD_REQUEST: "This is no HTTP request that can be read.",
    HTTPStatus.REQUEST_TIMEOUT: "The request did not come in time. Send it again.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "The headers are too large.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Too many people at once. Try again in a few seconds.",
}
MAX_HELD_OF_A_BODY = 64 * 1024
"""Bytes of a body that count as held; larger ones are counted where they are taken in."""


class Unreadable(Exception):
    """Ends the parser's work in the middle of a request."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection; whoever sends or reads too little, too much or too slowly loses it."""

    def __init__(self, *args: Any, connections: Connections, **more: Any) -> None:
        super().__init__(*args, **more)
        self._others = connections
        self._limits = connections.limits
        self.stage = Stage.ANSWERING
        self.caller: bytes | None = None
        self.held = 0
        self._coming = Stage.IDLE
        """Which part of a request comes: HEADER, BODY, or none (IDLE)."""
        self._overhead = 0
        """Bytes since the last one that got somebody further: of a header, or between parts."""
        self._body_bytes = 0
        self._unanswered = 0
        """Requests whose headers have come and whose replies are not complete."""
        self._refusal = HTTPStatus.BAD_REQUEST
        self._deaf = False
        """Whatever comes now is not read: the connection ends with the replies that are due."""

    def connection_made(self, transport: BaseTransport) -> None:
        """Takes the connection in, if there is room."""
        super().connection_made(transport)  # type: ignore[arg-type]
        if self.client is not None:
            self.caller = network_of_peer(self.client[0], self._others.trusted_proxies)
        if not self._others.enter(self):
            self._write_refusal(HTTPStatus.SERVICE_UNAVAILABLE)
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Makes room for another one."""
        self._others.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads on, in parts that hold no more than a header may have."""
        most = self._limits.header_bytes
        while data and not (self._deaf or self.transport.is_closing()):
            part, data = data[: most + 1 - self._overhead], data[most + 1 - self._overhead :]
            self._overhead += len(part)
            super().data_received(part)
            if self._overhead > most or self._has_too_many_lines():
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        self.close_if_due()

    def on_message_begin(self) -> None:
        """A header begins."""
        super().on_message_begin()
        self._coming = Stage.HEADER

    def on_headers_complete(self) -> None:
        """A header has come, and perhaps a body follows."""
        if self._has_too_many_lines():
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise Unreadable
        if len(self.pipeline) >= self._limits.pipelined:
            raise Unreadable
        if not self.url.startswith(b"/"):
            self._add_host_of_target()
        super().on_headers_complete()
        self._coming = Stage.BODY
        self._overhead = self._body_bytes = 0
        self._unanswered += 1

    def on_body(self, body: bytes) -> None:
        """A part of a body has come."""
        self._overhead = 0
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of a request has come."""
        self._coming = Stage.IDLE
        self._overhead = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """A reply is complete; perhaps not all of it has gone out yet."""
        self._unanswered -= 1
        super().on_response_complete()
        self._others.note_unsent(self)
        self.close_if_due()

    def pause_writing(self) -> None:
        """Much is unsent: the caller reads more slowly than we write."""
        super().pause_writing()
        self._others.note_unsent(self)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  the parser's words say nothing to people
        """Refuses what the parser could not read, or was told not to."""
        self._refuse(self._refusal)

    def close_late(self) -> None:
        """Closes: what it waited for did not come in time."""
        if self.stage in {Stage.HEADER, Stage.BODY} and self._is_begun():
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.abort()

    def abort(self) -> None:
        """Closes at once, whatever is unsent."""
        self._others.leave(self)
        self.transport.abort()

    def body_bytes(self) -> int:
        """How much of the body has come."""
        return self._body_bytes

    def unsent_bytes(self) -> int:
        """How much of the replies has not gone out."""
        return self.transport.get_write_buffer_size()

    def close_if_due(self) -> None:
        """Finds out what the connection waits for."""
        if self.stage is Stage.REFUSED or self.transport.is_closing():
            return
        is_body = self._coming is Stage.BODY
        if self._unanswered > (is_body and not self.cycle.response_complete):
            stage = Stage.ANSWERING
        elif is_body:
            stage = Stage.BODY
        else:
            stage = Stage.HEADER if self._is_begun() else Stage.IDLE
            if stage is Stage.IDLE and self.unsent_bytes():
                stage = Stage.ANSWERING
        self._others.move(self, stage)
        if stage <= Stage.BODY:
            body = min(self._body_bytes, MAX_HELD_OF_A_BODY) if is_body else 0
            self._others.hold(self, self._overhead + body)

    def _is_begun(self) -> bool:
        return self._coming is not Stage.IDLE or self._overhead > 0

    def _has_too_many_lines(self) -> bool:
        # Lines that follow a body are entered here too.
        return self._coming is not Stage.IDLE and len(self.headers) > self._limits.header_lines

    def _add_host_of_target(self) -> None:
        """Has the host of a target such as http://host/path count like that of a Host header."""
        _, found, rest = self.url.partition(b"://")
        target = re.split(rb"[/?#]", rest)[0]
        named = [value for name, value in self.headers if name == b"host"]
        if found and [_plain(value) for value in named] != [_plain(target)]:
            self.headers.append((b"host", target))

    def _refuse(self, status: HTTPStatus) -> None:
        """Says what is wrong and closes, as soon as the caller has had time to read that."""
        if self._deaf or self.transport.is_closing():
            return
        self._deaf = True
        self._unset_keepalive_if_required()
        if self._coming is Stage.BODY:
            if self._unanswered > 1 or self.cycle.response_started:
                self.abort()
                return
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        elif self._unanswered:
            # Complete requests came before this one: they get their replies, and no further one.
            self.cycle.keep_alive = False
            return
        self._write_refusal(status)
        # Closing with unread bytes would make the system drop what was just written.
        self.transport.write_eof()
        self.flow.resume_reading()
        self._others.hold(self, 0)
        self._others.move(self, Stage.REFUSED)

    def _write_refusal(self, status: HTTPStatus) -> None:
        text = f"{REFUSALS[status]}\n"
        lines = [
            f"HTTP/1.1 {status.value} {status.phrase}",
            "content-type: text/plain; charset=utf-8",
            f"content-length: {len(text)}",
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "connection: close",
            *(["retry-after: 2"] if status is HTTPStatus.SERVICE_UNAVAILABLE else []),
        ]
        self.transport.write("\r\n".join([*lines, "", text]).encode())


def _plain(host: bytes) -> str | None:
    return read_host(host.decode("latin-1"), "http")
