"""Finished pages of revealed polls: rendered once in a process, then sent as bytes."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable

import msgspec

from crowd.web.compression import compress

MOST_KEPT = 256


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A finished page, compressed as well, with the tag that names its bytes."""

    body: bytes
    compressed: bytes
    etag: str


class RenderedPages:
    """Finished pages by name; the name has everything that a page depends on."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, ...], Rendered] = OrderedDict()
        self._running: dict[tuple[str, ...], asyncio.Task[Rendered]] = {}

    async def get(self, name: tuple[str, ...], render: Callable[[], bytes]) -> Rendered:
        """The page by this name; of many who ask for a new one, one has it rendered."""
        page = self._pages.get(name)
        if page is not None:
            self._pages.move_to_end(name)
            return page
        task = self._running.get(name)
        if task is None:
            task = self._running[name] = asyncio.create_task(self._keep(name, render))
        # A reader who goes away must not take the work of the others along.
        return await asyncio.shield(task)

    async def _keep(self, name: tuple[str, ...], render: Callable[[], bytes]) -> Rendered:
        try:
            # Some tens of milliseconds: nobody else has to wait for it.
            page = await asyncio.to_thread(_rendered, render)
        finally:
            del self._running[name]
        self._pages[name] = page
        if len(self._pages) > MOST_KEPT:
            # The one that was not asked for the longest goes.
            self._pages.popitem(last=False)
        return page


def _rendered(render: Callable[[], bytes]) -> Rendered:
    body = render()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Rendered(body=body, compressed=compress(body), etag=tag)
