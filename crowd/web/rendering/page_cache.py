"""Finished pages of revealed polls: rendered once in a process, then sent as bytes."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from crowd.web.http.compression import MEDIA_TYPES, compress
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import (
    HTML,
    NOT_MODIFIED,
    RawResponse,
    encoded,
    is_known,
    takes_gzip,
    vary_by_encoding,
)
from crowd.web.rendering.bounded_cache import KeptPages, PageName, Sized

Name = TypeVar("Name", bound=Hashable)
Kept = TypeVar("Kept")
Made = TypeVar("Made", bound=Sized)

REVEALED_CACHE = "public, no-cache"
"""Kept, but asked for again each time: the truth may come or be corrected at any moment."""


class CachedPage(NamedTuple):
    """A finished page in each form in which it is sent, with the tag that names its bytes."""

    tag: str
    plain: RawResponse
    compressed: RawResponse
    not_modified: RawResponse

    @property
    def size(self) -> int:
        """The bytes of the page in its forms."""
        forms = {id(form): form for form in (self.plain, self.compressed)}
        return sum(len(form.content) for form in forms.values())

    def reply(self, request: AppRequest) -> RawResponse:
        """The page, unless the reader says that it has this very one."""
        if is_known(request, self.tag):
            return self.not_modified
        return self.compressed if takes_gzip(request) else self.plain


class Recent(Generic[Name, Kept]):
    """The things that were asked for last, by name."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[Name, Kept] = OrderedDict()

    def get(self, name: Name) -> Kept | None:
        """The thing by this name, if it is still there."""
        thing = self._things.get(name)
        if thing is not None:
            self._things.move_to_end(name)
        return thing

    def put(self, name: Name, thing: Kept) -> Kept:
        """Keeps a thing; the one that was not asked for the longest may go for it."""
        self._things[name] = thing
        if len(self._things) > self._most:
            self._things.popitem(last=False)
        return thing


class MadeOnce(Generic[Made]):
    """Things that take some time to make, by name; the name has everything that they depend on."""

    def __init__(self) -> None:
        self._made: KeptPages[Made] = KeptPages()
        self._running: dict[PageName, asyncio.Task[Made]] = {}

    async def once(self, name: PageName, make: Callable[[], Made]) -> Made:
        """The thing by this name; of many who ask for a new one, one has it made."""
        # Some tens of milliseconds: nobody else has to wait for it.
        return await self.made(name, lambda: asyncio.to_thread(make))

    async def made(self, name: PageName, make: Callable[[], Coroutine[Any, Any, Made]]) -> Made:
        """The thing by this name, made in another way."""
        thing = self._made.get(name)
        if thing is not None:
            return thing
        task = self._running.get(name)
        if task is None:
            task = self._running[name] = asyncio.create_task(make())
            task.add_done_callback(lambda done: self._keep(name, done))
        # A reader who goes away must not take the work of the others along.
        return await asyncio.shield(task)

    def _keep(self, name: PageName, done: asyncio.Task[Made]) -> None:
        del self._running[name]
        if not done.cancelled() and done.exception() is None:
            self._made.put(name, done.result())


class PageCache(MadeOnce[CachedPage]):
    """Finished pages by name."""

    async def get(
        self,
        name: PageName,
        render: Callable[[], bytes],
        media_type: str = HTML,
        **headers: str,
    ) -> CachedPage:
        """The page by this name, rendered when it is asked for the first time."""
        return await self.once(name, lambda: rendered(render, media_type, headers))


def rendered(render: Callable[[], bytes], media_type: str, more: Mapping[str, str]) -> CachedPage:
    """A page in each form in which it is sent; `more` has its further headers."""
    plain = render()
    tag = f'"{hashlib.sha256(plain).hexdigest()[:20]}"'
    headers = {"Cache-Control": REVEALED_CACHE, **more, "ETag": tag}
    if not media_type.startswith(MEDIA_TYPES):
        # A PNG is small already.
        whole = RawResponse(200, encoded(headers, media_type, plain), plain)
        nothing = RawResponse(NOT_MODIFIED, encoded(headers, media_type, b"", NOT_MODIFIED), b"")
        return CachedPage(tag=tag, plain=whole, compressed=whole, not_modified=nothing)
    compressed = compress(plain)
    headers["Vary"] = vary_by_encoding(more.get("Vary"))
    # The same page in other bytes: a strong tag names bytes, a weak one the page.
    packed = {**headers, "ETag": f"W/{tag}", "Content-Encoding": "gzip"}
    return CachedPage(
        tag=tag,
        plain=RawResponse(200, encoded(headers, media_type, plain), plain),
        compressed=RawResponse(200, encoded(packed, media_type, compressed), compressed),
        not_modified=RawResponse(
            NOT_MODIFIED, encoded(headers, media_type, b"", NOT_MODIFIED), b""
        ),
    )
