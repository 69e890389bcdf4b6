"""Close polls: early by the organizer, or when their closing time has passed."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from crowd.actions.act_on_each import act_on_each
from crowd.actions.show_results import Computations, load_with_results
from crowd.model.errors import NotFound, NotOpen
from crowd.model.sentence import Sentence
from crowd.poll import Poll, State
from crowd.rules.lifecycle import is_due
from crowd.store.store import Store


async def close_poll(store: Store, computations: Computations, poll_id: str) -> Poll:
    """Close now, for good; where results are revealed at the close, they are computed on return."""
    if await store.polls.close(poll_id, early=True) is State.DRAFT:
        raise NotOpen(Sentence("The poll is still a draft. Open it first, or delete it."))
    return await load_with_results(store, computations, poll_id)


async def current_poll(
    store: Store, computations: Computations, poll_id: str, now: datetime
) -> Poll:
    """Load the poll; close it first if its closing time has passed."""
    return await close_if_due(store, computations, await store.polls.load(poll_id), now)


async def close_if_due(store: Store, computations: Computations, poll: Poll, now: datetime) -> Poll:
    """Close the poll if its closing time has passed by the database's clock; return it as it stands."""
    if not is_due(poll, now) or await store.polls.close(poll.id, early=False) is State.OPEN:
        return poll
    return await load_with_results(store, computations, poll.id)


async def close_due_polls(store: Store, computations: Computations, now: datetime) -> None:
    """Close every poll whose closing time has passed, and compute its results before anybody asks."""

    async def close(poll_id: str) -> None:
        # A poll may have been deleted since it was found.
        with suppress(NotFound):
            if await store.polls.close(poll_id, early=False) is not State.OPEN:
                await load_with_results(store, computations, poll_id)

    await act_on_each(lambda skipped: store.polls.find_due(now, skipped), close)
