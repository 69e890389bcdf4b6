"""Responses as bytes, compressed where the caller accepts that."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Response
from litestar.types import ASGIApp, Receive, Scope, Send

from crowd.model.sentence import Sentence
from crowd.web.http.compression import compress, is_worth_compressing
from crowd.web.http.header_block import HeaderBlock
from crowd.web.http.headers import AppRequest, read_header

HTML = "text/html; charset=utf-8"
JSON = "application/json"
NOT_MODIFIED = 304
REFUSES_GZIP = re.compile(r"gzip\s*;\s*q\s*=\s*0(\.0*)?\s*(,|$)")


class RawResponse(Response[Any]):
    """A response as ASGI messages; it has no state, so it can be sent to many callers."""

    def __init__(self, status_code: int, headers: Sequence[tuple[bytes, bytes]], body: bytes):
        # Without the framework's: none of its attributes is used, and it takes 5 us.
        self.content, self.status_code = body, status_code
        self._start: dict[str, Any] = {
            "type": "http.response.start",
            "status": status_code,
            "headers": HeaderBlock(headers),
        }
        self._body: dict[str, Any] = {
            "type": "http.response.body",
            "body": body,
            "more_body": False,
        }

    def to_asgi_response(self, *_: Any, **_defaults: Any) -> ASGIApp:  # type: ignore[override]  # none of the framework's defaults apply
        """Return the application that sends the messages."""
        return self.send_all

    def with_cache_control(self, cache_control: str) -> RawResponse:
        """Return the same with this Cache-Control header."""
        return self.with_headers({"Cache-Control": cache_control})

    def with_headers(self, more: Mapping[str, str]) -> RawResponse:
        """Return the same with these headers, which replace those of the same names."""
        added = [(name.lower().encode(), value.encode("latin-1")) for name, value in more.items()]
        names = {name for name, _ in added}
        headers = [pair for pair in self._start["headers"] if pair[0] not in names]
        return RawResponse(self._start["status"], headers + added, self._body["body"])

    def replaced(self, values: Mapping[bytes, bytes]) -> RawResponse:
        """Return the same with bytes replaced by others, in body and headers."""
        body, headers = self._body["body"], dict(self._start["headers"])
        for old, new in values.items():
            body = body.replace(old, new)
            headers = {name: value.replace(old, new) for name, value in headers.items()}
        headers[b"content-length"] = b"%d" % len(body)
        return RawResponse(self._start["status"], list(headers.items()), body)

    def not_modified(self) -> RawResponse:
        """Return the response for a caller who has this one already."""
        of_body = {b"content-type", b"content-length"}
        headers = [pair for pair in self._start["headers"] if pair[0] not in of_body]
        return RawResponse(NOT_MODIFIED, headers, b"")

    async def send_all(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  called by these names
        """Send status, headers and body."""
        # A copy, as middleware replaces headers in it.
        await send(self._start.copy())  # type: ignore[arg-type]
        await send(self._body.copy())  # type: ignore[arg-type]


class BytesResponse(Response[Any]):
    """A response to one caller, compressed when it is sent unless that was done before."""

    def __init__(
        self,
        body: bytes,
        media_type: str = HTML,
        status_code: int = 200,
        *,
        headers: Mapping[str, str] | None = None,
        cookies: Sequence[str] = (),
        compressed: bytes = b"",
    ) -> None:
        # Without the framework's, as above.
        self.content, self.status_code, self.media_type = body, status_code, media_type
        self.headers = dict(headers or {})
        self._set_cookies = cookies
        self._compressed = compressed

    def to_asgi_response(  # type: ignore[override]  # none of the framework's defaults apply
        self, *, request: AppRequest, **_defaults: Any
    ) -> ASGIApp:
        """Return the application that sends the response to this caller."""
        return self.to_raw(compressible=accepts_gzip(request)).send_all

    def to_raw(self, *, compressible: bool = False) -> RawResponse:
        """Return the response as ASGI messages, for a caller who accepts gzip or not."""
        headers, body, status = self.headers, self.content, self.status_code or 200
        if self._compressed or is_worth_compressing(str(self.media_type), len(body)):
            headers["Vary"] = vary_by_encoding(headers.get("Vary"))
            if compressible:
                body = self._compressed or compress(body)
                headers["Content-Encoding"] = "gzip"
        raw = raw_headers(headers, str(self.media_type), body, status)
        raw += [(b"set-cookie", cookie.encode("latin-1")) for cookie in self._set_cookies]
        return RawResponse(status, raw, body)


def matches_etag(request: AppRequest, tag: str) -> bool:
    """Return whether the caller has the page with this ETag."""
    known = read_header(request, b"if-none-match")
    if known is None:
        return False
    # The ETag of a compressed page is weak; the page is the same.
    tags = {name.strip().removeprefix("W/") for name in known.split(",")}
    return tag in tags or "*" in tags


def accepts_gzip(request: AppRequest) -> bool:
    """Return whether the caller accepts compressed bodies."""
    accepted = read_header(request, b"accept-encoding") or ""
    return "gzip" in accepted and not REFUSES_GZIP.search(accepted)


def vary_by_encoding(vary: str | None) -> str:
    """Return a Vary header with Accept-Encoding added."""
    return f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"


def raw_headers(
    headers: Mapping[str, str], media_type: str, body: bytes, status_code: int = 200
) -> list[tuple[bytes, bytes]]:
    """Return headers as bytes, with the type and length of the body."""
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    if status_code != NOT_MODIFIED:
        raw.append((b"content-type", media_type.encode()))
        raw.append((b"content-length", b"%d" % len(body)))
    return raw


def json_response(
    content: Any, status_code: int = 200, *, cookies: Sequence[str] = ()
) -> BytesResponse:
    """Return a response of the API."""
    body = msgspec.json.encode(content, enc_hook=encode_sentence)
    return BytesResponse(body, JSON, status_code, cookies=cookies)


def encode_sentence(value: Any) -> str:
    """Return a sentence in English, as JSON has it."""
    if isinstance(value, Sentence):
        return str(value)
    raise NotImplementedError


def redirect(path: str, *cookies: str) -> BytesResponse:
    """Redirect to another page of ours, after a form."""
    return BytesResponse(b"", status_code=303, headers={"Location": path}, cookies=cookies)


def redirect_form(request: AppRequest, path: str, *cookies: str) -> BytesResponse:
    """Redirect after a form; tell the path to a script that sent it, which cannot read a redirect."""
    if read_header(request, b"accept") == JSON:
        return json_response({"location": path}, cookies=cookies)
    return redirect(path, *cookies)


def uncached_page(
    body: bytes, status_code: int = 200, *, cookies: Sequence[str] = ()
) -> BytesResponse:
    """Send an HTML page that no cache may store: with a ticket, a token or a person's own answer."""
    headers = {"Cache-Control": "no-store"}
    return BytesResponse(body, status_code=status_code, headers=headers, cookies=cookies)
