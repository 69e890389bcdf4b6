"""Results of a revealed poll: computed once, then served as stored."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime

from crowd.actions.load_sample import load_sample
from crowd.analysis.summarise import summarise
from crowd.model.errors import Overloaded
from crowd.model.poll import Poll
from crowd.model.results import Snapshot
from crowd.rules.reveal import require_revealed
from crowd.store.store import Store

MOST_AT_HAND = 256
MOST_WAITING = 128
CLAIM_MILLISECONDS = 10_000
LOOK_SECONDS = 0.05


Name = tuple[str, int, datetime | None]
"""What results depend on: a poll, its words on the truth, and its close, as a restore may undo one."""


class Computations:
    """Results being computed now, so that many readers cause one computation, and recent ones.

    A correction of the truth makes new ones.
    """

    def __init__(self) -> None:
        self._running: dict[Name, asyncio.Task[Snapshot]] = {}
        self._recent: dict[Name, Snapshot] = {}
        self._waiting = 0

    def recent(self, poll: Poll) -> Snapshot | None:
        """Results that somebody asked for before."""
        return self._recent.get(_name(poll))

    def remember(self, poll: Poll, snapshot: Snapshot) -> Snapshot:
        """Keeps results at hand; the oldest ones go."""
        while len(self._recent) >= MOST_AT_HAND:
            del self._recent[next(iter(self._recent))]
        self._recent[_name(poll)] = snapshot
        return snapshot

    async def once(self, store: Store, poll: Poll) -> Snapshot:
        """Computes and stores the results, or waits for whoever is at it."""
        if self._waiting >= MOST_WAITING:
            # They would take the place of those who want something else.
            raise Overloaded
        name = _name(poll)
        task = self._running.get(name)
        if task is None:
            task = asyncio.create_task(_compute(store, poll))
            self._running[name] = task
            task.add_done_callback(lambda _: self._running.pop(name, None))
        self._waiting += 1
        try:
            # A reader who goes away must not take the work of the others along.
            return await asyncio.shield(task)
        finally:
            self._waiting -= 1


async def show_results(store: Store, computations: Computations, poll: Poll) -> Snapshot:
    """The results as stored, computed on the way if nobody asked before; Sealed before the reveal."""
    require_revealed(poll)
    at_hand = computations.recent(poll)
    if at_hand is not None:
        return at_hand
    found = await store.snapshots.load(poll) or await computations.once(store, poll)
    return computations.remember(poll, found)


async def load_with_results(store: Store, computations: Computations, poll_id: str) -> Poll:
    """The poll after a change, its results computed if it is revealed."""
    poll = await store.polls.load(poll_id)
    if poll.revealed:
        # The change is made; where many wait for the results, somebody computes them.
        with suppress(Overloaded):
            await show_results(store, computations, poll)
    return poll


async def _compute(store: Store, poll: Poll) -> Snapshot:
    while not await store.snapshots.claim(poll, CLAIM_MILLISECONDS):
        # Another process is at it; should it die, its claim ends by itself.
        await asyncio.sleep(LOOK_SECONDS)
        found = await store.snapshots.load(poll)
        if found is not None:
            return found
    try:
        sample = await load_sample(store, poll)
        snapshot = await asyncio.to_thread(summarise, poll, sample)
        await store.snapshots.save(poll, snapshot)
    except BaseException:
        await store.snapshots.release(poll)
        raise
    return snapshot


def _name(poll: Poll) -> Name:
    return poll.id, poll.revision, poll.closed_at
