"""Authorize an organizer: load the poll that an admin token is for."""

from __future__ import annotations

from crowd.model import tokens
from crowd.model.errors import Gone, NotFound, TokenMissing
from crowd.model.sentence import Sentence
from crowd.poll import Poll
from crowd.store.store import Store


async def authorize(store: Store, poll_id: str, token: str) -> Poll:
    """Load the poll if this is its admin token; raise NotFound for any other poll's token."""
    if not token:
        raise TokenMissing
    poll = await store.polls.load(poll_id)
    if tokens.is_admin(token, poll.admin_digest):
        return poll
    if tokens.digest(token) in poll.replaced_digests:
        raise Gone
    raise NotFound(Sentence("This admin token is not for this poll. Check that both are complete."))
