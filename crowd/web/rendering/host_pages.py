"""Pages for whatever name this service is called by; only for names that come again are they kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import RawResponse, is_known
from crowd.web.rendering.assembly import Filled
from crowd.web.rendering.page_cache import CachedPage, Recent

MAX_REGULAR = 16
MAX_ONCE = 256


class Bases:
    """The addresses that this service was called by, as far as they came more than once."""

    def __init__(self) -> None:
        # Nobody knows it, so nobody's text has it.
        self.any = f"http://{secrets.token_hex(12)}.invalid"
        self._first = ""
        self._regular: Recent[str, bool] = Recent(MAX_REGULAR)
        self._once: Recent[str, bool] = Recent(MAX_ONCE)

    def is_regular(self, base: str) -> bool:
        """Whether the address came before, or is the first of all; it does from now on."""
        if self._regular.get(base) or self._once.get(base) or not self._first:
            self._first = self._first or base
            return self._regular.put(base, True)
        self._once.put(base, True)
        return False

    async def reply(
        self, request: AppRequest, base: str, page: Callable[[str], Awaitable[CachedPage | Filled]]
    ) -> RawResponse:
        """The page with its own addresses in it: one that is kept, or the one for any address."""
        if self.is_regular(base):
            return (await page(base)).reply(request)
        return self._at(request, (await page(self.any)).plain, base)

    def _at(self, request: AppRequest, page: RawResponse, base: str) -> RawResponse:
        values = {self.any: base, quote(self.any, safe=""): quote(base, safe="")}
        ready = page.replaced({old.encode(): new.encode() for old, new in values.items()})
        tag = f'"{hashlib.sha256(ready.content).hexdigest()[:20]}"'
        named = ready.with_headers({"ETag": tag})
        return named.not_modified() if is_known(request, tag) else named
