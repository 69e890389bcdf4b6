"""Gives each page that answers a form an address of its own.

A page at the address that a form was sent to is asked for by sending the form again: browsers then ask
whether to, when somebody reloads it or comes back to it. Where the page cannot be kept, it is sent as
it is. Programs are answered directly.
"""

from __future__ import annotations

import secrets
from typing import Any, cast

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from crowd.actions.replies.keep_reply import SECONDS, FormReply, digest_of_browser, keep_reply
from crowd.web.deps import now
from crowd.web.http.header_block import RawHeader
from crowd.web.http.headers import AppRequest, read_cookie, read_header
from crowd.web.http.responses import HTML, redirect
from crowd.web.middleware.rate_limits import has_room
from crowd.web.middleware.security import cookie_header, cookie_name

COOKIE = "forms"
"""The cookie of a browser whose forms were answered with a page."""

KEPT_HEADERS = {b"cache-control", b"retry-after"}


def with_form_replies(app: ASGIApp) -> ASGIApp:
    """Redirect browsers that sent a form to the page that answers it."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "POST":
            await app(scope, receive, send)
            return
        request: AppRequest = Request(scope)
        if not _is_navigation(request):
            await app(scope, receive, send)
            return
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        await app(_without_compression(scope), receive, collect)
        redirection = await _keep_page(request, messages)
        if redirection is None:
            for message in messages:
                await send(message)
        else:
            await redirection(scope, receive, send)

    return middleware


def _is_navigation(request: AppRequest) -> bool:
    """Return whether a browser sent a form and shows the reply in a window of its own."""
    mode = read_header(request, b"sec-fetch-mode")
    if mode is not None:
        return mode == "navigate" and read_header(request, b"sec-fetch-dest") == "document"
    # Browsers say more only to addresses with https, and to those of their own machine.
    framed = str(request.scope["path"]).startswith("/embed/")
    return read_header(request, b"upgrade-insecure-requests") == "1" and not framed


def _without_compression(scope: Scope) -> Scope:
    headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
    return cast("Scope", {**scope, "headers": headers})


async def _keep_page(request: AppRequest, messages: list[Message]) -> ASGIApp | None:
    """Keep a page; return the redirect to it, or None if it is no page or cannot be kept."""
    start: Any = messages[0]
    headers: list[RawHeader] = list(start["headers"])
    by_name = dict(headers)
    if start["status"] in range(300, 400) or by_name.get(b"content-type") != HTML.encode():
        return None
    service = request.app.state.service
    body = b"".join(cast("Any", message).get("body", b"") for message in messages[1:])
    if not await has_room(request, service, "reply", len(body)):
        return None
    cookie = read_cookie(request, cookie_name(service.settings, COOKIE)) or secrets.token_urlsafe()
    reply = FormReply(
        status=start["status"],
        headers={
            name.decode(): value.decode("latin-1")
            for name, value in by_name.items()
            if name in KEPT_HEADERS
        },
        body=body,
        browser=digest_of_browser(cookie),
        kept_at=now(),
    )
    reply_id = await keep_reply(service.store, reply)
    if not reply_id:
        return None
    cookies = [value.decode("latin-1") for name, value in headers if name == b"set-cookie"]
    own = cookie_header(service.settings, COOKIE, cookie, SECONDS)
    return redirect(f"/reply/{reply_id}", *cookies, own).to_raw().send_all
