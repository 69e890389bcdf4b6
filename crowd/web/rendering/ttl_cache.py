"""Pages that are the same for everybody for some seconds: made once, then sent to all who ask."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from crowd.web.rendering.page_cache import CachedPage

MOST_KEPT = 64

Name = tuple[str, ...]


class Kept(NamedTuple):
    """A page and how long it is good for."""

    until: datetime
    page: CachedPage


class TtlCache:
    """Pages by name; each is made again once it is too old, however many ask for it."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[Name, Kept] = OrderedDict()
        self._running: dict[Name, asyncio.Task[CachedPage]] = {}

    async def get(
        self, name: Name, now: datetime, seconds: float, make: Callable[[], Awaitable[CachedPage]]
    ) -> CachedPage:
        """The page by this name, not older than so many seconds."""
        kept = self._kept.get(name)
        if kept is not None and now < kept.until:
            return kept.page
        task = self._running.get(name)
        if task is None:
            until = now + timedelta(seconds=seconds)
            task = self._running[name] = asyncio.ensure_future(make())
            task.add_done_callback(lambda done: self._keep(name, until, done))
        # A reader who goes away must not take the work of the others along.
        return await asyncio.shield(task)

    def _keep(self, name: Name, until: datetime, done: asyncio.Task[CachedPage]) -> None:
        del self._running[name]
        if done.cancelled() or done.exception() is not None:
            return
        self._kept.pop(name, None)
        self._kept[name] = Kept(until, done.result())
        while len(self._kept) > self._most:
            # The one that was made first is the first to be too old.
            self._kept.popitem(last=False)
