"""Finished pages of revealed polls: rendered once in a process, then sent as bytes."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, NamedTuple

from crowd.web.compression import MEDIA_TYPES, compress
from crowd.web.headers import Anyone, header
from crowd.web.replies import (
    HTML,
    NOT_MODIFIED,
    Ready,
    encoded,
    takes_gzip,
    vary_by_encoding,
)

MOST_KEPT = 256

REVEALED_CACHE = "public, no-cache"
"""Kept, but asked for again each time: the truth may come or be corrected at any moment."""


class Rendered(NamedTuple):
    """A finished page in each form in which it is sent, with the tag that names its bytes."""

    tag: str
    plain: Ready
    compressed: Ready
    not_modified: Ready

    def reply(self, request: Anyone) -> Ready:
        """The page, unless the reader says that it has this very one."""
        known = header(request, b"if-none-match") or ""
        # The tag of a compressed page is marked as weak; the page is the same.
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        if self.tag in tags or "*" in tags:
            return self.not_modified
        return self.compressed if takes_gzip(request) else self.plain


class RenderedPages:
    """Finished pages by name; the name has everything that a page depends on."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, ...], Rendered] = OrderedDict()
        self._running: dict[tuple[str, ...], asyncio.Task[Rendered]] = {}

    async def get(
        self,
        name: tuple[str, ...],
        render: Callable[[], bytes],
        media_type: str = HTML,
        **headers: str,
    ) -> Rendered:
        """The page by this name; of many who ask for a new one, one has it rendered."""
        # Some tens of milliseconds: nobody else has to wait for it.
        return await self.made(
            name, lambda: asyncio.to_thread(rendered, render, media_type, headers)
        )

    async def made(
        self, name: tuple[str, ...], make: Callable[[], Coroutine[Any, Any, Rendered]]
    ) -> Rendered:
        """The page by this name, made in another way."""
        page = self._pages.get(name)
        if page is not None:
            self._pages.move_to_end(name)
            return page
        task = self._running.get(name)
        if task is None:
            task = self._running[name] = asyncio.create_task(make())
            task.add_done_callback(lambda done: self._keep(name, done))
        # A reader who goes away must not take the work of the others along.
        return await asyncio.shield(task)

    def _keep(self, name: tuple[str, ...], done: asyncio.Task[Rendered]) -> None:
        del self._running[name]
        if done.cancelled() or done.exception() is not None:
            return
        self._pages[name] = done.result()
        if len(self._pages) > MOST_KEPT:
            # The one that was not asked for the longest goes.
            self._pages.popitem(last=False)


def rendered(render: Callable[[], bytes], media_type: str, more: Mapping[str, str]) -> Rendered:
    """A page in each form in which it is sent; `more` has its further headers."""
    plain = render()
    tag = f'"{hashlib.sha256(plain).hexdigest()[:20]}"'
    headers = {"Cache-Control": REVEALED_CACHE, **more, "ETag": tag}
    if not media_type.startswith(MEDIA_TYPES):
        # A PNG is small already.
        whole = Ready(200, encoded(headers, media_type, plain), plain)
        nothing = Ready(NOT_MODIFIED, encoded(headers, media_type, b"", NOT_MODIFIED), b"")
        return Rendered(tag=tag, plain=whole, compressed=whole, not_modified=nothing)
    compressed = compress(plain)
    headers["Vary"] = vary_by_encoding(more.get("Vary"))
    # The same page in other bytes: a strong tag names bytes, a weak one the page.
    packed = {**headers, "ETag": f"W/{tag}", "Content-Encoding": "gzip"}
    return Rendered(
        tag=tag,
        plain=Ready(200, encoded(headers, media_type, plain), plain),
        compressed=Ready(200, encoded(packed, media_type, compressed), compressed),
        not_modified=Ready(NOT_MODIFIED, encoded(headers, media_type, b"", NOT_MODIFIED), b""),
    )
