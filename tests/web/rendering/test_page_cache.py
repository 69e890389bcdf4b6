"""Finished pages: rendered once however many ask, and again after a failure."""

from __future__ import annotations

import asyncio
import gzip
from threading import Event

import pytest

from crowd.web.rendering.bounded_cache import MAX_ENTRIES
from crowd.web.rendering.page_cache import PageCache

READERS = 50


class Renderings:
    """Counts, and waits until it may go on."""

    def __init__(self) -> None:
        self.count = 0
        self.may_end = Event()

    def __call__(self) -> bytes:
        self.count += 1
        assert self.may_end.wait(10)
        return b"page %d" % self.count


async def test_page_is_rendered_once_for_all_who_wait() -> None:
    pages, render = PageCache(), Renderings()
    readers = [asyncio.create_task(pages.get(("poll",), render)) for _ in range(READERS)]
    await asyncio.sleep(0)
    readers[0].cancel()
    render.may_end.set()
    found = await asyncio.gather(*readers[1:])
    assert render.count == 1
    assert {page.plain.content for page in found} == {b"page 1"}
    assert gzip.decompress(found[0].compressed.content) == b"page 1"
    assert await pages.get(("poll",), render) is found[0]
    other = await pages.get(("poll", "de"), render)
    assert (render.count, other.tag == found[0].tag) == (2, False)


async def test_rendering_that_failed_is_tried_again() -> None:
    pages, render = PageCache(), Renderings()
    render.may_end.set()

    def fail() -> bytes:
        raise ValueError("no paper")

    with pytest.raises(ValueError, match="no paper"):
        await pages.get(("poll",), fail)
    assert (await pages.get(("poll",), render)).plain.content == b"page 1"


async def test_page_not_asked_for_longest_goes_first() -> None:
    pages, render = PageCache(), Renderings()
    render.may_end.set()
    for number in range(MAX_ENTRIES):
        await pages.get((str(number),), render)
    await pages.get(("0",), render)
    await pages.get(("one more",), render)
    before = render.count
    await pages.get(("0",), render)
    assert render.count == before
    await pages.get(("1",), render)
    assert render.count == before + 1
