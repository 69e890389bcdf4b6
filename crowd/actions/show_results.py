"""Results of a revealed poll: computed once, then served as stored."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime

from crowd.actions.load_sample import load_sample
from crowd.analysis.summarise import summarise
from crowd.model.errors import Overloaded
from crowd.model.results import Snapshot
from crowd.poll import Poll
from crowd.rules.reveal import require_revealed
from crowd.single_flight import SingleFlight
from crowd.store.store import Store

MAX_RECENT = 256
MAX_WAITING = 128
CLAIM_MILLISECONDS = 10_000
POLLING_SECONDS = 0.05

ResultsKey = tuple[str, int, datetime | None]
"""What results depend on: the poll's id, its revision, and its close, which a restore may undo."""


class Computations:
    """Results that this process computes for all who wait for them, and the most recent ones.

    A correction of the truth changes the key, so it makes new ones.
    """

    def __init__(self) -> None:
        self._calls: SingleFlight[ResultsKey, Snapshot] = SingleFlight()
        self._recent: dict[ResultsKey, Snapshot] = {}
        self._waiting = 0

    def recent(self, poll: Poll) -> Snapshot | None:
        """Return the results if they were asked for before; else None."""
        return self._recent.get(_key(poll))

    def remember(self, poll: Poll, snapshot: Snapshot) -> Snapshot:
        """Add results to the recent ones; beyond so many, the oldest go."""
        while len(self._recent) >= MAX_RECENT:
            del self._recent[next(iter(self._recent))]
        self._recent[_key(poll)] = snapshot
        return snapshot

    async def compute_once(self, store: Store, poll: Poll) -> Snapshot:
        """Compute and store the results, or wait for the computation under way.

        Overloaded beyond MAX_WAITING callers: they would use up the request slots of the process.
        """
        if self._waiting >= MAX_WAITING:
            raise Overloaded
        self._waiting += 1
        try:
            return await self._calls.run(_key(poll), lambda: _compute(store, poll))
        finally:
            self._waiting -= 1


async def show_results(store: Store, computations: Computations, poll: Poll) -> Snapshot:
    """Return the stored results, computed first if there are none; raise Sealed before the reveal."""
    require_revealed(poll)
    recent = computations.recent(poll)
    if recent is not None:
        return recent
    stored = await store.snapshots.load(poll) or await computations.compute_once(store, poll)
    return computations.remember(poll, stored)


async def load_with_results(store: Store, computations: Computations, poll_id: str) -> Poll:
    """Return the poll after a change; compute its results if it is revealed."""
    poll = await store.polls.load(poll_id)
    if poll.revealed:
        # The change is stored; if too many wait, the results are being computed anyway.
        with suppress(Overloaded):
            await show_results(store, computations, poll)
    return poll


async def _compute(store: Store, poll: Poll) -> Snapshot:
    while not await store.snapshots.claim(poll, CLAIM_MILLISECONDS):
        # Another process computes; if it dies, its claim expires.
        await asyncio.sleep(POLLING_SECONDS)
        stored = await store.snapshots.load(poll)
        if stored is not None:
            return stored
    try:
        sample = await load_sample(store, poll)
        snapshot = await asyncio.to_thread(summarise, poll, sample)
        await store.snapshots.save(poll, snapshot)
    except BaseException:
        await store.snapshots.release(poll)
        raise
    return snapshot


def _key(poll: Poll) -> ResultsKey:
    return poll.id, poll.revision, poll.closed_at
