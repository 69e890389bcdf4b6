"""Requests whose bodies are read at once."""

from __future__ import annotations

import math
from typing import Any

from litestar import Request
from litestar.exceptions import ClientException, InternalServerException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.types import Empty, Scope


class WholeBodyRequest(Request[Any, Any, Any]):
    """A request of which small bodies are read in one step.

    The framework reads them by a generator, after it has decoded all headers: twice the time.
    """

    async def body(self) -> bytes:
        """Return the body; raise RequestEntityTooLarge beyond the limit of the route."""
        if self._body is Empty:
            state = self._connection_state
            if state.body is Empty:
                state.body = await self._read_body()
            self._body = state.body
        return self._body

    async def _read_body(self) -> bytes:
        if not self.is_connected:
            raise InternalServerException("stream consumed")
        limit = self.route_handler.resolve_request_max_body_size() or math.inf
        if _announced_length(self.scope) > limit:
            raise RequestEntityTooLarge
        parts, size, is_complete = [], 0, False
        while not is_complete:
            message: Any = await self.receive()
            if message["type"] == "http.disconnect":
                raise InternalServerException("client disconnected prematurely")
            parts.append(message["body"])
            size += len(parts[-1])
            if size > limit:
                raise RequestEntityTooLarge
            is_complete = not message.get("more_body", False)
        self.is_connected = False
        return b"".join(parts)


def _announced_length(scope: Scope) -> int:
    """Return the length that the header announces; 0 without one."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            try:
                return int(value)
            except ValueError:
                text = value.decode("latin-1")
                raise ClientException(f"Invalid content-length: {text!r}") from None
    return 0
