"""Pages that were asked for last: so many, of so many bytes, and of one poll only a part."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, Protocol, TypeVar

MAX_PAGES = 256
MAX_BYTES = 32 * 1024 * 1024
MAX_OF_ONE_POLL = 48
"""In so many languages and looks nobody needs one poll; its other pages make room for each other."""

PageName = tuple[str, ...]
"""What a page is, the poll that it shows, and all else that it depends on."""


class Sized(Protocol):
    """Something that knows how many bytes it holds."""

    @property
    def size(self) -> int: ...


Page = TypeVar("Page", bound=Sized)


class KeptPages(Generic[Page]):
    """Pages by name; whichever was not asked for the longest goes first."""

    def __init__(
        self,
        max_pages: int = MAX_PAGES,
        max_bytes: int = MAX_BYTES,
        max_of_one_poll: int = MAX_OF_ONE_POLL,
    ) -> None:
        self._max_pages = max_pages
        self._max_bytes = max_bytes
        self._max_of_one_poll = max_of_one_poll
        self._pages: OrderedDict[PageName, Page] = OrderedDict()
        self._by_poll: dict[str, OrderedDict[PageName, None]] = {}
        self._bytes = 0

    def get(self, name: PageName) -> Page | None:
        """The page by this name, if it is still there."""
        page = self._pages.get(name)
        if page is not None:
            self._pages.move_to_end(name)
            self._by_poll[poll_of(name)].move_to_end(name)
        return page

    def put(self, name: PageName, page: Page) -> None:
        """Keeps a page; others may go for it."""
        self._drop(name)
        of_poll = self._by_poll.setdefault(poll_of(name), OrderedDict())
        of_poll[name] = None
        self._pages[name] = page
        self._bytes += page.size
        if poll_of(name) and len(of_poll) > self._max_of_one_poll:
            self._drop(next(iter(of_poll)))
        while self._pages and (len(self._pages) > self._max_pages or self._bytes > self._max_bytes):
            self._drop(next(iter(self._pages)))

    def _drop(self, name: PageName) -> None:
        page = self._pages.pop(name, None)
        if page is None:
            return
        self._bytes -= page.size
        of_poll = self._by_poll[poll_of(name)]
        del of_poll[name]
        if not of_poll:
            del self._by_poll[poll_of(name)]


def poll_of(name: PageName) -> str:
    """The poll that a page shows; empty for pages of none."""
    return name[1] if len(name) > 1 else ""
