"""A cache bounded in entries and bytes, of which one poll can take only a part."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, Protocol, TypeVar

MAX_ENTRIES = 256
MAX_BYTES = 32 * 1024 * 1024
MAX_PER_POLL = 48
"""Entries of one poll, in its languages and themes; beyond that they replace each other."""

PageName = tuple[str, ...]
"""The kind of page, the id of the poll that it shows, and everything else that it depends on."""


class Sized(Protocol):
    """Something that knows how many bytes it holds."""

    @property
    def size(self) -> int: ...


Value = TypeVar("Value", bound=Sized)


class BoundedCache(Generic[Value]):
    """Values by name; the least recently used go first."""

    def __init__(
        self,
        max_entries: int = MAX_ENTRIES,
        max_bytes: int = MAX_BYTES,
        max_per_poll: int = MAX_PER_POLL,
    ) -> None:
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._max_per_poll = max_per_poll
        self._values: OrderedDict[PageName, Value] = OrderedDict()
        self._by_poll: dict[str, OrderedDict[PageName, None]] = {}
        self._bytes = 0

    def get(self, name: PageName) -> Value | None:
        """Return the value by this name and mark it as used; None if there is none."""
        value = self._values.get(name)
        if value is not None:
            self._values.move_to_end(name)
            self._by_poll[poll_of(name)].move_to_end(name)
        return value

    def put(self, name: PageName, value: Value) -> None:
        """Add or replace a value; evict others where there is no room."""
        self._drop(name)
        of_poll = self._by_poll.setdefault(poll_of(name), OrderedDict())
        of_poll[name] = None
        self._values[name] = value
        self._bytes += value.size
        if poll_of(name) and len(of_poll) > self._max_per_poll:
            self._drop(next(iter(of_poll)))
        while self._values and self._is_over():
            self._drop(next(iter(self._values)))

    def _is_over(self) -> bool:
        return len(self._values) > self._max_entries or self._bytes > self._max_bytes

    def _drop(self, name: PageName) -> None:
        value = self._values.pop(name, None)
        if value is None:
            return
        self._bytes -= value.size
        of_poll = self._by_poll[poll_of(name)]
        del of_poll[name]
        if not of_poll:
            del self._by_poll[poll_of(name)]


def poll_of(name: PageName) -> str:
    """Return the id of the poll that a page shows; empty for pages of none."""
    return name[1] if len(name) > 1 else ""
