"""Refuses requests that do not name exactly one host, which links can name."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from crowd.model.errors import Malformed
from crowd.web.http.headers import host_of
from crowd.web.middleware import error_handlers


def with_host_check(app: ASGIApp) -> ASGIApp:
    """Respond 400 to requests that name no host, several, or something else."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            try:
                host_of(scope)
            except Malformed as error:
                request: Request[Any, Any, Any] = Request(scope)
                await error_handlers.respond(request, error).to_raw().send_all(scope, receive, send)
                return
        await app(scope, receive, send)

    return middleware
