"""One request and its response: the head is encoded at once and written together with the body."""

from __future__ import annotations

import string
from collections.abc import Iterable
from typing import Any, NamedTuple

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from crowd.web.http.header_block import ConstantHeader, HeaderBlock, RawHeader

NAME_BYTES = (string.ascii_letters + string.digits + "!#$%&'*+-.^_`|~").encode()
CONTROL_BYTES = bytes([*range(9), *range(10, 32), 127])
"""Bytes that names of headers consist of, and those that values must not contain (RFC 9110, 5.5)."""

WITHOUT_BODY = {204, 304}


class EncodedHeaders(NamedTuple):
    """Header lines, and what they say about the body and the connection."""

    lines: bytes
    length: int | None
    is_chunked: bool
    closes: bool


def encode_headers(headers: Iterable[RawHeader]) -> EncodedHeaders:
    """Encode headers as lines; raise RuntimeError for bytes that would break them."""
    lines, length, is_chunked, closes = [], None, False, False
    for header in headers:
        if isinstance(header, ConstantHeader):
            lines.append(header.line)
            continue
        name, value = header
        if name.translate(None, NAME_BYTES):
            raise RuntimeError("Invalid HTTP header name.")
        if len(value.translate(None, CONTROL_BYTES)) != len(value):
            raise RuntimeError("Invalid HTTP header value.")
        name = name.lower()
        if name == b"content-length":
            length = int(value)
        elif name == b"transfer-encoding":
            is_chunked = value.lower() == b"chunked"
        elif name == b"connection":
            closes = b"close" in [token.strip() for token in value.lower().split(b",")]
        lines.append(b"%b: %b\r\n" % (name, value))
    return EncodedHeaders(b"".join(lines), length, is_chunked, closes)


class ResponseCycle(RequestResponseCycle):
    """A request and its response.

    The head waits for the first part of the body, so that most responses are one write.
    """

    _head = b""

    def has_whole_body(self) -> bool:
        """Return whether all of the body has come, so that receiving it takes no wait."""
        return not self.more_body

    async def send(self, message: Any) -> None:
        """Write the response, as the messages of the application say."""
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        expected = "http.response.body" if self.response_started else "http.response.start"
        if self.response_complete or message["type"] != expected:
            raise RuntimeError(f"Unexpected ASGI message '{message['type']}'.")
        if self.response_started:
            self._write(message.get("body", b""), more_body=message.get("more_body", False))
        else:
            self._start(message["status"], message.get("headers", ()))

    def _start(self, status: int, headers: Iterable[RawHeader]) -> None:
        """Encode the head."""
        self.response_started = True
        self.waiting_for_100_continue = False
        if isinstance(headers, HeaderBlock):
            encoded = headers.derive(encode_headers)
        else:
            encoded = encode_headers(headers)
        head = [STATUS_LINE[status], *self._default_lines(), encoded.lines]
        self.keep_alive = self.keep_alive and not encoded.closes
        if not self.keep_alive and not encoded.closes:
            head.append(b"connection: close\r\n")
        self.chunked_encoding = encoded.is_chunked
        self.expected_content_length = encoded.length or 0
        if encoded.length is None and not encoded.is_chunked:
            has_body = self.scope["method"] != "HEAD" and status not in WITHOUT_BODY
            if has_body:
                self.chunked_encoding = True
                head.append(b"transfer-encoding: chunked\r\n")
        head.append(b"\r\n")
        self._head = b"".join(head)

    def _default_lines(self) -> list[bytes]:
        return [b"%b: %b\r\n" % pair for pair in self.default_headers]

    def _write(self, body: bytes, *, more_body: bool) -> None:
        """Write the head, unless it is written, and a part of the body."""
        parts = [self._head] if self._head else []
        self._head = b""
        if self.scope["method"] == "HEAD":
            self.expected_content_length = 0
        elif self.chunked_encoding:
            parts += [b"%x\r\n" % len(body), body, b"\r\n"] if body else []
            parts += [] if more_body else [b"0\r\n\r\n"]
        else:
            parts.append(body)
            self.expected_content_length -= len(body)
            if self.expected_content_length < 0:
                raise RuntimeError("Response content longer than Content-Length")
        self.transport.writelines(parts)
        if more_body:
            return
        if self.expected_content_length:
            raise RuntimeError("Response content shorter than Content-Length")
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()
