"""Images of a poll in any state, for READMEs, feeds, mail and link previews.

Every request gets an image, even without a poll: pages of others would show a broken one. The
language depends on the address alone, because shared caches keep an image for everybody.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from functools import partial
from typing import NamedTuple
from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath
from msgspec.structs import replace

from crowd.actions.show_results import show_results
from crowd.charts.card import CardContent
from crowd.charts.text_layout import to_drawable
from crowd.model.errors import NotFound, Overloaded
from crowd.poll import Poll
from crowd.rules.reveal import visible_resolutions
from crowd.web.caching import cache_until_close
from crowd.web.deps import OurService, Service
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import RawResponse, raw_headers
from crowd.web.images.queue import ImageProcessEnded
from crowd.web.locale import translator_by_address
from crowd.web.middleware.rate_limits import hit
from crowd.web.rendering.page_cache import CachedPage, PageCache, make_page
from crowd.web.sharing.card_content import missing_poll_content, revealed_content, sealed_content
from crowd.web.sharing.card_svg import PALETTES, SVG_POLICY, card_svg
from crowd.web.sharing.image_variants import DESIGN_VERSION, IMAGE_VARIANTS, PNG, SVG, ImageVariant
from crowd.web.sharing.own_result import OWN_IMAGE_CACHE, asked_own_value, own_content
from crowd.web.urls import in_language
from crowd.web.visible_polls import load_visible_poll

NO_POLL_CACHE = "public, max-age=60"
RESULT_CACHE = "public, max-age=300, stale-while-revalidate=86400"
"""On pages of others, an image that is some minutes old is better than a slow one."""

IMAGE_HEADERS = {
    "Content-Security-Policy": SVG_POLICY,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}

MAX_WAIT_SECONDS = 3.0
"""Seconds after which a substitute is sent; the image is still drawn, for the next request."""

VERSIONED_CACHE = "public, max-age=31536000, immutable"


async def svg(request: AppRequest, service: Service, poll_id: str) -> RawResponse:
    """Serve the poll as SVG, light or dark as the reader prefers."""
    return await poll_image(request, service, poll_id, "svg")


async def png(request: AppRequest, service: Service, poll_id: str) -> RawResponse:
    """Serve the poll as PNG."""
    return await poll_image(request, service, poll_id, "png")


@get("/p/{poll_id:str}/og.png", include_in_schema=False)
async def preview_image(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> RawResponse:
    """Serve the image that other sites show with a link to the poll."""
    return await poll_image(request, service, poll_id, "og")


@get("/p/{poll_id:str}/square.png", include_in_schema=False)
async def square_image(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> RawResponse:
    """Serve the poll as a square, as people post pictures."""
    return await poll_image(request, service, poll_id, "square")


class NamedContent(NamedTuple):
    """What an image shows, what it is called in a cache, and for how long others may keep it."""

    name: tuple[str, ...]
    content: Callable[[], CardContent]
    cache_control: str
    images: PageCache


async def poll_image(
    request: AppRequest, service: Service, poll_id: str, variant: str
) -> RawResponse:
    """Serve an image of the poll, from the cache of images."""
    try:
        poll = await load_visible_poll(service, poll_id)
    except NotFound:
        poll = None
    shown = await _named_content(request, service, poll, IMAGE_VARIANTS[variant].media_type)
    return await _image_reply(request, service, variant, shown)


async def _named_content(
    request: AppRequest, service: Service, poll: Poll | None, media_type: str
) -> NamedContent:
    translator, images = translator_by_address(request), service.images
    if poll is None:
        missing = partial(missing_poll_content, translator)
        return NamedContent(("no poll", translator.language), missing, NO_POLL_CACHE, images)
    own = asked_own_value(request, poll) if media_type == PNG else None
    version = image_version(poll)
    name = (poll.id, version, translator.language)
    if not poll.revealed:
        sealed = partial(sealed_content, poll, translator)
        return NamedContent(name, sealed, cache_until_close(poll), images)
    if own is not None:
        await hit(request, service, "own_image")
    results = (await show_results(service.store, service.computations, poll)).results
    if own is not None:
        content = partial(own_content, poll, results, translator, own)
        return NamedContent((*name, repr(own)), content, OWN_IMAGE_CACHE, service.own_images)
    content = partial(revealed_content, poll, results, translator, translator.locale)
    versioned = request.query_params.get("v") == version
    return NamedContent(name, content, VERSIONED_CACHE if versioned else RESULT_CACHE, images)


def _theme(request: AppRequest, variant: ImageVariant) -> str:
    asked = request.query_params.get("theme", "")
    return asked if asked in variant.themes else variant.themes[0]


def preview_image_url(poll: Poll, base: str, language: str) -> str:
    """Return the address of the preview of a link, in a language."""
    query = {"v": image_version(poll), **in_language(language)}
    return f"{base}/p/{poll.id}/og.png?{urlencode(query)}"


def image_version(poll: Poll) -> str:
    """Hash what an image depends on, for its address; nothing in it is sealed."""
    visible = (
        DESIGN_VERSION,
        poll.state,
        poll.closes_at,
        poll.closed_at,
        visible_resolutions(poll),
    )
    return hashlib.sha256(f"{poll.id} {visible}".encode()).hexdigest()[:16]


async def _image_reply(
    request: AppRequest,
    service: Service,
    variant_name: str,
    shown: NamedContent,
) -> RawResponse:
    """Load the image with this content from the cache; send a substitute if drawing takes too long."""
    variant = IMAGE_VARIANTS[variant_name]
    theme = _theme(request, variant)

    def draw() -> bytes:
        card = replace(shown.content(), service_name=to_drawable(service.renderer.name))
        format_ = variant.result if card.key_figures else variant.question
        return card_svg(service.renderer, card, format_, theme)

    async def make() -> CachedPage:
        body = await asyncio.to_thread(draw)
        if variant.media_type == PNG:
            body = await service.image_queue.draw(body)
        return make_page(lambda: body, variant.media_type, IMAGE_HEADERS)

    try:
        async with asyncio.timeout(MAX_WAIT_SECONDS):
            page = await shown.images.load((variant_name, *shown.name, theme), make)
    except (TimeoutError, Overloaded, ImageProcessEnded):
        return substitute_image(service, variant.media_type, theme)
    return page.reply(request).with_cache_control(shown.cache_control)


def substitute_for_path(path: str, theme: str, service: Service) -> RawResponse | None:
    """Return a substitute for the image at a path; None if no image is there."""
    if not path.startswith("/p/") or not path.endswith((".png", ".svg")):
        return None
    media_type = SVG if path.endswith(".svg") else PNG
    return substitute_image(service, media_type, theme if theme in PALETTES else "light")


def substitute_image(service: Service, media_type: str, theme: str = "light") -> RawResponse:
    """Return a static image that asks to come back later, for when drawing takes too long."""
    # The SVG has one file: it adapts to the theme by itself.
    suffix = "svg" if media_type == SVG else f"{theme}.png"
    body = service.renderer.assets.named(f"pictures/later.{suffix}").body
    headers = {**IMAGE_HEADERS, "Cache-Control": "no-store"}
    return RawResponse(200, raw_headers(headers, media_type, body), body)
