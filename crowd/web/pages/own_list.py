"""Adding to the list of a browser's own polls, by a form of a page that is about one poll."""

from __future__ import annotations

from crowd.actions.lists.own_polls import remember_own_poll
from crowd.web.auth import organizer_cookie, own_or_new_token
from crowd.web.deps import Service, now
from crowd.web.visitor import VisitorRequest


async def remember(request: VisitorRequest, service: Service, poll_id: str, key: bytes) -> str:
    """List a poll among those of this browser; return the Set-Cookie header for its list.

    Without a list, a new one is derived from the key of the form's ticket.
    """
    token = own_or_new_token(request, service, key)
    await remember_own_poll(service.store, token, poll_id, now())
    return organizer_cookie(service, token)
