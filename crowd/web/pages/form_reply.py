"""The page that answered a form, at an address of its own."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from crowd.actions.replies.keep_reply import load_reply
from crowd.web.deps import OurService, now
from crowd.web.http.headers import read_cookie
from crowd.web.http.responses import HTML, BytesResponse
from crowd.web.middleware.form_replies import COOKIE
from crowd.web.middleware.security import cookie_name
from crowd.web.visitor import VisitorRequest


@get("/reply/{reply_id:str}", include_in_schema=False)
async def form_reply(
    request: VisitorRequest, service: OurService, reply_id: FromPath[str]
) -> BytesResponse:
    """Show again how a form of this browser was answered."""
    cookie = read_cookie(request, cookie_name(service.settings, COOKIE)) or ""
    reply = await load_reply(service.store, reply_id, cookie, now())
    return BytesResponse(reply.body, HTML, reply.status, headers=reply.headers)
