"""Refuses requests that could not be answered soon, before any work is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import Request
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send

from crowd.i18n.translator import translator_for
from crowd.model.errors import Overloaded
from crowd.web.deps import Service
from crowd.web.http.bodies import IncomingBody, LargeBodies, has_body
from crowd.web.http.responses import RawResponse
from crowd.web.locale import locale_of
from crowd.web.middleware import error_handlers
from crowd.web.middleware.rate_limits import network_of
from crowd.web.middleware.request_slots import MAX_UNDER_WAY, Purpose, RequestSlots, purpose_of

Substitute = Callable[[str, str, Service], RawResponse | None]
"""Returns a response to send instead of a refusal, by path, theme and service; or None."""


def no_substitute(_path: str, _theme: str, _service: Service) -> None:
    """Return None: every request is refused."""


class LoadShedding:
    """Responds 503 with Retry-After beyond so many requests under way; /healthz always passes.

    Widgets and pictures are refused first, answers and other changes last; instead of a picture, a
    finished one is sent. A request takes a slot once its body is complete, so that slow callers hold
    none.
    """

    def __init__(
        self,
        app: ASGIApp,
        max_under_way: int = MAX_UNDER_WAY,
        substitute_of: Substitute = no_substitute,
    ) -> None:
        self._app = app
        self._substitute_of = substitute_of
        self._slots = RequestSlots(max_under_way)
        self._large_bodies = LargeBodies()
        self._refusals: dict[tuple[str, bool], RawResponse] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != ScopeType.HTTP or scope["path"] == "/healthz":
            await self._app(scope, receive, send)
            return
        purpose = purpose_of(scope)
        if not self._slots.has_free(purpose):
            await self._refuse(scope, receive, send)
        elif purpose is Purpose.CHANGE and has_body(scope):
            await self._app_with_body(scope, receive, send)
        else:
            self._slots.acquire(purpose)
            try:
                await self._app(scope, receive, send)
            finally:
                self._slots.release(purpose)

    async def _app_with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = IncomingBody(scope, receive, self._large_bodies, lambda: network_of(Request(scope)))
        counted = False

        async def receive_in_time() -> HTTPReceiveMessage:
            nonlocal counted
            message = await body.receive()
            if body.is_complete and not counted:
                counted = True
                self._slots.acquire(Purpose.CHANGE)
            return message

        try:
            await self._app(scope, receive_in_time, send)
        finally:
            self._large_bodies.release(body)
            if counted:
                self._slots.release(Purpose.CHANGE)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        request: Request[Any, Any, Any] = Request(scope)
        service = request.app.state.service
        substitute = self._substitute_of(
            scope["path"], request.query_params.get("theme", ""), service
        )
        if substitute is not None:
            await substitute.send_all(scope, receive, send)
            return
        # A page in each language, for windows and for frames; one document for programs.
        language = (
            translator_for(locale_of(request)).language
            if error_handlers.wants_page(request)
            else ""
        )
        name = (language, error_handlers.is_for_frame(request))
        if name not in self._refusals:
            self._refusals[name] = error_handlers.respond(request, Overloaded()).to_raw()
        await self._refusals[name].send_all(scope, receive, send)
