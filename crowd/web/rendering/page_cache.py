"""Finished pages of revealed polls: rendered once in a process, then sent as bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from crowd.web.http.compression import MEDIA_TYPES, compress
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import (
    HTML,
    NOT_MODIFIED,
    RawResponse,
    encoded,
    is_known,
    takes_gzip,
    vary_by_encoding,
)
from crowd.web.rendering.bounded_cache import PageName
from crowd.web.rendering.loading_cache import LoadingCache

REVEALED_CACHE = "public, no-cache"
"""Kept, but asked for again each time: the truth may come or be corrected at any moment."""


class CachedPage(NamedTuple):
    """A finished page in each form in which it is sent, with the tag that names its bytes."""

    tag: str
    plain: RawResponse
    compressed: RawResponse
    not_modified: RawResponse

    @property
    def size(self) -> int:
        """The bytes of the page in its forms."""
        forms = {id(form): form for form in (self.plain, self.compressed)}
        return sum(len(form.content) for form in forms.values())

    def reply(self, request: AppRequest) -> RawResponse:
        """The page, unless the reader says that it has this very one."""
        if is_known(request, self.tag):
            return self.not_modified
        return self.compressed if takes_gzip(request) else self.plain


class PageCache(LoadingCache[CachedPage]):
    """Finished pages by name."""

    async def get(
        self,
        name: PageName,
        render: Callable[[], bytes],
        media_type: str = HTML,
        **headers: str,
    ) -> CachedPage:
        """The page by this name, rendered when it is asked for the first time."""
        return await self.load_in_thread(name, lambda: rendered(render, media_type, headers))


def rendered(render: Callable[[], bytes], media_type: str, more: Mapping[str, str]) -> CachedPage:
    """A page in each form in which it is sent; `more` has its further headers."""
    plain = render()
    tag = f'"{hashlib.sha256(plain).hexdigest()[:20]}"'
    headers = {"Cache-Control": REVEALED_CACHE, **more, "ETag": tag}
    if not media_type.startswith(MEDIA_TYPES):
        # A PNG is small already.
        whole = RawResponse(200, encoded(headers, media_type, plain), plain)
        nothing = RawResponse(NOT_MODIFIED, encoded(headers, media_type, b"", NOT_MODIFIED), b"")
        return CachedPage(tag=tag, plain=whole, compressed=whole, not_modified=nothing)
    compressed = compress(plain)
    headers["Vary"] = vary_by_encoding(more.get("Vary"))
    # The same page in other bytes: a strong tag names bytes, a weak one the page.
    packed = {**headers, "ETag": f"W/{tag}", "Content-Encoding": "gzip"}
    return CachedPage(
        tag=tag,
        plain=RawResponse(200, encoded(headers, media_type, plain), plain),
        compressed=RawResponse(200, encoded(packed, media_type, compressed), compressed),
        not_modified=RawResponse(
            NOT_MODIFIED, encoded(headers, media_type, b"", NOT_MODIFIED), b""
        ),
    )
