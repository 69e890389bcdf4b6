"""The state of a poll, which open pages ask for so that they turn over by themselves."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath

from crowd.web.deps import OurService
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import JSON, RawResponse, raw_headers
from crowd.web.visible_polls import load_visible_poll


def _reply(state: str) -> RawResponse:
    """Return the reply for a state, which any cache may keep for a second."""
    body = b'{"state":"%s"}' % state.encode()
    return RawResponse(200, raw_headers({"Cache-Control": "public, max-age=1"}, JSON, body), body)


REPLIES = {state: _reply(state) for state in ("open", "closed", "revealed", "resolved")}
"""Replies by what anyone may know of a poll's state."""


@get("/p/{poll_id:str}/state", include_in_schema=False)
async def poll_state(
    request: AppRequest,  # noqa: ARG001  each direct page is called with it
    service: OurService,
    poll_id: FromPath[str],
) -> RawResponse:
    """Say whether a poll is open, closed, revealed or resolved; nothing else of it."""
    return REPLIES[(await load_visible_poll(service, poll_id)).public_state]
