"""Pages with a tag: the bytes, or 304 for a reader who has them."""

from __future__ import annotations

from crowd.web.deps import Anyone
from crowd.web.rendered import Rendered
from crowd.web.replies import HTML, Reply

REVEALED_CACHE = "public, no-cache"
"""Kept, but asked for again each time: the truth may come or be corrected at any moment."""


def tagged(request: Anyone, page: Rendered, media_type: str = HTML, **more: str) -> Reply:
    """The page, unless the reader says that it has this very one; `more` are headers."""
    headers = {"ETag": page.etag, "Cache-Control": REVEALED_CACHE, **more}
    known = request.headers.get("if-none-match")
    # The tag of a compressed page is marked as weak; the page is the same.
    if known and page.etag in {tag.strip().removeprefix("W/") for tag in known.split(",")}:
        return Reply(b"", media_type, 304, headers=headers)
    return Reply(page.body, media_type, headers=headers, compressed=page.compressed)
