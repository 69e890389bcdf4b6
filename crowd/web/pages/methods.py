"""The page of methods, made from the docstrings of `stats`."""

from __future__ import annotations

from litestar import get

from crowd.reporting.methods import method_sections
from crowd.web.deps import OurService
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import RawResponse


@get("/methods", include_in_schema=False)
async def methods(request: AppRequest, service: OurService) -> RawResponse:
    """Show every method with its formula, its source, and when it misleads."""
    page = await service.pages.get(
        ("methods.html",),
        lambda: service.renderer.page("pages/methods.html", sections=method_sections()),
    )
    return page.reply(request)
