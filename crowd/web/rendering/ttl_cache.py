"""Pages that are the same for everybody for some seconds: made once, then sent to all who ask."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from crowd.single_flight import SingleFlight
from crowd.web.rendering.bounded_cache import PageName
from crowd.web.rendering.page_cache import CachedPage

MAX_ENTRIES = 64


class Entry(NamedTuple):
    """A page and when it expires."""

    expires: datetime
    page: CachedPage


class TtlCache:
    """Pages by name; each is made again after it has expired, once for all who ask meanwhile."""

    def __init__(self, max_entries: int = MAX_ENTRIES) -> None:
        self._max_entries = max_entries
        self._entries: OrderedDict[PageName, Entry] = OrderedDict()
        self._calls: SingleFlight[PageName, CachedPage] = SingleFlight()

    async def get(
        self,
        name: PageName,
        now: datetime,
        seconds: float,
        make: Callable[[], Coroutine[Any, Any, CachedPage]],
    ) -> CachedPage:
        """Return the page by this name, at most so many seconds old; a failure is not kept."""
        entry = self._entries.get(name)
        if entry is not None and now < entry.expires:
            return entry.page
        expires = now + timedelta(seconds=seconds)
        return await self._calls.run(name, lambda: self._make(name, expires, make))

    async def _make(
        self,
        name: PageName,
        expires: datetime,
        make: Callable[[], Coroutine[Any, Any, CachedPage]],
    ) -> CachedPage:
        page = await make()
        self._entries.pop(name, None)
        self._entries[name] = Entry(expires, page)
        while len(self._entries) > self._max_entries:
            # The oldest one expires first.
            self._entries.popitem(last=False)
        return page
