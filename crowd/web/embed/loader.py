"""The script that puts widgets into pages of others, at an address that never changes."""

from __future__ import annotations

from litestar import get

from crowd.web.deps import OurService
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import RawResponse

LOADER_HEADERS = {
    # An hour fresh and a day stale: the address has no hash, and a fix has to reach all pages.
    "Cache-Control": "public, max-age=3600, stale-while-revalidate=86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}


@get("/embed.js", include_in_schema=False)
async def loader(request: AppRequest, service: OurService) -> RawResponse:
    """Serve the script."""
    script = service.renderer.assets.named("embed.js")
    page = await service.pages.get(
        ("embed.js",), lambda: script.body, script.media_type, **LOADER_HEADERS
    )
    return page.reply(request)
