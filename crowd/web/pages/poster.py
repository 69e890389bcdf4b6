"""A poster of a poll to print, and its QR code to download. They tell nothing of the answers."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from crowd.poll import Poll
from crowd.web.caching import cache_until_close
from crowd.web.deps import OurService
from crowd.web.http.responses import BytesResponse
from crowd.web.sharing.card_svg import SVG_POLICY
from crowd.web.views.poll import poll_display
from crowd.web.views.poster import question_points
from crowd.web.views.qr_code import draw_qr_code, qr_png, qr_svg
from crowd.web.visible_polls import NOT_OPEN, load_visible_poll
from crowd.web.visitor import VisitorRequest


@get("/p/{poll_id:str}/poster", include_in_schema=False)
async def poster(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Show the question with its photo, its QR code, its closing time and its address."""
    poll = await load_visible_poll(service, poll_id, NOT_OPEN)
    address = f"{request.base}/p/{poll.id}"
    body = service.renderer.page(
        "pages/poster.html",
        request.translator,
        poll=poll_display(poll, request.locale, request.translator),
        points=question_points(poll.definition.question),
        qr=draw_qr_code(address),
        address=address.partition("://")[2],
    )
    headers = {"Cache-Control": _cache_control(poll), "Vary": "Accept-Language, Cookie"}
    return BytesResponse(body, headers=headers)


def _cache_control(poll: Poll) -> str:
    return "public, max-age=60" if poll.revealed else cache_until_close(poll)


@get("/p/{poll_id:str}/qr.svg", include_in_schema=False)
async def qr_code_svg(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Return the QR code of the poll's address as SVG."""
    poll = await load_visible_poll(service, poll_id)
    body = qr_svg(f"{request.base}/p/{poll.id}")
    headers = {"Cache-Control": "public, max-age=60", "Content-Security-Policy": SVG_POLICY}
    return BytesResponse(body, "image/svg+xml", headers=headers)


@get("/p/{poll_id:str}/qr.png", include_in_schema=False)
async def qr_code_png(
    request: VisitorRequest, service: OurService, poll_id: FromPath[str]
) -> BytesResponse:
    """Return the QR code of the poll's address as PNG, large enough for a poster."""
    poll = await load_visible_poll(service, poll_id)
    body = qr_png(f"{request.base}/p/{poll.id}")
    return BytesResponse(body, "image/png", headers={"Cache-Control": "public, max-age=60"})
