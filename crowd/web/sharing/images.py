"""Pictures of a poll at any time: for READMEs, feeds and mail, and where links are posted.

Whoever asks for a picture gets one: also where there is no poll, as nothing looks more broken than
a broken picture. Its address alone says in which language: it stands on pages of others, and caches
keep it for everybody.
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

from crowd.actions.close_poll import current_poll
from crowd.actions.show_results import show_results
from crowd.charts.card import CardContent, CardFormat
from crowd.model.errors import NotFound, Overloaded
from crowd.model.poll import Poll, State
from crowd.rules.reveal import visible_resolutions
from crowd.web.caching import cache_until_close
from crowd.web.deps import OurService, Service, now
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import RawResponse, raw_headers
from crowd.web.images.queue import ImageProcessEnded
from crowd.web.locale import translator_by_address
from crowd.web.rendering.page_cache import CachedPage, make_page
from crowd.web.sharing.card_content import missing_poll_content, revealed_content, sealed_content
from crowd.web.sharing.card_svg import AUTO_THEME, PALETTES, SVG_POLICY, ImageFormat, card_svg
from crowd.web.urls import in_language

SVG, PNG = "image/svg+xml", "image/png"

DESIGN_VERSION = "2"
"""Part of the address of previews: a new one for each way of drawing them."""

PREVIEW_SIZE = (1200, 630)
PREVIEW_HEIGHT = 336.0

QUESTION_SHEET = CardFormat(question_sizes=(32, 27, 24), max_question_height=175)
RESULT_SHEET = CardFormat(question_sizes=(27, 23), max_question_height=118, histogram_height=170)
QUESTION_PREVIEW_SHEET = CardFormat(
    height=PREVIEW_HEIGHT, question_sizes=(40, 34, 29, 25, 22), max_question_height=156
)
RESULT_PREVIEW_SHEET = CardFormat(
    height=PREVIEW_HEIGHT,
    question_sizes=(32, 27, 23),
    max_question_height=82,
    key_figures_width=215,
)

NO_POLL_CACHE = "public, max-age=60"
RESULT_CACHE = "public, max-age=300, stale-while-revalidate=86400"
"""Pictures stand on pages of others, where one that is some minutes old is better than a slow one."""

IMAGE_HEADERS = {
    "Content-Security-Policy": SVG_POLICY,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}

MAX_WAIT_SECONDS = 3.0
"""That somebody waits for a picture; it is drawn all the same, for whoever comes next."""

VERSIONED_CACHE = "public, max-age=31536000, immutable"


class ImageVariant(NamedTuple):
    """A kind of picture: how questions and results are laid out, in which format and colours."""

    question: ImageFormat
    result: ImageFormat
    media_type: str
    themes: tuple[str, ...]


IMAGE_VARIANTS = {
    "svg": ImageVariant(
        ImageFormat(QUESTION_SHEET, 1, rounded=True),
        ImageFormat(RESULT_SHEET, 1, rounded=True),
        SVG,
        (AUTO_THEME, *PALETTES),
    ),
    # Twice as many pixels as the SVG: screens have them.
    "png": ImageVariant(
        ImageFormat(QUESTION_SHEET, 2, rounded=True),
        ImageFormat(RESULT_SHEET, 2, rounded=True),
        PNG,
        tuple(PALETTES),
    ),
    "og": ImageVariant(
        ImageFormat(QUESTION_PREVIEW_SHEET, 1.875, rounded=False),
        ImageFormat(RESULT_PREVIEW_SHEET, 1.875, rounded=False),
        PNG,
        tuple(PALETTES),
    ),
}


async def svg(request: AppRequest, service: Service, poll_id: str) -> RawResponse:
    """The poll as SVG, light or dark as its reader prefers."""
    return await poll_image(request, service, poll_id, "svg")


async def png(request: AppRequest, service: Service, poll_id: str) -> RawResponse:
    """The poll as PNG."""
    return await poll_image(request, service, poll_id, "png")


@get("/p/{poll_id:str}/og.png", include_in_schema=False)
async def preview_image(
    request: AppRequest, service: OurService, poll_id: FromPath[str]
) -> RawResponse:
    """What is shown where a link to the poll is posted."""
    return await poll_image(request, service, poll_id, "og")


async def poll_image(request: AppRequest, service: Service, poll_id: str, kind: str) -> RawResponse:
    """The poll as a picture of a kind, drawn when it is asked for the first time."""
    try:
        poll = await current_poll(service.store, service.computations, poll_id, now())
    except NotFound:
        poll = None
    themes = IMAGE_VARIANTS[kind].themes
    asked = request.query_params.get("theme", "")
    theme = asked if asked in themes else themes[0]
    translator = translator_by_address(request)
    if poll is None or poll.state is State.DRAFT:
        missing, name = partial(missing_poll_content, translator), ("no poll", translator.language)
        return await _image_reply(request, service, kind, theme, name, missing, NO_POLL_CACHE)
    version = image_version(poll)
    if not poll.revealed:
        content = partial(sealed_content, poll, translator)
        cache = cache_until_close(poll)
    else:
        results = (await show_results(service.store, service.computations, poll)).results
        content = partial(revealed_content, poll, results, translator, translator.locale)
        named = request.query_params.get("v") == version
        cache = VERSIONED_CACHE if named else RESULT_CACHE
    shown = (poll.id, version, translator.language)
    return await _image_reply(request, service, kind, theme, shown, content, cache)


def preview_image_url(poll: Poll, base: str, language: str) -> str:
    """The picture for where a link is posted, in a language."""
    query = {"v": image_version(poll), **in_language(language)}
    return f"{base}/p/{poll.id}/og.png?{urlencode(query)}"


def image_version(poll: Poll) -> str:
    """What a picture of the poll depends on, as part of its address; nothing in it is sealed."""
    shown = (DESIGN_VERSION, poll.state, poll.closes_at, poll.closed_at, visible_resolutions(poll))
    return hashlib.sha256(f"{poll.id} {shown}".encode()).hexdigest()[:16]


async def _image_reply(
    request: AppRequest,
    service: Service,
    name: str,
    theme: str,
    shown: tuple[str, ...],
    content: Callable[[], CardContent],
    cache: str,
) -> RawResponse:
    """The bytes as they are kept, or a substitute; `shown` names what is on the picture."""
    kind = IMAGE_VARIANTS[name]

    def draw() -> bytes:
        found = content()
        format_ = kind.result if found.key_figures else kind.question
        return card_svg(service.renderer, found, format_, theme)

    async def make() -> CachedPage:
        body = await asyncio.to_thread(draw)
        if kind.media_type == PNG:
            body = await service.image_queue.draw(body)
        return make_page(lambda: body, kind.media_type, IMAGE_HEADERS)

    try:
        async with asyncio.timeout(MAX_WAIT_SECONDS):
            page = await service.images.load((name, *shown, theme), make)
    except (TimeoutError, Overloaded, ImageProcessEnded):
        return substitute_image(service, kind.media_type, theme)
    return page.reply(request).with_cache_control(cache)


def substitute_for_path(path: str, theme: str, service: Service) -> RawResponse | None:
    """A picture for whoever asked for one at this address; None if it is not that of a picture."""
    if not path.startswith("/p/") or not path.endswith((".png", ".svg")):
        return None
    media_type = SVG if path.endswith(".svg") else PNG
    return substitute_image(service, media_type, theme if theme in PALETTES else "light")


def substitute_image(service: Service, media_type: str, theme: str = "light") -> RawResponse:
    """A picture that was drawn long ago, for the moment in which there is no time to draw one."""
    # Of the SVG there is one for everybody.
    found = "svg" if media_type == SVG else f"{theme}.png"
    body = service.renderer.assets.named(f"pictures/later.{found}").body
    headers = {**IMAGE_HEADERS, "Cache-Control": "no-store"}
    return RawResponse(200, raw_headers(headers, media_type, body), body)
