"""What goes back to the caller: bytes that are ready, compressed where the caller takes that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.types import ASGIApp, Receive, Scope, Send

from crowd.web.compression import compress, is_worth_compressing

HTML = "text/html; charset=utf-8"
JSON = "application/json"


class Reply(Response[Any]):
    """A response without the framework's many steps from an object to bytes.

    With `compressed` it is sent as it was compressed before; otherwise it is compressed on the way.
    """

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
        super().__init__(body, status_code=status_code, media_type=media_type, headers=headers)
        self._set_cookies = cookies
        self._compressed = compressed

    def to_asgi_response(  # type: ignore[override]  # none of the framework's defaults apply
        self, *, request: Request[Any, Any, Any], **_defaults: Any
    ) -> ASGIApp:
        """Sends the status, the headers and the body, each in one message."""
        headers, body, status = self.headers, self.content, self.status_code
        if self._compressed or is_worth_compressing(str(self.media_type), len(body)):
            headers["Vary"] = ", ".join(filter(None, [headers.get("Vary"), "Accept-Encoding"]))
            if "gzip" in request.headers.get("accept-encoding", ""):
                body = self._compressed or compress(body)
                headers["Content-Encoding"] = "gzip"
                if "ETag" in headers:
                    # The same page in other bytes: a strong tag names bytes, a weak one the page.
                    headers["ETag"] = f"W/{headers['ETag']}"
        start = {"type": "http.response.start", "status": status, "headers": self._encoded(body)}

        async def send_all(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001  called by these names
            await send(start)  # type: ignore[arg-type]
            await send({"type": "http.response.body", "body": body, "more_body": False})

        return send_all

    def _encoded(self, body: bytes) -> list[tuple[bytes, bytes]]:
        encoded = [
            (name.lower().encode(), value.encode("latin-1")) for name, value in self.headers.items()
        ]
        encoded += [(b"set-cookie", cookie.encode("latin-1")) for cookie in self._set_cookies]
        if self.status_code != 304:
            encoded.append((b"content-type", str(self.media_type).encode()))
            encoded.append((b"content-length", b"%d" % len(body)))
        return encoded


def as_json(content: Any, status_code: int = 200, *, cookies: Sequence[str] = ()) -> Reply:
    """A message of the API."""
    return Reply(msgspec.json.encode(content), JSON, status_code, cookies=cookies)


def redirect(path: str, *cookies: str) -> Reply:
    """To another page of ours, after a form."""
    return Reply(b"", status_code=303, headers={"Location": path}, cookies=cookies)
