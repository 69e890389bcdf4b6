"""Polls that everybody with the link may see: all but drafts."""

from __future__ import annotations

from crowd.actions.close_poll import current_poll
from crowd.actions.load_poll import load_opened
from crowd.model.errors import NotFound, NotOpen
from crowd.model.sentence import Sentence
from crowd.poll import Definition, Poll, State
from crowd.web.deps import Service, now

NOT_OPEN = Sentence("This poll is not open yet. Come back when its organizer has opened it.")


async def load_visible_poll(service: Service, poll_id: str) -> Poll:
    """Load a poll, closed if that is due; raise NotFound for a draft."""
    poll = await current_poll(service.store, service.computations, poll_id, now())
    if poll.state is State.DRAFT:
        raise NotFound(NOT_OPEN)
    return poll


async def load_visible_definition(service: Service, poll_id: str) -> Definition:
    """Load what a poll asks; raise NotFound for a draft."""
    try:
        return await load_opened(service.store, poll_id)
    except NotOpen:
        raise NotFound(NOT_OPEN) from None
