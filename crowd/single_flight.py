"""Calls that are under way, by key: many who ask for the same at once cause one call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class SingleFlight(Generic[Key, Value]):
    """Runs at most one call per key at a time; keeps no result.

    Callers that ask while a call is under way get its result or its exception; later callers start a
    new one. A caller that is cancelled does not cancel the call, which others may wait for.
    """

    def __init__(self) -> None:
        self._tasks: dict[Key, asyncio.Task[Value]] = {}

    async def run(self, key: Key, call: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
        """Return the result of the call under way for this key, which is started if there is none."""
        return await asyncio.shield(self.start(key, call))

    def start(
        self, key: Key, call: Callable[[], Coroutine[Any, Any, Value]]
    ) -> asyncio.Task[Value]:
        """Return the task of the call under way for this key, without waiting for it."""
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(call())
            task.add_done_callback(lambda ended: self._end(key, ended))
        return task

    def _end(self, key: Key, task: asyncio.Task[Value]) -> None:
        """Forget a call; its exception counts as seen, as all who waited for it may have gone."""
        self._tasks.pop(key, None)
        if not task.cancelled():
            task.exception()

    def cancel(self) -> None:
        """Cancel all calls under way; those that wait for one are cancelled as well."""
        for task in self._tasks.values():
            task.cancel()
