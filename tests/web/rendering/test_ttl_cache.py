"""Pages with a time to live: made once for all who ask, and again once they have expired."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from crowd.web.rendering.page_cache import CachedPage, make_page
from crowd.web.rendering.ttl_cache import TtlCache

THEN = datetime(2027, 4, 18, 20, tzinfo=UTC)


async def test_page_is_made_once_for_many_and_again_when_it_is_too_old() -> None:
    made = 0

    async def make() -> CachedPage:
        nonlocal made
        made += 1
        await asyncio.sleep(0)
        return make_page(lambda: b"page", "text/plain", {})

    cache = TtlCache(1)
    for seconds, expected in ((0, 1), (4.9, 1), (5, 2)):
        moment = THEN + timedelta(seconds=seconds)
        await asyncio.gather(*(cache.get(("page",), moment, 5, make) for _ in range(10)))
        assert made == expected
    await cache.get(("another",), THEN, 5, make)
    await cache.get(("page",), THEN, 5, make)
    assert made == 4


async def test_page_that_cannot_be_made_is_asked_for_again() -> None:
    async def fail() -> CachedPage:
        raise ValueError("not now")

    async def make() -> CachedPage:
        return make_page(lambda: b"page", "text/plain", {})

    cache = TtlCache()
    with pytest.raises(ValueError, match="not now"):
        await cache.get(("page",), THEN, 5, fail)
    assert (await cache.get(("page",), THEN, 5, make)).tag
