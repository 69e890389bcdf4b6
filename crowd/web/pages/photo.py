"""The picture of a question, as it is stored and as a thumbnail; addresses have the hash of its bytes."""

from __future__ import annotations

import asyncio

from litestar import get
from litestar.params import FromPath

from crowd.actions.load_poll import load_image, require_image
from crowd.model.errors import Overloaded
from crowd.web.deps import OurService
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse, RawResponse
from crowd.web.images.queue import ImageProcessEnded
from crowd.web.rendering.page_cache import CachedPage, make_page

PHOTO_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}

MAX_WAIT_SECONDS = 3.0
"""Seconds after which the whole picture is sent for; the thumbnail is still made, for who comes next."""


@get("/p/{poll_id:str}/images/{image_hash:str}", include_in_schema=False)
async def image(
    service: OurService, poll_id: FromPath[str], image_hash: FromPath[str]
) -> BytesResponse:
    """Serve the picture of the question."""
    loaded = await load_image(service.store, poll_id, image_hash)
    return BytesResponse(loaded.data, loaded.image.media_type, headers=PHOTO_HEADERS)


@get("/p/{poll_id:str}/images/{image_hash:str}/thumbnail", include_in_schema=False)
async def thumbnail(
    request: AppRequest, service: OurService, poll_id: FromPath[str], image_hash: FromPath[str]
) -> BytesResponse | RawResponse:
    """Serve a thumbnail of the picture from the cache of images; send for the whole if that is slow."""
    await require_image(service.store, poll_id, image_hash)

    async def make() -> CachedPage:
        loaded = await load_image(service.store, poll_id, image_hash)
        body = await service.image_queue.shrink(loaded.data)
        return make_page(lambda: body, "image/jpeg", PHOTO_HEADERS)

    try:
        async with asyncio.timeout(MAX_WAIT_SECONDS):
            page = await service.images.load(("thumbnail", poll_id, image_hash), make)
    except (TimeoutError, Overloaded, ImageProcessEnded):
        headers = {"Location": f"/p/{poll_id}/images/{image_hash}", "Cache-Control": "no-store"}
        return BytesResponse(b"", status_code=303, headers=headers)
    return page.reply(request)
