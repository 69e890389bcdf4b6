"""How the figures are made: one page, from the documentation of the functions themselves."""

from __future__ import annotations

from litestar import get

from crowd.reporting.methods import method_sections
from crowd.web.deps import OurService
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import RawResponse


@get("/methods", include_in_schema=False)
async def methods(request: AppRequest, service: OurService) -> RawResponse:
    """Every method with its formula, its source, and when it misleads."""
    page = await service.pages.get(
        ("methods.html",),
        lambda: service.renderer.page("pages/methods.html", sections=method_sections()),
    )
    return page.reply(request)
