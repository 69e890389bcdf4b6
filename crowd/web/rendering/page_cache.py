"""Finished pages: rendered once in a process, then sent as bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from crowd.web.http.compression import COMPRESSIBLE_TYPES, compress
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import (
    HTML,
    NOT_MODIFIED,
    RawResponse,
    accepts_gzip,
    matches_etag,
    raw_headers,
    vary_by_encoding,
)
from crowd.web.rendering.bounded_cache import PageName
from crowd.web.rendering.loading_cache import LoadingCache

REVEALED_CACHE_CONTROL = "public, no-cache"
"""Caches ask again each time: the truth can be entered or corrected at any moment."""


class CachedPage(NamedTuple):
    """A page as responses: plain, compressed, and 304 for callers who have it; the tag is its ETag."""

    tag: str
    plain: RawResponse
    compressed: RawResponse
    not_modified: RawResponse

    @property
    def size(self) -> int:
        """Bytes of both bodies."""
        forms = {id(form): form for form in (self.plain, self.compressed)}
        return sum(len(form.content) for form in forms.values())

    def reply(self, request: AppRequest) -> RawResponse:
        """Return the response to a request: the page, or 304 if the caller has it."""
        if matches_etag(request, self.tag):
            return self.not_modified
        return self.compressed if accepts_gzip(request) else self.plain


class PageCache(LoadingCache[CachedPage]):
    """Finished pages by name."""

    async def get(
        self,
        name: PageName,
        render: Callable[[], bytes],
        media_type: str = HTML,
        **headers: str,
    ) -> CachedPage:
        """Return the page by this name, rendered in a thread if it is missing."""
        return await self.load_in_thread(name, lambda: make_page(render, media_type, headers))


def make_page(render: Callable[[], bytes], media_type: str, more: Mapping[str, str]) -> CachedPage:
    """Render a page and prepare its responses; `more` has its further headers."""
    plain = render()
    tag = f'"{hashlib.sha256(plain).hexdigest()[:20]}"'
    headers = {"Cache-Control": REVEALED_CACHE_CONTROL, **more, "ETag": tag}
    if not media_type.startswith(COMPRESSIBLE_TYPES):
        # Compressed in itself, as a PNG is.
        whole = RawResponse(200, raw_headers(headers, media_type, plain), plain)
        unchanged = RawResponse(
            NOT_MODIFIED, raw_headers(headers, media_type, b"", NOT_MODIFIED), b""
        )
        return CachedPage(tag=tag, plain=whole, compressed=whole, not_modified=unchanged)
    compressed = compress(plain)
    headers["Vary"] = vary_by_encoding(more.get("Vary"))
    # The same page in other bytes: a strong tag names bytes, a weak one the page.
    packed = {**headers, "ETag": f"W/{tag}", "Content-Encoding": "gzip"}
    return CachedPage(
        tag=tag,
        plain=RawResponse(200, raw_headers(headers, media_type, plain), plain),
        compressed=RawResponse(200, raw_headers(packed, media_type, compressed), compressed),
        not_modified=RawResponse(
            NOT_MODIFIED, raw_headers(headers, media_type, b"", NOT_MODIFIED), b""
        ),
    )
