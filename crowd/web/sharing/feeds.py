"""Feeds of public polls and of one organizer's polls, and the sitemap."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from litestar import get
from litestar.params import FromPath

from crowd.actions.lists import list_polls
from crowd.actions.lists.list_polls import Feed
from crowd.model.errors import NotFound
from crowd.model.sentence import Sentence
from crowd.model.tokens import encode
from crowd.web.deps import OurService, Service, now
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import RawResponse
from crowd.web.rendering.page_cache import CachedPage, make_page
from crowd.web.rendering.templates import Renderer
from crowd.web.rendering.ttl_cache import TtlCache
from crowd.web.sharing.feed_formats import FeedMetadata, render_xml, write_atom, write_json
from crowd.web.urls import base_url

ATOM = "application/atom+xml; charset=utf-8"
JSON_FEED = "application/feed+json"
XML = "application/xml; charset=utf-8"

FEED_CACHE_SECONDS = 5
SITEMAP_CACHE_SECONDS = 60

ReadFeed = Callable[[datetime], Awaitable[Feed]]


WriteFeed = Callable[[Renderer, FeedMetadata, str, Feed], bytes]


@get("/feed.atom", include_in_schema=False)
async def public_atom(request: AppRequest, service: OurService) -> RawResponse:
    """Serve public polls as Atom: each when it opens, updated with its results."""
    return await _public_feed(request, service, write_atom, ATOM)


@get("/feed.json", include_in_schema=False)
async def public_json_feed(request: AppRequest, service: OurService) -> RawResponse:
    """Serve public polls as a JSON Feed."""
    return await _public_feed(request, service, write_json, JSON_FEED)


@get("/feeds/{feed:str}/feed.atom", include_in_schema=False)
async def organizer_atom(
    request: AppRequest, service: OurService, feed: FromPath[str]
) -> RawResponse:
    """Serve the polls of one organizer as Atom, to whoever has the link."""
    return await _organizer_feed(request, service, feed, write_atom, ATOM)


@get("/feeds/{feed:str}/feed.json", include_in_schema=False)
async def organizer_json_feed(
    request: AppRequest, service: OurService, feed: FromPath[str]
) -> RawResponse:
    """Serve the polls of one organizer as a JSON Feed."""
    return await _organizer_feed(request, service, feed, write_json, JSON_FEED)


@get("/sitemap.xml", include_in_schema=False)
async def sitemap(request: AppRequest, service: OurService) -> RawResponse:
    """Serve the addresses of public results for search engines."""

    async def page(base: str) -> CachedPage:
        make = partial(_make_sitemap, service, base)
        return await service.short_lived_pages.get(
            ("sitemap", base), now(), SITEMAP_CACHE_SECONDS, make
        )

    return await service.host_pages.reply(request, base_url(request, service.settings), page)


async def _make_sitemap(service: Service, base: str) -> CachedPage:
    polls = await list_polls.list_public_results(service.store)
    data = {"base": base, "polls": polls}
    return await asyncio.to_thread(
        make_page,
        lambda: render_xml(service.renderer, "feeds/sitemap.xml", **data),
        XML,
        _cache_header(SITEMAP_CACHE_SECONDS),
    )


async def _public_feed(
    request: AppRequest, service: Service, write: WriteFeed, media_type: str
) -> RawResponse:
    return await _feed_reply(
        request,
        service,
        service.short_lived_pages,
        lambda base: FeedMetadata.public(base, service.renderer.name),
        lambda moment: list_polls.list_public_feed(service.store, service.computations, moment),
        write,
        media_type,
    )


async def _organizer_feed(
    request: AppRequest, service: Service, token: str, write: WriteFeed, media_type: str
) -> RawResponse:
    feed = service.token_deriver.feed_of_address(token) if token.isascii() else None
    if feed is None:
        raise NotFound(Sentence("There is no feed at this address. Copy all of its link."))
    return await _feed_reply(
        request,
        service,
        service.own_feeds,
        lambda base: FeedMetadata.own(base, token, service.renderer.name),
        lambda moment: list_polls.list_organizer_feed(
            service.store, service.computations, encode(feed), moment
        ),
        write,
        media_type,
        **{"X-Robots-Tag": "noindex"},
    )


async def _feed_reply(
    request: AppRequest,
    service: Service,
    cache: TtlCache,
    metadata_at: Callable[[str], FeedMetadata],
    read: ReadFeed,
    write: WriteFeed,
    media_type: str,
    **headers: str,
) -> RawResponse:
    moment = now()

    async def page(base: str) -> CachedPage:
        metadata = metadata_at(base)

        async def make() -> CachedPage:
            feed = await read(moment)
            cached = _cache_header(feed.seconds - FEED_CACHE_SECONDS)
            return await asyncio.to_thread(
                make_page,
                lambda: write(service.renderer, metadata, base, feed),
                media_type,
                {**headers, **cached, "Access-Control-Allow-Origin": "*"},
            )

        return await cache.get((metadata.address, media_type), moment, FEED_CACHE_SECONDS, make)

    return await service.host_pages.reply(request, base_url(request, service.settings), page)


def _cache_header(seconds: int) -> dict[str, str]:
    return {"Cache-Control": f"public, max-age={max(0, seconds)}"}
