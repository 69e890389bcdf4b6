"""Pages that are shown without the framework's walk, which takes longer than to find a finished page."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from litestar import Response
from litestar.enums import ScopeType
from litestar.handlers import HTTPRouteHandler
from litestar.types import ASGIApp, Receive, Scope, Send

from crowd.web.middleware import error_handlers
from crowd.web.visitor import VisitorRequest

PARAMETER = re.compile(r"\\{\w+:str\\}")
"""A parameter of an escaped path."""

PageHandler = Callable[..., Awaitable[Response[Any]]]


class DirectRoutes:
    """Calls some handlers of GET, which take request, service and the id of a poll; passes on the rest.

    A path that is written in another way, such as with a slash at its end, is for the framework too.
    """

    def __init__(self, app: ASGIApp, handlers: Sequence[HTTPRouteHandler]) -> None:
        self._app = app
        self._routes: list[tuple[re.Pattern[str], PageHandler]] = [
            (re.compile(PARAMETER.sub("([^/]+)", re.escape(path))), handler.fn)
            for handler in handlers
            for path in handler.paths
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or pass it on."""
        if scope["type"] == ScopeType.HTTP and scope["method"] == "GET":
            for pattern, handler in self._routes:
                match = pattern.fullmatch(scope["path"])
                if match:
                    await _respond(handler, match[1], scope, receive, send)
                    return
        await self._app(scope, receive, send)


async def _respond(
    handler: PageHandler, poll_id: str, scope: Scope, receive: Receive, send: Send
) -> None:
    request = VisitorRequest(scope, receive, send)
    try:
        response = await handler(request, request.app.state.service, poll_id)
    except Exception as error:  # noqa: BLE001  as the framework does: each becomes a page or a document
        response = error_handlers.respond(request, error)
    await response.to_asgi_response(app=None, request=request)(scope, receive, send)
