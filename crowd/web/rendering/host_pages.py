"""Pages that contain the address by which this service was called, cached for regular ones only."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import quote

from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import RawResponse, matches_etag
from crowd.web.rendering.page_cache import CachedPage
from crowd.web.rendering.segmented_page import FilledPage

MAX_REGULAR = 16
MAX_NEW = 256


class LruSet:
    """Strings; beyond so many, the least recently added go."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._strings: OrderedDict[str, None] = OrderedDict()

    def __contains__(self, string: str) -> bool:
        return string in self._strings

    def add(self, string: str) -> None:
        """Add a string, or make it the most recent one."""
        self._strings[string] = None
        self._strings.move_to_end(string)
        if len(self._strings) > self._max_size:
            self._strings.popitem(last=False)


class HostPages:
    """Which base addresses this service is called by, and the pages with them in it.

    A page is cached for each regular address; callers by any other one get the page that is cached
    for a placeholder, with their address put into it. So invented Host headers fill no cache.
    """

    def __init__(self) -> None:
        # Random, so that no text of a poll contains it.
        self.placeholder = f"http://{secrets.token_hex(12)}.invalid"
        self._first = ""
        self._regular = LruSet(MAX_REGULAR)
        self._new = LruSet(MAX_NEW)

    def is_regular(self, base: str) -> bool:
        """Note a call by this address; whether it is the first of all, or came before."""
        if base in self._regular or base in self._new or not self._first:
            self._first = self._first or base
            self._regular.add(base)
            return True
        self._new.add(base)
        return False

    async def reply(
        self,
        request: AppRequest,
        base: str,
        page: Callable[[str], Awaitable[CachedPage | FilledPage]],
        draw: Callable[[str], bytes] | None = None,
    ) -> RawResponse:
        """Return the page for callers by this address; `page` makes it for any base address.

        `draw` makes what the page has drawn from its address, such as a QR code.
        """
        if self.is_regular(base):
            return (await page(base)).reply(request)
        drawings = {draw(self.placeholder): draw(base)} if draw else {}
        return self._at(request, (await page(self.placeholder)).plain, base, drawings)

    def _at(
        self, request: AppRequest, page: RawResponse, base: str, drawings: dict[bytes, bytes]
    ) -> RawResponse:
        # Links have addresses in them with their slashes encoded, or not.
        encodings = (str, quote, partial(quote, safe=""))
        values = {encode(self.placeholder): encode(base) for encode in encodings}
        texts = {old.encode(): new.encode() for old, new in values.items()}
        ready = page.replaced({**texts, **drawings})
        tag = f'"{hashlib.sha256(ready.content).hexdigest()[:20]}"'
        named = ready.with_headers({"ETag": tag})
        return named.not_modified() if matches_etag(request, tag) else named
