"""A bounded cache that makes what is missing, once for all who ask for it at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic

from crowd.single_flight import SingleFlight
from crowd.web.rendering.bounded_cache import BoundedCache, PageName, Value


class LoadingCache(Generic[Value]):
    """Values by name, made when they are asked for the first time."""

    def __init__(self) -> None:
        self._cache: BoundedCache[Value] = BoundedCache()
        self._calls: SingleFlight[PageName, Value] = SingleFlight()

    async def load(self, name: PageName, make: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
        """Return the value by this name, made by `make` if it is missing; a failure is not kept."""
        found = self._cache.get(name)
        if found is not None:
            return found
        return await self._calls.run(name, lambda: self._make(name, make))

    async def load_in_thread(self, name: PageName, make: Callable[[], Value]) -> Value:
        """Do the same with a function that computes for tens of milliseconds, in a thread."""
        return await self.load(name, lambda: asyncio.to_thread(make))

    async def _make(self, name: PageName, make: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
        value = await make()
        self._cache.put(name, value)
        return value
