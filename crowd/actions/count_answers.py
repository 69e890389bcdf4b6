"""Count the answers of a poll that shows their number before the reveal."""

from __future__ import annotations

from crowd.poll import Poll, State
from crowd.rules.reveal import visible_count
from crowd.store.store import Store


async def count_answers(store: Store, poll: Poll) -> int | None:
    """Count the answers if their number may be shown before the reveal; else return None unread."""
    if poll.revealed or visible_count(poll, 0) is None or poll.state is State.DRAFT:
        return None
    return await store.answers.count(poll.id)
