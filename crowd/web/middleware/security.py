"""Protects against other sites, frames and caches: headers on all responses, checks before changes."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from crowd.model.errors import CrossSite
from crowd.settings import Settings
from crowd.web.http.header_block import ConstantHeader, HeaderBlock, RawHeader
from crowd.web.http.headers import AppRequest, read_header
from crowd.web.http.parts_response import ASKED_METHOD
from crowd.web.urls import base_url

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; manifest-src 'self'; frame-src 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)

FRAMED_POLICY = CONTENT_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""For refusals in frames of other sites: a browser's own error would look like a broken site."""

HEADERS = [
    ConstantHeader(b"content-security-policy", CONTENT_POLICY.encode()),
    ConstantHeader(b"x-content-type-options", b"nosniff"),
    # With no-referrer, browsers would send Origin: null and the forms would be refused.
    ConstantHeader(b"referrer-policy", b"same-origin"),
    ConstantHeader(b"cross-origin-opener-policy", b"same-origin"),
    ConstantHeader(b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    ConstantHeader(b"x-frame-options", b"DENY"),
]

ROUTED_METHODS: dict[str, Any] = {"HEAD": "GET", "OPTIONS": "ANY"}
"""Methods that every address takes, and as which the router gets them."""

NO_STORE = ConstantHeader(b"cache-control", b"no-store")
NO_INDEX = ConstantHeader(b"x-robots-tag", b"noindex")
ALL_HEADERS = (*HEADERS, NO_STORE, NO_INDEX)
ALL_NAMES = {name for name, _ in ALL_HEADERS}
"""What a response gets that says nothing of it, as most do."""

INDEXED_HEADERS = {"X-Robots-Tag": "all"}
"""For pages that are not stored but may be in search engines."""

COOKIE_SECONDS = 400 * 24 * 3600
"""The longest time for which browsers keep a cookie."""


def with_security_headers(app: ASGIApp) -> ASGIApp:
    """Add the headers to every response, and answer HEAD and OPTIONS.

    A response without Cache-Control gets `no-store`, and what is not stored is not indexed. HEAD is
    routed as GET. OPTIONS is routed as a method that no address takes: the refusal names the others.
    """

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        asked = scope["method"]
        if asked in ROUTED_METHODS:
            # A copy: the server reads the method of its own to leave out the body of HEAD.
            scope = cast("Scope", {**scope, "method": ROUTED_METHODS[asked], ASKED_METHOD: asked})

        without_body = asked == "HEAD"

        async def send_secured(message: Message) -> None:
            nonlocal without_body
            if message["type"] == "http.response.start":
                headers = message["headers"]
                if message["status"] == HTTPStatus.METHOD_NOT_ALLOWED:
                    headers = _with_methods(headers)
                    if asked == "OPTIONS":
                        message["status"], without_body = HTTPStatus.NO_CONTENT, True
                        headers = [pair for pair in headers if not pair[0].startswith(b"content-")]
                if not isinstance(headers, HeaderBlock):
                    headers = HeaderBlock(headers)
                message["headers"] = headers.derive(_with_headers)
            elif without_body and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        await app(scope, receive, send_secured)

    return middleware


def _with_methods(headers: Iterable[RawHeader]) -> list[RawHeader]:
    """Sort Allow, which the framework takes from a set, and add the methods that are answered here."""
    methods: set[bytes] = set()
    others = []
    for name, value in headers:
        if name == b"allow":
            methods.update(value.split(b", "))
        else:
            others.append((name, value))
    methods |= {b"OPTIONS"} | ({b"HEAD"} if b"GET" in methods else set())
    return [*others, (b"allow", b", ".join(sorted(methods)))]


def _with_headers(headers: HeaderBlock) -> HeaderBlock:
    """Add the headers that are missing."""
    present = {name.lower(): value for name, value in headers}
    if ALL_NAMES.isdisjoint(present):
        return HeaderBlock((*headers, *ALL_HEADERS))
    # The older header could only allow nobody.
    if b"frame-ancestors" in present.get(b"content-security-policy", b""):
        present[b"x-frame-options"] = b""
    added = [pair for pair in HEADERS if pair[0] not in present]
    if b"cache-control" not in present:
        added.append(NO_STORE)
    # A page with a key or a token must not be stored, and search engines store.
    if NO_STORE[1] == present.get(NO_STORE[0], NO_STORE[1]) and NO_INDEX[0] not in present:
        added.append(NO_INDEX)
    return HeaderBlock((*headers, *added))


# Not guards: the framework copies the route's handler for each call of a guard.
async def require_own_form(request: AppRequest) -> None:
    """Raise CrossSite unless the browser says that a page of ours, or no page, sent this form."""
    if request.scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return
    site = read_header(request, b"sec-fetch-site")
    if not (_own_origin(request) if site is None else site in {"same-origin", "none"}):
        raise CrossSite


async def refuse_other_sites(request: AppRequest) -> None:
    """Raise CrossSite for calls from pages of other sites; programs pass."""
    if (
        read_header(request, b"sec-fetch-site") is not None
        or read_header(request, b"origin") is not None
    ):
        await require_own_form(request)


def is_opened_by_visitor(request: AppRequest) -> bool:
    """Return whether the address was typed, bookmarked or linked here, so no other site sent it."""
    return read_header(request, b"sec-fetch-site") in {"same-origin", "none"}


def _own_origin(request: AppRequest) -> bool:
    origin = read_header(request, b"origin") or "null"
    own = base_url(request, request.app.state.service.settings)
    try:
        return urlsplit(origin)[:2] == urlsplit(own)[:2] and origin != "null"
    except ValueError:
        return False


def cookie_header(
    settings: Settings, name: str, value: str, max_age: int | None = COOKIE_SECONDS
) -> str:
    """Return the Set-Cookie header of a cookie that only our own pages send and no script reads.

    Values are tokens of ours, so they contain no character that ends a value.
    """
    lifetime = "" if max_age is None else f"; Max-Age={max_age}"
    secure = "; Secure" if settings.secure else ""
    return (
        f"{cookie_name(settings, name)}={value}{lifetime}; Path=/; HttpOnly; SameSite=lax{secure}"
    )


def frame_cookie_header(
    settings: Settings, name: str, value: str, max_age: int = COOKIE_SECONDS
) -> str:
    """Return the Set-Cookie header of a cookie for a frame in pages of another site.

    Browsers take it on https and on localhost only, and keep one for each site around the frame.
    """
    return (
        f"{cookie_name(settings, name)}={value}; Max-Age={max_age}; Path=/; HttpOnly; "
        "SameSite=None; Secure; Partitioned"
    )


def cookie_name(settings: Settings, name: str) -> str:
    """Return a cookie's name; on https its prefix makes browsers refuse it from other hosts."""
    return f"__Host-crowd-{name}" if settings.secure else f"crowd-{name}"
