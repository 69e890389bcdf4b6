"""Create a poll, as a draft or open at once."""

from __future__ import annotations

from datetime import datetime

import msgspec

from crowd.model import tokens
from crowd.model.errors import AlreadyCreated, NotFound
from crowd.poll import Definition, Poll, Resolution, State
from crowd.rules.definition import define_poll
from crowd.rules.proposal import Proposal
from crowd.store.store import Store


class PollCreation(msgspec.Struct, frozen=True, kw_only=True):
    """A new poll and the only copy of its admin token."""

    poll: Poll
    admin_token: str


async def create_poll(
    store: Store,
    proposal: Proposal,
    now: datetime,
    *,
    draft: bool = False,
    image: bytes = b"",
    admin_token: str = "",
    feed: str = "",
) -> PollCreation:
    """Store the proposed poll. With `admin_token`, a repeat makes no second poll."""
    definition = define_poll(proposal, now)
    token = admin_token or tokens.new_admin_token(tokens.new_poll_id())
    poll = new_poll(
        tokens.poll_id_of_token(token), definition, proposal, now, draft=draft, feed=feed
    )
    if not await store.polls.create(poll, tokens.digest(token), image):
        await _require_same(store, poll)
    return PollCreation(poll=poll, admin_token=token)


async def _require_same(store: Store, poll: Poll) -> None:
    """Raise AlreadyCreated unless the stored poll is the same: no change may be lost silently."""
    try:
        known = await store.polls.load(poll.id)
    except NotFound:
        raise AlreadyCreated from None
    # A closing time that was chosen by name is a little later each time.
    if _asked(known) != _asked(poll):
        raise AlreadyCreated


def _asked(poll: Poll) -> tuple[Definition, str | datetime, State]:
    return poll.definition, poll.closing or poll.closes_at, poll.state


def new_poll(
    poll_id: str,
    definition: Definition,
    proposal: Proposal,
    now: datetime,
    *,
    draft: bool,
    feed: str = "",
) -> Poll:
    """Return a new poll, not stored yet."""
    truth = proposal.truth
    return Poll(
        id=poll_id,
        definition=definition,
        state=State.DRAFT if draft else State.OPEN,
        closes_at=proposal.closes_at,
        closing=proposal.closing,
        created_at=now,
        opened_at=None if draft else now,
        resolutions=[] if truth is None else [Resolution(at=now, truth=truth)],
        feed=feed,
    )
