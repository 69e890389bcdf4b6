"""Sheds load: who could not be answered soon is told at once to come back, before any work is done."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from crowd.model.errors import Overloaded
from crowd.web import errors
from crowd.web.replies import Ready

MOST_UNDER_WAY = 256
"""Requests under way at once in one process: some tenths of a second of work."""


def shedding(app: ASGIApp, most: int = MOST_UNDER_WAY) -> ASGIApp:
    """Answers 503 with Retry-After beyond so many requests under way; /healthz always passes."""
    under_way = 0
    kept: dict[bool, Ready] = {}

    async def _busy(scope: Scope, receive: Receive, send: Send) -> None:
        request: Request[Any, Any, Any] = Request(scope)
        page = errors.wants_page(request)
        if page not in kept:
            kept[page] = errors.respond(request, Overloaded()).ready()
        await kept[page].send_all(scope, receive, send)

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal under_way
        if scope["type"] != ScopeType.HTTP or scope["path"] == "/healthz":
            await app(scope, receive, send)
            return
        if under_way >= most:
            await _busy(scope, receive, send)
            return
        under_way += 1
        try:
            await app(scope, receive, send)
        finally:
            under_way -= 1

    return middleware
