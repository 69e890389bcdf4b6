"""Responses whose body comes in parts while it is sent."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple

from litestar import Response
from litestar.types import ASGIApp, Receive, Scope, Send

from crowd.model.errors import CrowdError
from crowd.web.http.disconnection import run_while_connected

ASKED_METHOD = "crowd.asked_method"
"""Key of a scope: the method of the request, where the router gets it as another one."""

PART_BYTES = 64 * 1024
"""Bytes that are sent at once; the reply begins with the first so many."""


class PartsOfBody(NamedTuple):
    """The parts of a body, and its size where that is known before."""

    parts: AsyncIterator[bytes]
    size: int | None = None


class PartsResponse(Response[Any]):
    """A response to one caller that takes no more memory than a part.

    What fails before the first part is sent is replied to as usual. Later, and where the parts end
    before the size that was told, the connection breaks off, so that nobody takes a part for the whole.
    Whoever has gone is not worked for any more. HEAD gets the headers; the body is not made.
    """

    def __init__(
        self,
        open_body: Callable[[], AbstractAsyncContextManager[PartsOfBody]],
        media_type: str,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(None, media_type=media_type, headers=dict(headers))
        self._open_body = open_body

    def to_asgi_response(self, *_: Any, **_defaults: Any) -> ASGIApp:  # type: ignore[override]  # none of the framework's defaults apply
        """Return the application that sends the response."""
        return self._send_while_connected

    async def _send_while_connected(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get(ASKED_METHOD) == "HEAD":
            await send(self._start(None))
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        await run_while_connected(receive, self._send(send))

    async def _send(self, send: Send) -> None:
        has_begun = False
        try:
            async with self._open_body() as body:
                async for part, is_last in _joined(body):
                    if not has_begun:
                        await send(self._start(body.size))
                        has_begun = True
                    await send(
                        {"type": "http.response.body", "body": part, "more_body": not is_last}
                    )
        except CrowdError as error:
            if not has_begun:
                raise
            logging.getLogger(__name__).warning("a reply broke off: %s", error.title)

    def _start(self, size: int | None) -> Any:
        headers = {**self.headers, "Content-Type": str(self.media_type)}
        if size is not None:
            headers["Content-Length"] = str(size)
        raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        return {"type": "http.response.start", "status": 200, "headers": raw}


async def _joined(body: PartsOfBody) -> AsyncIterator[tuple[bytes, bool]]:
    """Yield parts that are large enough, each with whether it is the last."""
    waiting, size = bytearray(), 0
    async for part in body.parts:
        waiting += part
        size += len(part)
        if len(waiting) >= PART_BYTES:
            yield bytes(waiting), False
            waiting.clear()
    if body.size in {None, size}:
        yield bytes(waiting), True
