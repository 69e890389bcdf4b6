"""HTTP/1.1 by uvicorn, with bounds on the time and size of headers, bodies and replies."""

from __future__ import annotations

import re
from asyncio import BaseTransport, Event
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from crowd.model.host import read_host
from crowd.web.http.bodies import BODY_EXTENSION
from crowd.web.http.connections import Connections, Stage, network_of_peer
from crowd.web.http.response_cycle import ResponseCycle

REFUSALS = {
    HTTPStatus.BAD_REQUEST: "This is no HTTP request that can be read.",
    HTTPStatus.REQUEST_TIMEOUT: "The request did not come in time. Send it again.",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "The headers are too large.",
    HTTPStatus.SERVICE_UNAVAILABLE: "Too many people at once. Try again in a few seconds.",
}
MAX_HELD_OF_A_BODY = 64 * 1024
"""Bytes of a body that count as held; `LargeBodies` counts larger ones."""


class StopParsing(Exception):
    """Raised in a callback to stop the parser in the middle of a request."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection, closed if its caller sends too much, or sends or reads too slowly."""

    def __init__(self, *args: Any, connections: Connections, **more: Any) -> None:
        super().__init__(*args, **more)
        self._all_connections = connections
        self._limits = connections.limits
        self.stage = Stage.ANSWERING
        self.network: bytes | None = None
        self.held_bytes = 0
        self._incoming = Stage.IDLE
        """Which part of a request comes: HEADER, BODY, or none (IDLE)."""
        self._overhead = 0
        """Bytes since the last header or part of a body was complete."""
        self._body_bytes = 0
        self._unanswered = 0
        """Requests whose headers are complete and whose replies are not."""
        self._refusal = HTTPStatus.BAD_REQUEST
        self._stops_reading = False
        """Whether further bytes are ignored: the connection closes after the replies that are due."""

    def connection_made(self, transport: BaseTransport) -> None:
        """Admit the connection, or refuse it where there is no room."""
        super().connection_made(transport)  # type: ignore[arg-type]
        if self.client is not None:
            self.network = network_of_peer(self.client[0], self._all_connections.trusted_proxies)
        if not self._all_connections.admit(self):
            self._write_refusal(HTTPStatus.SERVICE_UNAVAILABLE)
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Remove the connection."""
        self._all_connections.remove(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, in parts no larger than a header may be."""
        max_bytes = self._limits.header_bytes
        while data and not (self._stops_reading or self.transport.is_closing()):
            part, data = (
                data[: max_bytes + 1 - self._overhead],
                data[max_bytes + 1 - self._overhead :],
            )
            self._overhead += len(part)
            super().data_received(part)
            if self._overhead > max_bytes or self._has_too_many_lines():
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        self.update_stage()

    def on_message_begin(self) -> None:
        """Note that a header begins."""
        super().on_message_begin()
        self._incoming = Stage.HEADER

    def on_headers_complete(self) -> None:
        """Check a complete header; a body may follow."""
        if self._has_too_many_lines():
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            raise StopParsing
        if len(self.pipeline) >= self._limits.pipelined:
            raise StopParsing
        if not self.url.startswith(b"/"):
            self._add_host_of_target()
        self._complete_scope()
        self._begin_cycle()
        self._incoming = Stage.BODY
        self._overhead = self._body_bytes = 0
        self._unanswered += 1

    def _complete_scope(self) -> None:
        """Add method, path and query to the scope of the request."""
        target = httptools.parse_url(self.url)
        path = target.path.decode("ascii")
        self.scope["method"] = self.parser.get_method().decode("ascii")
        self.scope["http_version"] = self.parser.get_http_version()
        self.scope["path"] = unquote(path) if "%" in path else path
        self.scope["raw_path"] = target.path
        self.scope["query_string"] = target.query or b""

    def _begin_cycle(self) -> None:
        """Have the request handled, after those before it that are under way."""
        earlier = self.cycle
        self.cycle = ResponseCycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=self.scope["http_version"] != "1.0" and self.parser.should_keep_alive(),
            on_response=self.on_response_complete,
        )
        self.scope["extensions"] = {BODY_EXTENSION: {"is_here": self.cycle.has_whole_body}}
        if earlier is None or earlier.response_complete:
            self._start_asgi_task(self.cycle, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))

    def on_body(self, body: bytes) -> None:
        """Count a part of a body."""
        self._overhead = 0
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that a request is complete."""
        self._incoming = Stage.IDLE
        self._overhead = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Note that a reply is complete, though perhaps not all of it is sent."""
        self._unanswered -= 1
        self.server_state.total_requests += 1
        if not self.transport.is_closing():
            self.flow.resume_reading()
            if self.pipeline:
                self._start_asgi_task(*self.pipeline.pop())
        # Connections closes idle ones: uvicorn would set and cancel a timer for each request.
        self._all_connections.watch_unsent(self)
        self.update_stage()

    def pause_writing(self) -> None:
        """Watch a caller who reads more slowly than we write."""
        super().pause_writing()
        self._all_connections.watch_unsent(self)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  the parser's words say nothing to people
        """Refuse what the parser could not read, or was stopped at."""
        self._refuse(self._refusal)

    def close_timed_out(self) -> None:
        """Close, as what it waited for did not come in time."""
        if self.stage in {Stage.HEADER, Stage.BODY} and self._has_begun():
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.abort()

    def abort(self) -> None:
        """Close at once, whatever is unsent."""
        self._all_connections.remove(self)
        self.transport.abort()

    def body_bytes(self) -> int:
        """Return how many bytes of the body have come."""
        return self._body_bytes

    def unsent_bytes(self) -> int:
        """Return how many bytes of replies are unsent."""
        return self.transport.get_write_buffer_size()

    def update_stage(self) -> None:
        """Determine what the connection waits for."""
        if self.stage is Stage.REFUSED or self.transport.is_closing():
            return
        is_body = self._incoming is Stage.BODY
        if self._unanswered > (is_body and not self.cycle.response_complete):
            stage = Stage.ANSWERING
        elif is_body:
            stage = Stage.BODY
        else:
            stage = Stage.HEADER if self._has_begun() else Stage.IDLE
            if stage is Stage.IDLE and self.unsent_bytes():
                stage = Stage.ANSWERING
        self._all_connections.set_stage(self, stage)
        if stage <= Stage.BODY:
            body = min(self._body_bytes, MAX_HELD_OF_A_BODY) if is_body else 0
            self._all_connections.set_held_bytes(self, self._overhead + body)

    def _has_begun(self) -> bool:
        return self._incoming is not Stage.IDLE or self._overhead > 0

    def _has_too_many_lines(self) -> bool:
        # Trailers, which follow a body, count as well.
        return self._incoming is not Stage.IDLE and len(self.headers) > self._limits.header_lines

    def _add_host_of_target(self) -> None:
        """Treat the host of a target such as http://host/path like a Host header."""
        _, found, rest = self.url.partition(b"://")
        target = re.split(rb"[/?#]", rest)[0]
        named = [value for name, value in self.headers if name == b"host"]
        if found and [_plain(value) for value in named] != [_plain(target)]:
            self.headers.append((b"host", target))

    def _refuse(self, status: HTTPStatus) -> None:
        """Say what is wrong, and close once the caller has had time to read it."""
        if self._stops_reading or self.transport.is_closing():
            return
        self._stops_reading = True
        self._unset_keepalive_if_required()
        if self._incoming is Stage.BODY:
            if self._unanswered > 1 or self.cycle.response_started:
                self.abort()
                return
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        elif self._unanswered:
            # Earlier requests are complete: the connection closes after their replies.
            self.cycle.keep_alive = False
            return
        self._write_refusal(status)
        # Closing with unread bytes would make the system drop the refusal.
        self.transport.write_eof()
        self.flow.resume_reading()
        self._all_connections.set_held_bytes(self, 0)
        self._all_connections.set_stage(self, Stage.REFUSED)

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
