"""Answers with a tag: the bytes, or 304 for a reader who has them."""

from __future__ import annotations

import hashlib

from litestar import Response

from crowd.web.deps import Anyone, Rendered

REVEALED_CACHE = "public, no-cache"
"""Kept, but asked for again each time: the truth may come or be corrected at any moment."""


def rendered(body: bytes) -> Rendered:
    """Bytes under the tag that they make."""
    return Rendered(body=body, etag=f'"{hashlib.sha256(body).hexdigest()[:20]}"')


def tagged(
    request: Anyone,
    page: Rendered,
    media_type: str,
    cache: str = REVEALED_CACHE,
    vary: str | None = "Accept-Language",
) -> Response[bytes]:
    """The page, unless the reader says that it has this very one."""
    headers = {"ETag": page.etag, "Cache-Control": cache}
    if vary:
        headers["Vary"] = vary
    known = request.headers.get("if-none-match", "")
    # A compressing proxy marks the tag as weak; the bytes it stands for are the same.
    if page.etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}:
        return Response(b"", status_code=304, headers=headers, media_type=media_type)
    return Response(page.body, headers=headers, media_type=media_type)
