"""Polls as a visitor may see them: drafts are for their organizers only."""

from __future__ import annotations

from crowd.actions.close_poll import current_poll
from crowd.actions.load_poll import load_opened
from crowd.model.errors import NotFound, NotOpen
from crowd.poll import Definition, Poll, State
from crowd.web.auth import admin_token, require_organizer
from crowd.web.deps import Service, now
from crowd.web.http.headers import AppRequest
from crowd.web.middleware.error_handlers import OF_DRAFT

NOT_OPEN = OF_DRAFT
"""What pages say of a draft; elsewhere it is as if there were no poll."""


async def load_visible_poll(service: Service, poll_id: str, detail: str = "") -> Poll:
    """Load a poll, closed if that is due; raise NotFound for a draft, with this detail."""
    poll = await current_poll(service.store, service.computations, poll_id, now())
    if poll.state is State.DRAFT:
        raise NotFound(detail)
    return poll


async def load_poll_or_own_draft(
    request: AppRequest, service: Service, poll_id: str, detail: str = ""
) -> Poll:
    """Load a poll, closed if that is due; a draft for its organizer only, as `load_visible_poll`."""
    poll = await current_poll(service.store, service.computations, poll_id, now())
    if poll.state is State.DRAFT:
        if not admin_token(request, service, poll_id):
            raise NotFound(detail)
        await require_organizer(request, service, poll_id)
    return poll


async def load_visible_definition(service: Service, poll_id: str) -> Definition:
    """Load what a poll asks; raise NotFound for a draft."""
    try:
        return await load_opened(service.store, poll_id)
    except NotOpen:
        raise NotFound(NOT_OPEN) from None
