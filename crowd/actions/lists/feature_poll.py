"""Choose the public polls that the home page shows."""

from __future__ import annotations

from datetime import datetime

from crowd.actions.close_poll import current_poll
from crowd.actions.show_results import Computations
from crowd.model.errors import Conflict
from crowd.model.sentence import Sentence
from crowd.poll import Poll, State
from crowd.store.poll_index import MAX_FEATURED
from crowd.store.store import Store

NOT_PUBLIC = Sentence(
    "This poll is for those who have its link: its organizer did not make it public."
)
STILL_A_DRAFT = Sentence("This poll is a draft: its organizer has to open it first.")


async def feature_poll(store: Store, poll_id: str, now: datetime) -> Poll:
    """Put a public poll on the home page; raise Conflict for a draft and for one that is not public."""
    poll = await current_poll(store, Computations(), poll_id, now)
    if poll.state is State.DRAFT:
        raise Conflict(STILL_A_DRAFT)
    if not poll.definition.listed:
        raise Conflict(NOT_PUBLIC)
    await store.index.feature(poll.id, now)
    return poll


async def unfeature_poll(store: Store, poll_id: str) -> bool:
    """Take a poll from the home page; return whether it was there."""
    return await store.index.unfeature(poll_id)


async def list_featured(store: Store) -> list[Poll]:
    """List the polls that were chosen, the latest choice first."""
    return await store.index.load_featured(MAX_FEATURED)
