"""Icons at the addresses where browsers look for them, and the manifest of the home screen."""

from __future__ import annotations

import msgspec
from litestar import get

from crowd.web.deps import OurService, Service
from crowd.web.http.responses import BytesResponse
from crowd.web.rendering.colours import COLOURS

ICON_HEADERS = {"Cache-Control": "public, max-age=86400"}
MANIFEST = "application/manifest+json"

ICONS = {
    "icon.svg": ("any", "any"),
    "icons/192.png": ("192x192", "any"),
    "icons/512.png": ("512x512", "any"),
    "icons/maskable-512.png": ("512x512", "maskable"),
}
"""Sizes and purpose of each icon of the manifest."""


@get("/favicon.ico", include_in_schema=False)
async def favicon(service: OurService) -> BytesResponse:
    """Return the icon for browsers that read no other format."""
    return _icon(service, "icons/favicon.ico")


@get("/apple-touch-icon.png", include_in_schema=False)
async def touch_icon(service: OurService) -> BytesResponse:
    """Return the icon of the home screen of iPhones."""
    return _icon(service, "icons/180.png")


def _icon(service: Service, name: str) -> BytesResponse:
    asset = service.renderer.assets.named(name)
    return BytesResponse(asset.body, asset.media_type, headers=ICON_HEADERS)


@get("/manifest.webmanifest", include_in_schema=False)
async def manifest(service: OurService) -> BytesResponse:
    """Describe the service for home screens."""
    assets = service.renderer.assets
    icons = [
        {
            "src": assets.url(name),
            "sizes": sizes,
            "type": assets.named(name).media_type,
            "purpose": purpose,
        }
        for name, (sizes, purpose) in ICONS.items()
    ]
    content = {
        "name": service.renderer.name,
        "short_name": service.renderer.name,
        "start_url": "/",
        "display": "minimal-ui",
        "background_color": COLOURS["light"]["paper"],
        "theme_color": COLOURS["light"]["paper"],
        "icons": icons,
    }
    return BytesResponse(msgspec.json.encode(content), MANIFEST, headers=ICON_HEADERS)
