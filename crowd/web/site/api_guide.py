"""The page about the API, for people: first steps, and every call with what it does."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import get

from crowd.web.deps import OurService
from crowd.web.http.responses import HTML, RawResponse
from crowd.web.rendering.page_cache import CachedPage, make_page
from crowd.web.visitor import VisitorRequest

HEADERS = {"Cache-Control": "public, max-age=300"}
METHODS = ("get", "post", "put", "patch", "delete")


class Call(msgspec.Struct, frozen=True):
    """A call of the API: method, path, and what it does."""

    method: str
    path: str
    description: str


@get("/api", include_in_schema=False)
async def api_guide(request: VisitorRequest, service: OurService) -> RawResponse:
    """Explain the API with examples at this service's own address, in English."""

    async def page(base: str) -> CachedPage:
        def render() -> bytes:
            calls = calls_of(request.app.openapi_schema.to_schema())
            return service.renderer.page("pages/api.html", base=base, calls=calls)

        name = ("api.html", "", base)
        return await service.pages.load_in_thread(name, lambda: make_page(render, HTML, HEADERS))

    return await service.host_pages.reply(request, request.base, page)


def calls_of(document: dict[str, Any]) -> list[Call]:
    """Return the calls that an OpenAPI document describes."""
    return [
        Call(method.upper(), path, item[method].get("description") or item[method]["summary"])
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]
