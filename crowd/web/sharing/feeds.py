"""What programs follow: feeds of public polls and of one organizer's, and the sitemap."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

import msgspec
from litestar import get
from litestar.params import FromPath

from crowd.actions import list_polls
from crowd.actions.list_polls import Feed
from crowd.model.errors import NotFound
from crowd.model.sentence import Sentence
from crowd.model.tokens import encode
from crowd.reporting.summary import PollSummary
from crowd.web.deps import OurService, Service, now
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import RawResponse
from crowd.web.rendering.page_cache import CachedPage, make_page
from crowd.web.rendering.templates import Renderer
from crowd.web.rendering.ttl_cache import TtlCache
from crowd.web.urls import base_url

ATOM = "application/atom+xml; charset=utf-8"
JSON_FEED = "application/feed+json"
XML = "application/xml; charset=utf-8"

FEED_CACHE_SECONDS = 5
SITEMAP_CACHE_SECONDS = 60

EMPTY_FEED_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed changed in which nothing is."""

INVALID_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no way to write."""

ReadFeed = Callable[[datetime], Awaitable[Feed]]


class FeedMetadata(NamedTuple):
    """A feed's title, where it is to be had without its ending, and the page that it goes with."""

    title: str
    address: str
    home: str

    @classmethod
    def public(cls, base: str) -> FeedMetadata:
        """The feed of all public polls."""
        return cls("crowd: public polls", f"{base}/feed", f"{base}/")

    @classmethod
    def own(cls, base: str, token: str) -> FeedMetadata:
        """An organizer's feed."""
        return cls("crowd: polls of one organizer", f"{base}/feeds/{token}/feed", f"{base}/")


class JsonFeedItem(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a JSON Feed."""

    id: str
    url: str
    title: str
    content_html: str
    summary: str
    image: str
    date_published: datetime
    date_modified: datetime
    language: str = "en"


class JsonFeed(msgspec.Struct, frozen=True, kw_only=True):
    """A JSON Feed, https://www.jsonfeed.org/version/1.1/."""

    version: str = "https://jsonfeed.org/version/1.1"
    title: str
    home_page_url: str
    feed_url: str
    language: str = "en"
    authors: list[dict[str, str]]
    items: list[JsonFeedItem]


WriteFeed = Callable[[Renderer, FeedMetadata, str, Feed], bytes]


@get("/feed.atom", include_in_schema=False)
async def public_atom(request: AppRequest, service: OurService) -> RawResponse:
    """Public polls, for feed readers: each when it opens, and again with its result."""
    return await _public_feed(request, service, write_atom, ATOM)


@get("/feed.json", include_in_schema=False)
async def public_json_feed(request: AppRequest, service: OurService) -> RawResponse:
    """The same as a JSON Feed."""
    return await _public_feed(request, service, write_json, JSON_FEED)


@get("/feeds/{feed:str}/feed.atom", include_in_schema=False)
async def organizer_atom(
    request: AppRequest, service: OurService, feed: FromPath[str]
) -> RawResponse:
    """The polls of one organizer, for whoever has the feed's link."""
    return await _organizer_feed(request, service, feed, write_atom, ATOM)


@get("/feeds/{feed:str}/feed.json", include_in_schema=False)
async def organizer_json_feed(
    request: AppRequest, service: OurService, feed: FromPath[str]
) -> RawResponse:
    """The same as a JSON Feed."""
    return await _organizer_feed(request, service, feed, write_json, JSON_FEED)


@get("/sitemap.xml", include_in_schema=False)
async def sitemap(request: AppRequest, service: OurService) -> RawResponse:
    """The addresses of public results, for search engines."""

    async def page(base: str) -> CachedPage:
        make = partial(_sitemap, service, base)
        return await service.short_lived_pages.get(
            ("sitemap", base), now(), SITEMAP_CACHE_SECONDS, make
        )

    return await service.host_pages.reply(request, base_url(request, service.settings), page)


async def _sitemap(service: Service, base: str) -> CachedPage:
    found = await list_polls.public_results(service.store)
    data = {"base": base, "polls": found}
    return await asyncio.to_thread(
        make_page,
        lambda: _render_xml(service.renderer, "feeds/sitemap.xml", **data),
        XML,
        _cache_header(60),
    )


async def _public_feed(
    request: AppRequest, service: Service, write: WriteFeed, media_type: str
) -> RawResponse:
    return await _feed_reply(
        request,
        service,
        service.short_lived_pages,
        FeedMetadata.public,
        lambda moment: list_polls.public_feed(service.store, service.computations, moment),
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
        lambda base: FeedMetadata.own(base, token),
        lambda moment: list_polls.organizers_feed(
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
    place_at: Callable[[str], FeedMetadata],
    read: ReadFeed,
    write: WriteFeed,
    media_type: str,
    **headers: str,
) -> RawResponse:
    moment = now()

    async def page(base: str) -> CachedPage:
        place = place_at(base)

        async def make() -> CachedPage:
            feed = await read(moment)
            kept = _cache_header(feed.seconds - FEED_CACHE_SECONDS)
            return await asyncio.to_thread(
                make_page,
                lambda: write(service.renderer, place, base, feed),
                media_type,
                {**headers, **kept, "Access-Control-Allow-Origin": "*"},
            )

        return await cache.get((place.address, media_type), moment, FEED_CACHE_SECONDS, make)

    return await service.host_pages.reply(request, base_url(request, service.settings), page)


def _cache_header(seconds: int) -> dict[str, str]:
    return {"Cache-Control": f"public, max-age={max(0, seconds)}"}


def write_atom(renderer: Renderer, place: FeedMetadata, base: str, feed: Feed) -> bytes:
    """An Atom feed (RFC 4287)."""
    changed = max((summary.changed_at for summary in feed.summaries), default=EMPTY_FEED_TIME)
    entries = [(summary, _entry_html(renderer, summary, base)) for summary in feed.summaries]
    data = {"place": place, "base": base, "changed_at": changed, "entries": entries}
    return _render_xml(renderer, "feeds/feed.atom", **data)


def write_json(renderer: Renderer, place: FeedMetadata, base: str, feed: Feed) -> bytes:
    """A JSON Feed."""
    return msgspec.json.encode(
        JsonFeed(
            title=place.title,
            home_page_url=place.home,
            feed_url=f"{place.address}.json",
            authors=[{"name": "crowd", "url": f"{base}/"}],
            items=[_json_feed_item(renderer, summary, base) for summary in feed.summaries],
        )
    )


def _json_feed_item(renderer: Renderer, summary: PollSummary, base: str) -> JsonFeedItem:
    address = f"{base}/p/{summary.poll_id}"
    return JsonFeedItem(
        id=address,
        url=address,
        title=summary.question,
        content_html=_entry_html(renderer, summary, base),
        summary=summary.text,
        image=f"{address}.png",
        date_published=summary.opened_at,
        date_modified=summary.changed_at,
    )


def _entry_html(renderer: Renderer, summary: PollSummary, base: str) -> str:
    """What feed readers show: no frame and no script survives there, a picture and a table do."""
    return renderer.page("feeds/_entry.html", summary=summary, base=base).decode()


def _render_xml(renderer: Renderer, template: str, **data: Any) -> bytes:
    return INVALID_IN_XML.sub("", renderer.page(template, **data).decode()).encode()
