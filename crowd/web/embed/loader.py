"""The script that puts widgets into other people's pages, at an address that never changes."""

from __future__ import annotations

from litestar import get

from crowd.web.deps import OurService
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import RawResponse

LOADER_HEADERS = {
    # Not for good, as the address does not name the content: a mended loader is everywhere in a day.
    "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}


@get("/embed.js", include_in_schema=False)
async def loader(request: AppRequest, service: OurService) -> RawResponse:
    """The loader, for any page."""
    script = service.renderer.assets.named("embed.js")
    page = await service.pages.get(
        ("embed.js",), lambda: script.body, script.media_type, **LOADER_HEADERS
    )
    return page.reply(request)
